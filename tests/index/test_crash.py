"""Kills at random moments, and a build beside a reader, in processes of their own."""

import os
import random
import signal
import time
from itertools import pairwise

from index.building import build
from index.catalogue import open_catalogue
from index.searching import open_index

KILLS = 25


def consistent(index, question):
    """The versions that the found passages name, each checked against its document."""
    search = index.search(question)
    assert search.hits
    for hit in search.hits:
        text = search.catalogue.document(hit.passage.source).text
        assert hit.passage.span.of(text) == hit.passage.text
    named = [word.strip(".,") for hit in search.hits for word in hit.passage.text.split()]
    return {after for before, after in pairwise(named) if before == "release"}


def test_a_kill_at_any_moment_leaves_the_old_index_or_the_new(
    tmp_path, doubles, embedder, processes
):
    corpus, folder = tmp_path / "corpus", tmp_path / "index"
    doubles.write_corpus(corpus, "r0", articles=80)
    moments = random.Random(7)
    began = time.perf_counter()
    processes.wait(processes.start("build_once", folder, corpus=str(corpus)))
    length = time.perf_counter() - began
    current, cut_short = "r0", 0
    for number in range(1, KILLS + 1):
        doubles.write_corpus(corpus, f"r{number}", articles=80)
        process = processes.start("build_once", folder, corpus=str(corpus))
        time.sleep(moments.uniform(0, length))
        os.kill(process, signal.SIGKILL)
        cut_short += processes.wait(process) is None
        versions = consistent(open_index(folder, embedder), "release bridges") - {"steady"}
        assert versions in ({current}, {f"r{number}"})
        (current,) = versions
    assert cut_short >= 5
    report = build(corpus, folder, embedder)
    assert report.added == report.removed == 0
    assert consistent(open_index(folder, embedder), "release bridges") == {"steady", f"r{KILLS}"}
    assert len(list((folder / "generations").iterdir())) <= 2


def test_kills_during_the_first_build_leave_nothing_in_the_way(
    tmp_path, doubles, embedder, processes
):
    corpus = tmp_path / "corpus"
    doubles.write_corpus(corpus, "r0")
    moments = random.Random(11)
    for number in range(10):
        folder = tmp_path / f"index{number}"
        process = processes.start("build_once", folder, corpus=str(corpus))
        time.sleep(moments.uniform(0, 0.15))
        os.kill(process, signal.SIGKILL)
        processes.wait(process)
        build(corpus, folder, embedder)
        assert consistent(open_index(folder, embedder), "release bridges") == {"steady", "r0"}


def test_one_process_asks_while_another_indexes_again_and_again(
    tmp_path, doubles, embedder, processes
):
    corpus, folder = tmp_path / "corpus", tmp_path / "index"
    doubles.write_corpus(corpus, "r0")
    build(corpus, folder, embedder)
    index = open_index(folder, embedder)
    process = processes.start("build_for_ever", folder, corpus=str(corpus))
    until = time.monotonic() + 30
    try:
        while index.catalogue.generation() < 12 and time.monotonic() < until:
            assert len(consistent(index, "release bridges") - {"steady"}) == 1
            fresh = open_index(folder, embedder)
            assert len(consistent(fresh, "release stands") - {"steady"}) == 1
            assert not processes.finished(process)
    finally:
        os.kill(process, signal.SIGKILL)
    assert open_catalogue(folder).generation() >= 3
