"""The suite over the seeds, or with `--gold` over anyone's gold file and corpus.

`pytest tests/citation --gold my.gold.jsonl --corpus my-articles/` asks those questions only.
"""

from pathlib import Path

import pytest
from rich.console import Console

from index.errors import UserError
from rag.evaluation import evaluate
from rag.floors import stated_floor
from rag.gold import load_gold
from ui.figures import tables
from ui.measuring import measured, plan, refuse_places, write_reports

GOLD = Path(__file__).with_name("seeds.gold.jsonl")
GIVEN = "test_given.py"


def pytest_addoption(parser):
    group = parser.getgroup("citation accuracy")
    group.addoption("--gold", type=Path, help="a gold file to measure with instead of the seeds'")
    group.addoption(
        "--corpus", type=Path, help="the articles it asks about; the seeds if not given"
    )
    group.addoption("--split", help="only its rows of this split")
    group.addoption("--drafts", action="store_true", help="ask its rows that are drafts, too")
    group.addoption("--compare", type=Path, help="an earlier report; a figure that fell fails")
    group.addoption("--out", type=Path, help="write the report as JSON to this file")
    group.addoption("--html", type=Path, help="write a page to look at to this file")
    group.addoption(
        "--floor",
        action="append",
        default=[],
        metavar="MEASURE=VALUE",
        help='the worst a figure may be, as --floor "answer accuracy=0.8"; may be given again',
    )


NEEDS_GOLD = ("--corpus", "--split", "--drafts", "--compare", "--out", "--html", "--floor")


def pytest_configure(config):
    """Tell of a mistake in one line, and before anything is asked."""
    gold = given(config)
    alone = [name for name in NEEDS_GOLD if option(config, name)]
    if alone and not gold:
        raise pytest.UsageError(f"{', '.join(alone)}: name the gold file to measure with: --gold")
    try:
        config.citation_floors = [stated_floor(each) for each in option(config, "--floor") or ()]
        if gold:
            config.citation_plan = planned(config, gold)
    except UserError as error:
        raise pytest.UsageError(str(error)) from None


def planned(config, gold):
    """What is to be measured, once nothing stands in its way."""
    out, html, before, corpus = (
        option(config, name) for name in ("--out", "--html", "--compare", "--corpus")
    )
    refuse_places(out, html, gold=gold, before=before, corpus=corpus)
    drafts = bool(option(config, "--drafts"))
    return plan(gold, split=option(config, "--split"), drafts=drafts, before=before)


def option(config, name):
    """What the command line says, None where these options are not known."""
    return config.getoption(name, default=None)


def given(config):
    return option(config, "--gold")


def pytest_ignore_collect(collection_path, config):
    """With a gold file of one's own the seeds are left alone, and the reverse."""
    name = collection_path.name
    if collection_path.parent == GOLD.parent and name.startswith("test_"):
        return (name == GIVEN) != bool(given(config))
    return None


@pytest.fixture(scope="session")
def reported(seeds):
    """The report over the part of the gold file that nothing was calibrated on."""
    return evaluate(seeds, load_gold(GOLD, split="report"))


@pytest.fixture(scope="session")
def reported_by_fusion(cache):
    """The same questions answered without the trained reader."""
    from rag.assistant import Assistant
    from rag.settings import load_settings

    assistant = Assistant.open(settings=load_settings(reader="none"))
    return evaluate(assistant, load_gold(GOLD, split="report"))


@pytest.fixture(scope="session")
def given_measured(request, cache):
    """What is measured over the gold file and corpus that the command line names."""
    from rag.assistant import Assistant

    config = request.config
    try:
        found = measured(config.citation_plan, Assistant.open(option(config, "--corpus")))
        write_reports(found, option(config, "--out"), option(config, "--html"))
    except UserError as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
    config.citation_reports = {given(config).name: (found.report, found.comparison)}
    config.citation_failures = [one for one in found.report.outcomes if one.faults]
    return found


@pytest.fixture(scope="session")
def given_report(given_measured):
    """The report of it, shown at the end of the run."""
    return given_measured.report


def pytest_terminal_summary(terminalreporter, config):
    for title, (report, comparison) in getattr(config, "citation_reports", {}).items():
        terminalreporter.section(f"citation accuracy, {title}")
        console = Console(width=100, no_color=True, highlight=False)
        with console.capture() as shown:
            console.print(tables(report, comparison))
        terminalreporter.line(shown.get())
    failures = getattr(config, "citation_failures", [])
    if failures:
        terminalreporter.section(f"{len(failures)} questions with a fault")
        for one in failures:
            terminalreporter.line(f"{one.gold.question}  ({'; '.join(one.faults)})")
