"""What kind of thing a question asks for, and whether a text holds one."""

import re
from collections.abc import Iterable

from index.documents import Passage
from rag.questions import content_words, last_question

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
    r"|thousands?|millions?|billions?|several|half|quarter|third|once|twice|percent|no|none"
    r"|repeatedly|daily|weekly|monthly|yearly|every)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:1[6-9]\d\d|20\d\d|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tonight"
    r"|yesterday|tomorrow|earlier|ago|last|next|since|until|after|before|during|recent(?:ly)?"
    r"|weeks?|months?|years?|days?|hours?|minutes?|morning|evening|night|century|decades?)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w’'-]+")
_KINDS = (
    (re.compile(r"\bhow (?:many|much|long|old|far|often|big|large|high)\b|\bwhat (?:share"
                r"|percentage|number|proportion)\b", re.IGNORECASE), _NUMBER),
    (re.compile(r"\bwhen\b|\b(?:what|which) (?:year|month|day|date|time)\b", re.IGNORECASE), _TIME),
    (re.compile(r"\bwho(?:se|m)?\b|\b(?:what|which) (?:country|city|town|province|district|person"
                r"|company|group|minister|official|president|leader)s?\b", re.IGNORECASE), _NAME),
)  # fmt: skip


def fits(question: str, text: str) -> int:
    """1 if the text holds the kind of thing asked for, -1 if not, 0 if the kind is unclear.

    >>> fits("How many died?", "four soldiers"), fits("When?", "four soldiers"), fits("Why?", "x")
    (1, -1, 0)
    """
    own = last_question(question)
    wanted = [held for asked, held in _KINDS if asked.search(own)]
    if not wanted:
        return 0
    return 1 if any(held.search(text) for held in wanted) else -1


def asks_number(question: str) -> bool:
    """Whether a question asks for a number.

    >>> asks_number("How many died?"), asks_number("Who died?")
    (True, False)
    """
    return bool(_KINDS[0][0].search(last_question(question)))


def asks_time(question: str) -> bool:
    """Whether a question asks when something was or is.

    >>> asks_time("When did it begin?"), asks_time("Why did it begin?")
    (True, False)
    """
    return bool(_KINDS[1][0].search(last_question(question)))


def names_missing(question: str, text: str) -> int:
    """How many names and numbers of the question stand nowhere in the text, 3 at most.

    The question's first word does not count: its capital is no sign of a name.
    """
    words = question.split()[1:]
    names = [w.strip("?.,!:;“”\"'‘’()").removesuffix("’s").removesuffix("'s") for w in words]
    held = text.lower()
    return min(3, sum(_is_name(name) and name.lower() not in held for name in names))


def _is_name(word: str) -> bool:
    return bool(word) and (word[0].isupper() or word[0].isdigit())


def words_missing(words: Iterable[str], passages: Iterable[Passage]) -> set[str]:
    """The words, stems as `content_words` gives them, that no passage or headline holds."""
    held = {word for one in passages for word in content_words(f"{one.title} {one.text}")}
    return set(words) - held


def share_missing(words: Iterable[str], passages: Iterable[Passage]) -> float:
    """The share of different words that `words_missing` gives, 0 of none."""
    asked = set(words)
    return len(words_missing(asked, passages)) / len(asked) if asked else 0.0
