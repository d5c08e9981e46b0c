"""Pure renderings of an answer: for the terminal and as Markdown.

Article text is data: nothing in it is read as markup, and control characters are shown as
visible signs, so that no source can colour, move or reorder what a reader sees.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index.building import BuildReport
from index.loading import Failure
from rag.answers import Answer, Citation, Statement
from rag.composing import SILENCES, marks
from rag.facts import CorpusFacts
from rag.positions import Positions
from rag.timeline import Event, Timeline

CONTESTED = "Contested: the parties disagree."
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
    """Headline, outlet, date or "undated", and where the quote stands, on one line.

    The page of a PDF file is named before the characters, which count in its extracted text.
    """
    date = citation.published.isoformat() if citation.published else "undated"
    parts = [citation.title or "untitled", citation.outlet or "", date]
    page = f", page {citation.page}" if citation.page else ""
    place = f"{citation.source}{page}, characters {citation.start}-{citation.end}"
    also = f" (also in {', '.join(citation.also)})" if citation.also else ""
    return visible(" · ".join(part for part in parts if part) + f" · {place}{also}")


def terminal(answer: Answer) -> RenderableType:
    """The answer, its sources and how well supported it is, for a terminal."""
    if not answer.answered:
        return _terminal_silence(answer)
    flag = [Padding(Text(CONTESTED, style="bold yellow"), (0, 0, 1, 0))] * answer.contested
    lines = [Padding(_statement_line(s, answer.short), (0, 0, 1, 0)) for s in answer.statements]
    notes = [Padding(Text(visible(note), style="italic"), (0, 0, 1, 0)) for note in answer.notes]
    sources = [_source_line(citation) for citation in answer.citations]
    return Group(*flag, *lines, *notes, *sources, Text(confidence_words(answer), style="dim"))


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
        body = [f"*{CONTESTED}*"] * answer.contested
        body += [_markdown_statement(s, answer.short) for s in answer.statements]
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


def positions_tables(positions: Positions) -> RenderableType:
    """The parties in columns, what each asserts above what it denies, then the sources."""
    heard = [party for party in positions.parties if party.assertions or party.denials]
    if not heard:
        silence = _nothing("No party’s own words were found", positions.topic)
        return Group(silence, _note(NO_PARTIES)) if positions.speakers else silence
    table = Table(show_lines=True, expand=True)
    table.add_column("", width=len("asserts"))
    for party in heard:
        table.add_column(Text(visible(party.party)), ratio=1)
    for name, said in (
        ("asserts", [party.assertions for party in heard]),
        ("denies", [party.denials for party in heard]),
    ):
        if any(said):
            table.add_row(name, *(_said_cell(statements) for statements in said))
    unheard = [party.party for party in positions.parties if party not in heard]
    notes = [_note(f"The articles carry no words of {name} here.") for name in unheard]
    if positions.speakers:
        notes.append(_note(SPEAKERS))
    return Group(table, *notes, *(_source_line(citation) for citation in positions.citations))


NO_PARTIES = "A dispute.toml beside the articles would name the parties."
SPEAKERS = (
    "These are the speakers heard most; a dispute.toml beside the articles would name the parties."
)


def _said_cell(statements: Sequence[Statement]) -> RenderableType:
    lines = [_statement_line(statement, None) for statement in statements]
    return Group(*(Padding(line, (0, 0, line is not lines[-1], 0)) for line in lines))


def timeline_tables(timeline: Timeline) -> RenderableType:
    """The dated events in order, the undated ones in a table of their own, then the sources."""
    if not timeline.dated and not timeline.undated:
        return _nothing("No event with a date was found", timeline.topic)
    tables = []
    if timeline.dated:
        dated = _event_table(
            "", [(of_statement(days(event), event), event) for event in timeline.dated]
        )
        tables.append(dated)
    if timeline.undated:
        undated = _event_table(
            "Without a known date",
            [(of_statement(event.when, event), event) for event in timeline.undated],
        )
        tables.append(undated)
    return Group(*tables, *(_source_line(citation) for citation in timeline.citations))


def of_statement(when: str, event: Event) -> str:
    """The time, with a word where it is that of a statement rather than of what it tells."""
    return f"{when} (said)" if event.said else when


def days(event: Event) -> str:
    """The first and last day, month or year of an event; empty where it is not known.

    A range that ends where it begins is written once.
    """
    if event.start is None or event.end is None:
        return ""
    length = {"day": 10, "month": 7, "year": 4}[event.precision or "day"]
    first, last = (day.isoformat()[:length] for day in (event.start, event.end))
    return first if first == last else f"{first} to {last}"


def _event_table(title: str, rows: Sequence[tuple[str, Event]]) -> Table:
    table = Table(title=title or None, title_justify="left", show_lines=True, expand=True)
    table.add_column("when", width=max(10, *(min(24, len(when)) for when, _ in rows)))
    table.add_column("what", ratio=1)
    for when, event in rows:
        table.add_row(Text(visible(when)), _statement_line(event.statement, event.when))
    return table


def _nothing(words: str, topic: str | None) -> Text:
    about = f"on “{visible(topic)}” in these articles" if topic else "in these articles"
    return Text(f"{words} {about}.", style="bold yellow")


def _note(words: str) -> Text:
    return Text(visible(words), style="italic")


def info_table(facts: CorpusFacts) -> Table:
    """What a corpus holds, one fact a row."""
    table = Table(show_header=False)
    rows = {
        "corpus": facts.corpus,
        "articles": f"{facts.articles:,} in {facts.documents:,} documents",
        "dates": facts.dates_text(),
        "outlets": facts.outlets_text(),
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
    return Text(visible("\n".join(lines + [left_out(failure) for failure in report.failures])))


def left_out(failure: Failure) -> str:
    """What could not be read and why, on one line.

    >>> left_out(Failure("a.txt", "a.txt is empty: remove it"))
    'left out: a.txt is empty: remove it'
    """
    return visible(" ".join(f"left out: {failure.reason}".split()))


def build_dict(report: BuildReport) -> dict[str, Any]:
    """What a build did, as plain JSON types; a failure is its `source` and the `reason`."""
    return asdict(report)
