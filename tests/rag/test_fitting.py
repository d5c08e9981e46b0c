import pytest

from index.errors import GoldError
from rag.assistant import Assistant
from rag.gold import GoldQuestion, GoldRow
from rag.settings import Settings

PARTIES = '[[parties]]\nname = "Norland"\n[[parties]]\nname = "Sudria"\n'


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dam")
    (folder / "dam.txt").write_text("The Toro dam holds nine metres of water, engineers said.")

    def opened(dispute):
        named = folder.with_suffix(".toml")
        named.write_text(dispute)
        return Assistant.open(folder, settings=Settings(cache=folder.parent, dispute=named))

    return opened


def asked(**fields):
    plain = {"question": "How much?", "answers": ("nine",), "evidence": (("nine metres",),)}
    return [GoldRow(3, GoldQuestion(**plain | fields))]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"question": "How " + "x" * 2000}, "question: the question has 2,004 characters"),
        ({"answers": ("nine", "—")}, "answers.1: “—” has no word"),
        ({"answers": ("The",)}, "answers.0: “The” has no word"),
        ({"party": "Sudrja"}, "party: 'Sudrja' is no party .* did you mean 'Sudria'"),
        ({"party": "Elsewhere"}, "party: .* choose among Norland, Sudria"),
        ({"evidence": (("ten metres",),)}, "evidence.0.0: “ten metres” stands in no article"),
    ],
)
def test_a_row_that_is_asked_in_vain_is_refused_with_line_and_field(
    opened, tmp_path, fields, message
):
    with pytest.raises(GoldError, match=rf"g\.jsonl, line 3, {message}"):
        opened(PARTIES).refuse_unfit(tmp_path / "g.jsonl", asked(**fields))


def test_rows_that_fit_pass_and_a_party_needs_a_dispute_file(opened, tmp_path):
    opened(PARTIES).refuse_unfit(tmp_path / "g.jsonl", asked(party="Sudria"))
    with pytest.raises(GoldError, match="no dispute file names any"):
        opened("").refuse_unfit(tmp_path / "g.jsonl", asked(party="Sudria"))
