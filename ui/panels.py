"""Answers, positions and the corpus as HTML for the page; all source text is inert.

An answer's HTML is one line: inside it the chat's Markdown finds nothing to act on.
"""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from index.documents import Article
from rag.answers import Answer, Citation, Statement
from rag.composing import SILENCES
from rag.facts import CorpusFacts
from rag.positions import PartyPosition, Positions
from ui.render import CONTESTED, confidence_words, inert
from ui.sources import link

# The chat takes away labels, hence the hidden word for those who hear the page.
MARK = (
    '<a class="bs-mark" href="{href}" role="button">'
    '<span class="bs-hidden">Source </span>[{number}]</a>'
)
NEAREST = "Nearest passages, which do not answer the question"
BOTH_IN_ONE = "The other side’s answer stands within these sentences."
DRAFTED = "Drafted by {}; every sentence was checked against what it cites."
SPEAKERS = (
    "Nobody has said who the parties are (in a dispute.toml), so these are the speakers who are "
    "heard most."
)
OUTLETS_NAMED = 4
SILENCE_TITLES = {
    "topic": "Not in the articles",
    "fact": "The articles do not say",
    "premise": "The articles do not bear this out",
}


def head_html(facts: CorpusFacts) -> str:
    """The head of the page: its name, and what articles it stands over."""
    return (
        '<header class="bs-head"><h1>Both Sides</h1><p>Exact words, every side.</p>'
        f'<p class="bs-over">{_over(facts)}</p>'
        '<button type="button" class="bs-theme" aria-pressed="false" aria-label="Dark colours">'
        '<span aria-hidden="true">◐</span></button></header>'
    )


def _over(facts: CorpusFacts) -> str:
    """How many articles, of which days and outlets."""
    named = list(facts.outlets[:OUTLETS_NAMED]) or ["outlets not stated"]
    if len(facts.outlets) > OUTLETS_NAMED:
        named.append(f"{len(facts.outlets) - OUTLETS_NAMED:,} more outlets")
    return line(f"{facts.articles_text()} · {facts.dates_text()} · {', '.join(named)}")


def question_html(question: str) -> str:
    """What the user typed, as one inert line."""
    return f'<div class="bs-question">{line(question)}</div>'


def reading_html() -> str:
    """What stands in an answer's place until its first statement is there."""
    return '<div class="bs-reading" role="status">Reading the articles …</div>'


def answer_html(answer: Answer, shelf: str, asked: str) -> str:
    """An answer with marks that lead into its shelf of citations.

    Where the question was understood otherwise than `asked`, that stands above it.
    """
    body = _answered(answer, shelf) if answer.answered else _silence(answer, shelf)
    notes = [f'<p class="bs-note">{line(note)}</p>' for note in answer.notes]
    if answer.writer:
        notes.append(f'<p class="bs-note">{line(DRAFTED.format(answer.writer))}</p>')
    understood = ""
    if " ".join(answer.question.split()) != " ".join(asked.split()):
        understood = f'<p class="bs-understood">Understood as: {line(answer.question)}</p>'
    html = f"{_opening(answer, shelf)}{understood}{body}{''.join(notes)}</div>"
    return html.replace("\n", " ")


def _opening(answer: Answer, shelf: str) -> str:
    kind = "bs-answer" if answer.answered else "bs-answer bs-silent"
    contested = " bs-contested" if answer.contested else ""
    return f'<div class="{kind}{contested}" id="turn-{shelf}">'


def _answered(answer: Answer, shelf: str) -> str:
    outlets = outlets_of(answer.citations)
    if answer.contested:
        body = f'<p class="bs-flag">{CONTESTED}</p>{_sides(answer, shelf, outlets)}'
    else:
        body = paragraphs(answer.statements, shelf, short=answer.short, outlets=outlets)
    words = confidence_words(answer)
    return f'{body}<p class="bs-confidence bs-{words.split()[0]}">{line(words.capitalize())}</p>'


def outlets_of(citations: Iterable[Citation]) -> dict[int, str]:
    """The newspaper of each citation that has one, by number."""
    return {each.number: each.outlet for each in citations if each.outlet}


def _sides(answer: Answer, shelf: str, outlets: Mapping[int, str]) -> str:
    """The statements under the name of the party that speaks, parties in order of speaking.

    Where one party's sentences carry the other's answer too, no column would do them justice.
    """
    names = list(dict.fromkeys(each.party or "" for each in answer.statements))
    if len(names) < 2:
        body = paragraphs(answer.statements, shelf, short=answer.short, outlets=outlets)
        return f'<p class="bs-note">{BOTH_IN_ONE}</p>{body}'
    columns = []
    for name in names:
        said = [each for each in answer.statements if (each.party or "") == name]
        head = name or "The newspaper"
        columns.append(
            f'<section class="bs-side"><h3>{line(head)}</h3>'
            f"{paragraphs(said, shelf, above=name, outlets=outlets)}</section>"
        )
    return f'<div class="bs-sides">{"".join(columns)}</div>'


