"""Whom a text speaks of: the names in it that "he" or "she" may stand for, by shape alone."""

import re
from collections.abc import Iterable
from itertools import chain

from rag.clauses import Token, is_adverb, is_noun_like, is_verb_like, tokenised
from rag.dispute import Dispute, Mention, mentions
from rag.reporting import ARTICLES, AUXILIARIES, PREPOSITIONS, ROLES, TITLES, words

_NAME = re.compile(
    r"(?<![\w’'-])[^\W\d_a-z][\w’'-]*\.?"
    r"(?: (?:(?:of|al|bin|ibn|von|van|der|de|da|del|la)(?= [^\W\d_a-z]) )?[^\W\d_a-z][\w’'-]*\.?)*"
)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
# The first word of a sentence that has a capital without being a name.
_NO_PERSONS = (
    words("""
    what who whom whose where when why which how name list tell give if so and but not no yes
    according following after before during while since until because although though as in on
    at by for from to of with about under over between among he she it they we you i his her its
    their our my this that these those there here a an the some many most all both each every
    another other one two three four five six seven eight nine ten early late later earlier also
    then now today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december
""")
    | AUXILIARIES
)
_OPENING = re.compile(rf"\b(?:{'|'.join(sorted(_NO_PERSONS))})\b(?!\.)", re.IGNORECASE)
# The last word of a name that is no person's.
_BODIES = words("""
    conference council ministry office government party army force forces group union company
    agency court bank university college school committee commission department talks summit war
    day act region province district city town island islands river sea street cup league prize
    award awards championship church club studios band orchestra airlines airport association
    agreement treaty accord dam bridge hospital house records times post news
""")
# A name right after one of these is a place or a time far more often than a person.
_WHERE = words("in at near across throughout within inside outside around into onto toward towards")


def persons(text: str, dispute: Dispute, *, but: str = "") -> list[str]:
    """Names in the text that look like a person's, the surest first, then in their order.

    A name that acts ("did Maria Ferro announce", "Munir told") comes before others. Names
    that stand in `but`, places and the parties of the dispute themselves are left out.

    >>> persons("Did Rosa Lind meet Tomas Horn in Ostrava?", Dispute())
    ['Rosa Lind', 'Tomas Horn']
    >>> persons("After the storm, Belmari troops left Tarvin.", Dispute())
    []
    """
    taken = [m.span for m in mentions(text, dispute) if _is_side(m, text)]
    found: dict[str, bool] = {}
    for start, name in _names(text):
        if any(t.start < start + len(name) and start < t.end for t in taken):
            continue
        if _is_other(name) or set(name.lower().split()) & set(but.lower().split()):
            continue
        before, after = _around(text, start, start + len(name))
        if _may_be_person(name, before, after, asked=text.rstrip().endswith("?")):
            found[name] = found.get(name, False) or _acts(before, after)
    return sorted(found, key=lambda name: not found[name])


def first_person(texts: Iterable[str], dispute: Dispute, *, but: str = "") -> str | None:
    """The surest person of the first text that has one, None if none has."""
    return next(chain.from_iterable(persons(t, dispute, but=but)[:1] for t in texts), None)


def _names(text: str) -> Iterable[tuple[int, str]]:
    """Where each run of capitalised words stands, without the words that open sentences."""
    plain = _QUOTED.sub(lambda match: "·" * len(match.group()), text)
    for match in _NAME.finditer(plain):
        start = match.start()
        for part in re.split(_OPENING, match.group()):
            place = plain.index(part, start) if part.strip() else start
            name = re.sub(r"[’'](?:s?)$", "", part.strip().rstrip("."))
            if name[:1].isupper():
                bare = _without_title(name)
                first = place + len(part) - len(part.lstrip())
                yield first + len(name) - len(bare), bare
            start = place + len(part)


def _without_title(name: str) -> str:
    """The name without the office and rank in front of it; all of it where nothing is left.

    >>> _without_title("Foreign Minister Gen. Rosa Lind"), _without_title("Chief Justice")
    ('Rosa Lind', 'Justice')
    """
    parts = name.split()
    titles = [n for n, part in enumerate(parts) if part.rstrip(".").lower() in ROLES | TITLES]
    return " ".join(parts[titles[-1] + 1 :]) or name if titles else name


def _is_other(name: str) -> bool:
    first, last = name.split()[0].lower(), name.split()[-1].lower()
    return first in _NO_PERSONS or last in _BODIES or len(name) < 2 or name.isupper()


def _around(text: str, start: int, end: int) -> tuple[Token | None, Token | None]:
    """The tokens on both sides of the name; none across the edge of a sentence."""
    left = re.search(r"[\w’'-]+\s*$|[^\w\s]\s*$", text[:start])
    right = re.match(r"\s*(?:[\w’'-]+|[^\w\s])", text[end:])
    before = tokenised(left.group().strip())[-1:] if left else ()
    after = tokenised(f" {right.group().strip()}")[-1:] if right else ()
    return (before or (None,))[0], (after or (None,))[0]


def _may_be_person(name: str, before: Token | None, after: Token | None, *, asked: bool) -> bool:
    """In a question a single name that is no subject may be a person too: "of Munir?"."""
    if before and (before.lower in _WHERE or before.lower in ARTICLES):
        return False
    if _acts(before, after):
        return True
    if after and not after.capital and is_noun_like(after) and after.kind == "word":
        return False  # "Belmari troops", "Open champion"
    if " " in name:
        return True
    return asked and before is not None and before.kind == "word"


def _acts(before: Token | None, after: Token | None) -> bool:
    """Whether the name stands as a subject: after an auxiliary or a role, or before a verb."""
    if before and before.lower in AUXILIARIES | ROLES:
        return True
    if before and before.lower in PREPOSITIONS:
        return False
    return after is not None and (is_verb_like(after) or is_adverb(after))


def _is_side(mention: Mention, text: str) -> bool:
    """Whether a mention is the side itself rather than a person who speaks for it."""
    said = mention.span.of(text).lower()
    return said not in {speaker.lower() for speaker in mention.party.speakers}
