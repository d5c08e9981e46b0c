"""Articles that visitors add: whose they are, and that none is lost."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from index.errors import CorpusError
from rag.settings import load_settings
from ui import workspaces
from ui.workspaces import Workspaces, pasted_file

FIRST, SECOND = "visitorone1", "visitortwo2"
QUESTION = "When does ferry number 1 sail?"


def article(number):
    text = f"Ferry number {number} sails to Zanvoort on Mondays, its owner said."
    return f"ferry{number}.txt", text.encode()


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "dam.txt").write_text("The Toro dam holds nine metres of water, engineers said.")
    return folder


@pytest.fixture
def spaces(corpus, tmp_path):
    settings = load_settings(cache=tmp_path / "cache")

    def begin(**how):
        return Workspaces(corpus, settings, **({"shared": False} | how))

    return begin


def test_a_visitor_alone_has_what_they_added(spaces):
    own = spaces()
    added = own.add(FIRST, [article(1)])
    assert added.sources == ("added/ferry1.txt",)
    assert own.assistant(FIRST).ask(QUESTION).answered
    assert own.assistant(SECOND) is own.base
    assert own.added(SECOND) == ()
    with pytest.raises(CorpusError):
        own.remove(SECOND, "added/ferry1.txt")
    own.remove(FIRST, "added/ferry1.txt")
    assert [each.source for each in own.assistant(FIRST).articles()] == ["dam.txt"]


def test_articles_of_one_corpus_are_not_searched_with_another_of_its_name(spaces, tmp_path):
    spaces().add(FIRST, [article(1)])
    other = tmp_path / "other" / "articles"
    other.mkdir(parents=True)
    (other / "mill.txt").write_text("The mill of Morland burned down, fire chief Tod Rowe said.")
    own = Workspaces(other, load_settings(cache=tmp_path / "cache"), shared=False)
    assert [each.source for each in own.assistant(FIRST).articles()] == ["mill.txt"]


def test_a_visitor_sees_what_the_corpus_gained_and_lost_since(spaces, corpus):
    spaces().add(FIRST, [article(1)])
    (corpus / "mill.txt").write_text("The mill of Morland burned down, fire chief Tod Rowe said.")
    (corpus / "dam.txt").unlink()
    sources = [each.source for each in spaces().assistant(FIRST).articles()]
    assert sources == ["added/ferry1.txt", "mill.txt"]


def test_a_folder_is_opened_once_for_all_who_ask_at_once(spaces):
    spaces().add(FIRST, [article(1)])
    own = spaces()
    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(lambda _: own.assistant(FIRST), range(4)))
    assert all(each is opened[0] for each in opened)


def test_nothing_is_lost_when_several_add_at_once_to_a_shared_server(spaces):
    shared = spaces(shared=True)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda n: shared.add(f"visitor{n}abc", [article(n)]), range(4)))
    assert all(each.failures == () for each in done)
    expected = {f"added/ferry{number}.txt" for number in range(4)}
    assert set(shared.added(SECOND)) == expected
    assert {each.source for each in shared.assistant(FIRST).articles()} == expected | {"dam.txt"}


def test_a_corpus_may_have_a_folder_of_the_same_name(spaces, corpus):
    spaces().add(FIRST, [article(1)])
    (corpus / "added").mkdir()
    (corpus / "added" / "mill.txt").write_text("The mill of Morland burned down, officers said.")
    own = spaces()
    assert own.assistant(FIRST).document("added/mill.txt")
    assert own.added(FIRST) == ("added-2/ferry1.txt",)
    assert own.add(FIRST, [article(2)]).sources == ("added-2/ferry2.txt",)
    own.remove(FIRST, "added-2/ferry1.txt")
    assert own.add(SECOND, [article(1)]).sources == ("added-2/ferry1.txt",)
    assert {each.source for each in own.assistant(FIRST).articles()} == {
        "added-2/ferry2.txt", "added/mill.txt", "dam.txt",
    }  # fmt: skip


def test_others_are_answered_while_somebody_adds_to_a_shared_server(spaces):
    shared = spaces(shared=True)
    shared.add(FIRST, [article(1)])
    shared, heard = spaces(shared=True), []
    with ThreadPoolExecutor(1) as pool:

        def ask_meanwhile(now):
            if now.stage == "embedding" and not heard:
                other = pool.submit(lambda: shared.assistant(SECOND).ask(QUESTION))
                heard.append(other.result(timeout=60))

        shared.add(FIRST, [article(2)], ask_meanwhile)
    assert heard[0].answered
    assert [each.source for each in heard[0].citations] == ["added/ferry1.txt"]


def test_two_files_of_one_name_are_two_articles(spaces):
    own = spaces()
    own.add(FIRST, [article(1)])
    own.add(FIRST, [("ferry1.txt", b"The mayor of Zanvoort, Mara Velt, has resigned.")])
    assert own.added(FIRST) == ("added/ferry1-2.txt", "added/ferry1.txt")


def test_what_does_not_fit_is_named_with_the_remedy(spaces, monkeypatch):
    own = spaces()
    monkeypatch.setattr(workspaces, "FILES_LIMIT", 1)
    large = ("large.txt", b"x" * (workspaces.FILE_LIMIT + 1))
    done = own.add(FIRST, [large, article(1), article(2)])
    assert done.sources == ("added/ferry1.txt",)
    too_large, no_room = done.failures
    assert "large.txt" in too_large
    assert "split it" in too_large
    assert "ferry2.txt" in no_room
    assert "remove an article first" in no_room


def test_rows_that_cannot_be_read_are_named_and_a_file_of_them_alone_is_left_out(spaces):
    own = spaces()
    good = '{"title": "Ferry", "text": "The ferry sails to Zanvoort on Mondays, its owner said."}'
    rows = [("mixed.jsonl", f'{good}\n{{"text": 3}}\n'), ("bad.jsonl", "[]\n" * 9)]
    done = own.add(FIRST, [(name, text.encode()) for name, text in [*rows, ("none.txt", "---\n")]])
    assert done.sources == own.added(FIRST) == ("added/mixed.jsonl",)
    (mixed, *bad, more), none = done.failures[:-1], done.failures[-1]
    assert mixed.startswith("mixed.jsonl#2: field text")
    assert [line.partition(" ")[0] for line in bad] == [f"bad.jsonl#{row}" for row in range(1, 6)]
    assert more == "bad.jsonl: 4 more rows like these"
    assert none.startswith("none.txt: holds no article")
    assert own.assistant(FIRST).articles("added/mixed.jsonl#1")[0].title == "Ferry"


def test_files_of_other_formats_are_refused(spaces):
    own = spaces()
    done = own.add(FIRST, [("x.exe", b"MZ"), ("dispute.toml", b"parties = []"), ("name", b"A b.")])
    assert done.sources == own.added(FIRST) == ()
    assert len(done.failures) == 3
    assert all(".jsonl" in line for line in done.failures)


def test_a_folder_that_nobody_uses_makes_room(spaces, tmp_path, monkeypatch):
    monkeypatch.setattr(workspaces, "VISITORS", 1)
    own = spaces()
    own.add(FIRST, [article(1)])
    with pytest.raises(CorpusError, match="tomorrow"):
        own.add(SECOND, [article(2)])
    (folder,) = tmp_path.glob("cache/visitors/*/" + FIRST)
    os.utime(folder, (0, time.time() - 2 * workspaces.IDLE))
    own.assistant(FIRST)  # in use again
    with pytest.raises(CorpusError, match="tomorrow"):
        own.add(SECOND, [article(2)])
    os.utime(folder, (0, time.time() - 2 * workspaces.IDLE))
    assert own.add(SECOND, [article(2)]).sources
    assert own.added(FIRST) == ()
    assert own.assistant(FIRST) is own.base


def test_no_name_leads_out_of_the_folder(spaces, tmp_path):
    own = spaces()
    own.add(FIRST, [("../../../escaped.txt", article(1)[1]), ("..", article(2)[1])])
    assert all(source.count("/") == 1 and ".." not in source for source in own.added(FIRST))
    assert not list(tmp_path.rglob("escaped.txt"))[1:]
    with pytest.raises(CorpusError):
        own.assistant("../../etc")


def test_an_index_alone_takes_no_articles(spaces, tmp_path):
    folder = spaces().base.folder
    with pytest.raises(CorpusError, match="--corpus"):
        Workspaces(folder, load_settings(cache=tmp_path / "c"), shared=False).add(
            FIRST, [article(1)]
        )


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (" Zebra\nescapes", "A zebra escaped from Norton zoo on Friday, keeper Sam Hill said."),
        ("What the minister of Norton said of the zebra: it is a long way off.", "It is back."),
        ("Zebra", "A zebra escaped.\n\nZebra is back\n\nJuly 3, 2024\n\nNORTON: It is back."),
    ],
)
def test_a_pasted_article_has_its_headline_and_day(spaces, title, text):
    own = spaces()
    (source,) = own.add(FIRST, [pasted_file(title, "2025-07-11", text)]).sources
    (found,) = own.assistant(FIRST).articles(f"{source}#1")
    assert (found.title, found.published) == (" ".join(title.split()), date(2025, 7, 11))
    assert own.assistant(FIRST).document(found.source).text == text


def test_a_pasted_article_has_a_text():
    with pytest.raises(CorpusError, match="no text"):
        pasted_file("Ferry", "", "  ")
