"""What an answer says beyond its sentences: reprints, differing numbers, dates, outlets."""

import json

import pytest

from index.documents import Span
from rag.assistant import Assistant
from rag.dispute import Dispute
from rag.scoring import Candidate, Cuts, Scoring
from rag.settings import load_settings

TALKS = (
    "Delegates from Norland and Sudland met in the port of Weyrn for talks on the fishing treaty. "
    "The talks ended without a signed agreement after eleven hours. "
    "Both delegations will return to the table before winter, the Norland ministry said."
)
FIRE = "A fire at the Brenn ferry terminal killed {} people, {} said."
FURTHER = (
    "Rescue crews worked through the night at the harbour. The terminal will stay shut while "
    "inspectors look at the wiring. Ferries are sent to the old quay in the meantime."
)


def corpus_of(folder, *articles, dispute=""):
    """An assistant over articles given as (name, title, published, text)."""
    folder.mkdir()
    for name, title, published, text in articles:
        row = {"title": title, "text": text} | ({"published": published} if published else {})
        (folder / f"{name}.jsonl").write_text(json.dumps(row), encoding="utf-8")
    if dispute:
        (folder / "dispute.toml").write_text(dispute, encoding="utf-8")
    return Assistant.open(folder)


@pytest.fixture(scope="module")
def places(cache, tmp_path_factory):
    return tmp_path_factory.mktemp("answering")


def test_a_reprinted_report_is_cited_once_with_both_places(places):
    assistant = corpus_of(
        places / "reprint",
        ("first", "Treaty talks end", "2024-03-02", TALKS),
        ("second", "No deal in Weyrn", "2024-03-03", TALKS),
    )
    answer = assistant.ask("Where did the delegates of Norland and Sudland meet for talks?")
    assert answer.answered
    cited = answer.citations[0]
    assert len([c for c in answer.citations if "port of Weyrn" in c.quote]) == 1
    assert {cited.source, *cited.also} == {"first.jsonl#1", "second.jsonl#1"}


def test_independent_reports_of_one_fact_are_both_cited(places):
    told = "Delegates from Norland and Sudland met in the port of Weyrn for talks on the treaty. "
    assistant = corpus_of(
        places / "independent",
        ("first", "Treaty talks", "2024-03-02", told + FURTHER),
        ("second", "Weyrn", "2024-03-03", "Rain fell. " + told + "The mayor welcomed the guests."),
    )
    answer = assistant.ask("Where did the delegates of Norland and Sudland meet for talks?")
    assert len({c.source for c in answer.citations}) == 2
    assert len([s for s in answer.statements if "port of Weyrn" in s.text]) == 1
    assert all(not c.also for c in answer.citations)


def test_numbers_that_differ_stand_side_by_side_with_speaker_and_date(places):
    assistant = corpus_of(
        places / "numbers",
        ("a", "Fire at terminal", "2024-05-01", FIRE.format("nine", "police") + " " + FURTHER),
        ("b", "Ferry fire", "2024-05-03", "Smoke rose. " + FIRE.format("14", "the mayor")),
    )
    answer = assistant.ask("How many people did the fire at the Brenn ferry terminal kill?")
    said = " ".join(s.text for s in answer.statements)
    assert "nine people" in said
    assert "14 people" in said
    assert answer.short is None
    assert any("different numbers" in note for note in answer.notes)
    leads = " ".join(s.lead for s in answer.statements)
    assert "1 May 2024" in leads
    assert "3 May 2024" in leads


def test_equal_numbers_in_words_and_digits_do_not_differ(places):
    assistant = corpus_of(
        places / "equal",
        ("a", "Fire at terminal", "2024-05-01", FIRE.format("nine", "police") + " " + FURTHER),
        ("b", "Ferry fire", "2024-05-03", "Smoke rose. " + FIRE.format("9", "the mayor")),
    )
    answer = assistant.ask("How many people did the fire at the Brenn ferry terminal kill?")
    assert answer.answered
    assert not any("different numbers" in note for note in answer.notes)


def test_the_latest_is_newest_first_and_names_the_undated(places):
    told = "The strike at the Halden mill {}, the union said. " + FURTHER
    assistant = corpus_of(
        places / "latest",
        ("old", "Strike begins", "2023-02-01", told.format("began on Monday over pay")),
        ("new", "Strike goes on", "2024-06-09", told.format("will go on over pay for a week")),
        ("none", "Strike talk", "", told.format("is about pay and nothing else")),
    )
    answer = assistant.ask("What is the latest on the strike at the Halden mill?")
    assert answer.answered
    dated = [c.published for c in answer.citations if c.published]
    assert dated == sorted(dated, reverse=True)
    assert "9 June 2024" in answer.text
    if any(c.published is None for c in answer.citations):
        assert "“Strike talk”" in answer.text


