"""Answers, positions, timelines and the corpus as HTML for the page; all source text is inert.

An answer's HTML is one line: inside it the chat's Markdown finds nothing to act on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from index.documents import Article
from rag.answers import Answer, Statement
from rag.composing import SILENCES
from rag.facts import CorpusFacts
from rag.positions import PartyPosition, Positions
from rag.timeline import Event, Timeline
from ui.render import confidence_words, inert
from ui.sources import link

MARK = '<a class="bs-mark" href="{href}" role="button">[{number}]</a>'
NEAREST = "Nearest passages, which do not answer the question"
SILENCE_TITLES = {
    "topic": "Not in the articles",
    "fact": "The articles do not say",
    "premise": "The articles do not bear this out",
}
# The timeline's drawing, in units of its own view box.
WIDTH, HEIGHT, MARGIN, AXIS, STEP, RADIUS = 1000, 190, 40, 150, 16, 7
LEVELS = 7  # points above one another before they overlap


def question_html(question: str) -> str:
    """What the user typed, as one inert line."""
    return f'<div class="bs-question">{_line(question)}</div>'


def answer_html(answer: Answer, shelf: str) -> str:
    """An answer with marks that lead into its shelf of citations."""
    body = _answered(answer, shelf) if answer.answered else _silence(answer, shelf)
    notes = "".join(f'<p class="bs-note">{_line(note)}</p>' for note in answer.notes)
    return f"{_opening(answer, shelf)}{body}{notes}</div>".replace("\n", " ")


def _opening(answer: Answer, shelf: str) -> str:
    kind = "bs-answer" if answer.answered else "bs-answer bs-silent"
    contested = " bs-contested" if answer.contested else ""
    return f'<div class="{kind}{contested}" id="turn-{shelf}">'


def _answered(answer: Answer, shelf: str) -> str:
    if answer.contested:
        body = '<p class="bs-flag">Contested: the parties disagree.</p>' + _sides(answer, shelf)
    else:
        body = _paragraphs(answer.statements, shelf, answer.short)
    words = confidence_words(answer)
    return f'{body}<p class="bs-confidence">{_line(words)}</p>'


def _sides(answer: Answer, shelf: str) -> str:
    """The statements under the name of the party that speaks, parties in order of speaking."""
    names = list(dict.fromkeys(each.party or "" for each in answer.statements))
    columns = []
    for name in names:
        said = [each for each in answer.statements if (each.party or "") == name]
        head = name or "The newspaper"
        columns.append(
            f'<section class="bs-side"><h3>{_line(head)}</h3>'
            f"{_paragraphs(map(_under_its_party, said), shelf)}</section>"
        )
    return f'<div class="bs-sides">{"".join(columns)}</div>'


def _under_its_party(statement: Statement) -> Statement:
    """The statement without a lead-in that the party's name above it makes idle."""
    keep = statement.stance == "denies" or statement.party is None
    return statement if keep else replace(statement, lead="")


def _paragraphs(statements: Iterable[Statement], shelf: str, short: str | None = None) -> str:
    lines = []
    for statement in statements:
        at = statement.text.find(short) if short else -1
        words = _line(statement.text)
        if short and at >= 0:
            before, after = statement.text[:at], statement.text[at + len(short) :]
            words = f"{_line(before)}<strong>{_line(short)}</strong>{_line(after)}"
            short = None
        lines.append(
            f'<p class="bs-statement">{_who(statement)}{words} '
            f"{_marks(statement.citations, shelf)}</p>"
        )
    return "".join(lines)


def _who(statement: Statement) -> str:
    """The lead-in, and else a badge with the speaker where the sentence has one."""
    denies = " bs-denies" if statement.stance == "denies" else ""
    if statement.lead:
        return f'<span class="bs-lead{denies}">{_line(statement.lead)}</span> '
    who = statement.speaker or statement.party
    if not who or who in statement.text:
        return ""
    verb = " denies" if statement.stance == "denies" else ""
    return f'<span class="bs-badge{denies}">{_line(who)}{verb}</span> '


def _marks(numbers: Iterable[int], shelf: str) -> str:
    return "".join(MARK.format(href=link(shelf, number), number=number) for number in numbers)


def _silence(answer: Answer, shelf: str) -> str:
    kind = answer.silence or "fact"
    rows = "".join(
        f"<li>{_marks([each.number], shelf)} {_line(each.quote)}</li>" for each in answer.citations
    )
    nearest = f"<details><summary>{NEAREST}</summary><ul>{rows}</ul></details>" if rows else ""
    return f'<p class="bs-silence"><b>{SILENCE_TITLES[kind]}.</b> {SILENCES[kind]}</p>{nearest}'


def positions_html(positions: Positions, shelf: str) -> str:
    """The parties side by side, each with what it asserts and what it denies."""
    if not any(each.assertions or each.denials for each in positions.parties):
        return _nothing("No party's words were found", positions.topic)
    columns = "".join(_position(each, shelf) for each in positions.parties)
    return f'<div class="bs-sides bs-positions">{columns}</div>'


