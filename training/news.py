"""News questions with the passages that a word search finds for them; only to measure with."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from index.articles import articles
from index.documents import Document, Passage
from index.passages import passages
from rag.metrics import normalised

DEPTH = 60  # passages of the ranking that are looked through
READ = 10  # passages of each kind that are read


@dataclass(frozen=True, slots=True)
class NewsQuestion:
    """A question with high-ranked passages that hold its answer's words, and such without."""

    question: str
    answer: str
    holding: tuple[Passage, ...]
    others: tuple[Passage, ...]


def news_questions(folder: Path) -> list[NewsQuestion]:
    """The development questions for which a high-ranked passage holds the answer's words."""
    found = _passages(folder / "dev.articles.jsonl.gz")
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english", dtype=np.float32)
    matrix = vectorizer.fit_transform([passage.text for passage in found])
    made = []
    for line in (folder / "dev.questions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        scores = (matrix @ vectorizer.transform([row["question"]]).T).toarray()[:, 0]
        ranked = [found[place] for place in np.argsort(-scores)[:DEPTH]]
        words = f" {normalised(row['answer'])} "
        holds = [words in f" {normalised(passage.text)} " for passage in ranked]
        holding = [p for p, held in zip(ranked, holds, strict=True) if held][:READ]
        others = [p for p, held in zip(ranked, holds, strict=True) if not held][:READ]
        if holding and others and words.strip():
            made.append(NewsQuestion(row["question"], row["answer"], tuple(holding), tuple(others)))
    return made


def _passages(path: Path) -> list[Passage]:
    found: list[Passage] = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            row = json.loads(line)
            document = Document(f"news#{number}", row["text"], title=row["title"])
            for article in articles(document):
                found += passages(document, article)
    return found
