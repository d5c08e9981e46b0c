import os
import shutil
import sqlite3
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.catalogue import FILE, open_catalogue, writing
from index.documents import Article, Document, Paragraph, Passage, Span
from index.errors import CorpusError, IndexFormatError, StorageError

ANY_TEXT = st.text(st.characters(), max_size=60)


def whole(source, text, title="Title"):
    """A document, its one article and its one passage, all of which cover the text."""
    span = Span(0, len(text))
    document = Document(
        source, text, title, date(2024, 5, 6), ("A. Writer",), "https://x.test/a", "Post", (span,)
    )
    article = Article(
        source, 0, span, "Title", Span(0, 0), date(2024, 5, 6), (Paragraph(span, "caption"),),
        ("A. Writer",), "https://x.test/a", "Post",
    )  # fmt: skip
    passage = Passage(source, 0, span, text, (span,), title, None, "summary")
    return document, article, passage


def store(folder, *texts, generation=1):
    with writing(folder, 5) as writer:
        writer.begin()
        for source, text in texts:
            document, article, passage = whole(source, text)
            key = source.encode("utf-8", "surrogatepass")[:16]
            writer.keep([key], np.ones((1, 4)) / 2)
            writer.remove(source)
            writer.add(document, "recipe", [article], [(passage, key)])
        writer.set_meta({"model": "m", "corpus": "c", "built_at": "t"})
        writer.set_generation(generation, {"a": "b"})
        writer.commit()


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(source=ANY_TEXT, text=ANY_TEXT, title=ANY_TEXT)
def test_whatever_a_file_holds_comes_back_as_it_was(tmp_path, source, text, title):
    folder = tmp_path / "round"
    shutil.rmtree(folder, ignore_errors=True)
    document, article, passage = whole(source, text, title)
    with writing(folder, 5) as writer:
        writer.begin()
        writer.keep([b"k"], np.ones((1, 4)))
        writer.add(document, "recipe", [article], [(passage, b"k")])
        writer.set_generation(1, {})
        writer.commit()
    catalogue = open_catalogue(folder)
    assert catalogue.sources() == (source,)
    assert catalogue.document(source).text == text
    assert catalogue.article(source, 0) == article
    (found,) = catalogue.passages_of(source)
    assert found.text == text
    assert found.title == title
    assert found.sentences == passage.sentences
    catalogue.close()


def test_everything_stated_is_kept(tmp_path):
    store(tmp_path, ("a.txt", "One. Two."), ("b.txt", "Three."))
    catalogue = open_catalogue(tmp_path)
    assert list(catalogue.documents()) == [
        whole("a.txt", "One. Two.")[0],
        whole("b.txt", "Three.")[0],
    ]
    assert catalogue.document("a.txt").sha256 == whole("a.txt", "One. Two.")[0].sha256
    assert [a.source for a in catalogue.articles()] == ["a.txt", "b.txt"]
    assert catalogue.articles("b.txt") == (whole("b.txt", "Three.")[1],)
    summary = catalogue.summary()
    assert (summary.documents, summary.articles, summary.passages) == (2, 2, 2)
    assert summary.earliest == summary.latest == date(2024, 5, 6)
    assert (summary.model, summary.corpus, summary.generation) == ("m", "c", 1)


def test_passages_come_in_the_order_asked_for(tmp_path):
    store(tmp_path, *[(f"{n}.txt", f"Text {n}.") for n in range(5)])
    catalogue = open_catalogue(tmp_path)
    ids, rows = catalogue.vectors()
    assert rows.shape == (5, 4)
    wanted = [int(ids[3]), int(ids[0]), int(ids[4])]
    assert [passage.id for passage in catalogue.passages(wanted)] == wanted
    with pytest.raises(KeyError):
        catalogue.passages([999])


