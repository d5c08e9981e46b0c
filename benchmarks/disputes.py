"""Contested questions about invented disputes: `python -m benchmarks.disputes [--split work]`.

Asks the labelled questions of `tests/rag/disputes/` and prints the share for which `contested`
is right (either is where the label leaves it open), and of the contested ones the share with
every side cited. Rows of the split "report" are of disputes that no rule was written for.
"""

import argparse
import json
import tempfile
from pathlib import Path
from statistics import fmean
from typing import Any

from rag.assistant import Assistant
from rag.settings import load_settings

DISPUTES = Path(__file__).resolve().parents[1] / "tests" / "rag" / "disputes"


def main() -> None:
    """Ask, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", choices=["work", "report"], default="report")
    split = parser.parse_args().split
    lines = (DISPUTES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["split"] == split]
    with tempfile.TemporaryDirectory() as cache:
        settings = load_settings(cache=Path(cache))
        opened = {
            name: Assistant.open(DISPUTES / name, settings=settings)
            for name in sorted({row["corpus"] for row in rows})
        }
        found = [measured(opened[row["corpus"]], row) for row in rows]
    sided = [cited for row, (_, cited) in zip(rows, found, strict=True) if row["contested"]]
    print(f"contested right {fmean(right for right, _ in found):.3f} of {len(rows)}")
    print(f"both sides cited {fmean(sided):.3f} of {len(sided)}")


def measured(assistant: Assistant, row: dict[str, Any]) -> tuple[bool, bool]:
    """Whether `contested` is right, and whether every side of the label is cited."""
    answer = assistant.ask(row["question"])
    quotes = " ".join(citation.quote for citation in answer.citations) if answer.answered else ""
    cited = all(any(needle in quotes for needle in side) for side in row["sides"])
    return row.get("open", False) or answer.contested == row["contested"], cited


if __name__ == "__main__":
    main()
