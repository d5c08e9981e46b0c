"""Four invented disputes, two without a dispute file: are sides found where there are two?

`disputes/questions.jsonl` was labelled before the rules. Rows of the split "work" may be read
by whoever writes rules; those of "report" are of other disputes and are only measured.

`contested` means that the question asks for, or takes for granted, what the articles show one
side claiming and another denying. Where it asks for one side's words or for a number on a
disputed matter (`open`) either answer is right. `sides` are groups of needles; every group must
be cited, by any one of its needles.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import pytest

from rag.assistant import Assistant

HERE = Path(__file__).parent / "disputes"
# Contested rightly told, and both sides cited in the contested: what is reached, less a
# question or so for other processors' rounding.
FLOORS = {"work": (0.91, 0.66), "report": (0.82, 0.36)}


@dataclass(frozen=True)
class Asked:
    row: dict
    contested: bool
    shown: bool


def rows():
    lines = (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module", params=["work", "report"])
def asked(request, cache):
    mine = [row for row in rows() if row["split"] == request.param]
    assistants = {name: Assistant.open(HERE / name) for name in {row["corpus"] for row in mine}}
    return request.param, [outcome(row, assistants[row["corpus"]]) for row in mine]


def outcome(row, assistant):
    answer = assistant.ask(row["question"])
    cited = " ".join(c.quote for c in answer.citations) if answer.answered else ""
    shown = all(any(needle in cited for needle in group) for group in row["sides"])
    return Asked(row, answer.contested, shown)


def test_sides_are_told_where_there_are_two(asked):
    split, outcomes = asked
    right = fmean(
        one.contested == one.row["contested"] or one.row.get("open", False) for one in outcomes
    )
    both = fmean(one.shown for one in outcomes if one.row["contested"])
    wrong = [
        one.row["question"]
        for one in outcomes
        if one.contested != one.row["contested"] and not one.row.get("open")
    ]
    floors = FLOORS[split]
    assert (right >= floors[0], both >= floors[1]) == (True, True), (
        f"right {right:.3f}, both sides {both:.3f}",
        wrong if split == "work" else len(wrong),
    )


def test_the_questions_are_of_many_kinds_and_half_are_kept_apart():
    labelled = rows()
    splits = Counter(row["split"] for row in labelled)
    assert len(labelled) >= 60
    assert abs(splits["work"] - splits["report"]) <= 2
    corpora = {split: {r["corpus"] for r in labelled if r["split"] == split} for split in splits}
    assert corpora["work"].isdisjoint(corpora["report"])
    assert len({row["question"] for row in labelled}) == len(labelled)
    assert {row["kind"] for row in labelled} >= {
        "yes/no", "presupposes", "blame", "one party, undisputed", "plain", "says", "numbers"
    }  # fmt: skip


def test_every_needle_stands_in_its_corpus():
    for row in rows():
        texts = [path.read_text(encoding="utf-8") for path in (HERE / row["corpus"]).iterdir()]
        for group in row["sides"]:
            assert any(needle in text for needle in group for text in texts), row["question"]


@pytest.mark.parametrize(
    ("question", "charge", "denial"),
    [
        ("Why did Lumeria ram the Halcyon?", "accused Lumeria", "denied that its patrol boat"),
        ("Why did Kestria ram the Halcyon?", None, None),
        ("Why did Lumeria ram the Petrel?", None, None),
    ],
)
def test_a_charge_taken_for_granted_is_told_as_a_charge(cache, question, charge, denial):
    answer = Assistant.open(HERE / "harbour").ask(question)
    assert answer.contested == answer.answered == (charge is not None)
    assert answer.short is None
    if charge:
        assert charge in answer.statements[0].text
        assert denial in answer.statements[1].text
        assert answer.statements[1].stance == "denies"
