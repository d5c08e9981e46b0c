"""Four invented disputes, two without a dispute file, with labelled questions.

`disputes/questions.jsonl` was labelled before the rules. Rows of the split "work" may be read
by whoever writes rules; those of "report" are of other disputes and are only measured.

`contested` means that the question asks for, or takes for granted, what the articles show one
side claiming and another denying. Where it asks for one side's words or for a number on a
disputed matter (`open`) either answer is right. `sides` are groups of needles; every group must
be cited, by any one of its needles.
"""

import json
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent / "disputes"


def rows():
    lines = (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


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
