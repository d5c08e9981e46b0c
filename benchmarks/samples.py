"""The articles and questions that both sides are measured on."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sample:
    """Articles as (title, text), and questions with their answers."""

    articles: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, str], ...]

    @property
    def words(self) -> int:
        """How many words the articles have, divided at white space."""
        return sum(len(text.split()) for _, text in self.articles)


def read_sample(folder: Path, articles: int | None) -> Sample:
    """Read `dev.articles.jsonl.gz`, or its first rows, and `dev.questions.jsonl`."""
    with gzip.open(folder / "dev.articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][:articles]
    asked = (folder / "dev.questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in asked]
    return Sample(
        tuple((row["title"] or "", row["text"]) for row in rows),
        tuple((row["question"], row["answer"]) for row in questions),
    )


def write_articles(sample: Sample, path: Path) -> None:
    """Write the articles as a JSON Lines file that this project reads."""
    with path.open("w", encoding="utf-8") as file:
        for title, text in sample.articles:
            file.write(json.dumps({"title": title, "text": text}) + "\n")


def normalised(text: str) -> str:
    """Return the text in lower case, without punctuation and articles.

    >>> normalised("The “Squid Game”!")
    'squid game'
    """
    letters = "".join(c for c in text.lower() if c.isalnum() or c.isspace())
    return " ".join(word for word in letters.split() if word not in {"a", "an", "the"})


def answer_stands(answer: str, retrieved: str, budget: int) -> bool:
    """Whether the normalised answer stands in the first `budget` words retrieved.

    >>> answer_stands("an ox", "Where is the ox?", 4), answer_stands("ox", "Where is the ox?", 3)
    (True, False)
    """
    read = normalised(" ".join(retrieved.split()[:budget]))
    return f" {normalised(answer)} " in f" {read} "
