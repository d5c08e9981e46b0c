"""A statement → its words in the order of a question, by shape alone: no tagger, no parser.

What is not understood for certain gives None: a draft question is better left out than wrong.
"""

import re
from collections.abc import Set

from rag.clauses import Token, Tokens, is_adverb, tokenised
from rag.reporting import (
    ARTICLES,
    AUXILIARIES,
    BOUNDARIES,
    DETERMINERS,
    IRREGULAR_PASTS,
    OTHER_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    words,
)

_BASES = {
    "fell": "fall", "rose": "rise", "came": "come", "went": "go", "met": "meet", "held": "hold",
    "broke": "break", "took": "take", "made": "make", "gave": "give", "left": "leave",
    "led": "lead", "won": "win", "lost": "lose", "began": "begin", "fought": "fight",
    "sent": "send", "ran": "run", "saw": "see", "spoke": "speak", "drew": "draw", "grew": "grow",
    "kept": "keep", "became": "become", "brought": "bring", "built": "build", "bought": "buy",
    "caught": "catch", "chose": "choose", "drove": "drive", "flew": "fly", "got": "get",
    "paid": "pay", "sold": "sell", "spent": "spend", "stole": "steal", "struck": "strike",
    "taught": "teach", "threw": "throw", "wrote": "write", "said": "say", "told": "tell",
}  # fmt: skip
# A question that begins with one of these words leans on what nobody has read.
_UNCLEAR = PRONOUNS | OTHER_PRONOUNS | words("this that these those there both such one his her")
_NO_SUBJECT = BOUNDARIES | words(
    "in on at after before with for from by but so yet as not if under"
)
_CLOSED = DETERMINERS | PREPOSITIONS | words("more nearly about almost some all both officials")
_MOST_SUBJECT = 12


def question_order(statement: str, vocabulary: Set[str]) -> str | None:
    """The statement with its verb before its subject: "were four soldiers killed there".

    `vocabulary` holds words of the language in lower case, by which the base of a verb in
    "-ed" is known. None where subject or verb cannot be told for certain.

    >>> question_order("The court freed two miners on Friday", {"free", "court"})
    'did the court free two miners on Friday'
    >>> question_order("Officials have held talks in Oslet", set())
    'have officials held talks in Oslet'
    >>> question_order("It was held in Oslet", set()) is None
    True
    """
    tokens = tokenised(statement)
    place = _verb(tokens)
    if place is None or _is_unfit_subject(tokens[:place]):
        return None
    verb = tokens[place]
    subject = lowered(statement[: verb.start].strip(), vocabulary)
    rest = statement[verb.end :].strip()
    if verb.lower in AUXILIARIES:
        return f"{verb.lower} {subject} {rest}" if rest else None
    base = base_form(verb.lower, vocabulary)
    return f"did {subject} {base} {rest}" if base and rest else None


def is_statement(text: str) -> bool:
    """Whether the text begins with a subject that a question could name, and its verb.

    >>> is_statement("the dam was closed"), is_statement("closing the dam was wrong")
    (True, False)
    """
    tokens = tokenised(text)
    place = _verb(tokens)
    return place is not None and not _is_unfit_subject(tokens[:place])


def verbs_in(text: str) -> int:
    """How many words of the text look like verbs in the past or are helpers."""
    return sum(_is_past(token) for token in tokenised(text) if not token.capital)


def _verb(tokens: Tokens) -> int | None:
    """The first word that must be the verb of the statement, None if a mark stands before."""
    for place, token in enumerate(tokens[:_MOST_SUBJECT]):
        if token.kind == "mark" and token.text not in ("’", "'"):
            return None
        if token.kind == "quote":
            return None
        if place and not token.capital and _is_past(token):
            return place
    return None


def _is_past(token: Token) -> bool:
    word = token.lower
    return word in AUXILIARIES or word in _BASES or (word.endswith("ed") and len(word) > 4)


def _is_unfit_subject(subject: Tokens) -> bool:
    """Whether the words before the verb are no subject that a question could name."""
    first = subject[0].lower
    if first in _UNCLEAR | _NO_SUBJECT or first.endswith("ing"):
        return True
    if any(is_adverb(token) or "/" in token.text for token in subject):
        return True
    inner = {token.lower for token in subject}
    if inner & ((BOUNDARIES - {"and"}) | IRREGULAR_PASTS):
        return True
    last = subject[-1].lower
    return last in ARTICLES | PREPOSITIONS


def base_form(past: str, vocabulary: Set[str]) -> str | None:
    """The base of a past tense, known from the vocabulary; None where it is not.

    >>> base_form("carried", {"carry"}), base_form("planned", {"plan"}), base_form("met", set())
    ('carry', 'plan', 'meet')
    """
    if past in _BASES:
        return _BASES[past]
    stem = past.removesuffix("ed")
    forms = [stem + "e", stem]
    if stem.endswith("i"):
        forms = [stem[:-1] + "y"]
    elif len(stem) > 3 and stem[-1] == stem[-2]:
        forms = [stem[:-1], stem]
    return next((form for form in forms if form in vocabulary), None)


def lowered(phrase: str, vocabulary: Set[str] = frozenset()) -> str:
    """The phrase without the capital that it has for beginning a sentence.

    Only words that are surely no names lose it: articles, numbers, and those that the
    vocabulary holds where no other capital follows.

    >>> lowered("The court"), lowered("Oslet’s court"), lowered("Four soldiers")
    ('the court', 'Oslet’s court', 'four soldiers')
    """
    first = re.match(r"[\w’'-]+", phrase)
    if first is None or (first[0].isupper() and len(first[0]) > 1):
        return phrase
    word = first[0].lower()
    common = word in vocabulary and not phrase[first.end() :].lstrip()[:1].isupper()
    return phrase[0].lower() + phrase[1:] if common or word in _CLOSED | _NUMBERS else phrase


_NUMBERS = words("""
    two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty
    dozens hundreds thousands millions half most many several
""")
