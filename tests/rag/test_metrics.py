import pytest

from rag import metrics
from rag.answers import Answer, Citation, Statement


def citation(number, quote):
    return Citation(number, quote, "a.txt", 0, len(quote), "Title", None, quote)


def answer(*quotes, answered=True):
    citations = tuple(citation(n, q) for n, q in enumerate(quotes, 1))
    statements = tuple(Statement(c.quote, (c.number,)) for c in citations)
    return Answer("", None, statements, citations, answered, False, 0.9, "Q?")


DAM = [["holds 70 percent", "holds seventy percent"], ["denies it"]]


def test_precision_is_the_share_of_citations_with_a_needle():
    given = answer("It holds 70 percent.", "The sun shone.")
    assert metrics.citation_precision(given, DAM) == 0.5


def test_recall_is_the_share_of_groups_covered():
    assert metrics.citation_recall(answer("It holds seventy percent."), DAM) == 0.5
    assert metrics.citation_recall(answer("It holds seventy percent.", "She denies it."), DAM) == 1


def test_a_silence_recalls_nothing():
    assert metrics.citation_recall(answer("She denies it.", answered=False), DAM) == 0


def test_needles_match_across_line_breaks_but_not_across_words():
    assert metrics.covers("holds\n70  percent", "holds 70 percent")
    assert not metrics.covers("holds 70 per cent", "holds 70 percent")


def test_accuracy_wants_whole_words():
    given = answer("It holds 170 percent.")
    assert metrics.answer_accuracy(given, ["70 percent"]) == 0
    assert metrics.answer_accuracy(given, ["the 170 Percent"]) == 1


def test_token_f1_takes_the_best_accepted_answer():
    assert metrics.token_f1("the old dam", ["a new dam", "old dam"]) == 1
    assert metrics.token_f1("old dam", ["new dam"]) == pytest.approx(0.5)
    assert metrics.token_f1("", ["dam"]) == 0


def test_fidelity_counts_offsets_that_miss():
    given = answer("abc", "xyz")
    assert metrics.quote_fidelity(given, {"a.txt": "abc…"}) == 0.5


def test_calibration_error_of_honest_and_of_boastful_confidence():
    assert metrics.calibration_error([0.95] * 20, [True] * 19 + [False]) == pytest.approx(0)
    assert metrics.calibration_error([0.95] * 20, [False] * 20) == pytest.approx(0.95)
