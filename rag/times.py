"""The dates that a sentence gives for what it tells, apart from when it was published.

An absolute date ("26 December 2024", "October 2023", "since 2023") resolves always. A
relative one ("on Friday", "earlier this month", "in October") resolves only against a
known date of publication, and stays as written without one. English only.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import dateparser

from index.dates import stated_date
from index.documents import Span
from rag.reporting import MONTHS
from rag.tenses import is_ahead

Precision = Literal["day", "month", "year"]
Range = tuple[date, date]


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A date in a sentence: `span` counts code points of the sentence, `text` is its words.

    `start` and `end` are the first and last day it can mean, both None where that is not
    known. A week has the precision "day". The preposition before it is left out.
    """

    span: Span
    text: str
    start: date | None
    end: date | None
    precision: Precision
    relative: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    """A shape of date; `resolve` gets the match and the date of publication."""

    pattern: re.Pattern[str]
    precision: Precision
    relative: bool
    resolve: Callable[[re.Match[str], date | None], Range | None]


def event_dates(sentence: str, published: date | None) -> tuple[TimeMention, ...]:
    """Return the dates that the sentence names, in order, without overlaps.

    >>> [m.text for m in event_dates("The truce of 11 July 2025 ended on Friday.", None)]
    ['11 July 2025', 'Friday']
    """
    mentions: list[TimeMention] = []
    for rule in _RULES:
        for mention in _by_rule(rule, sentence, published):
            if not any(mention.span.overlaps(other.span) for other in mentions):
                mentions.append(mention)
    return tuple(sorted(mentions, key=lambda mention: mention.span))


def _by_rule(rule: _Rule, sentence: str, published: date | None) -> Iterator[TimeMention]:
    for match in rule.pattern.finditer(sentence):
        try:
            known = rule.resolve(match, published)
        except (ValueError, OverflowError):  # 31 June, or a date before the year 1
            continue
        start, end = known or (None, None)
        span = Span(*match.span("date"))
        yield TimeMention(span, match["date"], start, end, rule.precision, rule.relative)


# --- absolute -------------------------------------------------------------------------


def _stated_day(match: re.Match[str], _: date | None) -> Range:
    day = stated_date(re.sub(r"\bof\s+", "", match["date"]))
    if day is None:
        raise ValueError(match["date"])
    return day, day


def _stated_month(match: re.Match[str], _: date | None) -> Range:
    return _month(int(match["year"]), _month_number(match["month"]))


def _stated_year(match: re.Match[str], _: date | None) -> Range:
    return _year(int(match["year"]))


def _decade(match: re.Match[str], _: date | None) -> Range:
    first = int(match["year"])
    return date(first, 1, 1), date(first + 9, 12, 31)


def _month_number(name: str) -> int:
    return _MONTH_NAMES.index(name[:3].lower()) + 1


def _month(year: int, month: int) -> Range:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _year(year: int) -> Range:
    return date(year, 1, 1), date(year, 12, 31)


def _week(day: date) -> Range:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


# --- relative to the date of publication ----------------------------------------------


def _day_of_month(match: re.Match[str], published: date | None) -> Range | None:
    """Resolve "October 12" to the last one, or to the next one in talk of what will be."""
    if published is None:
        _check_day(match)
        return None
    prefer = "future" if _is_ahead(match) else "past"
    parsed = dateparser.parse(
        match["date"],
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime(published.year, published.month, published.day, 23),
            "PREFER_DATES_FROM": prefer,
            "REQUIRE_PARTS": ["day", "month"],
        },
    )
    if parsed is None:
        raise ValueError(match["date"])
    return parsed.date(), parsed.date()


def _is_ahead(match: re.Match[str]) -> bool:
    return is_ahead(match.string, Span(*match.span("date")))


def _check_day(match: re.Match[str]) -> None:
    """Refuse a day that no year has, such as 31 June."""
    number = re.search(r"\d+", match["date"])
    date(2024, _month_number(match["month"]), int(number[0]) if number else 0)


def _month_alone(match: re.Match[str], published: date | None) -> Range | None:
    if published is None:
        return None
    month = _month_number(match["month"])
    which = (match["which"] or "").lower()
    year = published.year
    if which == "last":
        year -= month >= published.month
    elif which == "next" or (which != "this" and _is_ahead(match)):
        year += month <= published.month if which == "next" else month < published.month
    elif which != "this":
        year -= month > published.month
    return _month(year, month)


def _weekday(match: re.Match[str], published: date | None) -> Range | None:
    """Resolve "Friday" to the last one, the day of publication included."""
    if published is None:
        return None
    which = (match["which"] or "").lower()
    back = (published.weekday() - _WEEKDAY_NAMES.index(match["weekday"])) % 7
    if which == "next" or (which != "last" and _is_ahead(match)):
        day = published + timedelta(days=7 - back)
    else:
        day = published - timedelta(days=back or (7 if which == "last" else 0))
    return day, day


