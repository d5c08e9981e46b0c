"""News questions end to end, with the reader and by fusion alone, in one run.

`python -m benchmarks.news --data DIR --index FOLDER [--articles N] [--write FILE.md]`; DIR holds
`dev.articles.jsonl.gz` and `dev.questions.jsonl`, and the index is built where FOLDER has
none. Every question is answered, however unsure the scorer is; then the risk at each share
of answered questions shows what its confidence is worth.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rich.console import Console
from rich.table import Table

from benchmarks import ours
from benchmarks.samples import answer_stands, read_sample
from index.searching import Index, Search, open_index
from rag.fusion import FusionScorer
from rag.metrics import token_f1
from rag.reader_scoring import ReaderScorer
from rag.reading import load_reader
from rag.scoring import Candidate, Scorer, Scoring
from rag.sentence_vectors import SentenceVectors

BUDGET = 150
COVERAGES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
PASSAGES = 20


@dataclass(frozen=True, slots=True)
class Result:
    """One question under one scorer; `right` says whether the answer stands in the sentence."""

    f1: float
    within: bool
    right: bool
    confidence: float


def main() -> None:
    """Measure, print the table and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--articles", type=int, help="only the first so many")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    sample = read_sample(options.data, options.articles)
    embedder = ours.warm_model()
    if not (options.index / "truth.sqlite").is_file():
        ours.build(sample, embedder, options.index)
    index = open_index(options.index, embedder)
    fusion = FusionScorer(SentenceVectors(embedder))
    scorers = {"fusion": fusion, "reader": ReaderScorer(load_reader(), fusion)}
    results = {
        name: [result(index, scorer, asked, answer) for asked, answer in sample.questions]
        for name, scorer in scorers.items()
    }
    Console().print(table(results))
    if options.write:
        options.write.write_text(markdown(results), encoding="utf-8")


def result(index: Index, scorer: Scorer, question: str, answer: str) -> Result:
    """Answer one question and compare."""
    search = index.search(question, limit=PASSAGES)
    scoring = scorer.score(question, search)
    best = scoring.candidates[0]
    return Result(
        f1=token_f1(short(best), [answer]),
        within=answer_stands(answer, ranked(search, scoring), BUDGET),
        right=answer_stands(answer, best.text, 10_000),
        confidence=scoring.confidence,
    )


def short(candidate: Candidate) -> str:
    """The exact answer, or the whole sentence where the scorer marks none."""
    if candidate.short is None:
        return candidate.text
    return candidate.short.shifted(-candidate.passage.span.start).of(candidate.passage.text)


def ranked(search: Search, scoring: Scoring) -> str:
    """The passages by their best sentence, then the rest in the order of the search."""
    order = dict.fromkeys(candidate.passage.id for candidate in scoring.candidates)
    texts = {hit.passage.id: hit.passage.text for hit in search.hits}
    return " ".join(texts[number] for number in dict.fromkeys([*order, *texts]))


def risk(results: Sequence[Result], coverage: float) -> float:
    """Share of wrong answers among the most confident share of the questions."""
    kept = sorted(results, key=lambda r: -r.confidence)[: max(1, round(coverage * len(results)))]
    return 1 - fmean(r.right for r in kept)


def rows(results: dict[str, list[Result]]) -> list[tuple[str, list[float]]]:
    """Each measure with its value for each scorer."""
    found = [
        ("short answer F1, made to answer", [fmean(r.f1 for r in rs) for rs in results.values()]),
        (f"answer in {BUDGET} ranked words", [_share(rs, "within") for rs in results.values()]),
        ("answer in the first sentence", [_share(rs, "right") for rs in results.values()]),
    ]
    return found + [
        (f"wrong among the surest {coverage:.0%}", [risk(rs, coverage) for rs in results.values()])
        for coverage in COVERAGES
    ]


def _share(results: Sequence[Result], field: str) -> float:
    return fmean(getattr(result, field) for result in results)


def table(results: dict[str, list[Result]]) -> Table:
    """The measures as they are printed."""
    shown = Table("measure", *results)
    for name, values in rows(results):
        shown.add_row(name, *(f"{value:.3f}" for value in values))
    return shown


def markdown(results: dict[str, list[Result]]) -> str:
    """The measures as a Markdown table."""
    lines = [f"| measure | {' | '.join(results)} |", "|---" * (1 + len(results)) + "|"]
    lines += [f"| {name} | {' | '.join(f'{v:.3f}' for v in vs)} |" for name, vs in rows(results)]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
