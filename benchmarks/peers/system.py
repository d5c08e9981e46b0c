"""What every system that is measured looks like, and how a peer's find becomes an `Answer`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch

from benchmarks.corpora import Corpus
from index.documents import Document, Span
from index.sentences import sentences
from rag.answers import Answer, Citation, Statement
from rag.citations import folded

History = Sequence[Mapping[str, str]]


class System(Protocol):
    """An `Answerer` that answers every question, however unsure, and shows its ranking.

    `confidence` of its answers orders them and need be no probability. Of the question asked
    last `ranked` is the text that it found, best first; `exact` the words that answer if it must
    name some, empty if it marks none; and `silent` whether it would rather have been silent,
    None for a system whose cut is calibrated here.
    """

    ranked: str
    exact: str
    silent: bool | None

    def ask(self, question: str, history: History = ()) -> Answer:
        """The answer to a question after a conversation."""
        ...

    def document(self, source: str) -> Document:
        """The document that a citation names."""
        ...


NOT_AT_ALL = -1e9  # the confidence of no answer; JSON knows no infinity

Opener = Callable[[Corpus, Path], System]


@dataclass(frozen=True, slots=True)
class Find:
    """What a peer answers with: words of a document, `exact` if they are the answer itself."""

    source: str
    span: Span
    exact: bool
    confidence: float


def answer(question: str, find: Find | None, documents: Mapping[str, Document]) -> Answer:
    """The answer that states and cites the sentences around a find; a silence without one."""
    if find is None:
        return Answer("", None, (), (), False, False, NOT_AT_ALL, question)
    document = documents[find.source]
    around = sentence_around(document.text, find.span)
    quote = around.of(document.text)
    citation = Citation(
        number=1,
        quote=quote,
        source=find.source,
        start=around.start,
        end=around.end,
        title=document.title or "",
        published=None,
        passage=quote,
    )
    return Answer(
        text=f"{folded(quote)} [1]",
        short=folded(find.span.of(document.text)) if find.exact else None,
        statements=(Statement(folded(quote), (1,)),),
        citations=(citation,),
        answered=True,
        contested=False,
        confidence=find.confidence,
        question=question,
    )


def sentence_around(text: str, span: Span) -> Span:
    """From the start of the first sentence that the span touches to the end of the last."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    paragraph = Span(start, len(text) if end < 0 else end)
    touched = [each for each in sentences(text, paragraph) if each.overlaps(span)]
    return Span(touched[0].start, touched[-1].end) if touched else span


def with_conversation(question: str, history: History) -> str:
    """The question for a system without a memory: the one before it is put in front."""
    asked = [turn["content"] for turn in history if turn["role"] == "user"]
    return " ".join([*asked[-1:], question])


@contextmanager
def fast() -> Iterator[None]:
    """Models in here compute in bfloat16, as this project's do; cosines differ by < .0001."""
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        yield
