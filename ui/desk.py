"""What happens when a reader does something on the page: each handler takes and gives values.

The page wires these to its components; nothing here lays anything out.
"""

import hashlib
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from index.building import Progress
from index.documents import Article
from index.errors import BothSidesError, CorpusError, QuestionError
from rag import feedback
from rag.answers import Citation, Statement
from rag.assistant import Assistant
from rag.positions import Positions
from rag.questions import checked_question
from rag.timeline import Timeline
from ui import panels, sources, timelines
from ui.conversations import Conversation, Store, Turn, as_json, as_markdown, new_id
from ui.guarding import RateLimit
from ui.sources import Shelf
from ui.workspaces import Added, Workspaces

log = logging.getLogger(__name__)

# Folders of exported conversations, and the seconds that they stay to be fetched.
EXPORTS, EXPORT_KEPT = "bothsides-export-", 3600

POSITIONS, TIMELINE = "positions", "timeline"  # shelves of the views
Messages = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Desk:
    """The server's side of the page: assistants, limits, and where exports are written."""

    workspaces: Workspaces
    limit: RateLimit
    question_limit: int

    def answer(self, store: Store, question: str, client: str) -> Iterator[Store]:
        """The store with the question's turn in it, growing statement by statement.

        Raises QuestionError for a question that cannot be asked or comes too soon.
        """
        asked = checked_question(question, self.question_limit)
        self._count(client)
        conversation, turn = store.opened(), new_id()
        assistant = self.workspaces.assistant(store.visitor)
        for answer in assistant.stream(asked, conversation.history()):
            conversation = conversation.with_turn(Turn(turn, asked, answer))
            yield store.with_conversation(conversation)

    def judge(self, store: Store, place: int, good: bool | None, client: str) -> bool:
        """Keep the judgement of the answer in a place of the open conversation.

        None takes it back. Returns whether there is such an answer. Raises QuestionError where
        it comes too soon.
        """
        self._count(client)
        turns = store.opened().turns
        if not 0 <= place < len(turns):
            return False
        turn, folder = turns[place], self.workspaces.base.folder
        if good is None:
            feedback.forget(folder, turn.id)
        else:
            before = Conversation("before", turns[:place]).history()
            feedback.keep(folder, turn.id, turn.question, before, turn.answer, good=good)
        return True

    def source(self, store: Store, shelves: Mapping[str, Shelf], target: str, client: str) -> str:
        """The source panel for a link of the page; empty for one that leads nowhere."""
        assistant = self.workspaces.assistant(store.visitor)
        kind, _, rest = target.lstrip("#").partition("-")
        try:
            if kind == "cite":
                name, _, number = rest.rpartition("-")
                shelf = _shelf_of(store, shelves, name) or self._view_again(store, name, client)
                return _cited(assistant, shelf, int(number)) if shelf else _nowhere(name)
            if kind == "article":
                number, _, quoted = rest.partition("-")
                article = assistant.article(unquote(quoted), int(number))
                return sources.whole_article(assistant.document(article.source), article)
        except (BothSidesError, ValueError) as problem:
            log.info("no source for %r: %s", target, problem)
            return sources.GONE if kind in ("cite", "article") else sources.EMPTY
        return sources.EMPTY

    def positions(self, store: Store, topic: str, client: str) -> tuple[str, Shelf]:
        """The positions as HTML, and the shelf that its marks lead into."""
        self._count(client)
        asked = self._topic(topic)
        found = self.workspaces.assistant(store.visitor).positions(asked)
        shelf = shelf_of_positions(found)
        return panels.positions_html(found, shelf.id), shelf

    def timeline(self, store: Store, topic: str, client: str) -> tuple[str, Shelf]:
        """The timeline as HTML, and the shelf that its points lead into."""
        self._count(client)
        asked = self._topic(topic)
        found = self.workspaces.assistant(store.visitor).timeline(asked)
        shelf = shelf_of_timeline(found)
        return timelines.timeline_html(found, shelf.id), shelf

    def _view_again(self, store: Store, name: str, client: str) -> Shelf | None:
        """The shelf of a view that the server has forgotten; None where it is another now."""
        kind, _, rest = name.partition(".")
        if kind not in (POSITIONS, TIMELINE):
            return None
        find = self.positions if kind == POSITIONS else self.timeline
        try:
            shelf = find(store, unquote(rest.rpartition(".")[0]), client)[1]
        except QuestionError as problem:
            log.info("no view for %r: %s", name, problem)
            return None
        return shelf if shelf.id == name else None

    def corpus(self, store: Store, words: str) -> str:
        """The list of articles that hold the words in headline, outlet or file name."""
        assistant = self.workspaces.assistant(store.visitor)
        return panels.corpus_html(assistant.info(), assistant.articles(), words)

    def add(
        self,
        store: Store,
        files: Sequence[tuple[str, bytes]],
        on_progress: Callable[[Progress], None],
        client: str,
    ) -> Added:
        """Add articles for this visitor, or for all where the server shares them."""
        self._count(client)
        return self.workspaces.add(store.visitor, files, on_progress)

    def remove(self, store: Store, source: str) -> None:
        """Take an added article out."""
        if not source:
            raise CorpusError("choose the article to remove")
        self.workspaces.remove(store.visitor, source)

    def export(self, store: Store, client: str) -> tuple[Path, Path]:
        """The open conversation as a Markdown and a JSON file.

        Raises QuestionError where nothing has been asked, or it comes too soon.
        """
        self._count(client)
        conversation = store.opened()
        if not conversation.turns:
            raise QuestionError("there is no conversation to export yet; ask a question first")
        _clear_exports()
        folder = Path(tempfile.mkdtemp(prefix=EXPORTS))
        day = datetime.now(UTC).date()
        return (
            _written(folder / "conversation.md", as_markdown(conversation, day)),
            _written(folder / "conversation.json", as_json(conversation, day)),
        )

    def _topic(self, topic: str) -> str | None:
        return checked_question(topic, self.question_limit) if topic.strip() else None

    def _count(self, client: str) -> None:
        if not self.limit.allows(client):
            raise QuestionError("too many requests from this computer; wait a minute")


