"""Does the reference support the claim? The support checker on AttributionBench.

`python -m benchmarks.support --data DIR [--write FILE.md]`; DIR holds
`attributionbench_dev.jsonl.gz`. Each half of the pairs is judged by a forest that was fitted
on the other half, so every pair is judged once by a model that never saw it. The data may be
measured with, not shipped: no weight of these forests is in the product, whose own checks are
judged beside them as they are.
"""

import argparse
import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from index.documents import Span
from index.embedding import Embedder, load_embedder
from index.sentences import sentences
from rag.differing import values
from rag.questions import content_words
from rag.support import support

SEED = 0
TREES = 500
# References of tens of pages: the sentences past this add time and no accuracy worth it.
MOST_SENTENCES = 400
MOST_CHARACTERS = 6000
_MARK = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, the sentences of what it cites, where it comes from, and the human verdict."""

    claim: str
    sentences: tuple[str, ...]
    origin: str
    supported: bool


def main() -> None:
    """Judge every pair and print macro-F1, all and by origin."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    pairs = read_pairs(options.data / "attributionbench_dev.jsonl.gz")
    truth = np.array([pair.supported for pair in pairs])
    embedder = load_embedder()
    measured = features(pairs, embedder)
    judged = {
        "fitted on the other half": _crossed(measured, truth),
        "checks alone": np.array([_checked(pair) for pair in pairs]),
        "words alone, best cut of the other half": _crossed(measured[:, :1], truth),
    }
    lines = rows(pairs, truth, judged)
    shown = Table("macro-F1", *judged)
    for line in lines:
        shown.add_row(*line)
    Console().print(shown)
    if options.write:
        head = [f"| macro-F1 | {' | '.join(judged)} |", "|---" * (1 + len(judged)) + "|"]
        body = [f"| {' | '.join(line)} |" for line in lines]
        options.write.write_text("\n".join([*head, *body, ""]), encoding="utf-8")


def read_pairs(path: Path) -> list[Pair]:
    """The pairs in the order of the file, citation marks taken out of the claims."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_pair(json.loads(line)) for line in lines]


def _pair(row: Mapping[str, object]) -> Pair:
    references = row["references"]
    assert isinstance(references, list)
    stated = [span.of(text) for text in references for span in sentences(text, Span(0, len(text)))]
    return Pair(
        claim=_MARK.sub("", str(row["claim"])),
        sentences=tuple(stated[:MOST_SENTENCES]),
        origin=str(row["src_dataset"]),
        supported=row["attribution_label"] == "attributable",
    )


def features(pairs: Sequence[Pair], embedder: Embedder) -> NDArray[np.float64]:
    """A row for each pair: words and word pairs in common, nearness, and the failed checks."""
    holding = Counter(word for p in pairs for word in set(content_words(" ".join(p.sentences))))
    weight = {word: math.log(len(pairs) / (1 + count)) + 0.1 for word, count in holding.items()}
    unknown = math.log(len(pairs)) + 0.1
    return np.array([_features(pair, embedder, weight, unknown) for pair in pairs])


def _features(
    pair: Pair, embedder: Embedder, weight: Mapping[str, float], unknown: float
) -> list[float]:
    text = " ".join(pair.sentences)
    claimed, stated = content_words(pair.claim), content_words(text)
    wanted, held = set(claimed), set(stated)

    def share(words: set[str]) -> float:
        whole = sum(weight.get(word, unknown) for word in wanted) or 1.0
        return sum(weight.get(word, unknown) for word in wanted & words) / whole

    twos = set(pairwise(claimed))
    near = _nearness(pair, embedder)
    checks = support(pair.claim, [text[:MOST_CHARACTERS]])
    return [
        share(held),
        len(twos & set(pairwise(stated))) / max(1, len(twos)),
        max((share(set(content_words(one))) for one in pair.sentences), default=0.0),
        near[0],
        float(near[:3].mean()),
        float(near[:8].mean()),
        float(bool(values(pair.claim) - values(text))),
        float(bool(values(pair.claim))),
        math.log1p(len(wanted)),
        math.log1p(len(stated)),
        float(len(pair.sentences) == 1),
        *(float(checks.status == name) for name in ("name", "polarity", "speaker")),
        len(wanted & held) / max(1, len(wanted)),
    ]


def _nearness(pair: Pair, embedder: Embedder) -> NDArray[np.float32]:
    """The cosines between the claim and every sentence cited, the nearest first."""
    if not pair.sentences:
        return np.zeros(1, dtype=np.float32)
    found = embedder.passages(list(pair.sentences)) @ embedder.question(pair.claim)
    return np.sort(found)[::-1]


def _crossed(measured: NDArray[np.float64], truth: NDArray[np.bool_]) -> NDArray[np.bool_]:
    forest = RandomForestClassifier(TREES, min_samples_leaf=5, random_state=SEED)
    halves = StratifiedKFold(2, shuffle=True, random_state=SEED)
    judged: NDArray[np.bool_] = cross_val_predict(forest, measured, truth, cv=halves)
    return judged


def _checked(pair: Pair) -> bool:
    return support(pair.claim, [" ".join(pair.sentences)[:MOST_CHARACTERS]]).supported


def rows(
    pairs: Sequence[Pair], truth: NDArray[np.bool_], judged: Mapping[str, NDArray[np.bool_]]
) -> list[list[str]]:
    """A line for all pairs and one for each origin, macro-F1 of each way of judging."""
    origins = np.array([pair.origin for pair in pairs])
    picked = {"all": np.ones(len(pairs), dtype=bool)}
    picked |= {name: origins == name for name in sorted(set(origins))}
    return [
        [
            f"{name} ({int(part.sum())})",
            *(
                f"{f1_score(truth[part], one[part], average='macro'):.3f}"
                for one in judged.values()
            ),
        ]
        for name, part in picked.items()
    ]


if __name__ == "__main__":
    main()
