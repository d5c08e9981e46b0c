"""The tab for asking: its layout, and what its buttons do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.errors import BothSidesError
from ui.conversations import Store, restored, stored
from ui.desk import Desk, messages, waiting
from ui.sources import EMPTY
from ui.wiring import QUICK, client_of, script, told, warn

PLACEHOLDER = "## Ask about these articles\nEvery sentence of an answer leads to its source."


def ask_tab(
    desk: Desk, examples: list[str], saved: gr.BrowserState, conversations: gr.Radio,
    linked: gr.State, panel: gr.HTML,
) -> gr.Chatbot:  # fmt: skip
    """Lay out the chat and wire it; returns the chat."""
    chat = gr.Chatbot(
        [],
        elem_id="bs-chat",
        show_label=False,
        label="Conversation",
        height="60vh",
        buttons=[],
        latex_delimiters=[],
        placeholder=PLACEHOLDER,
        examples=[{"text": each} for each in examples],
        feedback_options=("Like", "Dislike"),
        layout="panel",
        autoscroll=False,  # panel.js keeps the question in view
    )
    with gr.Row(elem_id="bs-ask", equal_height=True):
        box = gr.Textbox(
            placeholder="Ask a question", show_label=False, label="Question", lines=1, max_lines=6,
            scale=8, elem_id="bs-question", autofocus=True, container=False,
        )  # fmt: skip
        send = gr.Button("Ask", variant="primary", scale=1, min_width=80, elem_id="bs-send")
        stop = gr.Button("Stop", scale=1, min_width=80, visible=False, elem_id="bs-stop")
    with gr.Row(elem_id="bs-actions"):
        names = ("Retry", "Edit question", "New", "Delete", "Copy link", "Export")
        retry, edit, fresh, delete, share, export = (
            gr.Button(name, size="sm", min_width=60) for name in names
        )
    with gr.Row(visible=False) as files:
        as_markdown = gr.DownloadButton("Markdown", size="sm", elem_id="bs-markdown")
        as_json = gr.DownloadButton("JSON", size="sm", elem_id="bs-json")

    act, editing = _Actions(desk), gr.State("")
    outputs = [box, chat, saved, conversations, send, stop]
    asked = [
        gr.on([box.submit, send.click], act.respond, [box, saved, editing], outputs, **QUICK),
        retry.click(act.respond_again, [saved], outputs, **QUICK),
        chat.example_select(_example, None, [box], **QUICK).then(
            act.respond, [box, saved], outputs, **QUICK
        ),
        linked.change(act.respond_linked, [linked, saved], outputs, **QUICK),
    ]
    asked[-1].then(None, js=script("link.js"))
    stop.click(act.show_kept, [saved], [chat, send, stop], cancels=asked, **QUICK)
    edit.click(act.edit_last, [saved], [box, editing], **QUICK)
    share.click(None, [saved], None, js=script("share.js"), **QUICK)
    opened = [chat, saved, conversations, panel]
    gr.on([fresh.click, chat.clear], act.start_new, [saved], opened, **QUICK)
    delete.click(act.delete_open, [saved], opened, **QUICK)
    conversations.input(act.switch, [saved, conversations], [chat, saved, panel], **QUICK)
    export.click(act.write_files, [saved], [files, as_markdown, as_json], **QUICK)
    chat.like(act.judge, [saved], None, **QUICK)
    return chat


@dataclass(frozen=True, slots=True)
class _Actions:
    """The handlers; each takes the browser's store and gives what its components show."""

    desk: Desk

    def respond(
        self, question: str, plain: Any, editing: str = "", request: gr.Request | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """Answer the question in the box, in place of the last one if that is being edited."""
        store = before = restored(plain)
        turns = store.opened().turns
        if editing and turns and turns[-1].id == editing:
            before = _without_last(store)[1]
        yield from _responses(self.desk, question, store, before, client_of(request))

    def respond_linked(
        self, question: str, plain: Any, request: gr.Request
    ) -> Iterator[tuple[Any, ...]]:
        """Answer the question that the page was opened with, if any."""
        if question.strip():  # most pages are opened without one
            yield from self.respond(question, plain, request=request)

    def respond_again(self, plain: Any, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Answer the last question anew."""
        store = restored(plain)
        question, before = _without_last(store)
        yield from _responses(self.desk, question, store, before, client_of(request))

    def show_kept(self, plain: Any) -> tuple[Any, ...]:
        """What has been answered so far, and the button that asks."""
        shown = messages(restored(plain).opened())
        return shown, gr.Button(visible=True), gr.Button(visible=False)

    def edit_last(self, plain: Any) -> tuple[str, str]:
        """The last question for the box, and the turn that asking it again replaces."""
        turns = restored(plain).opened().turns
        return (turns[-1].question, turns[-1].id) if turns else ("", "")

    def start_new(self, plain: Any) -> tuple[Any, ...]:
        """Leave the conversation for a new one."""
        store = restored(plain)
        store = Store(store.visitor, store.conversations)
        return [], stored(store), _choices(store), EMPTY

    def delete_open(self, plain: Any) -> tuple[Any, ...]:
        """Forget the open conversation."""
        store = restored(plain)
        rest = tuple(each for each in store.conversations if each.id != store.current)
        store = Store(store.visitor, rest)
        return [], stored(store), _choices(store), EMPTY

    def switch(self, plain: Any, chosen: str | None) -> tuple[Any, ...]:
        """Open another conversation."""
        store = restored(plain)
        store = Store(store.visitor, store.conversations, chosen or store.current)
        return messages(store.opened()), stored(store), EMPTY

    def write_files(self, plain: Any) -> tuple[Any, ...]:
        """Write the conversation's exports and offer them."""
        files = told(lambda: self.desk.export(restored(plain)))
        if files is None:
            return gr.Row(visible=False), None, None
        return gr.Row(visible=True), str(files[0]), str(files[1])

    def judge(self, plain: Any, event: gr.LikeData) -> None:
        """Keep a reader's judgement of an answer, or take it back."""
        place = event.index[0] if isinstance(event.index, (list, tuple)) else event.index
        good = event.liked if isinstance(event.liked, bool) else None
        if told(lambda: self.desk.judge(restored(plain), int(place) // 2, good)):
            done = "taken back" if good is None else "kept with the answer"
            gr.Info(f"Thank you; your judgement is {done}.", duration=3)


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


def _responses(
    desk: Desk, question: str, kept: Store, before: Store, client: str
) -> Iterator[tuple[Any, ...]]:
    """What the asking components show while an answer grows, and when it is there.

    The question is asked in the store as it was `before`; where it fails, what was `kept`
    stays. The answer is kept as soon as its first statement is there, so that stopping loses
    nothing.
    """
    busy, idle = (False, True), (True, False)
    store = None
    if question.strip():
        yield _asking(gr.skip(), waiting(before.opened(), question), None, busy)
    try:
        for grown in desk.answer(before, question, client):
            store = grown
            yield _asking("", messages(store.opened()), store, busy)
    except BothSidesError as problem:
        warn(problem)
        yield _asking(question, messages((store or kept).opened()), store, idle)
        return
    yield _asking("", messages((store or kept).opened()), store, idle)


def _asking(
    question: Any, shown: Any, store: Store | None, buttons: tuple[bool, bool]
) -> tuple[Any, ...]:
    """Values of the asking components; without a store, what is kept stays as it is."""
    ask, stop = buttons
    saved = stored(store) if store else gr.skip()
    choices = _choices(store) if store else gr.skip()
    return question, shown, saved, choices, gr.Button(visible=ask), gr.Button(visible=stop)


def _without_last(store: Store) -> tuple[str, Store]:
    """The last question, and the store without it."""
    opened = store.opened()
    if not opened.turns:
        return "", store
    rest = type(opened)(opened.id, opened.turns[:-1])
    return opened.turns[-1].question, store.with_conversation(rest)
