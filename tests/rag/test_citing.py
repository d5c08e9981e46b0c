from dataclasses import replace

import pytest

from index.errors import InternalError
from rag.citing import Citer
from rag.dispute import Dispute


@pytest.fixture
def catalogue(seeds):
    return seeds._index.catalogue


@pytest.fixture
def passage(catalogue):
    return catalogue.passages_of(catalogue.sources()[0])[3]


def test_a_place_is_numbered_once_and_places_count_from_1(catalogue, passage):
    citer = Citer(catalogue, Dispute())
    first, second = passage.sentences[:2]
    numbers = [citer.cite(passage, span).number for span in (first, second, first)]
    assert numbers == [1, 2, 1]
    assert [citation.number for citation in citer.citations] == [1, 2]


def test_the_quote_is_the_document_s_own(catalogue, passage):
    citation = Citer(catalogue, Dispute()).cite(passage, passage.sentences[1])
    text = catalogue.document(passage.source).text
    assert text[citation.start : citation.end] == citation.quote


def test_a_quote_that_is_not_in_its_document_is_not_cited(catalogue, passage):
    tampered = replace(passage, text=passage.text.upper())
    citer = Citer(catalogue, Dispute())
    assert citer.cite_checked(tampered, passage.sentences[0], also=(), strict=False) is None
    assert citer.citations == ()
    good = citer.cite_checked(passage, passage.sentences[0], also=("b.txt",), strict=True)
    assert (good.number, good.also) == (1, ("b.txt",))
    with pytest.raises(InternalError):
        citer.cite_checked(tampered, passage.sentences[1], also=(), strict=True)


def test_the_dispute_file_names_the_outlet(catalogue, passage):
    dispute = Dispute(outlets={passage.source: "The Valley Post"})
    assert Citer(catalogue, dispute).cite(passage, passage.sentences[0]).outlet == "The Valley Post"
