"""Who says a sentence, for which party, and whether they claim or deny it.

The voices that rules find in the sentence are resolved ("he" is the last speaker) and given
their parties. Nothing here knows a name: parties come from the dispute file.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.accusing import accused, denies_back
from rag.answers import Stance
from rag.clauses import (
    leaves_open,
    phrase_after,
    phrase_before,
    phrase_text,
    tokenised,
    with_title_before,
)
from rag.dispute import Dispute, mentions, parties_in
from rag.reporting import (
    BODIES,
    PRONOUNS,
    REPORTING,
    ROLES,
    TITLES,
    words,
)
from rag.verb_voices import SUBORDINATE, Found, calls_false, is_own_denial
from rag.verbs import (
    group_start,
    is_finite,
)
from rag.voices import is_outlet, ordered, voices_in


@dataclass(frozen=True, slots=True)
class Voice:
    """One who speaks in a sentence, with the reporting verb as printed.

    `speaker` is in the article's words, None where a "he" has nobody to stand for;
    `party` is the name of a party of the dispute.
    """

    speaker: str | None
    party: str | None
    stance: Stance
    verb: str | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The main voice of a sentence, and all its voices with the main one first.

    In the newspaper's own voice `stance` is "reports" and there are no voices.
    """

    speaker: str | None
    party: str | None
    stance: Stance
    verb: str | None
    voices: tuple[Voice, ...]


_LOOK_BACK = 12
# How many sentences back the speaker of a quotation that goes on may stand.
RUN_ON = 5
_OWN_VOICE = Attribution(None, None, "reports", None, ())


def attribute(
    sentence: str, before: Sequence[str], dispute: Dispute, after: Sequence[str] = ()
) -> Attribution:
    """Return who says `sentence`; `before` holds the article's sentences so far, nearest last.

    `after` holds those that follow, nearest first: a quotation that runs on may name its
    speaker there. A speaker stands verbatim in one of them, and is None in the newspaper's
    own voice. With a dispute of no parties every `party` is None. Never raises.
    """
    opened = leaves_open(before)
    found = ordered(_voices(sentence, opened))
    if not found:
        return _continued(sentence, opened, before, dispute, after)
    voices = []
    for one in found:
        speaker = _unowned(_resolved(one, found, before, sentence))
        party = _party(speaker, (sentence, *reversed(before)), dispute) if speaker else None
        denied = one.stance == "asserts" and _denies_by_name(one, party, sentence, dispute)
        voices.append(Voice(speaker, party, "denies" if denied else one.stance, one.verb))
    main, *others = _merged(voices)
    return Attribution(main.speaker, main.party, main.stance, main.verb, (main, *others))


_OWN = re.compile(rf"^(?:[’']s? (?:{'|'.join(sorted(BODIES))}))?\b")


def _denies_by_name(one: Found, party: str | None, sentence: str, dispute: Dispute) -> bool:
    """As in "Brandt said Belisle was not behind it": the party by name, for "it"."""
    form = REPORTING.get((one.verb or "").lower())
    if party is None or form is None or form.lemma in ("accuse", "blame", "warn", "urge"):
        return False
    said = sentence if one.place < 0 else sentence.partition(f" {one.verb} ")[2]
    said = said.strip(" “‘").removeprefix("that ").strip(" “‘")
    named = mentions(said, dispute)[:1]
    if not named or named[0].span.start > 0 or named[0].party.name != party:
        return False
    return is_own_denial("it" + _OWN.sub("", said[named[0].span.end :]))


def _voices(sentence: str, opened: bool) -> list[Found]:
    """The voices, where a mark that was never closed may make all of it look quoted."""
    if opened and not any(sign in sentence for sign in '”"'):
        spoken = voices_in(sentence, False)
        return [voice for voice in spoken if voice.place < 0]
    return voices_in(sentence, opened)


def _continued(
    sentence: str, opened: bool, before: Sequence[str], dispute: Dispute, after: Sequence[str]
) -> Attribution:
    """A sentence that is all quotation: whoever the rest of it names, else the speaker before."""
    tokens = tokenised(sentence, opened)
    if not any(t.kind == "quote" for t in tokens) or any(t.kind == "word" for t in tokens):
        return _OWN_VOICE
    speaker = _unowned(
        _later_speaker(sentence, before, after)
        or _earlier_speaker(before[-RUN_ON:], any_speaker=True, named=False)
    )
    if speaker is None:
        return _OWN_VOICE
    party = _party(speaker, (*after[:RUN_ON], *reversed(before)), dispute)
    stance: Stance = "denies" if calls_false(sentence) else "asserts"
    voice = Voice(speaker, party, stance, None)
    return Attribution(speaker, party, stance, None, (voice,))


