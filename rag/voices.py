"""The voices of one sentence, each found by a rule of its own, the main one first.

Rules over reporting verbs and their subjects, quotations and claim nouns, in English news.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from rag.answers import Stance
from rag.clauses import (
    Phrase,
    Token,
    Tokens,
    is_name_or_role,
    is_noun_like,
    is_verb_like,
    phrase_after,
    phrase_before,
    phrase_text,
    singular,
    tokenised,
)
from rag.reporting import (
    AUXILIARIES,
    BE,
    CITING,
    CLAIM_NOUNS,
    DENIAL_NOUNS,
    MEDIA,
    REPORTING,
    ROLES,
    SOURCES,
)
from rag.verb_voices import FINITE, NESTED, NOUN, SUBORDINATE, Found, by_verb, can_speak, is_bare
from rag.verbs import (
    group_start,
    main_subject,
    subject,
)


def voices_in(sentence: str, opened: bool) -> list[Found]:
    """Every voice that any rule finds in the sentence by itself."""
    tokens = tokenised(sentence, opened)
    found = [voice for rule in _RULES for voice in rule(sentence, tokens)]
    if not found:
        found = [voice for rule in _LAST_RULES for voice in rule(sentence, tokens)]
    carried = bool(found) and all(is_outlet(voice.phrase) for voice in found)
    return found + _nested(tokens, carried=carried) if found else found


def ordered(found: Iterable[Found]) -> list[Found]:
    """Main voice first, without outlets that only carry what another says."""
    in_turn = sorted(found, key=lambda voice: (voice.rank, voice.place))
    speakers = [voice for voice in in_turn if not is_outlet(voice.phrase)]
    return speakers if any(voice.rank != NOUN for voice in speakers) else in_turn


def is_outlet(phrase: str) -> bool:
    """Whether the phrase names a news outlet and nobody who works there."""
    inside = set(phrase.lower().replace("-", " ").split())
    return bool(inside & MEDIA) and not inside & ROLES


def _according_to(sentence: str, tokens: Tokens) -> list[Found]:
    """As in "according to an internal memo"."""
    found = []
    for index, (first, second) in enumerate(pairwise(tokens)):
        if (first.lower, second.lower) != ("according", "to"):
            continue
        phrase = phrase_after(tokens, index + 2)
        if phrase is not None:
            speaker = phrase_text(sentence, tokens, phrase)
            bare = is_bare(tokens, phrase)
            found.append(Found(speaker, bare, "asserts", "according to", FINITE, index))
    return found


def _quoted_as_saying(sentence: str, tokens: Tokens) -> list[Found]:
    """As in "state television quoted Gen. Pell as saying", "Pell was quoted as saying"."""
    found = []
    for index, token in enumerate(tokens):
        if token.lower not in CITING:
            continue
        group = group_start(tokens, index)
        helpers = {helper.lower for helper in tokens[group:index]}
        saying = _saying_after(tokens, index)
        phrase = _cited(tokens, index, group, helpers, saying)
        if phrase is not None and can_speak(tokens, phrase):
            speaker = phrase_text(sentence, tokens, phrase)
            verb = tokens[saying].text if saying else token.text
            # Whoever cites speaks first; `ordered` leaves out an outlet that only cites.
            main = saying is not None or token.lower not in ("citing", "quoting")
            rank, place = (FINITE, -2) if main else (SUBORDINATE, index)
            found.append(Found(speaker, is_bare(tokens, phrase), "asserts", verb, rank, place))
    return found


def _saying_after(tokens: Tokens, index: int) -> int | None:
    for place in range(index + 1, min(index + 14, len(tokens) - 1)):
        following = REPORTING.get(tokens[place + 1].lower)
        if tokens[place].lower == "as" and following and following.form == "gerund":
            return place + 1
    return None


def _cited(
    tokens: Tokens, index: int, group: int, helpers: set[str], saying: int | None
) -> Phrase | None:
    """Who is quoted: the subject of a passive, else the object."""
    if saying is not None and helpers & BE:
        return subject(tokens, group)
    if saying is not None and tokens[index + 1].lower in ("by", "as"):
        return phrase_before(tokens, index)
    phrase = phrase_after(tokens, index + 1)
    if saying is not None:
        return phrase
    if phrase is None:
        return None
    sourced = any(singular(token) in SOURCES for token in tokens[phrase[0] : phrase[1]])
    outlet = any(token.text.lower() in MEDIA for token in tokens[:index])
    return phrase if sourced or (outlet and is_name_or_role(tokens, phrase)) else None


def _by_claim_noun(sentence: str, tokens: Tokens) -> list[Found]:
    """As in "Averia's claim that …", "Kabul's denial", "allegations by the union"."""
    found = []
    for index, token in enumerate(tokens):
        if token.lower not in CLAIM_NOUNS | DENIAL_NOUNS:
            continue
        phrase = _claimant(tokens, index)
        if phrase is None or not can_speak(tokens, phrase):
            continue
        stance: Stance = "denies" if token.lower in DENIAL_NOUNS else "asserts"
        speaker = phrase_text(sentence, tokens, phrase)
        found.append(Found(speaker, is_bare(tokens, phrase), stance, None, NOUN, index))
    return found


def _claimant(tokens: Tokens, index: int) -> Phrase | None:
    """Whose claim it is: the possessor before the noun, or a "by" or "from" after it."""
    place = index
    while place > 0 and index - place < 4 and _is_plain_modifier(tokens[place - 1]):
        place -= 1
    if place > 1 and tokens[place - 1].text == "s" and tokens[place - 2].text in ("’", "'"):
        return phrase_before(tokens, place - 2)
    if place > 0 and tokens[place - 1].text in ("’", "'"):
        return phrase_before(tokens, place - 1)
    if index + 2 < len(tokens) and tokens[index + 1].lower in ("by", "from"):
        return phrase_after(tokens, index + 2)
    return None


def _is_plain_modifier(token: Token) -> bool:
    return token.kind == "word" and token.text != "s" and is_noun_like(token) and not token.capital


def _after_colon(sentence: str, tokens: Tokens) -> list[Found]:
    """As in "Aslan was blunt: “There is no money.”"."""
    for index, token in enumerate(tokens[:-1]):
        if token.lower != ":" or tokens[index + 1].kind != "quote":
            continue
        phrase = main_subject(tokens, index)
        if phrase is not None and can_speak(tokens, phrase):
            speaker = phrase_text(sentence, tokens, phrase)
            return [Found(speaker, is_bare(tokens, phrase), "asserts", None, FINITE, index)]
    return []


_ENDS_SPEECH = re.compile(r"[,?!—–-][”\"’»]$")


def _beside_quotation(sentence: str, tokens: Tokens) -> list[Found]:
    """As in "“Enough!” thundered Reck": any verb will do beside a quotation that breaks off."""
    for index, token in enumerate(tokens[:-1]):
        if token.kind != "quote" or not _ENDS_SPEECH.search(token.text):
            continue
        verb = next((n for n in range(index + 1, len(tokens)) if is_verb_like(tokens[n])), None)
        if verb is None or tokens[verb].lower in AUXILIARIES:
            continue
        phrase = subject(tokens, verb) if verb > index + 1 else phrase_after(tokens, verb + 1)
        if phrase is not None and can_speak(tokens, phrase):
            speaker = phrase_text(sentence, tokens, phrase)
            bare = is_bare(tokens, phrase)
            return [Found(speaker, bare, "asserts", tokens[verb].text, FINITE, index)]
    return []


def _nested(tokens: Tokens, *, carried: bool) -> list[Found]:
    """Voices named inside a quotation: “Brandt told us …,” Reck said.

    Where an outlet merely carries the words, a "he said" in the quotation counts too.
    """
    found = []
    for token in tokens:
        if token.kind != "quote" or len(token.text) < 3:
            continue
        inner = token.text[1:].rstrip('”"’»')
        for voice in by_verb(inner, tokenised(inner)):
            if voice.phrase[:1].isupper() and (carried or not voice.bare):
                found.append(replace(voice, rank=NESTED, place=token.start))
    return found


_Rule = Callable[[str, Tokens], list[Found]]
_RULES: tuple[_Rule, ...] = (by_verb, _according_to, _quoted_as_saying, _by_claim_noun)
_LAST_RULES: tuple[_Rule, ...] = (_after_colon, _beside_quotation)
