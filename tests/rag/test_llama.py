from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers.no_text import NoText

from rag.llama import CitedAnswerEngine, PassageRetriever


def test_the_retriever_gives_nodes_whose_offsets_hold(seeds):
    nodes = PassageRetriever(seeds, limit=3).retrieve("Where were the peace talks held?")
    assert len(nodes) == 3
    for found in nodes:
        node = found.node
        text = seeds.document(node.metadata["source"]).text
        assert text[node.start_char_idx : node.end_char_idx] == node.text


def test_the_retriever_serves_a_stock_query_engine(seeds):
    engine = RetrieverQueryEngine(PassageRetriever(seeds), NoText(llm=MockLLM()))
    response = engine.query("Where were the peace talks held?")
    assert any("Qatar" in node.text for node in response.source_nodes)


def test_the_engine_answers_with_the_quotes_as_sources(seeds):
    response = CitedAnswerEngine(assistant=seeds).query("Where were the peace talks held?")
    assert "Qatar" in response.response
    answer = response.metadata["answer"]
    assert [node.text for node in response.source_nodes] == [
        citation["quote"] for citation in answer["citations"]
    ]
