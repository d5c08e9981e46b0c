"""Scores sentences by the trained reader, with what fusion knows of them beside it.

The reader was trained on questions whose answer is a span; fusion's features carry the
questions that have none, such as yes/no. One logistic model weighs both for each sentence,
a second one says whether the best of them answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.documents import Hit, Span
from index.searching import Search
from rag.calibration import load_calibration, probability
from rag.expectations import fits, names_missing, share_missing
from rag.fusion import Features, FusionScorer
from rag.questions import content_words, is_yes_no, last_question, needs_several
from rag.reading import Reader, SentenceReading
from rag.scoring import Candidate, Scoring

# The reader's logits are unbounded; beyond this they say no more.
MOST = 15.0


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence of a hit with what the reader and fusion say of it.

    `values` are the features in the order of the fitted weights.
    """

    hit: Hit
    sentence: int
    reading: SentenceReading
    fusion: Features
    values: tuple[float, ...]


class ReaderScorer:
    """Scores sentences by the reader; see the module's docstring."""

    note = ""

    def __init__(self, reader: Reader, fusion: FusionScorer) -> None:
        self._reader = reader
        self._fusion = fusion
        self._model = load_calibration("reader")
        self.cuts = self._model.cuts

    def score(self, question: str, search: Search) -> Scoring:
        """Every sentence of the best passages, most probable first."""
        judged = self.judge(question, search)
        if not judged:
            return Scoring((), confidence=0.0, on_topic=0.0)
        candidates = [self._candidate(one) for one in judged]
        order = sorted(range(len(judged)), key=lambda place: -candidates[place].score)
        if not (is_yes_no(question) or needs_several(question)):
            first = order[0]
            # Whether to answer is decided by the confidence: what answers names its span.
            candidates[first] = replace(candidates[first], short=_short(question, judged[first]))
        features = confidence_features(question, [judged[place] for place in order])
        return Scoring(
            candidates=tuple(candidates[place] for place in order),
            confidence=probability(self._model.answerable.score(features)),
            on_topic=max(one.fusion.passage_cosine for one in judged),
        )

    def judge(self, question: str, search: Search) -> list[Judged]:
        """Every sentence of the best passages with its features, in passage order."""
        rows = self._fusion.features(question, search)
        passages = list({hit.passage.id: hit.passage for hit, _, _ in rows}.values())
        readings = {r.passage.id: r.sentences for r in self._reader.read(question, passages)}
        best = max((s.score for sentences in readings.values() for s in sentences), default=0.0)
        judged = []
        for hit, number, fusion in rows:
            reading = readings[hit.passage.id][number]
            values = sentence_features(question, reading, best, fusion)
            judged.append(Judged(hit, number, reading, fusion, values))
        return judged

    def _candidate(self, one: Judged) -> Candidate:
        raw = self._model.sentence.score(one.values)
        short = one.reading.span if one.reading.score > 0 else None
        return Candidate(one.hit.passage, one.sentence, raw, probability(raw), short)


def sentence_features(
    question: str, reading: SentenceReading, best: float, fusion: Features
) -> tuple[float, ...]:
    """The features of one sentence, in the order of the fitted weights.

    `best` is the highest of the readings' scores over all sentences.
    """
    score = _bounded(reading.score)
    loose = float(is_yes_no(question) or needs_several(question))
    return (
        score,
        score * loose,
        score - _bounded(best),
        *fusion.values(),
        fusion.cosine * loose,
        fusion.coverage * loose,
    )


def confidence_features(question: str, judged: Sequence[Judged]) -> tuple[float, ...]:
    """The features of a whole search whose sentences stand best first."""
    first = judged[0]
    return (
        _bounded(first.reading.score),
        max(_bounded(one.reading.score) for one in judged),
        first.fusion.cosine,
        first.fusion.passage_cosine,
        first.fusion.coverage,
        first.fusion.passage_coverage,
        _unheard(question, judged),
        float(is_yes_no(question)),
        float(fits(question, _span_text(first))),
        float(names_missing(question, f"{first.hit.passage.title} {first.hit.passage.text}")),
        float(names_missing(question, _sentence_text(first))),
        unheard := float(names_missing(question, _all_texts(judged))),
        unheard * is_yes_no(question),
    )


def _short(question: str, first: Judged) -> Span | None:
    """The span of the best sentence; none where it answers only the question before the last."""
    led = last_question(question) != question.strip()
    return None if led and fits(question, _span_text(first)) < 0 else first.reading.span


def _unheard(question: str, judged: Sequence[Judged]) -> float:
    """Share of the question's content words that stand in none of the passages."""
    passages = {one.hit.passage.id: one.hit.passage for one in judged}.values()
    return share_missing(content_words(question), passages)


def _all_texts(judged: Sequence[Judged]) -> str:
    passages = {one.hit.passage.id: one.hit.passage for one in judged}.values()
    return "\n".join(f"{each.title} {each.text}" for each in passages)


def _span_text(one: Judged) -> str:
    if one.reading.span is None:
        return ""
    return one.hit.passage.words(one.reading.span)


def _sentence_text(one: Judged) -> str:
    return one.hit.passage.sentence_texts()[one.sentence]


def _bounded(score: float) -> float:
    return max(-MOST, min(MOST, score))
