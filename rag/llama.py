"""Our retriever and our engine as LlamaIndex parts, to drop into a LlamaIndex program."""

from typing import Any

from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from pydantic import ConfigDict

from index.documents import Hit, Passage
from rag.answers import Answer, Citation
from rag.assistant import Assistant


class PassageRetriever(BaseRetriever):
    """Finds passages as LlamaIndex nodes; offsets count code points of the document.

    Each node's metadata holds `source`, `title` and `published` (ISO 8601 or None).
    """

    def __init__(self, assistant: Assistant, limit: int = 10) -> None:
        """`limit` is how many passages a question gets."""
        self._assistant = assistant
        self._limit = limit
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [
            _hit_node(hit) for hit in self._assistant.search(query_bundle.query_str, self._limit)
        ]


class CitedAnswerEngine(CustomQueryEngine):
    """Answers with checked citations; the cited quotes are the response's source nodes.

    The response's metadata holds the whole `Answer` as plain JSON types under `answer`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant

    def custom_query(self, query_str: str) -> Response:
        """The answer to a question. Raises QuestionError for a bad one."""
        answer = self.assistant.ask(query_str)
        return Response(
            response=answer.text,
            source_nodes=[_citation_node(citation, answer) for citation in answer.citations],
            metadata={"answer": answer.to_dict()},
        )


def passage_node(passage: Passage) -> TextNode:
    """A passage as a LlamaIndex node under its catalogue number."""
    return TextNode(
        id_=str(passage.id),
        text=passage.text,
        start_char_idx=passage.span.start,
        end_char_idx=passage.span.end,
        metadata=_metadata(passage),
    )


def _hit_node(hit: Hit) -> NodeWithScore:
    return NodeWithScore(node=passage_node(hit.passage), score=hit.score)


def _citation_node(citation: Citation, answer: Answer) -> NodeWithScore:
    node = TextNode(
        id_=f"{citation.source}:{citation.start}-{citation.end}",
        text=citation.quote,
        start_char_idx=citation.start,
        end_char_idx=citation.end,
        metadata=_metadata(citation) | {"number": citation.number},
    )
    return NodeWithScore(node=node, score=answer.confidence)


def _metadata(named: Passage | Citation) -> dict[str, Any]:
    published = named.published.isoformat() if named.published else None
    return {"source": named.source, "title": named.title, "published": published}
