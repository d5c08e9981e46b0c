"""The page: `build_page` lays it out and wires it to a desk; importing it builds nothing."""

from typing import Any

import gradio as gr

from ui import panels, sources
from ui.asking import ask_tab, loaded
from ui.conversations import restored
from ui.corpus import corpus_tab
from ui.desk import POSITIONS, TIMELINE, Desk
from ui.endpoints import endpoints
from ui.sources import Shelf
from ui.wiring import PRIVATE, QUICK, client_of, script, told

TITLE = "Both Sides"
STORAGE_KEY = "bothsides"
# Conversations are no secret from their own browser; a fixed key lets them outlive the server.
STORAGE_SECRET = "both-sides"
# Seconds between looks for files that visitors sent or fetched, and how old they may grow.
KEPT = (600, 3600)
# On a phone the conversations cover the page, and the chosen one with it.
CLOSED_IF_NARROW = """() =>
  window.matchMedia("(max-width: 820px)").matches ? { __type__: "update", open: false } : []"""
FONTS = ["ui-sans-serif", "system-ui", "sans-serif"]


def theme() -> gr.themes.Base:
    """Quiet colours, and fonts that every machine has."""
    return gr.themes.Default(
        primary_hue="slate", secondary_hue="amber", neutral_hue="slate", font=FONTS,
        font_mono=["ui-monospace", "monospace"],
    )  # fmt: skip


def build_page(desk: Desk, examples: list[str]) -> gr.Blocks:
    """The page over a desk, with these questions to begin with."""
    page: gr.Blocks
    with gr.Blocks(
        title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=KEPT
    ) as page:
        saved = gr.BrowserState(None, storage_key=STORAGE_KEY, secret=STORAGE_SECRET)
        shelves = gr.State(dict[str, Shelf]())
        linked = gr.State("")
        gr.HTML(panels.head_html(desk.workspaces.base.info()), js_on_load=script("theme.js"))
        panel = gr.HTML(
            sources.EMPTY, elem_id="bs-panel", js_on_load=script("panel.js"), render=False
        )
        with gr.Sidebar(open=False, label="Conversations", elem_id="bs-sidebar") as sidebar:
            conversations = gr.Radio([], label="Conversations", elem_id="bs-conversations")
        conversations.input(None, None, [sidebar], js=CLOSED_IF_NARROW, **QUICK)
        with gr.Row(elem_id="bs-main", equal_height=False):
            with gr.Column(scale=3, min_width=320):
                with gr.Tab("Ask", id="ask"):
                    chat = ask_tab(desk, examples, saved, conversations, linked, panel)
                with gr.Tab("Positions", id=POSITIONS) as positions_tab:
                    _view_tab(desk, saved, shelves, positions_tab, POSITIONS)
                with gr.Tab("Timeline", id=TIMELINE) as timeline_tab:
                    _view_tab(desk, saved, shelves, timeline_tab, TIMELINE)
                with gr.Tab("Corpus", id="corpus") as tab:
                    corpus_tab(desk, saved, tab)
            with gr.Column(scale=2, min_width=320, elem_id="bs-panel-column"):
                panel.render()
        _wire_panel(desk, panel, saved, shelves)
        page.load(loaded, [saved], [saved, chat, conversations, linked], **QUICK)
        endpoints(desk)
    return page


def _view_tab(
    desk: Desk, saved: gr.BrowserState, shelves: gr.State, tab: gr.Tab, name: str
) -> None:
    with gr.Row(equal_height=True):
        topic = gr.Textbox(
            placeholder="Topic: all of them", label="Topic", show_label=False, container=False,
            lines=1, scale=6, elem_id=f"bs-{name}-topic",
        )  # fmt: skip
        show = gr.Button("Show", scale=1, min_width=80)
    view = gr.HTML(elem_id=f"bs-{name}")
    find = desk.positions if name == POSITIONS else desk.timeline

    def shown(
        plain: Any, topic: str, known: dict[str, Shelf], request: gr.Request
    ) -> tuple[Any, ...]:
        found = told(lambda: find(restored(plain), topic, client_of(request)))
        if found is None:
            return gr.skip(), known
        html, shelf = found
        return html, {**known, name: shelf}

    wired = {"inputs": [saved, topic, shelves], "outputs": [view, shelves]}
    # A topic that is sent while the view is made anew counts.
    triggers = [show.click, topic.submit, tab.select]
    gr.on(triggers, shown, **wired, trigger_mode="always_last", **PRIVATE)


def _wire_panel(desk: Desk, panel: gr.HTML, saved: gr.BrowserState, shelves: gr.State) -> None:
    def opened(
        plain: Any, known: dict[str, Shelf], event: gr.EventData, request: gr.Request
    ) -> str:
        target = str((getattr(event, "_data", None) or {}).get("value", ""))
        return desk.source(restored(plain), known, target, client_of(request))

    panel.select(opened, [saved, shelves], [panel], **QUICK)
