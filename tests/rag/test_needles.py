import pytest

from index.errors import GoldError
from rag.gold import GoldQuestion, GoldRow
from rag.needles import places, refuse_missing

TEXT = "The dam holds\nnine  metres (9 m) of water.\nThe dam leaks."


def test_a_needle_is_found_whatever_white_space_divides_its_words():
    (span,) = places("holds nine metres (9 m)", TEXT)
    assert span.of(TEXT) == "holds\nnine  metres (9 m)"
    assert len(places("The dam", TEXT)) == 2
    assert places("the dam", TEXT) == ()
    assert places("  ", TEXT) == ()


def test_a_needle_of_no_article_names_file_line_and_field(tmp_path):
    row = GoldQuestion(question="What?", evidence=(("nine metres",), ("The dam leaks", "It leaks")))
    path = tmp_path / "g.jsonl"
    with pytest.raises(GoldError, match=r"g\.jsonl, line 7, evidence\.1\.1: “It leaks”"):
        refuse_missing(path, [GoldRow(7, row)], [TEXT])
    refuse_missing(path, [GoldRow(7, row)], [TEXT, "It\nleaks."])


def test_a_needle_does_not_reach_over_two_documents(tmp_path):
    row = GoldQuestion(question="What?", evidence=(("one two",),))
    with pytest.raises(GoldError, match="evidence"):
        refuse_missing(tmp_path / "g", [GoldRow(1, row)], ["one", "two"])


def test_also_is_looked_for_too(tmp_path):
    row = GoldQuestion(question="What?", evidence=(("nine",),), also=("ten",))
    with pytest.raises(GoldError, match=r"also\.0"):
        refuse_missing(tmp_path / "g", [GoldRow(1, row)], [TEXT])
