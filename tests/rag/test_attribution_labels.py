"""The hand-labelled attribution files keep their format; no rule is run here."""

import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "seeds"
STANCES = {"asserts", "denies", "reports"}
SHARED = {"text", "speaker", "party", "stance", "verb", "voices"}
OPTIONAL = {"speaker_forms", "party_also", "stance_also", "verb_also", "voices_also", "note"}


def read(name):
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def seed_rows():
    return read("attribution.seeds.jsonl")


@pytest.fixture(scope="module")
def shape_rows():
    return read("attribution.shapes.jsonl")


@pytest.fixture(scope="module")
def seed_text():
    return (SEEDS / "000_6268b9e7f04324c4.txt").read_bytes().decode("utf-8")


def check_voices(row):
    assert row["stance"] in STANCES
    assert {*row.get("stance_also", [])} <= STANCES - {row["stance"]}, row["text"]
    assert (row["speaker"] is None) == (row["stance"] == "reports") == (not row["voices"])
    for voice in row["voices"] + row.get("voices_also", []):
        assert set(voice) == {"speaker", "party", "stance"}
        assert voice["stance"] in STANCES - {"reports"}
    if row["speaker"] is None:
        assert row["party"] is None
        assert "speaker_forms" not in row
        return
    first = row["voices"][0]
    assert first == {key: row[key] for key in ("speaker", "party", "stance")}
    assert row["speaker_forms"][0] == row["speaker"]
    assert len(set(row["speaker_forms"])) == len(row["speaker_forms"])


def test_fields(seed_rows, shape_rows):
    for row in seed_rows:
        assert set(row) - OPTIONAL == SHARED | {"article"}, row["text"]
    for row in shape_rows:
        assert set(row) - OPTIONAL == SHARED | {"shape", "split", "context", "parties"}, row["text"]


def test_voices_agree_with_the_main_label(seed_rows, shape_rows):
    for row in seed_rows + shape_rows:
        check_voices(row)


def test_seed_texts_stand_in_the_seed_file_in_order(seed_rows, seed_text):
    place = 0
    for row in seed_rows:
        place = seed_text.index(row["text"], place) + len(row["text"])
    second = seed_text.index("Pakistan army chief tells Kabul")
    for row in seed_rows:
        assert row["article"] == int(seed_text.index(row["text"]) > second), row["text"]


def test_every_citable_line_of_the_seeds_is_labelled(seed_rows, seed_text):
    left = seed_text
    for row in seed_rows:
        left = left.replace(row["text"], "")
    kept = {line.strip(" \u2022\u00a0") for line in left.splitlines()}
    headlines = {
        line for line in kept if line.startswith(("Pakistan calls", "Pakistan army chief"))
    }
    furniture = {"", "(AFP/File)", "Short Url", "Follow", "Updated 11 July 2025"}
    assert len(headlines) == 2
    assert kept - headlines == furniture | {"Updated 9 sec ago"}


def test_parties_are_known(seed_rows, shape_rows):
    dispute = tomllib.loads((SEEDS / "dispute.toml").read_text(encoding="utf-8"))
    known = {party["name"] for party in dispute["parties"]}
    for row in seed_rows:
        assert {voice["party"] for voice in row["voices"]} <= known
    for row in shape_rows:
        known = {party["name"] for party in row["parties"]} | {None}
        assert {voice["party"] for voice in row["voices"]} <= known, row["text"]
        for party in row["parties"]:
            assert party["aliases"], row["text"]


def test_speakers_are_named_where_they_are_said_to_be(seed_rows, seed_text, shape_rows):
    for row in seed_rows:
        assert all(voice["speaker"] in seed_text for voice in row["voices"])
    for row in shape_rows:
        around = f"{row['context']} {row['text']}".casefold()
        for voice in row["voices"]:
            assert voice["speaker"].casefold() in around, row["text"]


def test_verbs_stand_in_their_sentence(seed_rows, shape_rows):
    for row in seed_rows + shape_rows:
        assert row["verb"] is None or row["verb"] in row["text"].casefold(), row["text"]


def test_shapes_are_many_and_every_third_may_be_looked_at(shape_rows):
    assert len({row["text"] for row in shape_rows}) == len(shape_rows) >= 80
    expected = ["look" if place % 3 == 1 else "report" for place in range(len(shape_rows))]
    assert [row["split"] for row in shape_rows] == expected
    stances = Counter(row["stance"] for row in shape_rows)
    assert min(stances[stance] for stance in STANCES) >= 15
    assert sum(len(row["voices"]) > 1 for row in shape_rows) >= 10
    assert len({row["shape"] for row in shape_rows}) >= 12
