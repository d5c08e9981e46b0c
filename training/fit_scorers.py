"""Fit the fusion scorer's two logistic models: `python -m training.fit_fusion --data DIR`.

The sentence model learns from Wikipedia questions (SQuAD 2.0 half-dev) which sentence of
the found passages holds the answer, the confidence model whether any does. Both also learn
from the calibration split of the seed gold file; its reported part is never read. The
result goes to `rag/fusion.json`.
"""

import argparse
import gzip
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.building import build
from index.embedding import Embedder, load_embedder
from index.searching import Index, open_index
from rag.fusion import Features, FusionScorer
from rag.gold import load_gold
from rag.metrics import covers
from rag.settings import seeds_folder

SEED = 7
SQUAD_QUESTIONS = 200
ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "citation" / "seeds.gold.jsonl"
RESULT = ROOT / "rag" / "fusion.json"


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the needles of the sentences that answer it; none if nothing does."""

    question: str
    needles: tuple[str, ...]
    weight: float


def main() -> None:
    """Fit, store, and print how well the training questions are told apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public sets")
    data = parser.parse_args().data
    embedder = load_embedder()
    with tempfile.TemporaryDirectory() as folder:
        sources, examples = _squad(data / "reader" / "squad2_dev_half.json.gz", Path(folder))
        squad = list(_rows(sources, Path(folder) / "index", examples, embedder))
        seeds = list(_rows(seeds_folder(), Path(folder) / "seeds", _seed_examples(), embedder))
    stored = fit([*squad, *seeds])
    RESULT.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(stored, indent=2))


@dataclass(frozen=True, slots=True)
class Row:
    """One question's sentences: their features and which of them answer it."""

    features: tuple[Features, ...]
    answers: tuple[bool, ...]
    answerable: bool
    weight: float


def fit(rows: Sequence[Row]) -> dict[str, object]:
    """The two models and the cuts, as stored."""
    values = np.array([f.values() for row in rows for f in row.features])
    labels = np.array([a for row in rows for a in row.answers])
    weights = np.array([row.weight for row in rows for _ in row.features])
    sentence = LogisticRegression(C=10.0, max_iter=1000).fit(values, labels, weights)
    best = np.array([_best(sentence, row).values() for row in rows])
    answerable = LogisticRegression(C=1.0, max_iter=1000).fit(
        best, [row.answerable for row in rows], [row.weight for row in rows]
    )
    print("sentence first:", _first(sentence, rows))
    return {
        "sentence": _stored(sentence),
        "answerable": _stored(answerable),
        "cuts": {"answer": 0.5, "topic": 0.3, "single": 0.6, "several": 0.35},
    }


def _best(model: LogisticRegression, row: Row) -> Features:
    scores = model.decision_function([f.values() for f in row.features])
    return row.features[int(np.argmax(scores))]


def _first(model: LogisticRegression, rows: Sequence[Row]) -> float:
    """Share of the answerable questions whose best sentence answers."""
    known = [row for row in rows if any(row.answers)]
    right = [
        row.answers[int(np.argmax(model.decision_function([f.values() for f in row.features])))]
        for row in known
    ]
    return float(np.mean(right))


def _stored(model: LogisticRegression) -> dict[str, object]:
    return {
        "weights": [round(float(w), 4) for w in model.coef_[0]],
        "intercept": round(float(model.intercept_[0]), 4),
    }


def _rows(
    corpus: Path, folder: Path, examples: Sequence[Example], embedder: Embedder
) -> Iterator[Row]:
    build(corpus, folder, embedder)
    index: Index = open_index(folder, embedder)
    scorer = FusionScorer(embedder)
    for example in examples:
        rows = scorer.features(example.question, index.search(example.question))
        texts = [hit.passage.sentence_texts()[number] for hit, number, _ in rows]
        yield Row(
            features=tuple(features for _, _, features in rows),
            answers=tuple(any(covers(t, n) for n in example.needles) for t in texts),
            answerable=bool(example.needles),
            weight=example.weight,
        )


def _seed_examples() -> list[Example]:
    gold = [q for q in load_gold(GOLD, split="calibrate") if not q.history]
    return [
        Example(q.question, tuple(n for group in q.evidence for n in group), weight=3.0)
        for q in gold
    ]


def _squad(path: Path, folder: Path) -> tuple[Path, list[Example]]:
    """Each article as one document; needles are the sentences around the answers."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        articles = json.load(stream)["data"]
    corpus = folder / "squad.jsonl"
    with corpus.open("w", encoding="utf-8") as out:
        for article in articles:
            text = "\n\n".join(p["context"] for p in article["paragraphs"])
            out.write(json.dumps({"title": article["title"], "text": text}) + "\n")
    examples = [
        Example(qa["question"], () if qa["is_impossible"] else _windows(paragraph, qa), 1.0)
        for article in articles
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    ]
    random.Random(SEED).shuffle(examples)
    return corpus, examples[:SQUAD_QUESTIONS]


def _windows(paragraph: dict[str, str], qa: dict[str, list[dict[str, int]]]) -> tuple[str, ...]:
    """A few characters around each answer, so that chance repeats elsewhere do not count."""
    context = paragraph["context"]
    return tuple(
        context[max(0, a["answer_start"] - 12) : a["answer_start"] + len(str(a["text"])) + 12]
        for a in qa["answers"]
    )


if __name__ == "__main__":
    main()
