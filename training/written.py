"""The news articles with questions that were written for this project, one file a field of news.

The articles are fiction; `training/README.md` tells how they are made. Of every eight
articles, by the hash of the title, one is reported on and one calibrated with.
"""

import hashlib
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from index.documents import Span
from index.sentences import sentences
from training.data import Paragraph, Question, Source, Split
from training.negatives import nearest

FOLDER = Path(__file__).parent / "written"
AROUND = 12  # characters


def written(folder: Path = FOLDER) -> Split:
    """Every article as one paragraph with its questions."""
    parts: dict[str, list[Source]] = defaultdict(list)
    for row in written_articles(folder):
        parts[part_of(row["title"])].append(_source(row))
    return Split(tuple(parts["train"]), tuple(parts["calibrate"]), tuple(parts["report"]))


def written_articles(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """The articles as they stand in their files: title, published, text, questions."""
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def part_of(title: str) -> str:
    """`train`, `calibrate` or `report`."""
    place = hashlib.sha256(title.encode()).digest()[0] % 8
    return {0: "report", 1: "calibrate"}.get(place, "train")


def needle(text: str, answer: Span) -> str:
    """The answer with a few characters around it that lie in the same sentence.

    They tell its place from chance repeats elsewhere.
    """
    parts = [part for part in sentences(text, Span(0, len(text))) if part.overlaps(answer)]
    start = max(parts[0].start, answer.start - AROUND) if parts else answer.start
    end = min(parts[-1].end, answer.end + AROUND) if parts else answer.end
    return text[start:end].strip()


def _source(row: dict[str, Any]) -> Source:
    text = row["text"]
    return Source(
        row["title"], (Paragraph(text, tuple(_question(q, text) for q in row["questions"])),)
    )


def _question(row: dict[str, Any], text: str) -> Question:
    asked, answer = row["question"], row["answer"]
    if answer is None:
        return Question(asked, (), nearest(text, asked))
    further = tuple(place(text, each) for each in row.get("also", ()))
    return Question(asked, (place(text, answer),), further=further)


def place(text: str, answer: str) -> Span:
    """Where the answer first stands in the text."""
    start = text.index(answer)
    return Span(start, start + len(answer))
