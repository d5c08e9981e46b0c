"""The worst that a figure may be, as a user states it, and which figures are worse."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from index.errors import ReportError
from rag.evaluation import Report
from rag.measures import MEASURES

_BY_NAME = {measure.name: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Floor:
    """A figure and the worst it may be: the least, or the most where lower is better."""

    name: str
    value: float

    def is_held_by(self, value: float) -> bool:
        """Whether a figure of this value is no worse."""
        higher = _BY_NAME[self.name].higher_is_better
        return value >= self.value if higher else value <= self.value


def stated_floor(stated: str) -> Floor:
    """The floor of a text like `answer accuracy=0.8`; ReportError for anything else."""
    name, _, value = stated.rpartition("=")
    if name not in _BY_NAME:
        near = get_close_matches(name or stated, _BY_NAME, n=1)
        remedy = f"did you mean {near[0]!r}?" if near else f"choose among {', '.join(_BY_NAME)}"
        raise ReportError(f"floor {stated!r}: names no figure, as 'answer accuracy=0.8'; {remedy}")
    try:
        return Floor(name, float(value))
    except ValueError:
        raise ReportError(f"floor {stated!r}: {value!r} is no number; write 0.8") from None


def broken_floors(report: Report, floors: Sequence[Floor]) -> tuple[str, ...]:
    """In words, every floor that a figure does not hold, or that applies to no question."""
    values = {figure.name: figure.value for figure in report.figures}
    broken = []
    for floor in floors:
        value = values.get(floor.name)
        if value is None:
            broken.append(f"{floor.name}: applies to no question of this gold file")
        elif not floor.is_held_by(value):
            broken.append(f"{floor.name}: {value:.3f}, worse than {floor.value:g}")
    return tuple(broken)
