"""Whose words a question asks for, and which statements hold them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.catalogue import Catalogue
from rag.asking import asking
from rag.attribution import speaks_against
from rag.dispute import Dispute, parties_in
from rag.opposing import Voiced, voiced
from rag.questions import last_question
from rag.reporting import AUXILIARIES, CLAIM_NOUNS, DENIAL_NOUNS, REPORTING, words
from rag.scoring import Scoring
from rag.selecting import Choice, widened

_AUXILIARY = re.compile(
    r"^\W*(?:and |but |so )?(?:what|how|when|why|where|which|in what|on what)\b.*?"
    r"\b(?:do|does|did|has|have|had|is|was|are|were|would|will|could|might)\b (?P<rest>.+)",
    re.IGNORECASE,
)
_WHAT_ONE_SAYS = re.compile(r"\bwhat (?P<rest>.+)", re.IGNORECASE)
_WORDS = "|".join(
    (
        *CLAIM_NOUNS,
        *DENIAL_NOUNS,
        r"(?:response|reaction|answer|position|view|version)s?",
        "repl(?:y|ies)",
    )
)
_OWNED = re.compile(
    rf"(?<![\w.-])(?P<who>(?:[\w.-]{{1,40}} ){{0,4}}[\w.-]{{1,40}})['’]s? "
    rf"(?:\w{{1,40}} ){{0,2}}(?:{_WORDS})\b",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"\b(?:according to|(?:{_WORDS}) (?:of|from|by)) "
    r"(?P<who>[\w’'.-]{1,40}(?: [\w’'.-]{1,40}){0,5})",
    re.IGNORECASE,
)
# What may stand before it and is none of it.
_AROUND = re.compile(
    r"^(?:(?:what|how|who|give|list|name|tell|show|describe|explain|summari[sz]e|is|are|was|were"
    r"|been|me|us|all|every|any|each|both|of|about|and|but|so|the|a)\b\W*)+",
    re.IGNORECASE,
)
# What no phrase for a speaker has in it.
_NO_PART = AUXILIARIES | words("about to on by who which say tell respond")
_NAME = re.compile(r"[^\W\d_a-z][\w-]+")
# Sentences that are looked at, and how probable that side's best must be beside the best of all.
LOOKED_AT = 20
AS_PROBABLE = 0.5
_LONGEST = 8  # words of who is asked about


def in_whose_words(question: str, said: Sequence[Voiced], dispute: Dispute) -> tuple[Voiced, ...]:
    """The statements without those of others, where a question asks for one side's words.

    A statement whose speaker is not known stays, and all of them do where none is surely that
    side's. With a dispute file a side is a party, unless the question names a person who
    speaks in a statement.
    """
    who = whose_words(question)
    if not who or len(said) < 2:
        return tuple(said)
    names = set(_NAME.findall(who))
    parties = parties_in(who, dispute)
    by_name = {n for n, one in enumerate(said) if _names(one) & names} if names else set()
    if len(parties) > 1:
        return tuple(said)
    if len(parties) == 1 and not (by_name and _is_person(who, dispute)):
        own = {n for n, one in enumerate(said) if parties[0].name in _parties(one)}
        foreign = {n for n, one in enumerate(said) if _all_of_parties(one)}
    else:
        own = by_name
        foreign = {n for n, one in enumerate(said) if _all_named(one)}
    if not own:
        return tuple(said)
    return tuple(one for n, one in enumerate(said) if n in own or n not in foreign)


def own_words(question: str, scoring: Scoring, catalogue: Catalogue, dispute: Dispute) -> Scoring:
    """The scoring without the sentences of others, where a question asks for one side's words.

    Only the best `LOOKED_AT` sentences are looked at, and none is left out where that side's
    best is less than `AS_PROBABLE` times as probable as the best of all.
    """
    if not scoring.candidates or not whose_words(question):
        return scoring
    best = scoring.candidates[:LOOKED_AT]
    said = voiced([Choice(c, widened(c.passage, c.sentence)) for c in best], catalogue, dispute)
    kept = in_whose_words(question, said, dispute)
    own = tuple(one.choice.candidate for one in kept)
    if not own or own[0].probability < AS_PROBABLE * best[0].probability:
        return scoring
    return replace(scoring, candidates=own)


def whose_words(question: str) -> str:
    """The words of the question that name whose words it asks for; "" if it asks for none's.

    >>> whose_words("What has Kabul told Islamabad about raids?")
    'Kabul'
    >>> whose_words("Give all of the union's replies"), whose_words("Where were talks held?")
    ('union', '')
    """
    asked = last_question(question)
    if asking(asked) != "words":
        return ""
    who = _AROUND.sub("", _named(asked).strip(" ?."))
    apart = any(word in _NO_PART or word in REPORTING for word in who.lower().split())
    return "" if apart or speaks_against(who) else who


def _named(asked: str) -> str:
    """Who stands before the verb that reports; else whose claim or reply is asked for."""
    found = _AUXILIARY.search(asked) or _WHAT_ONE_SAYS.search(asked)
    if found and (who := _before_verb(found["rest"])):
        return who
    owned = _OWNED.search(asked) or _FROM.search(asked)
    return owned["who"] if owned else ""


def _before_verb(rest: str) -> str:
    """What stands before the first reporting verb; "" where nothing or too much does."""
    spoken = rest.split()
    for place, word in enumerate(spoken[: _LONGEST + 1]):
        form = REPORTING.get(word.strip('?,.:;“”"').lower())
        if form is not None:
            return " ".join(spoken[:place])
    return ""


def _is_person(who: str, dispute: Dispute) -> bool:
    """Whether what is named is not itself a name of a party, or is that of one of its persons."""
    (party,) = parties_in(who, dispute)
    plain = {alias.casefold() for alias in party.aliases} - {s.casefold() for s in party.speakers}
    return who.casefold() not in plain


def _names(one: Voiced) -> set[str]:
    speakers = [voice.speaker or "" for voice in one.attribution.voices]
    return set(_NAME.findall(" ".join(speakers)))


def _parties(one: Voiced) -> set[str | None]:
    return {voice.party for voice in one.attribution.voices}


def _all_of_parties(one: Voiced) -> bool:
    return bool(one.attribution.voices) and None not in _parties(one)


def _all_named(one: Voiced) -> bool:
    voices = one.attribution.voices
    return bool(voices) and all(_NAME.search(voice.speaker or "") for voice in voices)
