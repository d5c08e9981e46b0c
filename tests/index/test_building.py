import threading
from itertools import pairwise

import pytest

from index.building import Progress, build
from index.catalogue import FILE, open_catalogue
from index.embedding import load_embedder
from index.errors import CorpusError, IndexFormatError, StorageError
from index.searching import open_index

ARTICLE = "Talks on the canal resume\n\nDelegates met in {place} on Monday. They left {when}.\n"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


def texts(folder):
    catalogue = open_catalogue(folder)
    return {p.text for source in catalogue.sources() for p in catalogue.passages_of(source)}


def test_the_first_build_stores_everything(corpus, folder, embedder):
    report = build(corpus, folder, embedder)
    assert (report.added, report.changed, report.unchanged, report.removed) == (12, 0, 0, 0)
    assert report.generation == 1
    assert report.embedded == len(set(embedder.embedded)) == len(embedder.embedded)
    catalogue = open_catalogue(folder)
    assert catalogue.summary().passages == report.passages > 0
    assert catalogue.summary().corpus == str(corpus.resolve())
    for source in catalogue.sources():
        text = catalogue.document(source).text
        assert text == (corpus / source).read_bytes().decode()
        for passage in catalogue.passages_of(source):
            assert passage.span.of(text) == passage.text
            assert all(passage.span.contains(s) for s in passage.sentences)


def test_nothing_changed_makes_no_new_generation(corpus, folder, embedder):
    build(corpus, folder, embedder)
    before = sorted(p.relative_to(folder) for p in (folder / "generations").rglob("*"))
    embedder.embedded.clear()
    report = build(corpus, folder, embedder)
    assert (report.added, report.changed, report.unchanged, report.removed) == (0, 0, 12, 0)
    assert report.generation == 1
    assert report.embedded == 0
    assert report.reused == report.passages
    assert embedder.embedded == []
    assert sorted(p.relative_to(folder) for p in (folder / "generations").rglob("*")) == before


def test_only_changed_passages_are_embedded(corpus, folder, embedder):
    long = "\n\n".join(
        f"Paragraph {n} reports on the wheat trade of district {n}. " + "It says much more. " * 30
        for n in range(6)
    )
    (corpus / "long.txt").write_text(f"Wheat trade grows in six districts\n\n{long}\n")
    build(corpus, folder, embedder)
    held = texts(folder)
    embedder.embedded.clear()
    changed = (corpus / "long.txt").read_text().replace("district 3", "district thirty")
    (corpus / "long.txt").write_text(changed)
    report = build(corpus, folder, embedder)
    assert (report.added, report.changed, report.unchanged) == (0, 1, 12)
    assert embedder.embedded
    assert set(embedder.embedded) == texts(folder) - held
    assert all("district thirty" in text for text in embedder.embedded)
    assert report.generation == 2


def test_what_is_gone_is_removed_and_what_is_new_added(corpus, folder, embedder):
    build(corpus, folder, embedder)
    kept = open_catalogue(folder).passages_of("article2.txt")
    (corpus / "article1.txt").unlink()
    (corpus / "canal.txt").write_text(ARTICLE.format(place="Suez", when="on Tuesday"))
    report = build(corpus, folder, embedder)
    assert (report.added, report.changed, report.unchanged, report.removed) == (1, 0, 11, 1)
    catalogue = open_catalogue(folder)
    assert "article1.txt" not in catalogue.sources()
    assert catalogue.passages_of("article2.txt") == kept
    hits = open_index(folder, embedder).search("delegates met in Suez").hits
    assert hits[0].passage.source == "canal.txt"
    assert "article1.txt" not in {hit.passage.source for hit in hits}


def test_another_model_embeds_everything_again(corpus, folder, embedder, doubles):
    build(corpus, folder, embedder)
    other = doubles.HashingEmbedder("other", 48)
    with pytest.raises(IndexFormatError, match="bothsides index"):
        open_index(folder, other)
    report = build(corpus, folder, other)
    assert report.model_changed
    assert report.unchanged == 12
    assert report.embedded == len(texts(folder))
    assert open_index(folder, other).search("bridges").hits


def test_two_old_generations_are_not_kept(corpus, folder, embedder, doubles):
    for version in ("two", "three", "four"):
        doubles.write_corpus(corpus, version)
        build(corpus, folder, embedder)
    assert {p.name for p in (folder / "generations").iterdir()} == {"2", "3"}


def test_a_corpus_with_nothing_readable_keeps_the_old_index(corpus, folder, embedder):
    build(corpus, folder, embedder)
    for path in corpus.iterdir():
        path.write_bytes(b"")
    with pytest.raises(CorpusError):
        build(corpus, folder, embedder)
    with pytest.raises(CorpusError):
        build(corpus / "nowhere", folder, embedder)
    assert len(open_catalogue(folder).sources()) == 12


def test_a_corpus_without_a_sentence_keeps_the_old_index(tmp_path, corpus, folder, embedder):
    build(corpus, folder, embedder)
    blank = tmp_path / "blank"
    blank.mkdir()
    (blank / "blank.txt").write_text(" \n \n")
    with pytest.raises(CorpusError):
        build(blank, folder, embedder)
    assert open_index(folder, embedder).search("bridges").hits


