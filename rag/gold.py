"""A gold file: questions with the answers and the evidence that a person found by reading."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from index.errors import GoldError


class Message(BaseModel):
    """One turn of the conversation before the question."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Literal["user", "assistant"]
    content: str


class GoldQuestion(BaseModel):
    """One row of a gold file.

    `evidence` is a list of groups of verbatim needles: citing any needle of a group covers
    it, and every group must be covered. `answers` are the accepted short answers; none are
    asked for where only the evidence counts. `kind` and `split` are free labels.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    answers: tuple[str, ...] = ()
    evidence: tuple[tuple[str, ...], ...] = ()
    answerable: bool = True
    contested: bool = False
    history: tuple[Message, ...] = ()
    id: str = ""
    kind: str = ""
    split: str = ""
    silence: Literal["topic", "fact", "premise"] | None = None
    note: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> "GoldQuestion":
        """Refuse rows that cannot be scored."""
        if not self.question.strip():
            raise ValueError("question is empty")
        if self.answerable and not (self.answers or self.evidence):
            raise ValueError("an answerable question needs answers or evidence")
        if not self.answerable and (self.answers or self.evidence):
            raise ValueError("an unanswerable question has neither answers nor evidence")
        if any(not group or not all(needle.strip() for needle in group) for group in self.evidence):
            raise ValueError("an evidence group or needle is empty")
        return self


def load_gold(path: Path, *, split: str | None = None) -> tuple[GoldQuestion, ...]:
    """The questions of a JSON Lines gold file, those of one `split` where it is named.

    Raises GoldError naming the file, line and field of the first bad row, and when
    nothing is left to ask.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    questions = tuple(q for q in _rows(path, lines) if split is None or q.split == split)
    if not questions:
        which = f" in split {split!r}" if split else ""
        raise GoldError(f"{path}: no questions{which}; write one JSON object a line")
    return questions


def _rows(path: Path, lines: list[str]) -> Iterator[GoldQuestion]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield GoldQuestion.model_validate(json.loads(line))
        except json.JSONDecodeError as error:
            raise GoldError(f"{path}, line {number}: not JSON ({error.msg})") from None
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "row"
            raise GoldError(f"{path}, line {number}, {field}: {first['msg']}") from None
