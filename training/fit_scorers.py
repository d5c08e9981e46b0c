"""Fit the scorers' logistic models: `python -m training.fit_scorers --data DIR`.

The sentence model learns which sentence of the found passages holds the answer, the
confidence model whether any does. Both learn from questions that the reader never saw: the
calibration articles of SQuAD 2.0 half-dev; every second question of CLAP NQ (the others are
reported on); held-out questions of SQuADShifts on Wikipedia, once with and once without the
passages that answer them; the calibration articles written for this project; and the
calibration split of the seed gold file, whose reported part is never read, with the fresh
questions beside it. The results go to `rag/fusion.json` and `rag/reader.json`.
"""

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from index.building import build
from index.embedding import Embedder, load_embedder
from index.searching import open_index
from rag.calibration import probability
from rag.citations import folded
from rag.dispute import load_dispute
from rag.followups import resolve
from rag.fusion import FusionScorer
from rag.gold import load_gold
from rag.questions import sort_of
from rag.reader_scoring import Judged, ReaderScorer, confidence_features
from rag.reading import Reader, load_reader
from rag.scoring import Candidate, Cuts, Scoring
from rag.selecting import select
from rag.sentence_vectors import SentenceVectors
from rag.settings import seeds_folder
from training.clapnq import clapnq
from training.data import Question, Source, squad2, squadshifts
from training.written import needle, written

SEED = 7
SQUAD_QUESTIONS = 300
SHIFTS_QUESTIONS = 150
WRITTEN_QUESTIONS = 600
# Set by hand on the calibration splits: below it no passage treats the question's topic.
TOPIC = 0.13
# Shares of the best sentence's probability that a further one may need.
RATIOS = tuple(round(0.3 + 0.05 * step, 2) for step in range(15))
# The lowest of those whose F1 is this near the best is taken: who reads an answer sees a sentence
# too many, and not the one that is missing.
TOLERANCE = 0.01
# The sets whose questions choose between answer and silence, and how many sentences to state.
DECIDING = ("seeds", "written")
# A cut that silences more answerable questions than the rest of these is not considered: a
# scorer that cannot tell near misses would fall silent altogether.
LEAST_ANSWERED = 0.85
ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "citation" / "seeds.gold.jsonl"
FRESH = GOLD.with_name("fresh.gold.jsonl")  # more questions over the seeds, all for calibration


@dataclass(frozen=True, slots=True)
class Example:
    """A question and groups of needles of the sentences that answer it; none if nothing does.

    Any needle of a group will do. Passages that hold a needle of `hidden` are left out of what
    the search finds.
    """

    origin: str
    question: str
    groups: tuple[tuple[str, ...], ...]
    hidden: tuple[str, ...] = ()

    @property
    def needles(self) -> tuple[str, ...]:
        """The needles of all groups."""
        return tuple(needle for group in self.groups for needle in group)


@dataclass(frozen=True, slots=True)
class Row:
    """An example, the sentences that were judged for it, and which of them answer it."""

    example: Example
    judged: tuple[Judged, ...]
    answers: tuple[bool, ...]


def main() -> None:
    """Fit, store, and print how well the questions are told apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--reader", type=Path, help="folder of weights, default the shipped ones")
    options = parser.parse_args()
    data, reader = options.data, load_reader(options.reader)
    embedder = load_embedder()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rows = _rows(seeds_folder(), folder / "seeds", _seed_examples(), embedder, reader)
        for name, made in (
            ("squad", _squad(data / "reader", folder)),
            ("clapnq", _clapnq(data / "citation", folder)),
            ("shifts", _shifts(data / "reader", folder)),
            ("written", _written(folder)),
        ):
            rows += _rows(made[0], folder / name, made[1], embedder, reader)
    fit("fusion", rows, lambda one: one.fusion.values(), _first_values)
    fit("reader", rows, lambda one: one.values, confidence_features)


def _first_values(question: str, judged: Sequence[Judged]) -> tuple[float, ...]:
    return judged[0].fusion.values()


def fit(
    name: str,
    rows: Sequence[Row],
    sentence_values: Callable[[Judged], tuple[float, ...]],
    search_values: Callable[[str, Sequence[Judged]], tuple[float, ...]],
) -> None:
    """Fit one scorer's two models, choose its cuts and store them."""
    weights = _weights(rows)
    values = [[sentence_values(one) for one in row.judged] for row in rows]
    sentence = LogisticRegression(C=1.0, max_iter=2000).fit(
        [each for row in values for each in row],
        [answer for row in rows for answer in row.answers],
        [weight for row, weight in zip(rows, weights, strict=True) for _ in row.judged],
    )
    orders = [_order(sentence, each) for each in values]
    found = [
        search_values(row.example.question, [row.judged[place] for place in order])
        for row, order in zip(rows, orders, strict=True)
    ]
    answerable = [bool(row.example.groups) for row in rows]
    model = LogisticRegression(C=0.3, max_iter=2000)
    folds = StratifiedKFold(10, shuffle=True, random_state=SEED)
    confidences = cross_val_predict(
        model,
        found,
        answerable,
        cv=folds,
        method="predict_proba",
        params={"sample_weight": weights},
    )[:, 1]
    model.fit(found, answerable, weights)
    cut = _cut(confidences, rows, weights)
    _report(name, rows, orders, confidences, answerable, cut)
    stored = {
        "sentence": _stored(sentence),
        "answerable": _stored(model),
        "cuts": {
            "answer": round(cut, 3),
            "topic": TOPIC,
            **_ratios(sentence, rows, orders, values),
        },
    }
    path = ROOT / "rag" / f"{name}.json"
    path.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")