def _clear_exports() -> None:
    """Delete the exports that were fetched long ago; they hold what readers asked."""
    for folder in Path(tempfile.gettempdir()).glob(f"{EXPORTS}*"):
        with suppress(OSError):  # another server may have deleted it, or own it
            if time.time() - folder.stat().st_mtime > EXPORT_KEPT:
                shutil.rmtree(folder)


def messages(conversation: Conversation) -> Messages:
    """The conversation as the chat component takes it."""
    return [
        message
        for turn in conversation.turns
        for message in _asked_and_said(
            turn.question, panels.answer_html(turn.answer, turn.id, turn.question)
        )
    ]


def waiting(conversation: Conversation, question: str) -> Messages:
    """The conversation with a question that has no answer yet."""
    return [*messages(conversation), *_asked_and_said(question, panels.reading_html())]


def _asked_and_said(question: str, said: str) -> Messages:
    return [
        {"role": "user", "content": panels.question_html(question)},
        {"role": "assistant", "content": said},
    ]


def shelf_of_positions(positions: Positions) -> Shelf:
    """The citations of the positions."""
    said: list[Statement] = []
    for party in positions.parties:
        said += [*party.assertions, *party.denials]
    return _view_shelf(POSITIONS, positions, tuple(said))


def shelf_of_timeline(timeline: Timeline) -> Shelf:
    """The citations of the timeline."""
    events = (*timeline.dated, *timeline.undated)
    return _view_shelf(TIMELINE, timeline, tuple(event.statement for event in events))


def _view_shelf(kind: str, view: Positions | Timeline, said: tuple[Statement, ...]) -> Shelf:
    """A view's shelf, named after its topic and what it cites, by which it is found again."""
    places = [(each.source, each.start, each.end) for each in view.citations]
    digest = hashlib.sha256(repr(places).encode()).hexdigest()[:12]
    return Shelf(f"{kind}.{quote(view.topic or '', safe='')}.{digest}", view.citations, said)


def _shelf_of(store: Store, views: Mapping[str, Shelf], name: str) -> Shelf | None:
    for shelf in views.values():
        if shelf.id == name:
            return shelf
    for conversation in store.conversations:
        for turn in conversation.turns:
            if turn.id == name:
                return Shelf(name, turn.answer.citations, turn.answer.statements)
    return None


def _nowhere(name: str) -> str:
    """What a mark of a shelf that is not there leads to."""
    return sources.STALE if name.startswith((POSITIONS, TIMELINE)) else sources.EMPTY


def _cited(assistant: Assistant, shelf: Shelf, number: int) -> str:
    citation = shelf.citation(number)
    if citation is None:
        return sources.EMPTY
    document = assistant.document(citation.source)
    if document.text[citation.start : citation.end] != citation.quote:
        return sources.CHANGED
    article = _article_around(assistant.articles(citation.source), citation)
    return sources.source_panel(document, article, shelf, number)


def _article_around(articles: Sequence[Article], citation: Citation) -> Article:
    """The article of a document that holds a citation; CorpusError where none does."""
    for article in articles:
        if article.span.start <= citation.start and citation.end <= article.span.end:
            return article
    raise CorpusError(f"{citation.source}: no article around {citation.start}")


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def day_stated(text: str) -> str:
    """A date as a user typed it, in ISO form; empty when blank, CorpusError when it is none."""
    if not text.strip():
        return ""
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise CorpusError(f"{text.strip()!r} is no date; write it as 2025-07-11") from None
