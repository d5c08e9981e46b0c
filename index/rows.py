"""The stored form of documents, articles and passages: bytes for text, JSON for the rest."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from index.documents import Article, Document, Paragraph, Passage, Span


def to_bytes(text: str) -> bytes:
    """Return text as it is stored: UTF-8, half surrogate pairs included."""
    return text.encode("utf-8", "surrogatepass")


def to_text(stored: bytes) -> str:
    """Return the text that `to_bytes` stored."""
    return stored.decode("utf-8", "surrogatepass")


def to_iso(day: date | None) -> str | None:
    """Return a date as it is stored."""
    return day.isoformat() if day else None


def to_date(stored: str | None) -> date | None:
    """Return the date that `to_iso` stored."""
    return date.fromisoformat(stored) if stored else None


def _pair(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span is not None else None


def _span(pair: Sequence[int]) -> Span:
    return Span(pair[0], pair[1])


def document_fields(document: Document) -> str:
    """Return what is stated about a document, as JSON."""
    return json.dumps(
        {
            "title": document.title,
            "published": to_iso(document.published),
            "authors": document.authors,
            "url": document.url,
            "outlet": document.outlet,
            "pages": [_pair(page) for page in document.pages],
        }
    )


def to_document(source: str, text: str, stated: Mapping[str, Any]) -> Document:
    """Return a document from its source, its text and what `document_fields` stored."""
    return Document(
        source=source,
        text=text,
        title=stated["title"],
        published=to_date(stated["published"]),
        authors=tuple(stated["authors"]),
        url=stated["url"],
        outlet=stated["outlet"],
        pages=tuple(_span(page) for page in stated["pages"]),
    )


def article_fields(article: Article) -> str:
    """Return an article as JSON; `to_article` knows its source."""
    return json.dumps(
        {
            "number": article.number,
            "span": _pair(article.span),
            "title": article.title,
            "headline": _pair(article.headline),
            "published": to_iso(article.published),
            "paragraphs": [[p.span.start, p.span.end, p.kind] for p in article.paragraphs],
            "authors": article.authors,
            "url": article.url,
            "outlet": article.outlet,
        }
    )


def to_article(source: str, fields: Mapping[str, Any]) -> Article:
    """Return the article that `article_fields` stored."""
    return Article(
        source=source,
        number=fields["number"],
        span=_span(fields["span"]),
        title=fields["title"],
        headline=_span(fields["headline"]) if fields["headline"] is not None else None,
        published=to_date(fields["published"]),
        paragraphs=tuple(
            Paragraph(Span(start, end), kind) for start, end, kind in fields["paragraphs"]
        ),
        authors=tuple(fields["authors"]),
        url=fields["url"],
        outlet=fields["outlet"],
    )


def passage_values(passage: Passage) -> tuple[Any, ...]:
    """Return the columns of a passage from `article` to `published`."""
    return (
        passage.article,
        passage.span.start,
        passage.span.end,
        passage.kind,
        to_bytes(passage.title),
        to_bytes(passage.text),
        json.dumps([_pair(sentence) for sentence in passage.sentences], separators=(",", ":")),
        to_iso(passage.published),
    )


def to_passage(row: Sequence[Any]) -> Passage:
    """Return the passage of a row of the catalogue's passage query."""
    number, source, article, start, stop, kind, title, text, sentences, published = row
    return Passage(
        source=to_text(source),
        article=article,
        span=Span(start, stop),
        text=to_text(text),
        sentences=tuple(_span(pair) for pair in json.loads(sentences)),
        title=to_text(title),
        published=to_date(published),
        kind=kind,
        id=number,
    )
