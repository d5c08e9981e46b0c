"""The parties side by side: what each asserts and denies, on a topic or in all articles."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.searching import Index
from rag.answers import Citation, Stance, Statement
from rag.attribution import Voice, attribute
from rag.citing import Citer, plain
from rag.dispute import Dispute, parties_in
from rag.gathering import NEAR, SENTENCES, Told, gather, nearness
from rag.retelling import Retold, Said, retold, statement
from rag.sentence_vectors import SentenceVectors
from rag.speakers import heard_most

_Side = tuple[str, Stance]
_Spoken = tuple[Told, dict[_Side, Voice]]

# From this nearness on a claim is about the topic, and so is the other side's denial of it,
# which need not name the topic: one whose cosine with the claim is at least the second.
# Set by reading what ten topics find in the seeds.
ABOUT = 0.6
ANSWERS_CLAIM = 0.46
# Columns that fit beside each other.
SPEAKERS = 4
# Sentences among which speakers are looked for, those of the latest articles.
LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class PartyPosition:
    """What one party asserts and what it denies, each statement verbatim from an article."""

    party: str
    assertions: tuple[Statement, ...]
    denials: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Positions:
    """Every party of the dispute, in its order.

    Where no dispute is described, `speakers` is True and the sides are the speakers who are
    heard most, `SPEAKERS` at most. `citations` are numbered from 1; the statements cite them
    by number.
    """

    topic: str | None
    parties: tuple[PartyPosition, ...]
    citations: tuple[Citation, ...]
    speakers: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The positions as plain JSON types, dates as ISO 8601."""
        return asdict(self, dict_factory=plain)


def positions(
    topic: str | None, index: Index, vectors: SentenceVectors, dispute: Dispute, *, strict: bool
) -> Positions:
    """What each party of the dispute says on the topic, or in all articles for None.

    Without a description of the dispute, what each of the speakers says who are heard most.

    The latest articles count where there are more than `gathering.SENTENCES` sentences, or
    `LOOKED_AT` without such a description.
    The newspaper's own words are nobody's position. A sentence in which one party claims
    and another denies stands under both. With `strict` a quote that fails its check raises
    InternalError; it is left out otherwise.
    """
    speakers = not dispute.parties
    gathered = gather(topic, index, sentences=LOOKED_AT if speakers else SENTENCES)
    if speakers:
        dispute = replace(dispute, parties=heard_most(gathered.told))
    spoken = [(one, sides) for one in gathered.told if (sides := _sides(one, dispute))]
    scores = nearness([one for one, _ in spoken], gathered, vectors, dispute)
    chosen = scores >= NEAR
    if topic is not None:
        chosen |= _answers(spoken, scores >= ABOUT, vectors, dispute)
    entries = retold(
        [
            Said(one, voice, side)
            for one, sides in compress(spoken, chosen)
            for side, voice in sides.items()
        ]
    )
    citer = Citer(gathered.catalogue, dispute)
    names = [party.name for party in dispute.parties]
    if speakers:
        heard = {entry.said.key[0] for entry in entries}
        names = [name for name in names if name in heard][:SPEAKERS]
    parties = tuple(_position(name, entries, citer, strict) for name in names)
    return Positions(topic, parties, citer.citations, speakers)


def _answers(
    spoken: Sequence[_Spoken], claims: NDArray[np.bool_], vectors: SentenceVectors, dispute: Dispute
) -> NDArray[np.bool_]:
    """Which sentences deny a claim on the topic, though they do not name the topic.

    The denial is of a party that the claim speaks of.
    """
    rows = vectors.of([one.context for one, _ in spoken])
    answering = np.zeros(len(spoken), dtype=np.bool_)
    for place in np.flatnonzero(claims).tolist():
        claim, said = spoken[place]
        speakers = {party for party, stance in said if stance == "asserts"}
        accused = {party.name for party in parties_in(claim.text, dispute)} - speakers
        if speakers:
            close = rows @ rows[place] >= ANSWERS_CLAIM
            denies = [any((party, "denies") in sides for party in accused) for _, sides in spoken]
            answering |= close & np.array(denies)
    return answering


def _sides(told: Told, dispute: Dispute) -> dict[_Side, Voice]:
    """The first voice of every party that claims or denies in the sentence."""
    found: dict[_Side, Voice] = {}
    for voice in attribute(told.text, told.before, dispute, told.after).voices:
        if voice.party is not None and voice.stance != "reports":
            found.setdefault((voice.party, voice.stance), voice)
    return found


def _position(
    party: str, entries: Sequence[Retold[_Side]], citer: Citer, strict: bool
) -> PartyPosition:
    return PartyPosition(
        party,
        assertions=_stated((party, "asserts"), entries, citer, strict),
        denials=_stated((party, "denies"), entries, citer, strict),
    )


def _stated(
    side: _Side, entries: Sequence[Retold[_Side]], citer: Citer, strict: bool
) -> tuple[Statement, ...]:
    made = (
        statement(entry, citer, wide=True, strict=strict)
        for entry in entries
        if entry.said.key == side
    )
    return tuple(one for one in made if one is not None)
