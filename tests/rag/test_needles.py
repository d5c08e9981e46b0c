import pytest

from index.building import build
from index.embedding import load_embedder
from index.errors import GoldError
from index.searching import open_index
from rag.gold import GoldQuestion, GoldRow
from rag.needles import places, refuse_uncitable

TEXT = "The dam holds\nnine  metres (9 m) of water.\nThe dam leaks."
DAM = (
    "Norland quarrels over the dam\n\nPublished 14 March 2025\nBy Lena Moor\n\n"
    "The dam holds nine  metres of water, Veld said.\n\nSudria denied it. It leaks. "
    "The dam is old.\n"
)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dam")
    (folder / "dam.txt").write_text(DAM)
    row = '{"title": "Rain in Hollin", "text": "It rained for two days in Hollin, Orr said."}'
    (folder / "wire.jsonl").write_text(row)
    embedder = load_embedder(None)
    made = tmp_path_factory.mktemp("made")
    build(folder, made, embedder)
    return open_index(made, embedder).catalogue


def asked(*groups, also=()):
    return [GoldRow(7, GoldQuestion(question="What?", evidence=groups, also=also))]


def test_a_needle_is_found_whatever_white_space_divides_its_words():
    (span,) = places("holds nine metres (9 m)", TEXT)
    assert span.of(TEXT) == "holds\nnine  metres (9 m)"
    assert len(places("The dam", TEXT)) == 2
    assert places("the dam", TEXT) == ()
    assert places("  ", TEXT) == ()


def test_needles_that_a_citation_can_hold_pass(tmp_path, catalogue):
    rows = asked(
        ("holds nine metres of water",),
        ("denied it. It leaks", "Veld said. Sudria denied it"),
        also=("two days",),
    )
    refuse_uncitable(tmp_path / "g.jsonl", rows, catalogue)


@pytest.mark.parametrize(
    ("needle", "why"),
    [
        ("It leaked", "stands in no article of this corpus"),
        ("days in Hollin, Orr said. Norland quarrels", "stands in no article"),
        ("Norland quarrels over the dam", "stands only in a headline or byline"),
        ("olds nine metres", "begins or ends within a word"),
        ("By Lena Moor", "stands only in a headline or byline"),
        ("Rain in Hollin", "stands only in a headline or byline"),
        ("It leaks. The dam is old", "runs over sentences"),
    ],
)
def test_one_that_none_can_hold_names_file_line_and_field(tmp_path, catalogue, needle, why):
    path = tmp_path / "g.jsonl"
    with pytest.raises(GoldError, match=rf"g\.jsonl, line 7, evidence\.1\.1: “{needle}” {why}"):
        refuse_uncitable(path, asked(("two days",), ("It leaks", needle)), catalogue)
    with pytest.raises(GoldError, match=rf"also\.0: “{needle}” {why}"):
        refuse_uncitable(path, asked(("two days",), also=(needle,)), catalogue)
