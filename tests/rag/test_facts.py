"""What `info` says of a corpus: how many of its outlets report for themselves."""

import pytest

from rag.assistant import Assistant
from rag.facts import independent_outlets

WIRE = "The river authority said on Monday that both locks at Arle would stay shut until May."
OWN = "Traders in the market complained of high rents and of a roof that has leaked since June."
OTHER = "A ferry left the harbour without lights on Friday and was stopped by the coast guard."


@pytest.mark.parametrize(
    ("printed", "independent"),
    [
        ([], 0),
        ([("Post", WIRE)], 1),
        ([("Post", WIRE), ("Herald", OWN)], 2),
        ([("Post", WIRE), ("Herald", WIRE)], 1),
        ([("Post", WIRE), ("Herald", WIRE), ("Herald", OWN)], 1),
        ([("Post", WIRE), ("Post", OTHER), ("Herald", WIRE), ("Herald", OWN)], 2),
        ([("Post", WIRE), ("Post", WIRE), ("Herald", OWN)], 2),
    ],
)
def test_a_reprint_makes_no_independent_outlet(printed, independent):
    assert independent_outlets(printed) == independent


def test_info_counts_independent_outlets(tmp_path, cache):
    for name, outlet, text in (("a", "post", WIRE), ("b", "herald", WIRE), ("c", "gull", OWN)):
        row = f'{{"title": "{name.upper()} at the river", "url": "https://{outlet}.example/{name}",'
        (tmp_path / f"{name}.jsonl").write_text(f'{row} "text": "{text}"}}\n')
    facts = Assistant.open(tmp_path).info(independent=True)
    assert len(facts.outlets) == 3
    assert facts.independent == 2
    assert facts.outlets_text().endswith("(2 independent)")
    assert facts.to_dict()["independent"] == 2
    assert Assistant.open(tmp_path).info().independent is None
