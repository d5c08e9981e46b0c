"""A reader's way through the page: asking, following marks, coming back to old answers."""

import re
from urllib.parse import quote

import pytest
from typer.testing import CliRunner

from ui.cli import app

TALKS = "Where were the peace talks held?"
SOLDIERS = "How many Pakistani soldiers were killed?"
NATIONALS = "What percentage of the TTP formations are Afghan nationals?"
TITLE = "Pakistan army chief tells Kabul"
ASKED_OF_BOTH = (
    "Does Kabul shelter the TTP?",
    "Does Afghanistan shelter TTP militants?",
    "Who is to blame for the cross-border attacks?",
    "Is Afghan territory used for attacks on Pakistan?",
)
IN_VIEW = """() => {
  const inside = (a, b) => a.top >= b.top - 1 && a.bottom <= b.bottom + 1 && a.height > 0;
  const quote = document.querySelector(".bs-current").getBoundingClientRect();
  const article = document.querySelector(".bs-article").getBoundingClientRect();
  const screen = {top: 0, bottom: window.innerHeight};
  return inside(quote, article) && inside(quote, screen);
}"""


def start_anew(page):
    page.get_by_role("tab", name="Ask").click()
    page.get_by_role("button", name="New", exact=True).click()
    page.wait_for_function("document.querySelectorAll('.bs-answer').length == 0")
    page.wait_for_selector("#bs-panel .bs-empty", state="attached")


def follow(page, mark):
    """Click a mark and wait until the panel shows what it leads to."""
    target = mark.get_attribute("href")
    mark.click()
    shown(page, target)


def shown(page, target):
    page.wait_for_selector(f".bs-source[data-at='{target}'] .bs-current")
    page.wait_for_timeout(100)  # it scrolls in the next frame


def marked(page, kind=".bs-current"):
    """The text that is highlighted, runs of one quote joined."""
    return plain("".join(page.locator(f".bs-article {kind}").all_text_contents()))


def plain(text):
    return " ".join(text.split())


