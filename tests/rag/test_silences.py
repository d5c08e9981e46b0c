import pytest

from index.documents import Passage, Span
from rag.dispute import Dispute
from rag.scoring import Candidate, Cuts, Scoring
from rag.silences import is_unsure, silence_kind

CUTS = Cuts(answer=0.5, topic=0.3, single=0.6, several=0.3, whether=0.6)
TEXT = "The union called a strike at Port Selwyn over night shifts."


def scoring(on_topic, confidence=0.1):
    span = Span(0, len(TEXT))
    passage = Passage("a.txt", 0, span, TEXT, (span,), "Strike", None)
    return Scoring((Candidate(passage, 0, 0.1, 0.1),), confidence, on_topic)


@pytest.mark.parametrize(
    ("question", "on_topic", "kind"),
    [
        ("How many moons has Jupiter?", 0.1, "topic"),
        ("How many dockers are on strike?", 0.6, "fact"),
        ("Who leads the union?", 0.6, "fact"),
        ("Why did the union abandon the strike?", 0.6, "premise"),
        ("When did the union abandon its night shifts?", 0.6, "premise"),
        ("When was the harbour master arrested?", 0.6, "topic"),
        ("Why did the union call a strike?", 0.6, "fact"),
        ("Why did the union carry out a strike?", 0.6, "fact"),
    ],
)
def test_kinds(question, on_topic, kind):
    assert silence_kind(question, scoring(on_topic), CUTS) == kind


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("What is the latest on the ceasefire?", True),
        ("What is the latest on the Kashmir dispute?", False),
        ("Any news on oil prices?", False),
    ],
)
def test_the_latest_on_a_topic_needs_the_topic_only(seeds, question, answered):
    assert seeds.ask(question).answered == answered


@pytest.mark.parametrize(
    ("question", "confidence", "unsure"),
    [
        ("Who leads the union?", 0.6, False),
        ("Who leads the union?", 0.4, True),
        ("When did workers walk out?", 0.6, True),  # no word of the article's
        ("When did workers walk out?", 0.8, False),
        ("How are you?", 0.9, True),
        ("What is the latest on the union?", 0.2, False),
        ("What is the latest on the walkout?", 0.2, True),
        ("What is the latest on the walkout?", 0.6, False),
    ],
)
def test_a_question_in_other_words_must_be_surer(question, confidence, unsure):
    assert is_unsure(question, scoring(0.6, confidence), CUTS, Dispute()) == unsure


@pytest.mark.parametrize("chatter", ["hello", "yes", "x", "who are you?", "a" * 500])
def test_chatter_gets_no_answer(seeds, chatter):
    given = seeds.ask(chatter)
    assert not given.answered
    assert given.silence == "topic"


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("Is the Torkham border open?", False),
        ("Has Russia recognised the Taliban?", False),
        ("Does Rawalpindi blame Kabul?", True),
        ("Do Taliban-run provinces shelter the TTP?", True),
    ],
)
def test_a_yes_is_not_found_for_a_name_that_stands_nowhere(seeds, question, answered):
    assert seeds.ask(question).answered == answered
