from dataclasses import replace

import numpy as np
import pytest

from rag.intervals import chance, interval
from rag.measures import MEASURES, calibration_error, figures, mean
from rag.scores import Scores, faults

GOOD = Scores(
    answerable=True,
    answered=True,
    contested=False,
    said_contested=False,
    right=True,
    confidence=0.9,
    seconds=0.1,
    fidelity=1.0,
    precision=1.0,
    coverage=1.0,
    accuracy=1.0,
)
SILENT = replace(GOOD, answered=False, right=False, precision=None, coverage=0.0, accuracy=0.0)
UNANSWERABLE = replace(GOOD, answerable=False, right=False, precision=None, coverage=None)
RIGHTLY_SILENT = replace(UNANSWERABLE, answered=False, silence_kind=0.0)


def values(*scores):
    return {figure.name: figure for figure in figures(scores, MEASURES)}


def test_silence_is_a_yes_or_no_decision():
    found = values(GOOD, SILENT, UNANSWERABLE, RIGHTLY_SILENT, RIGHTLY_SILENT)
    assert found["silence precision"].value == pytest.approx(2 / 3)
    assert found["silence recall"].value == pytest.approx(2 / 3)
    assert found["silence F1"].value == pytest.approx(2 / 3)
    assert found["silence precision"].count == 3
    assert found["silence kind"].value == 0


def test_contested_precision_and_recall():
    missed = replace(GOOD, contested=True)
    called = replace(GOOD, said_contested=True)
    both = replace(missed, said_contested=True)
    found = values(GOOD, missed, called, both, both)
    assert found["contested precision"].value == pytest.approx(2 / 3)
    assert found["contested recall"].value == pytest.approx(2 / 3)
    assert found["contested right"].value == pytest.approx(3 / 5)


def test_a_measure_counts_only_the_questions_that_it_applies_to():
    found = values(GOOD, SILENT, UNANSWERABLE)
    assert found["citation precision"].count == 1
    assert found["citation precision"].low is None
    assert found["evidence coverage"].value == 0.5
    assert "date accuracy" not in found
    assert figures([], MEASURES) == ()


def test_no_silence_where_none_is_due_is_no_figure():
    assert not {"silence precision", "silence recall", "silence F1"} & set(values(GOOD, GOOD))


def test_percentiles_of_the_seconds():
    found = values(*(replace(GOOD, seconds=float(n)) for n in range(101)))
    assert found["seconds p50"].value == 50
    assert found["seconds p95"].value == 95


def rows(*columns):
    return np.array([[1.0] * len(columns[0]), *columns])


def test_calibration_error_of_honest_and_of_boastful_confidence():
    honest = rows([0.95] * 20, [1.0] * 19 + [0.0])
    assert calibration_error(honest) == pytest.approx(0)
    assert calibration_error(rows([0.95] * 20, [0.0] * 20)) == pytest.approx(0.95)
    mixed = rows([0.05, 0.05, 0.95, 0.95], [1.0, 1.0, 0.0, 0.0])
    assert calibration_error(mixed) == pytest.approx(0.95)


def test_an_interval_holds_the_value_and_narrows_with_more_questions():
    few = interval(rows([1.0, 0.0] * 10), mean)
    many = interval(rows([1.0, 0.0] * 200), mean)
    assert few[0] < many[0] < 0.5 < many[1] < few[1]
    assert few == interval(rows([1.0, 0.0] * 10), mean)
    assert interval(rows([1.0]), mean) is None


def test_an_interval_is_as_wide_as_theory_has_it():
    low, high = interval(rows([1.0] * 80 + [0.0] * 20), mean)
    half = 1.96 * (0.8 * 0.2 / 100) ** 0.5
    assert low == pytest.approx(0.8 - half, abs=0.015)
    assert high == pytest.approx(0.8 + half, abs=0.015)


def test_chance_is_mcnemars_exact_test_for_yes_or_no():
    old = rows([1.0] * 8 + [0.0] * 2)
    new = rows([0.0] * 8 + [0.0] * 2)
    assert chance(old, new, mean) == pytest.approx(2 / 2**8)


def test_nothing_changed_is_all_chance_and_one_of_many_is_mostly():
    same = rows([1.0, 0.0, 1.0])
    assert chance(same, same, mean) == 1
    old, new = rows([1.0] * 50), rows([1.0] * 49 + [0.0])
    assert chance(old, new, mean) == 1


def test_one_question_is_all_chance():
    assert chance(rows([1.0]), rows([0.0]), mean) == 1


def test_many_questions_are_tested_by_drawing_and_always_alike():
    old = rows([1.0] * 60 + [0.0] * 40)
    new = rows([1.0] * 40 + [0.0] * 60)
    first = chance(old, new, mean)
    assert first < 0.01
    assert first == chance(old, new, mean)


def test_faults_name_what_is_wrong():
    assert faults(GOOD) == ()
    assert faults(SILENT) == ("silent, though the articles answer",)
    assert faults(UNANSWERABLE) == ("answered, though the articles do not say",)
    assert faults(RIGHTLY_SILENT) == ("the wrong kind of silence",)
    assert faults(replace(GOOD, coverage=0.5, precision=0.5)) == (
        "evidence is not cited",
        "cites what is no evidence",
    )
