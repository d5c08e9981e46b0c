from dataclasses import replace

import pytest

from index.documents import Document
from index.errors import InternalError
from rag.answers import Answer, Citation, Statement
from rag.citations import check_quote, check_statement, checked

TEXT = "The dam leaks. Engineers deny that\nthe dam leaks."
DOCUMENT = Document("dam.txt", TEXT)


def cite(quote, number=1):
    start = TEXT.index(quote)
    return Citation(number, quote, "dam.txt", start, start + len(quote), "Dam", None, TEXT)


def answer(statements, citations):
    return Answer("text", None, tuple(statements), tuple(citations), True, False, 0.9, "Q?")


def test_an_exact_quote_passes():
    assert check_quote(cite("The dam leaks."), DOCUMENT).passed


@pytest.mark.parametrize(
    "change", [{"start": 1}, {"end": 13}, {"quote": "The dam holds."}, {"source": "other.txt"}]
)
def test_a_misplaced_quote_is_named(change):
    check = check_quote(replace(cite("The dam leaks."), **change), DOCUMENT)
    assert check.status == "misplaced"
    assert "dam.txt" in check.reason or "other.txt" in check.reason


def test_a_statement_stands_verbatim_in_what_it_cites():
    quote = cite("Engineers deny that\nthe dam leaks.")
    assert check_statement(Statement("Engineers deny that the dam leaks.", (1,)), {1: quote}).passed
    twin = Statement("Engineers say that the dam leaks.", (1,))
    assert check_statement(twin, {1: quote}).status == "unsupported"
    assert check_statement(Statement("The dam leaks.", ()), {1: quote}).status == "unmarked"


def test_what_fails_is_dropped_and_the_rest_renumbered(caplog):
    good = cite("Engineers deny that\nthe dam leaks.", number=2)
    bad = replace(cite("The dam leaks."), start=1)
    draft = answer(
        [Statement("The dam leaks.", (1,)), Statement("Engineers deny that the dam leaks.", (2,))],
        [bad, good],
    )
    shown = checked(draft, lambda _: DOCUMENT, strict=False)
    assert [c.number for c in shown.citations] == [1]
    assert [(s.text, s.citations) for s in shown.statements] == [
        ("Engineers deny that the dam leaks.", (1,))
    ]
    assert "citation dropped" in caplog.text


def test_strict_raises():
    draft = answer([Statement("The dam leaks.", (1,))], [replace(cite("The dam leaks."), start=1)])
    with pytest.raises(InternalError):
        checked(draft, lambda _: DOCUMENT, strict=True)
