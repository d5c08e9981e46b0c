"""The same report in two files is found, different reports on one event are not."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.duplicates import duplicate_groups

WORDS = "the a border crossing ministry said talks army river town market convoy fuel".split()


def report(seed, sentences=20):
    chosen = random.Random(seed)
    return " ".join(
        " ".join(chosen.choices(WORDS, k=11)).capitalize() + f" {seed}-{number}."
        for number in range(sentences)
    )


def test_edited_copies_form_one_group():
    wire = report(1)
    copies = [
        ("first", wire),
        ("other", report(2)),
        ("with a headline", f"Breaking: border shut again\n\n{wire}\n\nShort Url"),
        ("typeset", wire.upper().replace(".", " . ")),
        ("cut", wire[: int(len(wire) * 0.7)]),
    ]
    assert duplicate_groups(copies) == (("first", "with a headline", "typeset", "cut"),)


def test_one_shared_quotation_does_not_make_a_copy():
    quotation = "“We have never allowed anyone to use our soil against a neighbour,” he said."
    articles = [("a", f"{report(1)} {quotation}"), ("b", f"{report(2)} {quotation}")]
    assert duplicate_groups(articles) == ()


def test_groups_and_keys_keep_their_order():
    articles = [(3, report(1)), (1, report(2)), (9, report(2)), (0, report(1))]
    assert duplicate_groups(articles) == ((3, 0), (1, 9))


def test_copies_of_copies_are_linked():
    text = report(1, 30)
    half = len(text) // 2
    texts = [text[: half + 300], text[200:-200], text[half - 300 :]]
    assert duplicate_groups(list(enumerate(texts)), threshold=0.45) == ((0, 1, 2),)


@pytest.mark.parametrize(("threshold", "expected"), [(0.5, (("a", "b"),)), (0.9, ())])
def test_the_threshold_counts(threshold, expected):
    text = report(1)
    articles = [("a", text), ("b", text[: int(len(text) * 0.75)])]
    assert duplicate_groups(articles, threshold=threshold) == expected


def test_empty_and_tiny_texts():
    articles = [("none", ""), ("blank", " \n—"), ("tiny", "Rain fell"), ("same", "rain fell!")]
    assert duplicate_groups(articles) == (("tiny", "same"),)
    assert duplicate_groups([]) == ()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_equal_texts_with_words_always_group(texts):
    groups = duplicate_groups(list(enumerate(texts)))
    members = [number for group in groups for number in group]
    assert len(members) == len(set(members))
    for number, text in enumerate(texts):
        if text.isalnum() and texts.count(text) > 1:
            assert number in members
