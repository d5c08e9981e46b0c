"""Sides of a corpus that no dispute file describes."""

import pytest

from rag.assistant import Assistant
from rag.gathering import Told
from rag.speakers import heard_most

SAID = (
    "Norland accused Sudria of closing the river.",
    "“It is our water,” said the Sudrian water minister, Petra Voss.",
    "Voss said the gates were shut for repairs.",
    "Voss denied that they were shut for good.",
    "Norland’s envoy said the repairs were a pretext.",
    "The union said that its members had not been paid.",
    "A spokesman for the union said they would strike.",
    "Radio Norland reported that it rained.",
    "It rained.",
)


def told(texts):
    return [Told(None, 0, texts, place) for place in range(len(texts))]


def test_phrases_with_a_name_in_common_are_one_speaker():
    found = heard_most(told(SAID))
    assert [party.name for party in found] == ["Voss", "Norland", "Union"]
    assert {"Voss", "Sudrian water minister, Petra Voss"} <= {
        alias.removeprefix("the ") for alias in found[0].aliases
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("John Smith", "John Reed", False),
        ("North Korea", "South Korea", False),
        ("the Indian Foreign Ministry", "the Pakistani Foreign Ministry", False),
        ("the Department of Energy", "the Department of Health", False),
        ("Ms Park", "Ms Parker", False),
        ("Ira Cole", "Iran", False),
        ("Norland", "Norlandian officials", True),
        ("Karin Veld", "Veld", True),
        ("Police", "police", True),
    ],
)
def test_who_is_one_speaker(one, other, same):
    said = (f"{one} said that it rained.", f"It snowed, {other} said.")
    assert (len(heard_most(told(said))) == 1) == same


def test_nobody_speaks():
    assert heard_most(told(("It rained.", "The river rose."))) == ()


CLINIC = """Brennick parents say clinic turned children away

BRENNICK: Lena Marsh, who speaks for the parents, said on Monday that the clinic turned children
away at night. Marsh said the parents would go to court.

The clinic’s director, Paul Ortega, denied that any child was turned away. Ortega said the clinic
had opened a second ward in May.
"""


def test_positions_without_a_dispute_file(tmp_path, cache):
    (tmp_path / "clinic.txt").write_text(CLINIC)
    positions = Assistant.open(tmp_path).positions()
    assert positions.speakers
    sides = {side.party: side for side in positions.parties}
    (marsh,) = (side for name, side in sides.items() if "Marsh" in name)
    (ortega,) = (side for name, side in sides.items() if "Ortega" in name)
    assert (len(marsh.assertions), len(marsh.denials)) == (2, 0)
    assert (len(ortega.assertions), len(ortega.denials)) == (1, 1)
    assert all(one.citations for one in (*marsh.assertions, *ortega.denials))