def _weights(rows: Sequence[Row]) -> NDArray[np.float64]:
    """How much each row counts: all sets alike, however many questions they have.

    The written questions alone would teach that many of the question's words in a sentence
    speak against it, for their answers share few words with them and their near misses many.
    """
    origins = [row.example.origin for row in rows]
    counts = Counter(origins)
    return np.array([len(rows) / len(counts) / counts[origin] for origin in origins])


def _order(model: LogisticRegression, values: Sequence[tuple[float, ...]]) -> list[int]:
    scores = model.decision_function(values)
    return [int(place) for place in np.argsort(-scores, kind="stable")]


def _cut(
    confidences: NDArray[np.float64], rows: Sequence[Row], weights: NDArray[np.float64]
) -> float:
    """The cut with the highest mean of the F1 of answering and the F1 of silence.

    Only the sets that look like what the product is asked decide: near misses about news.
    Among cuts that answer at least `LEAST_ANSWERED` of their answerable questions.
    """
    decides = [place for place, row in enumerate(rows) if row.example.origin in DECIDING]
    known = np.array([bool(rows[place].example.needles) for place in decides])
    sure = confidences[decides]
    highest = np.quantile(sure[known], 1 - LEAST_ANSWERED)
    cuts = np.unique(sure[sure <= highest])

    def mean_f1(cut: float) -> float:
        return float(f1_score(known, sure >= cut, average="macro", sample_weight=weights[decides]))

    return float(max(cuts, key=mean_f1))


def _ratios(
    model: LogisticRegression,
    rows: Sequence[Row],
    orders: Sequence[Sequence[int]],
    values: Sequence[Sequence[tuple[float, ...]]],
) -> dict[str, float]:
    """For each sort of question the ratio whose choices have the highest mean F1.

    Precision is that of the chosen sentences, recall that of the groups of needles; over the
    questions of the deciding sets that have an answer, both sets alike.
    """
    scores: dict[str, list[list[float]]] = {"single": [], "several": [], "whether": []}
    weights: dict[str, list[float]] = {sort: [] for sort in scores}
    for row, order, each, weight in zip(rows, orders, values, _weights(rows), strict=True):
        if row.example.origin in DECIDING and any(row.answers):
            log_odds = [float(one) for one in model.decision_function(each)]
            candidates = tuple(_candidate(row.judged[place], log_odds[place]) for place in order)
            sort = sort_of(row.example.question)
            scores[sort].append([_choice_f1(row.example, candidates, one) for one in RATIOS])
            weights[sort].append(weight)
    curves = {
        sort: np.average(found, axis=0, weights=weights[sort]) for sort, found in scores.items()
    }
    for sort, curve in curves.items():
        shown = ", ".join(f"{r} {v:.3f}" for r, v in zip(RATIOS, curve, strict=True))
        print(f"{sort}: F1 of {len(scores[sort])} choices at each ratio: {shown}")
    return {
        sort: RATIOS[int(np.argmax(curve >= curve.max() - TOLERANCE))]
        for sort, curve in curves.items()
    }


def _candidate(one: Judged, log_odds: float) -> Candidate:
    return Candidate(one.hit.passage, one.sentence, log_odds, probability(log_odds))


def _choice_f1(example: Example, candidates: tuple[Candidate, ...], ratio: float) -> float:
    cuts = Cuts(answer=0, topic=0, single=ratio, several=ratio, whether=ratio)
    chosen = select(example.question, Scoring(candidates, 1, 1), cuts)
    stated = [[one.candidate.text, *(each.text for each in one.also)] for one in chosen]
    right = [any(_holds(text, example.needles) for text in texts) for texts in stated]
    said = [text for texts in stated for text in texts]
    covered = [any(_holds(text, group) for text in said) for group in example.groups]
    precision, recall = float(np.mean(right)), float(np.mean(covered))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _report(
    name: str,
    rows: Sequence[Row],
    orders: Sequence[Sequence[int]],
    confidences: NDArray[np.float64],
    answerable: Sequence[bool],
    cut: float,
) -> None:
    firsts = [row.answers[order[0]] for row, order in zip(rows, orders, strict=True)]
    for origin in dict.fromkeys(row.example.origin for row in rows):
        picked = [i for i, row in enumerate(rows) if row.example.origin == origin]
        held = [i for i in picked if any(rows[i].answers)]
        silent = [i for i in picked if confidences[i] < cut]
        missed = [i for i in picked if not answerable[i]]
        area = roc_auc_score([answerable[i] for i in picked], confidences[picked])
        print(
            f"{name:7} {origin:7} sentence first {np.mean([firsts[i] for i in held]):.3f} "
            f"of {len(held)}; AUC {area:.3f}; at cut {cut:.2f} silent on {len(silent)}, "
            f"rightly on {len(set(silent) & set(missed))} of {len(missed)}"
        )


