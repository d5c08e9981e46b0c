"""The tab for asking: its layout, and what its buttons do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.errors import BothSidesError
from ui.conversations import Store, restored, stored
from ui.desk import Desk, messages
from ui.wiring import QUICK, client_of, plainly, script, told

PLACEHOLDER = "Ask about these articles. Every sentence of an answer leads to its source."


def ask_tab(
    desk: Desk, examples: list[str], saved: gr.BrowserState, conversations: gr.Radio,
    linked: gr.State,
) -> gr.Chatbot:  # fmt: skip
    """Lay out the chat and wire it; returns the chat."""
    chat = gr.Chatbot(
        [],
        elem_id="bs-chat",
        show_label=False,
        label="Conversation",
        height="62vh",
        buttons=[],
        latex_delimiters=[],
        placeholder=PLACEHOLDER,
        examples=[{"text": each} for each in examples],
        feedback_options=("Like", "Dislike"),
        layout="panel",
    )
    with gr.Row(elem_id="bs-ask"):
        box = gr.Textbox(
            placeholder="Ask a question", show_label=False, label="Question", lines=1, max_lines=6,
            scale=8, elem_id="bs-question", autofocus=True,
        )  # fmt: skip
        send = gr.Button("Ask", variant="primary", scale=1, min_width=80, elem_id="bs-send")
        stop = gr.Button("Stop", scale=1, min_width=80, visible=False, elem_id="bs-stop")
    with gr.Row(elem_id="bs-actions"):
        retry = gr.Button("Retry", size="sm", min_width=70)
        edit = gr.Button("Edit question", size="sm", min_width=70)
        fresh = gr.Button("New", size="sm", min_width=70)
        delete = gr.Button("Delete", size="sm", min_width=70)
        export = gr.Button("Export", size="sm", min_width=70)
    with gr.Row(visible=False) as files:
        as_markdown = gr.DownloadButton("Markdown", size="sm", elem_id="bs-markdown")
        as_json = gr.DownloadButton("JSON", size="sm", elem_id="bs-json")

    act = _Actions(desk)
    outputs = [box, chat, saved, conversations, send, stop]
    asked = [
        gr.on([box.submit, send.click], act.respond, [box, saved], outputs, **QUICK),
        retry.click(act.respond_again, [saved], outputs, **QUICK),
        chat.example_select(_example, None, [box], **QUICK).then(
            act.respond, [box, saved], outputs, **QUICK
        ),
        linked.change(act.respond_linked, [linked, saved], outputs, **QUICK),
    ]
    asked[-1].then(None, js=script("link.js"))
    stop.click(
        lambda: (gr.Button(visible=True), gr.Button(visible=False)), None, [send, stop],
        cancels=asked, **QUICK,
    )  # fmt: skip
    edit.click(act.edit_last, [saved], [box, chat, saved, conversations], **QUICK)
    gr.on([fresh.click, chat.clear], act.start_new, [saved], [chat, saved, conversations], **QUICK)
    delete.click(act.delete_open, [saved], [chat, saved, conversations], **QUICK)
    conversations.input(act.switch, [saved, conversations], [chat, saved], **QUICK)
    export.click(act.write_files, [saved], [files, as_markdown, as_json], **QUICK)
    chat.like(act.judge, [saved], None, **QUICK)
    return chat


@dataclass(frozen=True, slots=True)
class _Actions:
    """The handlers; each takes the browser's store and gives what its components show."""

    desk: Desk

    def respond(self, question: str, plain: Any, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Answer the question in the box."""
        yield from _responses(self.desk, question, restored(plain), client_of(request))

    def respond_linked(
        self, question: str, plain: Any, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """Answer the question that the page was opened with, if any."""
        if question.strip():  # most pages are opened without one
            yield from self.respond(question, plain, request)

    def respond_again(self, plain: Any, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Answer the last question anew."""
        question, store = _without_last(restored(plain))
        yield from _responses(self.desk, question, store, client_of(request))

    def edit_last(self, plain: Any) -> tuple[Any, ...]:
        """Put the last question back into the box."""
        question, store = _without_last(restored(plain))
        return question, messages(store.opened()), stored(store), _choices(store)

    def start_new(self, plain: Any) -> tuple[Any, ...]:
        """Leave the conversation for a new one."""
        store = restored(plain)
        store = Store(store.visitor, store.conversations)
        return [], stored(store), _choices(store)

    def delete_open(self, plain: Any) -> tuple[Any, ...]:
        """Forget the open conversation."""
        store = restored(plain)
        rest = tuple(each for each in store.conversations if each.id != store.current)
        store = Store(store.visitor, rest)
        return [], stored(store), _choices(store)

    def switch(self, plain: Any, chosen: str | None) -> tuple[Any, ...]:
        """Open another conversation."""
        store = restored(plain)
        store = Store(store.visitor, store.conversations, chosen or store.current)
        return messages(store.opened()), stored(store)

    def write_files(self, plain: Any) -> tuple[Any, ...]:
        """Write the conversation's exports and offer them."""
        files = told(lambda: self.desk.export(restored(plain)))
        if files is None:
            return gr.Row(visible=False), None, None
        return gr.Row(visible=True), str(files[0]), str(files[1])

    def judge(self, plain: Any, event: gr.LikeData) -> None:
        """Keep a reader's judgement of an answer."""
        place = event.index[0] if isinstance(event.index, (list, tuple)) else event.index
        told(lambda: self.desk.judge(restored(plain), int(place) // 2, bool(event.liked)))
        gr.Info("Thank you; your judgement is kept with the answer.", duration=3)


def loaded(plain: Any, request: gr.Request) -> tuple[Any, ...]:
    """The store as it was left, and the question that the link asks, if any."""
    store = restored(plain)
    asked = dict(request.query_params).get("q", "") if request else ""
    turns = store.opened().turns  # a reload does not ask the link's question again
    if turns and turns[-1].question == asked.strip():
        asked = ""
    return stored(store), messages(store.opened()), _choices(store), asked


def _choices(store: Store) -> Any:
    choices = [(each.title, each.id) for each in store.conversations]
    return gr.Radio(choices=choices, value=store.current if store.opened().turns else None)


def _example(event: gr.SelectData) -> str:
    return str(event.value["text"])


def _responses(desk: Desk, question: str, store: Store, client: str) -> Iterator[tuple[Any, ...]]:
    """What the asking components show while an answer grows, and when it is there.

    The answer is kept as soon as its first statement is there, so that stopping loses nothing.
    """
    busy, idle = (False, True), (True, False)
    yield _asking(gr.skip(), gr.skip(), store, busy, kept=False)
    try:
        for grown in desk.answer(store, question, client):
            store = grown
            yield _asking("", messages(store.opened()), store, busy, kept=True)
    except BothSidesError as problem:
        gr.Warning(plainly(problem))
        yield _asking(question, messages(store.opened()), store, idle, kept=False)
        return
    yield _asking("", messages(store.opened()), store, idle, kept=True)


def _asking(
    question: Any, shown: Any, store: Store, buttons: tuple[bool, bool], *, kept: bool
) -> tuple[Any, ...]:
    ask, stop = buttons
    saved = stored(store) if kept else gr.skip()
    choices = _choices(store) if kept else gr.skip()
    return question, shown, saved, choices, gr.Button(visible=ask), gr.Button(visible=stop)


def _without_last(store: Store) -> tuple[str, Store]:
    """The last question, and the store without it."""
    opened = store.opened()
    if not opened.turns:
        return "", store
    rest = type(opened)(opened.id, opened.turns[:-1])
    return opened.turns[-1].question, store.with_conversation(rest)
