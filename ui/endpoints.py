"""`ask`, `positions` and `timeline` for programs: API endpoints, and MCP tools.

What callers read of them are the docstrings below; `request` is filled in by the server.
"""

from typing import Any

import gradio as gr

from index.errors import BothSidesError
from rag.assistant import History
from ui.desk import Desk
from ui.wiring import client_of


def endpoints(desk: Desk) -> None:
    """Offer `ask`, `positions` and `timeline` to programs, by name and as MCP tools."""
    common = desk.workspaces.common

    def ask(
        question: str,
        history: list[dict[str, str]] | None = None,
        request: gr.Request | None = None,
    ) -> dict[str, Any]:
        """Answer a question from the articles, every sentence with the exact words it rests on.

        Args:
            question: The question, as a person would ask it.
            history: The conversation before it, oldest first: objects with "role" ("user" or
                "assistant") and "content".

        Returns:
            The answer: text with marks, short, statements (speaker, party, stance, citation
            numbers), citations (quote, source, offsets, date), answered, contested, confidence.

        """
        before: History = history or []
        return _called(desk, request, lambda: common().ask(question, before).to_dict())

    def positions(topic: str = "", request: gr.Request | None = None) -> dict[str, Any]:
        """Set the parties of the dispute side by side: what each asserts and denies.

        Where no dispute is described, `speakers` is true and the sides are those heard most.

        Args:
            topic: What to compare them on; empty for everything.

        Returns:
            The parties, each with assertions and denials as statements, and the citations.

        """
        return _called(desk, request, lambda: common().positions(topic.strip() or None).to_dict())

    def timeline(topic: str = "", request: gr.Request | None = None) -> dict[str, Any]:
        """List what happened when, with citations; events without a known date stand apart.

        Args:
            topic: What the events are about; empty for everything.

        Returns:
            Dated events in order, undated events, and the citations.

        """
        return _called(desk, request, lambda: common().timeline(topic.strip() or None).to_dict())

    for offered in (ask, positions, timeline):
        gr.api(offered, api_name=offered.__name__)


def _called(desk: Desk, request: gr.Request | None, action: Any) -> dict[str, Any]:
    """The result for a program; its mistakes come back as one line."""
    if not desk.limit.allows(client_of(request)):
        raise gr.Error("too many requests from this computer; wait a minute", print_exception=False)
    try:
        return dict(action())
    except BothSidesError as problem:
        raise gr.Error(" ".join(str(problem).split()), print_exception=False) from problem
