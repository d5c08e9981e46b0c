"""Conversations as the browser keeps them: turns, their storage as JSON, and their export.

What comes back from a browser is data like any other: it is validated, bounded, and never
trusted to be ours.
"""

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from rag.answers import Answer
from ui.render import escaped, markdown

# Browsers give a site about 5 MB; the oldest conversations leave first.
KEPT_CONVERSATIONS, KEPT_TURNS, KEPT_CHARACTERS = 30, 60, 1_500_000
KEPT_REMOVED = 200  # names of deleted conversations, for tabs that still hold them
TITLE_LENGTH = 60

_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was typed, and its answer; `id` is what the answer's marks lead to.

    `good` is how the reader judged the answer, None where that was not done or taken back.
    """

    id: str
    question: str
    answer: Answer
    good: bool | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns in order; `id` is empty for one that holds none yet.

    `changed` is when it was last asked in, in milliseconds since 1970.
    """

    id: str = ""
    turns: tuple[Turn, ...] = ()
    changed: int = 0

    @property
    def title(self) -> str:
        """The first question, shortened."""
        first = " ".join(self.turns[0].question.split()) if self.turns else "New conversation"
        return first if len(first) <= TITLE_LENGTH else first[: TITLE_LENGTH - 1] + "…"

    def with_turn(self, turn: Turn) -> "Conversation":
        """The conversation with one more turn, or with that turn's newer answer."""
        kept = tuple(each for each in self.turns if each.id != turn.id)
        return Conversation(self.id or new_id(), (*kept, turn)[-KEPT_TURNS:], _now())

    def judged(self, place: int, good: bool | None) -> "Conversation":
        """The conversation with a judgement of the answer in this place."""
        turn = replace(self.turns[place], good=good)
        turns = (*self.turns[:place], turn, *self.turns[place + 1 :])
        return replace(self, turns=turns, changed=_now())

    def history(self) -> list[dict[str, str]]:
        """The conversation as `Assistant.ask` takes it."""
        return [
            message
            for turn in self.turns
            for message in (
                {"role": "user", "content": turn.question},
                {"role": "assistant", "content": turn.answer.text},
            )
        ]


@dataclass(frozen=True, slots=True)
class Store:
    """All that one browser keeps: `visitor` names its uploads, `current` the open conversation.

    `removed` are the conversations that were deleted, the last of them.
    """

    visitor: str
    conversations: tuple[Conversation, ...] = ()
    current: str = ""
    removed: tuple[str, ...] = ()

    def opened(self) -> Conversation:
        """The open conversation, a new one where none is."""
        found = [each for each in self.conversations if each.id == self.current]
        return found[0] if found else Conversation()

    def with_conversation(self, conversation: Conversation) -> "Store":
        """The store with this conversation first and open; one without turns is left out."""
        others = tuple(each for each in self.conversations if each.id != conversation.id)
        kept = (conversation, *others) if conversation.turns else others
        return replace(self, conversations=kept[:KEPT_CONVERSATIONS], current=conversation.id)

    def without_opened(self) -> "Store":
        """The store without the open conversation, and none open."""
        rest = tuple(each for each in self.conversations if each.id != self.current)
        gone = (*self.removed, self.current) if len(rest) < len(self.conversations) else ()
        return Store(self.visitor, rest, removed=(gone or self.removed)[-KEPT_REMOVED:])


def merged(mine: Store, theirs: Store) -> Store:
    """What two tabs of one browser keep, in one store; what is open in the first stays open.

    Of each conversation the later state counts, and what either has deleted is gone.
    """
    removed = tuple(dict.fromkeys((*mine.removed, *theirs.removed)))[-KEPT_REMOVED:]
    latest: dict[str, Conversation] = {}
    for each in (*mine.conversations, *theirs.conversations):
        known = latest.get(each.id)
        if each.id not in removed and (known is None or known.changed < each.changed):
            latest[each.id] = each
    kept = sorted(latest.values(), key=lambda each: each.changed, reverse=True)
    return Store(mine.visitor, tuple(kept[:KEPT_CONVERSATIONS]), mine.current, removed)


def _now() -> int:
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """A name that nobody can guess."""
    return secrets.token_urlsafe(12).replace("_", "x").replace("-", "x")


def stored(store: Store) -> dict[str, Any]:
    """The store as plain JSON types, without the oldest conversations if they are too long."""
    rows: list[dict[str, Any]] = []
    room = KEPT_CHARACTERS
    for conversation in store.conversations:
        row = {
            "id": conversation.id,
            "turns": [_plain(turn) for turn in conversation.turns],
            "changed": conversation.changed,
        }
        room -= len(json.dumps(row))
        if rows and room < 0:
            break
        rows.append(row)
    return {
        "visitor": store.visitor,
        "current": store.current,
        "conversations": rows,
        "removed": list(store.removed),
    }


def restored(plain: Any) -> Store:
    """The store that a browser sent; what is not one of ours is left out."""
    if not isinstance(plain, Mapping):
        return Store(new_id())
    visitor = plain.get("visitor")
    known = isinstance(visitor, str) and visitor.isascii() and visitor.isalnum()
    rows = plain.get("conversations")
    conversations = [_conversation(row) for row in _listed(rows)[:KEPT_CONVERSATIONS]]
    return Store(
        visitor if known and isinstance(visitor, str) and 8 <= len(visitor) <= 40 else new_id(),
        tuple(each for each in conversations if each.id and each.turns),
        str(plain.get("current") or ""),
        tuple(filter(None, map(_name, _listed(plain.get("removed"))[-KEPT_REMOVED:]))),
    )


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []


def _conversation(row: Any) -> Conversation:
    if not isinstance(row, Mapping):
        return Conversation()
    turns = [_turn(each) for each in _listed(row.get("turns"))[-KEPT_TURNS:]]
    changed = row.get("changed")
    return Conversation(
        _name(row.get("id")),
        tuple(turn for turn in turns if turn is not None),
        changed if isinstance(changed, int) else 0,
    )


def _turn(row: Any) -> Turn | None:
    try:
        turn = Turn(
            _name(row["id"]),
            str(row["question"]),
            _ANSWER.validate_python(row["answer"]),
            row["good"] if isinstance(row.get("good"), bool) else None,
        )
    except (AttributeError, KeyError, TypeError, ValidationError):
        return None
    return turn if turn.id else None


def _name(value: Any) -> str:
    return value if isinstance(value, str) and value.isascii() and value.isalnum() else ""


def _plain(turn: Turn) -> dict[str, Any]:
    answer = turn.answer.to_dict()
    return {"id": turn.id, "question": turn.question, "answer": answer, "good": turn.good}


def as_json(conversation: Conversation, day: date) -> str:
    """The conversation with its full references, as JSON."""
    rows = [{"question": t.question, "answer": t.answer.to_dict()} for t in conversation.turns]
    plain = {"title": conversation.title, "exported": day.isoformat(), "turns": rows}
    return json.dumps(plain, ensure_ascii=False, indent=2)


def as_markdown(conversation: Conversation, day: date) -> str:
    """The conversation with its full references, as Markdown; source text is escaped."""
    parts = [f"# {escaped(conversation.title)}", f"Exported on {day.isoformat()}."]
    for turn in conversation.turns:
        parts += [f"## {escaped(' '.join(turn.question.split()))}", markdown(turn.answer)]
    return "\n\n".join(parts) + "\n"
