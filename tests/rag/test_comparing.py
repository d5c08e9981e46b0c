import json
from dataclasses import replace

import pytest

from index.errors import ReportError
from rag.answers import Answer
from rag.comparing import compare, read_report
from rag.evaluation import Outcome, report
from rag.gold import GoldQuestion
from rag.scores import Scores

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
    recall=1.0,
    coverage=1.0,
    citation_f1=1.0,
    accuracy=1.0,
    f1=1.0,
)
BAD = replace(GOOD, right=False, coverage=0.0, citation_f1=0.0, accuracy=0.0, precision=0.0)


def outcome(number, scores=GOOD, text="Yes."):
    gold = GoldQuestion(question=f"Who is {number}?", answers=("Anna",), id=str(number))
    answer = Answer(text, None, (), (), scores.answered, False, scores.confidence, gold.question)
    return Outcome(gold, answer, scores)


def earlier(tmp_path, outcomes):
    path = tmp_path / "old.json"
    path.write_text(json.dumps(report(outcomes).to_dict()), encoding="utf-8")
    return read_report(path)


def movement(comparison, name):
    return next(one for one in comparison.movements if one.name == name)


def test_the_same_run_moved_nothing(tmp_path):
    outcomes = [outcome(n) for n in range(20)]
    comparison = compare(earlier(tmp_path, outcomes), report(outcomes))
    assert comparison.shared == 20
    assert not comparison.changes
    assert not comparison.fallen
    assert {one.verdict for one in comparison.movements} == {"the same"}


def test_a_great_fall_is_told_and_one_question_of_many_is_noise(tmp_path):
    old = earlier(tmp_path, [outcome(n) for n in range(40)])
    worse = report([outcome(n, BAD if n < 12 else GOOD) for n in range(40)])
    comparison = compare(old, worse)
    fell = movement(comparison, "answer accuracy")
    assert (fell.before, fell.after, fell.verdict, fell.fell) == (1.0, 0.7, "worse", True)
    assert fell.chance < 0.01
    assert fell.low < -0.3 < fell.high < 0
    assert "answer accuracy" in [one.name for one in comparison.fallen]
    one_less = compare(old, report([outcome(n, BAD if n == 0 else GOOD) for n in range(40)]))
    assert movement(one_less, "answer accuracy").verdict == "within noise"
    assert not one_less.fallen


@pytest.mark.parametrize(
    ("count", "verdict"), [(2, "too few to tell"), (5, "too few to tell"), (6, "worse")]
)
def test_so_few_questions_that_nothing_could_be_told(tmp_path, count, verdict):
    old = earlier(tmp_path, [outcome(n) for n in range(count)])
    collapsed = compare(old, report([outcome(n, BAD) for n in range(count)]))
    assert movement(collapsed, "answer accuracy").verdict == verdict
    assert movement(collapsed, "answer accuracy").fell == (verdict == "worse")


def test_the_questions_of_a_figure_alone_count_for_it(tmp_path):
    others = [outcome(n, replace(GOOD, accuracy=None)) for n in range(5, 20)]
    old = earlier(tmp_path, [*(outcome(n) for n in range(5)), *others])
    collapsed = compare(old, report([*(outcome(n, BAD) for n in range(5)), *others]))
    assert movement(collapsed, "answer accuracy").verdict == "too few to tell"
    assert movement(collapsed, "evidence coverage").verdict == "within noise"


def test_a_gain_is_no_fall(tmp_path):
    old = earlier(tmp_path, [outcome(n, BAD if n < 12 else GOOD) for n in range(40)])
    comparison = compare(old, report([outcome(n) for n in range(40)]))
    assert movement(comparison, "answer accuracy").verdict == "better"
    assert not comparison.fallen


def test_one_false_quote_is_a_fall_without_a_test(tmp_path):
    old = earlier(tmp_path, [outcome(n) for n in range(40)])
    new = [outcome(n, replace(GOOD, fidelity=0.5) if n == 0 else GOOD) for n in range(40)]
    assert [one.name for one in compare(old, report(new)).fallen] == ["quote fidelity"]


