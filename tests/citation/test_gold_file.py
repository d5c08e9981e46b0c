"""The gold file of the seeds keeps its own rules; no system is run here."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from rag.dispute import load_dispute
from rag.gold import load_gold, load_rows
from rag.settings import seeds_folder

HERE = Path(__file__).parent
GOLD = HERE / "seeds.gold.jsonl"
ALLOWANCES = HERE / "seeds.allowances.jsonl"
SEED = HERE.parents[1] / "seeds" / "000_6268b9e7f04324c4.txt"
CONTRACT = {"question", "answers", "evidence", "answerable", "contested", "history"}
OPTIONAL = {"silence", "note", "speaker", "party", "date"}
ALLOWED = {"also", "contested_open", "silence_also"}
KINDS = {
    *("who", "what", "when", "where", "how many", "numbers", "why", "yes/no", "says"),
    *("contested", "follow-up", "list", "time"),
    *("unanswerable-near", "unanswerable-far", "false-premise"),
}
SILENCES = {"topic", "fact", "premise"}


@pytest.fixture(scope="module")
def rows():
    return read(GOLD)


@pytest.fixture(scope="module")
def allowances():
    return {row["id"]: row for row in read(ALLOWANCES)}


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def seed_text():
    return SEED.read_bytes().decode("utf-8")


def asked(row):
    """A question with its history: "When?" may be asked twice after different turns."""
    return (row["question"].casefold(), json.dumps(row["history"]))


def needles(row):
    return [needle for group in row["evidence"] for needle in group]


def test_fields_and_their_types(rows):
    for row in rows:
        assert set(row) - OPTIONAL == CONTRACT | {"id", "kind", "split"}, row["id"]
        assert isinstance(row["answerable"], bool)
        assert isinstance(row["contested"], bool)
        assert row["kind"] in KINDS
        assert row["question"].strip() == row["question"] != ""
        for turn in row["history"]:
            assert set(turn) == {"role", "content"}
            assert turn["role"] in {"user", "assistant"}


def test_every_needle_stands_once_in_the_seed_file(rows, allowances, seed_text):
    for row in rows:
        for needle in needles(row) + allowances.get(row["id"], {}).get("also", []):
            assert seed_text.count(needle) == 1, (row["id"], needle)
            assert "\n" not in needle
            assert not any(needle in line for line in headlines(seed_text)), (row["id"], needle)


def headlines(seed_text):
    lines = Counter(line for line in seed_text.splitlines() if len(line) > 40)
    return [line for line, times in lines.items() if times > 1 and "(AFP/File)" not in line]


def test_the_two_headlines_are_known(seed_text):
    assert len(headlines(seed_text)) == 2


def test_answerable_rows_have_answers_and_full_groups(rows):
    for row in rows:
        assert bool(row["answers"]) == bool(row["evidence"]) == row["answerable"], row["id"]
        assert all(group for group in row["evidence"]), row["id"]


def test_an_answer_stands_in_the_evidence(rows, seed_text):
    for row in rows:
        lines = [line for line in seed_text.splitlines() if any(n in line for n in needles(row))]
        stands = [a for a in row["answers"] if a.casefold() in "\n".join(lines).casefold()]
        assert stands or not row["answerable"], row["id"]


def test_unanswerable_rows_say_how_to_be_silent(rows):
    for row in rows:
        assert ("silence" in row) == (not row["answerable"]), row["id"]
        assert row.get("silence", "fact") in SILENCES
        if row["kind"].startswith("unanswerable") or row["kind"] == "false-premise":
            assert not row["answerable"]


def test_contested_rows_carry_both_sides(rows):
    for row in rows:
        if row["contested"]:
            assert len(row["evidence"]) == 2, row["id"]
            assert not set(row["evidence"][0]) & set(row["evidence"][1]), row["id"]
        assert row["kind"] != "contested" or row["contested"]


def test_allowances_belong_to_rows_they_can_loosen(rows, allowances):
    by_id = {row["id"]: row for row in rows}
    assert set(allowances) <= set(by_id)
    for name, allowance in allowances.items():
        row = by_id[name]
        assert {"id"} < set(allowance) <= {"id"} | ALLOWED
        assert not set(allowance.get("also", [])) & set(needles(row)), name
        assert row["answerable"] or set(allowance) == {"id", "silence_also"}, name
        assert {*allowance.get("silence_also", [])} <= SILENCES - {row.get("silence")}, name
        assert not ("contested_open" in allowance and row["contested"]), name


def test_a_speaker_is_named_in_the_articles_and_a_party_in_the_dispute(rows, seed_text):
    dispute = load_dispute(seeds_folder() / "dispute.toml")
    parties = {party.name for party in dispute.parties}
    labelled = [row for row in rows if "speaker" in row]
    assert len(labelled) >= 110
    assert sum(not row["speaker"] for row in labelled) >= 40  # the newspaper's own voice
    for row in labelled:
        assert all(form.casefold() in seed_text.casefold() for form in row["speaker"]), row["id"]
        assert row.get("party", "Pakistan") in parties, row["id"]
        assert not row["contested"], row["id"]
        assert row["speaker"] or "party" not in row, row["id"]


def test_a_date_is_asked_for_where_one_is_labelled(rows):
    dated = [row for row in rows if "date" in row]
    assert len(dated) >= 10
    assert all(row["kind"] in {"when", "time", "follow-up"} for row in dated)


def test_follow_ups_alone_have_history_that_opens_with_the_user(rows):
    for row in rows:
        assert bool(row["history"]) == (row["kind"] == "follow-up"), row["id"]
        if row["history"]:
            assert row["history"][0]["role"] == "user"


def test_ids_and_questions_do_not_repeat(rows):
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({asked(row) for row in rows}) == len(rows)


def test_a_third_of_each_kind_is_for_calibration(rows):
    by_kind = defaultdict(list)
    for row in rows:
        by_kind[row["kind"]].append(row["split"])
    for kind, splits in by_kind.items():
        expected = ["calibrate" if place % 3 == 1 else "report" for place in range(len(splits))]
        assert splits == expected, kind


def test_there_are_enough_of_every_sort(rows):
    kinds = Counter(row["kind"] for row in rows)
    assert set(kinds) == KINDS
    assert len(rows) >= 170
    assert sum(not row["answerable"] for row in rows) >= 60
    assert sum(row["contested"] for row in rows) >= 30
    assert kinds["follow-up"] >= 18
    assert kinds["unanswerable-near"] > kinds["unanswerable-far"]


def test_the_fresh_questions_are_for_calibration_only_and_fit_to_be_asked(seeds):
    path = GOLD.with_name("fresh.gold.jsonl")
    fresh = load_rows(path)
    seeds.refuse_unfit(path, fresh)
    assert {row.question.split for row in fresh} == {"calibrate"}
    known = {one.question.casefold() for one in load_gold(GOLD)}
    assert not known & {
        row.question.question.casefold() for row in fresh if not row.question.history
    }