@pytest.fixture(scope="module")
def visit(server, open_page):
    page = open_page(server.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return page


@pytest.fixture
def page(visit):
    """One visit for all, each test in a conversation of its own."""
    start_anew(visit)
    yield visit
    assert visit.outside == []
    assert visit.errors == []


@pytest.fixture(scope="module")
def contested(seeds):
    """A question that both parties answer, each in words of its own."""
    for question in ASKED_OF_BOTH:
        answer = seeds.ask(question)
        if answer.contested and len({each.party for each in answer.statements}) > 1:
            return answer
    raise AssertionError("no question is answered by both parties")


def test_a_mark_opens_its_source_with_the_quote_in_view(page, seeds):
    answer = seeds.ask(TALKS)
    page.ask(TALKS)
    assert page.inner_text(".bs-answer strong") == answer.short
    follow(page, page.locator(".bs-mark").first)
    assert marked(page) == plain(answer.citations[0].quote)
    assert page.evaluate(IN_VIEW)
    head = page.inner_text(".bs-source header")
    assert TITLE in head
    assert "Arab News" in head
    assert "undated" in head
    assert "Updated 9 sec ago" in page.inner_text(".bs-article")  # the whole article is there
    assert page.locator(".bs-mark[aria-current]").count() == 1


def test_each_statement_says_who_speaks(page, seeds):
    (statement,) = seeds.ask(NATIONALS).statements
    page.ask(NATIONALS)
    assert page.inner_text(".bs-by") == f"{statement.speaker} · {statement.party}"
    page.ask("When were the border clashes?")  # told by the newspaper itself
    assert page.locator(".bs-answer >> nth=1").locator(".bs-by").first.inner_text() == "Arab News"


def test_next_and_previous_walk_through_every_citation(page, contested):
    page.ask(contested.question)
    follow(page, page.locator(".bs-mark").first)
    quotes = [plain(each.quote) for each in contested.citations]
    for number, quoted in enumerate(quotes, 1):
        assert marked(page) == quoted
        assert page.evaluate(IN_VIEW)
        together = [
            quotes[each.number - 1]
            for each in contested.citations
            if each.title == contested.citations[number - 1].title
        ]
        assert all(each in marked(page, ".bs-quote") or each == quoted for each in together)
        assert f"Citation {number} of {len(quotes)}" in page.inner_text(".bs-steps")
        if number < len(quotes):
            target = page.locator(".bs-step >> text=Next").get_attribute("href")
            page.locator(".bs-step >> text=Next").click()
            shown(page, target)
    target = page.locator(".bs-step >> text=Previous").get_attribute("href")
    page.locator(".bs-step >> text=Previous").press("Enter")
    shown(page, target)
    assert marked(page) == quotes[-2]


def test_a_quote_is_copied_with_its_reference(page, seeds):
    page.ask(TALKS)
    follow(page, page.locator(".bs-mark").first)
    page.click(".bs-copy")
    page.wait_for_selector("text=Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    cited = seeds.ask(TALKS).citations[0]
    assert plain(cited.quote) in copied
    assert cited.title in copied
    assert f"{cited.start}-{cited.end}" in copied


def test_without_a_clipboard_the_quote_is_offered_to_copy(page, seeds):
    page.ask(TALKS)
    follow(page, page.locator(".bs-mark").first)
    page.evaluate(  # as over plain http
        """() => {
          Object.defineProperty(navigator, "clipboard", {value: undefined, configurable: true});
          window.prompt = (_, words) => { window.offered = words; };
        }"""
    )
    page.click(".bs-copy")
    page.wait_for_function("window.offered")
    assert plain(seeds.ask(TALKS).citations[0].quote) in page.evaluate("window.offered")
    page.evaluate("delete navigator.clipboard")


def test_an_answer_grows_by_whole_statements(page, contested):
    page.evaluate(
        """() => {
          window.seen = [];
          window.watching = new MutationObserver(() => {
            const answer = [...document.querySelectorAll(".bs-answer")].at(-1);
            if (answer) window.seen.push(answer.textContent);
          });
          window.watching.observe(document.querySelector("#bs-chat"),
            {childList: true, subtree: true, characterData: true});
        }"""
    )
    page.ask(contested.question)
    seen = page.evaluate("window.watching.disconnect() ?? window.seen")
    whole = [plain(each.text) for each in contested.statements]
    assert seen
    for text in seen:
        assert re.sub(r"\[\d+\]", "", text).count("[") == 0  # never half a mark
        there = [each for each in whole if each in plain(text)]
        assert len(there) == len(re.findall(r"\[\d+\]", text))  # nor half a statement
    assert all(each in plain(seen[-1]) for each in whole)


def test_a_follow_up_is_understood_and_earlier_marks_still_work(page, seeds):
    page.ask(TALKS)
    page.ask("Who took part in them?")
    understood = page.locator(".bs-answer >> nth=1").locator(".bs-understood").inner_text()
    assert "peace talks" in understood
    follow(page, page.locator(".bs-answer >> nth=1").locator(".bs-mark").first)
    follow(page, page.locator(".bs-answer >> nth=0").locator(".bs-mark").first)
    assert marked(page) == plain(seeds.ask(TALKS).citations[0].quote)


def test_a_long_conversation_is_read_from_its_last_question(page, contested):
    for question in (TALKS, TALKS, contested.question):
        page.ask(question)
    page.wait_for_timeout(200)
    question = page.locator(".bs-question").last.bounding_box()
    chat = page.locator("#bs-chat").bounding_box()
    assert chat["y"] <= question["y"] < chat["y"] + chat["height"] / 3


def test_a_contested_answer_sets_both_sides_next_to_each_other(page, contested):
    page.ask(contested.question)
    assert "Contested" in page.inner_text(".bs-flag")
    heads = page.locator(".bs-answer .bs-side h3").all_inner_texts()
    assert heads == list(dict.fromkeys(each.party for each in contested.statements))
    left, right = (page.locator(".bs-side").nth(at).bounding_box() for at in (0, 1))
    assert left["x"] + left["width"] <= right["x"]
    assert abs(left["y"] - right["y"]) < 2
    for each in contested.statements:
        side = page.locator(".bs-side", has_text=each.party).filter(has_text=plain(each.text))
        assert side.count() == 1  # under the name of its party


def test_silence_looks_like_one_and_folds_the_nearest_passages(page, seeds):
    question = "What is the capital of Peru?"
    page.ask(question)
    assert page.locator(".bs-answer.bs-silent").count() == 1
    assert "Not in the articles" in page.inner_text(".bs-silence")
    assert page.locator(".bs-confidence").count() == 0
    assert not page.locator(".bs-mark").first.is_visible()
    page.click(".bs-answer summary")
    follow(page, page.locator(".bs-mark").first)
    assert marked(page) == plain(seeds.ask(question).citations[0].quote)


def test_confidence_is_told_in_words(page):
    page.ask(TALKS)
    assert re.fullmatch(r"(Well|Weakly) supported|Supported", page.inner_text(".bs-confidence"))


def test_old_marks_work_after_a_reload_and_a_switch_of_conversation(page, seeds):
    page.ask(TALKS)
    page.reload()
    page.wait_for_selector(".bs-answer")
    follow(page, page.locator(".bs-mark").first)
    assert marked(page) == plain(seeds.ask(TALKS).citations[0].quote)
    start_anew(page)
    page.ask(SOLDIERS)
    page.get_by_role("button", name=re.compile("sidebar", re.IGNORECASE)).first.click()
    page.locator("#bs-conversations label", has_text=TALKS).first.click()
    page.wait_for_selector(f"#bs-chat .bs-question:text-is('{TALKS}')")
    page.wait_for_selector("#bs-panel .bs-empty")
    page.get_by_role("button", name=re.compile("sidebar", re.IGNORECASE)).first.click()
    follow(page, page.locator(".bs-mark").first)
    assert TITLE in page.inner_text(".bs-source h2")
    assert marked(page) == plain(seeds.ask(TALKS).citations[0].quote)


def holds(page, *titles):
    """Wait until the sidebar has these conversations, in any order."""
    page.wait_for_function(
        """titles => {
          const labels = [...document.querySelectorAll("#bs-conversations label")];
          return labels.map(each => each.textContent.trim()).sort().join() === titles;
        }""",
        arg=",".join(sorted(titles)),
    )


def test_two_tabs_keep_each_others_conversations(server, open_page):
    one = open_page(server.url)
    one.ask(TALKS)
    two = one.context.new_page()
    two.goto(server.url)
    two.wait_for_selector(".bs-answer")
    start_anew(two)
    one.ask.func(two, SOLDIERS)
    holds(one, TALKS, SOLDIERS)
    assert one.locator(".bs-question").all_inner_texts() == [TALKS]  # what was open stays open
    start_anew(one)
    one.ask(NATIONALS)
    holds(two, TALKS, SOLDIERS, NATIONALS)
    two.get_by_role("button", name="Delete").click()
    holds(one, TALKS, NATIONALS)
    one.ask(TALKS)  # writes all that it keeps
    one.reload()
    holds(one, TALKS, NATIONALS)
    one.context.close()


def test_retry_edit_and_delete(page):
    page.ask(TALKS)
    first = page.get_attribute(".bs-answer", "id")
    page.get_by_role("button", name="Retry").click()
    page.wait_for_function("id => document.querySelector('.bs-answer')?.id != id", arg=first)
    page.wait_for_selector("#bs-send:visible")
    assert page.locator(".bs-answer").count() == 1
    page.get_by_role("button", name="Edit question").click()
    page.wait_for_function("document.querySelector('#bs-question textarea').value != ''")
    assert page.input_value("#bs-question textarea") == TALKS
    assert page.locator(".bs-answer").count() == 1  # nothing is lost before it is asked again
    page.fill("#bs-question textarea", "What is the capital of Chile?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".bs-answer.bs-silent")
    page.wait_for_selector("#bs-send:visible")
    assert page.locator(".bs-question").all_inner_texts() == ["What is the capital of Chile?"]
    page.get_by_role("button", name="Delete").click()
    page.wait_for_selector(".bs-answer", state="detached")
    assert "Chile" not in page.inner_text("#bs-conversations")


def test_the_clear_button_of_the_chat_begins_anew(page):
    page.ask(TALKS)
    page.get_by_role("button", name="Clear").click()
    page.wait_for_selector(".bs-answer", state="detached")
    page.wait_for_selector(".examples button")


def test_examples_come_from_the_corpus_and_are_answered(page, seeds):
    page.wait_for_selector(".examples button")
    offered = page.locator(".examples button").all_inner_texts()
    assert len(offered) >= 2
    parties = seeds.info().parties
    assert all(seeds.ask(each).answered for each in offered)
    assert any(party in each for party in parties for each in offered)
    page.locator(".examples button").first.click()
    page.wait_for_selector(".bs-answer .bs-mark")
    assert page.inner_text(".bs-question") == offered[0]


def test_export_holds_full_references(page, seeds):
    cited = seeds.ask(TALKS).citations[0]
    page.ask(TALKS)
    page.get_by_role("button", name="Export").click()
    for name in ("markdown", "json"):
        page.wait_for_selector(f"#bs-{name}:visible")
        page.wait_for_timeout(200)
        with page.expect_download() as got:
            page.click(f"#bs-{name}")
        text = got.value.path().read_text().replace("\\", "")
        assert cited.title in text
        assert cited.source in text
        assert str(cited.start) in text
        assert plain(cited.quote) in plain(text)


def test_an_export_is_offered_no_longer_than_it_is_whole(page):
    page.ask(TALKS)
    page.get_by_role("button", name="Export").click()
    page.wait_for_selector("#bs-markdown:visible")
    page.ask(SOLDIERS)
    page.wait_for_selector("#bs-markdown", state="hidden")
    page.get_by_role("button", name="Export").click()
    page.wait_for_selector("#bs-markdown:visible")
    start_anew(page)
    page.wait_for_selector("#bs-markdown", state="hidden")


def test_a_link_asks_its_question_once(server, open_page):
    page = open_page(f"{server.url}?q={quote(TALKS)}")
    page.wait_for_selector(".bs-answer")
    page.wait_for_function("window.location.search == ''")
    page.reload()
    page.wait_for_selector(".bs-answer")
    assert page.locator(".bs-answer").count() == 1
    page.ask("Who took part in them?")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_selector("text=Link copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{server.url}?q=")
    assert "peace+talks" in link  # the question stands for itself
    assert "Who+took+part" in link
    page.goto(f"{server.url}?q={quote(SOLDIERS)}")  # in a conversation of its own
    page.wait_for_selector(f"#bs-chat .bs-question:text-is('{SOLDIERS}')")
    page.wait_for_selector("#bs-send:visible")
    assert page.locator(".bs-answer").count() == 1
    assert page.locator(".bs-understood").count() == 0
    holds(page, TALKS, SOLDIERS)
    page.context.close()


def test_a_judgement_is_kept_with_its_answer_and_can_be_taken_back(page):
    runner = CliRunner()
    page.ask(TALKS)
    turn = page.get_attribute(".bs-answer", "id").removeprefix("turn-")

    def judge():
        page.get_by_role("button", name=re.compile("^Liked?$")).click()
        page.wait_for_selector(".toast-body:has-text('judgement')")
        page.locator(".toast-close").first.click()
        page.wait_for_selector(".toast-body", state="detached")
        return [row for row in runner.invoke(app, ["feedback"]).stdout.splitlines() if turn in row]

    (row,) = judge()
    assert TALKS in row
    assert '"answerable": true' in row
    page.reload()
    page.get_by_role("button", name="Liked", exact=True).wait_for()  # still shown as pressed
    assert judge() == []
    page.reload()
    page.get_by_role("button", name="Like", exact=True).wait_for()


def test_a_mistake_is_told_and_nothing_is_lost(page):
    page.ask(TALKS)
    page.fill("#bs-question textarea", "why " * 600)
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast-body")
    assert "shorten it" in page.inner_text(".toast-body")
    page.wait_for_selector("#bs-send:visible")
    assert page.locator(".bs-answer").count() == 1
    page.locator(".toast-close").first.click()
    page.wait_for_selector(".toast-body", state="detached")
