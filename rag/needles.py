"""Where the needles of a gold file stand in the articles, white space aside."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from index.documents import Span
from index.errors import GoldError
from rag.citations import folded
from rag.gold import GoldQuestion, GoldRow

_LONGEST_SHOWN = 60


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


def refuse_missing(path: Path, rows: Sequence[GoldRow], texts: Iterable[str]) -> None:
    """Refuse a gold file with a needle that stands nowhere in the corpus.

    Such a needle can never be cited, so its row would count as failed whatever is answered.
    Raises GoldError naming the file, line and field of the first.
    """
    whole = "\n".join(folded(text) for text in texts)
    for row in rows:
        for field, needle in _needles(row.question):
            if folded(needle) not in whole:
                raise GoldError(
                    f"{path}, line {row.line}, {field}: “{_shortened(needle)}” stands in no "
                    "article of this corpus; copy the words from the article, or name the "
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
