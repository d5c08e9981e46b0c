"""Questions for the latest: newer dated articles first, and what the dates cannot tell."""

import re
from collections.abc import Sequence
from datetime import date

from rag.answers import Citation
from rag.selecting import Choice

_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|recent (?:news|developments?|events?)|any news|updates?"
    r"|what(?:['’]s| is) new|(?:right|just|until) now|these days|as of (?:now|today)"
    r"|current (?:state|status|situation|position)|where do(?:es)? (?:things|it|matters) stand)\b",
    re.IGNORECASE,
)


def asks_latest(question: str) -> bool:
    """Whether a question asks how things stand at the newest date.

    >>> asks_latest("What is the latest on the talks?"), asks_latest("Where were the talks?")
    (True, False)
    """
    return bool(_LATEST.search(question))


def topic_of(question: str) -> str:
    """The question without the words that ask for the latest.

    >>> topic_of("What is the latest on the talks?")
    'What is the   on the talks?'
    """
    return _LATEST.sub(" ", question)


def newest_first(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choices of newer articles before older ones and undated ones, else as they were."""
    return tuple(sorted(choices, key=_age))


def latest_notes(citations: Sequence[Citation], newest: date | None) -> tuple[str, ...]:
    """The newest date that the corpus reaches, and which of the cited sources have none."""
    if newest is None:
        return ("None of the articles is dated: which of them is the latest cannot be told.",)
    notes = [f"The newest dated article here is of {day(newest)}."]
    undated = dict.fromkeys(c.title or c.source for c in citations if c.published is None)
    if undated:
        named = "; ".join(f"“{title}”" for title in undated)
        notes.append(f"Without a date, so older or newer than that: {named}.")
    return tuple(notes)


def day(when: date) -> str:
    """The date as it is written in prose.

    >>> day(date(2025, 7, 1))
    '1 July 2025'
    """
    return f"{when.day} {when:%B %Y}"


def _age(choice: Choice) -> int:
    published = choice.candidate.passage.published
    return -published.toordinal() if published else 0
