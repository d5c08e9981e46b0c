"""The sides of a claim: who makes it, and where another side answers it.

When what answers a question is one side's claim, the other side's answer to it is looked for
in what was read and by a search aimed at the claim; one that is found makes the answer contested.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.catalogue import Catalogue
from rag.asking import Asking, asking
from rag.dispute import Dispute, Party, parties_in
from rag.expectations import asks_number, asks_time
from rag.opposing import (
    Case,
    Voiced,
    answer_to,
    disputes_itself,
    is_own_act,
    share_of_matter,
    voiced,
)
from rag.questions import content_words
from rag.scoring import Candidate
from rag.selecting import MOST_STATEMENTS, Choice, widened

# Of a plain question only sentences this much as probable as the best one may tell that the
# matter is disputed.
AS_PROBABLE = 0.8

# A charge is looked for among so many of the best sentences, and holds this share of the
# question's words.
CHARGES = 20
SAME_CHARGE = 2 / 3

_TOLD_AS_FACT = re.compile(r"\b(?:after|when|since|amid|following|despite)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sides:
    """What to state, in order, and whether sides disagree about it.

    `unanswered` are the parties that a claim speaks of and whose answer the articles lack.
    """

    voiced: tuple[Voiced, ...]
    contested: bool
    unanswered: tuple[Party, ...] = ()


def both_sides(case: Case, said: Sequence[Voiced]) -> Sides:
    """The statements with the other side's answer among them, where the claim has one."""
    question, dispute = case.question, case.dispute
    kept = apart(said)
    sought = asking(question)
    unanswered: list[Party] = []
    for claim in _claims(question, sought, kept, dispute):
        if disputes_itself(claim.attribution, dispute):
            return Sides(_claim_first(_heard(sought, kept)), contested=True)
        own = is_own_act(question, claim.attribution.voices[0], dispute)
        strict = sought == "fact" or (own and not claim.rejects)
        found = answer_to(claim, case, kept, strict=strict)
        if found is not None:
            return Sides(_with(claim, found, _heard(sought, kept)), contested=True)
        if not strict:
            unanswered += _others(claim, dispute)
    return Sides(kept, contested=False, unanswered=tuple(dict.fromkeys(unanswered)))


def charge_taken_up(
    case: Case, candidates: Sequence[Candidate], catalogue: Catalogue
) -> Sides | None:
    """The charge that a question takes up, and its denial, where the articles hold both.

    For a question that no sentence surely answers: one that takes a side's charge for granted,
    or asks whether it holds, is heard for that charge alone.
    """
    if asking(case.question) not in ("whether", "reason", "manner", "truth"):
        return None
    near = [Choice(one, widened(one.passage, one.sentence)) for one in candidates[:CHARGES]]
    for claim in voiced(near, catalogue, case.dispute):
        if not _charges(claim, case):
            continue
        if disputes_itself(claim.attribution, case.dispute):
            return Sides((claim,), contested=True)
        found = answer_to(claim, case, strict=True)
        if found is not None:
            return Sides(_claim_first([claim, found]), contested=True)
    return None


def _charges(one: Voiced, case: Case) -> bool:
    """Whether a side charges another with what is asked."""
    voices = one.attribution.voices
    if one.rejects or not _is_claim(one, case.question, case.dispute):
        return False
    if is_own_act(case.question, voices[0], case.dispute):
        return False
    return share_of_matter(case.question, one.text, voices, case.dispute) >= SAME_CHARGE


def apart(said: Sequence[Voiced]) -> tuple[Voiced, ...]:
    """The statements without those whose words all stand in another."""
    return tuple(
        one
        for place, one in enumerate(said)
        if not any(
            _holds(other, one) and (not _holds(one, other) or earlier < place)
            for earlier, other in enumerate(said)
            if earlier != place
        )
    )


def _holds(outer: Voiced, inner: Voiced) -> bool:
    one, other = outer.choice, inner.choice
    same = one.candidate.passage.source == other.candidate.passage.source
    return same and one.span.start <= other.span.start and other.span.end <= one.span.end


