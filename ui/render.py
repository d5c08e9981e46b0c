"""Pure renderings of an answer: for the terminal and as Markdown.

Article text is data: nothing in it is read as markup, and control characters are shown as
visible signs, so that no source can colour, move or reorder what a reader sees.
"""

import re
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index.building import BuildReport
from rag.answers import Answer, Citation, Statement
from rag.composing import SILENCES, marks
from rag.evaluation import Report
from rag.facts import CorpusFacts

# Explicit bidirectional controls (Unicode annex 9) can make quoted text read as other text.
_BIDIRECTIONAL = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#+!|~&])")


def visible(text: str) -> str:
    """The text with control and bidirectional characters replaced by a visible sign."""
    return "".join(_shown(character) for character in text)


# Markup of HTML, of Markdown inside it, and of the page's templates.
_ENTITIES = {ord(each): f"&#{ord(each)};" for each in "&<>\"'`${}\\*_[]|~"}


def inert(text: str) -> str:
    """The text as HTML in which nothing is live, wherever on the page it stands.

    >>> inert("<b>${x}</b>")
    '&#60;b&#62;&#36;&#123;x&#125;&#60;/b&#62;'
    """
    return visible(text).translate(_ENTITIES)


def _shown(character: str) -> str:
    if character in "\n\t":
        return character
    hidden = character in _BIDIRECTIONAL or unicodedata.category(character) in ("Cc", "Cs")
    return "�" if hidden else character


def confidence_words(answer: Answer) -> str:
    """How well supported the answer is, in words."""
    if answer.confidence >= 0.8:
        return "well supported"
    return "supported" if answer.confidence >= 0.6 else "weakly supported"


def reference(citation: Citation) -> str:
    """Headline, outlet, date or "undated", and where the quote stands, on one line."""
    date = citation.published.isoformat() if citation.published else "undated"
    parts = [citation.title or "untitled", citation.outlet or "", date]
    place = f"{citation.source}, characters {citation.start}-{citation.end}"
    also = f" (also in {', '.join(citation.also)})" if citation.also else ""
    return visible(" · ".join(part for part in parts if part) + f" · {place}{also}")


def terminal(answer: Answer) -> RenderableType:
    """The answer, its sources and how well supported it is, for a terminal."""
    if not answer.answered:
        return _terminal_silence(answer)
    lines = [Padding(_statement_line(s, answer.short), (0, 0, 1, 0)) for s in answer.statements]
    notes = [Padding(Text(visible(note), style="italic"), (0, 0, 1, 0)) for note in answer.notes]
    sources = [_source_line(citation) for citation in answer.citations]
    return Group(*lines, *notes, *sources, Text(confidence_words(answer), style="dim"))


def _statement_line(statement: Statement, short: str | None) -> Text:
    line = Text()
    if statement.lead:
        line.append(visible(statement.lead) + " ", style="bold cyan")
    body = Text(visible(statement.text))
    start = statement.text.find(short) if short else -1
    if short and start >= 0:
        body.stylize("bold", start, start + len(short))
    return line.append_text(body).append(f" {marks(statement)}", style="cyan")


def _source_line(citation: Citation) -> Text:
    return Text(f"[{citation.number}] {reference(citation)}", style="dim")


def _terminal_silence(answer: Answer) -> RenderableType:
    parts: list[RenderableType] = [Text(SILENCES[answer.silence or "fact"], style="bold yellow")]
    if answer.citations:
        parts.append(Text("\nNearest passages, which do not answer the question:", style="dim"))
    for citation in answer.citations:
        quote = " ".join(visible(citation.quote).split())
        parts.append(Padding(Text(f"[{citation.number}] {quote}", style="dim"), (0, 0, 0, 2)))
        parts.append(Padding(Text(reference(citation), style="dim italic"), (0, 0, 0, 6)))
    parts += [Text(f"\n{visible(note)}", style="italic") for note in answer.notes]
    return Group(*parts)


def escaped(text: str) -> str:
    """The text with everything that Markdown or HTML could act on made inert."""
    return _MARKDOWN.sub(r"\\\1", visible(text))


def markdown(answer: Answer) -> str:
    """The answer as Markdown with its numbered references, source text escaped."""
    if not answer.answered:
        body = [SILENCES[answer.silence or "fact"]]
        if answer.citations:
            body.append("Nearest passages, which do not answer the question:")
    else:
        body = [_markdown_statement(s, answer.short) for s in answer.statements]
        body += [f"*{escaped(note)}*" for note in answer.notes]
    references = [
        f"\\[{c.number}\\] “{escaped(' '.join(c.quote.split()))}” — {escaped(reference(c))}"
        for c in answer.citations
    ]
    return "\n\n".join([*body, *references])


def _markdown_statement(statement: Statement, short: str | None) -> str:
    text = escaped(statement.text)
    if short and escaped(short) in text:
        text = text.replace(escaped(short), f"**{escaped(short)}**", 1)
    lead = f"**{escaped(statement.lead)}** " if statement.lead else ""
    return f"{lead}{text} {escaped(marks(statement))}"


def report_table(report: Report) -> Table:
    """The figures of an evaluation, one a row."""
    table = Table(title="Citation accuracy")
    table.add_column("measure")
    table.add_column("value", justify="right")
    table.add_column("over", justify="right")
    for figure in report.figures:
        table.add_row(figure.name, f"{figure.value:.3f}", str(figure.count))
    return table


def info_table(facts: CorpusFacts) -> Table:
    """What a corpus holds, one fact a row."""
    table = Table(show_header=False)
    rows = {
        "corpus": facts.corpus,
        "articles": f"{facts.articles:,} in {facts.documents:,} documents",
        "dates": facts.dates_text(),
        "outlets": ", ".join(facts.outlets) or "not stated",
        "parties": ", ".join(facts.parties) or "no dispute file",
        "passages": f"{facts.passages:,}",
        "embedding model": facts.embedding_model,
        "reader": facts.reader,
        "index": f"generation {facts.generation}, built {facts.built_at}",
    }
    for name, value in rows.items():
        table.add_row(name, Text(visible(value)))
    return table


def build_lines(report: BuildReport, folder: Path) -> Text:
    """What a build did, in a few lines; failures name their file."""
    seconds = max(report.seconds, 1e-9)
    lines = [
        f"{report.added} added, {report.changed} changed, {report.removed} removed, "
        f"{report.unchanged} unchanged",
        f"{report.passages:,} passages, {report.embedded:,} embedded, {report.reused:,} reused",
        f"{report.words:,} words in {report.seconds:.1f} s, {report.words / seconds:,.0f} a second",
        f"index: {folder}",
    ]
    lines += [f"left out: {failure}" for failure in report.failures]
    return Text(visible("\n".join(lines)))


def build_dict(report: BuildReport) -> dict[str, Any]:
    """What a build did, as plain JSON types."""
    return asdict(report) | {"failures": [str(failure) for failure in report.failures]}
