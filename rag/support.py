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
    r"|fail(?:s|ed|ing|ure)?|refut(?:e|es|ed|ing)|dismiss(?:es|ed|ing|al)?|baseless|untrue|false"
    r"|unfounded)\b",
    re.IGNORECASE,
)


_WORD = re.compile(r"[\w’'-]+")
# What a newspaper adds to another's words in its own voice begins with one of these.
_CIRCUMSTANCE = re.compile(r"\b(?:after|as|while|since|when|amid|following)\s", re.IGNORECASE)
# A claim may have this share of its words from what another says and still be told as a fact.
_ASIDE = 0.35
# How many small words before the repeated part may belong to it, as in "no civilians".
_JUST_BEFORE = 3


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
    """The quotes as the checks need them: `nearest` is the sentence most like the claim."""

    text: str
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
        ("polarity", _wrong_polarity(claim, evidence)),
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
    return _Evidence(text, nearest, tuple(voices), parties_in(text, dispute))


def _sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


def _carried(claim: str, text: str) -> float:
    """The share of the claim's content words that stand in the text."""
    wanted = set(content_words(claim))
    return len(wanted & set(content_words(text))) / len(wanted) if wanted else 0.0


def _wrong_number(claim: str, evidence: _Evidence) -> str:
    missing = values(claim) - values(evidence.text)
    return f"no {min(missing):g} in the quotes" if missing else ""


def _wrong_name(claim: str, evidence: _Evidence, dispute: Dispute) -> str:
    """A name that the quotes lack, unless it is a party's and they name that party."""
    known = {name[:_NAME_HEAD].lower() for name in _NAME.findall(evidence.text)}
    known |= {word[:_NAME_HEAD].lower() for word in re.findall(r"\w+", evidence.text)}
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
    inside = wanted & set(content_words(_reported(voice, sentence)))
    return len(inside) > _ASIDE * len(wanted & set(content_words(sentence)))


def _reported(voice: Voice, sentence: str) -> str:
    """What the voice says in the sentence: after its verb, or before it where nothing follows."""
    verb = re.search(rf"\b{re.escape(voice.verb)}\b", sentence) if voice.verb else None
    if verb is None:
        return sentence
    after = _CIRCUMSTANCE.split(sentence[verb.end() :])[0]
    return after if content_words(after) else sentence[: verb.start()]


def _speaks(claimed: Voice, evidence: _Evidence, dispute: Dispute) -> bool:
    """Whether the one who speaks in the claim does so in the quotes."""
    if claimed.speaker and is_outlet(claimed.speaker) and claimed.speaker in evidence.text:
        return True
    return any(_same(claimed, stated, evidence.text, dispute) for stated in evidence.voices)


def _same(claimed: Voice, stated: Voice, text: str, dispute: Dispute) -> bool:
    """Whether two voices are one: a shared name or role, or a party as a whole."""
    if stated.speaker is None or claimed.speaker is None:
        return False
    named = re.search(rf"{re.escape(stated.speaker)},((?:\s+[A-Z][\w’'-]+)+)", text)
    whole = stated.speaker + (named.group(1) if named else "")
    if _identity(claimed.speaker) & _identity(whole):
        return True
    return any(
        party.name == claimed.party == stated.party and _is_collective(claimed.speaker, party)
        for party in dispute.parties
    )


def _identity(speaker: str) -> set[str]:
    """The heads of the names in a speaker's phrase, or of its nouns where it has none."""
    names = [name for name in _NAME.findall(speaker) if name.lower() not in ROLES]
    return {name[:_NAME_HEAD].lower() for name in names} or set(content_words(speaker))


def _wrong_polarity(claim: str, evidence: _Evidence) -> str:
    """The claim is turned round and the quote's same words are not, or the reverse."""
    if bool(_TURNED.search(claim)) == bool(_TURNED.search(_window(claim, evidence.nearest))):
        return ""
    return "denied or negated on one side only"


def _window(claim: str, sentence: str) -> str:
    """The part of the sentence that the claim repeats, from its first word to its last.

    Words that turn a statement round are not looked for, but taken in where they stand inside,
    just before or just behind.
    """
    wanted = set(content_words(_TURNED.sub(" ", claim)))
    places = [
        match.span()
        for match in _WORD.finditer(sentence)
        if wanted & set(content_words(match.group()))
    ]
    if not places:
        return sentence
    start, end = places[0][0], places[-1][1]
    for word in reversed(list(_WORD.finditer(sentence, 0, start))[-_JUST_BEFORE:]):
        if not _TURNED.fullmatch(word.group()) and content_words(word.group()):
            break
        start = word.start()
    following = _WORD.search(sentence, end)
    if following and _TURNED.fullmatch(following.group()):
        end = following.end()
    return sentence[start:end]
