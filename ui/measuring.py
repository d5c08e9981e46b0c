"""One measurement of a gold file, as `bothsides evaluate` and the suite under pytest run it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from index.errors import ReportError
from index.loading import is_readable
from rag.assistant import Assistant, corpus_path, is_index
from rag.comparing import Comparison, EarlierReport, compare, read_report
from rag.evaluation import Report, evaluate
from rag.gold import GoldRow, load_rows, reviewed
from ui.report_page import report_page


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured: rows of a gold file, and an earlier report to compare with.

    `left_out` counts the drafts that are not asked.
    """

    gold: Path
    rows: tuple[GoldRow, ...]
    split: str | None = None
    left_out: int = 0
    earlier: EarlierReport | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A report, how it differs from an earlier one, and the text of every source."""

    report: Report
    comparison: Comparison | None
    texts: Mapping[str, str]

    def to_dict(self) -> dict[str, object]:
        """Report and comparison as plain JSON types."""
        compared = {"comparison": self.comparison.to_dict()} if self.comparison else {}
        return self.report.to_dict() | compared


def plan(
    gold: Path, *, split: str | None = None, drafts: bool = False, before: Path | None = None
) -> Plan:
    """The rows to ask, drafts only where they are wanted, and the report at `before`.

    Raises GoldError or ReportError for a file that cannot be used.
    """
    every = load_rows(gold, split=split)
    rows = every if drafts else reviewed(gold, every)
    earlier = read_report(before) if before else None
    return Plan(gold, rows, split, len(every) - len(rows), earlier)


def measured(
    asked: Plan, assistant: Assistant, on_question: Callable[[int], None] | None = None
) -> Measured:
    """The answers to the plan's questions, measured and compared; `on_question` counts them.

    Raises GoldError, before anything is asked, for rows that do not fit the corpus.
    """
    assistant.refuse_unfit(asked.gold, asked.rows)
    questions = [row.question for row in asked.rows]
    about = _about(assistant, asked)
    report = evaluate(assistant, questions, about=about, on_question=on_question)
    comparison = compare(asked.earlier, report) if asked.earlier else None
    sources = dict.fromkeys(article.source for article in assistant.articles())
    texts = {source: assistant.document(source).text for source in sources}
    return Measured(report, comparison, texts)


def _about(assistant: Assistant, asked: Plan) -> dict[str, str]:
    """What was measured with what, for whoever reads the report later."""
    facts = assistant.info()
    drafts = sum(row.question.draft for row in asked.rows)
    digest = hashlib.sha256(asked.gold.read_bytes()).hexdigest()[:12]
    left_out = {"drafts left out": f"{asked.left_out:,}"} if asked.left_out else {}
    return {
        "gold file": f"{asked.gold.name} (SHA-256 {digest})",
        "questions": f"{len(asked.rows):,}"
        + (f" of split {asked.split}" if asked.split else "")
        + (f", {drafts:,} of them drafts" if drafts else ""),
        **left_out,
        "corpus": f"{Path(facts.corpus).name}: {facts.articles_text()}, {facts.dates_text()}",
        "reader": Path(facts.reader).name,
        "embedding model": Path(facts.embedding_model).name,
        "Both Sides": version("bothsides"),
        "measured on": date.today().isoformat(),
    }


# --- files ------------------------------------------------------------------------------


def refuse_places(
    out: Path | None, html: Path | None, *, gold: Path, before: Path | None, corpus: Path | None
) -> None:
    """Say before the questions are asked that a report has no place, or would spoil another's."""
    for path in (out, html):
        refuse_place(path, corpus, {"gold file itself": gold, "report to compare with": before})
    if out and html and out.absolute() == html.absolute():
        raise ReportError(f"{out}: is named by --out and by --html; name two files")


def refuse_place(
    path: Path | None, corpus: Path | None, kept: Mapping[str, Path | None] | None = None
) -> None:
    """Refuse a file that cannot be written, that is one of `kept`, or that would be evidence.

    Raises ReportError with the remedy.
    """
    if path is None:
        return
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise ReportError(f"{path}: cannot be written; name a file in a folder that exists")
    for name, other in (kept or {}).items():
        if other and path.exists() and path.samefile(other):
            raise ReportError(f"{path}: is the {name}, which would be lost; name another file")
    _refuse_evidence(path, corpus_path(corpus))
    _refuse_closed(path)


def _refuse_closed(path: Path) -> None:
    """Refuse a file that the system does not let be opened for writing; leaves it as it was."""
    new = not path.exists()
    try:
        path.open("ab").close()
        if new:
            path.unlink()
    except OSError as error:
        raise ReportError(f"{path}: cannot be written ({error.strerror})") from None


def _refuse_evidence(path: Path, corpus: Path) -> None:
    """Refuse to write what would be read as an article the next time."""
    if is_index(corpus) or not is_readable(path):
        return
    if path.resolve() == corpus or corpus in path.resolve().parents:
        raise ReportError(
            f"{path}: lies among the articles and would be read as one of them; "
            "name a file outside of the corpus"
        )


def write_reports(found: Measured, out: Path | None, html: Path | None) -> None:
    """Write the report as JSON to `out` and as a page to `html`, where they are named.

    Raises ReportError for a file that cannot be written.
    """
    if out:
        write(out, json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n")
    if html:
        write(html, report_page(found.report, found.texts, found.comparison))


def write(path: Path, text: str) -> None:
    """Write a file; ReportError where the system refuses."""
    try:
        # A lone surrogate of a source's name has no UTF-8; it is written as an escape.
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise ReportError(f"{path}: cannot be written ({error.strerror})") from None
