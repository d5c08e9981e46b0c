"""A claim and what is said against it: whose sentence answers whose, and how closely.

With a dispute file the sides are its parties; without one they are the speakers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.catalogue import Catalogue
from index.documents import Passage
from index.searching import Index
from rag.attribution import Attribution, Voice, attribute
from rag.citations import folded
from rag.dispute import Dispute, mentions
from rag.gathering import Told, told_in
from rag.questions import content_words
from rag.scoring import Candidate
from rag.selecting import Choice
from rag.sentence_vectors import SentenceVectors

# Passages of the aimed search whose sentences are looked at, and of those read.
PASSAGES = 12
# How near a sentence must come to the question and to the claim to count as an answer to it:
# the mean of its cosine with the claim and of its nearness to the question, which is their
# cosine and the share of the question's words that it holds. A sentence that contradicts
# without a verb of denial must come nearer. Set on the calibration split of the seed gold file
# and on the working half of `tests/rag/disputes`.
ANSWERS = 0.38
CONTRADICTS = 0.60
# Added where the sentence is one of the answer's, or stands next to the claim in its passage.
BESIDE = 0.2
# Among so many first words a question names whose act it is about.
SUBJECT_WORDS = 6
# Share of the question's words that must stand in what is said against one's own act or a fact.
SAME_MATTER = 0.5

_NEGATION = re.compile(
    r"\b(?:no|not|never|nor|neither|cannot|none|nothing|nobody|\w+n['’]t)\b", re.IGNORECASE
)
# What is behind these words is not what the sentence says but how that came about.
_ASIDE = re.compile(
    r"\b(?:because|although|though|while|when|if|unless|which|who|whose|after|before|until"
    r"|without|despite|since)\b",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"[^\W\d_]{2,}")
_SMALL = frozenset("the of a an for in at and his her its their s to who".split())


@dataclass(frozen=True, slots=True)
class Voiced:
    """A sentence of the articles and who says it."""

    choice: Choice
    attribution: Attribution

    @property
    def text(self) -> str:
        """The words of the sentence itself, white space folded."""
        return folded(self.choice.candidate.text)

    @property
    def rejects(self) -> bool:
        """Whether it denies, by its verb or because what is said is in the negative."""
        said = _ASIDE.split(self.text.strip('“" '), maxsplit=1)[0]
        return self.attribution.stance == "denies" or bool(_NEGATION.search(said))


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the passages that were read for it, and where else to look."""

    question: str
    read: Sequence[Passage]
    index: Index
    vectors: SentenceVectors
    dispute: Dispute


def voiced(choices: Sequence[Choice], catalogue: Catalogue, dispute: Dispute) -> list[Voiced]:
    """The choices with their speakers, read in the light of the sentences around them."""
    told = told_in([choice.candidate.passage for choice in choices], catalogue)
    places = {(one.passage.id, one.sentence): one for one in told}
    return [_voiced(choice, places, dispute) for choice in choices]


def _voiced(choice: Choice, places: dict[tuple[int, int], Told], dispute: Dispute) -> Voiced:
    """The choice, which may begin a sentence before that of its candidate."""
    passage, last = choice.candidate.passage, choice.candidate.sentence
    first = next(n for n in range(last + 1) if passage.sentences[n].end > choice.span.start)
    before, after = places[passage.id, first].before, places[passage.id, last].after
    return Voiced(choice, attribute(folded(passage.words(choice.span)), before, dispute, after))


def opposed(one: Voice, other: Voice, dispute: Dispute) -> bool:
    """Whether two voices are of two sides: two parties, or two speakers where none is known.

    >>> opposed(Voice("Roos", None, "asserts", "said"), Voice("Anneke Roos", None, "denies",
    ...     "denied"), Dispute())
    False
    """
    if dispute.parties:
        return None not in (one.party, other.party) and one.party != other.party
    left, right = _names(one.speaker or ""), _names(other.speaker or "")
    return bool(left and right) and left.isdisjoint(right)


def is_own_act(question: str, voice: Voice, dispute: Dispute) -> bool:
    """Whether the side that speaks is the one whose act the question is about.

    It is the side named among the question's first words, or behind "by".

    >>> is_own_act("Why did Roos close the port?", Voice("Roos", None, "asserts", None), Dispute())
    True
    """
    agent = re.search(r"\bby (?:the )?(.+)", question)
    asked = " ".join((agent[1] if agent else question).split()[:SUBJECT_WORDS])
    if dispute.parties:
        named = mentions(asked, dispute)
        return bool(named) and named[0].party.name == voice.party
    return not _names(voice.speaker or "").isdisjoint(_names(asked))


