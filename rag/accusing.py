"""Who is accused: the one that "it" stands for in "Averia blamed Belisle, which it denies".

Rules over verbs of accusation and their objects, in English news.
"""

import re
from collections.abc import Iterator

from rag.clauses import Phrase, Token, Tokens, phrase_after, phrase_text, singular, tokenised
from rag.reporting import BE, BODIES, CLAIM_NOUNS, LINKING, REPORTING, ROLES, ReportingForm
from rag.verb_voices import SUBORDINATE, Found, can_speak
from rag.verbs import group_start, is_finite, is_no_verb, is_pronoun, reports_something, subject

_ACCUSING = frozenset({"accuse", "blame", "charge"})
# Where the one accused ends and the deed begins: "accused Belisle of theft".
_BEFORE_DEED = frozenset({"of", "for", "with", "over", "by", "on"})
_CHARGED = "|".join(sorted(CLAIM_NOUNS | {"involvement", "responsibility", "wrongdoing", "role"}))
_POINTS_BACK = re.compile(
    r"\s+(?:(?:it|this|that|them|so)\b(?!\s+[\w“])|doing so\b|wrongdoing\b|[a-z]+ing\b"
    rf"|(?:(?:the|any|all|these|those|both|such|this|that) )?(?:[a-z-]+ ){{0,2}}(?:{_CHARGED})\b)"
)


def denies_back(one: Found, sentence: str) -> bool:
    """Whether the voice denies what was said just before: "It denied the charge."."""
    if one.stance != "denies":
        return False
    form = REPORTING.get((one.verb or "").lower())
    if one.rank == SUBORDINATE or (form is not None and form.sense == "assert"):
        return True
    _, verb, after = sentence.partition(one.verb or "")
    return bool(verb and _POINTS_BACK.match(after))


def accused(sentence: str, *, until: int = -1, any_charge: bool = False) -> str | None:
    """Return the last one accused in the sentence, in its words; None where nobody is.

    Only the first `until` tokens are read, all of them with -1. With `any_charge` the
    subject of a clause that somebody asserts counts too: "Averia says Belisle fired".
    """
    whole = tokenised(sentence)
    tokens = whole if until < 0 else whole[:until]
    found = [_object(tokens, index, form) for index, form in _accusations(tokens)]
    if any_charge and not found:
        found = [_charged_subject(tokens)]
    phrases = [phrase for phrase in found if phrase is not None and _is_somebody(tokens, phrase)]
    return phrase_text(sentence, tokens, phrases[-1]) if phrases else None


def _accusations(tokens: Tokens) -> Iterator[tuple[int, ReportingForm]]:
    for index, token in enumerate(tokens):
        form = REPORTING.get(token.lower)
        if form is None or form.lemma not in _ACCUSING or is_no_verb(tokens, index, form):
            continue
        if reports_something(tokens, index, form):
            yield index, form


def _object(tokens: Tokens, index: int, form: ReportingForm) -> Phrase | None:
    """Whom the verb accuses: its object, or its subject in the passive."""
    group = group_start(tokens, index)
    following = tokens[index + 1 : index + 2]
    passive = {token.lower for token in tokens[group:index]} & BE
    if form.form == "past" and (passive or [t.lower for t in following] == ["by"]):
        return subject(tokens, group)
    start = _after_deed(tokens, index) if form.lemma == "blame" else index + 1
    phrase = phrase_after(tokens, start)
    if phrase is None:
        return None
    end = next((n for n in range(*phrase) if tokens[n].lower in _BEFORE_DEED), phrase[1])
    return (phrase[0], end) if end > phrase[0] else None


def _after_deed(tokens: Tokens, index: int) -> int:
    """Where the one blamed begins: after the verb, or after "on" in "blamed it on Belisle"."""
    for place in range(index + 1, min(index + 9, len(tokens))):
        if tokens[place].lower == "on":
            return place + 1
        if tokens[place].lower == "for" or _ends_clause(tokens[place]):
            break
    return index + 1


def _ends_clause(token: Token) -> bool:
    return token.kind == "mark" and token.text not in ("’", "'")


def _charged_subject(tokens: Tokens) -> Phrase | None:
    """The subject of the first clause that hangs on a verb of saying, if it can deny."""
    for index, token in enumerate(tokens):
        form = REPORTING.get(token.lower)
        if form is None or form.sense != "assert" or is_no_verb(tokens, index, form):
            continue
        verb = next((n for n in range(index + 1, len(tokens)) if is_finite(tokens, n)), None)
        phrase = subject(tokens, group_start(tokens, verb)) if verb is not None else None
        return phrase if phrase is not None and _may_deny(tokens, phrase) else None
    return None


def _may_deny(tokens: Tokens, phrase: Phrase) -> bool:
    """Whether the head of the phrase, before any "of" or "in", names a person or a body."""
    inside = tokens[phrase[0] : phrase[1]]
    end = next((n for n, token in enumerate(inside) if token.lower in LINKING), len(inside))
    head = inside[max(0, end - 1)]
    return head.capital or singular(head) in ROLES or head.lower in BODIES


def _is_somebody(tokens: Tokens, phrase: Phrase) -> bool:
    if is_pronoun(tokens, phrase) or tokens[phrase[1] - 1].lower in ("other", "another"):
        return False
    return can_speak(tokens, phrase)
