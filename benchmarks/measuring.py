"""What a system gave for a question set in, figures out."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.corpora import AnswerLength, QuestionSet
from benchmarks.samples import answer_stands
from index.documents import Span
from index.sentences import sentences
from rag import metrics
from rag.answers import Answer
from rag.citations import folded
from rag.gold import GoldQuestion
from rag.measures import f1

EVERYTHING = 100_000
RANKED_WORDS = 150
# Stands for an accepted answer that no cited sentence holds: no text holds this.
NOWHERE = "\N{NULL}"


@dataclass(frozen=True, slots=True)
class Given:
    """What a system gives for one question: its answer when it must answer.

    `silent` is its own decision, None where a calibrated cut decides; `exact` the words that
    answer, even where the answer marks none; `ranked` the beginning of what it found.
    """

    answer: Answer
    silent: bool | None
    exact: str
    ranked: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, what was given, and whether it is kept silent about."""

    gold: GoldQuestion
    given: Given
    silent: bool

    @property
    def accepted(self) -> tuple[str, ...]:
        """The accepted answers, also of a question that its corpus does not answer."""
        return self.gold.answers or ((self.gold.note,) if self.gold.note else ())

    @property
    def stated(self) -> str:
        """All that the answer states."""
        return " ".join(statement.text for statement in self.given.answer.statements)

    @property
    def first(self) -> str:
        """The first sentence that it states."""
        return next((statement.text for statement in self.given.answer.statements), "")


def outcomes(asked: QuestionSet, found: Sequence[Given], cut: float | None) -> list[Outcome]:
    """Every question with what was given; `cut` decides for systems that do not themselves."""
    questions = [question for part in asked.parts for question in part.questions]
    return [
        Outcome(question, one, _is_silent(one, cut))
        for question, one in zip(questions, found, strict=True)
    ]


def _is_silent(one: Given, cut: float | None) -> bool:
    if one.silent is not None:
        return one.silent
    return not one.answer.answered or (cut is not None and one.answer.confidence < cut)


# --- figures ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """A line of the table; None where a figure means nothing.

    The first two are means over the questions with an answer, 0 for a silence. `silence_f1`
    is of the decision to be silent, `told_apart` the area under its curve at every cut.
    """

    answer_f1: float
    citation_f1: float
    silence_f1: float | None
    told_apart: float | None
    answered: float


def figures(asked: QuestionSet, found: Sequence[Outcome]) -> Figures:
    """The figures of one system on one question set."""
    with_answer = [one for one in found if one.gold.answerable]
    mixed = len(with_answer) < len(found)
    said = np.array([1.0 * one.silent for one in found])
    true = np.array([1.0 * (not one.gold.answerable) for one in found])
    columns = np.array([np.ones_like(said), said, true])
    return Figures(
        answer_f1=fmean(0.0 if o.silent else answer_f1(o, asked.answers) for o in with_answer),
        citation_f1=fmean(0.0 if o.silent else citation_f1(asked, o) for o in with_answer),
        silence_f1=float(f1(columns)) if mixed else None,
        told_apart=_told_apart(found) if mixed else None,
        answered=1 - float(said.mean()),
    )


def _told_apart(found: Sequence[Outcome]) -> float:
    """The area under the curve of confidence, answerable questions against the others."""
    answerable = [one.gold.answerable for one in found]
    return float(roc_auc_score(answerable, [one.given.answer.confidence for one in found]))


def answer_f1(one: Outcome, length: AnswerLength) -> float:
    """Words shared with the nearest accepted answer, whether or not the system was silent."""
    short = one.given.answer.short if length == "short" else None
    return metrics.token_f1(short or one.stated, one.accepted)


def short_f1(one: Outcome) -> float:
    """The same of the words that answer if some must be named."""
    return metrics.token_f1(one.given.exact or one.given.answer.short or one.stated, one.accepted)


def citation_f1(asked: QuestionSet, one: Outcome) -> float:
    """`rag.metrics.citation_f1`, with evidence found in the cited sentences where it must be."""
    answer, gold = one.given.answer, one.gold
    if not asked.strings:
        return metrics.citation_f1(answer, gold.evidence, gold.also)
    held = [_holding(answer, accepted) for accepted in gold.answers]
    also = [sentence for text in gold.also for sentence in _holding(answer, text)]
    return metrics.citation_f1(answer, [each or (NOWHERE,) for each in held], also)


def _holding(answer: Answer, accepted: str) -> tuple[str, ...]:
    """The cited sentences in which an answer stands."""
    quotes = [folded(citation.quote) for citation in answer.citations]
    cited = [span.of(q) for q in quotes for span in sentences(q, Span(0, len(q)))]
    return tuple(text for text in cited if answer_stands(accepted, text, EVERYTHING))


def right(one: Outcome) -> bool:
    """Whether an accepted answer stands in the first sentence stated."""
    return any(answer_stands(accepted, one.first, EVERYTHING) for accepted in one.accepted)


def risks(found: Sequence[Outcome]) -> list[tuple[float, float]]:
    """Share of wrong answers among the surest ones, for every share of answered questions."""
    order = sorted(found, key=lambda one: -one.given.answer.confidence)
    wrong = np.cumsum([not right(one) for one in order])
    return [(n / len(order), float(wrong[n - 1]) / n) for n in range(1, len(order) + 1)]


def at_share(curve: Sequence[tuple[float, float]], share: float) -> float:
    """The risk where this share of the questions is answered."""
    return curve[max(1, round(share * len(curve))) - 1][1]
