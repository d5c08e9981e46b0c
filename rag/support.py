"""Does a quote support a sentence? What makes it false though its words look right.

A citation is false most often in few ways: a number, a name or a date that the quote does not
have, a denial told as a claim or the reverse, another speaker, a claim told as a fact. Each
is one check; a sentence passes when all do and the quotes carry enough of its words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.documents import Span
from index.sentences import sentences
from rag.attribution import Voice, attribute
from rag.differing import values
from rag.dispute import Dispute, Party, mentions, parties_in
from rag.questions import content_words
from rag.reporting import ROLES
from rag.voices import is_outlet

Status = Literal["supported", "number", "name", "polarity", "speaker", "thin"]

# The least share of the sentence's content words, as stems, that stand in the quotes.
ENOUGH = 0.5
# Names are compared by their beginnings: "Pakistani" is backed by "Pakistan".
_NAME_HEAD = 5
_NAME = re.compile(r"(?<![\w’'-])[A-Z][\w’'-]*\w")
# What turns a statement round, whether it stands with the verb or in the verb itself.
_TURNED = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|neither|nor|without|cannot|\w+n[’']t|unable"
    r"|deny|den(?:y|ies|ied|ying|ials?)|reject(?:s|ed|ing|ion)?|refus(?:e|es|ed|ing|al)"
    r"|fail(?:s|ed|ing|ure)?|declin(?:e|es|ed|ing)|refut(?:e|es|ed|ing)|dismiss(?:es|ed|ing|al)?|baseless|untrue|false"
    r"|unfounded)\b",
    re.IGNORECASE,
)


_WORD = re.compile(r"[\w’'-]+")
# A question answered by a quoted "no" is turned round, wherever the "no" stands.
_SHORT_NO = re.compile(r"[“\"](?:\w+ )?(?:no|not|never)\b[^”\"]{0,12}[”\"]", re.IGNORECASE)
# What a newspaper adds to another's words in its own voice begins with one of these.
_CIRCUMSTANCE = re.compile(r"\b(?:after|as|while|since|when|amid|following)\s", re.IGNORECASE)
# A claim may have this share of its words from what another says and still be told as a fact.
_ASIDE = 0.35
# Where a sentence is parted, so that a denial in one part is not held against another.
_CLAUSE = re.compile(r"[,;:—–]\s|\s(?:and|but|though|although|while|whereas)\s")
# A part of fewer content words is a name or a date, not a statement.
_A_CLAUSE = 3


@dataclass(frozen=True, slots=True)
class Support:
    """The verdict on one sentence: `status` names the check that failed, `reason` says why.

    `score` is the share of the sentence's content words that the quotes carry, from 0 to 1.
    """

    status: Status
    reason: str
    score: float

    @property
    def supported(self) -> bool:
        """Whether the sentence may stand beside its quotes."""
        return self.status == "supported"


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The quotes as the checks need them: `nearest` is the sentence most like the claim.

    `around` is the text with what stood before it, where the one who is "he" has a name.
    """

    text: str
    around: str
    nearest: str
    voices: tuple[Voice, ...]
    parties: tuple[Party, ...]


def support(
    claim: str, quotes: Sequence[str], dispute: Dispute | None = None, before: Sequence[str] = ()
) -> Support:
    """Whether `quotes` support the sentence `claim`.

    With `dispute` a party's names stand for each other ("Kabul" for "the Afghan Taliban");
    `before` holds the article's sentences before the first quote, for a "he said" in it.
    """
    dispute = dispute or Dispute()
    evidence = _evidence(claim, quotes, before, dispute)
    score = _carried(claim, evidence.text)
    for status, wrong in (
        ("number", _wrong_number(claim, evidence)),
        ("name", _wrong_name(claim, evidence, dispute)),
        ("speaker", _wrong_speaker(claim, evidence, dispute)),
        ("polarity", _wrong_polarity(claim, evidence, dispute)),
    ):
        if wrong:
            return Support(status, wrong, score)  # type: ignore[arg-type]
    if score < ENOUGH:
        return Support("thin", f"the quotes carry {score:.0%} of the sentence's words", score)
    return Support("supported", "the quotes carry the sentence", score)


