"""A report as one HTML file that needs nothing else: no script, no request to any host."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from index.loading import OWN_PAGE
from rag.comparing import Comparison
from rag.curves import reliability, risk_coverage
from rag.evaluation import Report
from rag.measures import MEASURES
from ui.failures import failures
from ui.figures import ABSENT, few_words, interval_words, kind_cell, kind_figure
from ui.render import visible

KIND_FIGURES = (
    "evidence coverage",
    "citation precision",
    "answer accuracy",
    "answer F1",
    "silence precision",
    "silence recall",
    "silence F1",
)


def report_page(
    report: Report, texts: Mapping[str, str], comparison: Comparison | None = None
) -> str:
    """The HTML of a report; `texts` holds the text of every source of the corpus.

    Figures with intervals, the reliability and risk-coverage plots, what changed since an
    earlier run, and every question with a fault: what was answered, what was cited and what
    should have been, with the passages. Article and question text is escaped.
    """
    failed = failures(report.outcomes, texts)
    scores = [outcome.scores for outcome in report.outcomes]
    return (
        _environment()
        .get_template("report.html")
        .render(
            generator=OWN_PAGE,
            report=report,
            meanings={measure.name: measure.meaning for measure in MEASURES},
            shares={m.name for m in MEASURES if not m.name.startswith("seconds")},
            interval_words=interval_words,
            kind_figures=KIND_FIGURES,
            kind_cell=kind_cell,
            kind_figure=kind_figure,
            anchors={failure.gold.key: failure.anchor for failure in failed},
            absent=ABSENT,
            bins=reliability(scores),
            risks=risk_coverage(scores),
            comparison=comparison,
            few=few_words(comparison) if comparison else "",
            failures=failed,
            faultless=[outcome.gold for outcome in report.outcomes if not outcome.faults],
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = visible
    return made
