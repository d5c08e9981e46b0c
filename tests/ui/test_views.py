"""Positions and timeline as a reader of the terminal gets them."""

import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from rag.answers import Citation, Statement
from rag.positions import PartyPosition, Positions
from rag.timeline import Event, Timeline
from ui import render
from ui.timelines import timeline_html

PROJECT = Path(__file__).parents[2]
CLAIM = Statement("Norland took the water.", (1,), "Petra Voss", "Sudria", "asserts", "Petra Voss:")
DENIAL = Statement("Norland denies it.", (2,), "Norland", "Norland", "denies")
CITED = tuple(
    Citation(n, text, "a.txt", 0, len(text), "Low river", None, text, also=("b.txt",) * (n == 1))
    for n, text in enumerate((CLAIM.text, DENIAL.text), 1)
)


def shown(renderable):
    console = Console(file=io.StringIO(), width=120)
    console.print(renderable)
    return console.file.getvalue()


def test_the_parties_stand_side_by_side_with_marks_and_sources():
    sides = (PartyPosition("Sudria", (CLAIM,), ()), PartyPosition("Norland", (), (DENIAL,)))
    text = shown(render.positions_tables(Positions(None, sides, CITED)))
    head = next(line for line in text.splitlines() if "Sudria" in line)
    assert head.index("Sudria") < head.index("Norland")
    rows = [line for line in text.splitlines() if line.startswith(("│ asserts", "│ denies"))]
    assert "Petra Voss: Norland took the water. [1]" in rows[0]
    assert "Norland denies it. [2]" in rows[1]
    assert "also in b.txt" in text


def test_a_party_without_words_is_named_and_takes_no_column():
    sides = (PartyPosition("Sudria", (CLAIM,), ()), PartyPosition("River League", (), ()))
    text = shown(render.positions_tables(Positions(None, sides, CITED[:1])))
    assert "no words of River League" in text
    assert "┃ River League" not in text
    assert "denies" not in text


def test_no_parties_and_no_words_are_different_silences():
    assert "dispute.toml" in shown(render.positions_tables(Positions(None, (), (), speakers=True)))
    silent = Positions("cattle", (PartyPosition("Sudria", (), ()),), ())
    assert "“cattle”" in shown(render.positions_tables(silent))


def event(when, start, end, precision, statement=CLAIM):
    return Event(when, start, end, precision, statement)


@pytest.mark.parametrize(
    ("start", "end", "precision", "words"),
    [
        (date(2024, 5, 3), date(2024, 5, 3), "day", "2024-05-03"),
        (date(2024, 5, 6), date(2024, 5, 12), "day", "2024-05-06 to 2024-05-12"),
        (date(2024, 5, 1), date(2024, 5, 31), "month", "2024-05"),
        (date(2001, 1, 1), date(2004, 12, 31), "year", "2001 to 2004"),
        (None, None, None, ""),
    ],
)
def test_days_are_as_exact_as_the_article(start, end, precision, words):
    assert render.days(event("then", start, end, precision)) == words


def test_undated_events_stand_in_a_table_of_their_own():
    dated = (event("1998", date(1998, 1, 1), date(1998, 12, 31), "year"),)
    undated = (event("on Friday", None, None, None, DENIAL),)
    text = shown(render.timeline_tables(Timeline(None, dated, undated, CITED)))
    before, after = text.split("Without a known date")
    assert "1998" in before
    assert "on Friday" in after
    assert "No event" in shown(render.timeline_tables(Timeline(None, (), (), ())))


def test_the_day_of_a_statement_is_shown_as_such():
    told = Event("Friday", date(2024, 5, 3), date(2024, 5, 3), "day", DENIAL, said=True)
    assert "2024-05-03 (said)" in shown(render.timeline_tables(Timeline(None, (told,), (), CITED)))
    assert "3 May 2024 (said)" in timeline_html(Timeline(None, (told,), (), CITED), "timeline")


def test_article_text_cannot_mark_up_or_move_what_is_shown():
    hostile = Statement("[bold red]x[/] \x1b[31m \u202e", (1,), stance="asserts")
    side = PartyPosition("[blink]Sudria", (hostile,), ())
    text = shown(render.positions_tables(Positions("t", (side,), CITED[:1])))
    undated = (event("x\x1b", None, None, None, hostile),)
    text += shown(render.timeline_tables(Timeline(None, (), undated, CITED[:1])))
    assert "[bold red]x[/]" in text
    assert "[blink]Sudria" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-c", "from ui.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "COLUMNS": "100"},
    )


def test_positions_as_json(cache):
    done = run("positions", "TTP", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["topic"] == "TTP"
    assert found["parties"][0]["party"] == "Pakistan"
    denying = [p["party"] for p in found["parties"] if p["denials"]]
    assert denying == ["Afghanistan under the Taliban"]


def test_timeline_prints_tables(cache):
    done = run("timeline")
    assert done.returncode == 0, done.stderr
    assert "2024-12-26" in done.stdout
    assert "Without a known date" in done.stdout


def test_nothing_found_is_status_1_and_no_topic_a_mistake(cache, tmp_path):
    (tmp_path / "a.txt").write_text("The dam holds nine metres of water, engineers said.")
    done = run("positions", "--corpus", str(tmp_path))
    assert done.returncode == 1
    assert "dispute.toml" in done.stdout
    assert run("timeline", "the price of bitcoin").returncode == 1
    assert run("timeline", "?").returncode == 2
