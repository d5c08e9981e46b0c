"""What the terminal shows of a measurement, as words with single spaces."""

from rich.console import Console

from rag.comparing import Comparison, Difference, Movement
from ui.figures import comparison_tables


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
