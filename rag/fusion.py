"""Scores sentences without a reader: fused passage rank, embedding and shared words.

Each sentence gets a few features; one logistic model over them gives the probability that
it answers, a second one over the best sentence's features whether any does.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.documents import Hit
from index.searching import Search
from rag.calibration import load_calibration, probability
from rag.expectations import fits
from rag.questions import content_words
from rag.scoring import Candidate, Scoring
from rag.sentence_vectors import SentenceVectors

# Passages whose sentences are scored, and the share of the best one's search score that a
# passage needs: of the sentences that answer the calibration questions fewer than 1 % lie
# below it (benchmarks/RESULTS.md, "How many passages to read"), and a third of the work.
PASSAGES = 20
SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Features:
    """What fusion knows of one sentence; every number is roughly in [0, 1].

    `cosine` and `passage_cosine` compare the question with the sentence and its passage;
    `coverage` and `passage_coverage` are the shares of the question's words, weighted by
    rarity, that they hold (the headline counts for the passage); `rank` is 1 / passage rank;
    `expected` is 1 where the sentence holds the kind of thing that is asked for.
    """

    cosine: float
    passage_cosine: float
    coverage: float
    passage_coverage: float
    rank: float
    expected: float

    def values(self) -> tuple[float, ...]:
        """The features in the order of the fitted weights."""
        return (
            self.cosine,
            self.passage_cosine,
            self.coverage,
            self.passage_coverage,
            self.rank,
            self.expected,
        )


class FusionScorer:
    """Scores sentences by fusion; see the module's docstring."""

    note = "Scored without the trained reader, by search rank and shared words alone."

    def __init__(self, vectors: SentenceVectors) -> None:
        self._vectors = vectors
        self._model = load_calibration("fusion")
        self.cuts = self._model.cuts

    def score(self, question: str, search: Search) -> Scoring:
        """Every sentence of the best passages, most probable first."""
        rows = self.features(question, search)
        if not rows:
            return Scoring((), confidence=0.0, on_topic=0.0)
        candidates = []
        for hit, number, features in rows:
            raw = self._model.sentence.score(features.values())
            candidates.append(Candidate(hit.passage, number, raw, probability(raw)))
        order = sorted(range(len(rows)), key=lambda i: -candidates[i].score)
        best = rows[order[0]][2]
        return Scoring(
            candidates=tuple(candidates[i] for i in order),
            confidence=probability(self._model.answerable.score(best.values())),
            on_topic=max(features.passage_cosine for _, _, features in rows),
        )

    def features(self, question: str, search: Search) -> list[tuple[Hit, int, Features]]:
        """The features of every sentence of the best passages, in passage order."""
        hits = _worth_reading(search.hits)
        texts = [text for hit in hits for text in hit.passage.sentence_texts()]
        cosines = iter(self._vectors.of(texts) @ search.question_vector)
        weigh = _rarity(texts)
        asked = set(content_words(question))
        rows = []
        for rank, hit in enumerate(hits, 1):
            around = set(content_words(f"{hit.passage.title} {hit.passage.text}"))
            passage_coverage = _coverage(asked, around, weigh)
            for number, text in enumerate(hit.passage.sentence_texts()):
                features = Features(
                    cosine=float(next(cosines)),
                    passage_cosine=hit.dense or 0.0,
                    coverage=_coverage(asked, set(content_words(text)), weigh),
                    passage_coverage=passage_coverage,
                    rank=1 / rank,
                    expected=float(fits(question, text) > 0),
                )
                rows.append((hit, number, features))
        return rows


def _worth_reading(hits: Sequence[Hit]) -> list[Hit]:
    """The best passages, without those that the search ranks far below the first."""
    best = max((hit.score for hit in hits), default=0.0)
    least = min(best, SHARE * best)  # cosines, and so scores, can be negative
    return [hit for hit in hits[:PASSAGES] if hit.score >= least]


def _rarity(texts: Sequence[str]) -> Counter[str]:
    """In how many of the sentences each word stands."""
    return Counter(word for text in texts for word in set(content_words(text)))


def _coverage(asked: set[str], held: set[str], stands_in: Counter[str]) -> float:
    """Share of the asked words held, each weighted by its rarity among the sentences."""
    weights = {word: 1 / math.sqrt(1 + stands_in[word]) for word in asked}
    total = sum(weights.values())
    return sum(weights[word] for word in asked & held) / total if total else 0.0