def _evidence(
    claim: str, quotes: Sequence[str], before: Sequence[str], dispute: Dispute
) -> _Evidence:
    stated = [text for quote in quotes for text in _sentences(quote)]
    nearest = max(stated, key=lambda text: _carried(claim, text), default="")
    voices: list[Voice] = []
    for place, text in enumerate(stated):
        if text == nearest or _carried(claim, text) >= ENOUGH:
            found = attribute(text, [*before, *stated[:place]], dispute)
            voices.extend(found.voices)
    text = " ".join(stated)
    around = " ".join([*before, text])
    return _Evidence(text, around, nearest, tuple(voices), parties_in(text, dispute))


def _sentences(text: str) -> list[str]:
    """The sentences, and the parts of one that a semicolon divides."""
    whole = (span.of(text) for span in sentences(text, Span(0, len(text))))
    return [part for sentence in whole for part in sentence.split("; ")]


def _carried(claim: str, text: str) -> float:
    """The share of the claim's content words that stand in the text."""
    wanted = set(content_words(claim))
    return len(wanted & set(content_words(text))) / len(wanted) if wanted else 0.0


def _wrong_number(claim: str, evidence: _Evidence) -> str:
    missing = values(claim) - values(evidence.text)
    return f"no {min(missing):g} in the quotes" if missing else ""


def _wrong_name(claim: str, evidence: _Evidence, dispute: Dispute) -> str:
    """A name that the quotes lack, unless it is a party's and they name that party."""
    words = _WORD.findall(evidence.around) + re.findall(r"\w+", evidence.around)
    known = {word[:_NAME_HEAD].lower() for word in words}
    shared = [
        mention.span
        for mention in mentions(claim, dispute)
        if mention.party in evidence.parties
        and _is_collective(mention.span.of(claim), mention.party)
    ]
    for match in _NAME.finditer(claim):
        if match.start() == 0 and not _NAME.match(claim, match.end() + 1):
            continue  # the first word of any sentence has a capital
        if any(span.start <= match.start() < span.end for span in shared):
            continue
        if match.group().lower() in ROLES or match.group()[:_NAME_HEAD].lower() in known:
            continue
        return f"no “{match.group()}” in the quotes"
    return ""


def _is_collective(phrase: str, party: Party) -> bool:
    """Whether a phrase names the party as a whole, not one of its people or bodies alone."""
    heads = {word[:_NAME_HEAD].lower() for word in _NAME.findall(f"{party.name} {party.short}")}
    named = {word[:_NAME_HEAD].lower() for word in _NAME.findall(phrase)} - {"the"}
    return bool(named) and named <= heads


def _wrong_speaker(claim: str, evidence: _Evidence, dispute: Dispute) -> str:
    """Someone says it who does not in the quotes, or nobody though the quotes name one."""
    found = attribute(claim, (), dispute).voices
    if not found and any(_repeats(claim, voice, evidence.nearest) for voice in evidence.voices):
        return f"told as a fact; in the quotes {evidence.voices[0].speaker} says it"
    for voice in found:
        if voice.speaker and not _speaks(voice, evidence, dispute):
            return f"{voice.speaker} does not say it in the quotes"
    return ""


def _repeats(claim: str, voice: Voice, sentence: str) -> bool:
    """Whether the claim repeats what a voice of the sentence says, and not only the rest.

    "Oslet demanded an inquiry after four soldiers were killed" says the latter by itself.
    """
    wanted = set(content_words(claim))
    act = content_words(voice.verb or "")
    if act and wanted.issuperset({*act, *content_words(voice.speaker or "")}):
        return False  # it tells who did it: "the court dismissed the appeal"
    inside = wanted & set(content_words(_reported(voice, sentence)))
    return len(inside) > _ASIDE * len(wanted & set(content_words(sentence)))


