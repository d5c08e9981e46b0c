import pytest

from rag.assistant import Assistant
from rag.contesting import is_loaded
from rag.dispute import load_dispute
from rag.settings import seeds_folder

SEEDS = load_dispute(seeds_folder() / "dispute.toml")

DAM = """Sudria blames Norland for low river

HALVEG: Sudria’s water minister Petra Voss accused Norland on Monday of holding back the river
behind the Toro dam. “Norland is stealing our water,” Voss said.

Norland denies holding back the river. Its dam authority said the Toro dam releases as much water
as it takes in.

The two countries signed a treaty on the river in 1998.
"""
PARTIES = """
[[parties]]
name = "Sudria"
aliases = ["Sudrian", "Petra Voss"]
[[parties]]
name = "Norland"
aliases = ["Norlander", "Toro dam authority"]
"""


@pytest.mark.parametrize(
    "question",
    ["Does Kabul shelter the TTP?", "Why does Afghanistan shelter the TTP?",
     "Who is to blame for the attacks?", "Is it true that Pakistan bombed Barmal?"],
)  # fmt: skip
def test_loaded(question):
    assert is_loaded(question, SEEDS)


@pytest.mark.parametrize(
    "question",
    ["What does Kabul say about the attacks?", "Where were the talks held?",
     "How does Pakistan respond to the claim?", "When was the picture taken?"],
)  # fmt: skip
def test_not_loaded(question):
    assert not is_loaded(question, SEEDS)


@pytest.fixture(scope="module")
def dam(tmp_path_factory, cache):
    folder = tmp_path_factory.mktemp("river")
    (folder / "river.txt").write_text(DAM)
    (folder / "dispute.toml").write_text(PARTIES)
    return Assistant.open(folder)


def test_a_contested_question_hears_both_sides_of_any_dispute(dam):
    answer = dam.ask("Is Norland holding back the river?")
    assert answer.contested
    stances = {(s.party, s.stance) for s in answer.statements}
    assert ("Sudria", "asserts") in stances
    assert ("Norland", "denies") in stances
    denial = next(s for s in answer.statements if s.stance == "denies")
    assert f"{denial.lead} {denial.text}".strip().startswith("Norland denies")
    assert not any(s.lead and s.text.startswith(s.lead.rstrip(":")) for s in answer.statements)


def test_a_plain_question_is_not_contested(dam):
    answer = dam.ask("When was the river treaty signed?")
    assert not answer.contested
    assert "1998" in answer.text


def test_a_denial_in_the_seeds_stands_beside_the_claim(seeds):
    answer = seeds.ask("Does Kabul shelter the TTP?")
    assert answer.contested
    assert {s.stance for s in answer.statements} >= {"asserts", "denies"}
    assert not answer.text.lower().startswith(("yes", "no"))
