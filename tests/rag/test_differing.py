"""Numbers that differ: between speakers, between articles, and those that only seem to."""

import pytest

from index.documents import Passage, Span
from index.sentences import sentences
from rag.differing import differing
from rag.scoring import Candidate, Scoring
from rag.selecting import Choice


def passage(text, source="a.txt"):
    return Passage(
        source,
        0,
        Span(0, len(text)),
        text,
        sentences(text, Span(0, len(text))),
        "Flood",
        None,
        "body",
    )


def candidate(of, sentence, number="", probability=0.9):
    at = of.text.find(number)
    short = Span(at, at + len(number)) if number else None
    return Candidate(of, sentence, probability, probability, short)


def told(question, *candidates):
    """Which sentences stand side by side, and what differs."""
    first = candidates[0]

    def speaker(one):
        return next((who for who in ("Police", "Villagers", "Rescuers") if who in one.text), None)

    found = Scoring(candidates, confidence=0.9, on_topic=0.9)
    choices, differ = differing(question, found, [Choice(first, first.span)], speaker)
    return [choice.candidate.text for choice in choices], differ


def test_two_speakers_of_one_article_stand_side_by_side():
    text = "Police said nine people drowned in the flood. Villagers said 17 people drowned."
    of = passage(text)
    said, differ = told(
        "How many people drowned?", candidate(of, 0, "nine"), candidate(of, 1, "17")
    )
    assert differ == "numbers"
    assert len(said) == 2


@pytest.mark.parametrize(
    ("second", "differ"),
    [
        ("Villagers put the number at 17.", "numbers"),
        ("Villagers estimated the loss of life at 17.", "numbers"),
        ("Villagers put out 17 boats.", None),
        ("Villagers put 17 guards at the gate.", None),
        ("Villagers want to put the number at 17.", None),
    ],
)
def test_another_number_right_behind_the_first_needs_no_word_of_it(second, differ):
    of = passage(f"Police said nine people drowned in the flood. {second}")
    improbable = candidate(of, 1, "17", probability=0.1)
    said, found = told("How many people drowned?", candidate(of, 0, "nine"), improbable)
    assert found == differ
    assert len(said) == (2 if differ else 1)


@pytest.mark.parametrize(
    "second",
    [
        "Police said 17 people drowned in March.",  # the same speaker, of another flood
        "In March 17 people drowned there.",  # the newspaper's own voice
        "Villagers demanded boats for 17 people.",  # no figure for what was
    ],
)
def test_one_article_does_not_differ_from_itself(second):
    of = passage(f"Police said nine people drowned in the flood. {second}")
    _, differ = told("How many people drowned?", candidate(of, 0, "nine"), candidate(of, 1, "17"))
    assert differ is None


def test_a_sentence_without_an_exact_answer_differs_by_its_only_number():
    one = passage("Police said 17 people drowned in the flood at Orme.")
    two = passage("The number drowned in the Orme flood is 12, Rescuers said.", "b.txt")
    many = passage("In the Orme flood of 2019 all but 3 of the 40 drowned.", "c.txt")
    said, differ = told(
        "How many people drowned?", candidate(one, 0, "17"), candidate(two, 0), candidate(many, 0)
    )
    assert differ == "numbers"
    assert said == [one.text, two.text]


def test_an_offer_and_a_demand_are_no_two_figures():
    one = passage("Police offered each family of the flood 20 crowns.")
    two = passage("Villagers demanded 90 crowns for each family of the flood.", "b.txt")
    _, differ = told(
        "How much does each family get?", candidate(one, 0, "20"), candidate(two, 0, "90")
    )
    assert differ is None


def test_a_reprinted_sentence_does_not_stand_twice():
    one = passage("Police said nine people drowned in the flood.")
    wire = "Rescuers said 17 people drowned in the flood."
    two, copy = passage(wire, "b.txt"), passage(f"Rain fell. {wire}", "c.txt")
    first, other, again = (
        candidate(one, 0, "nine"),
        candidate(two, 0, "17"),
        candidate(copy, 1, "17"),
    )
    found = Scoring((first, other, again), confidence=0.9, on_topic=0.9)
    chosen = [Choice(each, each.span) for each in (first, again)]
    choices, _ = differing("How many people drowned?", found, chosen, lambda _: None)
    assert [choice.candidate.text for choice in choices].count(wire) == 1
