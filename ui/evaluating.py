"""The commands that measure: `bothsides evaluate` and `bothsides gold init`."""

from pathlib import Path
from typing import Annotated

import typer

from index.errors import GoldError
from rag.settings import load_settings
from ui import figures
from ui.console import FELL, AsJson, Corpus, Model, Reader, opened, output, print_json, progress
from ui.measuring import measured, plan, refuse_place, refuse_places, write, write_reports

gold_files = typer.Typer(help="Gold files: questions to measure with.", no_args_is_help=True)


def evaluate(
    gold: Annotated[Path, typer.Argument(help="A gold file, JSON Lines; docs/gold.md says how.")],
    corpus: Corpus = None,
    reader: Reader = None,
    embedding_model: Model = None,
    split: Annotated[str | None, typer.Option(help="Only the rows of this split.")] = None,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Ask the rows that are still drafts, too.")
    ] = False,
    before: Annotated[
        Path | None,
        typer.Option("--compare", help="An earlier report; status 3 if a figure fell since."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the report as JSON to this file.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page to look at to this file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the citations of the answers to a gold file's questions.

    Exit status 3: a figure fell since the report given with --compare by more than its noise.

    Example: bothsides evaluate my.gold.jsonl --corpus my-articles/ --html report.html
    """
    asked = plan(gold, split=split, drafts=drafts, before=before)
    refuse_places(out, html, gold=gold, before=before, corpus=corpus)
    assistant = opened(corpus, load_settings(reader=reader, embedding_model=embedding_model))
    with progress() as show:
        found = measured(asked, assistant, lambda done: show("asking", done, len(asked.rows)))
    if as_json:
        print_json(found.to_dict())
    else:
        output.print(figures.tables(found.report, found.comparison))
    write_reports(found, out, html)
    raise typer.Exit(FELL if found.comparison and found.comparison.fallen else 0)


@gold_files.command()
def init(
    out: Annotated[Path, typer.Option("--out", help="The gold file to write; never overwritten.")],
    corpus: Corpus = None,
    count: Annotated[int, typer.Option(min=3, help="About how many questions to draft.")] = 60,
    embedding_model: Model = None,
) -> None:
    """Draft a gold file from the articles, for a person to correct.

    Every row is a draft until you take out its "draft" field.

    Example: bothsides gold init --corpus my-articles/ --out my.gold.jsonl
    """
    if out.exists():
        raise GoldError(f"{out}: exists already; name a new file, or move that one away")
    refuse_place(out, corpus)
    assistant = opened(corpus, load_settings(embedding_model=embedding_model))
    rows = assistant.gold_drafts(count)
    if not rows:
        raise GoldError(
            f"{out}: not written, no sentence of the corpus makes a question by itself; "
            "write the rows by hand as docs/gold.md shows"
        )
    lines = [row.model_dump_json(exclude_defaults=True) for row in rows]
    write(out, "\n".join(lines) + "\n")
    output.print(figures.drafted_lines(rows, out, asked=count, corpus=corpus))
