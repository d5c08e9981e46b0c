"""The figures of an evaluation, and how two runs differ, for a terminal."""

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from rag.comparing import Comparison, QuestionChange
from rag.evaluation import KindFigures, Report
from rag.gold import GoldQuestion
from rag.measures import Figure
from ui.render import visible

ABSENT = "–"


def tables(report: Report, comparison: Comparison | None = None) -> RenderableType:
    """All that a terminal shows of a measurement."""
    found = report_tables(report)
    return Group(found, comparison_tables(comparison)) if comparison else found


def report_tables(report: Report) -> RenderableType:
    """What was measured, the figures with intervals and counts, then the main ones by kind."""
    table = Table(title="Citation accuracy", title_justify="left")
    table.add_column("measure")
    for heading in ("value", "95 % interval", "over"):
        table.add_column(heading, justify="right")
    for figure in report.figures:
        table.add_row(figure.name, f"{figure.value:.3f}", interval_words(figure), str(figure.count))
    lines = [Text(f"{visible(name)}: {visible(each)}") for name, each in report.about.items()]
    return Group(*lines, table, *([_kinds_table(report)] if report.kinds else []))


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
    figure = kind_figure(kind, name)
    return f"{figure.value:.2f} ({figure.count})" if figure else ABSENT


def kind_figure(kind: KindFigures, name: str) -> Figure | None:
    """A figure of one kind; None where it does not apply, or would say nothing.

    Silence F1 is 0 of a kind that no silence answers rightly, however its questions fare.
    """
    found = {figure.name: figure for figure in kind.figures}
    if name == "silence F1" and "silence recall" not in found:
        return None
    return found.get(name)


def comparison_tables(comparison: Comparison) -> RenderableType:
    """How each figure moved since an earlier run, then the questions that changed."""
    over = "1 question" if comparison.shared == 1 else f"{comparison.shared} questions"
    title = f"Since {visible(comparison.earlier)}, over {over} of both"
    table = Table(title=Text(title), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("measure")
    for heading in ("then", "now", "change", "p"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("verdict")
    for one in comparison.movements:
        table.add_row(
            one.name,
            f"{one.before:.3f}",
            f"{one.after:.3f}",
            f"{one.after - one.before:+.3f}",
            f"{one.chance:.3f}",
            Text(one.verdict, style="bold red" if one.fell else ""),
        )
    others = sum(change.turn == "other answer" for change in comparison.changes)
    lines = [_change_line(one) for one in comparison.changes if one.turn != "other answer"]
    if others:
        lines.append(Text(f"{others} more answered in other words, as well or badly as before"))
    return Group(*_otherwise(comparison), table, *lines, _outcome_line(comparison))


def _otherwise(comparison: Comparison) -> Iterator[Text]:
    """What else differs between the runs than the answers to the same questions."""
    for count, words in (
        (comparison.gone, "asked then only, and left out of the comparison"),
        (comparison.added, "asked now only, and left out of the comparison"),
    ):
        if count:
            questions = "1 question was" if count == 1 else f"{count} questions were"
            yield Text(f"{questions} {words}", style="yellow")
    for one in comparison.about:
        then, now = (visible(each) or ABSENT for each in (one.before, one.after))
        yield Text(f"{visible(one.name)}: {then} → {now}", style="dim")


def _change_line(change: QuestionChange) -> Text:
    style = {"broken": "red", "mended": "green"}.get(change.turn, "yellow")
    then, now = ("; ".join(faults) or "no fault" for faults in (change.before, change.after))
    line = Text(f"{change.turn}: ", style=style).append(visible(change.question), style="default")
    return line.append(f"\n    {then} → {now}", style="dim")


def _outcome_line(comparison: Comparison) -> Text:
    if not comparison.fallen:
        return Text(f"No figure fell by more than its noise.{few_words(comparison)}")
    names = ", ".join(one.name for one in comparison.fallen)
    return Text(f"Fell by more than its noise: {names}.", style="bold red")


def few_words(comparison: Comparison) -> str:
    """A sentence on figures with too few questions to tell a fall, empty without one."""
    names = [one.name for one in comparison.movements if one.verdict == "too few to tell"]
    if not names:
        return ""
    return f" Too few questions to tell (six are the least): {', '.join(names)}."


def drafted_lines(
    rows: Sequence[GoldQuestion], path: Path, *, asked: int, corpus: Path | None
) -> Text:
    """How many rows of each kind were drafted, of how many asked for, and what is left to do."""
    kinds = Counter(row.kind for row in rows)
    counts = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    short = "" if len(rows) >= asked else f" of {asked}: the articles make no more"
    command = ["bothsides", "evaluate", str(path), *(["--corpus", str(corpus)] if corpus else [])]
    return Text(
        f"{len(rows)} {'draft' if len(rows) == 1 else 'drafts'}{short}: {counts}\n"
        f"Read them in {visible(str(path))}: correct or delete each, and take out its "
        '"draft" field.\n'
        f"Then: {visible(shlex.join(command))}\n"
        "(With --drafts it asks those that are drafts still, too.)"
    )
