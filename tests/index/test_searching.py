import os
import shutil
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.building import build
from index.catalogue import FILE
from index.errors import CorpusError, IndexFormatError
from index.searching import POOL, fuse, open_index

QUESTIONS = ("council of district 7", "lorries", "?!", "release one stands")


@pytest.fixture
def folder(tmp_path, corpus, embedder):
    folder = tmp_path / "index"
    build(corpus, folder, embedder)
    embedder.embedded.clear()
    return folder


def answers(index):
    return [
        [(h.passage, h.score, h.dense, h.lexical) for h in index.search(q).hits] for q in QUESTIONS
    ]


def derived(folder):
    return sorted(path for path in (folder / "generations").rglob("*") if path.is_file())


@given(
    st.dictionaries(st.integers(0, 30), st.integers(-99, 99).map(lambda n: n / 100)),
    st.dictionaries(st.integers(0, 30), st.integers(1, 4000).map(lambda n: n / 100)),
)
def test_fusion_keeps_every_passage_once_and_agrees_with_agreement(cosines, found):
    lexical = {number: score for number, score in found.items() if number in cosines}
    fused = fuse(cosines, lexical)
    assert sorted(number for number, _ in fused) == sorted(cosines)
    assert [score for _, score in fused] == sorted((s for _, s in fused), reverse=True)
    if lexical:
        best = max(cosines.values())
        agreed = [n for n in lexical if cosines[n] == best and lexical[n] == max(lexical.values())]
        assert not agreed or fused[0][0] in agreed


def test_a_hit_carries_both_scores(folder, embedder):
    search = open_index(folder, embedder).search("council of district 7")
    best = search.hits[0]
    assert "district 7" in best.passage.text
    assert best.lexical > 0
    assert np.allclose(search.question_vector, embedder.question(search.question))
    for hit in search.hits:
        cosine = embedder.question(hit.passage.text) @ search.question_vector
        assert hit.dense == pytest.approx(cosine, abs=2e-3)


def test_a_limit_is_kept_and_order_does_not_depend_on_it(folder, embedder):
    index = open_index(folder, embedder)
    everything = [hit.passage.id for hit in index.search("bridges", limit=POOL).hits]
    assert len(everything) == len(set(everything)) == index.catalogue.summary().passages
    assert [hit.passage.id for hit in index.search("bridges", limit=3).hits] == everything[:3]


def test_punctuation_is_searched_by_meaning_alone(folder, embedder):
    hits = open_index(folder, embedder).search("?!").hits
    assert hits
    assert {hit.lexical for hit in hits} == {None}


def test_documents_and_articles_come_from_the_truth(folder, embedder, corpus):
    index = open_index(folder, embedder)
    hit = index.search("lorries").hits[0]
    document = index.document(hit.passage.source)
    assert document.text == (corpus / hit.passage.source).read_bytes().decode()
    assert index.article(hit.passage.source, hit.passage.article).title == hit.passage.title
    with pytest.raises(CorpusError):
        index.document("nowhere")


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def halve(path):
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("damage", [flip, halve, os.unlink], ids=["flip", "truncate", "delete"])
@pytest.mark.parametrize("which", ["vectors.faiss", "meta.json", ".fast", ".idx", ".term"])
def test_a_damaged_file_is_made_again_without_embedding(folder, embedder, damage, which, caplog):
    expected = answers(open_index(folder, embedder))
    (victim,) = [path for path in derived(folder) if path.name.endswith(which)]
    if victim.stat().st_size == 0:
        pytest.skip("an empty file has nothing to damage")
    damage(victim)
    assert answers(open_index(folder, embedder)) == expected
    assert victim.name in caplog.text
    assert embedder.embedded == []
    caplog.clear()
    assert answers(open_index(folder, embedder)) == expected
    assert not caplog.records


def test_all_derived_files_may_go(folder, embedder):
    expected = answers(open_index(folder, embedder))
    shutil.rmtree(folder / "generations")
    assert answers(open_index(folder, embedder)) == expected
    assert derived(folder)
    assert embedder.embedded == []


def test_many_openers_make_a_damaged_file_again_once(folder, embedder):
    expected = answers(open_index(folder, embedder))
    flip(next(path for path in derived(folder) if path.name == "vectors.faiss"))
    seen = []
    threads = [
        threading.Thread(target=lambda: seen.append(answers(open_index(folder, embedder))))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [expected] * 4
    assert open_index(folder, embedder).catalogue.generation() == 2


def test_an_index_that_is_open_survives_the_loss_of_its_files(folder, embedder):
    index = open_index(folder, embedder)
    expected = answers(index)
    shutil.rmtree(folder / "generations")
    assert answers(index) == expected


def test_an_open_index_follows_its_folder(folder, embedder, corpus, doubles):
    index = open_index(folder, embedder)
    before = index.search("release one")
    doubles.write_corpus(corpus, "two")
    build(corpus, folder, embedder)
    after = index.search("release two")
    assert "release two" in after.hits[0].passage.text
    # The earlier search still reads what it found.
    for hit in before.hits:
        text = before.catalogue.document(hit.passage.source).text
        assert hit.passage.span.of(text) == hit.passage.text


def test_an_open_index_follows_a_truth_made_anew(folder, embedder, corpus, doubles):
    index = open_index(folder, embedder)
    shutil.rmtree(folder)
    assert index.search("release one").hits
    doubles.write_corpus(corpus, "two")
    build(corpus, folder, embedder)
    assert "release two" in index.search("release two").hits[0].passage.text


def test_threads_share_an_index_while_it_is_built_anew(folder, embedder, corpus, doubles):
    index = open_index(folder, embedder)
    stop, problems = threading.Event(), []

    def ask():
        while not stop.is_set():
            try:
                search = index.search("release bridges")
                for hit in search.hits:
                    text = search.catalogue.document(hit.passage.source).text
                    assert hit.passage.span.of(text) == hit.passage.text
            except Exception as problem:
                problems.append(problem)
                return

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(5):
        doubles.write_corpus(corpus, f"v{number}")
        build(corpus, folder, embedder)
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert index.catalogue.generation() == 6


@pytest.mark.parametrize("damaged", [False, True], ids=["whole", "damaged"])
def test_a_folder_that_may_only_be_read_answers(folder, embedder, processes, read_only, damaged):
    hits = open_index(folder, embedder).search("lorries").hits
    if damaged:
        flip(next(path for path in derived(folder) if path.name == "vectors.faiss"))
    for name in (f"{FILE}-wal", f"{FILE}-shm"):
        (folder / name).unlink(missing_ok=True)
    read_only(folder)
    told = processes.wait(processes.start("search_as_nobody", folder, question="lorries"))
    assert told == [[hit.passage.text, hit.score] for hit in hits]


def test_no_index_names_the_remedy(tmp_path, embedder):
    with pytest.raises(IndexFormatError, match="bothsides index"):
        open_index(tmp_path, embedder)
