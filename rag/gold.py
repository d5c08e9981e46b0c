"""A gold file: questions with the answers and the evidence that a person found by reading.

`docs/gold.md` says how to write one.
"""

import calendar
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator

from index.errors import GoldError

Days = tuple[date, date]

CONTESTED_GROUPS = 2  # the claim and what answers it
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


class Message(BaseModel):
    """One turn of the conversation before the question."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Literal["user", "assistant"]
    content: str


class GoldQuestion(BaseModel):
    """One row of a gold file.

    `evidence` is a list of groups of verbatim needles: citing any needle of a group covers
    it, and every group must be covered; `also` are needles that may be cited besides.
    `answers` are the accepted short answers; none are asked for where only the evidence
    counts. `speaker` lists accepted names of who says it, empty for the newspaper itself,
    `party` is their side, `date` the day, month or year asked for (ISO 8601): each is
    measured only where it is given. `kind` and `split` are free labels. `draft` rows were
    written by a program and not yet read by a person.
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
    also: tuple[str, ...] = ()
    speaker: tuple[str, ...] | None = None
    party: str | None = None
    date: str | None = None
    silence: Literal["topic", "fact", "premise"] | None = None
    note: str = ""
    draft: bool = False

    @property
    def key(self) -> str:
        """What the row is known by in other runs: its id, else the question and its history."""
        return self.id or json.dumps(
            [self.question, *(m.content for m in self.history)], ensure_ascii=False
        )

    def days(self) -> Days | None:
        """The first and last day that `date` can mean, None without one."""
        return _days(self.date) if self.date else None

    @field_validator("question")
    @classmethod
    def _is_asked(cls, question: str) -> str:
        if not any(character.isalnum() for character in question):
            raise ValueError("question is empty")
        return question

    @field_validator("evidence")
    @classmethod
    def _has_needles(cls, evidence: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        if any(not group or not all(needle.strip() for needle in group) for group in evidence):
            raise ValueError("an evidence group or needle is empty")
        return evidence

    @field_validator("answers", "also", "speaker")
    @classmethod
    def _has_words(cls, texts: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if texts and not all(text.strip() for text in texts):
            raise ValueError("one of the texts is empty")
        return texts

    @field_validator("date")
    @classmethod
    def _is_date(cls, stated: str | None) -> str | None:
        if stated is not None:
            _days(stated)
        return stated

    @model_validator(mode="after")
    def _consistent(self) -> "GoldQuestion":
        """Refuse rows that cannot be scored; the message begins with the field."""
        if self.answerable and not (self.answers or self.evidence):
            raise ValueError("answers: an answerable question needs answers or evidence")
        if self.answerable and self.silence:
            raise ValueError("silence: an answerable question is no silence")
        for field in ("answers", "evidence", "speaker", "party", "date", "contested"):
            if not self.answerable and getattr(self, field):
                raise ValueError(f"{field}: an unanswerable question has none")
        if self.contested and len(self.evidence) < CONTESTED_GROUPS:
            raise ValueError("evidence: a contested question needs two groups, a claim and a reply")
        if not self.evidence and (self.speaker is not None or self.party):
            raise ValueError("evidence: a speaker or party needs evidence that they say it")
        return self


def _days(stated: str) -> Days:
    """The days that an ISO day, month or year covers; ValueError for anything else."""
    match = _DATE.fullmatch(stated)
    if match is None:
        raise ValueError("no date like 2025-07-11, 2025-07 or 2025")
    year, month, day = (int(part) if part else None for part in match.groups())
    first = date(year or 0, month or 1, day or 1)
    if day is not None:
        return first, first
    last_month = month or 12
    return first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A question and the line of the file that it stands on, from 1."""

    line: int
    question: GoldQuestion


def load_gold(path: Path, *, split: str | None = None) -> tuple[GoldQuestion, ...]:
    """The questions of a JSON Lines gold file, those of one `split` where it is named.

    Raises GoldError naming the file, line and field of the first bad row, and when
    nothing is left to ask.
    """
    return tuple(row.question for row in load_rows(path, split=split))


def load_rows(path: Path, *, split: str | None = None) -> tuple[GoldRow, ...]:
    """The same with the line of each; raises what `load_gold` raises."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    rows = tuple(_rows(path, lines))
    _refuse_repeats(path, rows)
    kept = tuple(row for row in rows if split is None or row.question.split == split)
    if not kept:
        raise GoldError(f"{path}{_empty(rows, split)}")
    return kept


def _empty(rows: tuple[GoldRow, ...], split: str | None) -> str:
    """Why no row is left, with the splits that there are."""
    if not rows:
        return ": no questions; write one JSON object a line"
    splits = sorted({row.question.split for row in rows} - {""})
    remedy = f"choose among {', '.join(splits)}" if splits else "no row has one, ask without it"
    return f", split: no questions in split {split!r}; {remedy}"


def reviewed(path: Path, rows: tuple[GoldRow, ...]) -> tuple[GoldRow, ...]:
    """The rows that are no drafts; GoldError when all are."""
    kept = tuple(row for row in rows if not row.question.draft)
    if not kept:
        raise GoldError(
            f'{path}, draft: every row is a draft; correct them and take out "draft", '
            "or pass --drafts to measure with them as they are"
        )
    return kept


def _rows(path: Path, lines: list[str]) -> Iterator[GoldRow]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            question = GoldQuestion.model_validate_json(line, strict=True)
            json.loads(line, object_pairs_hook=_once)
            yield GoldRow(number, question)
        except GoldError as error:
            raise GoldError(f"{path}, line {number}, {error}") from None
        except ValidationError as error:
            raise GoldError(f"{path}, line {number}, {_told(dict(error.errors()[0]))}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; GoldError for a field that stands twice, of which JSON keeps the last only."""
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise GoldError(f"{name}: stands twice; keep one")
    return dict(pairs)


def _refuse_repeats(path: Path, rows: tuple[GoldRow, ...]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        line = first.setdefault(row.question.key, row.line)
        if line != row.line:
            field = "id" if row.question.id else "question"
            raise GoldError(f"{path}, line {row.line}, {field}: repeats line {line}; change it")


_REMEDIES = {
    "question": "write the question as text",
    "answers": 'write a list of texts: ["70 percent"]',
    "evidence": 'write groups of exact words: [["holds 70 percent", "70 percent full"]]',
    "answerable": "write true or false",
    "contested": "write true or false",
    "draft": "write true or false",
    "history": 'write turns: [{"role": "user", "content": "…"}]',
    "also": "write a list of exact words",
    "speaker": 'write a list of accepted names: ["Karin Veld", "Veld"]',
    "date": "write 2025-07-11, 2025-07 or 2025",
    "silence": 'write "topic", "fact" or "premise"',
}


def _told(error: dict[str, Any]) -> str:
    """Field, problem and remedy of one error."""
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "json_invalid":
        return f"not JSON: {error['ctx']['error']}"
    if not error["loc"]:
        return message if error["type"] == "value_error" else f"row: {message}"
    name = str(error["loc"][0])
    field = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden" and len(error["loc"]) == 1:
        near = get_close_matches(name, GoldQuestion.model_fields, n=1)
        return f"{field}: no such field" + (f"; did you mean {near[0]!r}?" if near else "")
    remedy = _REMEDIES.get(name, "write it as text")
    return f"{field}: {message}; {remedy}"
