"""Accessibility of the page's main states, light and dark, as axe-core judges it."""

import re

import pytest

pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from axe_playwright_python.sync_playwright import Axe

QUESTIONS = {
    "answer": "Where were the peace talks held?",
    "contested": "Does Afghanistan shelter TTP militants?",
    "silence": "What is the capital of Peru?",
}
# What is still fading in has colours of its own; a toast's bar runs for as long as the toast lives.
STILL = """document.getAnimations().every(each =>
    each.playState != 'running' || each.effect.target.closest('.timer'))"""
SERIOUS = ("serious", "critical")


def violations(page):
    """Rule, element and what is wrong with it, for all that is serious."""
    page.wait_for_function(STILL)
    page.wait_for_function("!document.querySelector('.pending, .generating')")
    found = Axe().run(page)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in found.response["violations"]
        if rule["impact"] in SERIOUS
        for node in rule["nodes"]
    ]


@pytest.fixture(scope="module", params=["light", "dark"])
def page(request, server, open_page):
    page = open_page(server.url, color_scheme=request.param, reduced_motion="reduce")
    yield page
    page.context.close()


def test_an_empty_page(page):
    page.wait_for_selector(".examples button")
    assert violations(page) == []


@pytest.mark.parametrize("state", QUESTIONS)
def test_answers_and_their_sources(page, state):
    page.get_by_role("button", name="New", exact=True).click()
    page.wait_for_function("document.querySelectorAll('.bs-answer').length == 0")
    page.fill("#bs-question textarea", QUESTIONS[state])
    page.keyboard.press("Enter")
    page.wait_for_selector(".bs-answer")
    page.wait_for_selector("#bs-send:visible")
    for folded in page.locator(".bs-answer summary").all():
        folded.click()
    for mark in page.locator(".bs-mark").all()[:1]:
        mark.click()
        page.wait_for_selector(".bs-current")
    assert violations(page) == []


@pytest.mark.parametrize(
    ("tab", "shown"),
    [
        ("Positions", "#bs-positions .bs-mark"),
        ("Timeline", "#bs-timeline .bs-plot"),
        ("Corpus", "#bs-corpus td"),
    ],
)
def test_views(page, tab, shown):
    page.get_by_role("tab", name=tab).click()
    page.wait_for_selector(shown)
    if tab == "Corpus":
        for each in ("Add articles", "Remove an article you added"):
            page.get_by_role("button", name=each).click()
        page.locator(".bs-headline").first.click()
        page.wait_for_selector(".bs-article")
    assert violations(page) == []
    page.get_by_role("tab", name="Ask").click()


def test_a_mistake_that_is_told(page):
    page.fill("#bs-question textarea", "why " * 600)
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast-body")
    page.wait_for_timeout(300)  # it slides in
    assert violations(page) == []
    page.locator(".toast-close").first.click()


def test_conversations_and_phone(page):
    page.get_by_role("button", name=re.compile("sidebar", re.IGNORECASE)).first.click()
    page.wait_for_selector("#bs-conversations label")
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    assert violations(page) == []
