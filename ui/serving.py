"""Run the page as a server: `start` returns it running, `wait` stays until interrupted."""

import ctypes
import json
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import SettingsError
from index.loading import Failure
from rag.settings import Settings
from ui.guarding import Guard, RateLimit, host_name, is_loopback, stay_offline

REQUESTS_A_MINUTE = 60
QUEUE, AT_ONCE = 64, 4  # questions waiting, and questions answered at the same time
MAX_UPLOAD = 30 * 2**20  # bytes of all files sent at once; each has its own limit when added
# Visitors whose state is kept, the latest ones. Gradio counts every call of a program as one
# and would keep 10,000 at some 90 kB each.
SESSIONS = 200
TRIMMED_EVERY = 20  # seconds
# The GNU C library gives each thread a heap of its own, eight for a processor; Gradio's threads
# come and go, and what they leave lies scattered over all of them.
ARENA_MAX, ARENAS = -8, 2  # the number of M_ARENA_MAX in malloc.h, and how many heaps


@dataclass(frozen=True, slots=True)
class Serving:
    """How to serve: `auth` are names with passwords, none for an open page.

    `names` are those by which a proxy on this computer leads here.
    """

    host: str = "127.0.0.1"
    port: int = 7860
    auth: tuple[tuple[str, str], ...] = ()
    shared: bool = False
    open_browser: bool = False
    requests_a_minute: int = REQUESTS_A_MINUTE
    queue: int = QUEUE
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """A server under way; `url` is where it answers, `left_out` what could not be read."""

    url: str
    page: object
    left_out: tuple[Failure, ...] = ()

    def stop(self) -> None:
        """Close the server."""
        self.page.close()  # type: ignore[attr-defined]


def start(corpus: Path | None, settings: Settings, serving: Serving) -> Running:
    """Start the server in the background, the models loaded and warm.

    Raises SettingsError where the address cannot be had, and what opening a corpus raises.
    """
    names = tuple(map(host_name, serving.names))
    _check_address(serving)
    stay_offline()
    _share_heaps()
    from starlette.middleware import Middleware

    from ui.desk import Desk
    from ui.examples import example_questions
    from ui.page import build_page, theme
    from ui.wiring import STATIC
    from ui.workspaces import Workspaces

    workspaces = Workspaces(corpus, settings, shared=serving.shared)
    desk = Desk(workspaces, RateLimit(serving.requests_a_minute), settings.question_limit)
    # A language model would be slow to try the questions that few readers will ask.
    page = build_page(desk, example_questions(workspaces.base.without_writer()))
    page.queue(max_size=serving.queue, default_concurrency_limit=AT_ONCE, api_open=False)
    local = is_loopback(serving.host)
    guard = Middleware(Guard, upload_limit=MAX_UPLOAD, local=local, names=names)
    try:
        _, url, _ = page.launch(
            server_name=serving.host,
            server_port=serving.port,
            auth=list(serving.auth) or None,
            inbrowser=serving.open_browser,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            mcp_server=not serving.auth,
            max_file_size=MAX_UPLOAD,
            state_session_capacity=SESSIONS,
            theme=theme(),
            css_paths=[STATIC / "style.css"],
            app_kwargs={"middleware": [guard]},
            footer_links=["api"],
            show_error=False,
        )
    except OSError as problem:
        raise _no_address(serving, problem) from problem
    tools: Any = page.mcp_server_obj
    if tools is not None:
        tools.postprocess_output_data = _as_json
    return Running(url, page, workspaces.base.left_out)


def _check_address(serving: Serving) -> None:
    """Raise SettingsError where this computer cannot listen there, before anything is loaded."""
    try:
        found = socket.getaddrinfo(
            serving.host, serving.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        raise _no_address(serving, problem) from problem


def _no_address(serving: Serving, problem: OSError) -> SettingsError:
    where = f"{serving.host}:{serving.port}"
    return SettingsError(f"{where} cannot be served ({problem}); choose another --host or --port")


def _as_json(results: Sequence[Any], _root_url: str) -> list[Any]:
    """What an MCP tool returns as JSON text; Gradio would write it as Python prints it."""
    from mcp.types import TextContent

    texts = [json.dumps(result, ensure_ascii=False) for result in results]
    return [TextContent(type="text", text=text) for text in texts]


def wait(running: Running) -> None:
    """Keep serving until interrupted, then close."""
    try:
        while True:
            time.sleep(TRIMMED_EVERY)
            hand_back_memory()
    except KeyboardInterrupt:
        running.stop()


def hand_back_memory() -> None:
    """Return freed memory to the system, where the C library can (malloc_trim, glibc).

    Tensors of ever other sizes leave holes that it would keep for itself: some 0.08 MB for
    each question.
    """
    trim = _c_function("malloc_trim")
    if trim is not None:
        trim(0)


def _share_heaps() -> None:
    """Let all threads share a few heaps, where the C library can (mallopt, glibc)."""
    set_option = _c_function("mallopt")
    if set_option is not None:
        set_option(ARENA_MAX, ARENAS)


def _c_function(name: str) -> Callable[..., int] | None:
    """A function of the C library; None where it has none of that name."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


def accounts(stated: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """`name:password` strings as pairs; SettingsError for one that is not."""
    pairs = []
    for each in stated:
        name, colon, password = each.partition(":")
        if not (name and colon and password):
            raise SettingsError("--auth takes name:password, both not empty")
        pairs.append((name, password))
    return tuple(pairs)
