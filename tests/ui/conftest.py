"""A running page over the seed articles, and Debian's Chromium to look at it with."""

import shutil
import socket
from functools import partial
from urllib.parse import urlsplit

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Chromium's own services are off; what is left of its traffic is the page's.
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 60_000  # milliseconds before a missing element counts as an error


def free_port():
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def serve(cache):
    """Start servers over the seeds: `serve(requests_a_minute=3)`; all are stopped at the end."""
    from rag.settings import load_settings
    from ui.serving import Serving, start

    running = []

    def begin(corpus=None, settings=None, **how):
        how = {"requests_a_minute": 100_000} | how
        server = start(corpus, settings or load_settings(), Serving(port=free_port(), **how))
        running.append(server)
        return server

    yield begin
    for server in running:
        server.stop()


@pytest.fixture(scope="session")
def server(serve):
    """The page over the seeds, for as many requests as the tests like to make."""
    return serve()


@pytest.fixture(scope="module")
def chromium():
    """The browser; a module's own, because its event loop would be in other modules' way."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def open_page(chromium):
    """Open pages of their own browser profile: `open_page(url, bypass_csp=True, …)`.

    Every request for another host than loopback is stopped and noted in `page.outside`,
    every error of a script in `page.errors`. `page.ask(question)` waits for the answer,
    `page.open_tab(name)` goes to a tab.
    """
    contexts = []

    def begin(url=None, **options):
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.outside, page.errors = [], []
        page.ask, page.open_tab = partial(ask, page), partial(open_tab, page)
        page.on("pageerror", lambda error: page.errors.append(str(error)))

        def stop_outside(route):
            page.outside.append(route.request.url)
            route.abort()

        context.route(is_outside, stop_outside)
        if url:
            page.goto(url)
            page.wait_for_selector("#bs-question textarea")
        return page

    yield begin
    for context in contexts:
        context.close()


@pytest.fixture
def browser_page(server, open_page):
    """The page over the seeds, in a browser that has never seen it."""
    return open_page(server.url)


def ask(page, question):
    before = page.locator(".bs-answer").count()
    page.fill("#bs-question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_function("n => document.querySelectorAll('.bs-answer').length > n", arg=before)
    page.wait_for_selector("#bs-send:visible")


def open_tab(page, name):
    page.get_by_role("tab", name=name).click()


def is_outside(url):
    """Whether a request leaves this computer."""
    parts = urlsplit(url)
    return parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1"
