"""An earlier report and this one: which figures moved by more than chance, which questions."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from index.errors import ReportError
from rag.evaluation import FORMAT, Outcome, Report
from rag.gold import GoldQuestion
from rag.intervals import Array, chance, interval
from rag.measures import MEASURES, Measure, mean
from rag.scores import Scores

Verdict = Literal["better", "worse", "within noise", "too few to tell", "the same"]
Turn = Literal["mended", "broken", "other faults", "other answer"]

# The chance at or above which a change counts as noise.
NOISE = 0.05
# The least share of the questions of the smaller run that both must have asked.
SHARED = 0.5


class _Answered(BaseModel):
    model_config = ConfigDict(strict=True)

    text: str


class _EarlierQuestion(BaseModel):
    model_config = ConfigDict(strict=True)

    gold: dict[str, Any]
    answer: _Answered
    scores: dict[str, Any]
    faults: list[str]


class _EarlierReport(BaseModel):
    model_config = ConfigDict(strict=True)

    about: dict[str, str]
    questions: list[_EarlierQuestion]


@dataclass(frozen=True, slots=True)
class EarlierOutcome:
    """One question of an earlier report: its gold row, the answer's text, scores and faults."""

    gold: GoldQuestion
    text: str
    scores: Scores
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """A report read back from its JSON; `name` is the file's."""

    name: str
    about: dict[str, str]
    outcomes: tuple[EarlierOutcome, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """How one figure moved between two runs, over the questions that both asked.

    `low` and `high` bound the 95 % bootstrap interval of the change; `chance` is the p of
    the paired permutation test. `fell` marks a guarded figure that got worse by more than
    its noise. "too few to tell": the questions are so few that no change could be more.
    """

    name: str
    before: float
    after: float
    low: float | None
    high: float | None
    chance: float
    verdict: Verdict
    fell: bool


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question that is answered otherwise than before, with its faults then and now."""

    key: str
    question: str
    turn: Turn
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a run says of itself otherwise than the earlier one; empty where it says nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run beside an earlier one.

    `shared` counts the questions that stand alike in both gold files, over which all is
    compared; `gone` and `added` those in the earlier or in this one only. `about` is what
    differs in what was measured with what.
    """

    earlier: str
    shared: int
    gone: int
    added: int
    movements: tuple[Movement, ...]
    changes: tuple[QuestionChange, ...]
    about: tuple[Difference, ...] = ()

    @property
    def fallen(self) -> tuple[Movement, ...]:
        """The guarded figures that got worse by more than their noise."""
        return tuple(one for one in self.movements if one.fell)

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain JSON types."""
        return asdict(self) | {"fallen": [one.name for one in self.fallen]}


def read_report(path: Path) -> EarlierReport:
    """The report that `bothsides evaluate --json` or `--out` wrote.

    Raises ReportError for a file that is truncated, no report, or of another format.
    """
    plain = _loaded(path)
    stated = plain.get("format") if isinstance(plain, dict) else None
    if stated is None:
        raise ReportError(f"{path}: no report; name a file that `bothsides evaluate --out` wrote")
    if stated != FORMAT:
        raise ReportError(
            f"{path}, format: {stated!r} where this version writes {FORMAT}; "
            "measure again with `bothsides evaluate --out`"
        )
    try:
        read = _EarlierReport.model_validate(plain)
        outcomes = tuple(_outcome(question) for question in read.questions)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ReportError(f"{path}, {field}: {first['msg']}; measure again") from None
    return EarlierReport(path.name, read.about, outcomes)


def _loaded(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{path}: no whole JSON report ({error}); measure again") from None


_SCORES = TypeAdapter(Scores)


def _outcome(question: _EarlierQuestion) -> EarlierOutcome:
    return EarlierOutcome(
        gold=GoldQuestion.model_validate(question.gold),
        text=question.answer.text,
        scores=_SCORES.validate_python(question.scores),
        faults=tuple(question.faults),
    )


def compare(earlier: EarlierReport, report: Report) -> Comparison:
    """The report beside an earlier one, question by question.

    A question counts as shared when its whole gold row, notes and labels aside, is the same
    in both. Raises ReportError when the smaller run shares less than `SHARED` of its
    questions with the other: then the two are of different gold files.
    """
    before = {_asked(one.gold): one for one in earlier.outcomes}
    after = {_asked(one.gold): one for one in report.outcomes}
    shared = [row for row in after if row in before]
    if len(shared) < max(1.0, SHARED * min(len(before), len(after))):
        raise ReportError(
            f"{earlier.name}: another gold file ({len(shared)} of its {len(before)} questions "
            f"are among these {len(after)}); compare runs over the same questions"
        )
    pairs = [(before[row], after[row]) for row in shared]
    return Comparison(
        earlier=earlier.name,
        shared=len(shared),
        gone=len(before) - len(shared),
        added=len(after) - len(shared),
        movements=_movements(pairs),
        changes=tuple(changed for old, new in pairs if (changed := _change(old, new)) is not None),
        about=tuple(_differences(earlier.about, report.about)),
    )


def _differences(before: dict[str, str], after: dict[str, str]) -> Iterator[Difference]:
    for name in dict.fromkeys((*after, *before)):
        then, now = before.get(name, ""), after.get(name, "")
        if then != now:
            yield Difference(name, then, now)


# What is said about a row without changing what counts as right.
_LABELS = {"id", "kind", "split", "note", "draft"}


def _asked(gold: GoldQuestion) -> str:
    return gold.model_dump_json(exclude=_LABELS)


def _movements(pairs: Sequence[tuple[EarlierOutcome, Outcome]]) -> tuple[Movement, ...]:
    before = [old.scores for old, _ in pairs]
    after = [new.scores for _, new in pairs]
    found = (_movement(measure, before, after) for measure in MEASURES)
    return tuple(one for one in found if one is not None)


def _movement(
    measure: Measure, before: Sequence[Scores], after: Sequence[Scores]
) -> Movement | None:
    """How a figure moved; None where it applies to no question in one of the runs."""
    old, new = measure.columns(before), measure.columns(after)
    first, second = float(measure.reduce(old)), float(measure.reduce(new))
    if np.isnan(first) or np.isnan(second):
        return None
    width = len(old)

    def change(columns: Array) -> Array:
        return np.asarray(measure.reduce(columns[width:]) - measure.reduce(columns[:width]))

    low, high = interval(np.concatenate([old, new]), change) or (None, None)
    # A percentile of two swapped runs is one run's or the other's: seconds are tested by mean.
    by_chance = chance(old, new, measure.reduce if measure.guarded else mean)
    gain = second - first if measure.higher_is_better else first - second
    verdict = _verdict(gain, by_chance, measure, count=int(np.maximum(old[0], new[0]).sum()))
    fell = verdict == "worse" and measure.guarded
    return Movement(measure.name, first, second, low, high, by_chance, verdict, fell)


def _verdict(gain: float, by_chance: float, measure: Measure, count: int) -> Verdict:
    """The verdict of a change over `count` questions."""
    if abs(gain) < 1e-12:
        return "the same"
    if measure.noisy and by_chance >= NOISE:
        # The least p that swapping runs can give, were every question to change: 2 of 2 ** count.
        return "too few to tell" if 2 / 2**count >= NOISE else "within noise"
    return "better" if gain > 0 else "worse"


def _change(old: EarlierOutcome, new: Outcome) -> QuestionChange | None:
    turn = _turn(old, new)
    if turn is None:
        return None
    return QuestionChange(new.gold.key, new.gold.question, turn, old.faults, new.faults)


def _turn(old: EarlierOutcome, new: Outcome) -> Turn | None:
    if old.faults != new.faults:
        if not new.faults:
            return "mended"
        return "other faults" if old.faults else "broken"
    return None if old.text == new.answer.text else "other answer"
