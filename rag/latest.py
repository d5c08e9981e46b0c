"""Questions for the latest: newer dated articles first, and what the dates cannot tell."""

import re
from collections.abc import Sequence
from datetime import date

from index.catalogue import Catalogue
from index.documents import Article, Passage
from rag.answers import Citation
from rag.questions import content_words
from rag.scoring import Candidate
from rag.selecting import MOST_STATEMENTS, Choice, same_fact, widened

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


# What is left of a question for the latest that names no topic.
_NO_TOPIC = frozenset(content_words("news story thing happening going stand development event"))


def names_topic(question: str) -> bool:
    """Whether a question for the latest names what it wants the latest on.

    >>> names_topic("What is the latest on the talks?"), names_topic("What is the latest news?")
    (True, False)
    """
    return bool(set(content_words(topic_of(question))) - _NO_TOPIC)


def newest_told(catalogue: Catalogue) -> tuple[Choice, ...]:
    """What the newest articles open with, one choice an article; undated ones come last.

    An article that opens with what a newer one says adds nothing.
    """
    chosen: list[Candidate] = []
    for article in sorted(catalogue.articles(), key=_days_back):
        opening = _opening(article, catalogue)
        if opening is not None and not any(same_fact(one, opening) for one in chosen):
            chosen.append(opening)
        if len(chosen) == MOST_STATEMENTS:
            break
    return tuple(Choice(one, widened(one.passage, one.sentence)) for one in chosen)


def _opening(article: Article, catalogue: Catalogue) -> Candidate | None:
    """The first sentence of an article's text; None where it has no text."""
    passages = (
        passage
        for passage in catalogue.passages_of(article.source)
        if passage.article == article.number and passage.kind == "body"
    )
    first = min(passages, key=lambda passage: passage.span.start, default=None)
    return Candidate(first, 0, 0.0, 0.0) if first else None


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
    return _days_back(choice.candidate.passage)


def _days_back(dated: Article | Passage) -> int:
    """Days that grow into the past; what has no date is the oldest."""
    return -dated.published.toordinal() if dated.published else 0
