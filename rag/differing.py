"""Answers that differ between sources: set side by side, never merged or chosen."""

import re
from collections.abc import Callable, Sequence
from typing import Literal

from text_to_num import alpha2digit

from rag.expectations import asks_number
from rag.questions import content_words, is_yes_no, needs_several
from rag.scoring import Candidate, Scoring
from rag.selecting import MOST_STATEMENTS, Choice, same_fact, widened

# Two sentences speak of the same thing when they share this much of the shorter one's
# content words, numbers aside.
SAME_THING = 0.5
# A sentence this much less probable than the best one is not a second figure for the same.
AS_PROBABLE = 0.5
# Other answers than numbers are more often merely of something else: they must be surer.
AS_LIKELY = 0.8

Difference = Literal["numbers", "answers"] | None

Speaker = Callable[[Candidate], str | None]

# What one offers or demands is no other figure for what is.
_WISHED = re.compile(
    r"\b(offer|demand|want|seek|propos|promis|request|ask(?:s|ed|ing)? for|call(?:s|ed|ing)? for)",
    re.IGNORECASE,
)
# "Nunes put the number at 1,400": of what, stands in a sentence before it.
_SETS_AGAINST = re.compile(
    r"\b(?:puts?|putting|estimat\w+|placed?|reckon\w*) (?:it|them|(?:the|that|this|its|his|her) "
    r"(?:\w+ ){0,2}(?:numbers?|tolls?|figures?|counts?|totals?|costs?|loss(?:es)?|damage|dead|sum"
    r"|share|size|price|bill)(?: of \w+)?) at\b",
    re.IGNORECASE,
)
_NEXT = 2  # sentences behind the first in which it may stand
_YEARS = (1900, 2100)
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SCALES = (1e2, 1e3, 1e6, 1e9)


def differing(
    question: str, scoring: Scoring, choices: Sequence[Choice], speaker: Speaker
) -> tuple[tuple[Choice, ...], Difference]:
    """The choices with sentences that answer otherwise, and what differs.

    They are of other articles, or have numbers that two speakers give in one article.

    Only of sentences that speak of the same thing: for questions that ask for a number those
    with another number, for others that one span answers those whose answer has no word in
    common with the first. One right behind it that puts "the number" otherwise is of the same.
    """
    if not choices:
        return (), None
    number = asks_number(question)
    if not number and (needs_several(question) or is_yes_no(question)):
        return tuple(choices), None
    stated = _numbers if number else _words
    first = choices[0].candidate
    known = stated(first)
    if not known:
        return tuple(choices), None
    least = first.probability * (AS_PROBABLE if number else AS_LIKELY)
    others: list[Candidate] = []
    for candidate in scoring.candidates:
        against = number and _is_set_against(first, candidate)
        if candidate.probability < least and not against:
            continue
        given = stated(candidate)
        two = not _of_one_article(first, candidate) or (
            number and _apart(first, candidate, speaker)
        )
        same = _both_wished(first, candidate) and (against or _of_the_same(first, candidate))
        if given and given.isdisjoint(known) and two and same:
            others.append(candidate)
            known |= given
    added = [Choice(one, widened(one.passage, one.sentence)) for one in others]
    rest = [c for c in choices[1:] if not any(same_fact(c.candidate, one) for one in others)]
    kept = (choices[0], *[*added, *rest][: MOST_STATEMENTS - 1])
    return kept, ("numbers" if number else "answers") if added else None


def _words(candidate: Candidate) -> set[str]:
    """The content words of the exact answer; none where the reader gives no answer."""
    return set(content_words(candidate.short_text))


def _of_one_article(left: Candidate, right: Candidate) -> bool:
    one, other = left.passage, right.passage
    return (one.source, one.article) == (other.source, other.article)


def _apart(left: Candidate, right: Candidate, speaker: Speaker) -> bool:
    """Whether two sentences are said by two speakers who share no name."""
    one, other = speaker(left), speaker(right)
    return bool(one and other) and set(content_words(one or "")).isdisjoint(
        content_words(other or "")
    )


def _is_set_against(first: Candidate, other: Candidate) -> bool:
    """Whether the other stands right behind the first and puts its number otherwise."""
    behind = other.sentence - first.sentence
    beside = other.passage.id == first.passage.id and 0 < behind <= _NEXT
    return beside and bool(_SETS_AGAINST.search(other.text))


def _of_the_same(left: Candidate, right: Candidate) -> bool:
    """Whether two sentences speak of the same thing."""
    a, b = _thing(left.text), _thing(right.text)
    return bool(a and b) and len(a & b) / min(len(a), len(b)) >= SAME_THING


def _both_wished(left: Candidate, right: Candidate) -> bool:
    """Whether both tell what is, or both what is wished in the same way."""
    one, other = (
        found[1].lower() if found else "" for found in map(_WISHED.search, (left.text, right.text))
    )
    return one == other


def _thing(text: str) -> set[str]:
    words = content_words(alpha2digit(text, "en", threshold=0))
    return {word for word in words if not any(c.isdigit() for c in word)}


def _numbers(candidate: Candidate) -> set[str]:
    """The values in the exact answer; without one that of the sentence, if it has only one."""
    if candidate.short_text:
        return set(map(str, values(candidate.short_text)))
    found = {value for value in values(candidate.text) if not _YEARS[0] <= value < _YEARS[1]}
    return set(map(str, found)) if len(found) == 1 else set()


def values(text: str) -> set[float]:
    """The numbers that a text states in digits or in English words.

    >>> sorted(values("1,200 men in twenty-one boats")), values("2.5 million")
    ([21.0, 1200.0], {2500000.0})
    """
    found: list[float] = []
    end = -1
    for match in _NUMBER.finditer(alpha2digit(text, "en", threshold=0)):
        value = float(match.group().replace(",", ""))
        if found and value in _SCALES and match.start() == end + 1:
            found[-1] *= value  # "2.5 million" has come out as "2.5 1000000"
        else:
            found.append(value)
        end = match.end()
    return set(found)
