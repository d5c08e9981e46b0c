"""Chosen sentences → a draft answer with statements and citations, or a draft silence."""

from dataclasses import replace

from index.catalogue import Catalogue
from index.documents import Span
from rag.answers import Answer, Statement
from rag.attribution import Attribution
from rag.citations import folded
from rag.citing import Citer
from rag.composing import compose, compose_silence
from rag.contesting import Sides, Voiced
from rag.dispute import Dispute
from rag.scoring import Candidate, Cuts, Scoring
from rag.selecting import widened
from rag.silences import silence_kind

NEAREST = 3


def answered(
    question: str, scoring: Scoring, sides: Sides, catalogue: Catalogue, dispute: Dispute
) -> Answer:
    """The answer that states each side's sentences in order, each citing its own words."""
    citer = Citer(catalogue, dispute)
    statements = tuple(_statement(one, citer, sides, dispute) for one in sides.voiced)
    short = None if sides.contested else _short(sides.voiced[0].choice.candidate)
    notes = tuple(
        f"The articles carry no response from {party.short}." for party in sides.unanswered
    )
    return Answer(
        text=compose(statements, short, notes),
        short=short,
        statements=statements,
        citations=citer.citations,
        answered=True,
        contested=sides.contested,
        confidence=scoring.confidence,
        question=question,
        notes=notes,
    )


def _statement(one: Voiced, citer: Citer, sides: Sides, dispute: Dispute) -> Statement:
    choice = one.choice
    cited = [citer.cite(choice.candidate.passage, choice.span)]
    cited += [citer.cite(other.passage, other.span) for other in choice.also]
    text = folded(cited[0].quote)
    return Statement(
        text=text,
        citations=tuple(dict.fromkeys(citation.number for citation in cited)),
        speaker=one.attribution.speaker,
        party=one.attribution.party,
        stance=one.attribution.stance,
        lead=_lead(text, one.attribution, sides.contested, dispute),
    )


def _lead(text: str, attribution: Attribution, contested: bool, dispute: Dispute) -> str:
    """Who speaks, where the sentence does not say so itself or where sides are set apart."""
    speaker, party = attribution.speaker, attribution.party
    if contested and party is not None:
        short = next(p.short for p in dispute.parties if p.name == party)
        return f"{short} denies:" if attribution.stance == "denies" else f"{short}:"
    return f"{speaker}:" if speaker is not None and speaker not in text else ""


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


def _short(candidate: Candidate) -> str | None:
    if candidate.short is None:
        return None
    offset = candidate.passage.span.start
    return folded(candidate.short.shifted(-offset).of(candidate.passage.text))
