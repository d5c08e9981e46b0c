"""The suite over the gold file and corpus of `--gold` and `--corpus`.

Which figures are good enough is the user's to say, with `--floor`; that every quote is its
source's own words, and that the gold file fits the corpus, is asked of everyone.
"""

import pytest

from rag.floors import broken_floors


def test_every_quote_is_the_words_of_its_source(given_report):
    assert given_report.value("quote fidelity") == 1.0


def test_every_statement_cites_something_that_is_there(given_report):
    for outcome in given_report.outcomes:
        numbers = {citation.number for citation in outcome.answer.citations}
        for statement in outcome.answer.statements:
            assert statement.citations, outcome.gold.question
            assert numbers.issuperset(statement.citations), outcome.gold.question


def test_floors_that_were_asked_for(request, given_report):
    assert not broken_floors(given_report, request.config.citation_floors)


def test_no_figure_fell_since_the_earlier_report(given_measured):
    if given_measured.comparison is None:
        pytest.skip("no --compare")
    assert not [one.name for one in given_measured.comparison.fallen]
