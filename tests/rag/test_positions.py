import json

import pytest

from index.errors import QuestionError
from rag.assistant import Assistant
from rag.citations import folded

PARTIES = """
[[parties]]
name = "Sudria"
aliases = ["Sudrian", "Petra Voss"]
[[parties]]
name = "Norland"
aliases = ["Norlander", "Ola Brandt"]
[[parties]]
name = "River League"
"""
DAM = """HALVEG: Sudria accused Norland on Monday of holding back the river behind the Toro dam.

“Norland is stealing our water,” Sudrian water minister Petra Voss said. “This cannot go on.”

Norland denies holding back the river. Norland’s energy minister Ola Brandt said the turbines
of the power station need repair.

Sudria says Norlander troops burned the customs house at Kesh, a claim that Norland rejects.

Herders in the valley have lost a third of their cattle. The drought is the worst on record.
"""
LATER = """LORN: Norland is stealing our water, Sudrian water minister Petra Voss said again at a
rally in the capital.

Norland announced a school programme for the border towns.
"""
ROWS = {
    "herald.jsonl": ("Sudria blames Norland for low river", "2024-03-14", DAM),
    "courier.jsonl": ("Low river divides neighbours", "2024-03-14", DAM),
    "post.jsonl": ("Voss repeats charge", "2024-06-02", LATER),
}


def unwrapped(text):
    return "\n\n".join(folded(paragraph) for paragraph in text.split("\n\n"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sides")
    for name, (title, published, text) in ROWS.items():
        row = {"title": title, "published": published, "text": unwrapped(text)}
        (folder / name).write_text(json.dumps(row))
    return folder


@pytest.fixture(scope="module")
def dam(folder, cache):
    (folder / "dispute.toml").write_text(PARTIES)
    return Assistant.open(folder)


def sides(positions):
    return {p.party: (" ".join(s.text for s in p.assertions), " ".join(s.text for s in p.denials))
            for p in positions.parties}  # fmt: skip


def statements(positions):
    return [s for p in positions.parties for s in (*p.assertions, *p.denials)]


def check_citations(positions, assistant):
    cited = {n for s in statements(positions) for n in s.citations}
    numbers = [c.number for c in positions.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert cited == set(numbers)
    for c in positions.citations:
        assert assistant.document(c.source).text[c.start : c.end] == c.quote
    for s in statements(positions):
        assert s.text == folded(positions.citations[s.citations[0] - 1].quote)


def test_each_party_of_any_dispute_has_its_claims_and_denials(dam):
    positions = dam.positions()
    assert [p.party for p in positions.parties] == ["Sudria", "Norland", "River League"]
    said = sides(positions)
    assert "holding back the river behind" in said["Sudria"][0]
    assert "turbines" in said["Norland"][0]
    assert "Norland denies holding back" in said["Norland"][1]
    assert said["Sudria"][1] == ""
    assert said["River League"] == ("", "")
    check_citations(positions, dam)


def test_the_newspaper_s_own_words_are_nobody_s_position(dam):
    positions = dam.positions()
    assert not any("Herders" in s.text or "drought" in s.text for s in statements(positions))
    assert {s.stance for s in statements(positions)} == {"asserts", "denies"}


def test_a_sentence_with_a_claim_and_its_denial_stands_under_both(dam):
    sudria, norland, _ = dam.positions().parties
    claim = next(s for s in sudria.assertions if "customs house" in s.text)
    denial = next(s for s in norland.denials if "customs house" in s.text)
    assert claim.citations == denial.citations
    assert (claim.party, claim.stance) == ("Sudria", "asserts")
    assert (denial.party, denial.stance) == ("Norland", "denies")


def test_a_reprint_is_named_beside_the_source_and_not_stated_again(dam):
    positions = dam.positions("turbines of the power station")
    (statement,) = statements(positions)
    (number,) = statement.citations
    citation = positions.citations[number - 1]
    assert {citation.source, *citation.also} == {"herald.jsonl#1", "courier.jsonl#1"}


def test_an_independent_report_of_the_same_words_is_cited_too(dam):
    positions = dam.positions()
    stolen = [s for s in statements(positions) if "stealing our water" in s.text]
    assert len(stolen) == 1
    sources = {positions.citations[n - 1].source for n in stolen[0].citations}
    assert "post.jsonl#1" in sources
    assert len(sources) == 2


def test_a_speaker_that_the_sentence_does_not_name_leads_it(dam):
    going_on = next(s for s in statements(dam.positions()) if "cannot go on" in s.text)
    assert "Petra Voss" in going_on.speaker
    assert going_on.lead == f"{going_on.speaker}:"


def test_a_topic_keeps_to_itself(dam):
    said = sides(dam.positions("the customs house at Kesh"))
    assert "customs house" in said["Sudria"][0]
    assert "school" not in said["Norland"][0]
    assert "turbines" not in said["Norland"][0]


def test_a_topic_of_no_article_leaves_the_parties_silent(dam):
    positions = dam.positions("the price of bitcoin")
    assert sides(positions) == dict.fromkeys(("Sudria", "Norland", "River League"), ("", ""))
    assert positions.citations == ()


def test_without_a_topic_the_latest_article_speaks_first(dam):
    sudria = dam.positions().parties[0]
    assert sudria.assertions[0].text.startswith("LORN:")


def test_without_a_dispute_file_the_sides_are_the_speakers(tmp_path, cache):
    (tmp_path / "dam.txt").write_text(DAM)
    positions = Assistant.open(tmp_path).positions()
    assert positions.speakers
    assert {"Sudria", "Norland"} <= {side.party for side in positions.parties}


def test_the_seeds_set_kabul_s_denial_beside_islamabad_s_claim(seeds):
    positions = seeds.positions("sanctuaries")
    said = sides(positions)
    assert "sanctuaries enjoyed by the terrorists" in said["Pakistan"][0]
    assert "“This remains a critical impediment" in said["Pakistan"][0]
    assert "always denied allowing any armed outfits" in said["Afghanistan under the Taliban"][1]
    assert said["Pakistan"][1] == ""
    check_citations(positions, seeds)


def test_the_seeds_do_not_let_the_paper_or_state_media_stand_for_a_party(seeds):
    positions = seeds.positions()
    said = " ".join(s.text for s in statements(positions))
    assert "deadly border clashes in October" not in said
    assert "failed to reach an agreement" not in said
    assert sides(positions)["TTP"] == ("", "")
    check_citations(positions, seeds)


def test_a_denial_that_points_back_stands_behind_what_it_denies(tmp_path, cache):
    (tmp_path / "dispute.toml").write_text(PARTIES)
    (tmp_path / "dam.txt").write_text(f"{DAM}\nVoss said the gates were shut. Brandt denied it.\n")
    norland = sides(Assistant.open(tmp_path).positions())["Norland"]
    assert "Voss said the gates were shut. Brandt denied it." in norland[1]


def test_json_types_only(dam):
    plain = json.loads(json.dumps(dam.positions("customs house").to_dict()))
    assert plain["topic"] == "customs house"
    assert plain["citations"][0]["published"] == "2024-03-14"


@pytest.mark.parametrize("topic", ["", "  ", "?", "x" * 100_000])
def test_a_topic_must_say_something(seeds, topic):
    with pytest.raises(QuestionError):
        seeds.positions(topic)
