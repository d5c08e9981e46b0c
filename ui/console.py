"""What the commands share: the two consoles, the common options, the progress bar."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from index.errors import CorpusError
from index.loading import Failure
from rag.assistant import Assistant
from rag.settings import Settings
from ui.render import left_out

output = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

# Exit statuses; 0 is answered or done.
SILENT = 1
MISTAKE = 2
FELL = 3

# Unreadable files, or rows of them, that are named while a corpus is opened.
SHOWN = 5


def named_path(stated: str | Path) -> Path:
    """A path as it was given; CorpusError where it is empty, as an unset variable leaves it."""
    if not str(stated):
        raise CorpusError("an empty path; name a folder, or . for this one")
    return Path(stated)


Corpus = Annotated[
    Path | None,
    typer.Option(
        parser=named_path,
        metavar="PATH",
        help="Folder or file of articles, or a finished index. Default: the seed articles.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Reader = Annotated[
    str | None,
    typer.Option(help='"trained" (the default), "none" for plain fusion, or a weights folder.'),
]
Model = Annotated[
    str | None,
    typer.Option(help="A sentence-transformers model instead of the packaged one."),
]


def print_json(value: dict[str, Any]) -> None:
    """The value as indented JSON on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def opened(corpus: Path | None, settings: Settings) -> Assistant:
    """An assistant over the corpus, with a progress bar while it is indexed.

    What could not be read is named on standard error.
    """
    with progress() as show:
        assistant = Assistant.open(
            corpus,
            settings=settings,
            on_progress=lambda made: show(made.stage, made.done, made.total),
        )
    name_left_out(assistant.left_out)
    return assistant


def name_left_out(failures: Sequence[Failure]) -> None:
    """Say on standard error what could not be read, a line for each of the first few."""
    lines = [left_out(failure) for failure in failures[:SHOWN]]
    if len(failures) > SHOWN:
        lines.append(f"left out: {len(failures) - SHOWN} more; bothsides index names them all")
    for line in lines:
        errors.print(line, style="yellow", markup=False, soft_wrap=True)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error that appears with the first thing reported.

    Yields a function that is told the stage, how much is done and of how much. Where standard
    error is no terminal nothing is shown: a bar would leave an empty line there.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    tasks: dict[str, TaskID] = {}
    with ExitStack() as shown:

        @cache
        def bar() -> Progress:
            bar = Progress(*columns, TimeElapsedColumn(), console=errors, transient=True)
            return shown.enter_context(bar)

        def show(stage: str, done: int, total: int) -> None:
            if not errors.is_terminal:
                return
            if stage not in tasks:
                tasks[stage] = bar().add_task(stage, total=total)
            bar().update(tasks[stage], completed=done, total=total)

        yield show
