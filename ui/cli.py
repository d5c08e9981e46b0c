"""The `bothsides` command.

Exit status: 0 done, 1 the corpus does not say, 2 your mistake, 3 a figure fell (`evaluate`).
"""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from index.catalogue import open_catalogue
from index.errors import (
    BothSidesError,
    CorpusError,
    IndexFormatError,
    InternalError,
    SettingsError,
    StorageError,
)
from rag.assistant import Assistant, bring_up_to_date, corpus_path, index_folder, is_index
from rag.feedback import as_gold, judgements, of_corpus
from rag.questions import checked_question
from rag.settings import Settings, load_settings
from ui import evaluating, render
from ui.console import (
    MISTAKE,
    SILENT,
    AsJson,
    Corpus,
    Model,
    Reader,
    errors,
    name_left_out,
    named_path,
    opened,
    output,
    print_json,
    progress,
)
from ui.serving import Serving, accounts, start, wait

app = typer.Typer(
    help="Cited answers from news articles about a dispute.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(evaluating.evaluate)
app.add_typer(evaluating.gold_files, name="gold")


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotation marks.")],
    corpus: Corpus = None,
    reader: Reader = None,
    embedding_model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question with citations.

    Example: bothsides ask "Where were the peace talks held?"
    """
    settings = load_settings(reader=reader, embedding_model=embedding_model)
    checked_question(question, settings.question_limit)
    answer = opened(corpus, settings).ask(question)
    if as_json:
        print_json(answer.to_dict())
    else:
        output.print(render.terminal(answer))
    raise typer.Exit(0 if answer.answered else SILENT)


@app.command()
def chat(corpus: Corpus = None, reader: Reader = None, embedding_model: Model = None) -> None:
    """Ask question after question; follow-ups are understood.

    Example: bothsides chat --corpus my-articles/
    """
    settings = load_settings(reader=reader, embedding_model=embedding_model)
    assistant = opened(corpus, settings)
    output.print(f"{_described(assistant)} Ask a question; an empty line ends.", style="dim")
    history: list[dict[str, str]] = []
    for question in _questions():
        try:
            answer = assistant.ask(question, history)
        except BothSidesError as error:
            _complain(error)
            continue
        if answer.question != question:
            output.print(f"Understood as: {render.visible(answer.question)}\n", style="dim")
        output.print(render.terminal(answer))
        history += [
            {"role": "user", "content": question},
            {"role": "assistant", "content": answer.text},
        ]


@app.command()
def index(
    paths: Annotated[
        list[Path],
        typer.Argument(parser=named_path, metavar="PATH...", help="Folder or file of articles."),
    ],
    into: Annotated[
        Path | None,
        typer.Option(
            parser=named_path,
            metavar="PATH",
            help="Folder for the index. Default: the user's cache.",
        ),
    ] = None,
    embedding_model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Bring the index of some articles up to date; only what changed is embedded again.

    Example: bothsides index my-articles/
    """
    if into is not None and len(paths) > 1:
        raise typer.BadParameter("--into takes one path; index the others by themselves")
    settings = load_settings(embedding_model=embedding_model)
    mistaken = False
    for path in paths:
        try:
            _bring_up_to_date(path, settings, into, as_json=as_json)
        except (CorpusError, IndexFormatError, SettingsError, StorageError) as error:
            _complain(error)
            mistaken = True
    raise typer.Exit(MISTAKE if mistaken else 0)


def _bring_up_to_date(path: Path, settings: Settings, into: Path | None, *, as_json: bool) -> None:
    with progress() as show:
        folder, report = bring_up_to_date(
            path,
            settings,
            into=into,
            on_progress=lambda made: show(made.stage, made.done, made.total),
        )
    if as_json:
        print_json({"index": str(folder), **render.build_dict(report)})
    else:
        output.print(render.build_lines(report, folder), soft_wrap=True)


@app.command()
def serve(
    corpus: Corpus = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for every computer.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 7860,
    auth: Annotated[
        list[str] | None,
        typer.Option(help="name:password to ask for; may be given again.", envvar="BOTHSIDES_AUTH"),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(help="Name by which a proxy on this computer leads here; may be repeated."),
    ] = None,
    shared: Annotated[
        bool, typer.Option("--shared", help="Articles that a visitor adds are there for everyone.")
    ] = False,
    open_browser: Annotated[
        bool, typer.Option("--open", help="Open the page in this computer's browser.")
    ] = False,
    reader: Reader = None,
    embedding_model: Model = None,
) -> None:
    """Serve the chat page, an API and MCP tools over a corpus.

    Example: bothsides serve --corpus my-articles/ --port 8000
    """
    settings = load_settings(reader=reader, embedding_model=embedding_model)
    how = Serving(
        host,
        port,
        accounts(auth or []),
        shared,
        open_browser,
        names=tuple(name or ()),
    )
    running = start(corpus, settings, how)
    name_left_out(running.left_out)
    output.print(f"Both Sides answers at {running.url} (stop with Ctrl+C)")
    wait(running)


Topic = Annotated[
    str | None,
    typer.Argument(help="Only what the articles say on this. Default: all they say."),
]


@app.command()
def positions(
    topic: Topic = None,
    corpus: Corpus = None,
    embedding_model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Set the parties side by side: what each asserts and denies, with citations.

    Example: bothsides positions "cross-border attacks"
    """
    found = opened(corpus, load_settings(embedding_model=embedding_model)).positions(topic)
    if as_json:
        print_json(found.to_dict())
    else:
        output.print(render.positions_tables(found))
    raise typer.Exit(0 if found.citations else SILENT)


@app.command()
def timeline(
    topic: Topic = None,
    corpus: Corpus = None,
    embedding_model: Model = None,
    as_json: AsJson = False,
) -> None:
    """List what happened when, with citations; events without a known date stand apart.

    Example: bothsides timeline "peace talks"
    """
    found = opened(corpus, load_settings(embedding_model=embedding_model)).timeline(topic)
    if as_json:
        print_json(found.to_dict())
    else:
        output.print(render.timeline_tables(found))
    raise typer.Exit(0 if found.citations else SILENT)


@app.command()
def feedback(corpus: Corpus = None) -> None:
    """Print what readers of the chat page judged, as rows of a gold file to look over.

    Answers that cite what is not in the corpus, such as a visitor's own articles, are left out.

    Example: bothsides feedback > judged.gold.jsonl
    """
    path, settings = corpus_path(corpus), load_settings()
    folder = path if is_index(path) else index_folder(path, settings)
    if not is_index(folder):
        raise CorpusError(f"{path}: not served yet, so that nothing has been judged")
    judged = judgements(folder)
    kept = of_corpus(judged, open_catalogue(folder))
    for row in as_gold(kept):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    if len(kept) < len(judged):
        gone = f"left out: {len(judged) - len(kept)} about articles that are not in this corpus"
        errors.print(gone, style="yellow", soft_wrap=True)


@app.command()
def info(corpus: Corpus = None, as_json: AsJson = False) -> None:
    """Say what a corpus holds: articles, dates, outlets, passages, models.

    Example: bothsides info --corpus my-articles/
    """
    facts = opened(corpus, load_settings()).info(independent=True)
    if as_json:
        print_json(facts.to_dict())
    else:
        output.print(render.info_table(facts))


def main() -> None:
    """Run the command line; one line on standard error for every mistake, exit status 2."""
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    # They say what ails a file without its name; what is left out is named with the reason.
    for name in ("pypdf", "trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        app(standalone_mode=True)
    except InternalError:
        raise
    except BothSidesError as error:
        _complain(error)
        sys.exit(MISTAKE)
    except KeyboardInterrupt:
        sys.exit(130)


def _complain(error: BothSidesError) -> None:
    message = render.visible(" ".join(str(error).split()))
    errors.print(f"bothsides: {message}", style="red", markup=False, soft_wrap=True)


def _described(assistant: Assistant) -> str:
    facts = assistant.info()
    return f"{facts.articles_text()}, {facts.dates_text()}."


def _questions() -> Iterator[str]:
    """Lines from the terminal or a pipe until an empty line or the end."""
    with suppress(ImportError):  # some systems lack it
        import readline  # noqa: F401 - its presence lets a line be edited and called back
    while True:
        try:
            line = output.input("[bold]> [/bold]" if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            return
        if not line.strip():
            return
        yield line