def test_the_latest_of_no_topic_is_what_the_newest_articles_open_with(places):
    assistant = corpus_of(
        places / "newest",
        ("old", "Mill shut", "2023-02-01", "The Halden mill shut on Monday. " + FURTHER),
        ("new", "Dam full", "2024-06-09", "The dam at Weyrn is full again. " + FURTHER),
    )
    answer = assistant.ask("What is the latest?")
    assert answer.answered
    assert [c.source.split(".")[0] for c in answer.citations] == ["new", "old"]
    assert answer.statements[0].text == "The dam at Weyrn is full again."


def test_nothing_is_called_latest_where_nothing_is_dated(places):
    told = "The strike at the Halden mill began over pay, the union said. " + FURTHER
    assistant = corpus_of(places / "undated", ("one", "Strike", "", told))
    answer = assistant.ask("What is the latest on the strike at the Halden mill?")
    assert any("cannot be told" in note for note in answer.notes)


def test_one_outlet_is_said_once(seeds):
    answer = seeds.ask("Where were the peace talks held?")
    assert answer.text.count("one outlet") == 1
    assert "Arab News" in answer.notes[-1]


def test_loaded_words_of_the_newspaper_get_its_name(places):
    text = "The regime in Norland shut the Weyrn border crossing on 4 May. " + FURTHER
    assistant = corpus_of(
        places / "loaded",
        ("one", "Crossing shut", "2024-05-05", text),
        dispute='[outlets]\n"one.jsonl" = "The Weyrn Post"\n',
    )
    answer = assistant.ask("Which border crossing did the regime in Norland shut?")
    assert answer.statements[0].lead == "The Weyrn Post:"
    assert answer.statements[0].text in text


def test_places_that_differ_for_one_event_stand_side_by_side(places):
    told = "The talks between Norland and Sudland were held in {} on Monday, officials said. "
    assistant = corpus_of(
        places / "differing",
        ("a", "Treaty talks", "2024-03-02", told.format("Weyrn") + FURTHER),
        ("b", "Talks", "2024-03-03", "Rain fell. " + told.format("Malk") + "The mayor was away."),
    )
    answer = assistant.ask("Where were the talks between Norland and Sudland held?")
    said = " ".join(s.text for s in answer.statements)
    assert "Weyrn" in said
    assert "Malk" in said
    assert any("different answers" in note for note in answer.notes)


def test_answers_about_other_things_do_not_differ(places):
    assistant = corpus_of(
        places / "unlike",
        ("a", "Treaty talks", "2024-03-02", f"The talks were held in Weyrn on Monday. {FURTHER}"),
        ("b", "Football", "2024-03-03", "The cup final was held in Malk on Monday. Rain fell."),
    )
    answer = assistant.ask("Where were the talks held?")
    assert answer.answered
    assert not any("give different" in note for note in answer.notes)


class Pointing:
    """Takes some words for the exact answer, and the sentence that holds them for sure."""

    note = ""
    cuts = Cuts(answer=0.5, topic=0.3, single=0.9, several=0.9, whether=0.9)

    def __init__(self, words):
        self.words = words

    def score(self, question, search):
        found = (self.pointed(hit.passage) for hit in search.hits)
        return Scoring(tuple(one for one in found if one), confidence=0.9, on_topic=0.9)

    def pointed(self, passage):
        at = passage.span.start + passage.text.find(self.words)
        places = [n for n, span in enumerate(passage.sentences) if span.start <= at < span.end]
        short = Span(at, at + len(self.words))
        return Candidate(passage, places[0], 0.9, 0.9, short) if places else None


MILL = (
    "A fire burned down the Halden mill. Owner Tom Reyes denied that his guards had set the fire. "
    "The roof fell in at noon, the mill’s owner said. Union leader Ada Moss said Reyes was lying."
)


@pytest.mark.parametrize(
    ("question", "words", "short"),
    [
        ("Who set the fire at the Halden mill?", "his guards", None),
        ("Who is responsible for the fall of the roof?", "the mill’s owner", None),
        ("Is Reyes lying?", "was lying", None),
        ("The roof fell in at noon, didn’t it?", "at noon", None),
        ("When did the roof fall in?", "at noon", "at noon"),
        ("Who denied that guards had set the fire?", "Owner Tom Reyes", "Owner Tom Reyes"),
    ],
)
def test_no_words_in_bold_take_a_side(cache, tmp_path, question, words, short):
    opened = corpus_of(tmp_path / "mill", ("mill", "Mill burns", "2024-05-01", MILL))
    scorer = Pointing(words)
    assistant = Assistant(opened._index, opened._vectors, scorer, Dispute(), load_settings())
    answer = assistant.ask(question)
    assert words in answer.text
    assert answer.short == short
