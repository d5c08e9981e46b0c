from html.parser import HTMLParser

import pytest

from index.loading import load
from rag.answers import Answer, Citation, Statement
from rag.comparing import Comparison, Difference, Movement, QuestionChange
from rag.evaluation import Outcome, report
from rag.gold import GoldQuestion, Message
from rag.scores import scored
from ui.evidence import cited_excerpt, segments
from ui.report_page import report_page

HOSTILE = (
    '<script>alert(1)</script><img src="https://outside.example/x.png" onerror="alert(2)">'
    " {{ 7*7 }} {% raw %} ]]> </style></blockquote> javascript:alert(3) \u202eevil\u2066 \x1b[31m"
    " ![i](https://outside.example/i.png) url(https://outside.example/u)"
)
TEXT = f"Above the dam.\n\nThe dam holds nine metres. {HOSTILE} The dam leaks.\n\nBelow it."
QUOTE = f"The dam holds nine metres. {HOSTILE}"
ALLOWED = set(
    "html head meta title style body header main section article h1 h2 h3 h4 p dl dt dd div a"
    " strong em span small mark details summary blockquote table thead tbody tr th td ul li figure"
    " figcaption svg path polyline circle rect text".split()
)


class Page(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.open = set(), [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += [(tag, *each) for each in attributes]
        if tag not in ("meta", "path", "circle", "rect", "polyline"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes += [(tag, *each) for each in attributes]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def cited(number=1):
    start = TEXT.index(QUOTE)
    end = start + len(QUOTE)
    return Citation(number, QUOTE, "a <b>.txt", start, end, HOSTILE, None, TEXT, outlet=HOSTILE)


def outcome(gold, answer):
    return Outcome(gold, answer, scored(gold, answer, {"a <b>.txt": TEXT}, 0.1))


def hostile_outcomes():
    gold = GoldQuestion(
        question=f"How much? {HOSTILE}",
        answers=(HOSTILE,),
        evidence=(("The dam leaks",), ("nine metres", "no such words")),
        history=(Message(role="user", content=HOSTILE),),
        id=HOSTILE,
        kind=HOSTILE,
        note=HOSTILE,
        speaker=(HOSTILE,),
        party=HOSTILE,
        date="2025",
    )
    said = Statement(QUOTE, (1,), lead=HOSTILE)
    answer = Answer("text", None, (said,), (cited(),), True, False, 0.7, HOSTILE)
    silent = Answer("text", None, (), (cited(),), False, False, 0.1, "Q?", silence="fact")
    plain = GoldQuestion(question="Does it leak?", evidence=(("nine metres",),), kind="odd")
    unanswerable = GoldQuestion(question=f"Why? {HOSTILE}", answerable=False)
    return [
        outcome(gold, answer),
        outcome(plain, silent),
        outcome(plain.model_copy(update={"question": f"Is it? {HOSTILE}"}), answer),
        outcome(unanswerable, answer),
    ]


@pytest.fixture(scope="module")
def page():
    moved = Movement("answer accuracy", 1.0, 0.5, -0.7, -0.2, 0.01, "worse", True)
    alone = Movement("citation F1", 1.0, 1.0, None, None, 1.0, "the same", False)
    change = QuestionChange(HOSTILE, HOSTILE, "broken", (), ("evidence is not cited",))
    other = Difference("reader", HOSTILE, "")
    comparison = Comparison(HOSTILE, 3, 1, 2, (moved, alone), (change,), (other,))
    measured = report(hostile_outcomes(), {"gold file": HOSTILE, HOSTILE: HOSTILE})
    return report_page(measured, {"a <b>.txt": TEXT}, comparison)


def test_hostile_text_is_text_and_the_page_is_whole(page):
    parsed = Page(page)
    assert parsed.tags <= ALLOWED
    assert not parsed.open
    assert not [one for one in parsed.attributes if one[1].startswith("on")]
    assert "<script" not in page
    assert "{{ 7*7 }}" in page
    assert not set("\u202e\u2066\x1b") & set(page)


def test_the_page_asks_no_host_for_anything(page):
    links = [value for _, name, value in Page(page).attributes if name in ("href", "src", "action")]
    assert links
    assert all(link.startswith("#") for link in links)
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in page


def test_links_lead_to_places_of_the_page(page):
    attributes = Page(page).attributes
    ids = [value for _, name, value in attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for _, name, value in attributes if name == "href"} <= set(ids)


def test_a_failed_question_shows_what_was_and_what_should_have_been(page):
    article = page[page.index("<article") : page.index("</article>")]
    assert '<mark class="cited">The dam holds ' in article
    assert '<mark class="both">nine metres</mark>' in article
    assert '<mark class="wanted">The dam leaks</mark>' in article
    assert "✗ not covered" in article
    assert "✓ covered" in article
    assert "stands in no article" in article
    assert "evidence is not cited" in article


def test_every_fault_and_figure_is_there(page):
    measured = report(hostile_outcomes())
    for one in measured.figures:
        assert one.name in page
    for one in measured.outcomes:
        assert all(fault in page for fault in one.faults)
    assert page.count("<article") == sum(bool(one.faults) for one in measured.outcomes)


def test_what_differs_from_the_earlier_run_is_there(page):
    section = page[page.index('<section id="comparison">') :]
    assert "(1 only then, 2 only now)" in section
    assert "<dt>reader</dt>" in section[: section.index("<table>")]


def test_a_changed_question_leads_to_its_failure_and_wide_tables_have_names(page):
    changes = page[page.index('<ul class="changes">') :]
    assert '<a href="#question-1">' in changes[: changes.index("</ul>")]
    assert page.count('class="wide" role="region"') == page.count('class="wide"') == 3


def test_the_figures_of_a_kind_have_their_interval():
    silent = Answer("text", None, (), (cited(),), False, False, 0.1, "Q?", silence="fact")
    golds = [GoldQuestion(question=q, evidence=(("nine",),), kind="odd") for q in ("A?", "B?")]
    page = report_page(report([outcome(gold, silent) for gold in golds]), {"a <b>.txt": TEXT})
    kinds = page[page.index("By kind of question") : page.index('<section id="confidence">')]
    assert "0.00 (2)<small>0.00 to 0.00</small>" in kinds


def test_a_report_without_faults_kinds_or_answers():
    gold = GoldQuestion(question="Who won?", answerable=False)
    silent = Answer("No.", None, (), (), False, False, 0.1, "Who won?", silence="fact")
    page = report_page(report([outcome(gold, silent)]), {})
    assert not Page(page).open
    assert "Failed questions" not in page
    assert "Who won?" in page


def test_a_report_among_the_articles_is_named_and_not_read(page, tmp_path):
    (tmp_path / "dam.txt").write_text("The dam holds nine metres.")
    (tmp_path / "report.html").write_text(page)
    loaded = load(tmp_path)
    assert [document.source for document in loaded.documents] == ["dam.txt"]
    assert [failure.source for failure in loaded.failures] == ["report.html"]
    assert "`bothsides evaluate` wrote" in loaded.failures[0].reason


def test_an_excerpt_is_the_source_unchanged():
    excerpt = cited_excerpt(cited(), TEXT, ["nine metres", "The dam leaks"])
    assert "".join(one.text for one in excerpt.segments) == TEXT
    assert "".join(one.text for one in excerpt.segments if one.cited) == QUOTE
    assert [one.text for one in excerpt.segments if one.wanted] == ["nine metres", "The dam leaks"]


def test_marks_that_overlap_are_cut_where_they_meet():
    from index.documents import Span

    found = segments("abcdefgh", Span(1, 7), [Span(0, 4)], [Span(3, 9)])
    assert [(one.text, one.cited, one.wanted) for one in found] == [
        ("bc", True, False),
        ("d", True, True),
        ("efg", False, True),
    ]
