import pytest

from rag.asking import asking
from rag.assistant import Assistant

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


CLINIC = """Brennick parents say clinic turned children away

Parents in Brennick accused the clinic of turning sick children away at night. “We were sent home
twice,” said Lena Marsh, who speaks for the parents.

The clinic’s director, Paul Ortega, denied that the clinic turns sick children away.

Ortega said the clinic had opened a second ward in May. It has 40 beds.
"""


def test_a_dispute_about_something_else_makes_nothing_contested(tmp_path, cache):
    (tmp_path / "dam.txt").write_text(DAM)
    (tmp_path / "dispute.toml").write_text(PARTIES)
    dam = Assistant.open(tmp_path)
    assert not dam.ask("Did the two countries sign a treaty on the river?").contested
    assert dam.ask("Does Norland hold back the river?").contested


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Does Kabul shelter the TTP?", "whether"),
        ("Was the company warned?", "whether"),
        ("Does the company blast at night?", "whether"),
        ("Why does Afghanistan shelter the TTP?", "reason"),
        ("What made Islamabad close the border?", "reason"),
        ("Who is to blame for the attacks?", "truth"),
        ("Is it true that Pakistan bombed Barmal?", "truth"),
        ("Has Kabul threatened to answer an attack?", "words"),
        ("What does Kabul say about the attacks?", "words"),
        ("What has Pakistan long maintained?", "words"),
        ("On what grounds does Kabul claim a right to answer?", "words"),
        ("Where were the talks held?", "fact"),
        ("What do both sides say about the river?", "truth"),
        ("Compare how the mayor and the union see the strike.", "truth"),
        ("river held back claim and denial", "truth"),
        ("Did both countries sign?", "whether"),
        ("Which two countries signed?", "fact"),
        ("When did both sides hold talks?", "fact"),
        ("How many soldiers did both sides say died?", "words"),
        ("Who is responsible for the leak?", "truth"),
        ("Yes or no: did the mill foul the lake?", "whether"),
        ("The mill fouled the lake, didn’t it?", "whether"),
        ("Please tell me if the mill fouled the lake.", "whether"),
        ("Confirm that the mill fouls the lake.", "whether"),
        ("Mill fouls lake", "whether"),
        ("How does the mill foul the lake?", "manner"),
        ("Where is the mill dumping its waste?", "manner"),
        ("Given that the mill fouls the lake, what should be done?", "reason"),
        ("What is the mill’s reason for dumping waste?", "reason"),
        ("Who can say what happens if the mill closes?", "words"),
        ("fouling of the lake", "fact"),
    ],
)
def test_what_a_question_asks_of_the_sides(question, asked):
    assert asking(question) == asked


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


def test_a_lone_denial_has_the_charge_beside_it(seeds):
    answer = seeds.ask(
        "Does the Afghan government allow armed groups to go after other countries from its land?"
    )
    assert answer.contested
    assert {s.party for s in answer.statements} >= {"Pakistan", "Afghanistan under the Taliban"}


def test_one_sentence_with_two_voices_is_contested(seeds):
    answer = seeds.ask("Why does Pakistan falsely accuse Afghanistan?")
    assert answer.contested
    assert any("allegations that Kabul denies" in c.quote for c in answer.citations)


@pytest.mark.parametrize(
    "question",
    ["Were any Pakistani soldiers killed in the northwest?",
     "Has Afghanistan threatened to hit back if attacked?",
     "What kind of Afghan official did Pakistan summon?",
     "what made islamabad demand decisive action"],
)  # fmt: skip
def test_what_no_side_denies_is_not_contested(seeds, question):
    assert not seeds.ask(question).contested


@pytest.fixture(scope="module")
def clinic(tmp_path_factory, cache):
    folder = tmp_path_factory.mktemp("clinic")
    (folder / "clinic.txt").write_text(CLINIC)
    return Assistant.open(folder)


def test_without_a_dispute_file_the_sides_are_the_speakers(clinic):
    answer = clinic.ask("Does the clinic turn sick children away?")
    assert answer.contested
    quotes = " ".join(citation.quote for citation in answer.citations)
    assert "accused the clinic" in quotes
    assert "denied that the clinic" in quotes
    assert {s.party for s in answer.statements} == {None}


def test_without_a_dispute_file_an_unopposed_claim_is_not_contested(clinic):
    answer = clinic.ask("Has the clinic opened a second ward?")
    assert "a second ward" in answer.text
    assert not answer.contested
