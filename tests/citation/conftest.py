"""The suite over the seeds, or with `--gold` over anyone's gold file and corpus.

`pytest tests/citation --gold my.gold.jsonl --corpus my-articles/` asks those questions only.
"""

from pathlib import Path

import pytest

from index.errors import UserError
from rag.evaluation import evaluate
from rag.floors import stated_floor
from rag.gold import load_gold, load_rows, reviewed
from ui.figures import interval_words

GOLD = Path(__file__).with_name("seeds.gold.jsonl")
GIVEN = "test_given.py"


def pytest_addoption(parser):
    group = parser.getgroup("citation accuracy")
    group.addoption("--gold", type=Path, help="a gold file to measure with instead of the seeds'")
    group.addoption(
        "--corpus", type=Path, help="the articles it asks about; the seeds if not given"
    )
    group.addoption("--split", help="only its rows of this split")
    group.addoption(
        "--floor",
        action="append",
        default=[],
        metavar="MEASURE=VALUE",
        help='the worst a figure may be, as --floor "answer accuracy=0.8"; may be given again',
    )


def pytest_configure(config):
    """Tell of a mistake in one line, and before anything is asked."""
    gold = given(config)
    try:
        config.citation_floors = [stated_floor(each) for each in option(config, "--floor") or ()]
        if gold:
            rows = load_rows(gold, split=option(config, "--split"))
            config.citation_rows = reviewed(gold, rows)
    except UserError as error:
        raise pytest.UsageError(str(error)) from None


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
def given_rows(request):
    """The reviewed rows of the gold file that the command line names."""
    return request.config.citation_rows


@pytest.fixture(scope="session")
def given_assistant(request, cache, given_rows):
    """An assistant over the corpus that the command line names."""
    from rag.assistant import Assistant

    try:
        assistant = Assistant.open(request.config.getoption("--corpus"))
        assistant.refuse_unfit(given(request.config), given_rows)
    except UserError as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
    return assistant


@pytest.fixture(scope="session")
def given_report(request, given_rows, given_assistant):
    """The report over them, shown at the end of the run."""
    report = evaluate(given_assistant, [row.question for row in given_rows])
    request.config.citation_reports = {given(request.config).name: report}
    request.config.citation_failures = [one for one in report.outcomes if one.faults]
    return report


def pytest_terminal_summary(terminalreporter, config):
    for title, report in getattr(config, "citation_reports", {}).items():
        terminalreporter.section(f"citation accuracy, {title}")
        for figure in report.figures:
            terminalreporter.line(
                f"{figure.name:22} {figure.value:6.3f}  {interval_words(figure):16}"
                f"  over {figure.count}"
            )
    failures = getattr(config, "citation_failures", [])
    if failures:
        terminalreporter.section(f"{len(failures)} questions with a fault")
        for one in failures:
            terminalreporter.line(f"{one.gold.question}  ({'; '.join(one.faults)})")
