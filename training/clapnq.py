"""CLAP NQ: questions of search-engine users, the passage each is asked of, what supports it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class SupportedQuestion:
    """A question, its passage, the sentences that support an answer, and answers.

    Without an answer both are empty.
    """

    question: str
    title: str
    text: str
    support: tuple[str, ...]
    answers: tuple[str, ...] = ()


def clapnq(folder: Path) -> list[SupportedQuestion]:
    """The answerable questions, then those without an answer, in the order of their files."""
    return [
        _question(json.loads(line))
        for half in ("answerable", "unanswerable")
        for line in (folder / f"clapnq_{half}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def _question(row: dict[str, Any]) -> SupportedQuestion:
    passage = row["passages"][0]
    support = [
        sentence
        for output in row.get("output") or []
        for sentence in output.get("selected_sentences") or []
    ]
    answers = [output["answer"] for output in row.get("output") or [] if output.get("answer")]
    return SupportedQuestion(
        row["input"], passage["title"], passage["text"], tuple(support), tuple(answers)
    )
