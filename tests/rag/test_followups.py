import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuestionError
from rag.dispute import Dispute, load_dispute
from rag.followups import resolve
from rag.settings import seeds_folder

SEEDS = load_dispute(seeds_folder() / "dispute.toml")


def after(*turns, question, dispute=SEEDS):
    history = []
    for number, content in enumerate(turns):
        history.append({"role": "assistant" if number % 2 else "user", "content": content})
    return resolve(question, history, dispute)


def test_where_after_a_yes_no_question():
    asked = "Have Pakistan and Afghanistan held peace talks?"
    assert (
        after(asked, question="Where?") == "Where have Pakistan and Afghanistan held peace talks?"
    )


def test_it_brings_the_question_before():
    resolved = after("When was the clash at the border?", question="How many were killed in it?")
    assert "clash at the border" in resolved
    assert resolved.endswith("How many were killed in it?")


def test_the_other_party_keeps_the_topic():
    asked = "What does Pakistan say about the attacks?"
    resolved = after(asked, question="And how does Kabul respond?")
    assert "Kabul" in resolved
    assert "attacks" in resolved
    assert after(asked, question="What about Afghanistan?") == (
        "What does Afghanistan say about the attacks?"
    )
    assert "Kabul" in after(asked, question="And what does the other side say?")


PAKISTAN = "What does Pakistan say about the militants?"
TALKS = "Where were the peace talks held?"


@pytest.mark.parametrize(
    ("turns", "question", "resolved"),
    [
        ([PAKISTAN], "And how does Kabul respond?", "What does Kabul say about the militants?"),
        ([PAKISTAN], "And what does Kabul say?", "What does Kabul say about the militants?"),
        ([PAKISTAN], "And Kabul's response?", "What does Kabul say about the militants?"),
        ([PAKISTAN], "And the Taliban?", "What does the Taliban say about the militants?"),
        ([PAKISTAN], "And about the talks?", "What does Pakistan say about the talks?"),
        ([PAKISTAN], "And who else?", f"{PAKISTAN} Who else?"),
        ([PAKISTAN], "But is it true?", f"{PAKISTAN} Is it true?"),
        ([PAKISTAN], "And did they agree?", f"{PAKISTAN} Did they agree?"),
        ([PAKISTAN], "And in Qatar?", f"{PAKISTAN} In Qatar?"),
        ([PAKISTAN], "And yesterday?", f"{PAKISTAN} What about yesterday?"),
        ([TALKS], "When?", "When were the peace talks held?"),
        ([TALKS], "When was it?", "When were the peace talks held?"),
        (["Who spoke at the fair?", "…", "Where?", "…"], "When?", "Who spoke at the fair? When?"),
        (["Who spoke at the fair?"], "Where?", "Who spoke at the fair? Where?"),
        (["Were talks held?", "…", "Where?", "…"], "When?", "When were talks held?"),
        (
            ["How many soldiers were killed?"],
            "And how many were wounded?",
            "How many soldiers were killed? How many were wounded?",
        ),
        (
            ["Who leads the army?", "Field Marshal Syed Asim Munir leads it. [1]"],
            "Where did he speak?",
            "Where did Syed Asim Munir speak?",
        ),
    ],
)
def test_what_a_follow_up_becomes(turns, question, resolved):
    assert after(*turns, question=question) == resolved


def test_another_name_without_a_dispute_file():
    resolved = after("What did Peru demand?", question="And Chile?", dispute=Dispute())
    assert resolved == "What did Chile demand?"


def test_he_is_the_person_spoken_of():
    resolved = after("What did Maria Ferro announce?", "…", question="When did she resign?")
    assert resolved == "When did Maria Ferro resign?"
    resolved = after("What did Ferro say?", "…", question="What are his plans?", dispute=Dispute())
    assert resolved == "What are Ferro’s plans?"


def test_the_answer_names_whom_a_who_question_asked_for():
    resolved = after(
        "Who addressed the meeting?", "**Tomas Lind** spoke at the Harbour Conference. [1]",
        question="What did he promise?", dispute=Dispute(),
    )  # fmt: skip
    assert resolved == "What did Tomas Lind promise?"


def test_the_person_is_looked_for_further_back_and_never_in_a_place():
    resolved = after(
        "When was Rosa Lind elected?", "In May. [1]", "Was the vote disputed?",
        "Courts in Port Sill dismissed two complaints. [1]",
        question="What happened to her in June, and to her deputy?", dispute=Dispute(),
    )  # fmt: skip
    assert resolved == "What happened to Rosa Lind in June, and to Rosa Lind’s deputy?"


@pytest.mark.parametrize(
    "question",
    [
        "How many soldiers were killed at the military camp?",
        "Is there a ceasefire between the two countries?",
        "Who lost their lives in the assault on the camp?",
        "Does Kabul say that it shelters the TTP?",
        "Is it true that Munir addressed a conference?",
        "Which city hosted the gathering that Munir addressed?",
        "Why did Germany close the border?",
    ],
)
def test_a_question_that_stands_alone_is_left_as_it_is(question):
    assert after("Where were the peace talks held?", "In Qatar. [1]", question=question) == question


def test_a_chain_keeps_its_topic():
    resolved = after(
        "Tell me about the Toro dam.", "…", "How high is it?", "…",
        question="Who built it?", dispute=Dispute(),
    )  # fmt: skip
    assert "Toro dam" in resolved
    assert resolved.endswith("Who built it?")


@pytest.mark.parametrize(
    "turn",
    [
        {"role": "robot", "content": "x"},
        {"role": "user"},
        "x",
        {"role": "user", "content": 3},
        None,
    ],
)
def test_a_turn_of_another_shape_is_named(turn):
    with pytest.raises(QuestionError, match="turn 1"):
        resolve("Where?", [turn], SEEDS)


@given(st.text(min_size=1), st.lists(st.text(), max_size=5))
def test_never_fails_and_never_empties(question, turns):
    resolved = after(*turns, question=question)
    assert resolved.strip() or not question.strip()


@given(st.text())
def test_without_history_a_question_is_itself(question):
    assert resolve(question, [], SEEDS) == question
