"""Chosen sentences → a draft answer with statements and citations, or a draft silence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.catalogue import Catalogue
from index.documents import Span
from rag.answers import Answer, Citation, Statement
from rag.asking import asking
from rag.citations import folded
from rag.citing import Citer
from rag.composing import compose, compose_silence
from rag.contesting import Sides
from rag.differing import Difference
from rag.dispute import Dispute
from rag.duplicates import duplicate_groups
from rag.latest import asks_latest
from rag.leads import lead, lead_of_figure, lead_of_side
from rag.noting import notes
from rag.opposing import Voiced
from rag.questions import content_words
from rag.scoring import Candidate, Cuts, Scoring
from rag.selecting import Choice, widened
from rag.silences import silence_kind

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """What an answer states: the sides in order, and what differs between articles."""

    sides: Sides
    differing: Difference = None


def answered(
    question: str, scoring: Scoring, plan: Plan, catalogue: Catalogue, dispute: Dispute
) -> Answer:
    """The answer that states each side's sentences in order, each citing its own words."""
    citer = Citer(catalogue, dispute)
    sides = plan.sides
    statements = tuple(
        _statement(one, scoring, plan, citer, catalogue, dispute) for one in sides.voiced
    )
    several = sides.contested or plan.differing is not None
    short = None if several else _short(question, sides.voiced[0])
    below = noting(question, plan, catalogue)(citer.citations)
    return Answer(
        text=compose(statements, short, below),
        short=short,
        statements=statements,
        citations=citer.citations,
        answered=True,
        contested=sides.contested,
        confidence=scoring.confidence,
        question=question,
        notes=below,
    )


def noting(
    question: str, plan: Plan, catalogue: Catalogue, last: str = ""
) -> Callable[[Sequence[Citation]], tuple[str, ...]]:
    """What gives the notes below an answer to the question for the citations it carries.

    `last` is one more note, if it is not empty.
    """
    latest = asks_latest(question)
    newest = catalogue.summary().latest if latest else None
    sides, differ = plan.sides, plan.differing

    def below(citations: Sequence[Citation]) -> tuple[str, ...]:
        lines = notes(
            citations, unanswered=sides.unanswered, differing=differ, latest=latest, newest=newest
        )
        return (*lines, last) if last else lines

    return below


def _statement(
    one: Voiced,
    scoring: Scoring,
    plan: Plan,
    citer: Citer,
    catalogue: Catalogue,
    dispute: Dispute,
) -> Statement:
    choice, attribution = one.choice, one.attribution
    others, also = further_sources(_with_copies(choice, scoring), catalogue)
    first = citer.cite(choice.candidate.passage, choice.span, also)
    cited = [first, *(citer.cite(other.passage, other.span) for other in others)]
    text = folded(first.quote)
    if plan.differing:
        words = lead_of_figure(attribution, first, choice.candidate.passage)
    elif plan.sides.contested:
        words = lead_of_side(text, attribution, first, dispute)
    else:
        words = lead(text, attribution, first, dispute)
    return Statement(
        text=text,
        citations=tuple(dict.fromkeys(citation.number for citation in cited)),
        speaker=attribution.speaker,
        party=attribution.party,
        stance=attribution.stance,
        lead=words,
    )


def _with_copies(choice: Choice, scoring: Scoring) -> Choice:
    """The choice with every candidate of other sources in the same words, however it scored."""
    said = folded(choice.candidate.text)
    known = {id(choice.candidate), *(id(candidate) for candidate in choice.also)}
    copies = (
        candidate
        for candidate in scoring.candidates
        if id(candidate) not in known
        and candidate.passage.source != choice.candidate.passage.source
        and folded(candidate.text) == said
    )
    return replace(choice, also=(*choice.also, *copies))


def further_sources(
    choice: Choice, catalogue: Catalogue
) -> tuple[tuple[Candidate, ...], tuple[str, ...]]:
    """Candidates to cite beside the chosen one, and sources that only reprint its article."""
    own = _article(choice.candidate)
    keys = list(dict.fromkeys([own, *(_article(candidate) for candidate in choice.also)]))
    if len(keys) == 1:
        return choice.also, ()
    texts = [(key, catalogue.article_text(catalogue.article(*key))) for key in keys]
    groups = duplicate_groups(texts)
    first = {key: group[0] for group in groups for key in group}
    independent = {key for key in keys if first.get(key, key) == key}
    reprints = [source for source, n in keys if first.get((source, n)) == own and source != own[0]]
    return (
        tuple(candidate for candidate in choice.also if _article(candidate) in independent),
        tuple(dict.fromkeys(reprints)),
    )


def _article(candidate: Candidate) -> tuple[str, int]:
    return candidate.passage.source, candidate.passage.article


def silent(
    question: str, scoring: Scoring, catalogue: Catalogue, dispute: Dispute, cuts: Cuts
) -> Answer:
    """The answer that says what kind of silence it is and shows the nearest passages."""
    citer = Citer(catalogue, dispute)
    seen: set[tuple[str, Span]] = set()
    for candidate in scoring.candidates:
        place = (candidate.passage.source, candidate.passage.span)
        if place not in seen and len(seen) < NEAREST:
            seen.add(place)
            citer.cite(candidate.passage, widened(candidate.passage, candidate.sentence))
    silence = silence_kind(question, scoring, cuts)
    return Answer(
        text=compose_silence(silence, citer.citations),
        short=None,
        statements=(),
        citations=citer.citations,
        answered=False,
        contested=False,
        confidence=scoring.confidence,
        question=question,
        silence=silence,
    )


def with_note(answer: Answer, note: str) -> Answer:
    """The answer with a note below it; as it is for an empty note."""
    if not note:
        return answer
    return replace(answer, text=f"{answer.text}\n\n{note}", notes=(*answer.notes, note))


def _short(question: str, one: Voiced) -> str | None:
    """The exact answer; None where it would have the answer itself take a side.

    What one voice says does not settle whether a thing is so or whose fault it is, and what
    stands in a denial is what did not happen.
    """
    said, sought = one.attribution, asking(question)
    if said.voices and sought in ("truth", "whether"):
        return None
    denied = said.stance == "denies" and sought != "words"
    if denied and set(content_words(said.verb or "")).isdisjoint(content_words(question)):
        return None
    return folded(one.choice.candidate.short_text) or None