def _stored(model: LogisticRegression) -> dict[str, object]:
    return {
        "weights": [round(float(w), 4) for w in model.coef_[0]],
        "intercept": round(float(model.intercept_[0]), 4),
    }


def _rows(
    corpus: Path, folder: Path, examples: Sequence[Example], embedder: Embedder, reader: Reader
) -> list[Row]:
    build(corpus, folder, embedder)
    index = open_index(folder, embedder)
    scorer = ReaderScorer(reader, FusionScorer(SentenceVectors(embedder)))
    rows = []
    for example in examples:
        search = index.search(example.question)
        hits = [hit for hit in search.hits if not _holds(hit.passage.text, example.hidden)]
        judged = tuple(scorer.judge(example.question, replace(search, hits=tuple(hits))))
        texts = [one.hit.passage.sentence_texts()[one.sentence] for one in judged]
        answers = tuple(_holds(text, example.needles) for text in texts)
        rows.append(Row(example, judged, answers))
    return rows


def _holds(text: str, needles: Sequence[str]) -> bool:
    plain = folded(text)
    return any(folded(needle) in plain for needle in needles)  # a needle may begin inside a word


def _seed_examples() -> list[Example]:
    dispute = load_dispute(seeds_folder() / "dispute.toml")
    return [
        Example(
            "seeds",
            resolve(q.question, [message.model_dump() for message in q.history], dispute),
            tuple(tuple(group) for group in q.evidence),
        )
        for file in (GOLD, FRESH)
        for q in load_gold(file, split="calibrate")
    ]


def _squad(folder: Path, into: Path) -> tuple[Path, list[Example]]:
    """The calibration articles, one document each, and a sample of their questions."""
    sources = squad2(folder).calibrate
    examples = [Example("squad", *asked) for asked in _asked(sources)]
    random.Random(SEED).shuffle(examples)
    return _corpus(into / "squad.jsonl", _texts(sources)), examples[:SQUAD_QUESTIONS]


def _asked(sources: Iterable[Source]) -> list[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Every question with the needles of its answers; none where nothing answers it."""
    return [
        (question.text, tuple(_groups(question, paragraph.text)))
        for source in sources
        for paragraph in source.paragraphs
        for question in paragraph.questions
    ]


def _groups(question: Question, text: str) -> Iterator[tuple[str, ...]]:
    """The needles of the answers, any of which will do, and those of each further sentence."""
    if question.answers:
        yield tuple(dict.fromkeys(needle(text, span) for span in question.answers))
    yield from ((needle(text, span),) for span in question.further)


def _texts(sources: Iterable[Source]) -> list[tuple[str, str]]:
    """The title of each source and its paragraphs."""
    return [(s.title, "\n\n".join(p.text for p in s.paragraphs)) for s in sources]


def _clapnq(folder: Path, into: Path) -> tuple[Path, list[Example]]:
    """All passages of CLAP NQ, and every second question with its supporting sentences."""
    asked = clapnq(folder)
    texts = [(one.title, one.text) for one in asked]
    examples = [
        Example("clapnq", one.question, tuple((each,) for each in one.support))
        for one in asked[::2]
    ]
    return _corpus(into / "clapnq.jsonl", texts), examples


def _shifts(folder: Path, into: Path) -> tuple[Path, list[Example]]:
    """Wikipedia articles, and held-out questions with and without what answers them."""
    split = squadshifts(folder, "new_wiki")
    paragraphs: dict[str, list[str]] = {}
    for source in (*split.train, *split.calibrate, *split.report):
        paragraphs.setdefault(source.title or "shelf", []).extend(p.text for p in source.paragraphs)
    texts = [(title, "\n\n".join(each)) for title, each in paragraphs.items()]
    asked = [each for each in _asked(split.report) if each[1]]
    chosen = random.Random(SEED).sample(asked, SHIFTS_QUESTIONS)
    examples = [Example("shifts", question, groups) for question, groups in chosen]
    examples += [replace(each, groups=(), hidden=each.needles) for each in examples]
    return _corpus(into / "shifts.jsonl", texts), examples


def _written(into: Path) -> tuple[Path, list[Example]]:
    """The calibration articles written for this project, and a sample of their questions."""
    sources = written().calibrate
    examples = [Example("written", *asked) for asked in _asked(sources)]
    random.Random(SEED).shuffle(examples)
    return _corpus(into / "written.jsonl", _texts(sources)), examples[:WRITTEN_QUESTIONS]


def _corpus(path: Path, articles: Sequence[tuple[str, str]]) -> Path:
    """The articles, title and text, as a file to index."""
    rows = (json.dumps({"title": title, "text": text}) + "\n" for title, text in articles)
    path.write_text("".join(rows), encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
