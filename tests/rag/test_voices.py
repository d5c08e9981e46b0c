"""Who speaks and who denies, in shapes of news on invented disputes."""

import pytest

from rag.attribution import attribute
from rag.dispute import Dispute, Party

NORLAND = Party("Norland", "Oslet", ("Norland", "Norlandic", "Oslet", "Karin Veld", "Veld"))
SUDRIA = Party("Sudria", "Maruk", ("Sudria", "Sudrian", "Maruk", "Hamid Orr", "Orr"))
MILL = Party("Brack Mill", "the mill", ("Brack Mill", "Brack", "the company", "the mill"))
DISPUTE = Dispute("", (NORLAND, SUDRIA, MILL))


def voices(sentence, *before):
    found = attribute(sentence, before, DISPUTE)
    return [(voice.speaker, voice.party, voice.stance) for voice in found.voices]


def stance(sentence, *before):
    return attribute(sentence, before, DISPUTE).stance


@pytest.mark.parametrize(
    "sentence",
    [
        "Norland accused Sudria of mining the pass, a charge it denies.",
        "Norland has accused Sudria of war crimes, which it denied on Monday.",
        "Norland says Sudria mined the pass, a claim it denies.",
        "Norland blamed the raid on Sudria, an accusation it rejects.",
    ],
)
def test_the_accused_and_not_the_accuser_denies(sentence):
    assert voices(sentence) == [("Norland", "Norland", "asserts"), ("Sudria", "Sudria", "denies")]


@pytest.mark.parametrize(
    ("sentence", "before", "speaker"),
    [
        ("They denied it.", "Norland accused Sudria of mining the pass.", "Sudria"),
        ("It rejected the charge.", "Norland accused Sudria’s army of theft.", "Sudria’s army"),
        ("He denied any role.", "Veld accused Orr of ordering the raid.", "Orr"),
        ("He denied it.", "Orr was accused of lying by Veld.", "Orr"),
        ("It said it had not mined the pass.", "Norland blamed Sudria for the blast.", "Sudria"),
        ("It denied that Sudria had won.", "Norland accused Sudria of theft.", "Norland"),
        ("It denied the report.", "Norland and Sudria accuse each other.", "Norland and Sudria"),
    ],
)
def test_a_denial_in_the_next_sentence_is_of_the_one_accused(sentence, before, speaker):
    found = voices(sentence, before)
    assert [(voice[0], voice[2]) for voice in found] == [(speaker, "denies")]


def test_a_claim_of_something_that_cannot_deny_has_no_denier():
    found = voices("Farmers say the depot leaked fuel, a claim it denies.")
    assert found == [("Farmers", None, "asserts"), (None, None, "denies")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Veld claimed the union’s demand would cost 60 million crowns a year.",
        "Veld claims Sudria’s shells hit a school.",
        "Veld suggested the miners’ union had known.",
    ],
)
def test_a_possessive_after_the_verb_leaves_the_claim_its_speaker(sentence):
    assert voices(sentence) == [("Veld", "Norland", "asserts")]


@pytest.mark.parametrize(
    "sentence",
    [
        "“We did not cut a single tree,” Orr said.",
        "Sudria insists it never mined the pass.",
        "Orr said his forces had never crossed the river.",
        "Orr said Sudria was not behind the raid.",
        "Sudria was not to blame, Orr said.",
        "Norland blames Sudria; Orr says it did no such thing.",
        "“Norland’s claim is a lie,” Orr said.",
        "Norland’s claim that a convoy had crossed the river is untrue, Orr said.",
        "Orr said there was no truth in the claim.",
        "Orr pleaded not guilty.",
    ],
)
def test_a_denial_in_other_words(sentence):
    found = attribute(sentence, (), DISPUTE)
    assert ("Sudria", "denies") in {(voice.party, voice.stance) for voice in found.voices}


