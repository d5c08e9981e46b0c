"""A question for one side's words is not answered with another's."""

import pytest

from rag.addressed import in_whose_words, whose_words
from rag.assistant import Assistant
from rag.attribution import Attribution, Voice
from rag.dispute import Dispute, Party
from rag.opposing import Voiced

MILL = Party("Corvane", "Corvane", ("Corvane", "the mill"))
TOWN = Party("Brennick", "Brennick", ("Brennick", "Lena Marsh"), ("Lena Marsh",))


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("What has Kabul told Islamabad about raids?", "Kabul"),
        ("Give all of the union's replies", "union"),
        ("What does the Afghan Taliban say about armed groups?", "Afghan Taliban"),
        ("How did Corvane respond to the charge?", "Corvane"),
        ("What is Brennick's position on the lake?", "Brennick"),
        ("What is the response of the company?", "company"),
        ("according to the police, how many died?", "police"),
        ("How many people did the ministry say were killed?", "ministry"),
        ("Who was hurt? What did Lena Marsh say?", "Lena Marsh"),
        ("What has been said about the lake?", ""),
        ("What was said about Lena Marsh?", ""),
        ("Who denies it?", ""),
        ("How did Kabul respond to Islamabad's claims about the raids?", "Kabul"),
        ("What did Kabul say about Islamabad's accusations?", "Kabul"),
        ("What does Kabul say in response to Islamabad's charge?", "Kabul"),
        ("What does Kabul say of the claims by Islamabad?", "Kabul"),
        ("When did Kabul respond to claims from Islamabad?", "Kabul"),
        ("Who denied Kabul's claims?", ""),
        ("Which officials rejected Islamabad's claims?", ""),
        ("What do critics of Kabul say?", ""),
        ("Where were the talks held?", ""),
    ],
)
def test_whose_words_are_asked_for(question, who):
    assert whose_words(question) == who


def said(*voices):
    spoken = tuple(Voice(*voice, "asserts", "said") for voice in voices)
    return Voiced(None, Attribution(None, None, "asserts", None, spoken))


def kept(question, statements, *parties):
    chosen = in_whose_words(question, statements, Dispute("", parties))
    return [statements.index(one) for one in chosen]


def test_of_two_parties_the_one_that_is_asked_for():
    statements = [
        said(("Brennick", "Brennick")),
        said(("the mill", "Corvane")),
        said(("Brennick", "Brennick"), ("the mill", "Corvane")),
        said(("a chemist", None)),
        said(),
    ]
    assert kept("What does Corvane say?", statements, MILL, TOWN) == [1, 2, 3, 4]
    assert kept("What does Corvane say?", statements[:1], MILL, TOWN) == [0]
    assert kept("Is the lake foul?", statements, MILL, TOWN) == [0, 1, 2, 3, 4]


def test_a_person_is_not_the_whole_party():
    statements = [said(("Lena Marsh", "Brennick")), said(("Brennick council", "Brennick"))]
    assert kept("What does Lena Marsh say?", statements, MILL, TOWN) == [0]
    assert kept("What does Brennick say?", statements, MILL, TOWN) == [0, 1]


def test_names_tell_where_no_party_is_known():
    statements = [said(("Paul Ortega", None)), said(("Marsh", None)), said(("the clinic", None))]
    assert kept("What did Lena Marsh say?", statements) == [1, 2]
    assert kept("What did Ida Roth say?", statements) == [0, 1, 2]


def test_in_an_answer(tmp_path, cache):
    (tmp_path / "lake.txt").write_text(
        "Brennick says mill fouls lake\n\n3 May 2024\n\n"
        "BRENNICK: Brennick said on Monday that waste from the mill fouls the lake. “The waste of "
        "the mill kills our fish,” Lena Marsh of Brennick said.\n\n"
        "Corvane said that all waste of the mill is cleaned before it reaches the lake. Corvane "
        "said no fish in the lake had died of its waste.\n"
    )
    (tmp_path / "dispute.toml").write_text(
        '[[parties]]\nname = "Brennick"\naliases = ["Lena Marsh"]\n'
        '[[parties]]\nname = "Corvane"\naliases = ["the mill"]\n'
    )
    lake = Assistant.open(tmp_path)
    for party in ("Corvane", "Brennick"):
        answer = lake.ask(f"What does {party} say about waste in the lake?")
        assert answer.answered
        assert {statement.party for statement in answer.statements} == {party}