def disputes_itself(said: Attribution, dispute: Dispute) -> bool:
    """Whether one side claims and another denies in the same sentence."""
    claims = [each for each in said.voices if each.stance == "asserts"]
    denials = [each for each in said.voices if each.stance == "denies"]
    return any(opposed(claim, denial, dispute) for claim in claims for denial in denials)


def answers(claim: Voiced, one: Voiced, dispute: Dispute) -> bool:
    """Whether a sentence takes the other stance for another side, in a verb or in words."""
    mine = claim.attribution.voices[0]
    others = [voice for voice in one.attribution.voices if opposed(voice, mine, dispute)]
    if claim.rejects:
        return any(voice.stance == "asserts" for voice in others) and not one.rejects
    return bool(others) and (one.rejects or any(voice.stance == "denies" for voice in others))


def answer_to(
    claim: Voiced, case: Case, stated: Sequence[Voiced] = (), *, strict: bool
) -> Voiced | None:
    """The sentence of another side that best answers a claim, or claims what one denies.

    It is looked for in the passages that were read and in those of a search aimed at the
    claim; one that is `stated` goes before. `strict` asks for half of the question's words in
    it. None where no sentence comes near enough.
    """
    pool = _pool(claim, case)
    if not pool:
        return None
    dispute = case.dispute
    rows = case.vectors.of([case.question, claim.text, *(one.text for one in pool)])
    shares = [_share(case.question, claim, one, dispute) for one in pool]
    nearness = rows[2:] @ rows[0] + np.array(shares, dtype=np.float32)
    closeness = (nearness + rows[2:] @ rows[1]) / 2
    margins = [
        float(close)
        + (BESIDE if _stands_beside(one, claim) or _is_among(one, stated) else 0)
        - _least(claim, one, dispute)
        - (1 if strict and share < SAME_MATTER else 0)
        for close, share, one in zip(closeness, shares, pool, strict=True)
    ]
    best = int(np.argmax(margins))
    return pool[best] if margins[best] >= 0 else None


def _pool(claim: Voiced, case: Case) -> list[Voiced]:
    """Sentences that may answer the claim."""
    search = case.index.search(f"denies: {claim.text}", limit=PASSAGES)
    found = (*case.read[:PASSAGES], *(hit.passage for hit in search.hits))
    passages = {one.id: one for one in found}
    heard = (_heard(told, case.dispute) for told in told_in(passages.values(), search.catalogue))
    return [one for one in heard if not _overlap(claim, one) and answers(claim, one, case.dispute)]


def _is_among(one: Voiced, stated: Sequence[Voiced]) -> bool:
    return any(_overlap(one, other) for other in stated)


def _share(question: str, claim: Voiced, one: Voiced, dispute: Dispute) -> float:
    """The share that it holds of the question's words which name neither of the two sides."""
    voices = (*claim.attribution.voices, *one.attribution.voices)
    return share_of_matter(question, one.text, voices, dispute)


def share_of_matter(question: str, text: str, voices: Sequence[Voice], dispute: Dispute) -> float:
    """The share that a text holds of the question's words which name no side and no voice."""
    names = {word for voice in voices for word in content_words(voice.speaker or "")}
    asked = _matter(question, dispute) - names
    return len(asked & _matter(text, dispute)) / max(1, len(asked))


def _heard(told: Told, dispute: Dispute) -> Voiced:
    choice = Choice(Candidate(told.passage, told.sentence, 0.0, 0.0), told.span)
    return Voiced(choice, attribute(told.text, told.before, dispute, told.after))


def _overlap(one: Voiced, other: Voiced) -> bool:
    same = one.choice.candidate.passage.source == other.choice.candidate.passage.source
    return same and one.choice.span.overlaps(other.choice.span)


def _matter(text: str, dispute: Dispute) -> set[str]:
    """The content words of a text without the names of the parties."""
    for mention in reversed(mentions(text, dispute)):
        text = f"{text[: mention.span.start]} {text[mention.span.end :]}"
    return set(content_words(text))


def _least(claim: Voiced, one: Voiced, dispute: Dispute) -> float:
    """How near the sentence must come: less where a verb says that one of the two denies."""
    mine = claim.attribution.voices[0]
    denies = claim.attribution.stance == "denies" or any(
        v.stance == "denies" and opposed(v, mine, dispute) for v in one.attribution.voices
    )
    return ANSWERS if denies else CONTRADICTS


def _stands_beside(one: Voiced, claim: Voiced) -> bool:
    here, there = one.choice.candidate, claim.choice.candidate
    same = here.passage.id == there.passage.id
    return same and abs(here.sentence - there.sentence) == 1


def _names(speaker: str) -> set[str]:
    return {word for word in _NAME_WORD.findall(speaker.lower()) if word not in _SMALL}