_OWNED = re.compile(r"^(?:[Ii]ts|[Hh]is|[Hh]er|[Tt]heir) (?=.*[A-Z])", re.DOTALL)


def _unowned(speaker: str | None) -> str | None:
    """A named speaker without the "its" that stands for somebody in another sentence.

    >>> _unowned("Its prime minister, Ilse Brandt")
    'prime minister, Ilse Brandt'
    """
    return _OWNED.sub("", speaker) if speaker else None


def _later_speaker(sentence: str, before: Sequence[str], after: Sequence[str]) -> str | None:
    """Who is named where a quotation that the sentence leaves open comes to its end."""
    so_far = [*before, sentence]
    for following in after[:RUN_ON]:
        if not leaves_open(so_far):
            return None
        found = ordered(voices_in(following, True))
        if found:
            return _resolved(found[0], found, so_far, following)
        so_far.append(following)
    return None


def _resolved(
    one: Found, found: Sequence[Found], before: Sequence[str], sentence: str
) -> str | None:
    """The speaker's name: for "he" or "the minister" the form last used for that speaker."""
    if not one.bare:
        return one.phrase
    pronoun = one.phrase.lower() in PRONOUNS
    role = "" if pronoun or one.phrase == "statement" else one.phrase.lower()
    earlier = [v.phrase for v in found if not v.bare and -1 < v.place < one.place]
    if pronoun and (denier := _denier(one, sentence, () if earlier else before)):
        return denier
    if earlier and pronoun:
        makers = {earlier[-1]} if one.rank == SUBORDINATE and one.stance == "denies" else set()
        return next((name for name in reversed(earlier) if name not in makers), None)
    person = one.phrase.lower() in ("he", "she")
    speaker = _earlier_speaker(before, role=role, any_speaker=not person)
    return speaker if speaker or pronoun else one.phrase


def _denier(one: Found, sentence: str, before: Sequence[str]) -> str | None:
    """Whom a denying pronoun stands for: the one just accused, never the charge's maker."""
    if not denies_back(one, sentence):
        return None
    who = accused(sentence, until=one.place, any_charge=one.rank == SUBORDINATE)
    who = who or (accused(before[-1]) if before else None)
    person = one.phrase.lower() in ("he", "she")
    return who if who and (_is_person(who) or not person) else None


@lru_cache(maxsize=2048)
def _spoken(sentence: str) -> tuple[Found, ...]:
    """The voices of an earlier sentence by itself; kept, as many later ones ask for them."""
    return tuple(ordered(voices_in(sentence, False)))


def _earlier_speaker(
    before: Sequence[str], *, role: str = "", any_speaker: bool = False, named: bool = True
) -> str | None:
    """The last one named as a speaker, else (for a person) the last one named at all."""
    recent = list(reversed(before[-_LOOK_BACK:]))
    for sentence in recent:
        for voice in _spoken(sentence):
            fits = any_speaker or _is_person(voice.phrase)
            if not voice.bare and fits and _has_role(voice.phrase, role, before):
                return voice.phrase
    for sentence in recent if named else []:
        name = _first_name(sentence)
        if name is not None and _is_person(name) and _has_role(name, role, before):
            return name
    return None


# Words that make another office of the one they stand before.
_OTHER_OFFICE = "prime|vice|deputy|under|shadow"


def _has_role(phrase: str, role: str, before: Sequence[str]) -> bool:
    """Whether the phrase, or an earlier one that names the same person, holds the office.

    A "prime minister" is not "the minister"; with no role everybody fits.
    """
    if not role:
        return True
    office = re.compile(rf"(?<!\w)(?<!-)(?P<other>(?:{_OTHER_OFFICE})[ -])?{role}\b", re.IGNORECASE)
    described = [phrase]
    last = phrase.split()[-1]
    if last[:1].isupper() and not any(word in ROLES for word in phrase.lower().split()):
        found = (each for sentence in before for each in _phrases_with(last, sentence))
        described += [_description(each, last) for each in found]
    return any(held and not held["other"] for held in map(office.search, described))


def _is_person(phrase: str) -> bool:
    """Whether the phrase can be a "he" or a "she"."""
    inside = phrase.split()
    if is_outlet(phrase):
        return False
    if any(word.lower().strip(",") in ROLES for word in inside):
        return True
    return inside[-1][:1].isupper() and inside[-1].lower().strip(",.") not in BODIES


@lru_cache(maxsize=2048)
def _first_name(sentence: str) -> str | None:
    """The first phrase of the sentence that names someone as its subject."""
    tokens = tokenised(sentence)
    for index in range(len(tokens)):
        if not is_finite(tokens, index):
            continue
        phrase = phrase_before(tokens, group_start(tokens, index))
        if phrase is not None and any(t.capital for t in tokens[phrase[0] : phrase[1]]):
            return phrase_text(sentence, tokens, phrase)
    return None


