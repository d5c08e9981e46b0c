"""Odd strings as questions and as article text: no crash, and every offset exact.

`python -m benchmarks.robustness --strings FILE.json`, a JSON list of strings.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from index.errors import BothSidesError
from rag.answers import Answer
from rag.assistant import Assistant
from rag.settings import load_settings

QUESTIONS = ("What does the report say?", "Who said it?", "How many were there?")


def main() -> None:
    """Ask everything and print what happened; an error that is not ours ends the run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strings", type=Path, required=True)
    strings = json.loads(parser.parse_args().strings.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        settings = load_settings(cache=Path(name) / "cache", strict=True)
        refused = ask_all(Assistant.open(settings=settings), strings)
        print(f"{len(strings)} strings as questions: {refused} refused with a clear error")
        corpus = Path(name) / "articles.jsonl"
        write_articles(strings, corpus)
        assistant = Assistant.open(corpus, settings=settings)
        ask_all(assistant, [*QUESTIONS, *strings[::10]])
        print(f"{assistant.info().articles} of {len(strings)} strings as articles, offsets exact")


def ask_all(assistant: Assistant, questions: Sequence[str]) -> int:
    """Ask every question, check every citation, and count the questions that are refused."""
    refused = 0
    for question in questions:
        try:
            check(assistant, assistant.ask(question))
        except BothSidesError as error:
            refused += 1
            if "\n" in str(error):
                raise AssertionError(f"not one line: {error!r}") from error
    return refused


def check(assistant: Assistant, answer: Answer) -> None:
    """Raise AssertionError unless every citation's offsets give its quote."""
    for c in answer.citations:
        assert assistant.document(c.source).text[c.start : c.end] == c.quote


def write_articles(strings: Sequence[str], path: Path) -> None:
    """Each string in the midst of two sentences, one article a row."""
    with path.open("w", encoding="utf-8") as out:
        for string in strings:
            text = f"The report says {string} at length. It was said by {string}, they said."
            out.write(json.dumps({"title": string, "text": text}) + "\n")


if __name__ == "__main__":
    main()
