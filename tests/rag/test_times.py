"""Dates in sentences: which words are dates, and what days they mean."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.times import event_dates

PUBLISHED = date(2025, 7, 11)  # a Friday


def day(text):
    return date.fromisoformat(text)


def found(sentence, published=PUBLISHED):
    mentions = event_dates(sentence, published)
    for mention in mentions:
        assert mention.span.of(sentence) == mention.text
        assert (mention.start is None) == (mention.end is None)
    return mentions


@pytest.mark.parametrize("published", [None, PUBLISHED])
@pytest.mark.parametrize(
    ("sentence", "text", "start", "end", "precision"),
    [
        ("It fell on December 26, 2024, at dawn.", "December 26, 2024", "2024-12-26", None, "day"),
        ("Updated on 11 July 2025.", "11 July 2025", "2025-07-11", None, "day"),
        ("On Friday, 4 July 2025 it rained.", "Friday, 4 July 2025", "2025-07-04", None, "day"),
        ("Signed on the 3rd of May 2021.", "3rd of May 2021", "2021-05-03", None, "day"),
        ("Filed on Sept. 9, 2001.", "Sept. 9, 2001", "2001-09-09", None, "day"),
        ("It says 2024-02-29 here.", "2024-02-29", "2024-02-29", None, "day"),
        ("It began in October 2023.", "October 2023", "2023-10-01", "2023-10-31", "month"),
        ("It ended in May 2024.", "May 2024", "2024-05-01", "2024-05-31", "month"),
        ("It came in early March 2020.", "early March 2020", "2020-03-01", "2020-03-31", "month"),
        ("Ties are bad since 2023.", "2023", "2023-01-01", "2023-12-31", "year"),
        ("In 2019 they met.", "2019", "2019-01-01", "2019-12-31", "year"),
        ("The 2014 attack was worse.", "2014", "2014-01-01", "2014-12-31", "year"),
        ("In the 1990s there was war.", "1990s", "1990-01-01", "1999-12-31", "year"),
    ],
)
def test_absolute_dates_resolve_always(sentence, text, start, end, precision, published):
    (mention,) = found(sentence, published)
    assert (mention.text, mention.precision, mention.relative) == (text, precision, False)
    assert (mention.start, mention.end) == (day(start), day(end or start))


RELATIVE = [
    ("He spoke on Friday.", "Friday", "2025-07-11", None, "day"),
    ("He spoke on Saturday night.", "Saturday night", "2025-07-05", None, "day"),
    ("He spoke last Friday.", "last Friday", "2025-07-04", None, "day"),
    ("They will meet on Sunday.", "Sunday", "2025-07-13", None, "day"),
    ("They meet next Friday.", "next Friday", "2025-07-18", None, "day"),
    ("Friday’s raid was short.", "Friday", "2025-07-11", None, "day"),
    ("It fell yesterday.", "yesterday", "2025-07-10", None, "day"),
    ("It fell on October 12.", "October 12", "2024-10-12", None, "day"),
    ("It fell on 5 June.", "5 June", "2025-06-05", None, "day"),
    ("The vote will be on 20 July.", "20 July", "2025-07-20", None, "day"),
    ("They met earlier this month.", "earlier this month", "2025-07-01", "2025-07-11", "month"),
    ("They meet later this year.", "later this year", "2025-07-11", "2025-12-31", "year"),
    ("In October they met.", "October", "2024-10-01", "2024-10-31", "month"),
    ("It has grown since May.", "May", "2025-05-01", "2025-05-31", "month"),
    ("They met last July.", "last July", "2024-07-01", "2024-07-31", "month"),
    ("They met last week.", "last week", "2025-06-30", "2025-07-06", "day"),
    ("They met last month.", "last month", "2025-06-01", "2025-06-30", "month"),
    ("They met last year.", "last year", "2024-01-01", "2024-12-31", "year"),
    ("They met two days ago.", "two days ago", "2025-07-09", None, "day"),
    ("They met 3 months ago.", "3 months ago", "2025-04-01", "2025-04-30", "month"),
    ("They met five years ago.", "five years ago", "2020-01-01", "2020-12-31", "year"),
]


@pytest.mark.parametrize(("sentence", "text", "start", "end", "precision"), RELATIVE)
def test_relative_dates_resolve_against_publication(sentence, text, start, end, precision):
    (mention,) = found(sentence)
    assert (mention.text, mention.precision, mention.relative) == (text, precision, True)
    assert (mention.start, mention.end) == (day(start), day(end or start))


@pytest.mark.parametrize(
    ("sentence", "starts"),
    [
        ("Polls open on 9 August.", ["2025-08-09"]),
        ("The ban ends in October.", ["2025-10-01"]),
        ("The vote is on 12 May.", ["2026-05-12"]),
        ("The law takes effect on 1 March.", ["2026-03-01"]),
        ("Nurses have called a walkout for Monday.", ["2025-07-14"]),
        ("She said on Tuesday she would resign on Thursday.", ["2025-07-08", "2025-07-17"]),
        ("Talks will resume on Monday after they broke down on Tuesday.",
         ["2025-07-14", "2025-07-08"]),
        ("The fair, planned for 2 August, is free.", ["2025-08-02"]),
        ("A summit to be held on Tuesday will decide.", ["2025-07-15"]),
        ("On Sunday, ferries will stop.", ["2025-07-13"]),
        ("A walkout on Sunday will shut the port.", ["2025-07-13"]),
        ("The judge gave the mill until Monday to reply.", ["2025-07-14"]),
        ("The mill will appeal the ruling issued on Tuesday.", ["2025-07-08"]),
        ("The mill will appeal, it said on Tuesday.", ["2025-07-08"]),
        ("A plan to shut the mill was rejected on Monday.", ["2025-07-07"]),
        ("The fair had been planned for Monday but was put off.", ["2025-07-07"]),
        ("She was jailed for Tuesday’s attack.", ["2025-07-08"]),
        ("The council will meet after Tuesday’s raid.", ["2025-07-08"]),
        ("Its start on Tuesday drew crowds.", ["2025-07-08"]),
    ],
)  # fmt: skip
def test_the_clause_of_a_date_says_whether_it_is_still_to_come(sentence, starts):
    assert [m.start for m in found(sentence)] == [day(start) for start in starts]


@pytest.mark.parametrize("row", RELATIVE, ids=lambda row: row[1])
def test_relative_dates_stay_as_written_without_publication(row):
    (mention,) = found(row[0], None)
    assert (mention.text, mention.start, mention.end) == (row[1], None, None)


@pytest.mark.parametrize("phrase", ["two days after", "a month later", "several weeks ago"])
def test_what_hangs_on_another_event_or_no_number_stays_open(phrase):
    (mention,) = found(f"They met {phrase} the raid.")
    assert (mention.text, mention.start) == (phrase, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "They may March on the city in march order.",
        "It may be so, Theresa May said.",
        "The second team won 2-1 in a second round.",
        "Friday prayers were cancelled.",
        "On Fridays the market shuts, and every Friday the mosque fills.",
        "Black Friday sales fell.",
        "Some 2,023 people fled.",
        "They burned in 2000 villages and took 2019 rifles.",
        "Updated 9 sec ago",
        "It costs 1999.50 dollars, or 2020%.",
        "The season of 2021-22 was long.",
        "It fell on 31 June.",
        "Will march 12 kilometres.",
        "Room 2019 is shut.",
    ],
)
def test_words_and_numbers_that_are_no_dates(sentence):
    assert found(sentence) == ()
    assert found(sentence, None) == ()


def test_several_dates_in_order():
    mentions = found("Between 2001 and 2021, then in October 2023, and again on Friday, they met.")
    assert [m.text for m in mentions] == ["2001", "2021", "October 2023", "Friday"]


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_within_the_week_before_publication(published, weekday):
    name = (date(2024, 1, 1) + timedelta(days=weekday)).strftime("%A")
    (mention,) = event_dates(f"He spoke on {name}.", published)
    assert mention.start == mention.end
    assert mention.start.weekday() == weekday
    assert timedelta(0) <= published - mention.start < timedelta(days=7)


PIECES = st.sampled_from(
    """on in since March May Friday last next this earlier month week ago two 31 12 2023 2,023
    October 0 June days later - , . early of the 2019 Feb. 29 years several yesterday""".split()
)


@settings(deadline=None)
@given(
    st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=15).map(" ".join)),
    st.none() | st.dates(),
)
def test_any_text_gives_ordered_spans_of_itself(sentence, published):
    mentions = found(sentence, published)
    for left, right in pairwise(mentions):
        assert left.span.end <= right.span.start
    for mention in mentions:
        assert mention.start is None or mention.start <= mention.end
        assert mention.start is None or published or not mention.relative
