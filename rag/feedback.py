"""Readers' judgements of answers, kept beside the truth and exported as a gold file.

They live in a table of their own in the index's SQLite file, which a rebuild leaves alone.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.catalogue import Catalogue
from index.errors import StorageError
from rag.answers import Answer
from rag.gold import CONTESTED_GROUPS

_TABLE = """
CREATE TABLE IF NOT EXISTS feedback (
    turn TEXT PRIMARY KEY,
    judged_at TEXT NOT NULL,
    good INTEGER NOT NULL,
    question TEXT NOT NULL,
    history TEXT NOT NULL,
    answer TEXT NOT NULL
)
"""
WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """One answer and whether its reader found it good; `history` is what was asked before."""

    turn: str
    good: bool
    question: str
    history: tuple[Mapping[str, str], ...]
    answer: dict[str, Any]
    judged_at: str


def keep(
    folder: Path, turn: str, question: str, history: Sequence[Mapping[str, str]], answer: Answer,
    *, good: bool,
) -> None:  # fmt: skip
    """Keep a judgement of an answer in the index at `folder`; a later one replaces it.

    Raises StorageError if the file cannot be written.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")
    row = (turn, now, good, question, json.dumps(list(history)), json.dumps(answer.to_dict()))
    with _open(folder) as connection:
        connection.execute(_TABLE)
        connection.execute("INSERT OR REPLACE INTO feedback VALUES (?, ?, ?, ?, ?, ?)", row)
        connection.commit()


def forget(folder: Path, turn: str) -> None:
    """Take a judgement back; nothing happens where there is none.

    Raises StorageError if the file cannot be written.
    """
    with _open(folder) as connection:
        connection.execute(_TABLE)
        connection.execute("DELETE FROM feedback WHERE turn = ?", (turn,))
        connection.commit()


def judgements(folder: Path) -> tuple[Judgement, ...]:
    """All judgements kept in the index at `folder`, oldest first.

    Raises StorageError if the file cannot be read.
    """
    with _open(folder) as connection:
        connection.execute(_TABLE)
        rows = connection.execute("SELECT * FROM feedback ORDER BY judged_at, turn").fetchall()
    return tuple(
        Judgement(turn, bool(good), question, tuple(json.loads(history)), json.loads(answer), at)
        for turn, at, good, question, history, answer in rows
    )


def of_corpus(judged: Sequence[Judgement], catalogue: Catalogue) -> tuple[Judgement, ...]:
    """The judgements of answers whose every quote stands where it was cited.

    Others cite what a visitor added for themselves, or an article that has changed since.
    """
    texts = {source: catalogue.document(source).text for source in catalogue.sources()}
    return tuple(
        each
        for each in judged
        if all(
            texts.get(c["source"], "")[c["start"] : c["end"]] == c["quote"]
            for c in each.answer["citations"]
        )
    )


def as_gold(judged: Sequence[Judgement]) -> Iterator[dict[str, Any]]:
    """Rows of a gold file, each a draft until a person has looked at it.

    A good answer's quotes become its evidence. A bad answer says what was wrong, not what is
    right: its row is marked for correction and holds what was cited.
    """
    for each in judged:
        answer = each.answer
        quotes = [[citation["quote"]] for citation in answer["citations"]]
        right = each.good and answer["answered"]
        evidence = quotes if right or not each.good else []
        verdict = "judged good" if each.good else "judged bad: correct this row"
        yield {
            "id": each.turn,
            "question": each.question,
            "history": list(each.history),
            "answerable": answer["answered"] if each.good else bool(quotes),
            "answers": [answer["short"]] if right and answer["short"] else [],
            "evidence": evidence,
            "contested": answer["contested"] and len(evidence) >= CONTESTED_GROUPS,
            "draft": True,
            "note": verdict,
        }


@contextmanager
def _open(folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / "truth.sqlite"
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_SECONDS)) as connection:
            yield connection
    except sqlite3.Error as problem:
        raise StorageError(f"{path}: feedback cannot be kept ({problem})") from problem
