"""Numbered citations of places in the articles, each place once."""

from datetime import date
from itertools import count
from typing import Any

from index.catalogue import Catalogue
from index.documents import Passage, Span
from rag.answers import Citation
from rag.dispute import Dispute


class Citer:
    """Numbers citations from 1, one for each place quoted."""

    def __init__(self, catalogue: Catalogue, dispute: Dispute) -> None:
        self._catalogue = catalogue
        self._dispute = dispute
        self._numbers = count(1)
        self._made: dict[tuple[str, Span], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation made so far, by number."""
        return tuple(self._made.values())

    def cite(self, passage: Passage, span: Span, *, also: tuple[str, ...] = ()) -> Citation:
        """The citation of a span of the passage, made once.

        `also` names further sources that carry the same report.
        """
        place = (passage.source, span)
        if place not in self._made:
            article = self._catalogue.article(passage.source, passage.article)
            self._made[place] = Citation(
                number=next(self._numbers),
                quote=span.shifted(-passage.span.start).of(passage.text),
                source=passage.source,
                start=span.start,
                end=span.end,
                title=passage.title,
                published=passage.published,
                passage=passage.text,
                outlet=self._dispute.outlets.get(passage.source) or article.outlet,
                also=also,
            )
        return self._made[place]


def plain(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """The fields of a dataclass as plain JSON types, dates as ISO 8601; for `asdict`.

    >>> plain([("published", date(2025, 7, 11)), ("number", 1)])
    {'published': '2025-07-11', 'number': 1}
    """
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields}
