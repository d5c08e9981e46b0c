"""The tab for asking: its layout, and what its buttons do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from index.errors import BothSidesError
from ui.conversations import Conversation, Store, merged, restored, stored
from ui.desk import Desk, messages, waiting
from ui.sources import EMPTY
from ui.wiring import QUICK, client_of, script, told, warn

# What scripts of a line give: values for the components, none where they stay as they are.
BUSY = '() => [{__type__: "update", visible: false}, {__type__: "update", visible: true}]'
NOT_EDITING = '() => ["", "", {__type__: "update", visible: false}]'
LEFT = f"(editing) => editing ? ({NOT_EDITING})() : []"
EMPTIED = f"(box, editing, asking) => editing && !box.trim() && !asking ? ({NOT_EDITING})() : []"
HIDDEN = '() => ({ __type__: "update", visible: false })'
TOLD = '(saved) => { window.dispatchEvent(new CustomEvent("bs-kept", { detail: saved })); }'
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
    with gr.Row(visible=False, elem_id="bs-editing") as notice:
        gr.Markdown("Editing the last question: what you ask now takes its place.")
        keep = gr.Button("Cancel", size="sm", min_width=60, scale=0)
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
    # What is being asked and not answered yet, and the turn whose question is being edited.
    asking, editing = gr.Textbox(visible="hidden"), gr.Textbox(visible="hidden")

    act = _Actions(desk, retry, linked)
    buttons, edited = [send, stop], [box, editing, notice]
    # The scripts run at once in the browser, so that no word typed meanwhile is lost.
    typed, others = [box.submit, send.click], [retry.click, chat.example_select, linked.change]
    gr.on(typed, None, [box], [asking, *buttons], js=script("begin.js"), **QUICK)
    gr.on(others, None, None, buttons, js=BUSY, **QUICK)
    asked = gr.on(  # one listener for all: while it answers, nothing else is asked
        [*typed, *others], act.respond, [asking, saved, editing, linked],
        [asking, chat, saved, conversations, editing, notice], **QUICK,
    )  # fmt: skip
    asked.then(None, [box, asking], [box, asking, *buttons], js=script("settle.js"), **QUICK)
    asked.then(None, js=script("link.js"))
    leaving = [fresh.click, chat.clear, delete.click, conversations.input]
    # First of all, or the answer under way could undo what they do.
    gr.on([stop.click, *leaving], None, cancels=asked, **QUICK)
    stop.click(act.show_kept, [saved], [chat], **QUICK)
    edit.click(None, [saved], edited, js=script("edit.js"), **QUICK)
    keep.click(None, None, edited, js=NOT_EDITING, **QUICK)
    gr.on(leaving, None, [editing], edited, js=LEFT, **QUICK)
    box.change(None, [box, editing, asking], edited, js=EMPTIED, **QUICK)
    share.click(None, [saved], None, js=script("share.js"), **QUICK)
    opened = [chat, saved, conversations, panel]
    gr.on([fresh.click, chat.clear], act.start_new, [saved], opened, **QUICK)
    delete.click(act.delete_open, [saved], opened, **QUICK)
    conversations.input(act.switch, [saved, conversations], [chat, saved, panel], **QUICK)
    export.click(act.write_files, [saved], [files, as_markdown, as_json], **QUICK)
    chat.like(act.judge, [saved], [saved], **QUICK)
    other_tabs = gr.HTML(visible="hidden", js_on_load=script("tabs.js"))
    other_tabs.select(
        act.merge, [saved], [chat, saved, conversations], trigger_mode="always_last", **QUICK
    )
    saved.change(None, [saved], None, js=TOLD, **QUICK)
    # Files that were written before hold another conversation, or less of this one.
    saved.change(None, None, [files], js=HIDDEN, **QUICK)
    return chat


@dataclass(frozen=True, slots=True)
class _Actions:
    """The handlers; each takes the browser's store and gives what its components show."""

    desk: Desk
    retry: gr.Button
    linked: gr.State

    def respond(
        self, asking: str, plain: Any, editing: str, linked: str,
        event: gr.EventData, request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:  # fmt: skip
        """Answer what was asked in one of the ways that the page has.

        That is the question in the box, in place of the last one if that is being edited; the
        last question anew; an example; or the question that the page was opened with.
        """
        store = before = restored(plain)
        turns = store.opened().turns
        question = asking
        if event.target is self.retry:
            question, before = _without_last(store)
        elif event.target is self.linked:
            question = linked.strip()
            if not question:  # most pages are opened without one
                return
        elif isinstance(event.target, gr.Chatbot):
            question = str(event.value["text"])
        elif editing and turns and turns[-1].id == editing:
            before = _without_last(store)[1]
        again = event.target is self.retry
        yield from _responses(self.desk, question, store, before, client_of(request), again=again)

    def show_kept(self, plain: Any) -> gr.Chatbot:
        """What has been answered so far."""
        return _shown(restored(plain).opened())

    def start_new(self, plain: Any) -> tuple[Any, ...]:
        """Leave the conversation for a new one."""
        store = replace(restored(plain), current="")
        return _shown(store.opened()), stored(store), _choices(store), EMPTY

    def delete_open(self, plain: Any) -> tuple[Any, ...]:
        """Forget the open conversation."""
        store = restored(plain).without_opened()
        return _shown(store.opened()), stored(store), _choices(store), EMPTY

    def switch(self, plain: Any, chosen: str | None) -> tuple[Any, ...]:
        """Open another conversation."""
        store = restored(plain)
        store = replace(store, current=chosen or store.current)
        return _shown(store.opened()), stored(store), EMPTY

    def merge(self, plain: Any, event: gr.EventData) -> tuple[Any, ...]:
        """Take over what another tab of this browser keeps."""
        mine = restored(plain)
        both = merged(mine, restored(event.value))
        if both == mine:
            return gr.skip(), gr.skip(), gr.skip()
        same = both.opened() == mine.opened()
        shown = gr.skip() if same else _shown(both.opened())
        return shown, stored(both), _choices(both)

    def write_files(self, plain: Any, request: gr.Request) -> tuple[Any, ...]:
        """Write the conversation's exports and offer them."""
        files = told(lambda: self.desk.export(restored(plain), client_of(request)))
        if files is None:
            return gr.Row(visible=False), None, None
        return gr.Row(visible=True), str(files[0]), str(files[1])

    def judge(self, plain: Any, event: gr.LikeData, request: gr.Request) -> Any:
        """Keep a reader's judgement of an answer, or take it back."""
        place = event.index[0] if isinstance(event.index, (list, tuple)) else event.index
        turn = int(place) // 2
        good = event.liked if isinstance(event.liked, bool) else None
        store = restored(plain)
        if not told(lambda: self.desk.judge(store, turn, good, client_of(request))):
            return gr.skip()
        done = "taken back" if good is None else "kept with the answer"
        gr.Info(f"Thank you; your judgement is {done}.", duration=3)
        return stored(store.with_conversation(store.opened().judged(turn, good)))


def loaded(plain: Any, request: gr.Request) -> tuple[Any, ...]:
    """The store as it was left, and the question that the link asks, if any.

    It is asked in a conversation of its own: as a follow-up it could mean something else.
    """
    store = restored(plain)
    asked = dict(request.query_params).get("q", "").strip() if request else ""
    turns = store.opened().turns  # a reload does not ask the link's question again
    if turns and turns[-1].question == asked:
        asked = ""
    if asked:
        store = replace(store, current="")
    return stored(store), _shown(store.opened()), _choices(store), asked


def _shown(conversation: Conversation, waiting_for: str = "") -> gr.Chatbot:
    """The conversation in the chat, with the thumbs that its reader has pressed.

    A question that it is `waiting_for` stands at the end.
    """
    asked = waiting(conversation, waiting_for) if waiting_for else messages(conversation)
    thumbs = {True: "Like", False: "Dislike", None: None}
    pressed = [thumbs[turn.good] for turn in conversation.turns]
    return gr.Chatbot(asked, feedback_value=pressed)


def _choices(store: Store) -> Any:
    choices = [(each.title, each.id) for each in store.conversations]
    return gr.Radio(choices=choices, value=store.current if store.opened().turns else None)


def _responses(
    desk: Desk, question: str, kept: Store, before: Store, client: str, *, again: bool
) -> Iterator[tuple[Any, ...]]:
    """What the asking components show while an answer grows, and when it is there.

    The question is asked in the store as it was `before`; where it fails, what was `kept`
    stays. The answer is kept as soon as its first statement is there, so that stopping loses
    nothing; until then the browser keeps the question, unless it is asked `again`.
    """
    store = None
    if question.strip():
        shown = _shown(before.opened(), question)
        yield "" if again else question, shown, *[gr.skip()] * 4
    try:
        for grown in desk.answer(before, question, client):
            store = grown
            shown = _shown(store.opened())
            yield "", shown, stored(store), _choices(store), "", gr.Row(visible=False)
    except BothSidesError as problem:
        warn(problem)
        yield gr.skip(), _shown((store or kept).opened()), *[gr.skip()] * 4


def _without_last(store: Store) -> tuple[str, Store]:
    """The last question, and the store without it."""
    opened = store.opened()
    if not opened.turns:
        return "", store
    rest = type(opened)(opened.id, opened.turns[:-1])
    return opened.turns[-1].question, store.with_conversation(rest)
