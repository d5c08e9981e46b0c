"""Answers and timelines as HTML, without a server."""

import re
from datetime import date

import pytest

from rag.answers import Answer, Citation, Statement
from rag.positions import PartyPosition, Positions
from rag.timeline import Event, Timeline
from ui import panels, timelines
from ui.conversations import Conversation, Store, Turn, merged, restored, stored


def citation(number, quote, outlet="Tideland Post"):
    return Citation(number, quote, "a.txt", 0, len(quote), "Low river", None, quote, outlet)


CLAIM = Statement("Norland took the water.", (1,), "Petra Voss", "Sudria", "asserts")
DENIAL = Statement("Norland denies it.", (2,), "Norland", "Norland", "denies")
NEWS = Statement("The river is low.", (1,))
CITED = (citation(1, CLAIM.text), citation(2, DENIAL.text))


def answer(*statements, contested=False, **given):
    text = " ".join(each.text for each in statements)
    asked = {"confidence": 0.9, "question": "Why?"} | given
    return Answer(text, None, statements, CITED, bool(statements), contested, **asked)


@pytest.mark.parametrize("kind", ["topic", "fact", "premise"])
def test_each_kind_of_silence_has_a_title_of_its_own(kind):
    html = panels.answer_html(answer(silence=kind), "t", "Why?")
    assert panels.SILENCE_TITLES[kind] in html
    assert "<details><summary>" in html  # folded
    assert "bs-confidence" not in html


def test_the_newspaper_speaks_where_nobody_else_does():
    html = panels.answer_html(answer(NEWS), "t", "Why?")
    assert '<span class="bs-by">Tideland Post</span>' in html


def test_sides_are_columns_only_where_both_have_words_of_their_own():
    both = panels.answer_html(answer(CLAIM, DENIAL, contested=True), "t", "Why?")
    assert both.index("<h3>Sudria</h3>") < both.index(CLAIM.text) < both.index("<h3>Norland</h3>")
    assert "Norland · denial" in both
    one = panels.answer_html(answer(CLAIM, contested=True), "t", "Why?")
    assert "<h3>" not in one
    assert panels.BOTH_IN_ONE in one


def test_how_a_follow_up_was_understood_is_told():
    assert "Understood as: Why?" in panels.answer_html(answer(NEWS), "t", "And?")
    assert "Understood" not in panels.answer_html(answer(NEWS), "t", " Why? ")


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.9, "Well supported"), (0.7, "Supported"), (0.3, "Weakly supported")],
)
def test_confidence_is_in_words(confidence, words):
    html = panels.answer_html(answer(NEWS, confidence=confidence), "t", "Why?")
    assert f">{words}</p>" in html
    assert str(confidence) not in html


def event(start, end=None, precision="day"):
    return Event("then", start, end or start, precision, NEWS)


def plot(*events):
    return timelines.timeline_html(Timeline(None, events, (), CITED), "timeline")


def test_points_stand_in_order_along_the_axis():
    html = plot(event(date(2020, 1, 1)), event(date(2022, 1, 1)), event(date(2024, 1, 1)))
    places = [html.index(f'style="left:{place}%') for place in ("0.0", "50.03", "100.0")]
    assert places == sorted(places)
    for year in range(2020, 2025):
        assert f">{year}</span>" in html


def test_events_of_one_day_stand_above_each_other():
    html = plot(*[event(date(2020, 1, 1))] * 3)
    assert [f"--bs-level:{level}" in html for level in range(4)] == [True] * 3 + [False]
    assert "1 Jan 2020" in html


def test_no_two_points_stand_in_one_place():
    html = plot(*[event(date(2020, 1, 1))] * 15, event(date(2021, 1, 1)))
    places = re.findall(r'style="(left:[0-9.]+%;--bs-level:[0-9]+)"', html)
    assert len(set(places)) == len(places) == 16
    assert "--bs-levels:15" in html


def test_an_imprecise_date_reaches_to_its_last_day():
    html = plot(event(date(2020, 1, 1), date(2020, 12, 31), "year"), event(date(2021, 12, 30)))
    assert 'class="bs-span" style="left:0.0%;width:50.0' in html


def test_without_parties_a_reader_is_told_that_these_are_speakers():
    html = panels.positions_html(Positions(None, (), (), speakers=True), "positions")
    assert "No speaker" in html
    side = PartyPosition("Petra Voss", (CLAIM,), ())
    html = panels.positions_html(Positions(None, (side,), (), speakers=True), "positions")
    assert "the speakers who are heard most" in html
    assert "heard most" not in panels.positions_html(Positions(None, (side,), ()), "positions")


def test_what_the_browser_kept_comes_back_whole():
    turn = Turn("abc12345", "Why?", answer(CLAIM, DENIAL, contested=True))
    kept = (Conversation("c1234567", (turn,), 1_700_000_000_000),)
    store = Store("visitor12345", kept, "c1234567", ("gone1234",))
    assert restored(stored(store)) == store


def test_of_two_tabs_the_later_state_counts_and_what_one_deleted_is_gone():
    turns = [Turn(f"turn{n}", "Why?", answer(NEWS)) for n in range(3)]
    old, grown = Conversation("a", (turns[0],), 1), Conversation("a", tuple(turns[:2]), 3)
    other, gone = Conversation("b", (turns[2],), 2), Conversation("c", (turns[2],), 9)
    mine = Store("visitor12345", (gone, old), "a")
    theirs = Store("visitor12345", (other, grown), "b", ("c",))
    both = merged(mine, theirs)
    assert both == Store("visitor12345", (grown, other), "a", ("c",))
    assert merged(both, mine) == both
    assert merged(theirs, mine).conversations == both.conversations


def test_a_deleted_conversation_is_known_as_deleted():
    kept = (Conversation("a", (Turn("t", "Why?", answer(NEWS)),), 1),)
    assert Store("visitor12345", kept, "a").without_opened() == Store(
        "visitor12345", removed=("a",)
    )
    assert Store("visitor12345", kept, "none").without_opened().removed == ()