def test_unknown_names_are_a_callers_mistake(tmp_path):
    store(tmp_path, ("a.txt", "One."))
    catalogue = open_catalogue(tmp_path)
    with pytest.raises(CorpusError, match="nowhere"):
        catalogue.document("nowhere.txt")
    with pytest.raises(CorpusError, match="article 7"):
        catalogue.article("a.txt", 7)


def test_a_reader_keeps_its_view_while_the_truth_moves_on(tmp_path):
    store(tmp_path, ("a.txt", "Before."))
    early = open_catalogue(tmp_path)
    store(tmp_path, ("a.txt", "After."), generation=2)
    assert early.document("a.txt").text == "Before."
    assert early.generation() == 1
    late = open_catalogue(tmp_path)
    assert late.document("a.txt").text == "After."
    assert late.passages_of("a.txt")[0].id > early.passages_of("a.txt")[0].id


def test_what_is_not_committed_is_undone(tmp_path):
    store(tmp_path, ("a.txt", "Before."))
    with writing(tmp_path, 5) as writer:
        writer.begin()
        writer.remove("a.txt")
    assert open_catalogue(tmp_path).sources() == ("a.txt",)


def test_removing_a_document_removes_its_passages_and_unused_embeddings(tmp_path):
    store(tmp_path, ("a.txt", "One."), ("b.txt", "Two."))
    with writing(tmp_path, 5) as writer:
        writer.begin()
        writer.remove("a.txt")
        writer.forget_unused()
        writer.commit()
        assert writer.missing([b"a.txt", b"b.txt"]) == {b"a.txt"}
        assert len(writer.vectors()[0]) == 1
        assert [text for _, _, text in writer.words()] == ["Two."]


def test_one_writer_at_a_time(tmp_path):
    with writing(tmp_path, 5), pytest.raises(StorageError, match="another process"), \
            writing(tmp_path, 0):  # fmt: skip
        pass


def test_a_missing_index_names_the_remedy(tmp_path):
    with pytest.raises(IndexFormatError, match="bothsides index"):
        open_catalogue(tmp_path / "nothing")
    with writing(tmp_path, 5):
        pass
    with pytest.raises(IndexFormatError, match="cut short"):
        open_catalogue(tmp_path)


@pytest.mark.parametrize(
    "content",
    [b"", b"no database, a file of somebody else's" * 40, b"SQLite format 3\0" + b"\0" * 100],
)
def test_a_foreign_truth_is_an_error_in_one_line(tmp_path, content):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(IndexFormatError) as caught:
        open_catalogue(tmp_path)
    assert "\n" not in str(caught.value)
    assert (tmp_path / FILE).read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path):
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(IndexFormatError, match="another folder"):
        open_catalogue(tmp_path)
    with pytest.raises(IndexFormatError, match="another folder"), writing(tmp_path, 5):
        pass
    assert (tmp_path / FILE).read_bytes() == before


def test_another_version_names_the_remedy(tmp_path):
    store(tmp_path, ("a.txt", "One."))
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(IndexFormatError, match=r"99.*delete the folder"):
        open_catalogue(tmp_path)


@pytest.mark.parametrize("kept", [1, 100, 4096, 0.3, 0.7, 0.95])
def test_a_truncated_truth_is_an_error_in_one_line(tmp_path, kept):
    store(tmp_path, *[(f"{n}.txt", f"Text {n}. " * 50) for n in range(40)])
    path = tmp_path / FILE
    with writing(tmp_path, 5) as writer:
        writer.tidy()
    for name in (f"{FILE}-wal", f"{FILE}-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    size = path.stat().st_size
    os.truncate(path, int(kept if kept >= 1 else kept * size))
    with pytest.raises(IndexFormatError, match=r"delete the folder|another folder") as caught:
        list(open_catalogue(tmp_path).documents())
    assert "\n" not in str(caught.value)


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(IndexFormatError, match="not an index"), writing(tmp_path, 5):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]
    with pytest.raises(IndexFormatError, match="is a file"), writing(tmp_path / "letters.txt", 5):
        pass
