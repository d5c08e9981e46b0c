import json
from datetime import date

import pytest

from rag.assistant import Assistant
from rag.citations import folded

# 14 March 2024 is a Thursday.
DATED = """KESH, March 13 (Wire) — Troops fired on a ferry near Kesh on Monday, Sudrian officials
said.

The two countries signed a treaty on the river in 1998. Boundary talks were held between 2001
and 2004 without result.

Envoys will meet in Lorn on 3 May 2024. They are to sign a truce at the town hall next month.

Will the guns fall silent on Sunday? A dam guard was shot dead in Toro, state television reported
on Tuesday.

The 1950 Waters Act names both rivers. The 2019 raid on the mill killed four. A strike shut the
port from 3 May to 5 May 2021, and in June 2021, on 7 June 2021, the mayor left. Wheat costs more
than it did a year ago. The map is from USA TODAY and hangs in the hall. In the past 100 years the
valley has seen nine floods.

A footbridge fell into the gorge, the ferry company said on Wednesday. It was the first such fall
since 1987. Some 17 barges have sunk since January. Sudria accused a mill of a breach of the 1998
treaty. Regime troops sealed the pass on 2 March.
"""
UNDATED = """Floods drive herders from the delta

Herders fled the delta on Friday after two days of rain. The old dyke broke in August 2022. Its
pump had run for two years before that. The rain has not stopped.
The reed fair, planned for 2 April, will be short.
"""
AGAIN = """TORO: A clerk found the papers of the treaty in an attic.

The two countries signed a treaty on the river in 1998, the clerk recalled.
"""


def unwrapped(text):
    return "\n\n".join(folded(paragraph) for paragraph in text.split("\n\n"))


@pytest.fixture(scope="module")
def river(tmp_path_factory, cache):
    folder = tmp_path_factory.mktemp("times")
    rows = [("Shots at Kesh", "2024-03-14", DATED), ("Papers found", "2023-01-09", AGAIN)]
    lines = [json.dumps({"title": t, "published": d, "text": unwrapped(x)}) for t, d, x in rows]
    (folder / "wire.jsonl").write_text("\n".join(lines))
    (folder / "delta.txt").write_text(UNDATED)
    return Assistant.open(folder)


def test_events_stand_in_order_of_their_days_and_as_the_article_words_them(river):
    found = [(e.when, e.start, e.end, e.precision) for e in river.timeline().dated]
    assert found == [
        ("1998", date(1998, 1, 1), date(1998, 12, 31), "year"),
        ("2001 and 2004", date(2001, 1, 1), date(2004, 12, 31), "year"),
        ("2019", date(2019, 1, 1), date(2019, 12, 31), "year"),
        ("3 May to 5 May 2021", date(2021, 5, 3), date(2021, 5, 5), "day"),
        ("7 June 2021", date(2021, 6, 7), date(2021, 6, 7), "day"),
        ("August 2022", date(2022, 8, 1), date(2022, 8, 31), "month"),
        ("2 March", date(2024, 3, 2), date(2024, 3, 2), "day"),
        ("Monday", date(2024, 3, 11), date(2024, 3, 11), "day"),
        ("Wednesday", date(2024, 3, 13), date(2024, 3, 13), "day"),
        ("next month", date(2024, 4, 1), date(2024, 4, 30), "month"),
        ("3 May 2024", date(2024, 5, 3), date(2024, 5, 3), "day"),
    ]


def test_a_day_without_a_known_publication_stands_apart_as_written(river):
    event, fair = river.timeline().undated
    assert (event.when, event.start, event.end, event.precision) == ("Friday", None, None, None)
    assert "Herders fled" in event.statement.text
    assert (fair.when, fair.start) == ("2 April", None)


@pytest.mark.parametrize(
    "words",
    [
        "fall silent",
        "state television",
        "Waters Act",
        "Wheat",
        "nine floods",
        "not stopped",
        "pump",
        "The map",
        "first such fall",
        "17 barges",
        "a breach",
    ],
)
def test_what_dates_nothing_that_happened_is_no_event(river, words):
    timeline = river.timeline()
    events = (*timeline.dated, *timeline.undated)
    assert not any(words in event.statement.text for event in events)


def test_an_event_told_twice_stands_once_with_both_sources(river):
    timeline = river.timeline()
    (treaty,) = [e for e in timeline.dated if e.start == date(1998, 1, 1)]
    cited = {timeline.citations[n - 1].source for n in treaty.statement.citations}
    assert cited == {"wire.jsonl#1", "wire.jsonl#2"}


def test_a_pronoun_brings_the_sentence_that_it_stands_for(river):
    event = next(e for e in river.timeline().dated if e.when == "next month")
    assert event.statement.text.startswith("Envoys will meet in Lorn")


def test_who_says_it_goes_with_the_event(river):
    fired = next(e for e in river.timeline().dated if e.when == "Monday")
    assert fired.statement.speaker == "Sudrian officials"


def test_the_day_of_a_statement_is_marked_as_such(river):
    assert [e.when for e in river.timeline().dated if e.said] == ["Wednesday"]


def test_words_that_take_a_side_stand_with_who_uses_them(river):
    leads = {e.when: e.statement.lead for e in river.timeline().dated}
    assert leads["2 March"] == "“Shots at Kesh”:"
    assert leads["2019"] == ""


def check_citations(timeline, assistant):
    events = (*timeline.dated, *timeline.undated)
    marks = [n for e in events for n in e.statement.citations]
    assert list(dict.fromkeys(marks)) == [c.number for c in timeline.citations]
    assert [c.number for c in timeline.citations] == list(range(1, len(timeline.citations) + 1))
    for c in timeline.citations:
        assert assistant.document(c.source).text[c.start : c.end] == c.quote
    for e in events:
        quote = timeline.citations[e.statement.citations[0] - 1].quote
        assert e.statement.text == folded(quote)
        assert e.when in e.statement.text


def test_every_event_is_cited_word_for_word(river, seeds):
    check_citations(river.timeline(), river)
    check_citations(seeds.timeline(), seeds)


def test_a_topic_keeps_to_itself(river):
    timeline = river.timeline("the river treaty")
    assert [e.when for e in timeline.dated] == ["1998"]
    assert timeline.undated == ()


def test_a_topic_of_no_article_has_no_events(river):
    timeline = river.timeline("the price of bitcoin")
    assert (timeline.dated, timeline.undated, timeline.citations) == ((), (), ())


def test_the_seeds_date_only_what_can_be_dated(seeds):
    timeline = seeds.timeline()
    starts = [e.start for e in timeline.dated]
    assert starts == sorted(starts)
    assert {(e.when, e.precision) for e in timeline.dated} >= {
        ("2023", "year"), ("December 26, 2024", "day"), ("Friday", "day"),
    }  # fmt: skip
    assert {e.when for e in timeline.undated} >= {"October", "Friday", "earlier this month"}
    published = {timeline.citations[n - 1].published
                 for e in timeline.undated for n in e.statement.citations}  # fmt: skip
    assert published == {None}
    assert not any("reported on Sunday" in e.statement.text for e in timeline.undated)


def test_json_types_only(river):
    plain = json.loads(json.dumps(river.timeline("treaty").to_dict()))
    assert plain["dated"][0]["start"] == "1998-01-01"
    assert plain["dated"][0]["statement"]["citations"][0] == 1
