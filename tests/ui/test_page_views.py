"""The page's other views, and the ways of using it: keyboard, phone, dark, added articles."""

import re

import pytest

ARTICLE = (
    "Quarry strike ends in Zanvoort\n\n3 March 2024\n\n"
    "ZANVOORT: The quarry workers of Zanvoort ended their strike after eleven weeks, "
    "their union said.\n\nMara Velt, who leads the union, said wages rise by 6 percent.\n"
)
QUESTION = "After how many weeks did the quarry workers of Zanvoort end their strike?"
TALKS = "Where were the peace talks held?"
CONTESTED = "Does Kabul shelter the TTP?"
BRIGHTNESS = """selector => {
  const [r, g, b] = getComputedStyle(document.querySelector(selector)).%s
    .match(/[0-9.]+/g).map(Number);
  return (r + g + b) / 3;
}"""


@pytest.fixture(scope="module")
def page(server, open_page):
    page = open_page(server.url)
    yield page
    assert page.outside == []
    assert page.errors == []


def test_positions_stand_side_by_side(page, seeds):
    page.open_tab("Positions")
    page.wait_for_selector("#bs-positions .bs-mark")
    heads = page.locator("#bs-positions h3").all_inner_texts()
    assert heads == [each.party for each in seeds.positions().parties]
    left, right = (page.locator("#bs-positions .bs-side").nth(at).bounding_box() for at in (0, 1))
    assert left["x"] + left["width"] <= right["x"]
    page.locator("#bs-positions .bs-side >> nth=1").locator(".bs-mark").last.click()
    page.wait_for_selector(".bs-current")
    assert "denies" in page.inner_text(".bs-source .bs-who")


def test_a_point_of_the_timeline_opens_its_source(page, seeds):
    page.open_tab("Timeline")
    page.wait_for_selector(".bs-point")
    events = [each for each in seeds.timeline().dated if each.start]
    assert page.locator(".bs-point").count() == len(events)
    point = page.locator(".bs-point").nth(1)
    point.hover()
    assert page.locator(".bs-tip:visible").count() == 1
    target = point.get_attribute("href")
    point.click()
    page.wait_for_selector(f".bs-source[data-at='{target}'] .bs-current")
    told = " ".join(page.locator(".bs-current").all_text_contents())
    assert " ".join(told.split()) == events[1].statement.text
    point.focus()
    page.keyboard.press("ArrowRight")
    third = page.locator(".bs-point").nth(2).get_attribute("href")
    assert page.evaluate("document.activeElement.getAttribute('href')") == third
    page.keyboard.press("Enter")
    page.wait_for_selector(f".bs-source[data-at='{third}'] .bs-current")


def test_a_view_outlives_what_the_server_keeps_of_it(page, server):
    page.open_tab("Positions")
    page.fill("#bs-positions-topic textarea, #bs-positions-topic input", "peace talks")
    page.keyboard.press("Enter")
    page.wait_for_selector("#bs-positions .bs-mark[href*='peace%20talks']")
    page.open_tab("Timeline")
    page.wait_for_selector("#bs-timeline .bs-point")
    server.page.app.state_holder.session_data.clear()  # as by the calls of 200 programs
    for name, mark in (("Timeline", ".bs-point"), ("Positions", ".bs-mark")):
        page.open_tab(name)
        link = page.locator(f"#bs-{name.lower()} {mark}").first
        target = link.get_attribute("href")
        link.click()
        page.wait_for_selector(f".bs-source[data-at='{target}'] .bs-current")
    link.evaluate("each => each.setAttribute('href', '#cite-timeline..0123456789ab-1')")
    link.click()  # what a view was made of may be another since
    page.wait_for_selector("text=press Show")


def test_a_whole_article_can_be_read_from_the_corpus(page, seeds):
    page.open_tab("Corpus")
    page.wait_for_selector("#bs-corpus td")
    titles = page.locator(".bs-headline").all_inner_texts()
    assert titles == [each.title for each in seeds.articles()]
    page.get_by_label("Search").fill("army chief")
    page.wait_for_function("document.querySelectorAll('#bs-corpus tbody tr').length == 1")
    page.click(".bs-headline")
    page.wait_for_selector(".bs-source h2:has-text('army chief')")
    assert page.locator(".bs-article mark").count() == 0
    assert "reserves the right to respond to such provocations" in page.inner_text(".bs-article")
    page.get_by_label("Search").fill("zebra")
    page.wait_for_selector("#bs-corpus [role=status]:has-text('has “zebra”')")
    page.get_by_label("Search").fill("")


