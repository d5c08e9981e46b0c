"""Numbers that differ between sources: set side by side, never merged or chosen."""

import re
from collections.abc import Sequence

from text_to_num import alpha2digit

from rag.expectations import asks_number
from rag.questions import content_words
from rag.scoring import Candidate, Scoring
from rag.selecting import MOST_STATEMENTS, Choice, widened

# Two sentences speak of the same thing when they share this much of the shorter one's
# content words, numbers aside.
SAME_THING = 0.5
# A sentence this much less probable than the best one is not a second figure for the same.
AS_PROBABLE = 0.5

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SCALES = (1e2, 1e3, 1e6, 1e9)


def differing(
    question: str, scoring: Scoring, choices: Sequence[Choice]
) -> tuple[tuple[Choice, ...], bool]:
    """The choices with sentences of other articles that give another number for the same.

    The second value is whether there are any. Only for questions that ask for a number.
    """
    if not choices or not asks_number(question):
        return tuple(choices), False
    first = choices[0].candidate
    known = _numbers(first)
    if not known:
        return tuple(choices), False
    others: list[Candidate] = []
    for candidate in scoring.candidates:
        if candidate.probability < AS_PROBABLE * first.probability:
            break
        given = _numbers(candidate)
        if given and given.isdisjoint(known) and _of_the_same(first, candidate):
            others.append(candidate)
            known |= given
    added = [Choice(one, widened(one.passage, one.sentence)) for one in others]
    places = {choice.span for choice in added}
    rest = [choice for choice in choices[1:] if choice.span not in places]
    return (choices[0], *[*added, *rest][: MOST_STATEMENTS - 1]), bool(added)


def _of_the_same(left: Candidate, right: Candidate) -> bool:
    """Whether two sentences of different articles speak of the same thing."""
    if (left.passage.source, left.passage.article) == (right.passage.source, right.passage.article):
        return False
    a, b = _thing(left.text), _thing(right.text)
    return bool(a and b) and len(a & b) / min(len(a), len(b)) >= SAME_THING


def _thing(text: str) -> set[str]:
    words = content_words(alpha2digit(text, "en", threshold=0))
    return {word for word in words if not any(c.isdigit() for c in word)}


def _numbers(candidate: Candidate) -> set[float]:
    """The values in the exact answer; none where the reader gives no answer."""
    if candidate.short is None:
        return set()
    offset = -candidate.passage.span.start
    return values(candidate.short.shifted(offset).of(candidate.passage.text))


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