def test_unreadable_files_are_named_and_the_others_indexed(corpus, folder, embedder):
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.4 not really")
    report = build(corpus, folder, embedder)
    assert report.added == 12
    assert [failure.source for failure in report.failures] == ["broken.pdf"]


def test_an_index_never_lands_among_other_files(corpus, embedder):
    names = sorted(path.name for path in corpus.iterdir())
    with pytest.raises(IndexFormatError):
        build(corpus, corpus, embedder)
    assert sorted(path.name for path in corpus.iterdir()) == names


def test_progress_runs_through_the_stages_and_reaches_its_totals(corpus, folder, embedder):
    heard: list[Progress] = []
    build(corpus, folder, embedder, on_progress=heard.append)
    assert list(dict.fromkeys(p.stage for p in heard)) == [
        "loading", "parsing", "embedding", "writing",
    ]  # fmt: skip
    for first, second in pairwise(heard):
        if first.stage == second.stage:
            assert first.done <= second.done
        else:
            assert first.done == first.total


def test_a_build_cut_short_does_not_embed_again(corpus, folder, embedder):
    class StopError(Exception):
        pass

    def stop(progress):
        if progress.stage == "writing":
            raise StopError

    with pytest.raises(StopError):
        build(corpus, folder, embedder, on_progress=stop)
    with pytest.raises(IndexFormatError, match="cut short"):
        open_index(folder, embedder)
    embedder.embedded.clear()
    report = build(corpus, folder, embedder)
    assert embedder.embedded == []
    assert report.embedded == 0
    assert report.added == 12


def test_a_second_build_waits_for_the_first_or_says_so(corpus, folder, embedder):
    began, go_on = threading.Event(), threading.Event()

    def pause(progress):
        if progress.stage == "embedding":
            began.set()
            go_on.wait(30)

    first = threading.Thread(target=build, args=(corpus, folder, embedder),
                             kwargs={"on_progress": pause})  # fmt: skip
    first.start()
    assert began.wait(30)
    with pytest.raises(StorageError, match="another process"):
        build(corpus, folder, embedder, wait_seconds=0)
    go_on.set()
    assert build(corpus, folder, embedder, wait_seconds=60).unchanged == 12
    first.join()


@pytest.mark.parametrize("room", [3_000, 30_000, 60_000, 120_000, 200_000])
def test_a_full_disk_keeps_the_old_index(corpus, folder, embedder, doubles, processes, room):
    build(corpus, folder, embedder)
    doubles.write_corpus(corpus, "two", articles=200)
    process = processes.start("build_without_room", folder, corpus=str(corpus), room=room)
    told = processes.wait(process)
    assert told.startswith("StorageError: ")
    assert "\n" not in told
    catalogue = open_catalogue(folder)
    assert len(catalogue.sources()) == 12
    assert catalogue.generation() == 1
    assert open_index(folder, embedder).search("release one").hits
    assert build(corpus, folder, embedder).added == 188
    assert len(open_catalogue(folder).sources()) == 200


def test_a_full_disk_keeps_the_dispute_file_as_it_was(corpus, folder, embedder, processes):
    build(corpus, folder, embedder, dispute="title = 'old'")
    task = {"corpus": str(corpus), "room": 3_000, "dispute": "title = 'new'"}
    told = processes.wait(processes.start("build_without_room", folder, **task))
    assert told.startswith("StorageError: ")
    assert open_catalogue(folder).meta("dispute") == "title = 'old'"
    build(corpus, folder, embedder, dispute="title = 'new'")
    assert open_catalogue(folder).meta("dispute") == "title = 'new'"
    assert open_catalogue(folder).generation() == 1


def test_derived_files_that_cannot_be_written_change_nothing(corpus, folder, embedder, doubles):
    build(corpus, folder, embedder)
    doubles.write_corpus(corpus, "two")
    in_the_way = folder / "generations" / "2"
    in_the_way.write_text("a file where the folder should go")
    with pytest.raises(StorageError, match="kept"):
        build(corpus, folder, embedder)
    assert open_catalogue(folder).generation() == 1
    assert "release one" in open_catalogue(folder).document("article1.txt").text
    assert open_index(folder, embedder).search("release one").hits
    in_the_way.unlink()
    assert build(corpus, folder, embedder).generation == 2


def test_nothing_stored_is_pickled(corpus, folder, embedder):
    build(corpus, folder, embedder)
    for path in folder.rglob("*"):
        if path.is_file():
            # Protocols 2 to 5 begin with this mark.
            assert path.read_bytes()[:1] != b"\x80", path
    assert (folder / FILE).read_bytes().startswith(b"SQLite format 3\0")


def test_the_packaged_model_finds_by_meaning(tmp_path, folder):
    corpus = tmp_path / "articles"
    corpus.mkdir()
    (corpus / "canal.txt").write_text(ARTICLE.format(place="Suez", when="without a deal"))
    (corpus / "wheat.txt").write_text(
        "Wheat prices fall\n\nFarmers in the north sold grain for less than last year.\n"
    )
    report = build(corpus, folder, load_embedder())
    assert report.embedded == report.passages == 2
    search = open_index(folder, load_embedder()).search("What did peasants get for their crops?")
    assert search.hits[0].passage.source == "wheat.txt"
    assert search.question_vector.shape == (384,)
