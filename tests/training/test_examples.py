"""Questions with several answering sentences → training examples and targets."""

import random

import pytest

from index.documents import Span
from training.examples import answered, unanswered
from training.features import features
from training.negatives import cut
from training.train import targets
from training.written import place, written, written_articles

TEXT = (
    "The army said 12 soldiers died at the post. Rain fell all night. "
    "The rebels spoke of 30 dead. A hospital in the valley counted 17 bodies and several wounded."
)
DEAD = [place(TEXT, each) for each in ("12 soldiers", "30 dead", "17 bodies")]


def example(answers: list[Span]):
    return answered("test", "How many died?", TEXT, answers, "Raid on a post", random.Random(1))


def test_every_answer_in_the_window_is_kept():
    made = example(DEAD)
    assert {span.of(made.text) for span in made.answers} == {"12 soldiers", "30 dead", "17 bodies"}


def test_an_answer_outside_the_window_is_left_out():
    filler = " Nothing else was known about it in the town that day." * 40
    far = f"{TEXT}{filler} In all 99 fell."
    made = answered(
        "test", "How many died?", far, [place(far, "99"), DEAD[0]], "", random.Random(5)
    )
    assert len(made.answers) == 1


def test_targets_are_shared_among_the_answers():
    batch = features([example(DEAD)])
    shares = targets(batch, len(batch[0].window.ids))
    assert shares.shape[0] == 1
    assert shares.sum(1).tolist() == [pytest.approx([1.0, 1.0])]
    assert (shares > 0).sum(1).tolist() == [[3, 3]]


def test_the_target_of_no_answer_is_the_first_piece():
    none = unanswered("test", "How many were rescued?", TEXT, 0, "", random.Random(3))
    batch = features([none, example(DEAD)])
    longest = max(len(each.window.ids) for each in batch)
    assert targets(batch, longest)[0].nonzero().tolist() == [[0, 0], [0, 1]]


def test_what_is_cut_holds_no_answer():
    long = TEXT + " " + "Nothing else was known about it in the town that day. " * 5
    rest = cut(long, DEAD, random.Random(2))
    assert rest is not None
    assert not any(span.of(TEXT) in rest for span in DEAD)


def test_written_answers_stand_in_their_article():
    rows = written_articles()
    assert all(
        answer in row["text"]
        for row in rows
        for question in row["questions"]
        if question["answer"] is not None
        for answer in [question["answer"], *question.get("also", ())]
    )
    assert any(question["answer"] is None for row in rows for question in row["questions"])


def test_written_parts_share_no_title():
    split = written()
    titles = [
        source.title for part in (split.train, split.calibrate, split.report) for source in part
    ]
    assert len(titles) == len(set(titles))
