import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SettingsError
from rag.dispute import Dispute, load_dispute, mentions, parties_in
from rag.settings import seeds_folder

SEEDS = load_dispute(seeds_folder() / "dispute.toml")


def named(text):
    return [party.short for party in parties_in(text, SEEDS)]


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("what does kabul say", ["Kabul"]),
        ("The Afghan Taliban told Islamabad’s envoy", ["Kabul", "Islamabad"]),
        ("Tehreek-e-Taliban Pakistan fighters", ["the TTP"]),
        ("the Pakistani Taliban", ["the TTP"]),
        ("Fitna al-Khawarij and Pakistan", ["the TTP", "Islamabad"]),
        ("a Pakistan-based firm", ["Islamabad"]),
        ("Kabuli rice in Pakistanis’ kitchens", []),
        ("nobody", []),
    ],
)
def test_the_longest_name_counts(text, parties):
    assert named(text) == parties


def test_no_file_has_no_parties():
    assert load_dispute(None) == Dispute()
    assert parties_in("Kabul", Dispute()) == ()


@pytest.mark.parametrize(
    ("toml", "place"),
    [
        ("title = [", "cannot be read"),
        ("parties = 3", "parties"),
        ("[[parties]]\nshort = 'A'", "number 1"),
        ("[[parties]]\nname = 'A'\naliases = 'B'", "aliases"),
        ("[[parties]]\nname = 'A'\nspeakers = 'B'", "speakers"),
        ("[[parties]]\nname = 3", "name"),
        ("[outlets]\na = 3", "outlets"),
    ],
)
def test_a_bad_file_names_file_and_place(tmp_path, toml, place):
    path = tmp_path / "dispute.toml"
    path.write_text(toml)
    with pytest.raises(SettingsError, match=r"dispute\.toml") as error:
        load_dispute(path)
    assert place in str(error.value)


@given(st.text())
def test_mentions_are_spans_of_the_text(text):
    for mention in mentions(f"{text} Kabul {text}", SEEDS):
        assert mention.span.of(f"{text} Kabul {text}").strip()


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ('[[party]]\nname = "Norland"', "party: no such key; did you mean 'parties'"),
        ('[[parties]]\nname = "Norland"\nalias = ["N"]', "number 1, alias: no such key; did you"),
        ('colour = "red"', "colour: no such key; choose among title, parties"),
    ],
)
def test_a_key_that_nobody_hears_is_told(tmp_path, stated, message):
    path = tmp_path / "dispute.toml"
    path.write_text(stated)
    with pytest.raises(SettingsError, match=message):
        load_dispute(path)
