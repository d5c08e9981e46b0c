"""How well speakers, parties and stances are found, against the hand-labelled files.

    python benchmarks/attribution.py

prints one row a file and split. "look" rows may be read by whoever writes rules; the
"report" rows were labelled before the rules and are only measured.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from index.documents import Span
from index.sentences import sentences
from rag.attribution import Attribution, attribute
from rag.dispute import Dispute, Party, load_dispute

ROOT = Path(__file__).resolve().parents[1]
LABELS = ROOT / "tests" / "rag"
MEASURES = ("speaker", "party", "stance", "verb", "voices")


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled sentence and what was found for it."""

    row: dict[str, Any]
    found: Attribution

    def right(self, measure: str) -> bool:
        """Whether `measure` was found exactly as labelled, or as the label also accepts."""
        if measure == "speaker":
            return self.found.speaker in self.row.get("speaker_forms", [None])
        if measure == "voices":
            return self._parties_and_stances_of_voices()
        value, wanted = getattr(self.found, measure), self.row[measure]
        if measure == "verb" and value:
            value = value.lower()
        return value in (wanted, *self.row.get(f"{measure}_also", []))

    def _parties_and_stances_of_voices(self) -> bool:
        """Every labelled voice was found by party and stance, and no other."""
        found = {(voice.party, voice.stance) for voice in self.found.voices}
        wanted = {(voice["party"], voice["stance"]) for voice in self.row["voices"]}
        also = {(voice["party"], voice["stance"]) for voice in self.row.get("voices_also", [])}
        return found == wanted or wanted <= found <= wanted | also


def judged_seeds() -> list[Judged]:
    """The sentences of the seed articles, each with the ones before it as context."""
    dispute = load_dispute(ROOT / "seeds" / "dispute.toml")
    judged: list[Judged] = []
    before: dict[int, list[str]] = {0: [], 1: []}
    for row in _rows("attribution.seeds.jsonl"):
        earlier = before[row["article"]]
        judged.append(Judged(row, attribute(row["text"], earlier, dispute)))
        earlier.append(row["text"])
    return judged


def judged_shapes(split: str) -> list[Judged]:
    """The invented sentences of one split, each with its own context and dispute."""
    judged = []
    for row in _rows("attribution.shapes.jsonl"):
        if row["split"] != split:
            continue
        context = row["context"]
        before = [span.of(context) for span in sentences(context, Span(0, len(context)))]
        parties = (Party(p["name"], p["name"], tuple(p["aliases"])) for p in row["parties"])
        found = attribute(row["text"], before, Dispute("", tuple(parties)))
        judged.append(Judged(row, found))
    return judged


def share(judged: Iterable[Judged], measure: str) -> float:
    """The share of sentences where `measure` is right."""
    results = [one.right(measure) for one in judged]
    return sum(results) / len(results)


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (LABELS / name).read_text("utf-8").splitlines()]


def main() -> None:
    """Print the table."""
    table = Table("sentences", "number", *MEASURES)
    groups = {
        "seeds": judged_seeds(),
        "shapes, look": judged_shapes("look"),
        "shapes, report": judged_shapes("report"),
    }
    for name, judged in groups.items():
        figures = (f"{share(judged, measure):.3f}" for measure in MEASURES)
        table.add_row(name, str(len(judged)), *figures)
    Console().print(table)


if __name__ == "__main__":
    main()