def _near_day(match: re.Match[str], published: date | None) -> Range | None:
    if published is None:
        return None
    word = match["date"].lower()
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0)
    day = published + timedelta(days=shift)
    return day, day


def _period(match: re.Match[str], published: date | None) -> Range | None:
    """Resolve "last week", "this year", "earlier this month"."""
    if published is None:
        return None
    step = {"last": -1, "next": 1}.get(match["which"].lower(), 0)
    start, end = _period_around(published, match["unit"].lower(), step)
    part = (match["part"] or "").lower()
    if part == "earlier":
        end = published
    elif part == "later":
        start = published
    return start, end


def _period_around(day: date, unit: str, step: int) -> Range:
    """The week, month or year that lies `step` such units from the one that holds `day`."""
    if unit == "week":
        return _week(day + timedelta(weeks=step))
    if unit == "year":
        return _year(day.year + step)
    months = day.year * 12 + day.month - 1 + step
    return _month(months // 12, months % 12 + 1)


def _ago(match: re.Match[str], published: date | None) -> Range | None:
    """Resolve "two days ago", "three months ago"; "several days ago" stays open."""
    count = _count(match["count"])
    if published is None or count is None:
        return None
    unit = match["unit"].lower()
    if unit == "day":
        day = published - timedelta(days=count)
        return day, day
    return _period_around(published, unit, -count)


def _lately(match: re.Match[str], published: date | None) -> Range | None:
    """Resolve "the past two weeks" to the days up to publication."""
    count = _count(match["count"])
    if published is None or count is None:
        return None
    unit = match["unit"].lower()
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[unit]
    return published - timedelta(days=days * count), published


def _unanchored(match: re.Match[str], published: date | None) -> Range | None:
    """Leave "two days later" open: it hangs on another event."""
    return None


def _count(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    word = word.lower()
    return _NUMBERS.index(word) + 1 if word in _NUMBERS else 1 if word in ("a", "an") else None


# --- the shapes, the more definite first ----------------------------------------------

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WEEKDAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()

# The short forms of news agencies; March to July are not shortened.
_SHORT = r"Jan\.?|Feb\.?|Mar\.|Apr\.?|Jun\.|Jul\.|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?"
_ANY_MONTH = rf"(?P<month>{MONTHS}|{_SHORT})"
_WEEKDAYS = "|".join(_WEEKDAY_NAMES)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:])"
_YEAR = r"(?P<year>(?:19|20)\d{2})(?![\d%]|[,.-]\d|s\b)"
_UNITS: tuple[tuple[str, Precision], ...] = (
    ("day", "day"),
    ("week", "day"),
    ("month", "month"),
    ("year", "year"),
)
_UNIT = "(?P<unit>day|week|month|year)s?"
_COUNT = rf"(?P<count>\d{{1,3}}|an?|{'|'.join(_NUMBERS)}|several|a few|a couple of|many)"
# Nouns that are counted: "in 2000 villages" names no year.
_COUNTED = (
    r"(?!\s+(?:[a-z]+\s)?(?:people|men|women|children|troops|soldiers|villages|villagers|homes"
    r"|houses|families|cases|places|km|kilometres|kilometers|miles|metres|meters|dollars|votes"
    r"|points|districts|schools|refugees|tonnes|tons|euros|acres|hectares|fighters|workers"
    r"|rupees|pounds|students|prisoners|dead|wounded|deaths|times|words|seats|troops)\b)"
)


def _shape(pattern: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE if ignore_case else 0)


