import json

import pytest

from rag.assistant import Assistant
from rag.gathering import NEAR, gather, nearness

ROWS = [
    ("2021-05-01", "Old news. The ferry to Lorn sank at its pier. Nobody was hurt."),
    ("2024-03-14", "The Toro dam is full. It has not been this full for years. Snow melts early."),
    (None, "An undated tale. The bridge at Kesh is shut. Lorries wait in a long line."),
]  # fmt: skip


@pytest.fixture(scope="module")
def river(tmp_path_factory, cache):
    folder = tmp_path_factory.mktemp("gathered")
    lines = [{"title": f"Report {n}", "published": day, "text": text}
             for n, (day, text) in enumerate(ROWS)]  # fmt: skip
    (folder / "all.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    return Assistant.open(folder)


def texts(gathered):
    return [one.text for one in gathered.told]


def test_without_a_topic_the_latest_article_comes_first_and_the_undated_last(river):
    found = texts(gather(None, river._index))
    assert found[0] == "The Toro dam is full."
    assert found[3] == "Old news."
    assert found[-1] == "Lorries wait in a long line."
    assert len(found) == 9


def test_whole_articles_are_taken_until_there_are_enough(river):
    assert len(gather(None, river._index, sentences=1).told) == 3
    assert len(gather(None, river._index, sentences=4).told) == 6


def test_a_sentence_knows_those_before_it_in_its_article_only(river):
    full = next(o for o in gather("dam", river._index).told if o.text.startswith("Snow"))
    assert list(full.before) == ["The Toro dam is full.", "It has not been this full for years."]
    assert full.span.of(river.document(full.passage.source).text) == full.text


def near(river, topic):
    gathered = gather(topic, river._index)
    scores = nearness(gathered.told, gathered, river._vectors, river._dispute)
    return {one.text for one, score in zip(gathered.told, scores, strict=True) if score >= NEAR}


def test_near_a_topic_are_its_sentences_and_those_that_point_back_at_them(river):
    found = near(river, "the Toro dam")
    assert found == {"The Toro dam is full.", "It has not been this full for years."}


def test_nothing_is_near_a_topic_of_no_article(river):
    assert near(river, "stock market prices") == set()


def test_another_name_of_a_party_counts_as_the_topic(seeds):
    assert any("Fitna Al-Khawarij" in text for text in near(seeds, "TTP"))
