from dataclasses import replace

import pytest

from rag.curves import reliability, risk_coverage
from rag.measures import MEASURES, figures
from rag.scores import Scores

RIGHT = Scores(
    answerable=True,
    answered=True,
    contested=False,
    said_contested=False,
    right=True,
    confidence=0.9,
    seconds=0.1,
    fidelity=1.0,
)
WRONG = replace(RIGHT, right=False)


def test_the_bins_give_back_the_calibration_error():
    low = [replace(WRONG, confidence=0.11), replace(RIGHT, confidence=0.19)]
    scores = [RIGHT, RIGHT, WRONG, *low, replace(RIGHT, confidence=1.0)]
    bins = reliability(scores)
    assert [b.count for b in bins] == [2, 4]
    assert bins[0].confidence == pytest.approx(0.15)
    assert bins[0].right == 0.5
    assert bins[1].right == 0.75
    (error,) = (f.value for f in figures(scores, MEASURES) if f.name == "calibration error")
    gaps = sum(each.count * abs(each.confidence - each.right) for each in bins)
    assert gaps / len(scores) == pytest.approx(error)


def test_risk_is_of_the_surest_answers_first_and_coverage_of_all_questions():
    silent = replace(WRONG, answered=False)
    sure, unsure = replace(RIGHT, confidence=0.9), replace(WRONG, confidence=0.4)
    points = risk_coverage([unsure, sure, sure, silent])
    assert [(p.coverage, p.risk) for p in points] == [(0.5, 0.0), (0.75, pytest.approx(1 / 3))]


def test_nothing_answered_is_no_curve():
    assert risk_coverage([replace(WRONG, answered=False)]) == ()
    assert reliability([]) == ()
