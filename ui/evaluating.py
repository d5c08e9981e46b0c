"""The commands that measure: `bothsides evaluate` and `bothsides gold init`."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from index.errors import GoldError, ReportError
from index.loading import is_readable
from rag.assistant import Assistant, corpus_path, is_index
from rag.comparing import Comparison, compare, read_report
from rag.evaluation import Report
from rag.evaluation import evaluate as run_evaluation
from rag.gold import GoldRow, load_rows, reviewed
from rag.settings import load_settings
from ui import figures
from ui.console import FELL, AsJson, Corpus, Model, Reader, opened, output, print_json, progress
from ui.report_page import report_page

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
    rows = load_rows(gold, split=split)
    rows = rows if drafts else reviewed(gold, rows)
    earlier = read_report(before) if before else None
    for written in (out, html):
        _refuse_unwritable(written, gold, before)
        _refuse_evidence(written, corpus)
    if out and html and out.absolute() == html.absolute():
        raise ReportError(f"{out}: is named by --out and by --html; name two files")
    assistant = opened(corpus, load_settings(reader=reader, embedding_model=embedding_model))
    texts = _texts(assistant)
    assistant.refuse_unfit(gold, rows)
    report = _measured(assistant, rows, _about(assistant, gold, split, rows))
    comparison = compare(earlier, report) if earlier else None
    if out:
        _write(out, _as_json(report, comparison))
    if html:
        _write(html, report_page(report, texts, comparison))
    if as_json:
        print_json(_plain(report, comparison))
    else:
        output.print(figures.report_tables(report))
        if comparison:
            output.print(figures.comparison_tables(comparison))
    raise typer.Exit(FELL if comparison and comparison.fallen else 0)


def _measured(assistant: Assistant, rows: Sequence[GoldRow], about: dict[str, str]) -> Report:
    with progress() as show:
        return run_evaluation(
            assistant,
            [row.question for row in rows],
            about=about,
            on_question=lambda done: show("asking", done, len(rows)),
        )


def _texts(assistant: Assistant) -> dict[str, str]:
    """The text of every source of the corpus."""
    sources = dict.fromkeys(article.source for article in assistant.articles())
    return {source: assistant.document(source).text for source in sources}


def _about(
    assistant: Assistant, gold: Path, split: str | None, rows: Sequence[GoldRow]
) -> dict[str, str]:
    """What was measured with what, for whoever reads the report later."""
    facts = assistant.info()
    drafts = sum(row.question.draft for row in rows)
    return {
        "gold file": f"{gold.name} (SHA-256 {hashlib.sha256(gold.read_bytes()).hexdigest()[:12]})",
        "questions": f"{len(rows):,}"
        + (f" of split {split}" if split else "")
        + (f", {drafts:,} of them drafts" if drafts else ""),
        "corpus": f"{Path(facts.corpus).name}: {facts.articles_text()}, {facts.dates_text()}",
        "reader": Path(facts.reader).name,
        "embedding model": Path(facts.embedding_model).name,
        "Both Sides": version("bothsides"),
        "measured on": date.today().isoformat(),
    }


def _plain(report: Report, comparison: Comparison | None) -> dict[str, object]:
    return report.to_dict() | ({"comparison": comparison.to_dict()} if comparison else {})


def _as_json(report: Report, comparison: Comparison | None) -> str:
    return json.dumps(_plain(report, comparison), ensure_ascii=False, indent=1) + "\n"


def _refuse_unwritable(
    path: Path | None, gold: Path | None = None, earlier: Path | None = None
) -> None:
    """Say before the questions are asked, not after, that a report has no place to go."""
    if path is None:
        return
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise ReportError(f"{path}: cannot be written; name a file in a folder that exists")
    if gold and path.exists() and path.samefile(gold):
        raise ReportError(f"{path}: is the gold file itself; name another file for the report")
    if earlier and path.exists() and path.samefile(earlier):
        raise ReportError(
            f"{path}: is the report to compare with, which would be lost; name another file"
        )


def _refuse_evidence(path: Path | None, corpus: Path | None) -> None:
    """Refuse to write what would be read as an article the next time."""
    folder = corpus_path(corpus)
    if path is None or is_index(folder) or not is_readable(path):
        return
    if path.resolve() == folder or folder in path.resolve().parents:
        raise ReportError(
            f"{path}: lies among the articles and would be read as one of them; "
            "name a file outside of the corpus"
        )


def _write(path: Path, text: str) -> None:
    try:
        # A lone surrogate of a source's name has no UTF-8; it is written as an escape.
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise ReportError(f"{path}: cannot be written ({error.strerror})") from None


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
    _refuse_unwritable(out)
    _refuse_evidence(out, corpus)
    assistant = opened(corpus, load_settings(embedding_model=embedding_model))
    rows = assistant.gold_drafts(count)
    if not rows:
        raise GoldError(
            f"{out}: not written, no sentence of the corpus makes a question by itself; "
            "write the rows by hand as docs/gold.md shows"
        )
    lines = [row.model_dump_json(exclude_defaults=True) for row in rows]
    _write(out, "\n".join(lines) + "\n")
    output.print(figures.drafted_lines(rows, out))