def _reported(voice: Voice, sentence: str) -> str:
    """What the voice says in the sentence: before ", X said", after "X said"."""
    place = sentence.find(voice.speaker or "")
    said = sentence[: max(place, 0)].rstrip()
    if re.search(r"[,”\"]\s*(?:an?|the)?$", said, re.IGNORECASE) and content_words(said):
        return said
    verb = re.search(rf"\b{re.escape(voice.verb)}\b", sentence) if voice.verb else None
    if verb is None:
        return sentence
    after = _CIRCUMSTANCE.split(sentence[verb.end() :])[0]
    return after if content_words(after) else sentence[: verb.start()]


def _speaks(claimed: Voice, evidence: _Evidence, dispute: Dispute) -> bool:
    """Whether the one who speaks in the claim does so in the quotes."""
    if claimed.speaker and is_outlet(claimed.speaker) and claimed.speaker in evidence.text:
        return True
    if any(_same(claimed, stated, evidence.text, dispute) for stated in evidence.voices):
        return True
    # "Turnout was put at 38 percent by the government" has no voice that the rules know.
    act = set(content_words(claimed.verb or ""))
    known = {word for voice in evidence.voices for word in content_words(voice.verb or "")}
    told = {*act, *content_words(claimed.speaker or "")}
    return bool(act) and not act & known and told <= set(content_words(evidence.nearest))


def _same(claimed: Voice, stated: Voice, text: str, dispute: Dispute) -> bool:
    """Whether two voices are one: a shared name or role, or a party as a whole."""
    if stated.speaker is None or claimed.speaker is None:
        return False
    named = re.search(rf"{re.escape(stated.speaker)},((?:\s+[A-Z][\w’'-]+)+)", text)
    if _alike(claimed.speaker, stated.speaker + (named.group(1) if named else "")):
        return True
    return any(
        party.name == claimed.party == stated.party and _is_collective(claimed.speaker, party)
        for party in dispute.parties
    )


def _alike(left: str, right: str) -> bool:
    """Whether two phrases name one speaker: by a name in common, or by most of their words."""
    if _heads(left) and _heads(right):
        return bool(_heads(left) & _heads(right))
    one, other = set(content_words(left)), set(content_words(right))
    return len(one & other) > 0.5 * min(len(one), len(other))


def _heads(speaker: str) -> set[str]:
    """The beginnings of the names in a speaker's phrase.

    The capital of "Lawyers for the ministry" is the sentence's, that of "Munir" its own.
    """
    plain = re.match(r"[A-Z][a-z-]+\s+[a-z]", speaker)
    found = _NAME.findall(speaker, plain.end() if plain else 0)
    names = [name for name in found if name.lower() not in ROLES]
    return {name[:_NAME_HEAD].lower() for name in names}


def _wrong_polarity(claim: str, evidence: _Evidence, dispute: Dispute) -> str:
    """A part of the claim is turned round and the quote's same part is not, or the reverse."""
    denied = any(
        stated.stance == "denies" and _same(voice, stated, evidence.text, dispute)
        for voice in attribute(claim, (), dispute).voices[:1]
        for stated in evidence.voices
    )
    parts = [part for part in _CLAUSE.split(claim) if len(set(content_words(part))) >= _A_CLAUSE]
    for place, part in enumerate(parts or [claim]):
        stated = _like(part, evidence.nearest)
        turned = any(_TURNED.search(clause) for clause in stated)
        turned = turned or bool(_SHORT_NO.search(evidence.nearest)) or (denied and place == 0)
        if bool(_TURNED.search(part)) != turned:
            return f"denied or negated on one side only: “{part.strip()}”"
    return ""


def _like(part: str, sentence: str) -> list[str]:
    """The clauses of the sentence that the part repeats: at least half of each, or the nearest."""
    clauses = _CLAUSE.split(sentence)
    near = [
        clause
        for clause in clauses
        if _shared(part, clause) >= max(2.0, len(set(content_words(clause))) / 2)
    ]
    return near or [max(clauses, key=lambda clause: _shared(part, clause))]


def _shared(left: str, right: str) -> int:
    """How many content words two clauses have in common, those that turn them round aside."""
    one, other = (set(content_words(_TURNED.sub(" ", text))) for text in (left, right))
    return len(one & other)
