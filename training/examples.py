"""Questions and paragraphs → training examples that look like the passages we search.

A passage of ours is a few whole sentences, about 100 words, with a headline and a date
before it; contexts are cropped to such windows around the answer.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from index.documents import Span
from index.sentences import sentences
from rag.reader_model.inputs import prefix

SHORTEST_WINDOW, LONGEST_WINDOW = 35, 140  # words
TITLE_SHOWN = 0.75  # share of examples that show their article's title
DATE_SHOWN = 0.4
FIRST_DAY, DAYS = date(1990, 1, 1), 13_500


@dataclass(frozen=True, slots=True)
class Example:
    """One example: `answers` are spans of `text` in as many sentences, none where it has none.

    `origin` names the set and the kind of negative, for the counts in the log.
    """

    origin: str
    question: str
    before: str
    text: str
    answers: tuple[Span, ...]


def window(text: str, keep: Span, rng: random.Random) -> tuple[str, int]:
    """Whole sentences of the text that hold `keep`, and where they begin in it."""
    parts = sentences(text, Span(0, len(text)))
    wanted = rng.randint(SHORTEST_WINDOW, LONGEST_WINDOW)
    touched = [n for n, part in enumerate(parts) if part.start < keep.end and keep.start < part.end]
    if not touched:
        return text, 0
    first, last = touched[0], touched[-1]
    while _words(text, parts, first, last) < wanted and (first > 0 or last < len(parts) - 1):
        if last == len(parts) - 1 or (first > 0 and rng.random() < 0.5):
            first -= 1
        else:
            last += 1
    return text[parts[first].start : parts[last].end], parts[first].start


def _words(text: str, parts: Sequence[Span], first: int, last: int) -> int:
    return text.count(" ", parts[first].start, parts[last].end) + 1


def answered(
    origin: str, question: str, text: str, answers: Sequence[Span], title: str, rng: random.Random
) -> Example:
    """The question with a window of the text around one of its answers; others may lie in it."""
    cropped, start = window(text, rng.choice(answers), rng)
    seen = Span(start, start + len(cropped))
    inside = [each for each in answers if seen.start <= each.start and each.end <= seen.end]
    moved = tuple(each.shifted(-start) for each in inside)
    return Example(origin, question, before(title, rng), cropped, moved)


def unanswered(
    origin: str, question: str, text: str, near: int, title: str, rng: random.Random
) -> Example:
    """The question with a window, around offset `near`, of a text that does not answer it."""
    cropped, _ = window(text, Span(near, near + 1), rng)
    return Example(origin, question, before(title, rng), cropped, ())


def before(title: str, rng: random.Random) -> str:
    """A headline and a date such as stand before passages, now and then left out."""
    shown = title if rng.random() < TITLE_SHOWN else ""
    day = FIRST_DAY + timedelta(days=rng.randrange(DAYS)) if rng.random() < DATE_SHOWN else None
    return prefix(shown, day)
