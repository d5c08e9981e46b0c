"""Each question that was not answered without fault, as the report page shows it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rag.answers import Answer, Statement
from rag.composing import SILENCES, marks
from rag.evaluation import Outcome
from rag.gold import GoldQuestion
from rag.metrics import covers
from rag.needles import places
from ui.evidence import Excerpt, cited_excerpt, needle_excerpt
from ui.render import reference

# How many places of one needle are shown.
_PLACES = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the answer: who speaks, the words, the marks."""

    lead: str
    text: str
    marks: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of the answer: number, where it stands, and whether it holds a needle."""

    number: int
    quote: str
    reference: str
    is_evidence: bool
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class Needle:
    """Words that should have been cited, and where they stand."""

    text: str
    cited: bool
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One evidence group; `covered` if the answer cites any of its needles."""

    covered: bool
    needles: tuple[Needle, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A question, what was answered and cited, and what should have been."""

    anchor: str
    gold: GoldQuestion
    understood: str
    faults: tuple[str, ...]
    silence: str
    said: tuple[Said, ...]
    confidence: float
    cited: tuple[Cited, ...]
    expected: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]


def failures(outcomes: Sequence[Outcome], texts: Mapping[str, str]) -> tuple[Failure, ...]:
    """The outcomes that have faults; `texts` holds the text of every source of the corpus."""
    return tuple(
        _failure(f"question-{number}", outcome, texts)
        for number, outcome in enumerate(outcomes, 1)
        if outcome.faults
    )


def _failure(anchor: str, outcome: Outcome, texts: Mapping[str, str]) -> Failure:
    gold, answer = outcome.gold, outcome.answer
    needles = [needle for group in gold.evidence for needle in group]
    fair = [*needles, *gold.also]
    return Failure(
        anchor=anchor,
        gold=gold,
        understood=answer.question if answer.question != gold.question else "",
        faults=outcome.faults,
        silence="" if answer.answered else SILENCES[answer.silence or "fact"],
        said=tuple(_said(statement) for statement in answer.statements),
        confidence=answer.confidence,
        cited=tuple(
            Cited(
                number=citation.number,
                quote=citation.quote,
                reference=reference(citation),
                is_evidence=any(covers(citation.quote, needle) for needle in fair),
                excerpt=cited_excerpt(citation, texts[citation.source], needles),
            )
            for citation in answer.citations
        ),
        expected=tuple(_expected(gold)),
        groups=tuple(_group(group, answer, needles, texts) for group in gold.evidence),
    )


def _said(statement: Statement) -> Said:
    return Said(statement.lead, statement.text, marks(statement))


_SILENT_ABOUT = {
    "topic": "silence: nothing on this topic",
    "fact": "silence: the topic is there, this fact is not",
    "premise": "silence: the question takes for granted what the articles do not say",
}


def _expected(gold: GoldQuestion) -> Iterator[tuple[str, str]]:
    """What the gold row asks for besides evidence, each under a heading."""
    if not gold.answerable:
        yield "answer", _SILENT_ABOUT.get(gold.silence or "", "silence")
    if gold.answers:
        yield "answer", " / ".join(gold.answers)
    if gold.contested:
        yield "contested", "both sides are to be told"
    if gold.speaker is not None:
        yield "who says it", " / ".join(gold.speaker) or "the newspaper itself"
    if gold.party is not None:
        yield "for", gold.party
    if gold.date:
        yield "date", gold.date


def _group(
    group: Sequence[str], answer: Answer, needles: Sequence[str], texts: Mapping[str, str]
) -> Group:
    cited = answer.citations if answer.answered else ()
    shown = []
    for needle in group:
        found = (
            needle_excerpt(source, span, text, cited, needles)
            for source, text in texts.items()
            for span in places(needle, text)
        )
        excerpts = tuple(islice(found, _PLACES))
        shown.append(Needle(needle, any(covers(c.quote, needle) for c in cited), excerpts))
    return Group(any(needle.cited for needle in shown), tuple(shown))
