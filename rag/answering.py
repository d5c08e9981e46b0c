"""Chosen sentences → a draft answer with statements and citations, or a draft silence."""

from dataclasses import replace
from itertools import count

from index.catalogue import Catalogue
from index.documents import Passage, Span
from rag.answers import Answer, Citation, Statement
from rag.attribution import Attribution
from rag.citations import folded
from rag.composing import compose, compose_silence
from rag.dispute import Dispute
from rag.positions import Sides, Voiced
from rag.scoring import Candidate, Cuts, Scoring
from rag.selecting import widened
from rag.silences import silence_kind

NEAREST = 3


def answered(
    question: str, scoring: Scoring, sides: Sides, catalogue: Catalogue, dispute: Dispute
) -> Answer:
    """The answer that states each side's sentences in order, each citing its own words."""
    citer = _Citer(catalogue, dispute)
    statements = tuple(_statement(one, citer, sides, dispute) for one in sides.voiced)
    short = None if sides.contested else _short(sides.voiced[0].choice.candidate)
    notes = tuple(
        f"The articles carry no response from {party.short}." for party in sides.unanswered
    )
    return Answer(
        text=compose(statements, short, notes),
        short=short,
        statements=statements,
        citations=tuple(citer.citations),
        answered=True,
        contested=sides.contested,
        confidence=scoring.confidence,
        question=question,
        notes=notes,
    )


def _statement(one: Voiced, citer: "_Citer", sides: Sides, dispute: Dispute) -> Statement:
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
    citer = _Citer(catalogue, dispute)
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
        citations=tuple(citer.citations),
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


class _Citer:
    """Numbers citations from 1, one for each place quoted."""

    def __init__(self, catalogue: Catalogue, dispute: Dispute) -> None:
        self.citations: list[Citation] = []
        self._catalogue = catalogue
        self._dispute = dispute
        self._numbers = count(1)

    def cite(self, passage: Passage, span: Span) -> Citation:
        """The citation of a span of the passage, made once."""
        for known in self.citations:
            if (known.source, known.start, known.end) == (passage.source, span.start, span.end):
                return known
        article = self._catalogue.article(passage.source, passage.article)
        citation = Citation(
            number=next(self._numbers),
            quote=span.shifted(-passage.span.start).of(passage.text),
            source=passage.source,
            start=span.start,
            end=span.end,
            title=passage.title,
            published=passage.published,
            passage=passage.text,
            outlet=self._dispute.outlets.get(passage.source) or article.outlet,
        )
        self.citations.append(citation)
        return citation
