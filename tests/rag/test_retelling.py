from datetime import date

import pytest

from index.documents import Passage, Span
from rag.attribution import Voice
from rag.gathering import Told
from rag.retelling import Said, retold

FILLER = (
    "The valley lies north of the town and grows apricots, wheat and a little barley each year."
)


def told(text, source="a.txt", article=0, kind="body", filler=FILLER):
    span = Span(0, len(text))
    passage = Passage(source, article, span, text, (span,), "", date(2024, 3, 14), kind)
    return Told(passage, 0, (text, filler), 0)


def said(text, key="x", **where):
    return Said(told(text, **where), Voice("Norland", "Norland", "asserts", "said"), key)


def entries(*given):
    return [(e.said.told.text, len(e.others), e.also) for e in retold(given)]


CLAIM = "Norland said the Toro dam releases as much water as it takes in."


def test_the_same_report_in_two_sources_is_one_with_the_other_beside_it():
    assert entries(said(CLAIM), said(CLAIM, source="b.txt")) == [(CLAIM, 0, ("b.txt",))]


def test_another_report_of_the_same_is_cited_for_itself():
    other = "The Toro dam releases as much water as it takes in, Norland said, citing gauges."
    other_report = said(other, source="b.txt", filler="Snow fell on the pass for a third day.")
    assert entries(said(CLAIM), other_report) == [(CLAIM, 1, ())]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norland said 40 villages lost water.", "Norland said 70 villages lost water."),
        ("Norland will open the Toro dam.", "Norland will not open the Toro dam."),
        (CLAIM, "Norland said the Kesh crossing stays shut for lorries until the snow melts."),
    ],
)  # fmt: skip
def test_other_numbers_a_negation_or_other_words_are_another_statement(one, other):
    assert len(entries(said(one), said(other, source="b.txt"))) == 2


def test_only_equal_keys_are_compared():
    assert len(entries(said(CLAIM, key="x"), said(CLAIM, key="y"))) == 2


def test_the_body_speaks_for_a_bullet_of_its_own_article_only():
    bullet = "Norland says dam releases all water it takes in"
    assert entries(said(bullet, kind="summary"), said(CLAIM)) == [(CLAIM, 0, ())]
    loose = "Norland says dam gives back all it gets of water"
    elsewhere = said(loose, kind="summary", source="b.txt", filler="Snow fell for a third day.")
    assert len(entries(elsewhere, said(CLAIM))) == 2


def test_a_few_words_are_not_found_again_in_a_long_sentence():
    longer = said(f"{CLAIM[:-1]}, and called it a lie.")
    assert len(entries(said("“A lie,” Norland said."), longer)) == 2
