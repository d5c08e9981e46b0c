"""The sides of a claim: who makes it, and where another party answers it.

When what answers a question is one party's claim, a second search aimed at the other
parties looks for their answer to it; a denial that is found makes the answer contested.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.catalogue import Catalogue
from index.documents import Passage, Span
from index.searching import Index
from rag.answers import Stance
from rag.attribution import Attribution, attribute
from rag.citations import folded
from rag.dispute import Dispute, Party, parties_in
from rag.questions import is_yes_no
from rag.scoring import Candidate
from rag.selecting import Choice
from rag.sentence_vectors import SentenceVectors

# Passages of the second search whose sentences are looked at.
PASSAGES = 12
# Mean cosine of the other side's sentence with the question and with the claim, from which
# on it counts as an answer to the claim; set on the calibration split of the seed gold file.
ANSWERS_CLAIM = 0.45

_LOADED = re.compile(
    r"\b(?:blam\w+|fault|responsib\w+|guilty|true|truth|truthful\w*|really|right|wrong|l(?:ie|ying)"
    r"|behind|justif\w+|legitimate|evidence|pro(?:of|ve[sdn]?)|complicit|innocent)\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"^\W*(?:and |but |so )?(?:why|how come|for what reason)\b", re.IGNORECASE)
_ONES_WORDS = re.compile(
    r"\b(?:say|says|said|saying|claim\w*|accus\w+|alleg\w+|respon[ds]\w*|den(?:y|ies|ied|ials?)"
    r"|according to|position|view|version|react\w*|repl(?:y|ies|ied)|argu\w+|told|tell)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Voiced:
    """A chosen sentence and who says it."""

    choice: Choice
    attribution: Attribution


@dataclass(frozen=True, slots=True)
class Sides:
    """What to state, in order, and whether parties disagree about it.

    `unanswered` are the parties that a claim speaks of and whose answer the articles lack.
    """

    voiced: tuple[Voiced, ...]
    contested: bool
    unanswered: tuple[Party, ...] = ()


def voice(choice: Choice, catalogue: Catalogue, dispute: Dispute) -> Voiced:
    """The choice with its speaker, read in the light of its article's sentences around it."""
    passage = choice.candidate.passage
    text = folded(passage.words(choice.span))
    before, after = _around(passage, choice.span, catalogue)
    return Voiced(choice, attribute(text, before, dispute, after))


def is_loaded(question: str, dispute: Dispute) -> bool:
    """Whether a question asks to settle what parties may dispute, or takes it for settled.

    A question for one party's words ("What does Kabul say …?") is not loaded.
    """
    if is_yes_no(question) or _LOADED.search(question):
        return not (_ONES_WORDS.search(question) and not is_yes_no(question))
    presupposes = bool(_WHY.match(question)) and bool(parties_in(question, dispute))
    return presupposes and not _ONES_WORDS.search(question)


def both_sides(
    question: str,
    voiced: Sequence[Voiced],
    index: Index,
    vectors: SentenceVectors,
    dispute: Dispute,
) -> Sides:
    """The statements with the other side's answer among them, where the claim has one."""
    plain = Sides(tuple(voiced), contested=False)
    if len(dispute.parties) < 2 or not is_loaded(question, dispute):
        return plain
    claim = next((v for v in voiced if _is_claim(v, dispute)), None)
    if claim is None:
        return plain
    if _disagree(voiced):
        return Sides(_claim_first(voiced), contested=True)
    others = _others(claim, dispute)
    answers = [_answer(question, claim, party, index, vectors, dispute) for party in others]
    found = [answer for answer in answers if answer is not None]
    if not found:
        return Sides(tuple(voiced), contested=False, unanswered=tuple(others))
    kept = [v for v in voiced if v is claim or v.choice.span != found[0].choice.span][:3]
    return Sides(_claim_first([*kept, *found[:1]]), contested=True)


def _is_claim(voiced: Voiced, dispute: Dispute) -> bool:
    """Whether a party speaks, and of another party."""
    if voiced.attribution.party is None:
        return False
    text = voiced.choice.candidate.text
    return any(party.name != voiced.attribution.party for party in parties_in(text, dispute))


def _disagree(voiced: Sequence[Voiced]) -> bool:
    """Whether one party asserts and another denies among the voices of the statements."""
    stances: dict[str, set[Stance]] = {}
    for one in voiced:
        for said in one.attribution.voices:
            if said.party is not None:
                stances.setdefault(said.party, set()).add(said.stance)
    asserting = {party for party, held in stances.items() if "asserts" in held}
    denying = {party for party, held in stances.items() if "denies" in held}
    return any(a != d for a in asserting for d in denying)


def _others(claim: Voiced, dispute: Dispute) -> list[Party]:
    """The parties that the claim speaks of, other than the one that makes it."""
    named = parties_in(claim.choice.candidate.text, dispute)
    return [party for party in named if party.name != claim.attribution.party]


def _claim_first(voiced: Sequence[Voiced]) -> tuple[Voiced, ...]:
    return tuple(sorted(voiced, key=lambda one: one.attribution.stance == "denies"))


def _answer(
    question: str,
    claim: Voiced,
    party: Party,
    index: Index,
    vectors: SentenceVectors,
    dispute: Dispute,
) -> Voiced | None:
    """The party's sentence that best answers the claim, None where none comes near."""
    wanted: Stance = "asserts" if claim.attribution.stance == "denies" else "denies"
    verb = "says" if wanted == "asserts" else "denies"
    search = index.search(f"{party.short} {verb}: {question}", limit=PASSAGES)
    said = [
        one
        for hit in search.hits
        for one in _said_in(hit.passage, search.catalogue, dispute)
        if any(v.party == party.name and v.stance == wanted for v in one.attribution.voices)
    ]
    if not said:
        return None
    rows = vectors.of(
        [question, claim.choice.candidate.text, *(s.choice.candidate.text for s in said)]
    )
    closeness = rows[2:] @ (rows[0] + rows[1]) / 2
    best = int(closeness.argmax())
    return said[best] if closeness[best] >= ANSWERS_CLAIM else None


def _said_in(passage: Passage, catalogue: Catalogue, dispute: Dispute) -> Iterator[Voiced]:
    for number, span in enumerate(passage.sentences):
        choice = Choice(Candidate(passage, number, 0.0, 0.0), span)
        yield voice(choice, catalogue, dispute)


def _around(passage: Passage, span: Span, catalogue: Catalogue) -> tuple[list[str], list[str]]:
    """The sentences of the article that stand before and behind a span, in order."""
    parts = (p for p in catalogue.passages_of(passage.source) if p.article == passage.article)
    placed = [
        (sentence, folded(part.words(sentence)))
        for part in sorted(parts, key=lambda part: part.span.start)
        for sentence in part.sentences
    ]
    before = [text for sentence, text in placed if sentence.end <= span.start]
    behind = [text for sentence, text in placed if sentence.start >= span.end]
    return before, behind