def test_slower_is_said_and_guards_nothing(tmp_path):
    old = earlier(tmp_path, [outcome(n) for n in range(40)])
    slow = report([outcome(n, replace(GOOD, seconds=2.0)) for n in range(40)])
    comparison = compare(old, slow)
    assert movement(comparison, "seconds p50").verdict == "worse"
    assert not comparison.fallen


def test_each_changed_question_is_named_with_its_faults(tmp_path):
    old = earlier(tmp_path, [outcome(0), outcome(1, BAD), outcome(2), outcome(3, BAD)])
    silent = replace(BAD, answered=False, precision=None)
    new = [outcome(0, BAD), outcome(1), outcome(2, text="Oh."), outcome(3, silent)]
    turns = {one.key: one.turn for one in compare(old, report(new)).changes}
    assert turns == {"0": "broken", "1": "mended", "2": "other answer", "3": "other faults"}


def test_questions_of_one_run_only_are_counted_and_left_out(tmp_path):
    old = earlier(tmp_path, [outcome(n) for n in range(10)])
    comparison = compare(old, report([outcome(n, BAD if n > 9 else GOOD) for n in range(2, 14)]))
    assert (comparison.shared, comparison.gone, comparison.added) == (8, 2, 4)
    assert movement(comparison, "answer accuracy").after == 1.0


def test_what_was_measured_otherwise_is_told(tmp_path):
    outcomes = [outcome(n) for n in range(4)]
    path = tmp_path / "old.json"
    before = {"gold file": "a", "reader": "trained", "corpus": "fish"}
    path.write_text(json.dumps(report(outcomes, before).to_dict()), encoding="utf-8")
    comparison = compare(
        read_report(path), report(outcomes, {"gold file": "a", "reader": "none", "split": "x"})
    )
    told = [(one.name, one.before, one.after) for one in comparison.about]
    assert told == [("reader", "trained", "none"), ("split", "", "x"), ("corpus", "fish", "")]


def test_a_row_whose_gold_changed_is_another_question(tmp_path):
    old = earlier(tmp_path, [outcome(n) for n in range(10)])
    changed = outcome(0)
    changed = replace(changed, gold=changed.gold.model_copy(update={"answers": ("Bert",)}))
    noted = outcome(1)
    noted = replace(noted, gold=noted.gold.model_copy(update={"note": "read again"}))
    comparison = compare(old, report([changed, noted, *(outcome(n) for n in range(2, 10))]))
    assert comparison.shared == 9


def test_another_gold_file_is_refused(tmp_path):
    old = earlier(tmp_path, [outcome(n) for n in range(10)])
    with pytest.raises(ReportError, match="another gold file"):
        compare(old, report([outcome(n) for n in range(8, 20)]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[: len(text) // 2], "no whole JSON report"),
        (lambda text: "", "no whole JSON report"),
        (lambda text: "[1, 2]", "no report"),
        (lambda text: "{}", "no report"),
        (lambda text: "[" * 100_000, "no whole JSON report"),
        (lambda text: text.replace('"format": 1', '"format": 99'), "format: 99"),
        (lambda text: text.replace('"fidelity": 1.0', '"fidelity": "much"'), "fidelity"),
        (lambda text: text.replace('"question": ', '"qestion": '), "question"),
        (lambda text: text.replace('"questions": ', '"asked": '), "questions"),
    ],
)
def test_a_bad_report_is_one_clear_line(tmp_path, change, message):
    path = tmp_path / "old.json"
    path.write_text(change(json.dumps(report([outcome(0), outcome(1)]).to_dict())))
    with pytest.raises(ReportError, match=message) as error:
        read_report(path)
    assert "old.json" in str(error.value)


def test_a_missing_report_and_one_that_is_no_text(tmp_path):
    with pytest.raises(ReportError, match="cannot be read"):
        read_report(tmp_path / "none.json")
    (tmp_path / "odd.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReportError, match="cannot be read"):
        read_report(tmp_path / "odd.json")