def _position(position: PartyPosition, shelf: str) -> str:
    parts = []
    for head, said in (("Asserts", position.assertions), ("Denies", position.denials)):
        if said:
            parts.append(f"<h4>{head}</h4>{_paragraphs(said, shelf)}")
    body = "".join(parts) or "<p>The articles carry nothing from this party here.</p>"
    return f'<section class="bs-side"><h3>{_line(position.party)}</h3>{body}</section>'


def timeline_html(timeline: Timeline, shelf: str) -> str:
    """The dated events as a plot and a list, the undated ones apart."""
    if not timeline.dated and not timeline.undated:
        return _nothing("No event with a date was found", timeline.topic)
    parts = []
    if timeline.dated:
        parts += [_plot(timeline.dated, shelf), _events(timeline.dated, shelf)]
    if timeline.undated:
        parts.append("<h3>Without a known date</h3>")
        parts.append(_events(timeline.undated, shelf))
    return f'<div class="bs-timeline">{"".join(parts)}</div>'


def _nothing(words: str, topic: str | None) -> str:
    about = f" on “{_line(topic)}”" if topic else " in these articles"
    return f'<p class="bs-silence">{words}{about}.</p>'


def _events(events: Sequence[Event], shelf: str) -> str:
    rows = "".join(
        f"<li><span class='bs-when'>{_line(_when(event))}</span>"
        f"{_paragraphs([event.statement], shelf)}</li>"
        for event in events
    )
    return f'<ol class="bs-events">{rows}</ol>'


def _when(event: Event) -> str:
    if event.start is None:
        return event.when
    shown = {"day": "%d %B %Y", "month": "%B %Y", "year": "%Y"}[event.precision or "day"]
    return event.start.strftime(shown).lstrip("0")


def _plot(events: Sequence[Event], shelf: str) -> str:
    """One point an event along an axis of time; a point is a link to its source."""
    starts = [event.start for event in events if event.start is not None]
    first, last = min(starts), max(starts)
    days = max((last - first).days, 1)
    level: dict[int, int] = {}
    points = []
    for event, start in zip(events, starts, strict=True):
        x = MARGIN + round((WIDTH - 2 * MARGIN) * (start - first).days / days)
        slot = x // (2 * RADIUS)
        level[slot] = level.get(slot, -1) + 1
        y = AXIS - STEP - STEP * (level[slot] % LEVELS)
        points.append(_point(event, shelf, x, y))
    ticks = "".join(
        f'<text x="{x}" y="{AXIS + 26}" text-anchor="{anchor}">{day.isoformat()}</text>'
        for x, day, anchor in _ticks(first, last)
    )
    return (
        f'<svg class="bs-plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" '
        f'aria-label="Timeline of {len(events)} events"><line x1="{MARGIN}" y1="{AXIS}" '
        f'x2="{WIDTH - MARGIN}" y2="{AXIS}"/>{"".join(points)}{ticks}</svg>'
    )


def _ticks(first: date, last: date) -> list[tuple[int, date, str]]:
    ticks = [(MARGIN, first, "start")]
    if last != first:
        ticks.append((WIDTH - MARGIN, last, "end"))
    if (last - first).days > 2:
        ticks.insert(1, (WIDTH // 2, first + (last - first) / 2, "middle"))
    return ticks


def _point(event: Event, shelf: str, x: int, y: int) -> str:
    label = _line(f"{_when(event)}: {event.statement.text}")
    number = event.statement.citations[0]
    return (
        f'<a class="bs-point" href="{link(shelf, number)}" aria-label="{label}">'
        f'<circle cx="{x}" cy="{y}" r="{RADIUS}"/><title>{label}</title></a>'
    )


def corpus_html(facts: CorpusFacts, articles: Sequence[Article], words: str = "") -> str:
    """What is indexed: the facts, then a row an article, those that hold `words`."""
    wanted = words.casefold().split()
    rows = [article for article in articles if all(word in _searched(article) for word in wanted)]
    listed = "".join(_article_row(article) for article in rows[:LISTED])
    more = f"<p>{len(rows) - LISTED:,} more; narrow the search.</p>" if len(rows) > LISTED else ""
    outlets = ", ".join(facts.outlets) or "outlets not stated"
    return (
        f'<div class="bs-corpus"><p>{facts.articles:,} articles · {_line(facts.dates_text())} · '
        f"{_line(outlets)}</p><table><thead><tr><th>Article</th><th>Date</th><th>Outlet</th>"
        f"<th class='bs-file'>File</th></tr></thead><tbody>{listed}</tbody></table>{more}</div>"
    )


LISTED = 200


def article_link(article: Article) -> str:
    """Where a row of the corpus leads."""
    return f"#article-{article.number}-{quote(article.source, safe='')}"


def _searched(article: Article) -> str:
    return f"{article.title} {article.outlet or ''} {article.source}".casefold()


def _article_row(article: Article) -> str:
    day = article.published.isoformat() if article.published else "undated"
    return (
        f'<tr><td><a class="bs-open" href="{article_link(article)}">'
        f"{_line(article.title or 'Untitled')}</a></td><td class='bs-day'>{day}</td>"
        f"<td>{_line(article.outlet or '—')}</td>"
        f"<td class='bs-file'>{_line(article.source)}</td></tr>"
    )


def _line(text: str) -> str:
    return inert(" ".join(text.split()) if "\n" in text else text)
