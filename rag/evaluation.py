"""A gold file and an assistant in, a report of the measures out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from index.documents import Document
from rag.answers import Answer
from rag.assistant import History
from rag.gold import GoldQuestion
from rag.measures import BY_KIND, MEASURES, Figure, figures
from rag.scores import Scores, faults, scored

FORMAT = 1  # of the report as JSON


class Answerer(Protocol):
    """Whatever answers with citations: an `Assistant`, or a peer that is measured beside it."""

    def ask(self, question: str, history: History = ()) -> Answer:
        """The answer to a question after a conversation."""
        ...

    def document(self, source: str) -> Document:
        """The document that a citation names."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """One gold question, the answer it got, that answer's scores, and its faults in words."""

    gold: GoldQuestion
    answer: Answer
    scores: Scores

    @property
    def faults(self) -> tuple[str, ...]:
        """Everything that the answer falls short in; empty for a faultless one."""
        return faults(self.scores)


@dataclass(frozen=True, slots=True)
class KindFigures:
    """The figures over the questions of one kind."""

    kind: str
    count: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures over all questions and by kind, and every question's outcome.

    `about` says what was measured: names and counts, for whoever reads the report.
    """

    figures: tuple[Figure, ...]
    kinds: tuple[KindFigures, ...]
    outcomes: tuple[Outcome, ...]
    about: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> float:
        """The figure called `name`; KeyError if there is none or it applies to no question."""
        return {figure.name: figure.value for figure in self.figures}[name]

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types; `rag.comparing` reads it back."""
        return {
            "format": FORMAT,
            "about": self.about,
            "figures": [asdict(figure) for figure in self.figures],
            "kinds": [asdict(kind) for kind in self.kinds],
            "questions": [_outcome_dict(outcome) for outcome in self.outcomes],
        }


def evaluate(
    answerer: Answerer,
    questions: Sequence[GoldQuestion],
    *,
    about: dict[str, str] | None = None,
    on_question: Callable[[int], None] | None = None,
) -> Report:
    """Ask every question once, one after the other, and measure the answers.

    `on_question` is told how many are done. The same answers give the same figures, except
    for the seconds.
    """
    outcomes = []
    for question in questions:
        outcomes.append(_outcome(answerer, question))
        if on_question:
            on_question(len(outcomes))
    return report(outcomes, about)


def report(outcomes: Sequence[Outcome], about: dict[str, str] | None = None) -> Report:
    """The report over outcomes."""
    kinds = dict.fromkeys(outcome.gold.kind for outcome in outcomes if outcome.gold.kind)
    return Report(
        figures=figures([outcome.scores for outcome in outcomes], MEASURES),
        kinds=tuple(_kind(kind, outcomes) for kind in kinds),
        outcomes=tuple(outcomes),
        about=about or {},
    )


def _kind(kind: str, outcomes: Sequence[Outcome]) -> KindFigures:
    scores = [outcome.scores for outcome in outcomes if outcome.gold.kind == kind]
    return KindFigures(kind, len(scores), figures(scores, BY_KIND))


def _outcome(answerer: Answerer, gold: GoldQuestion) -> Outcome:
    history = [message.model_dump() for message in gold.history]
    started = time.perf_counter()
    answer = answerer.ask(gold.question, history)
    seconds = time.perf_counter() - started
    texts = {c.source: answerer.document(c.source).text for c in answer.citations}
    return Outcome(gold, answer, scored(gold, answer, texts, seconds))


def _outcome_dict(outcome: Outcome) -> dict[str, Any]:
    return {
        "gold": outcome.gold.model_dump(mode="json", exclude_defaults=True),
        "answer": outcome.answer.to_dict(),
        "scores": asdict(outcome.scores) | {"seconds": round(outcome.scores.seconds, 4)},
        "faults": list(outcome.faults),
    }
