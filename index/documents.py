"""The frozen values that travel between the stages.

Offsets are half-open and count Unicode code points of `Document.text`, which nothing
rewrites after loading.
"""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Literal

ParagraphKind = Literal["body", "summary", "caption"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points.

    >>> Span(0, 5).of("Kabul denies it")
    'Kabul'
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a range that runs backwards or starts before the text."""
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words of `text` that this span covers."""
        return text[self.start : self.end]

    def shifted(self, offset: int) -> "Span":
        """The same range, counted from `offset` code points earlier."""
        return Span(self.start + offset, self.end + offset)

    def contains(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """One text as it was read, and what its file states about it.

    `source` names it in citations: the path below the corpus folder with `/` between its
    parts, followed for a JSON Lines row by `#` and the line number.
    """

    source: str
    text: str
    title: str | None = None
    published: date | None = None
    authors: tuple[str, ...] = ()
    url: str | None = None
    outlet: str | None = None
    pages: tuple[Span, ...] = ()

    @property
    def sha256(self) -> str:
        """Hash of the text and everything stated about it, in hexadecimal."""
        stated = (
            self.text,
            self.title,
            self.published,
            self.authors,
            self.url,
            self.outlet,
            [(page.start, page.end) for page in self.pages],
        )
        return hashlib.sha256(repr(stated).encode("utf-8", "surrogatepass")).hexdigest()

    def page(self, offset: int) -> int | None:
        """The page that holds the text at `offset`, counted from 1; None without pages.

        >>> Document("a.pdf", "One. Two.", pages=(Span(0, 4), Span(5, 9))).page(5)
        2
        """
        return bisect_right([page.start for page in self.pages], offset) or None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A citable run of an article's text; furniture and bullet marks lie outside it."""

    span: Span
    kind: ParagraphKind = "body"


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a document: `number` counts from 0 in its document.

    `headline` is where the headline stands in the text, None where it is only stated by
    the file; `title` is its words, empty when there is none. `published` is None unless
    the document states a date that needs no guessing.
    """

    source: str
    number: int
    span: Span
    title: str
    headline: Span | None
    published: date | None
    paragraphs: tuple[Paragraph, ...]
    authors: tuple[str, ...] = ()
    url: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A few whole sentences of one article, the unit that is searched.

    `text == document.text[span.start:span.end]`; `sentences` are spans of the document
    too, in order, each inside `span` and trimmed of surrounding white space. `id` is the
    passage's number in the catalogue, -1 before it is stored.
    """

    source: str
    article: int
    span: Span
    text: str
    sentences: tuple[Span, ...]
    title: str
    published: date | None
    kind: ParagraphKind = "body"
    id: int = -1

    def words(self, span: Span) -> str:
        """The words at a span of the document that lies in the passage."""
        return span.shifted(-self.span.start).of(self.text)

    def sentence_texts(self) -> tuple[str, ...]:
        """The words of each sentence, in order."""
        return tuple(map(self.words, self.sentences))


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question; higher `score` is better.

    `dense` is the cosine of question and passage, given for every hit of a search; `lexical`
    the BM25 score, None where the words did not find the passage.
    """

    passage: Passage
    score: float
    dense: float | None = None
    lexical: float | None = None
