"""Pictures of the page's main states, light, dark and on a phone, over the seed articles.

`make screenshots`, or `python docs/screenshots.py`, starts the page on loopback, visits it with
Chromium and writes `docs/screenshots/*.png` anew.
"""

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from rag.settings import load_settings
from ui.serving import Serving, start

FOLDER = Path(__file__).parent / "screenshots"
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
TALKS = "Where were the peace talks held?"
CONTESTED = "Does Kabul shelter the TTP?"
UNSAID = "What is the capital of Peru?"
PATIENCE = 120_000  # milliseconds to wait for what a picture shows, on a busy machine
SETTLED = 400  # milliseconds until nothing moves any more
COLOURS = 128  # a page of text needs no more, and its picture is a third of the size


def main() -> None:
    """Write every picture."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    FOLDER.mkdir(exist_ok=True)
    server = start(None, load_settings(), Serving(port=7898, requests_a_minute=10_000))
    try:
        with sync_playwright() as driver:
            flags = ["--no-sandbox", "--disable-background-networking"]
            browser = driver.chromium.launch(executable_path=chromium, args=flags)
            for name, size, scheme, act in PICTURES:
                with _visit(browser, server.url, size, scheme) as page:
                    act(page)
                    _write(page, FOLDER / f"{name}.png")
            browser.close()
    finally:
        server.stop()


@contextmanager
def _visit(browser: Browser, url: str, size: dict[str, int], scheme: str) -> Iterator[Page]:
    """The page in a browser that has never seen it."""
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector(".examples button")
    yield page
    context.close()


def _write(page: Page, file: Path) -> None:
    page.wait_for_timeout(SETTLED)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    sys.stdout.write(f"{file.name}: {file.stat().st_size // 1024} KiB\n")


def _asked(question: str, mark: int | None = None) -> Callable[[Page], None]:
    """Ask, and follow a mark of the answer where one is named."""

    def act(page: Page) -> None:
        page.fill("#bs-question textarea", question)
        page.keyboard.press("Enter")
        page.wait_for_selector(".bs-answer")
        page.wait_for_selector("#bs-send:visible")
        if mark is not None:
            page.locator(".bs-mark").nth(mark).click()
            page.wait_for_selector(".bs-current")

    return act


def _silence(page: Page) -> None:
    _asked(UNSAID)(page)
    page.click(".bs-answer summary")


def _opened(tab: str, wait_for: str, follow: str = "") -> Callable[[Page], None]:
    """Open a tab, and follow a link in it where one is named."""

    def act(page: Page) -> None:
        page.get_by_role("tab", name=tab).click()
        page.wait_for_selector(wait_for)
        if follow:
            page.locator(follow).nth(1).click()
            page.wait_for_selector(".bs-article")

    return act


PICTURES = (
    ("empty", DESKTOP, "light", lambda page: None),
    ("answer", DESKTOP, "light", _asked(TALKS, 0)),
    ("contested", DESKTOP, "light", _asked(CONTESTED, -1)),
    ("contested-dark", DESKTOP, "dark", _asked(CONTESTED, -1)),
    ("silence", DESKTOP, "light", _silence),
    ("positions", DESKTOP, "light", _opened("Positions", "#bs-positions .bs-mark")),
    ("timeline", DESKTOP, "light", _opened("Timeline", ".bs-point", ".bs-point")),
    ("timeline-dark", DESKTOP, "dark", _opened("Timeline", ".bs-point", ".bs-point")),
    ("corpus", DESKTOP, "light", _opened("Corpus", "#bs-corpus td", ".bs-headline")),
    ("phone-contested", PHONE, "light", _asked(CONTESTED)),
    ("phone-source", PHONE, "light", _asked(TALKS, 0)),
    ("phone-dark", PHONE, "dark", _asked(TALKS)),
)

if __name__ == "__main__":
    main()
