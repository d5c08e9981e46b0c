"""Follow-up questions: retrieval with the conversation against with a person's rewrite.

`python -m benchmarks.conversation --data DIR [--every N] [--write FILE.md]`; DIR holds
`canard_dev.json` and the CAsT files. CANARD's answers, an article a dialogue, are what is
searched: a question counts as found when its own answer stands in the first passages. CAsT
has no passages here; its rewrites are compared word by word.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.samples import answer_stands
from index.building import build
from index.embedding import load_embedder
from index.searching import Index, open_index
from rag.dispute import Dispute
from rag.followups import resolve
from rag.metrics import token_f1

EVERYTHING = 100_000
AMONG = (1, 10)
# What CANARD's answerers say where the text holds no answer.
NO_ANSWER = ("CANNOTANSWER", "I don't know.")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question in its conversation, a person's rewrite, and its answer where there is one."""

    dialogue: str
    history: tuple[Mapping[str, str], ...]
    question: str
    rewrite: str
    answer: str = ""

    def ways(self) -> dict[str, str]:
        """What is searched for: the question as asked, our resolution, the person's."""
        return {
            "as asked": self.question,
            "with the conversation": resolve(self.question, self.history, Dispute()),
            "a person's rewrite": self.rewrite,
        }


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=3, help="ask every so many questions")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    turns = read_canard(options.data / "canard_dev.json")
    asked = [turn for turn in turns if turn.answer and turn.question != turn.rewrite]
    lines = retrieval(turns, asked[:: options.every])
    sets = {"CANARD": asked, "CAsT 2019": read_cast19(options.data)}
    sets["CAsT 2020"] = read_cast20(options.data)
    lines += [line for name, each in sets.items() for line in likeness(name, each)]
    table = Table("measure", *Turn("", (), "?", "?").ways())
    for name, values in lines:
        table.add_row(name, *(f"{value:.3f}" for value in values))
    Console().print(table)
    if options.write:
        ways = list(Turn("", (), "?", "?").ways())
        head = [f"| measure | {' | '.join(ways)} |", "|---" * (1 + len(ways)) + "|"]
        body = [f"| {n} | {' | '.join(f'{v:.3f}' for v in values)} |" for n, values in lines]
        options.write.write_text("\n".join([*head, *body, ""]), encoding="utf-8")


def read_canard(path: Path) -> list[Turn]:
    """All turns; a turn's answer is what stands last in the history of the next one."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    turns = []
    for row, following in zip(rows, [*rows[1:], {"QuAC_dialog_id": ""}], strict=True):
        same = following["QuAC_dialog_id"] == row["QuAC_dialog_id"]
        answer = following["History"][-1] if same else ""
        topic, said = ", ".join(row["History"][:2]), row["History"][2:]
        turns.append(
            Turn(
                dialogue=row["QuAC_dialog_id"],
                history=_history([topic, "", *said]),
                question=row["Question"],
                rewrite=row["Rewrite"],
                answer="" if answer in NO_ANSWER else answer,
            )
        )
    return turns


def _history(said: Sequence[str]) -> tuple[Mapping[str, str], ...]:
    roles = ("user", "assistant")
    return tuple(
        {"role": roles[place % 2], "content": text} for place, text in enumerate(said) if text
    )


def read_cast19(folder: Path) -> list[Turn]:
    """The turns of 2019 that lean on an earlier one, with their resolution."""
    lines = (folder / "cast2019_resolved.tsv").read_text(encoding="utf-8").splitlines()
    topics = json.loads((folder / "cast2019_topics.json").read_text(encoding="utf-8"))
    return _cast(topics, dict(line.split("\t", 1) for line in lines))


def read_cast20(folder: Path) -> list[Turn]:
    """The same of 2020."""
    topics = json.loads((folder / "cast2020_topics.json").read_text(encoding="utf-8"))
    rewrites = {
        _key(topic, turn): turn["manual_rewritten_utterance"]
        for topic in topics
        for turn in topic["turn"]
    }
    return _cast(topics, rewrites)


def _key(topic: Mapping[str, Any], turn: Mapping[str, Any]) -> str:
    return f"{topic['number']}_{turn['number']}"


def _cast(topics: Sequence[Mapping[str, Any]], rewrites: Mapping[str, str]) -> list[Turn]:
    """CAsT gives no answers, so a history is the questions before."""
    turns = []
    for topic in topics:
        asked: list[Mapping[str, str]] = []
        for turn in topic["turn"]:
            question = turn["raw_utterance"].strip()
            rewrite = rewrites[_key(topic, turn)].strip()
            if rewrite != question:
                turns.append(Turn(str(topic["number"]), tuple(asked), question, rewrite))
            asked.append({"role": "user", "content": question})
    return turns


def retrieval(turns: Sequence[Turn], asked: Sequence[Turn]) -> list[tuple[str, list[float]]]:
    """Share of questions whose own answer stands in the first passages, for each way."""
    with tempfile.TemporaryDirectory() as temporary:
        file, folder = Path(temporary) / "articles.jsonl", Path(temporary) / "index"
        rows = (json.dumps({"title": title, "text": text}) for title, text in articles(turns))
        file.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        embedder = load_embedder()
        build(file, folder, embedder)
        index = open_index(folder, embedder)
        found: dict[tuple[int, str], list[bool]] = {}
        for turn in asked:
            for way, question in turn.ways().items():
                for among in AMONG:
                    held = _found(index, question, turn.answer, among)
                    found.setdefault((among, way), []).append(held)
    ways = list(asked[0].ways())
    return [
        (
            f"CANARD ({len(asked)}): answer in the first {among}",
            [fmean(found[among, way]) for way in ways],
        )
        for among in AMONG
    ]


def articles(turns: Sequence[Turn]) -> Iterable[tuple[str, str]]:
    """The topic of each dialogue and the answers given in it."""
    dialogues: dict[str, list[Turn]] = {}
    for turn in turns:
        dialogues.setdefault(turn.dialogue, []).append(turn)
    for each in dialogues.values():
        text = "\n\n".join(turn.answer for turn in each if turn.answer)
        if text:
            yield each[0].history[0]["content"], text


def _found(index: Index, question: str, answer: str, among: int) -> bool:
    hits = index.search(question, limit=max(AMONG)).hits[:among]
    return answer_stands(answer, " ".join(hit.passage.text for hit in hits), EVERYTHING)


def likeness(name: str, turns: Sequence[Turn]) -> list[tuple[str, list[float]]]:
    """Token F1 against a person's rewrite, for each way."""
    found: dict[str, list[float]] = {}
    for turn in turns:
        for way, question in turn.ways().items():
            found.setdefault(way, []).append(token_f1(question, [turn.rewrite]))
    label = f"{name} ({len(turns)}): token F1 with the rewrite"
    return [(label, [fmean(values) for values in found.values()])]


if __name__ == "__main__":
    main()
