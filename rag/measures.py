"""The figures of a report: which scores each takes and how it sums them up.

A figure is computed from an array of shape `(columns, ..., questions)`: its first column is
how much each question counts, 0 where the measure does not apply to it. All sums run over
the last axis, so that thousands of resampled sets of questions are summed up at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.intervals import interval
from rag.scores import Scores

Array = NDArray[np.float64]
Row = tuple[float, ...]

BINS = 10  # equal widths of confidence, for the calibration error


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the report.

    `row` gives a question's columns, `reduce` sums the columns up and is nan where nothing
    counts. A fall of one that is not `noisy` needs no test to be one; one that is not
    `guarded` may change with the machine alone, and its fall is no failure.
    """

    name: str
    meaning: str
    row: Callable[[Scores], Row]
    reduce: Callable[[Array], Array]
    higher_is_better: bool = True
    noisy: bool = True
    guarded: bool = True
    by_kind: bool = False

    def columns(self, scores: Sequence[Scores]) -> Array:
        """The columns of these questions, shape `(columns, questions)`."""
        return np.array([self.row(one) for one in scores], dtype=np.float64).T


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value over the `count` questions that it applies to.

    `low` and `high` bound its 95 % bootstrap interval, None for fewer than two questions.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    count: int


def figures(scores: Sequence[Scores], measures: Sequence["Measure"]) -> tuple[Figure, ...]:
    """The figures of those measures that apply to any of the questions, in order."""
    found = (_figure(scores, measure) for measure in measures if scores)
    return tuple(figure for figure in found if figure is not None)


def _figure(scores: Sequence[Scores], measure: Measure) -> Figure | None:
    columns = measure.columns(scores)
    value, count = float(measure.reduce(columns)), int(columns[0].sum())
    if count == 0 or np.isnan(value):
        return None
    low, high = interval(columns[:, columns[0] > 0], measure.reduce) or (None, None)
    return Figure(measure.name, value, low, high, count)


# --- ways to sum up ---------------------------------------------------------------------


def mean(columns: Array) -> Array:
    """The mean of the second column over the questions that count."""
    weights, values = columns
    with np.errstate(invalid="ignore"):
        return np.asarray((weights * values).sum(-1) / weights.sum(-1))


def f1(columns: Array) -> Array:
    """F1 of a yes or no decision: the columns after the first are what was said and what is so.

    >>> float(f1(np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0]])))
    0.6666666666666666
    """
    _, said, true = columns
    with np.errstate(invalid="ignore"):
        return np.asarray(2 * (said * true).sum(-1) / (said + true).sum(-1))


def calibration_error(columns: Array) -> Array:
    """Expected calibration error over equal widths of confidence (Naeini et al. 2015).

    The columns after the first are the confidence and whether the answer was right.
    """
    weights, confidence, right = columns
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [np.abs(((confidence - right) * (places == n)).sum(-1)) for n in range(BINS)]
    return np.asarray(sum(gaps) / weights.sum(-1))


def percentile(share: int) -> Callable[[Array], Array]:
    """A function that gives this percentile of the second column."""
    return lambda columns: np.asarray(np.percentile(columns[1], share, axis=-1))


# --- the measures -----------------------------------------------------------------------


def _values(field: str) -> Callable[[Scores], Row]:
    """A question's score in a field, which counts unless it is None."""

    def row(scores: Scores) -> Row:
        value = getattr(scores, field)
        return (0.0, 0.0) if value is None else (1.0, float(value))

    return row


def _where(counts: str, value: str, *, no: bool = False) -> Callable[[Scores], Row]:
    """A yes or no field of the questions for which another holds; `no` turns both round."""

    def row(scores: Scores) -> Row:
        counted, held = (bool(getattr(scores, field)) != no for field in (counts, value))
        return float(counted), float(held)

    return row


MEASURES = (
    Measure(
        "quote fidelity",
        "citations whose offsets give their quote, word for word, in the source",
        _values("fidelity"),
        mean,
        noisy=False,
    ),
    Measure(
        "citation precision",
        "cited sentences that hold gold evidence; questions with evidence that were answered",
        _values("precision"),
        mean,
        by_kind=True,
    ),
    Measure(
        "citation recall",
        "sentences of the answer that gold evidence supports among what they cite; same questions",
        _values("recall"),
        mean,
    ),
    Measure(
        "evidence coverage",
        "evidence groups that a citation covers; a silence covers none",
        _values("coverage"),
        mean,
        by_kind=True,
    ),
    Measure(
        "citation F1",
        "harmonic mean of citation precision and evidence coverage; 0 for a silence",
        _values("citation_f1"),
        mean,
        by_kind=True,
    ),
    Measure(
        "answer accuracy",
        "an accepted answer stands in what is stated",
        _values("accuracy"),
        mean,
        by_kind=True,
    ),
    Measure(
        "answer F1",
        "words shared by the short answer and the nearest accepted one",
        _values("f1"),
        mean,
        by_kind=True,
    ),
    Measure(
        "silence precision",
        "silences that were right",
        _where("answered", "answerable", no=True),
        mean,
        by_kind=True,
    ),
    Measure(
        "silence recall",
        "questions without an answer that were met with silence",
        _where("answerable", "answered", no=True),
        mean,
        by_kind=True,
    ),
    Measure(
        "silence F1",
        "harmonic mean of the two",
        lambda one: (1.0, float(not one.answered), float(not one.answerable)),
        f1,
        by_kind=True,
    ),
    Measure(
        "silence kind",
        "right silences that name the right kind of silence",
        _values("silence_kind"),
        mean,
    ),
    Measure(
        "attribution accuracy",
        "statements on gold evidence that name the right speaker and party",
        _values("attribution"),
        mean,
    ),
    Measure(
        "date accuracy",
        "answers that give the date the gold names",
        _values("date"),
        mean,
    ),
    Measure(
        "contested precision",
        "answers called contested that are",
        _where("said_contested", "contested"),
        mean,
    ),
    Measure(
        "contested recall",
        "contested questions whose answer says so",
        _where("contested", "said_contested"),
        mean,
    ),
    Measure(
        "contested right",
        "questions rightly called contested or not",
        lambda one: (1.0, float(one.contested == one.said_contested)),
        mean,
    ),
    Measure(
        "both sides cited",
        "evidence coverage of the contested questions",
        _values("both_sides"),
        mean,
    ),
    Measure(
        "calibration error",
        "distance between confidence and the share of right answers, over ten widths",
        lambda one: (1.0, one.confidence, float(one.right)),
        calibration_error,
        higher_is_better=False,
    ),
    Measure(
        "seconds p50",
        "time to answer, half of the questions take less",
        lambda one: (1.0, one.seconds),
        percentile(50),
        higher_is_better=False,
        guarded=False,
    ),
    Measure(
        "seconds p95",
        "time to answer, 95 of 100 questions take less",
        lambda one: (1.0, one.seconds),
        percentile(95),
        higher_is_better=False,
        guarded=False,
    ),
)
BY_KIND = tuple(measure for measure in MEASURES if measure.by_kind)
