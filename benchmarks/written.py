"""The whole system on news articles that the reader was not trained on, near misses included.

`python -m benchmarks.written [--part report] [--reader none] [--failures N]` indexes the
articles of one part of `training/written/` together, asks all their questions and prints the
measures of `bothsides evaluate`. Half of the questions are answered by the articles; the
others look as if they were. The `calibrate` part is what thresholds were chosen on.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console

from rag.assistant import Assistant
from rag.evaluation import evaluate
from rag.gold import GoldQuestion
from rag.settings import load_settings
from training.written import needle, part_of, place, written_articles
from ui.figures import report_tables

SILENCES = {"near": "fact", "swap": "fact", "premise": "premise", "far": "topic"}


def main() -> None:
    """Index, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["report", "calibrate"], default="report")
    parser.add_argument("--reader", help='"none", or a folder of weights')
    parser.add_argument("--failures", type=int, default=0, help="faulty answers to print")
    options = parser.parse_args()
    articles = [row for row in written_articles() if part_of(row["title"]) == options.part]
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(reader=options.reader, cache=Path(folder) / "cache")
        assistant = Assistant.open(corpus(articles, Path(folder) / "news.jsonl"), settings=settings)
        report = evaluate(assistant, [gold for row in articles for gold in questions(row)])
    Console().print(report_tables(report))
    for outcome in [each for each in report.outcomes if each.faults][: options.failures]:
        answer = outcome.answer
        print(outcome.gold.kind, "|", outcome.gold.question, "|", "; ".join(outcome.faults))
        print("    wanted:", outcome.gold.answers, f"confidence {answer.confidence:.2f}")
        print("    said:", answer.text.replace("\n", " ")[:400])


def corpus(articles: list[dict[str, Any]], path: Path) -> Path:
    """The articles as a file to index."""
    lines = (
        json.dumps({key: row[key] for key in ("title", "published", "text")}) for row in articles
    )
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def questions(row: dict[str, Any]) -> list[GoldQuestion]:
    """The article's questions as rows of a gold file."""
    return [_question(asked, row["text"]) for asked in row["questions"]]


def _question(asked: dict[str, Any], text: str) -> GoldQuestion:
    answer, kind = asked["answer"], asked["kind"]
    if answer is None:
        return GoldQuestion.model_validate(
            {
                "question": asked["question"],
                "kind": kind,
                "answerable": False,
                "silence": SILENCES[kind],
            }
        )
    evidence = needle(text, place(text, answer))
    return GoldQuestion(
        question=asked["question"], kind=kind, answers=(answer,), evidence=((evidence,),)
    )


if __name__ == "__main__":
    main()
