"""What happened when: the events that articles date, in order, on a topic or in all of them."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from itertools import compress, pairwise
from typing import Any

from index.dates import date_stamp
from index.documents import Span
from index.searching import Index
from rag.answers import Citation, Statement
from rag.attribution import attribute
from rag.citing import Citer, plain
from rag.clauses import tokenised
from rag.dispute import Dispute
from rag.gathering import NEAR, Told, gather, nearness
from rag.reporting import REPORTING
from rag.retelling import Retold, Said, retold, statement
from rag.sentence_vectors import SentenceVectors
from rag.statement_dates import dates_statement
from rag.times import Precision, TimeMention, event_dates
from rag.verbs import is_finite
from rag.voices import is_outlet


@dataclass(frozen=True, slots=True)
class Event:
    """Something that an article says happened, or will happen, at a time.

    `when` is the date as the article words it, `start` and `end` the first and last day it
    can mean, both None where that is not known; then `precision` is None too. With `said`
    it is when somebody said what the statement tells, not when that happened.
    """

    when: str
    start: date | None
    end: date | None
    precision: Precision | None
    statement: Statement
    said: bool = False


@dataclass(frozen=True, slots=True)
class Timeline:
    """Events with a known date by date, and apart those whose date hangs on an unknown one.

    `citations` are numbered from 1; the statements cite them by number.
    """

    topic: str | None
    dated: tuple[Event, ...]
    undated: tuple[Event, ...]
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, Any]:
        """The timeline as plain JSON types, dates as ISO 8601."""
        return asdict(self, dict_factory=plain)


@dataclass(frozen=True, slots=True)
class _When:
    """A time; equal to another that means the same days, or is worded alike if none is known."""

    start: date | None
    end: date | None
    open_words: str
    text: str = field(compare=False)
    precision: Precision | None = field(compare=False)
    said: bool = field(compare=False, default=False)


def timeline(
    topic: str | None, index: Index, vectors: SentenceVectors, dispute: Dispute, *, strict: bool
) -> Timeline:
    """The events on the topic, or of all articles for None.

    The latest articles count where there are more than `gathering.SENTENCES` sentences. A
    sentence that dates several things is an event for each. When an outlet reported
    something, or an article appeared, is no event. With `strict` a quote that fails its
    check raises InternalError; it is left out otherwise.
    """
    gathered = gather(topic, index)
    timed = [(one, times) for one in gathered.told if (times := _times(one))]
    scores = nearness([one for one, _ in timed], gathered, vectors, dispute)
    said = [
        Said(one, attribute(one.text, one.before, dispute, one.after), when)
        for one, times in compress(timed, scores >= NEAR)
        for when in times
    ]
    entries = retold(said)
    citer = Citer(gathered.catalogue, dispute)
    known = sorted((e for e in entries if e.said.key.start is not None), key=_days)
    return Timeline(
        topic,
        dated=tuple(_events(known, citer, strict)),
        undated=tuple(_events([e for e in entries if e.said.key.start is None], citer, strict)),
        citations=citer.citations,
    )


def _days(entry: Retold[_When]) -> tuple[date, date]:
    when = entry.said.key
    return when.start or date.min, when.end or date.max


def _events(entries: Sequence[Retold[_When]], citer: Citer, strict: bool) -> Iterator[Event]:
    for entry in entries:
        made = statement(entry, citer, wide=True, strict=strict)
        when = entry.said.key
        if made is not None:
            yield Event(when.text, when.start, when.end, when.precision, made, when.said)


def _times(told: Told) -> list[_When]:
    """When what the sentence tells happened: each known time, or else the first unknown one."""
    text = told.text
    found = event_dates(text, told.passage.published)
    if not found or text.endswith("?") or date_stamp(text) is not None or not _tells(text):
        return []
    kept = [mention for mention in found if _is_of_event(text, mention)]
    known = _finest([_known(text, g) for g in _ranges(text, [m for m in kept if m.start])])
    if known or not kept:
        return known
    first = kept[0]
    said = dates_statement(text, first.span)
    return [_When(None, None, first.text.casefold(), first.text, None, said)]


def _is_of_event(text: str, mention: TimeMention) -> bool:
    """Whether the date is of something that happened, rather than a name, length or measure."""
    before, after = text[: mention.span.start], text[mention.span.end :]
    if (mention.text.isalpha() and mention.text.isupper()) or _COMPARED.search(before):
        return False
    if _LENGTH.search(before) and mention.start is None and _UNIT.search(mention.text):
        return False
    if _SINCE.search(before) or (mention.precision == "year" and _names(before, after)):
        return False
    if mention.start and mention.end and mention.relative and mention.end - mention.start > LONGEST:
        return False
    return not _is_dateline(before, after) and not _is_of_report(before)


def _names(before: str, after: str) -> bool:
    """Whether a year between them only names a thing, as in "the 1950 Act"."""
    if not _ADJECTIVE.search(before):
        return False
    return not _HAPPENING.match(after) or _MENTIONED.search(before) is not None


# A relative stretch of time that is longer dates nothing: "the past 100 years".
LONGEST = timedelta(days=366)
# "for two years before", "in the six weeks after" are lengths; "two years before" is a time.
_LENGTH = re.compile(
    r"\b(?:for|within|in the|another|wait|be|than)(?: (?:more|less|at least|nearly|almost|about"
    r"|over|up to|no more|just)(?: than)?)? $",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\b(?:day|week|month|year)s?\b")
# "the first since 1987", "17 cases since January" compare and count; they tell of no beginning.
_SINCE = re.compile(
    r"\b(?:first|last|only|most|least|fewest|worst|best|(?:large|bigg|high|low|small|deadli"
    r"|long|short|heavi|strong|hott|cold|wett|dri|late)e?st|never|not|\d[\d,.]*|per ?cent|dozens"
    r"|hundreds|thousands|millions|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    r"[^;:]*\bsince (?:early |late |mid[ -]|last |at least )?$",
    re.IGNORECASE,
)
# "dearer than they were a year ago" dates a measure.
_COMPARED = re.compile(r"\b(?:than|compared (?:with|to))(?: [\w’']+){1,4} $", re.IGNORECASE)
# "the 1950 Act" is a name; "the 1998 treaty" and "the 2024 attack" are things that happened.
_ADJECTIVE = re.compile(r"\b(?:the|an?|its|his|her|their|[\w]+[’']s) $", re.IGNORECASE)
# But "in breach of the 1998 treaty" tells of something else.
_MENTIONED = re.compile(
    r"\b(?:of|under|with|to|by|over|about|against|on|violat\w+|breach\w+)"
    r" (?:the|an?|its|his|her|their|[\w]+[’']s) $",
    re.IGNORECASE,
)
_HAPPENING = re.compile(
    r"(?: [\w’'-]+){0,3}? (?:agreements?|accords?|arrests?|assassinations?|attacks?|battles?"
    r"|bombings?|ceasefires?|clash(?:es)?|conflicts?|coups?|crash|crisis|deals?|disasters?"
    r"|earthquakes?|elections?|evacuations?|floods?|independence|invasions?|killings?|massacres?"
    r"|meetings?|murders?|negotiations|pacts?|partition|protests?|raids?|referendums?"
    r"|revolutions?|riots?|rulings?|shootings?|sieges?|strikes?|summits?|takeovers?|talks"
    r"|treat(?:y|ies)|truces?|uprisings?|visits?|votes?|wars?|withdrawals?)\b",
    re.IGNORECASE,
)


def _finest(times: Sequence[_When]) -> list[_When]:
    """The times without those that another of the same sentence states more exactly."""
    return [one for one in times if not any(_is_finer(other, one) for other in times)]


def _is_finer(one: _When, other: _When) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    inside = other.start <= one.start and one.end <= other.end
    return inside and (one.start, one.end) != (other.start, other.end)


def _known(text: str, group: Sequence[TimeMention]) -> _When:
    """The time from the first to the last of one mention or of the two of a range."""
    first, last = group[0], group[-1]
    words = Span(first.span.start, last.span.end).of(text)
    said = first is last and dates_statement(text, first.span)
    return _When(_first_day(first, last), last.end, "", words, first.precision, said)


def _first_day(first: TimeMention, last: TimeMention) -> date | None:
    """The first day of a range, in the year of the last where only that states one."""
    if first.start is None or last.start is None or not first.relative or last.relative:
        return first.start
    with suppress(ValueError):  # 29 February
        return first.start.replace(year=last.start.year)
    return first.start


_RANGE = re.compile(r" ?(?:[-–—]|to|until|till) ?| and ")
_BETWEEN = re.compile(r"\bbetween (?:the )?$", re.IGNORECASE)


def _ranges(text: str, mentions: Sequence[TimeMention]) -> list[tuple[TimeMention, ...]]:
    """The mentions, the two of a range such as "from May to July 2024" together."""
    groups: list[tuple[TimeMention, ...]] = [(m,) for m in mentions[:1]]
    for earlier, later in pairwise(mentions):
        joined = len(groups[-1]) == 1 and _is_range(text, earlier, later)
        if joined:
            groups[-1] = (earlier, later)
        else:
            groups.append((later,))
    return groups


def _is_range(text: str, earlier: TimeMention, later: TimeMention) -> bool:
    between = text[earlier.span.end : later.span.start]
    if not _RANGE.fullmatch(between):
        return False
    first = _first_day(earlier, later)
    forward = first is not None and later.end is not None and first <= later.end
    opened = _BETWEEN.search(text[: earlier.span.start]) is not None
    return forward and (between != " and " or opened)


_ENDED = re.compile(r"[.!…][”\"’')\]]*$")
# A heading such as "The war of 2014" has no verb that is known as one and no full stop.
WORDS_OF_A_SENTENCE = 4


def _tells(text: str) -> bool:
    """Whether it is a sentence rather than a heading."""
    if _ENDED.search(text):
        return len(text.split()) >= WORDS_OF_A_SENTENCE
    tokens = tokenised(re.sub('[“”"‘]', " ", text))
    return any(is_finite(tokens, place) for place in range(len(tokens)))


_DATELINE = re.compile(
    r"(?!(?:On|In|By|At|Since|From|Until|After|Before|The)\b)(?:[A-Z][\w.’'-]*[ ,/(]{0,2}){1,5}"
)
_AFTER_DATELINE = re.compile(r"[,.]? ?(?:\d{4} ?)?(?:\([^)]{1,40}\) ?)?(?:[-–—:]|\) ?[-–—:])")


def _is_dateline(before: str, after: str) -> bool:
    """Whether the date stands in front of the story, as in "KABUL, Oct 3 (Agency) — …"."""
    return bool(_DATELINE.fullmatch(before)) and bool(_AFTER_DATELINE.match(after))


_LAST_CLAUSE = re.compile(r"[^,;:“”\"]*$")


def _is_of_report(before: str) -> bool:
    """Whether the date says when an outlet reported, as in "state media said on Sunday"."""
    clause = _LAST_CLAUSE.search(before)
    said = (clause[0] if clause else "").split()
    while said and said[-1].lower() in ("on", "late", "early"):
        said.pop()
    if len(said) < 2 or said[-1].lower() not in REPORTING:
        return False
    # Of agencies only those of news: a refugee agency that speaks is an event.
    return is_outlet(" ".join(w for w in said[-5:-1] if w.lower() not in ("agency", "agencies")))
