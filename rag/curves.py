"""How far confidence can be trusted: the points of the two plots of a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.measures import BINS
from rag.scores import Scores


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions of one width of confidence: their mean confidence and share right."""

    confidence: float
    right: float
    count: int


@dataclass(frozen=True, slots=True)
class Risk:
    """What answering only from `confidence` on would mean.

    `coverage` is the share of questions then answered, `risk` that of wrong ones among them.
    """

    confidence: float
    coverage: float
    risk: float


def reliability(scores: Sequence[Scores]) -> tuple[Bin, ...]:
    """The bins behind the calibration error, those that hold a question, in order."""
    held: dict[int, list[Scores]] = {}
    for one in scores:
        held.setdefault(min(int(one.confidence * BINS), BINS - 1), []).append(one)
    return tuple(_bin(held[place]) for place in sorted(held))


def _bin(scores: Sequence[Scores]) -> Bin:
    count = len(scores)
    confidence = sum(one.confidence for one in scores) / count
    return Bin(confidence, sum(one.right for one in scores) / count, count)


def risk_coverage(scores: Sequence[Scores]) -> tuple[Risk, ...]:
    """Risk against coverage, the surest answers first (El-Yaniv and Wiener 2010).

    Coverage counts all questions, so the curve ends at the share that was answered.
    """
    answered = sorted((one for one in scores if one.answered), key=lambda one: -one.confidence)
    points = []
    taken = wrong = 0
    for confidence, alike in groupby(answered, key=lambda one: one.confidence):
        held = list(alike)
        taken += len(held)
        wrong += sum(not one.right for one in held)
        points.append(Risk(confidence, taken / len(scores), wrong / taken))
    return tuple(points)