def _claims(
    question: str, sought: Asking, said: Sequence[Voiced], dispute: Dispute
) -> list[Voiced]:
    """The statements that may be disputed, in order."""
    if sought == "words" or not said:
        return []
    claims = [one for one in said if _is_claim(one, question, dispute)]
    if sought == "truth":
        return claims
    if sought == "reason":
        return [one for one in claims if not _gives_own_reasons(one, question, dispute)]
    if sought == "whether":
        claims = _on_the_matter(claims, said, question, dispute)
    if said[0] not in claims or (sought == "fact" and _asks_detail(question)):
        return []
    best = said[0].choice.candidate.probability
    least = best if sought == "fact" else AS_PROBABLE * best
    return [one for one in claims if one.choice.candidate.probability >= least]


def _on_the_matter(
    claims: Sequence[Voiced], said: Sequence[Voiced], question: str, dispute: Dispute
) -> list[Voiced]:
    """The claims that hold half as many of the question's words as what the newspaper tells.

    Where it tells what is asked, a dispute about something else makes nothing contested.
    """

    def share(one: Voiced) -> float:
        return share_of_matter(question, one.text, one.attribution.voices, dispute)

    told = max((share(one) for one in said if not one.attribution.voices), default=0.0)
    return [one for one in claims if 2 * share(one) >= told]


def _gives_own_reasons(one: Voiced, question: str, dispute: Dispute) -> bool:
    """Whether a side speaks of what itself does or says, as where it is asked why it demands."""
    said = one.attribution.voices[0]
    if said.stance == "denies":
        return False
    verb = set(content_words(said.verb or ""))
    return is_own_act(question, said, dispute) or not verb.isdisjoint(content_words(question))


def _asks_detail(question: str) -> bool:
    return asks_number(question) or asks_time(question)


def _is_claim(one: Voiced, question: str, dispute: Dispute) -> bool:
    """Whether a side claims or denies what is asked, rather than the newspaper tells it."""
    if not one.attribution.voices or _told_as_fact(one, question):
        return False
    return not dispute.parties or one.attribution.voices[0].party is not None


def _told_as_fact(one: Voiced, question: str) -> bool:
    """Whether what is asked stands outside the reported words: "demanded action after …"."""
    match = _TOLD_AS_FACT.search(one.text)
    if match is None or one.attribution.verb is None:
        return False
    told = one.text.find(one.attribution.verb)
    if told < 0 or match.start() < told:
        return False
    asked = set(content_words(question))
    inside = set(content_words(one.text[: match.start()]))
    behind = set(content_words(one.text[match.end() :]))
    return len(asked & behind) > len(asked & inside) and bool((asked & behind) - inside)


def _with(claim: Voiced, found: Voiced, said: Sequence[Voiced]) -> tuple[Voiced, ...]:
    """The claim and its answer next to each other, and the other statements that fit in."""
    rest = [one for one in said if one is not claim and one.choice.span != found.choice.span]
    ordered = _claim_first([claim, found])
    return (*ordered, *rest[: MOST_STATEMENTS - len(ordered)])


def _others(claim: Voiced, dispute: Dispute) -> list[Party]:
    """The parties that the claim speaks of, other than the one that makes it."""
    if claim.attribution.stance != "asserts":
        return []
    named = parties_in(claim.text, dispute)
    return [party for party in named if party.name != claim.attribution.party]


def _heard(sought: Asking, said: Sequence[Voiced]) -> list[Voiced]:
    """The statements that somebody makes, where it is asked whether a disputed thing is so.

    Whether it is, the sides say; what the newspaper tells besides does not bear on it.
    """
    return [one for one in said if one.attribution.voices or sought not in ("whether", "truth")]


def _claim_first(said: Sequence[Voiced]) -> tuple[Voiced, ...]:
    return tuple(sorted(said, key=lambda one: one.rejects))
