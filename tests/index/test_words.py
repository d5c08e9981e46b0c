import os
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import words

PASSAGES = [
    (3, "Border road reopens", "Lorries crossed the border after the talks."),
    (5, "Border road reopens", "Officials were striking a deal; no café was open."),
    (8, "Harvest", "The wheat harvest fell by 12 percent."),
    (9, "Harvest", "The wheat harvest fell by 12 percent."),
]


@pytest.fixture(scope="module")
def index():
    return words.build(PASSAGES)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Did the LORRY cross?", 3),
        ("who strikes deals", 5),
        ("CAFÉ", 5),
        ("cafe\u0301", 5),
        ("12 percent", 8),
    ],
)
def test_words_meet_whatever_their_form(index, question, first):
    assert index.search(question, 5)[0][0] == first


@pytest.mark.parametrize("question", ["", " ", "?!…", '"":^~()[]{}*', "\x00", "🎉"])
def test_a_question_without_words_finds_nothing(index, question):
    assert index.search(question, 5) == []


def test_query_syntax_is_only_words(index):
    assert index.search("title:harvest AND NOT text:wheat*", 5)[0][0] in (8, 9)
    assert [n for n, _ in index.search('-wheat "harvest fell"~3', 2)] == [8, 9]


def test_equal_scores_come_in_order_of_ids(index):
    assert [number for number, _ in index.search("wheat harvest", 1)] == [8]
    (_, first), (_, second) = index.search("wheat harvest", 2)
    assert first == second


def test_a_headline_counts(index):
    assert {number for number, _ in index.search("reopens", 5)} == {3, 5}


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_text_may_be_asked_and_stored(index, text):
    found = index.search(text, 3)
    assert all(score > 0 for _, score in found)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=80), min_size=1, max_size=5))
def test_any_text_may_be_indexed(texts):
    built = words.build([(number, text, f"{text} milestone") for number, text in enumerate(texts)])
    assert {number for number, _ in built.search("milestones", 10)} == set(range(len(texts)))


def test_a_pasted_page_is_searched_by_its_first_words(index):
    page = "wheat " + " ".join(f"w{number}" for number in range(20_000))
    assert index.search(page, 1)[0][0] == 8


def test_a_folder_is_only_read(tmp_path):
    built = words.build(PASSAGES, tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert not [name for name in before if name.endswith(".lock")]
    loaded = words.load(tmp_path)
    assert loaded.search("border talks", 4) == built.search("border talks", 4)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_an_open_index_outlives_its_files(tmp_path):
    words.build(PASSAGES, tmp_path)
    loaded = words.load(tmp_path)
    for path in tmp_path.iterdir():
        os.unlink(path)
    assert loaded.search("wheat", 1)[0][0] == 8


def test_threads_share_one_index(index):
    expected = index.search("border harvest talks", 4)
    seen = []
    threads = [
        threading.Thread(target=lambda: seen.append(index.search("border harvest talks", 4)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [expected] * 8
