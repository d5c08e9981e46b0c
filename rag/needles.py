"""Where the needles of a gold file stand in the articles, white space aside."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.catalogue import Catalogue
from index.documents import Span
from index.errors import GoldError
from rag.citations import folded
from rag.gold import GoldQuestion, GoldRow
from rag.metrics import covers
from rag.selecting import widened

_LONGEST_SHOWN = 60
_CUT = "begins or ends within a word or number; copy whole words"


def places(needle: str, text: str) -> tuple[Span, ...]:
    r"""The spans of the text that are the needle, with any white space between its words.

    >>> places("70 percent", "some 70\n percent")
    (Span(start=5, end=16),)
    """
    words = needle.split()
    if not words:
        return ()
    found = re.finditer(r"\s+".join(re.escape(word) for word in words), text)
    return tuple(Span(*match.span()) for match in found)


def refuse_uncitable(path: Path, rows: Sequence[GoldRow], catalogue: Catalogue) -> None:
    """Refuse a gold file with a needle that no citation can hold.

    A citation quotes a sentence, with the one before where it leans on that, and never a
    headline; with such a needle a row would count as failed whatever is answered. Raises
    GoldError naming the file, line and field of the first, and what to copy instead.
    """
    quotes = tuple(_quotes(catalogue))
    for row in rows:
        for field, needle in _needles(row.question):
            near = [quote for quote in quotes if folded(needle) in quote]
            if not any(covers(quote, needle) for quote in near):
                why = _CUT if near else _why_uncitable(needle, catalogue)
                raise GoldError(f"{path}, line {row.line}, {field}: “{_shortened(needle)}” {why}")


def _quotes(catalogue: Catalogue) -> Iterator[str]:
    """Every quote that a citation can hold, white space folded."""
    for source in catalogue.sources():
        for passage in catalogue.passages_of(source):
            for number in range(len(passage.sentences)):
                yield folded(passage.words(widened(passage, number)))


def _why_uncitable(needle: str, catalogue: Catalogue) -> str:
    """What is wrong with a needle that stands in no quote, and the remedy."""
    beside = any(folded(needle) in folded(article.title) for article in catalogue.articles())
    for source in catalogue.sources():
        found = places(needle, catalogue.document(source).text)
        passages = catalogue.passages_of(source) if found else ()
        if any(span.overlaps(passage.span) for span in found for passage in passages):
            return "runs over sentences that are not cited together; copy words of one sentence"
        beside = beside or bool(found)
    if beside:
        return "stands only in a headline or byline, which is never cited; copy words of the text"
    return (
        "stands in no article of this corpus; copy the words from the article, or name the "
        "corpus with --corpus"
    )


def _needles(question: GoldQuestion) -> Iterator[tuple[str, str]]:
    """Every needle and the field that it stands in, as `evidence.0.1`."""
    for number, group in enumerate(question.evidence):
        for place, needle in enumerate(group):
            yield f"evidence.{number}.{place}", needle
    for place, needle in enumerate(question.also):
        yield f"also.{place}", needle


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
