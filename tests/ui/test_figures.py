"""What the terminal shows of a measurement, as words with single spaces."""

from pathlib import Path

from rich.console import Console

from rag.comparing import Comparison, Difference, Movement
from rag.evaluation import KindFigures, report
from rag.gold import GoldQuestion
from rag.measures import Figure
from ui.figures import ABSENT, comparison_tables, drafted_lines, kind_cell, report_tables


def shown(renderable):
    console = Console(width=100, no_color=True, highlight=False)
    with console.capture() as captured:
        console.print(renderable)
    return " ".join(captured.get().split())


def test_questions_of_one_run_only_and_other_settings_are_told():
    moved = Movement("answer accuracy", 0.5, 0.5, None, None, 1.0, "the same", False)
    reader = Difference("reader", "trained", "none")
    text = shown(comparison_tables(Comparison("old.json", 10, 8, 1, (moved,), (), (reader,))))
    assert "8 questions were asked then only" in text
    assert "1 question was asked now only" in text
    assert "reader: trained → none" in text
    alike = shown(comparison_tables(Comparison("old.json", 10, 0, 0, (moved,), ())))
    assert "only" not in alike


def test_a_collapse_over_few_questions_is_not_called_noise():
    moved = Movement("answer accuracy", 1.0, 0.0, -1.0, -1.0, 0.06, "too few to tell", False)
    text = shown(comparison_tables(Comparison("old.json", 5, 0, 0, (moved,), ())))
    assert "Too few questions to tell (six are the least): answer accuracy." in text


def test_what_was_measured_stands_above_the_figures():
    about = {"gold file": "my.gold.jsonl", "questions": "3", "drafts left out": "2"}
    text = shown(report_tables(report([], about)))
    assert text.startswith("gold file: my.gold.jsonl questions: 3 drafts left out: 2 Citation")


def test_drafts_that_fell_short_and_the_next_step():
    rows = [GoldQuestion(question="Who?", answers=("Anna",), kind="who")]
    text = shown(drafted_lines(rows, Path("my gold.jsonl"), asked=60, corpus=Path("my articles")))
    assert "1 draft of 60: the articles make no more: 1 who" in text
    assert "bothsides evaluate 'my gold.jsonl' --corpus 'my articles'" in text
    assert "--drafts" in text
    alone = shown(drafted_lines(rows, Path("g.jsonl"), asked=1, corpus=None))
    assert "1 draft: 1 who" in alone
    assert "--corpus" not in alone


def test_silence_f1_is_left_out_of_a_kind_where_no_silence_is_right():
    f1, recall = Figure("silence F1", 0.0, 0.0, 0.0, 2), Figure("silence recall", 0.0, 0.0, 0.0, 1)
    assert kind_cell(KindFigures("who", 2, (f1,)), "silence F1") == ABSENT
    assert kind_cell(KindFigures("near", 2, (recall, f1)), "silence F1") == "0.00 (2)"
