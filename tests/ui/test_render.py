from dataclasses import replace
from datetime import date

from rich.console import Console

from index.documents import Article, Document, Span
from rag.answers import Answer, Citation, Statement
from ui.render import confidence_words, escaped, markdown, reference, terminal, visible
from ui.sources import Shelf, source_panel

HOSTILE = "[red]70 percent[/red] ![x](http://evil) <img src=x> \x1b[31m \u202egnitirw"
CITATION = Citation(1, HOSTILE, "a.txt", 0, len(HOSTILE), "Dam", date(2025, 7, 11), HOSTILE, "Post")
ANSWER = Answer(
    "", "70 percent", (Statement(HOSTILE, (1,), lead="Mayor:"),), (CITATION,), True, False, 0.9, "Q"
)
SILENCE = Answer("", None, (), (CITATION,), False, False, 0.1, "Q", silence="topic")


def shown(answer):
    console = Console(width=100, force_terminal=True, color_system="standard")
    with console.capture() as capture:
        console.print(terminal(answer))
    return capture.get()


def test_source_text_cannot_act_on_the_terminal():
    text = shown(ANSWER)
    assert "[red]" in text
    assert "\u202e" not in text
    assert "\x1b[31m" not in text


def test_the_short_answer_is_bold_and_marks_stand():
    text = shown(ANSWER)
    assert "\x1b[1m70 percent\x1b[0m" in text
    assert "[1]" in text
    assert "Mayor:" in text


def test_a_contested_answer_says_so_before_anything_else():
    contested = replace(ANSWER, contested=True)
    assert shown(contested).index("Contested") < shown(contested).index("Mayor:")
    assert markdown(contested).startswith("*Contested")
    assert "Contested" not in shown(ANSWER) + markdown(ANSWER)


def test_a_silence_names_its_kind_and_its_passages():
    text = shown(SILENCE)
    assert "nothing on this topic" in text
    assert "do not answer" in text


def test_markdown_leaves_nothing_live():
    text = markdown(ANSWER)
    assert "![" not in text.replace("\\!", "").replace("\\[", "")
    assert "<img" not in text.replace("\\<", "")
    assert "**70 percent**" in text


def test_reference_says_date_or_undated():
    assert "2025-07-11" in reference(CITATION)
    assert "Post" in reference(CITATION)


def test_a_page_is_named_wherever_a_source_is():
    paged = replace(CITATION, source="a.pdf", page=4)
    answer = replace(ANSWER, citations=(paged,))
    for text in (" ".join(shown(answer).split()), markdown(answer), reference(paged)):
        assert "a.pdf, page 4, characters 0" in text
    assert "page" not in reference(CITATION)
    article = Article("a.pdf", 0, Span(0, len(HOSTILE)), "Dam", None, None, ())
    shelf = Shelf("t", (paged,), answer.statements)
    panel = source_panel(Document("a.pdf", HOSTILE), article, shelf, 1)
    assert "<p>Post · 2025-07-11 · page 4</p>" in panel
    assert panel.count("page 4") == 2  # and in what its button copies


def test_words_for_confidence():
    assert confidence_words(ANSWER) == "well supported"


def test_visible_and_escaped():
    assert visible("ok\ttab\n") == "ok\ttab\n"
    assert escaped("*") == "\\*"
