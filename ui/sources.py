"""The source panel: an article with the quotes of an answer highlighted in it, as HTML.

Every word of an article is escaped; nothing in it is ever live.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from index.documents import Article, Document, Span
from rag.answers import Citation, Statement
from ui.evidence import segments
from ui.render import inert, reference

# Of a very long article this much is shown on either side of the quote, in code points.
SHOWN_AROUND = 60_000

EMPTY = (
    '<div class="bs-source bs-empty"><p>Choose a mark such as <b>[1]</b> in an answer: '
    "the article opens here, at the exact words.</p></div>"
)
CLOSE = '<a class="bs-close" href="#close-source" role="button">Close</a>'
_TOLD = (
    '<div class="bs-source bs-empty bs-told"><header><p role="status">{}</p>'
    + CLOSE
    + "</header></div>"
)
GONE = _TOLD.format("This article is no longer in the corpus; the answer keeps its quotes.")
CHANGED = _TOLD.format(
    "This article has changed since the answer was given; ask again to cite its present words."
)
STALE = _TOLD.format(
    "What this view was made of has changed since; press Show to see it as it is now."
)
STANCES = {"asserts": "asserts", "denies": "denies", "reports": "the newspaper's own words"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Citations that belong together, and the statements that carry them.

    `id` stands in the links to them: the turn of a conversation, or the name of a view.
    """

    id: str
    citations: tuple[Citation, ...]
    statements: tuple[Statement, ...] = ()

    def citation(self, number: int) -> Citation | None:
        """The citation with this number."""
        return next((each for each in self.citations if each.number == number), None)


def link(shelf: str, number: int) -> str:
    """Where a mark leads."""
    return f"#cite-{shelf}-{number}"


def source_panel(document: Document, article: Article, shelf: Shelf, number: int) -> str:
    """The article of a citation with every quote of its shelf marked, that one strongest."""
    current = shelf.citation(number)
    if current is None:
        return EMPTY
    quotes = [
        (Span(each.start, each.end), each.number)
        for each in shelf.citations
        if each.source == current.source and article.span.contains(Span(each.start, each.end))
    ]
    body = _highlighted(document.text, _shown(article.span, current), quotes, number)
    return (
        f'<section class="bs-source" aria-label="Source" data-at="{link(shelf.id, number)}">'
        f"{_header(current, shelf)}{_steps(shelf, number)}"
        f'<div class="bs-article" tabindex="0" role="region" aria-label="Article text">{body}</div>'
        "</section>"
    )


def whole_article(document: Document, article: Article) -> str:
    """An article to read, with nothing marked."""
    date = article.published.isoformat() if article.published else "undated"
    facts = [article.outlet or "", date, ", ".join(article.authors), article.source]
    body = _highlighted(document.text, article.span, [], 0)
    return (
        '<section class="bs-source" aria-label="Source">'
        f'<header><h2 tabindex="-1">{inert(article.title or "Untitled")}</h2>'
        f"<p>{inert(' · '.join(fact for fact in facts if fact))}</p>{CLOSE}</header>"
        f'<div class="bs-article" tabindex="0" role="region" aria-label="Article text">{body}</div>'
        "</section>"
    )


def _shown(article: Span, current: Citation) -> Span:
    start = max(article.start, current.start - SHOWN_AROUND)
    return Span(start, min(article.end, current.end + SHOWN_AROUND))


def _header(citation: Citation, shelf: Shelf) -> str:
    date = citation.published.isoformat() if citation.published else "undated"
    page = f"page {citation.page}" if citation.page else ""
    facts = " · ".join(part for part in (citation.outlet or "", date, page) if part)
    also = f"<p>Also carried by {inert(', '.join(citation.also))}</p>" if citation.also else ""
    return (
        f'<header><h2 tabindex="-1">{inert(citation.title or "Untitled")}</h2>'
        f"<p>{inert(facts)}</p>{also}{_said_by(citation.number, shelf.statements)}"
        f"{CLOSE}</header>"
    )


def _said_by(number: int, statements: Sequence[Statement]) -> str:
    said = next((each for each in statements if number in each.citations), None)
    if said is None:
        return ""
    who = said.speaker or said.party
    stance = STANCES[said.stance]
    words = f"{who} · {stance}" if who else stance
    return f'<p class="bs-who bs-{said.stance}">{inert(words)}</p>'


def _steps(shelf: Shelf, number: int) -> str:
    numbers = [each.number for each in shelf.citations]
    place = numbers.index(number)
    citation = shelf.citations[place]
    quote = f"“{' '.join(citation.quote.split())}” — {reference(citation)}"
    back = _step(shelf.id, numbers[place - 1], "Previous") if place else _no_step("Previous")
    last = place + 1 == len(numbers)
    on = _no_step("Next") if last else _step(shelf.id, numbers[place + 1], "Next")
    return (
        f'<nav class="bs-steps" aria-label="Citations">{back}'
        f"<span>Citation {place + 1} of {len(numbers)}</span>{on}"
        f'<button type="button" class="bs-copy" data-copy="{inert(quote)}">Copy quote</button>'
        "</nav>"
    )


def _step(shelf: str, number: int, label: str) -> str:
    return f'<a class="bs-step" href="{link(shelf, number)}" role="button">{label}</a>'


def _no_step(label: str) -> str:
    return f'<span class="bs-step bs-off" aria-hidden="true">{label}</span>'


def _highlighted(text: str, shown: Span, quotes: list[tuple[Span, int]], current: int) -> str:
    """The text as paragraphs, each run of it inside a quote marked; overlaps are merged."""
    spans = [quote for quote, _ in quotes]
    now = [quote for quote, number in quotes if number == current]
    parts = []
    for one in segments(text, shown, spans, now):
        words = inert(one.text)
        if not one.cited:
            parts.append(words)
            continue
        kind = "bs-quote bs-current" if one.wanted else "bs-quote"
        parts.append(f'<mark class="{kind}">{words}</mark>')
    return "".join(parts)
