"""What the parts of the page share: how handlers are wired, and how mistakes are told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr

from index.errors import BothSidesError
from ui.render import inert

T = TypeVar("T")

STATIC = Path(__file__).parent / "static"

# Handlers of the page are not offered to programs.
PRIVATE: dict[str, Any] = {"api_visibility": "private"}
QUICK: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def script(name: str) -> str:
    """The text of a script of the page."""
    return (STATIC / name).read_text(encoding="utf-8")


def client_of(request: gr.Request | None) -> str:
    """The address a request comes from."""
    host = getattr(getattr(request, "client", None), "host", None)
    return str(host or "unknown")


def told(action: Callable[[], T]) -> T | None:
    """What the action returns; None, with a message to the reader, where it is refused."""
    try:
        return action()
    except BothSidesError as problem:
        warn(problem)
        return None


def warn(problem: BothSidesError) -> None:
    """Show a mistake to the reader."""
    words = plainly(problem)
    first = words.partition(" ")[0]
    gr.Warning(words[:1].upper() + words[1:] if first.isalpha() else words)


def plainly(problem: BothSidesError) -> str:
    """An error as one inert line: messages on the page are read as HTML."""
    return inert(" ".join(str(problem).split()))
