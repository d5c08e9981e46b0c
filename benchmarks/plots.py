"""Risk-coverage curves and reliability diagrams of the table, as SVG files."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from benchmarks.corpora import QuestionSet
from benchmarks.measuring import Outcome, right, risks
from benchmarks.peers import ours
from rag import metrics

FOLDER = Path(__file__).parent / "plots"
LEAST = 10  # shares of fewer questions than these are left out of a curve: they jump
BINS = 10

# The same figures make the same file.
mpl.rcParams["svg.hashsalt"] = "bothsides"
mpl.rcParams["svg.fonttype"] = "none"


def draw(asked: QuestionSet, found: dict[str, list[Outcome]]) -> None:
    """Write the plots of one question set."""
    FOLDER.mkdir(exist_ok=True)
    if asked.strings:
        _save(_risk(asked, found), f"{asked.name}-risk.svg")
    if ours.NAME in found:
        _save(_reliability(asked, found[ours.NAME]), f"{asked.name}-reliability.svg")


def _save(figure: Figure, name: str) -> None:
    figure.savefig(FOLDER / name, metadata={"Date": None}, bbox_inches="tight")


def _risk(asked: QuestionSet, found: dict[str, list[Outcome]]) -> Figure:
    figure = Figure(figsize=(6.4, 4.2))
    axes = figure.subplots()
    for name, outcomes in found.items():
        shares, wrong = zip(*risks(outcomes)[LEAST - 1 :], strict=True)
        own = name in (ours.NAME, ours.NAME_WITHOUT)
        axes.plot(shares, wrong, label=name, linewidth=2 if own else 1, alpha=1 if own else 0.7)
    axes.set(
        title=f"{asked.title}: wrong among the surest answers",
        xlabel="share of the questions answered, the surest first",
        ylabel="share of them answered wrongly",
        xlim=(0, 1),
        ylim=(0, 1),
    )
    axes.legend(fontsize="small", loc="lower right")
    axes.grid(alpha=0.3)
    return figure


def _reliability(asked: QuestionSet, outcomes: Sequence[Outcome]) -> Figure:
    """Confidence against the share that is right, in tenths of confidence."""
    confidence = np.array([one.given.answer.confidence for one in outcomes])
    held = np.array([_held(asked, one) for one in outcomes], dtype=float)
    places = np.minimum((confidence * BINS).astype(int), BINS - 1)
    figure = Figure(figsize=(4.2, 4.2))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    for place in sorted(set(places.tolist())):
        inside = places == place
        axes.scatter(
            confidence[inside].mean(), held[inside].mean(), s=20 + 2 * inside.sum(), c="C0"
        )
        axes.annotate(str(inside.sum()), (confidence[inside].mean(), held[inside].mean()))
    axes.set(
        title=f"{asked.title}: confidence and truth",
        xlabel="mean confidence (counts beside the dots)",
        ylabel="share right",
        xlim=(0, 1),
        ylim=(0, 1),
    )
    axes.grid(alpha=0.3)
    return figure


def _held(asked: QuestionSet, one: Outcome) -> bool:
    """Whether the answer is right: an accepted string stands in it, or it cites evidence."""
    if asked.strings:
        return right(one)
    return metrics.evidence_coverage(one.given.answer, one.gold.evidence) > 0
