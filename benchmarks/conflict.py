"""Documents that disagree: are all their answers shown? RAMDocs, each question over its own.

`python -m benchmarks.conflict --data DIR [--half 0|1] [--write FILE.md]`; DIR holds
`ramdocs.jsonl`. Anything fitted looks at the even rows (half 0); the odd ones are reported. An
answer is shown when it stands in a cited quote. Beside the assistant: the passage that search
ranks first, and the best sentence alone.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rich.console import Console
from rich.table import Table

from benchmarks.samples import answer_stands
from index.building import build
from index.embedding import Embedder, load_embedder
from index.searching import open_index
from rag.assistant import Assistant
from rag.scorers import load_scorer
from rag.sentence_vectors import SentenceVectors
from rag.settings import load_settings

EVERYTHING = 100_000


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A question, its documents, the answers that hold and those that are made up."""

    question: str
    documents: tuple[str, ...]
    right: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What share of a question's right and of its made-up answers was shown, and words used."""

    question: Disagreement
    right: float
    wrong: float
    words: int
    answered: bool


def main() -> None:
    """Ask every question in each way and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", type=int, default=1, choices=(0, 1))
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    asked = read_ramdocs(options.data / "ramdocs.jsonl")[options.half :: 2]
    embedder = load_embedder()
    results: dict[str, list[Shown]] = {}
    for one in asked:
        for name, texts in answers(one, embedder).items():
            results.setdefault(name, []).append(_shown(one, texts))
    lines = rows(results)
    table = Table("measure", *results)
    for name, values in lines:
        table.add_row(name, *(f"{value:.3f}" for value in values))
    Console().print(table)
    if options.write:
        head = [f"| measure | {' | '.join(results)} |", "|---" * (1 + len(results)) + "|"]
        body = [f"| {n} | {' | '.join(f'{v:.3f}' for v in values)} |" for n, values in lines]
        options.write.write_text("\n".join([*head, *body, ""]), encoding="utf-8")


def read_ramdocs(path: Path) -> list[Disagreement]:
    """The questions in the order of the file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Disagreement(
            row["question"],
            tuple(document["text"] for document in row["documents"]),
            tuple(row["gold_answers"]),
            tuple(row["wrong_answers"]),
        )
        for row in rows
    ]


def answers(one: Disagreement, embedder: Embedder) -> dict[str, Sequence[str]]:
    """The texts that each way of answering shows for one question."""
    with tempfile.TemporaryDirectory() as temporary:
        articles, folder = Path(temporary) / "articles.jsonl", Path(temporary) / "index"
        lines = (json.dumps({"title": "", "text": text}) + "\n" for text in one.documents)
        articles.write_text("".join(lines), encoding="utf-8")
        build(articles, folder, embedder)
        assistant = Assistant.open(folder)
        answer = assistant.ask(one.question)
        search = open_index(folder, embedder).search(one.question)
        scorer = load_scorer(load_settings().reader, SentenceVectors(embedder))
        best = scorer.score(one.question, search).candidates[:1]
        return {
            "Both Sides": [c.quote for c in answer.citations] if answer.answered else [],
            "top passage": [hit.passage.text for hit in search.hits[:1]],
            "best sentence": [candidate.text for candidate in best],
        }


def _shown(one: Disagreement, texts: Sequence[str]) -> Shown:
    text = " \n".join(texts)

    def share(expected: Sequence[str]) -> float:
        return fmean(answer_stands(each, text, EVERYTHING) for each in expected) if expected else 0

    return Shown(one, share(one.right), share(one.wrong), len(text.split()), bool(texts))


def rows(results: dict[str, list[Shown]]) -> list[tuple[str, list[float]]]:
    """Each measure with its value for each way of answering."""

    def several(one: Shown) -> bool:
        return len(one.question.right) > 1

    def disputed(one: Shown) -> bool:
        return bool(one.question.wrong)

    def over(kept: Callable[[Shown], bool], of: Callable[[Shown], float]) -> list[float]:
        return [fmean(of(one) for one in shown if kept(one)) for shown in results.values()]

    return [
        ("several right answers: all shown", over(several, lambda one: one.right == 1)),
        ("several right answers: share shown", over(several, lambda one: one.right)),
        (
            "right and made-up answers: all shown",
            over(disputed, lambda one: one.right == 1 and one.wrong == 1),
        ),
        ("any right answer shown", over(lambda _: True, lambda one: one.right > 0)),
        ("made-up answer and no right one", over(disputed, lambda one: one.wrong > 0 == one.right)),
        ("answered", over(lambda _: True, lambda one: one.answered)),
        ("words shown", over(lambda _: True, lambda one: one.words)),
    ]


if __name__ == "__main__":
    main()
