"""One answer → its scores against a gold question, and in words what is wrong with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag import metrics
from rag.answers import Answer
from rag.gold import GoldQuestion


@dataclass(frozen=True, slots=True)
class Scores:
    """What one answer scores; None where a measure does not apply to its question.

    `answerable` and `contested` are the gold's, `answered` and `said_contested` the
    answer's. `right`: the corpus answers, and some evidence is cited (without evidence in the
    gold: an accepted answer is given); it is what `confidence` foretells. `seconds` is the
    time that the answer took.
    """

    answerable: bool
    answered: bool
    contested: bool
    said_contested: bool
    right: bool
    confidence: float
    seconds: float
    fidelity: float
    precision: float | None = None
    recall: float | None = None
    coverage: float | None = None
    citation_f1: float | None = None
    accuracy: float | None = None
    f1: float | None = None
    attribution: float | None = None
    date: float | None = None
    silence_kind: float | None = None
    both_sides: float | None = None


def scored(gold: GoldQuestion, answer: Answer, texts: dict[str, str], seconds: float) -> Scores:
    """The scores of an answer; `texts` holds the text of every source that it cites."""
    evidence, also = gold.evidence, gold.also
    cited = bool(evidence) and answer.answered
    coverage = metrics.evidence_coverage(answer, evidence) if evidence else None
    accuracy = metrics.answer_accuracy(answer, gold.answers) if gold.answers else None
    days = gold.days()
    silent = not answer.answered and not gold.answerable and gold.silence is not None
    attributed = cited and (gold.speaker is not None or gold.party is not None)
    return Scores(
        answerable=gold.answerable,
        answered=answer.answered,
        contested=gold.contested,
        said_contested=answer.contested,
        right=bool(accuracy if coverage is None else coverage),
        confidence=answer.confidence,
        seconds=seconds,
        fidelity=metrics.quote_fidelity(answer, texts),
        precision=metrics.citation_precision(answer, evidence, also) if cited else None,
        recall=metrics.citation_recall(answer, evidence, also) if cited else None,
        coverage=coverage,
        citation_f1=metrics.citation_f1(answer, evidence, also) if evidence else None,
        accuracy=accuracy,
        f1=metrics.answer_f1(answer, gold.answers) if gold.answers else None,
        attribution=metrics.attribution_accuracy(answer, evidence, gold.speaker, gold.party)
        if attributed
        else None,
        date=metrics.date_accuracy(answer, days) if days else None,
        silence_kind=float(answer.silence == gold.silence) if silent else None,
        both_sides=coverage if gold.contested else None,
    )


_FAULTS: tuple[tuple[str, Callable[[Scores], bool]], ...] = (
    ("a quote is not the words of its source", lambda s: s.fidelity < 1),
    ("silent, though the articles answer", lambda s: s.answerable and not s.answered),
    ("answered, though the articles do not say", lambda s: s.answered and not s.answerable),
    ("the wrong kind of silence", lambda s: s.silence_kind == 0),
    ("evidence is not cited", lambda s: s.answered and _is_short(s.coverage)),
    ("cites what is no evidence", lambda s: _is_short(s.precision)),
    ("no accepted answer in what is stated", lambda s: s.answered and _is_short(s.accuracy)),
    ("the wrong speaker or party", lambda s: _is_short(s.attribution)),
    ("the wrong date", lambda s: s.answered and _is_short(s.date)),
    ("contested, and not said to be", lambda s: s.contested and not s.said_contested),
    ("said to be contested, and is not", lambda s: s.said_contested and not s.contested),
)


def faults(scores: Scores) -> tuple[str, ...]:
    """In words, everything that an answer falls short in; empty for a faultless one."""
    return tuple(_found(scores))


def _found(scores: Scores) -> Iterator[str]:
    for words, holds in _FAULTS:
        if holds(scores):
            yield words


def _is_short(score: float | None) -> bool:
    return score is not None and score < 1
