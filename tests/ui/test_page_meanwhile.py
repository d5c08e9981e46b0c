"""What a reader does while an answer arrives, and how an edited question finds its place."""

import pytest

from rag.settings import load_settings

TALKS = "Where were the peace talks held?"
SHELTER = "Does Kabul shelter the TTP?"


@pytest.fixture(scope="module")
def slow(serve, shared_chat_server):
    """A server whose answers take as long as a test says."""
    settings = load_settings(llm_url=shared_chat_server.url, llm_model="small")
    shared_chat_server.reply = "unhelpful"
    return serve(settings=settings)


@pytest.fixture(scope="module")
def visit(slow, open_page):
    return open_page(slow.url)


@pytest.fixture
def page(visit, shared_chat_server):
    """One visit for all, each test with one conversation of one answer."""
    shared_chat_server.delay = 0
    while visit.locator("#bs-conversations label").count():
        act(visit, "Delete")
        visit.wait_for_selector(".bs-answer", state="detached")
        if visit.locator("#bs-conversations label").count():
            choose(visit, 0)
    visit.fill("#bs-question textarea", "")
    visit.ask(TALKS)
    shared_chat_server.delay = 1.5
    yield visit
    assert visit.errors == []


def act(page, name):
    page.locator("#bs-actions").get_by_role("button", name=name, exact=True).click()


def choose(page, place):
    """Open another conversation of the sidebar."""
    page.evaluate("n => document.querySelectorAll('#bs-conversations input')[n].click()", place)
    page.wait_for_selector(".bs-answer")


def begin(page, question):
    """Ask without waiting for the answer."""
    page.fill("#bs-question textarea", question)
    page.keyboard.press("Enter")


def questions(page):
    return page.locator("#bs-chat .bs-question").all_inner_texts()


def box(page):
    return page.input_value("#bs-question textarea")


def settled(page):
    page.wait_for_selector("#bs-stop", state="hidden")
    page.wait_for_selector("#bs-send:visible")


def late(page):
    """Until an answer that nobody stopped would be there."""
    page.wait_for_timeout(2500)


def test_a_new_conversation_begun_meanwhile_stays_new(page):
    begin(page, SHELTER)
    page.wait_for_selector(".bs-reading")
    act(page, "New")
    settled(page)
    late(page)
    assert questions(page) == []
    assert box(page) == SHELTER  # to be asked here, or not
    assert page.locator("#bs-conversations label").all_inner_texts() == [TALKS]


def test_a_conversation_deleted_meanwhile_stays_deleted(page):
    begin(page, SHELTER)
    page.wait_for_selector(".bs-reading")
    act(page, "Delete")
    settled(page)
    late(page)
    assert questions(page) == []
    assert page.locator("#bs-conversations label").count() == 0


def test_what_is_typed_meanwhile_is_not_lost(page):
    begin(page, SHELTER)
    page.wait_for_selector("#bs-stop:visible")
    page.keyboard.type("Who denies it?", delay=30)
    page.keyboard.press("Enter")  # too early
    page.wait_for_selector(".bs-answer >> nth=1")
    settled(page)
    assert box(page) == "Who denies it?"
    assert questions(page) == [TALKS, SHELTER]


def test_a_question_sent_during_a_retry_waits_in_the_box(page):
    act(page, "Retry")
    begin(page, SHELTER)
    settled(page)
    assert questions(page) == [TALKS]
    assert box(page) == SHELTER
    page.keyboard.press("Enter")
    page.wait_for_selector(".bs-answer >> nth=1")
    assert questions(page) == [TALKS, SHELTER]
    settled(page)


def test_stopping_leaves_the_question_to_ask_again(page):
    begin(page, SHELTER)
    page.wait_for_selector(".bs-reading")
    page.click("#bs-stop")
    page.wait_for_selector(".bs-reading", state="detached")
    settled(page)
    assert box(page) == SHELTER
    assert questions(page) == [TALKS]


@pytest.fixture
def editing(page, shared_chat_server):
    """The page while its last question is being edited; answers come at once."""
    shared_chat_server.delay = 0
    act(page, "Edit question")
    page.wait_for_selector("#bs-editing:visible")
    assert box(page) == TALKS
    return page


def test_an_edited_question_takes_its_place(editing):
    begin(editing, SHELTER)
    editing.wait_for_selector("#bs-editing", state="hidden")
    settled(editing)
    assert questions(editing) == [SHELTER]
    editing.ask(TALKS)
    assert questions(editing) == [SHELTER, TALKS]


@pytest.mark.parametrize("way", ["emptied", "cancelled"])
def test_an_abandoned_edit_replaces_nothing(editing, way):
    if way == "emptied":
        editing.fill("#bs-question textarea", "")
    else:
        editing.locator("#bs-editing").get_by_role("button", name="Cancel").click()
    editing.wait_for_selector("#bs-editing", state="hidden")
    assert box(editing) == ""
    editing.ask(SHELTER)
    assert questions(editing) == [TALKS, SHELTER]


def test_an_edit_ends_with_its_conversation(editing):
    act(editing, "New")
    editing.wait_for_selector(".bs-answer", state="detached")
    editing.wait_for_selector("#bs-editing", state="hidden")
    assert box(editing) == ""
    editing.ask(SHELTER)
    choose(editing, 1)
    editing.wait_for_selector(f"#bs-chat .bs-question:text-is('{TALKS}')")
    editing.ask(SHELTER)
    assert questions(editing) == [TALKS, SHELTER]
