"""The corpus tab: what is indexed, and adding and removing articles."""

from pathlib import Path
from typing import Any

import gradio as gr

from index.building import Progress as BuildProgress
from index.errors import CorpusError
from index.loading import endings
from ui.conversations import restored
from ui.desk import Desk, day_stated
from ui.render import inert
from ui.wiring import PRIVATE, QUICK, client_of, told
from ui.workspaces import FILE_LIMIT, Added, pasted_file

# Values of the form's four components: files, headline, day and text.
_EMPTY_FORM = (None, "", "", "")
_KEPT_FORM = (gr.skip(),) * 4


def corpus_tab(desk: Desk, saved: gr.BrowserState, tab: gr.Tab) -> None:
    """Lay out the corpus tab and wire it."""
    words = gr.Textbox(placeholder="Headline, outlet or file", label="Search", lines=1)
    listed = gr.HTML(elem_id="bs-corpus")
    with gr.Accordion("Add articles", open=False):
        gr.Markdown(
            f"Files up to {FILE_LIMIT // 1_000_000} MB: text, Markdown, HTML, PDF or JSON Lines. "
            "What you add is searched for you alone, unless this server shares its articles."
        )
        files = gr.File(
            label="Files", file_count="multiple", file_types=list(endings()), type="filepath",
            elem_id="bs-files",
        )  # fmt: skip
        title = gr.Textbox(label="Or paste an article: headline", lines=1)
        day = gr.Textbox(label="Date of publication, if known (2025-07-11)", lines=1)
        text = gr.Textbox(label="Text", lines=6, elem_id="bs-paste")
        add = gr.Button("Add", variant="primary", elem_id="bs-add")
        added_status = gr.HTML(elem_id="bs-status")
    with gr.Accordion("Remove an article you added", open=False):
        chosen = gr.Dropdown([], label="Article", elem_id="bs-remove-choice")
        remove = gr.Button("Remove", variant="stop", elem_id="bs-remove")
        removed_status = gr.HTML(elem_id="bs-removed")

    def listing(plain: Any, words: str) -> tuple[Any, ...]:
        store = restored(plain)
        mine = list(desk.workspaces.added(store.visitor))
        return desk.corpus(store, words), gr.Dropdown(choices=mine, value=None)

    def added(
        plain: Any, names: list[Any] | None, title: str, day: str, text: str,
        request: gr.Request, progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[Any, ...]:  # fmt: skip
        def act() -> Added:
            given = _files(names)
            if title.strip() or day.strip() or text.strip():
                given.append(pasted_file(title, day_stated(day), text))
            return desk.add(
                restored(plain), given, lambda now: _progress(progress, now), client_of(request)
            )

        done = told(act)
        if done is None:
            return ("", *_KEPT_FORM)
        good = [f"added {source.partition('/')[2]}" for source in done.sources]
        # What was typed stays until it is in.
        return _outcome(good, done.failures), *(_EMPTY_FORM if done.sources else _KEPT_FORM)

    def removed(plain: Any, source: str | None) -> str:
        def act() -> str:
            desk.remove(restored(plain), source or "")
            return _outcome([f"removed {source}"], [])

        return told(act) or ""

    # Of quick typing the last counts.
    gr.on(
        [words.submit, words.change, tab.select], listing, [saved, words], [listed, chosen],
        trigger_mode="always_last", **QUICK,
    )  # fmt: skip
    form = [files, title, day, text]
    add.click(added, [saved, *form], [added_status, *form], **PRIVATE).then(
        listing, [saved, words], [listed, chosen], **QUICK
    )
    remove.click(removed, [saved, chosen], [removed_status], **PRIVATE).then(
        listing, [saved, words], [listed, chosen], **QUICK
    )


def _files(given: list[Any] | None) -> list[tuple[str, bytes]]:
    """The uploaded files as name and bytes; CorpusError for one that waited too long."""
    try:
        return [(Path(str(each)).name, Path(str(each)).read_bytes()) for each in given or []]
    except FileNotFoundError as problem:
        name = Path(str(problem.filename)).name
        raise CorpusError(f"{name}: kept for an hour only; choose the file again") from problem


def _progress(progress: gr.Progress, now: BuildProgress) -> None:
    progress((now.done, max(now.total, 1)), desc=now.stage)


def _outcome(good: Any, bad: Any) -> str:
    rows = [f"<li>{inert(each)}</li>" for each in good]
    rows += [f'<li class="bs-bad">left out: {inert(each)}</li>' for each in bad]
    if not rows:
        return '<p role="status">Nothing to add: choose a file or paste a text.</p>'
    return f'<ul role="status">{"".join(rows)}</ul>'
