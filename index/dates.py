"""What a page states about when it was published.

A date is taken only where nothing needs guessing: "9 sec ago", "Friday", "July 2025" and
"03/04/2025" give none.
"""

import re
from datetime import date
from functools import lru_cache

_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAYS = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_LABEL = (
    r"(?:(?:first|last|originally)\s+)?"
    r"(?:published|updated?|posted|modified|issued|released|dated?|created|filed|uploaded)"
    r"(?:\s+(?:on|at|date|time|online))*"
)
_ZONE = r"(?:[a-z]{1,4}t|utc|pkt|z|local time|[a-z]{3} time|eastern|pacific)"
_TOKEN = (
    rf"(?:(?:{_MONTHS})\b\.?|{_WEEKDAYS}\b\.?|\d{{1,4}}(?:(?:st|nd|rd|th)?\b|(?=t\d|z\b|[ap]\.?m))"
    rf"|[ap]\.?m\b\.?|{_ZONE}\b|at\b|on\b|of\b|[\s,:/.+\-–—()]|(?<=\d)[tz])"
)
_AGO = (
    r"(?:(?:about\s+)?(?:(?:\d+|an?|one|two|a few)\s*"
    r"(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?|months?|years?)"
    r"[\s,]+(?:and\s+)?){1,3}ago|yesterday|today|just now|moments ago)"
)
_STAMP = re.compile(
    rf"(?P<label>{_LABEL})?\s*[:\-–—]?\s*(?:(?P<date>{_TOKEN}++)|(?P<ago>{_AGO}))\.?", re.IGNORECASE
)
_DAY = re.compile(
    rf"\b(?:(?:{_MONTHS})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?"
    rf"(?:{_MONTHS})\b|\d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}|\d{{1,2}}([-/.])\d{{1,2}}\2\d{{2,4}})",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"\s*(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])(\d{1,2})\2(\d{2,4})(?!\d)")
_TIME = re.compile(r"\b\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?.*", re.IGNORECASE)

# Longer lines are prose, whatever they are made of.
_LONGEST_STAMP = 100


def date_stamp(line: str) -> tuple[str, date | None] | None:
    """Return the label and date of a line that is nothing but a date; None for any other.

    The label ("updated", "published on", or "") is in small letters. The date is None
    where the stamp is relative or leaves the day, month or year open. Names of months and
    labels are English.
    """
    if len(line) > _LONGEST_STAMP:
        return None
    stamp = _STAMP.fullmatch(line.strip())
    if stamp is None:
        return None
    label = (stamp["label"] or "").casefold()
    if stamp["ago"]:
        return label, None
    if not _DAY.search(stamp["date"]):
        return (label, None) if label and stamp["date"].strip() else None
    return label, stated_date(stamp["date"])


@lru_cache(maxsize=4096)
def stated_date(text: str) -> date | None:
    """Return the day that `text` states in full, None where any part is left to guess.

    The day is the one written, whatever the time zone. Numbers alone count where only one
    reading is possible: 2025-07-11 and 13/07/2025 do, 03/04/2025 does not.
    """
    year_first = _YEAR_FIRST.match(text)
    if year_first:
        return _day(year_first[1], year_first[3], year_first[4])
    year_last = _YEAR_LAST.search(text)
    if year_last:
        return _unambiguous(year_last[1], year_last[3], year_last[4])
    return _in_words(text)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _unambiguous(first: str, second: str, year: str) -> date | None:
    """Day and month in either order, where the numbers allow one order only."""
    if len(year) != 4 or (int(first) <= 12 and int(second) <= 12 and first != second):
        return None
    return _day(year, second, first) or _day(year, first, second)


def _in_words(text: str) -> date | None:
    if not re.search(r"\d{4}", text) or len(text) > _LONGEST_STAMP:
        return None
    import dateparser  # slow to import, and most corpora state dates in numbers

    parsed = dateparser.parse(
        _TIME.sub("", text).strip(" ,-–—|") or text,
        settings={
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
        },
    )
    return parsed.date() if parsed else None