@pytest.fixture(scope="module")
def adder(server, open_page):
    """A visitor who has added one good file and one that cannot be read."""
    page = open_page(server.url)
    page.open_tab("Corpus")
    page.get_by_role("button", name="Add articles").click()
    files = [
        {"name": "zanvoort.txt", "mimeType": "text/plain", "buffer": ARTICLE.encode()},
        {"name": "large.txt", "mimeType": "text/plain", "buffer": b"x" * 5_100_000},
        {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 nothing"},
    ]
    page.set_input_files("#bs-files input[type=file]", files)
    page.wait_for_function("document.querySelectorAll('#bs-files tr').length == 3")
    page.click("#bs-add")
    page.wait_for_selector("#bs-status li")
    return page


def test_each_file_is_added_or_says_why_not(adder):
    good, large, bad = adder.locator("#bs-status li").all_inner_texts()
    assert good == "added zanvoort.txt"
    assert large == "left out: large.txt: larger than 5 MB; split it"
    assert bad.startswith("left out: broken.pdf is not a whole PDF")
    adder.wait_for_selector(".bs-headline:has-text('Quarry strike')")


def test_what_was_added_answers_its_owner_alone(adder, server, open_page):
    adder.open_tab("Ask")
    adder.ask(QUESTION)
    assert adder.inner_text(".bs-answer strong").startswith("eleven")
    adder.locator(".bs-mark").first.click()
    adder.wait_for_selector(".bs-current")
    assert "2024-03-03" in adder.inner_text(".bs-source header")
    assert "eleven weeks" in adder.inner_text(".bs-current")
    other = open_page(server.url)
    other.ask(QUESTION)
    assert other.locator(".bs-answer.bs-silent").count() == 1
    other.context.close()


def test_what_was_added_can_be_pasted_and_removed(adder):
    adder.open_tab("Corpus")
    adder.get_by_label("Or paste an article: headline").fill("Ferry back in service")
    adder.get_by_label("Date of publication").fill("06/05/2024")
    adder.fill("#bs-paste textarea", "The ferry to Zanvoort sails again on Mondays.")
    adder.click("#bs-add")
    adder.wait_for_selector(".toast-body:has-text('no date')")
    adder.wait_for_selector(".bs-corpus tbody tr")
    assert adder.input_value("#bs-paste textarea")  # what was typed is still there
    adder.get_by_label("Date of publication").fill("2024-05-06")
    adder.click("#bs-add")
    adder.wait_for_selector("#bs-status li:has-text('added Ferry')")
    adder.wait_for_selector("tr:has(.bs-headline:has-text('Ferry back')) >> text=2024-05-06")
    assert adder.input_value("#bs-paste textarea") == ""
    adder.get_by_role("button", name="Remove an article you added").click()
    adder.click("#bs-remove-choice input")
    adder.get_by_role("option", name="added/zanvoort.txt").click()
    adder.click("#bs-remove")
    adder.wait_for_selector("#bs-removed li:has-text('zanvoort')")
    adder.wait_for_selector(".bs-headline:has-text('Quarry strike')", state="detached")
    adder.open_tab("Ask")
    adder.locator(".bs-mark").first.click()  # the answer given before keeps its quotes
    adder.wait_for_selector("text=no longer in the corpus")
    adder.set_viewport_size({"width": 390, "height": 844})
    adder.locator(".bs-close").click()
    adder.wait_for_selector("#bs-panel", state="hidden")
    adder.locator(".bs-mark").first.click()  # on a phone too it says why there is no article
    adder.get_by_role("status").filter(has_text="no longer in the corpus").wait_for()
    adder.context.close()


def test_the_keyboard_is_enough(server, open_page):
    page = open_page(server.url)
    page.wait_for_function("document.activeElement?.closest('#bs-question')")  # ready to type
    page.keyboard.type(CONTESTED)
    page.keyboard.press("Enter")
    page.wait_for_selector("#bs-send:visible >> xpath=//self::*[not(@disabled)]")
    page.wait_for_selector(".bs-answer .bs-confidence")

    def tab_to(selector, key="Tab", most=60):
        for _ in range(most):
            page.keyboard.press(key)
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} is out of the keyboard's reach")

    tab_to(".bs-mark", "Shift+Tab")
    target = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".bs-source[data-at='{target}'] .bs-current")
    page.wait_for_function("document.activeElement?.closest('.bs-source')")  # focus follows
    tab_to("a.bs-step")
    step = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Space")
    page.wait_for_selector(f".bs-source[data-at='{step}'] .bs-current")
    page.wait_for_function("document.activeElement?.matches('a.bs-step')")  # ready for the next
    tab_to(".bs-article")  # which the arrow keys scroll
    page.keyboard.press("Escape")
    page.wait_for_selector("#bs-panel .bs-empty")
    assert page.evaluate("document.activeElement.getAttribute('href')") == target
    tab_to("#bs-question textarea")
    for _ in range(4):  # the tabs, from the last
        tab_to("[role=tab]", "Shift+Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Positions":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#bs-positions .bs-mark")
    page.context.close()


def assert_fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_it_fits_a_phone(server, open_page):
    page = open_page(server.url, viewport={"width": 390, "height": 844}, has_touch=True)
    assert_fits(page)
    assert page.locator("#bs-send").is_visible()
    page.ask(CONTESTED)
    assert_fits(page)
    upper, lower = (page.locator(".bs-side").nth(at).bounding_box() for at in (0, 1))
    assert upper["y"] + upper["height"] <= lower["y"]  # the sides stand below each other
    assert not page.locator("#bs-panel").is_visible()
    page.locator(".bs-mark").last.tap()
    page.wait_for_selector(".bs-current")
    page.wait_for_timeout(150)
    quote = page.locator(".bs-current").first.bounding_box()
    assert 0 < quote["y"] < 844
    assert 0 <= quote["x"] <= 390
    assert_fits(page)
    page.locator(".bs-close").tap()
    page.wait_for_selector("#bs-panel", state="hidden")
    for name, shown in (("Timeline", ".bs-point"), ("Corpus", "#bs-corpus td")):
        page.open_tab(name)
        page.wait_for_selector(shown)
        assert_fits(page)
    page.context.close()


def test_on_a_phone_the_conversations_make_way_for_the_chosen_one(server, open_page):
    page = open_page(server.url, viewport={"width": 390, "height": 844}, has_touch=True)
    page.ask(TALKS)
    page.get_by_role("button", name="New", exact=True).tap()
    page.wait_for_selector(".bs-answer", state="detached")
    page.get_by_role("button", name=re.compile("sidebar", re.IGNORECASE)).first.tap()
    page.wait_for_timeout(400)  # it slides in
    page.locator("#bs-conversations label").first.tap()
    page.wait_for_selector(".bs-answer")
    page.wait_for_function(
        "document.querySelector('#bs-conversations').getBoundingClientRect().right <= 0"
    )
    page.locator(".bs-mark").first.tap()
    page.wait_for_selector(".bs-current")
    page.context.close()


def brightness(page, selector, what):
    return page.evaluate(BRIGHTNESS % what, selector)


def test_dark_follows_the_computer_until_the_reader_chooses(server, open_page):
    page = open_page(server.url, color_scheme="dark")
    page.ask(TALKS)
    assert brightness(page, "body", "backgroundColor") < 60
    assert brightness(page, ".bs-statement", "color") > 200
    page.locator(".bs-mark").first.click()
    page.wait_for_selector(".bs-current")
    assert brightness(page, ".bs-article", "color") > 200
    assert brightness(page, ".bs-current", "color") < 60  # dark words on the bright quote
    page.get_by_role("button", name=re.compile("Dark colours")).click()
    assert brightness(page, "body", "backgroundColor") > 200
    page.reload()
    page.wait_for_selector(".bs-statement")
    assert brightness(page, "body", "backgroundColor") > 200
    assert brightness(page, ".bs-statement", "color") < 60
    page.context.close()


def test_no_source_or_note_is_read_out_as_markup(page):
    page.open_tab("Ask")
    page.ask(TALKS)
    page.wait_for_timeout(200)
    names = page.evaluate(
        "[...document.querySelectorAll('[aria-label]')].map(each => each.ariaLabel)"
    )
    assert [name for name in names if "<" in name] == []
    assert page.get_by_role("button", name="Source [1]").count() == 1
