"""Who says a sentence: floors on the labelled files, and shapes that must not break."""

import runpy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.attribution import Attribution, Voice, attribute
from rag.dispute import Dispute, Party

BENCHMARK = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "attribution.py"))
judged_seeds, judged_shapes = BENCHMARK["judged_seeds"], BENCHMARK["judged_shapes"]
share = BENCHMARK["share"]

NORLAND = Party("Norland", "Oslet", ("Norland", "Norlandic", "Oslet", "Karin Veld"))
SUDRIA = Party("Sudria", "Maruk", ("Sudria", "Sudrian", "Maruk", "Hamid Orr"))
DISPUTE = Dispute("", (NORLAND, SUDRIA))


def voices(sentence, *before):
    found = attribute(sentence, before, DISPUTE)
    return [(voice.speaker, voice.party, voice.stance) for voice in found.voices]


@pytest.mark.parametrize(
    ("measure", "floor"), [("speaker", 0.97), ("party", 0.97), ("stance", 0.97), ("verb", 0.9)]
)
def test_seed_sentences(measure, floor):
    assert share(judged_seeds(), measure) >= floor


@pytest.mark.parametrize(
    ("measure", "floor"), [("speaker", 0.85), ("party", 0.90), ("stance", 0.90), ("verb", 0.90)]
)
def test_sentences_that_no_rule_was_written_for(measure, floor):
    assert share(judged_shapes("report"), measure) >= floor


@pytest.mark.parametrize("measure", ["speaker", "party", "stance", "verb"])
def test_every_sentence_that_may_be_looked_at(measure):
    wrong = [one.row["text"] for one in judged_shapes("look") if not one.right(measure)]
    assert wrong == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Norlandic Prime Minister Karin Veld on Tuesday accused Sudria of sheltering rebels.",
            [("Norlandic Prime Minister Karin Veld", "Norland", "asserts")],
        ),
        (
            "“We will not bow,” Sudria’s chief envoy, Ali Dun, told AFP.",
            [("Sudria’s chief envoy, Ali Dun", "Sudria", "asserts")],
        ),
        ("Veld, however, insisted that talks went on.", [("Veld", "Norland", "asserts")]),
        ("The storm claimed 12 lives.", []),
        ("Norland has added 200 police posts since May.", []),
        ("Sudria has yet to respond to the allegations.", []),
        ("Sudrian officials could not be reached for comment.", []),
        ("No group has claimed responsibility for the attack.", []),
        ("The accord was signed in 2012 and calls for joint patrols.", []),
        (
            "The rebels train in Sudria, a claim denied by Sudrian officials.",
            [("Sudrian officials", "Sudria", "denies")],
        ),
        (
            "Norland blames Sudria for the raid, an allegation Maruk has denied.",
            [("Norland", "Norland", "asserts"), ("Maruk", "Sudria", "denies")],
        ),
        (
            "Sudria dismissed Norland's claim that 40 fighters were killed.",
            [("Sudria", "Sudria", "denies"), ("Norland", "Norland", "asserts")],
        ),
        (
            "Sudrian officials say it does not shelter anyone.",
            [("Sudrian officials", "Sudria", "denies")],
        ),
        (
            "“It is a lie,” Orr told the broadcaster, adding that the camp was empty.",
            [("Orr", "Sudria", "denies")],
        ),
        (
            "State-run Radio Oslet reported that General Tor Haug told troops to stay alert.",
            [("General Tor Haug", None, "asserts")],
        ),
        ("Norland and Sudria have accused each other.", [("Norland and Sudria", None, "asserts")]),
        (
            "Veld said Maruk's denial was hollow.",
            [
                ("Veld", "Norland", "asserts"),
                ("Maruk", "Sudria", "denies"),
            ],
        ),
    ],
)
def test_shapes_of_news(sentence, expected):
    assert voices(sentence) == expected


def test_a_pronoun_is_the_last_person_who_spoke():
    before = ["Prime Minister Karin Veld met reporters.", "The army said two men had died."]
    assert voices("She said the border would stay shut.", *before) == [
        ("Prime Minister Karin Veld", "Norland", "asserts")
    ]


def test_a_person_has_the_party_of_an_earlier_mention():
    before = ["Norland's army chief, General Tor Haug, visited the front."]
    assert voices("Haug vowed to respond.", *before) == [("Haug", "Norland", "asserts")]
    assert voices("Haug vowed to respond.") == [("Haug", None, "asserts")]


@pytest.mark.parametrize(
    "earlier",
    [
        "A visit by President Arnault to Oslet came in February.",
        "Talks between Norland and Arnault failed.",
        "In Oslet, Arnault met reporters.",
    ],
)
def test_standing_beside_a_party_makes_nobody_its_own(earlier):
    assert voices("Arnault said help would go on.", earlier) == [("Arnault", None, "asserts")]


def test_a_quotation_goes_on_in_the_same_voice():
    before = ["“We waited,” Hamid Orr said. “We signed every paper."]
    found = attribute("But nobody came.”", before, DISPUTE)
    assert found.speaker == "Hamid Orr"
    assert (found.party, found.verb) == ("Sudria", None)
    assert attribute("But nobody came.", ["Hamid Orr went home."], DISPUTE).speaker is None


def test_he_without_anyone_named_has_no_speaker():
    found = attribute("He said it was over.", (), DISPUTE)
    assert found == Attribution(
        None, None, "asserts", "said", (Voice(None, None, "asserts", "said"),)
    )


def test_without_a_dispute_the_speaker_stands_alone():
    found = attribute("Norland denied the report.", (), Dispute())
    assert (found.speaker, found.party, found.stance) == ("Norland", None, "denies")


PIECES = st.sampled_from(
    """Norland Orr he they the a minister spokesman said says told denied accused claims that of
    according to by was not “ ” " ’ ‘ , : . ; — ( ) on Monday and who which quoted as saying
    claim 12 Asked denying ’s Radio""".split()
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map(" ".join))


@settings(deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_any_text_gets_a_speaker_who_stands_in_it(sentence, before):
    found = attribute(sentence, before, DISPUTE)
    for voice in found.voices:
        assert voice.speaker is None or any(voice.speaker in s for s in (sentence, *before))
    assert (found.stance == "reports") == (not found.voices)
    if found.voices:
        main = found.voices[0]
        assert main == Voice(found.speaker, found.party, found.stance, found.verb)


def test_a_quotation_that_runs_on_is_of_whoever_its_end_names():
    before = ["Eleven died, the mayor of Oslet said."]
    after = ["They fired first,” the Sudrian envoy Ali Dun told reporters."]
    found = attribute("“This was no accident.", before, DISPUTE, after)
    assert (found.speaker, found.party) == ("Sudrian envoy Ali Dun", "Sudria")
    closed = attribute("“This was no accident.”", before, DISPUTE, after)
    assert closed.speaker == "mayor of Oslet"


def test_who_cites_a_source_speaks_and_an_outlet_that_cites_one_does_not():
    assert voices("Veld said 12 had died, citing the doctors.")[0][0] == "Veld"
    assert voices("Radio Maruk said 12 had died, citing the ministry.")[0][0] == "ministry"
    told = voices("Hallam told the Herald newspaper that 12 had died, citing the police.")
    assert told[0][0] == "Hallam"
