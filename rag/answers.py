"""The public contract: what a question gets back, as frozen values.

Offsets count Unicode code points of the cited document's text, and
`document.text[citation.start:citation.end] == citation.quote` always holds.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

Stance = Literal["asserts", "denies", "reports"]
Silence = Literal["topic", "fact", "premise"]


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words of a source; `passage` is the text around them, for context.

    `source` names the document, `start` and `end` are where the quote stands in its text.
    `published` is None when the article states no date; `also` names further sources
    that carry the same report. `page` is the page of a PDF file on which the quote begins,
    counted from 1, None for a source without pages.
    """

    number: int
    quote: str
    source: str
    start: int
    end: int
    title: str
    published: date | None
    passage: str
    outlet: str | None = None
    also: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the answer with the numbers of what it cites.

    It is the source's own words, unless `drafted`: then a language model wrote it, and it
    has passed the checks of `rag.vetting` against what it cites.
    `speaker` is who says it as the article names them, `party` the side they speak for,
    both None in the newspaper's own voice. `lead` is the words shown before the sentence
    to say who speaks, empty where the sentence says so itself.
    """

    text: str
    citations: tuple[int, ...]
    speaker: str | None = None
    party: str | None = None
    stance: Stance = "reports"
    lead: str = ""
    drafted: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `text` is the whole answer as a person reads it, `short` the exact span that answers
    where there is one. With `answered` False the corpus does not say: `statements` is
    empty, `silence` names the kind (nothing on the topic, not this fact, or a premise
    that the articles do not carry) and `citations` holds the nearest passages.
    `confidence` is a calibrated probability in [0, 1] that the answer is supported and
    right. `question` is the stand-alone question that was answered. `writer` is the
    language model that drafted statements, None where all are quotes.
    """

    text: str
    short: str | None
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    answered: bool
    contested: bool
    confidence: float
    question: str
    silence: Silence | None = None
    notes: tuple[str, ...] = ()
    writer: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON types, dates as ISO 8601.

        >>> Answer("No.", None, (), (), False, False, 0.1, "Why?").to_dict()["answered"]
        False
        """
        plain = asdict(self)
        for citation in plain["citations"]:
            published = citation["published"]
            citation["published"] = published.isoformat() if published else None
        return plain


def renumbered(answer: Answer) -> Answer:
    """The same answer with citations numbered from 1 in order of first mark.

    Citations that no statement marks are dropped, unless the answer is a silence,
    whose citations are the nearest passages and carry no marks.
    """
    if not answer.answered:
        numbered = tuple(replace(c, number=n) for n, c in enumerate(answer.citations, 1))
        return replace(answer, citations=numbered)
    order: dict[int, int] = {}
    for statement in answer.statements:
        for number in statement.citations:
            order.setdefault(number, len(order) + 1)
    citations = sorted(
        (replace(c, number=order[c.number]) for c in answer.citations if c.number in order),
        key=lambda citation: citation.number,
    )
    statements = tuple(
        replace(s, citations=tuple(order[n] for n in s.citations)) for s in answer.statements
    )
    return replace(answer, citations=tuple(citations), statements=statements)