# They speak of the party that is named beside them, and not for it.
_AGAINST_WORDS = (
    "critics?|opponents?|neighbou?rs?|rivals?|victims?|enem(?:y|ies)|foes?|detractors?|accusers?"
)
_AGAINST = re.compile(
    rf"[’'](?:s )?\s?(?:[\w-]+ )?(?:{_AGAINST_WORDS})$|^(?:[\w-]+ )?(?:{_AGAINST_WORDS}) of\b",
    re.IGNORECASE,
)


def speaks_against(phrase: str) -> bool:
    """Whether the phrase names those who stand against what it names: "critics of Kabul"."""
    return bool(_AGAINST.search(phrase))


def _party(speaker: str, around: Sequence[str], dispute: Dispute) -> str | None:
    """The party in the speaker's own phrase, else in a phrase that names the same person."""
    if not dispute.parties:
        return None
    if speaks_against(speaker):
        return None
    some = re.search(rf"\ban? {re.escape(speaker)}", around[0], re.IGNORECASE) if around else None
    own = parties_in(speaker if some else f"the {speaker}", dispute)
    if own:
        return None if len(own) > 1 and " and " in speaker else own[0].name
    names = [word for word in re.findall(r"[^\W\d_][\w-]+", speaker) if word[0].isupper()]
    if not names:
        return _party_of_body(speaker, around, dispute)
    plain = [name for name in names if name.lower() not in ROLES | TITLES]
    if len(plain) == 1 and (namesake := _party_of_surname(plain[0], dispute)):
        return namesake
    for sentence in around:
        for phrase in _phrases_with(names[-1], sentence):
            known = parties_in(_description(phrase, names[-1]), dispute)
            if known:
                return known[0].name
    return None


def _party_of_body(speaker: str, around: Sequence[str], dispute: Dispute) -> str | None:
    """The party of "the army": that of the army named last, "Belisle’s army"."""
    body = speaker.split()[-1]
    if body.lower() not in BODIES - _FOLK:
        return None
    for sentence in around[: _LOOK_BACK + 1]:
        told = [_description(phrase, body) for phrase in _phrases_with(body, sentence)]
        known = {party.name for each in told for party in parties_in(each, dispute)}
        if known:
            return known.pop() if len(known) == 1 else None
    return None


_FOLK = words("people residents sources officials group movement team")
# What stands on the other side of these is something else than the person named.
_APART = re.compile(
    r"\b(?:by|with|to|from|against|and|or|in|at|on|near|over|between|of|for|about|after)\b"
)
# "Khan, a Pakistani diplomat" and "Khan of the foreign office", but not "Khan to Kabul".
_BESIDE = re.compile(r"(?:\s+[A-Z][\w-]+)*(?P<told>,.*|\s+(?:of|for|from)\b.*)", re.DOTALL)


def _description(phrase: str, name: str) -> str:
    """What a noun phrase says of the person whom it names: titles before, apposition after.

    >>> _description("a visit by President Biden to Kyiv", "Biden")
    'President Biden'
    >>> _description("Shafqat Ali Khan, a spokesman for Islamabad,", "Khan")
    'Shafqat Ali Khan, a spokesman for Islamabad,'
    """
    before, _, after = phrase.partition(name)
    beside = _BESIDE.match(after)
    told = beside["told"] if beside else ""
    return f"{_APART.split(before)[-1]}{name}{told}".strip()


def _party_of_surname(surname: str, dispute: Dispute) -> str | None:
    """The party that lists a person of this surname, if it is one party only."""
    if surname.lower() in BODIES | ROLES:
        return None
    owners = {
        party.name
        for party in dispute.parties
        for alias in party.aliases
        if " " in alias and alias.istitle() and alias.split()[-1] == surname
    }
    return owners.pop() if len(owners) == 1 else None


def _phrases_with(name: str, sentence: str) -> list[str]:
    """The noun phrases that hold a name, apposition included."""
    if name not in sentence:
        return []
    tokens = tokenised(sentence)
    phrases = []
    for index, token in enumerate(tokens):
        if token.text != name:
            continue
        left = phrase_before(tokens, index + 1)
        if left is not None:
            whole = phrase_after(tokens, left[0])
            end = max(index + 1, whole[1] if whole else 0)
            start = with_title_before(tokens, left)[0]
            phrases.append(phrase_text(sentence, tokens, (start, end)))
    return phrases


def _merged(voices: Sequence[Voice]) -> list[Voice]:
    """One voice a speaker, the first; a denial beside it makes it a denial."""
    merged: dict[str | None, Voice] = {}
    for voice in voices:
        first = merged.setdefault(voice.speaker, voice)
        if voice.stance == "denies" and first.stance == "asserts":
            merged[voice.speaker] = replace(first, stance="denies")
    return list(merged.values())
