from datetime import date

import pytest

from rag import metrics
from rag.answers import Answer, Citation, Statement


def citation(number, quote, published=None):
    return Citation(number, quote, "a.txt", 0, len(quote), "Title", published, quote)


def answer(*quotes, answered=True, short=None, **of_statements):
    citations = tuple(citation(n, q) for n, q in enumerate(quotes, 1))
    statements = tuple(Statement(c.quote, (c.number,), **of_statements) for c in citations)
    return Answer("", short, statements, citations, answered, False, 0.9, "Q?")


def stated(text, *quotes):
    """One statement in words of its own, which marks all the quotes."""
    citations = tuple(citation(n, q) for n, q in enumerate(quotes, 1))
    numbers = tuple(c.number for c in citations)
    return Answer("", None, (Statement(text, numbers),), citations, True, False, 0.9, "Q?")


DAM = [["holds 70 percent", "holds seventy percent"], ["denies it"]]
COPIED = "The dam holds 70 percent. The sun shone. Boats went out. Nobody stayed at home."


def test_precision_is_the_share_of_cited_sentences_with_a_needle():
    given = answer("It holds 70 percent.", "The sun shone.")
    assert metrics.citation_precision(given, DAM) == 0.5


def test_a_copied_passage_pays_for_every_sentence_beside_the_evidence():
    assert metrics.citation_precision(answer(COPIED), DAM) == 0.25
    assert metrics.citation_recall(answer(COPIED), DAM) == 0.25
    assert metrics.evidence_coverage(answer(COPIED), DAM) == 0.5


def test_the_sentence_that_a_pronoun_leans_on_counts_neither_way():
    given = answer("Anna Reck runs the dam. She said it holds 70 percent.")
    assert metrics.citation_precision(given, DAM) == 1
    assert metrics.citation_recall(given, DAM) == 1
    other = answer("Anna Reck runs the dam. Reck said it holds 70 percent.")
    assert metrics.citation_precision(other, DAM) == 0.5


@pytest.mark.parametrize(
    ("needle", "quote", "held"),
    [
        ("5 people", "35 people came", False),
        ("5 people", "1.5 people a house", False),
        ("e", "the dam", False),
        ("the dam holds", "“the  dam holds”", True),
        ("fell by 4", "it fell by 4.5 points", False),
        ("fell by 4", "it fell by 4.", True),
        ("(twice)", "it fell (twice).", True),
    ],
)
def test_a_needle_stands_at_the_bounds_of_words(needle, quote, held):
    assert metrics.covers(quote, needle) is held
    assert metrics.citation_precision(answer(quote), [[needle]]) == held


@pytest.mark.parametrize(
    ("accepted", "said", "right"),
    [
        ("70%", "It holds 70 people.", 0),
        ("70%", "It holds 70 percent.", 1),
        ("70 per cent", "It holds 70%.", 1),
        ("1,000", "Some 1000 came.", 1),
        ("$5 million", "It cost $5 million.", 1),
        ("$5 million", "It drew 5 million visitors.", 0),
    ],
)
def test_an_accepted_answer_keeps_what_its_number_counts(accepted, said, right):
    assert metrics.answer_accuracy(answer(said), [accepted]) == right


def test_a_sentence_in_other_words_rests_on_all_that_its_statement_cites():
    given = stated("Most of it is full.", "The dam holds 70 percent.", "The sun shone.")
    assert metrics.citation_recall(given, DAM) == 1
    assert metrics.citation_precision(given, DAM) == 0.5


def test_recall_counts_sentences_without_support_and_without_citations():
    given = stated("Most of it is full.")
    assert metrics.citation_recall(given, DAM) == 0
    assert metrics.citation_precision(given, DAM) == 0
    assert metrics.citation_recall(answer("It holds 70 percent.", "The sun shone."), DAM) == 0.5