@pytest.mark.parametrize(
    "sentence",
    [
        "Norland accused Sudria of theft, an accusation Maruk called “baseless”.",
        "Norland accused Sudria of theft, which Maruk calls absurd.",
    ],
)
def test_a_charge_that_is_called_false(sentence):
    assert voices(sentence) == [("Norland", "Norland", "asserts"), ("Maruk", "Sudria", "denies")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Orr rejected calls for a truce.",
        "Sudria rejected the latest offer.",
        "“We have no homes to go to,” Orr said.",
        "Orr said Norland was not behind the raid.",
        "“We did not fire,” a rebel said, and Orr said a truce was near.",
    ],
)
def test_to_refuse_or_to_lament_is_no_denial(sentence):
    found = attribute(sentence, (), DISPUTE)
    assert ("Sudria", "asserts") in {(voice.party, voice.stance) for voice in found.voices}


@pytest.mark.parametrize(
    "sentence",
    ["Sudria denied entry to the monitors.", "Sudria denied the envoy a visa on Monday."],
)
def test_to_deny_entry_says_nothing(sentence):
    assert voices(sentence) == []


def test_the_minister_is_no_prime_minister():
    before = [
        "Norland’s defence minister, Tor Haug, met Sudrian envoys.",
        "Its prime minister, Lena Brink, said talks were near.",
        "Haug dismissed the report.",
    ]
    assert voices("The minister said the guns were silent.", *before) == [
        ("Haug", "Norland", "asserts")
    ]
    assert voices("The minister said so.", before[1]) == [("minister", None, "asserts")]


def test_the_nearest_holder_of_an_office_is_meant():
    before = ["Ada Holt, the mayor, said no.", "Mayor Pia Dahl said yes.", "Rain fell."]
    assert voices("The mayor said a vote was near.", *before)[0][0] == "Mayor Pia Dahl"


def test_a_named_speaker_has_no_owner_of_another_sentence():
    found = voices("Its prime minister, Lena Brink, said talks were near.", "Norland waits.")
    assert [voice[0] for voice in found] == ["prime minister, Lena Brink"]
    assert voices("His lawyer said no.")[0][0] == "His lawyer"


def test_a_party_that_is_listed_with_its_article():
    assert voices("The company denied the leak.") == [("company", "Brack Mill", "denies")]
    assert voices("A company denied the leak.") == [("company", None, "denies")]
    assert voices("A rival company denied the leak.") == [("rival company", None, "denies")]


def test_the_army_is_the_one_named_last():
    before = ["Norland accused Sudria’s army of theft.", "Rain fell."]
    assert voices("The army denied it.", *before) == [("army", "Sudria", "denies")]
    two = "Sudria’s army faced Norland’s army."
    assert voices("The army denied it.", *before, two) == [("army", None, "denies")]
    assert voices("Officials denied it.", "Sudria’s officials met.") == [
        ("Officials", None, "denies")
    ]


@pytest.mark.parametrize(
    "speaker", ["Sudria’s critics", "Orr’s loudest opponents", "Neighbours of the mill"]
)
def test_who_speaks_against_a_party_speaks_not_for_it(speaker):
    assert voices(f"{speaker} said the pass was shut.") == [(speaker, None, "asserts")]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("A Norlandic engineer who tested the water said it was safe.", "Norlandic engineer"),
        ("Residents who fled Lune told reporters that shells fell at dawn.", "Residents"),
        ("A spokesman who declined to give his name denied the charge.", "spokesman"),
        ("A woman who lost her son said the road was mined.", "woman"),
        ("A man who officials said was armed fled.", "officials"),
        ("A man who Norland says was armed fled.", "Norland"),
        ("Sudria was blamed by Norland for the fire at Lune.", "Norland"),
        ("That is something Sudria denies.", "Sudria"),
        ("The raid was condemned by the Alliance for Peace.", "Alliance for Peace"),
        ("Contrary to Norland’s claims, the bridge stands.", "Norland"),
        ("“We slept,” said the mill’s director, Carla Nunes.", "mill’s director, Carla Nunes"),
    ],
)
def test_who_speaks_past_a_clause_or_a_name(sentence, speaker):
    assert voices(sentence)[0][0] == speaker
