"""A gold file and an assistant in, a report of the measures out."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median
from typing import Any

from rag import metrics
from rag.answers import Answer
from rag.assistant import Assistant
from rag.gold import GoldQuestion


@dataclass(frozen=True, slots=True)
class Outcome:
    """One gold question, the answer it got, and that answer's measures.

    Measures that do not apply to the question are None: precision needs a given answer to
    an answerable question, accuracy needs accepted answers.
    """

    gold: GoldQuestion
    answer: Answer
    seconds: float
    fidelity: float
    precision: float | None
    recall: float | None
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's mean over the questions that it applies to, and how many those are."""

    name: str
    value: float
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """The figures over all questions, and every question's outcome."""

    figures: tuple[Figure, ...]
    outcomes: tuple[Outcome, ...]

    def value(self, name: str) -> float:
        """The figure called `name`; KeyError if there is none."""
        return {figure.name: figure.value for figure in self.figures}[name]

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types."""
        return {
            "figures": [asdict(figure) for figure in self.figures],
            "questions": [_outcome_dict(outcome) for outcome in self.outcomes],
        }


def evaluate(assistant: Assistant, questions: Sequence[GoldQuestion]) -> Report:
    """Ask every question once and measure the answers.

    Citation precision is over answerable questions that were answered; recall counts an
    unanswered one as 0. Silence is measured over all questions.
    """
    outcomes = tuple(_outcome(assistant, question) for question in questions)
    return Report(figures=_figures(outcomes), outcomes=outcomes)


def _outcome(assistant: Assistant, gold: GoldQuestion) -> Outcome:
    history = [message.model_dump() for message in gold.history]
    started = time.perf_counter()
    answer = assistant.ask(gold.question, history)
    seconds = time.perf_counter() - started
    texts = {c.source: assistant.document(c.source).text for c in answer.citations}
    scored = gold.answerable and bool(gold.evidence)
    return Outcome(
        gold=gold,
        answer=answer,
        seconds=seconds,
        fidelity=metrics.quote_fidelity(answer, texts),
        precision=metrics.citation_precision(answer, gold.evidence)
        if scored and answer.answered
        else None,
        recall=metrics.citation_recall(answer, gold.evidence) if scored else None,
        accuracy=metrics.answer_accuracy(answer, gold.answers) if gold.answers else None,
    )


def _figures(outcomes: Sequence[Outcome]) -> tuple[Figure, ...]:
    silence = metrics.precision_recall_f1(
        [not o.answer.answered for o in outcomes], [not o.gold.answerable for o in outcomes]
    )
    contested = [float(o.answer.contested == o.gold.contested) for o in outcomes]
    count = len(outcomes)
    return (
        _mean("quote fidelity", [o.fidelity for o in outcomes]),
        _mean("citation precision", [o.precision for o in outcomes]),
        _mean("citation recall", [o.recall for o in outcomes]),
        _mean("answer accuracy", [o.accuracy for o in outcomes]),
        Figure("silence precision", silence[0], count),
        Figure("silence recall", silence[1], count),
        Figure("silence F1", silence[2], count),
        _mean("contested right", contested),
        _mean("both sides cited", [o.recall for o in outcomes if o.gold.contested]),
        Figure("calibration error", _calibration_error(outcomes), count),
        Figure("seconds p50", median(o.seconds for o in outcomes), count),
    )


def _calibration_error(outcomes: Sequence[Outcome]) -> float:
    """Of confidence as the probability that the corpus answers and the citations cover it."""
    right = [o.gold.answerable and (o.recall is None or o.recall > 0) for o in outcomes]
    return metrics.calibration_error([o.answer.confidence for o in outcomes], right)


def _mean(name: str, values: Sequence[float | None]) -> Figure:
    known = [value for value in values if value is not None]
    return Figure(name, fmean(known) if known else 0.0, len(known))


def _outcome_dict(outcome: Outcome) -> dict[str, Any]:
    return {
        "gold": outcome.gold.model_dump(mode="json"),
        "answer": outcome.answer.to_dict(),
        "seconds": round(outcome.seconds, 4),
        "fidelity": outcome.fidelity,
        "precision": outcome.precision,
        "recall": outcome.recall,
        "accuracy": outcome.accuracy,
    }
