"""Numbered citations of places in the articles, each place once."""

from datetime import date
from typing import Any

from index.catalogue import Catalogue
from index.documents import Document, Passage, Span
from rag.answers import Citation
from rag.citations import check_quote, report_failure
from rag.dispute import Dispute


class Citer:
    """Numbers citations from 1, one for each place quoted."""

    def __init__(self, catalogue: Catalogue, dispute: Dispute) -> None:
        self._catalogue = catalogue
        self._dispute = dispute
        self._made: dict[tuple[str, Span], Citation] = {}
        self._document: Document | None = None

    @property
    def dispute(self) -> Dispute:
        """The dispute whose outlets are cited."""
        return self._dispute

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation made so far, by number."""
        return tuple(self._made.values())

    def cite(self, passage: Passage, span: Span, also: tuple[str, ...] = ()) -> Citation:
        """The citation of a span of the passage, made once.

        `also` names further sources that carry the same report.
        """
        place = (passage.source, span)
        if place not in self._made:
            self._made[place] = self._citation(passage, span, also)
        return self._made[place]

    def cite_checked(
        self, passage: Passage, span: Span, *, also: tuple[str, ...], strict: bool
    ) -> Citation | None:
        """The citation of a span, None where its quote fails the check against its document.

        `also` names further sources that carry the same report. With `strict` a failure
        raises InternalError.
        """
        place = (passage.source, span)
        if place not in self._made:
            citation = self._citation(passage, span, also)
            check = check_quote(citation, self._read(passage.source))
            if not check.passed:
                report_failure(check, strict=strict)
                return None
            self._made[place] = citation
        return self._made[place]

    def _citation(self, passage: Passage, span: Span, also: tuple[str, ...]) -> Citation:
        article = self._catalogue.article(passage.source, passage.article)
        return Citation(
            number=len(self._made) + 1,
            quote=passage.words(span),
            source=passage.source,
            start=span.start,
            end=span.end,
            title=passage.title,
            published=passage.published,
            passage=passage.text,
            outlet=self._dispute.outlet(passage.source) or article.outlet,
            also=also,
            page=self._read(passage.source).page(span.start),
        )

    def _read(self, source: str) -> Document:
        """The document; the last one is kept, as neighbouring citations share it."""
        if self._document is None or self._document.source != source:
            self._document = self._catalogue.document(source)
        return self._document


def plain(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    """The fields of a dataclass as plain JSON types, dates as ISO 8601; for `asdict`.

    >>> plain([("published", date(2025, 7, 11)), ("number", 1)])
    {'published': '2025-07-11', 'number': 1}
    """
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields}
