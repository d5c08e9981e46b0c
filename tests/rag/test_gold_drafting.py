"""Gold drafts from articles on disputes nothing like the seeds."""

import pytest

from rag.assistant import Assistant
from rag.attribution import attribute
from rag.dispute import Dispute
from rag.metrics import covers
from rag.question_drafting import drafted
from rag.settings import Settings

DAM = (
    "Norland and Sudria quarrel over the Toro dam\n\n"
    "OSLET: Norland has long said that Sudria's engineers opened the Toro dam at night, a claim "
    "denied by officials in Maruk.\n\n"
    "The court in Oslet freed two miners on 14 March 2023. Four Norlandic soldiers were killed in "
    "a blast near the Toro dam in April. Officials from Norland and Sudria have held water talks "
    "in Geneva and Vienna over the past year but signed nothing.\n\n"
    "Minister Karin Veld said the flood had destroyed sixty houses in the valley of Hollin. "
    "Forty of them were new. 40 percent of the houses in Hollin were insured, the council said.\n"
)
FISH = (
    "Trawlers and the cod of Bramsey\n\n"
    "The council of Bramsey closed the harbour on 2 May 2024. Governor Hamid Orr warned that "
    "foreign trawlers had emptied the Bramsey cod grounds. The trawler owners' union rejected the "
    "accusation that foreign trawlers had emptied the Bramsey cod grounds. Many shops close "
    "on Sundays.\n\n"
    "At least 1,200 fishermen were without work in Bramsey in June, said union leader Lena Moss. "
    "She added that it was worse in winter.\n"
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    folder = tmp_path_factory.mktemp("disputes")
    (folder / "dam.txt").write_text(DAM, encoding="utf-8")
    (folder / "fish.txt").write_text(FISH, encoding="utf-8")
    return Assistant.open(folder, settings=Settings(cache=tmp_path_factory.mktemp("made")))


@pytest.fixture(scope="module")
def rows(assistant):
    return assistant.gold_drafts(40)


def questions(rows, kind):
    return [row.question for row in rows if row.kind == kind]


def test_answerable_questions_of_every_kind(rows):
    assert "How many Norlandic soldiers were killed in a blast near the Toro dam in April?" in (
        questions(rows, "how many")
    )
    assert "What percentage of the houses in Hollin were insured?" in questions(rows, "how many")
    assert any("Geneva" not in q and "water talks" in q for q in questions(rows, "where"))
    assert "When did the council of Bramsey close the harbour?" in questions(rows, "when")
    assert any("sixty houses" in q for q in questions(rows, "who"))


def test_a_claim_and_its_denial_make_a_contested_question(rows):
    contested = [row for row in rows if row.contested]
    assert contested
    for row in contested:
        assert len(row.evidence) == 2
        assert row.question.startswith("Is it true that ")
    joined = next(row for row in contested if "Toro dam" in row.question)
    assert "denied by officials in Maruk" in joined.evidence[1][0]


def test_what_the_corpus_does_not_answer(rows):
    twins = questions(rows, "unanswerable-near")
    assert any(q.startswith("What are the names of the Norlandic soldiers") for q in twins)
    assert questions(rows, "unanswerable-far")


def test_every_row_is_a_draft_with_needles_of_the_corpus(rows, assistant):
    texts = [assistant.document(source).text for source in ("dam.txt", "fish.txt")]
    assert len({row.id for row in rows}) == len(rows)
    for row in rows:
        assert row.draft
        assert row.split in ("calibrate", "report")
        for needle in (needle for group in row.evidence for needle in group):
            assert any(covers(text, needle) for text in texts), needle
        answers = [a for a in row.answers if any(covers(t.lower(), a.lower()) for t in texts)]
        assert answers or not row.answers


def test_no_question_leans_on_what_nobody_read(rows):
    for row in rows:
        assert not {"he", "she", "this", "those"} & set(row.question.lower().split()), row.question


def test_the_same_corpus_gives_the_same_rows(rows, assistant):
    assert assistant.gold_drafts(40) == rows
    assert 1 <= len(assistant.gold_drafts(10)) <= 11


def test_a_corpus_without_a_question_gives_no_rows(tmp_path):
    (tmp_path / "a.txt").write_text("Der Rat von Bramsey schloss den Hafen am 2. Mai. Hello.")
    opened = Assistant.open(tmp_path, settings=Settings(cache=tmp_path / "made"))
    assert opened.gold_drafts(60) == ()


def test_those_on_other_topics_are_a_share_of_what_came(assistant):
    rows = assistant.gold_drafts(200)
    far = questions(rows, "unanswerable-far")
    assert far
    assert len(far) <= 0.1 * len(rows)


TRAM = (
    "Tram strike widens in Corvale\n\nPublished 4 May 2025\n\n"
    "The tram union said 12 drivers were injured in Corvale when police cleared the depot. The "
    "city said that nine drivers were injured in Corvale when police cleared the depot.\n\n"
    "The mayor, Nils Aske, said that the union had broken its word to riders. The union leader, "
    "Marta Vey, denied that the union had broken its word to riders.\n\n"
    "Sarnia accuses Velmark of shifting the boundary buoys, a claim denied by officials in Port "
    "Helm.\n\nAt least 22 crew members were held in Port Helm on Wednesday. About 35 percent of "
    "drivers in Corvale joined the strike.\n"
)


@pytest.fixture(scope="module")
def strike(tmp_path_factory):
    folder = tmp_path_factory.mktemp("strike")
    (folder / "tram.txt").write_text(TRAM, encoding="utf-8")
    cache = tmp_path_factory.mktemp("made-strike")
    return Assistant.open(folder, settings=Settings(cache=cache)).gold_drafts(60)


def test_two_sides_with_different_counts_are_contested(strike):
    (row,) = [row for row in strike if row.question.startswith("How many drivers were injured")]
    assert row.contested
    assert not row.answers
    assert [needle.split()[0] for (needle,) in row.evidence] == ["12", "nine"]


def test_claims_without_a_name_and_accusations_are_contested(strike):
    asked = {row.question: row for row in strike if row.contested}
    assert "Is it true that the union had broken its word to riders?" in asked
    accused = asked["Is it true that Velmark was shifting the boundary buoys?"]
    assert accused.evidence[1] == ("a claim denied by officials in Port Helm",)


def test_a_rounded_number_has_its_bare_form_among_the_answers(strike):
    answers = [set(row.answers) for row in strike if row.kind == "how many"]
    assert any({"at least 22", "22"} <= given for given in answers)
    assert any({"About 35 percent", "35 percent", "35%"} <= given for given in answers)


def test_dates_are_labelled_where_the_article_gives_a_day(rows):
    closed = next(row for row in rows if "close the harbour" in row.question)
    assert closed.date == "2024-05-02"
    assert closed.answers == ("2 May 2024",)


@pytest.mark.parametrize(
    "sentence",
    [
        "He was killed in Oslet.",
        "One of them said so in Oslet on Friday.",
        "“Never,” said Veld.",
        "John Doe/Agency Photos People wade through water in Oslet on 2 May 2024",
        "The depot was not closed in Corvale on 2 May 2025.",
        "The Corvale tram line was opened in May 1999 or June 1999.",
        "Up 3.5 percent.",
        "",
        "?",
    ],
)
def test_a_sentence_that_makes_no_clear_question_makes_none(sentence):
    found = drafted(sentence, attribute(sentence, (), Dispute()), None, {"people", "water"})
    assert list(found) == []
