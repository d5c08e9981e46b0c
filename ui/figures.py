"""The figures of an evaluation, and how two runs differ, for a terminal."""

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from rag.evaluation import KindFigures, Report
from rag.measures import Figure
from ui.render import visible

ABSENT = "–"


def report_tables(report: Report) -> RenderableType:
    """The figures with intervals and counts, then the main ones by kind of question."""
    table = Table(title="Citation accuracy", title_justify="left")
    table.add_column("measure")
    for heading in ("value", "95 % interval", "over"):
        table.add_column(heading, justify="right")
    for figure in report.figures:
        table.add_row(figure.name, f"{figure.value:.3f}", interval_words(figure), str(figure.count))
    return Group(table, _kinds_table(report)) if report.kinds else table


def interval_words(figure: Figure) -> str:
    """The bounds of a figure's interval, a dash where it has none."""
    if figure.low is None or figure.high is None:
        return ABSENT
    return f"{figure.low:.3f} to {figure.high:.3f}"


# The figures that differ most between kinds, under headings that fit 80 columns.
_SHOWN = {
    "evidence coverage": "covered",
    "answer accuracy": "accurate",
    "silence precision": "silence P",
    "silence recall": "silence R",
    "silence F1": "silence F1",
}


def _kinds_table(report: Report) -> Table:
    title = "By kind of question (in brackets: over how many)"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("kind")
    for heading in _SHOWN.values():
        table.add_column(heading, justify="right", no_wrap=True)
    for kind in report.kinds:
        name = Text(f"{visible(kind.kind)} ({kind.count})")
        table.add_row(name, *(kind_cell(kind, measure) for measure in _SHOWN))
    return table


def kind_cell(kind: KindFigures, name: str) -> str:
    """A figure of one kind with its count, a dash where it does not apply."""
    figure = next((each for each in kind.figures if each.name == name), None)
    return f"{figure.value:.2f} ({figure.count})" if figure else ABSENT
