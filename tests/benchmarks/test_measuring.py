"""The figures of the side-by-side table, on answers small enough to work out by hand."""

import pytest

from benchmarks.corpora import Corpus, Part, QuestionSet
from benchmarks.measuring import (
    Given,
    at_share,
    citation_f1,
    figures,
    outcomes,
    right,
    risks,
    short_f1,
)
from benchmarks.peers.system import Find, answer, sentence_around, with_conversation
from index.documents import Document, Span
from rag.gold import GoldQuestion

TEXT = "The dam broke at dawn. Forty villages were flooded. Nobody was hurt."
DOCUMENTS = {"a": Document("a", TEXT, title="Dam")}


def given(words: str, confidence: float, *, exact: bool = True, named: str = "") -> Given:
    start = TEXT.index(words)
    find = Find("a", Span(start, start + len(words)), exact, confidence)
    return Given(answer("?", find, DOCUMENTS), None, named, TEXT)


def question_set(*questions: GoldQuestion, strings: bool = True) -> QuestionSet:
    part = Part(Corpus("dam", (("Dam", TEXT),)), questions)
    return QuestionSet("dam", "Dam", (part,), "short", strings, "none")


def known(accepted: str) -> GoldQuestion:
    return GoldQuestion(question=f"What is {accepted}?", answers=(accepted,))


UNKNOWN = GoldQuestion(question="Who built it?", answerable=False, note="Mott")


def test_an_answer_cites_the_sentence_around_its_span():
    made = given("Forty villages", 1.0).answer
    assert made.short == "Forty villages"
    assert made.citations[0].quote == "Forty villages were flooded."
    assert TEXT[made.citations[0].start : made.citations[0].end] == made.citations[0].quote


def test_a_span_over_two_sentences_cites_both():
    start = TEXT.index("dawn")
    around = sentence_around(TEXT, Span(start, TEXT.index("villages")))
    assert around.of(TEXT) == "The dam broke at dawn. Forty villages were flooded."


def test_a_conversation_is_put_in_front():
    history = [
        {"role": "user", "content": "What broke?"},
        {"role": "assistant", "content": "The dam."},
    ]
    assert with_conversation("When?", history) == "What broke? When?"


def test_a_cited_sentence_counts_where_the_answer_stands_in_whole_words():
    asked = question_set(known("forty villages"), known("a vill"))
    held, part_of_a_word = outcomes(asked, [given("Forty", 1.0)] * 2, None)
    assert citation_f1(asked, held) == 1.0
    assert citation_f1(asked, part_of_a_word) == 0.0


def test_the_cut_silences_what_is_less_sure_and_every_figure_follows():
    asked = question_set(known("dawn"), known("forty villages"), UNKNOWN)
    found = [given("dawn", 0.9), given("Forty villages", 0.2), given("Nobody", 0.1)]
    strict = figures(asked, outcomes(asked, found, 0.5))
    assert strict.answer_f1 == strict.citation_f1 == 0.5
    assert strict.silence_f1 == pytest.approx(2 / 3)
    assert strict.answered == pytest.approx(1 / 3)
    fair = figures(asked, outcomes(asked, found, 0.15))
    assert (fair.answer_f1, fair.citation_f1, fair.silence_f1) == (1.0, 1.0, 1.0)
    assert strict.told_apart == fair.told_apart == 1.0


def test_a_system_with_a_mind_of_its_own_is_not_cut():
    asked = question_set(known("dawn"))
    own = Given(given("dawn", 0.1).answer, silent=False, exact="", ranked="")
    assert not outcomes(asked, [own], 0.5)[0].silent


def test_the_risk_counts_the_surest_answers_first():
    asked = question_set(known("dawn"), known("forty"), UNKNOWN, known("nobody"))
    found = [
        given(w, c) for w, c in (("dawn", 0.9), ("dam", 0.8), ("Nobody", 0.3), ("Nobody", 0.4))
    ]
    results = outcomes(asked, found, None)
    assert [right(one) for one in results] == [True, False, False, True]
    curve = risks(results)
    assert [risk for _, risk in curve] == [0, 1 / 2, 1 / 3, 1 / 2]
    assert at_share(curve, 0.5) == 1 / 2
    assert at_share(curve, 1.0) == 1 / 2


def test_made_to_answer_the_named_words_count_before_the_sentence():
    asked = question_set(known("forty villages"))
    plain, named = (
        outcomes(asked, [given("Forty", 1.0, exact=False, named=name)], None)[0]
        for name in ("", "Forty villages")
    )
    assert short_f1(plain) == pytest.approx(2 * 2 / (2 + 4))
    assert short_f1(named) == 1.0
