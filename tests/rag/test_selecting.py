import pytest

from index.documents import Passage, Span
from index.sentences import sentences
from rag.scoring import Candidate, Cuts, Scoring
from rag.selecting import MOST_STATEMENTS, same_fact, select, widened

CUTS = Cuts(answer=0.5, topic=0.3, single=0.6, several=0.3, whether=0.6)
TEXT = (
    "Mayor Ines Rowley opened the bridge on Monday. She called it a gift to the harbour. "
    "The bridge cost 40 million crowns. Dockers stayed away."
)


def passage(text=TEXT, source="a.txt", kind="body"):
    spans = sentences(text, Span(0, len(text)))
    return Passage(source, 0, Span(0, len(text)), text, spans, "Bridge", None, kind)


def scoring(*pairs, of=None):
    candidates = [Candidate(of or passage(), n, p, p) for n, p in pairs]
    return Scoring(tuple(candidates), confidence=0.9, on_topic=0.9)


def chosen(question, found):
    return [choice.candidate.sentence for choice in select(question, found, CUTS)]


def test_one_sentence_where_one_is_enough():
    assert chosen("Who opened the bridge?", scoring((0, 0.9), (2, 0.4))) == [0]


def test_several_where_the_question_needs_them():
    assert chosen("Why did dockers stay away?", scoring((0, 0.9), (2, 0.4), (3, 0.1))) == [0, 2]


def test_never_more_than_four():
    text = " ".join(f"Fact {word} stands here." for word in ("one", "two", "red", "blue", "odd"))
    found = scoring(*((n, 0.9) for n in range(5)), of=passage(text))
    assert len(select("Why?", found, CUTS)) == MOST_STATEMENTS


def test_nothing_from_nothing():
    assert select("Who?", Scoring((), 0.0, 0.0), CUTS) == ()


def test_a_pronoun_brings_what_names_it():
    assert widened(passage(), 1).of(TEXT).startswith("Mayor Ines Rowley")
    assert widened(passage(), 2).of(TEXT) == "The bridge cost 40 million crowns."
    assert widened(passage(kind="summary"), 1).of(TEXT) == "She called it a gift to the harbour."


@pytest.mark.parametrize(
    ("told", "leans"),
    [
        ("Rowley denied it.", True),
        ("Rowley’s lawyer denied this, saying the toll was fair.", True),
        ("The harbour office has not commented on that.", True),
        ("The harbour office has never commented on the allegation.", True),
        ("The harbour office had no immediate comment.", True),
        ("Rowley dismissed the claim as a smear.", True),
        ("Rowley denied that dockers were paid.", False),
        ("Rowley denied the charge that dockers were paid.", False),
        ("Rowley commented on this year’s budget.", False),
    ],
)
def test_a_denial_that_does_not_say_of_what_brings_the_sentence_before(told, leans):
    text = f"Dockers accused Mayor Ines Rowley of theft. {told} Rain fell."
    assert widened(passage(text), 1).of(text).startswith("Dockers") == leans


def test_the_same_fact_is_stated_once_and_cites_both():
    other = passage("The new bridge cost 40 million crowns.", "b.txt", "summary")
    found = Scoring(
        (Candidate(other, 0, 0.9, 0.9), Candidate(passage(), 2, 0.8, 0.8)), 0.9, 0.9
    )  # fmt: skip
    (choice,) = select("What did the bridge cost?", found, CUTS)
    assert choice.candidate.passage.source == "a.txt"
    assert [c.passage.source for c in choice.also] == ["b.txt"]


@pytest.mark.parametrize(
    "text", ["The bridge cost 30 million crowns.", "Dockers cheered the ferry."]
)
def test_other_facts_are_not_the_same(text):
    left = Candidate(passage(), 2, 0.9, 0.9)
    assert not same_fact(left, Candidate(passage(text, "b.txt"), 0, 0.9, 0.9))
