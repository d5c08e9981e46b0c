from pathlib import Path

import pytest

from rag.evaluation import evaluate
from rag.gold import load_gold
from ui.figures import interval_words

GOLD = Path(__file__).with_name("seeds.gold.jsonl")


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


def pytest_terminal_summary(terminalreporter, config):
    for title, report in getattr(config, "citation_reports", {}).items():
        terminalreporter.section(f"citation accuracy, {title}")
        for figure in report.figures:
            terminalreporter.line(
                f"{figure.name:22} {figure.value:6.3f}  {interval_words(figure):16}"
                f"  over {figure.count}"
            )
