"""The citation-accuracy suite over the seeds: it prints its figures and holds the floors."""

import pytest

# What the shipped reader and calibrations reach, less a little for other processors' rounding.
# CONTRIBUTING.md names what is aimed at.
FLOORS = {
    "quote fidelity": 1.0,
    "citation precision": 0.75,
    "citation recall": 0.75,
    "evidence coverage": 0.66,
    "answer accuracy": 0.69,
    "silence precision": 0.63,
    "silence recall": 0.71,
    "silence F1": 0.67,
    "attribution accuracy": 0.82,
    "contested right": 0.90,
    "both sides cited": 0.80,
}


@pytest.fixture(scope="session", autouse=True)
def _shown(request, reported, reported_by_fusion):
    request.config.citation_reports = {
        "seeds, reported part": (reported, None),
        "the same by fusion alone": (reported_by_fusion, None),
    }


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_floor(reported, name, floor):
    assert reported.value(name) >= floor


def test_quotes_are_exact_without_the_reader(reported_by_fusion):
    assert reported_by_fusion.value("quote fidelity") == 1.0