def test_what_may_be_cited_besides_is_not_wrong_and_covers_nothing():
    given = answer("It holds 70 percent.", "The sun shone.")
    assert metrics.citation_precision(given, DAM, ["sun shone"]) == 1
    assert metrics.evidence_coverage(answer("The sun shone."), DAM) == 0


def test_a_needle_over_two_sentences_backs_both():
    given = answer("He counted. Seventy percent of it was full.")
    assert metrics.citation_precision(given, [["counted. Seventy percent"]]) == 1


def test_coverage_is_the_share_of_groups():
    assert metrics.evidence_coverage(answer("It holds seventy percent."), DAM) == 0.5
    both = answer("It holds seventy percent.", "She denies it.")
    assert metrics.evidence_coverage(both, DAM) == 1


def test_a_silence_covers_nothing():
    given = answer("She denies it.", answered=False)
    assert metrics.evidence_coverage(given, DAM) == 0
    assert metrics.citation_f1(given, DAM) == 0


def test_citation_f1_is_the_harmonic_mean_of_precision_and_coverage():
    given = answer("It holds 70 percent.", "The sun shone.", "It rained.", "It snowed.")
    assert metrics.citation_f1(given, DAM) == pytest.approx(2 * 0.25 * 0.5 / 0.75)


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


def test_answer_f1_is_of_the_short_answer_where_there_is_one():
    assert (
        metrics.answer_f1(answer("It holds 70 percent.", short="70 percent"), ["70 percent"]) == 1
    )
    whole = metrics.answer_f1(answer("It holds 70 percent."), ["70 percent"])
    assert whole == pytest.approx(2 * 2 / 6)


def test_fidelity_counts_offsets_that_miss():
    given = answer("abc", "xyz")
    assert metrics.quote_fidelity(given, {"a.txt": "abc…"}) == 0.5


@pytest.mark.parametrize(
    ("speaker", "party", "said_by", "right"),
    [
        (("Karin Veld", "Veld"), None, {"speaker": "Minister Karin Veld"}, 1),
        (("Minister Karin Veld",), None, {"speaker": "Veld"}, 1),
        (("Veld",), None, {"speaker": "Veldman"}, 0),
        (("Veld",), None, {}, 0),
        (("Veld",), "Norland", {"speaker": "Veld", "party": "Sudria"}, 0),
        (None, "Norland", {"speaker": "anyone", "party": "Norland"}, 1),
        ((), None, {}, 1),
        ((), None, {"speaker": "Veld"}, 0),
    ],
)
def test_attribution_wants_the_speaker_and_the_party(speaker, party, said_by, right):
    given = answer("It holds 70 percent.", **said_by)
    assert metrics.attribution_accuracy(given, DAM, speaker, party) == right


def test_attribution_looks_only_at_statements_on_the_evidence():
    assert (
        metrics.attribution_accuracy(answer("The sun shone.", speaker="Veld"), DAM, ("Veld",), None)
        == 0
    )


@pytest.mark.parametrize(
    ("text", "short", "published", "right"),
    [
        ("It broke on 11 July 2025.", None, None, 1),
        ("It broke in July 2025.", None, None, 0),
        ("It broke on Friday.", None, date(2025, 7, 12), 1),
        ("It broke on Friday.", None, None, 0),
        ("Built on 1 May 1950, it broke on 11 July 2025.", "11 July 2025", None, 1),
        ("Built on 1 May 1950, it broke on 11 July 2025.", "1 May 1950", None, 0),
    ],
)
def test_a_date_is_right_inside_the_days_asked_for(text, short, published, right):
    given = Answer(
        "", short, (Statement(text, (1,)),), (citation(1, text, published),), True, False, 0.9, "Q?"
    )
    day = (date(2025, 7, 11), date(2025, 7, 11))
    assert metrics.date_accuracy(given, day) == right
    if "11 July" in text and right:
        assert metrics.date_accuracy(given, (date(2025, 7, 1), date(2025, 7, 31))) == 1