def paragraphs(
    statements: Iterable[Statement],
    shelf: str,
    *,
    short: str | None = None,
    above: str = "",
    outlets: Mapping[int, str] | None = None,
) -> str:
    """Statements with who speaks and their marks; `above` is the party whose name stands there.

    `short` is bold in the first statement that holds it. `outlets` name the newspaper of a
    citation, which speaks where no one else does.
    """
    lines = []
    for statement in statements:
        at = statement.text.find(short) if short else -1
        words = line(statement.text)
        if short and at >= 0:
            before, after = statement.text[:at], statement.text[at + len(short) :]
            words = f"{line(before)}<strong>{line(short)}</strong>{line(after)}"
            short = None
        lines.append(
            f'<p class="bs-statement">{_byline(statement, above, outlets or {})}{words} '
            f"{marks(statement.citations, shelf)}</p>"
        )
    return "".join(lines)


def _byline(statement: Statement, above: str, outlets: Mapping[int, str]) -> str:
    """Who speaks and for whom, and whether they deny; the newspaper where nobody else does."""
    newspaper = next((outlets[each] for each in statement.citations if each in outlets), "")
    who = [statement.speaker or statement.party or newspaper]
    if statement.party and statement.party not in (who[0], above):
        who.append(statement.party)
    said = " · ".join(who)
    if statement.stance == "denies":
        return f'<span class="bs-by bs-denies">{line(said)} · denial</span> '
    return f'<span class="bs-by">{line(said)}</span> ' if said and said != above else ""


def marks(numbers: Iterable[int], shelf: str) -> str:
    """Marks that lead to citations of a shelf."""
    return "".join(MARK.format(href=link(shelf, number), number=number) for number in numbers)


def _silence(answer: Answer, shelf: str) -> str:
    kind = answer.silence or "fact"
    rows = "".join(
        f"<li>{marks([each.number], shelf)} {line(each.quote)}</li>" for each in answer.citations
    )
    nearest = f"<details><summary>{NEAREST}</summary><ul>{rows}</ul></details>" if rows else ""
    return f'<p class="bs-silence"><b>{SILENCE_TITLES[kind]}.</b> {SILENCES[kind]}</p>{nearest}'


def positions_html(positions: Positions, shelf: str) -> str:
    """The parties side by side, each with what it asserts and what it denies."""
    if not any(each.assertions or each.denials for each in positions.parties):
        who = "speaker" if positions.speakers else "party"
        return nothing(f"No {who}'s words were found", positions.topic)
    columns = "".join(_position(each, shelf) for each in positions.parties)
    note = f'<p class="bs-note">{SPEAKERS}</p>' if positions.speakers else ""
    return f'{note}<div class="bs-sides bs-positions">{columns}</div>'


def _position(position: PartyPosition, shelf: str) -> str:
    parts = []
    for head, said in (("Asserts", position.assertions), ("Denies", position.denials)):
        if said:
            parts.append(f"<h4>{head}</h4>{paragraphs(said, shelf, above=position.party)}")
    body = "".join(parts) or "<p>The articles carry nothing from this party here.</p>"
    return f'<section class="bs-side"><h3>{line(position.party)}</h3>{body}</section>'


def nothing(words: str, topic: str | None) -> str:
    """That a view has nothing to show on a topic."""
    about = f" on “{line(topic)}”" if topic else " in these articles"
    return f'<p class="bs-silence">{words}{about}.</p>'


def corpus_html(facts: CorpusFacts, articles: Sequence[Article], words: str = "") -> str:
    """What is indexed: the facts, then a row an article, those that hold `words`."""
    wanted = words.casefold().split()
    rows = [article for article in articles if all(word in _searched(article) for word in wanted)]
    if articles and not rows:
        told = f"No headline, outlet or file name has “{line(words)}”; shorten the search."
        return f'<div class="bs-corpus"><p>{_over(facts)}</p><p role="status">{told}</p></div>'
    listed = "".join(_article_row(article) for article in rows[:LISTED])
    more = f"<p>{len(rows) - LISTED:,} more; narrow the search.</p>" if len(rows) > LISTED else ""
    return (
        f'<div class="bs-corpus"><p>{_over(facts)}</p><table><thead><tr><th>Article</th>'
        "<th>Date</th><th>Outlet</th><th class='bs-file'>File</th></tr></thead>"
        f"<tbody>{listed}</tbody></table>{more}</div>"
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
        f'<tr><td><a class="bs-headline" href="{article_link(article)}">'
        f"{line(article.title or 'Untitled')}</a></td><td class='bs-day'>{day}</td>"
        f"<td>{line(article.outlet or '—')}</td>"
        f"<td class='bs-file'>{line(article.source)}</td></tr>"
    )


def line(text: str) -> str:
    """The text as one inert line."""
    return inert(" ".join(text.split()) if "\n" in text else text)