_RULES = (
    _Rule(
        _shape(
            rf"(?<![\w-])(?P<date>(?:(?:{_WEEKDAYS}),? )?"
            rf"(?:{_ANY_MONTH} {_DAY},? {_YEAR}|{_DAY} (?:of )?(?:{MONTHS}|{_SHORT}),? "
            r"(?:19|20)\d{2}(?![\d%]|[,.-]\d)|(?:19|20)\d{2}-[01]\d-[0-3]\d(?![\d-])))"
        ),
        "day",
        False,
        _stated_day,
    ),
    _Rule(
        _shape(
            rf"(?<![\w-])(?P<date>(?:(?:early|late|mid|[Ee]arly|[Ll]ate)[ -])?{_ANY_MONTH}"
            rf",?(?: of)? {_YEAR})"
        ),
        "month",
        False,
        _stated_month,
    ),
    _Rule(_shape(r"(?<![\w,.-])(?P<date>(?P<year>(?:19|20)\d0)s)\b"), "year", False, _decade),
    _Rule(
        _shape(
            r"\b(?:since|until|till|before|after|circa)"
            rf"(?: at least)? (?P<date>(?:(?:early|late|mid)[ -])?{_YEAR})",
            ignore_case=True,
        ),
        "year",
        False,
        _stated_year,
    ),
    _Rule(
        _shape(
            r"(?:\b(?:in|during|by|from|between|throughout)|\b(?:spring|summer|autumn|winter|fall|end"
            r"|start|beginning|middle|year) of|(?<=\d{4} and)|(?<=\d{4} to)|(?<=\d{4} or))"
            rf" (?P<date>(?:(?:early|late|mid)[ -])?{_YEAR}){_COUNTED}",
            ignore_case=True,
        ),
        "year",
        False,
        _stated_year,
    ),
    _Rule(
        _shape(
            rf"\b(?:the|an?|its|his|her|their|[a-z]+[’']s) (?P<date>{_YEAR}){_COUNTED}"
            "(?= [a-z])",
            ignore_case=True,
        ),
        "year",
        False,
        _stated_year,
    ),
    _Rule(
        _shape(
            rf"(?<![\w-])(?P<date>(?:(?:{_WEEKDAYS}),? )?(?:{_ANY_MONTH} {_DAY}(?!,\d|\.\d|-\d))"
            r"(?! (?:people|men|women|km|miles|points|percent|per cent)))"
        ),
        "day",
        True,
        _day_of_month,
    ),
    _Rule(
        _shape(
            rf"(?<![\w,.:-])(?P<date>(?:(?:{_WEEKDAYS}),? )?(?:the )?{_DAY} (?:of )?{_ANY_MONTH})"
            r"(?![\w’'])"
        ),
        "day",
        True,
        _day_of_month,
    ),
    _Rule(
        _shape(
            r"(?<![\w-])(?:(?:[Ii]n|[Ss]ince|[Dd]uring|[Bb]y|[Uu]ntil|[Tt]ill|[Ff]rom|[Bb]etween"
            r"|[Bb]efore|[Aa]fter|[Tt]hroughout|[Ee]nd of|[Mm]onth of|to|and) )?"
            r"(?P<date>(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Ee]arly|[Ll]ate|[Mm]id) ?-?"
            rf"{_ANY_MONTH})(?![\w-])"
        ),
        "month",
        True,
        _month_alone,
    ),
    _Rule(
        _shape(
            r"(?<![\w-])(?:[Ii]n|[Ss]ince|[Dd]uring|[Bb]y|[Uu]ntil|[Tt]ill|[Ff]rom|[Bb]etween"
            r"|[Bb]efore|[Aa]fter|[Tt]hroughout|[Ee]nd of|[Mm]onth of|"
            rf"(?:{MONTHS}) (?:to|and|or)) (?P<which>)(?P<date>{_ANY_MONTH})(?![\w-]| [A-Z\d])"
        ),
        "month",
        True,
        _month_alone,
    ),
    _Rule(
        _shape(
            r"(?<![\w-])(?<!every )(?<!Every )(?<!each )(?<!Black )(?<!Good )(?<!Bloody )"
            r"(?<!Super )(?<!Ash )(?<!Palm )(?<!Easter )(?<!Holy )"
            r"(?P<date>(?:(?P<which>[Ll]ast|[Tt]his|[Nn]ext) )?"
            rf"(?P<weekday>{_WEEKDAYS})(?: (?:morning|afternoon|evening|night))?)"
            r"(?![\w-]| (?:[Pp]rayers?|sermons?|[Mm]osque|Times|Post|market|School|school)\b)"
        ),
        "day",
        True,
        _weekday,
    ),
    _Rule(
        _shape(
            r"\b(?P<date>yesterday|today|tomorrow|tonight|last night"
            r"|this (?:morning|afternoon|evening))\b(?![’']s)",
            ignore_case=True,
        ),
        "day",
        True,
        _near_day,
    ),
    *(
        _Rule(
            _shape(
                r"\b(?P<date>(?:(?P<part>earlier|later) )?(?P<which>this|last|next)"
                rf" (?P<unit>{unit}))\b(?! (?:of|[’']s))",
                ignore_case=True,
            ),
            precision,
            True,
            _period,
        )
        for unit, precision in _UNITS[1:]
    ),
    *(
        _Rule(
            _shape(rf"\b(?P<date>{_COUNT} (?P<unit>{unit})s? ago)\b", ignore_case=True),
            precision,
            True,
            _ago,
        )
        for unit, precision in _UNITS
    ),
    _Rule(
        _shape(rf"\b(?P<date>(?:the )?(?:past|last) {_COUNT} {_UNIT})\b", ignore_case=True),
        "day",
        True,
        _lately,
    ),
    *(
        _Rule(
            _shape(
                rf"\b(?P<date>{_COUNT} (?P<unit>{unit})s? (?:after|before|later|earlier))\b",
                ignore_case=True,
            ),
            precision,
            True,
            _unanchored,
        )
        for unit, precision in _UNITS
    ),
)
