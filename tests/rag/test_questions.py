import pytest

from index.errors import QuestionError
from rag.expectations import asks_time, fits
from rag.questions import checked_question, content_words, is_yes_no, needs_several


@pytest.mark.parametrize(
    "question",
    [
        "Why did the talks fail?",
        "How does the union explain the strike?",
        "What does the mayor say about the bridge?",
        "What are the demands of the farmers?",
        "Which countries signed?",
        "List the groups involved.",
        "Name the officials who are quoted.",
        "Name three demands of the union.",
        "And why was it closed?",
    ],
)
def test_several_sentences(question):
    assert needs_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "How many died?",
        "Name the group that the mayor wants to rein in.",
        "Name the man who has resigned.",
        "How long did it last?",
        "Who built the dam?",
        "When was it signed?",
        "Where did they meet?",
        "Is the dam safe?",
    ],
)
def test_one_sentence(question):
    assert not needs_several(question)


def test_yes_no():
    assert is_yes_no("Did the mayor resign?")
    assert not is_yes_no("What did the mayor do?")


def test_content_words_fold_inflection_and_possessives():
    assert content_words("The mayor’s bridges") == content_words("mayor bridge")


@pytest.mark.parametrize("question", ["", "  \n", "?!…", None, 7, b"Who?", "x" * 2001])
def test_bad_questions(question):
    with pytest.raises(QuestionError):
        checked_question(question, 2000)


def test_a_question_is_trimmed():
    assert checked_question("  Who?\n", 2000) == "Who?"


def test_a_completed_follow_up_is_of_the_kind_of_its_own_words():
    assert not is_yes_no("Is there a truce? When does it run out?")
    assert is_yes_no("Who was shot in Lenz? Did he die?")
    assert needs_several("Is there a truce? Why did it fail?")
    assert not needs_several("Why did the truce fail? Who broke it?")
    assert fits("How many died? Where?", "four soldiers") == 0
    assert fits("Who died? When was that?", "four soldiers") == -1
    assert asks_time("Who died? When was that?")
    assert not asks_time("When did they meet? Who led the talks?")
