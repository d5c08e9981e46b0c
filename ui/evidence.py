"""A stretch of an article with the cited and the wanted words marked in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.documents import Span
from rag.answers import Citation
from rag.needles import places

# Characters shown on either side of a needle, at least.
AROUND = 300


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters in a row that are all cited or none, all wanted or none.

    Wanted is what a reader looks for: the gold's needles, or the citation that was opened.
    """

    text: str
    cited: bool
    wanted: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of the source, in segments; joined they are its words unchanged."""

    source: str
    segments: tuple[Segment, ...]


def cited_excerpt(citation: Citation, text: str, needles: Sequence[str]) -> Excerpt:
    """The passage of a citation in its document's text, the quote and the needles marked."""
    quote = Span(citation.start, citation.end)
    start = text.rfind(citation.passage, 0, citation.start + len(citation.passage))
    passage = Span(start, start + len(citation.passage)) if start >= 0 else _around(quote, text)
    wanted = [span for needle in needles for span in places(needle, text)]
    return Excerpt(citation.source, segments(text, passage, [quote], wanted))


def needle_excerpt(
    source: str, needle: Span, text: str, cited: Sequence[Citation], needles: Sequence[str]
) -> Excerpt:
    """The text around a needle, what the answer cited of it and all needles marked."""
    quotes = [Span(c.start, c.end) for c in cited if c.source == source]
    wanted = [span for each in needles for span in places(each, text)]
    return Excerpt(source, segments(text, _around(needle, text), quotes, wanted))


def _around(inner: Span, text: str) -> Span:
    """The span with whole lines on either side, or whole words where lines are long."""
    start, end = max(0, inner.start - AROUND), min(len(text), inner.end + AROUND)
    if start:
        gap = _gap(text, start, inner.start)
        start = gap + 1 if gap >= 0 else start
    if end < len(text):
        gap = max(text.rfind("\n", inner.end, end), text.rfind(" ", inner.end, end))
        end = gap if gap >= 0 else end
    return Span(start, end)


def _gap(text: str, start: int, end: int) -> int:
    line = text.find("\n", start, end)
    return line if line >= 0 else text.find(" ", start, end)


def segments(
    text: str, within: Span, cited: Sequence[Span], wanted: Sequence[Span]
) -> tuple[Segment, ...]:
    """The text within a span, cut wherever a mark begins or ends."""
    edges = {within.start, within.end}
    edges |= {edge for span in (*cited, *wanted) for edge in (span.start, span.end)}
    inside = sorted(edge for edge in edges if within.start <= edge <= within.end)
    pieces = (Span(start, end) for start, end in pairwise(inside))
    return tuple(
        Segment(
            piece.of(text),
            any(span.contains(piece) for span in cited),
            any(span.contains(piece) for span in wanted),
        )
        for piece in pieces
    )
