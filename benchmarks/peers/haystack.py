"""Haystack's extractive question answering with this project's reader.

It is given this project's passages with the vectors that they have here, and reads the twenty
nearest, about as many words as ten chunks of its own splitter's 200 words. The store, the
retriever and TransformersExtractiveReader have their default settings. The answer is the best
span.
"""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpora import Corpus, passages, vectors
from benchmarks.peers.system import Find, History, answer, fast, with_conversation
from benchmarks.peers.weights import exported, peer_reader
from index.documents import Document, Span
from index.embedding import load_embedder
from rag.answers import Answer

os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")

if TYPE_CHECKING:
    from haystack import ExtractedAnswer
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

NAME = "Haystack, extractive reader"
RETRIEVED = 20


@cache
def _reader() -> "TransformersExtractiveReader":
    from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

    reader = TransformersExtractiveReader(exported())
    reader.warm_up()
    reader.model = peer_reader()
    return reader


class HaystackSystem:
    """Haystack's embedding retriever and its extractive reader."""

    def __init__(self, corpus: Corpus, store: "InMemoryDocumentStore") -> None:
        from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever

        self.ranked, self.exact, self.silent = "", "", None
        self._by_source = corpus.documents
        self._retriever: InMemoryEmbeddingRetriever = InMemoryEmbeddingRetriever(
            store, top_k=RETRIEVED
        )
        self._reader = _reader()

    def ask(self, question: str, history: History = ()) -> Answer:
        """The best span of the nearest chunks."""
        asked = with_conversation(question, history)
        vector = load_embedder().question(asked).tolist()
        with fast():
            found = self._retriever.run(query_embedding=vector)["documents"]
            self.ranked = " ".join(each.content for each in found)
            spans = self._reader.run(query=asked, documents=found, no_answer=False)["answers"]
        return answer(asked, _find(spans), self._by_source)

    def document(self, source: str) -> Document:
        """The document that a citation names."""
        return self._by_source[source]


def _find(spans: "list[ExtractedAnswer]") -> Find | None:
    if not spans:
        return None
    best, offset = spans[0], spans[0].document_offset
    start = best.document.meta["start"]
    span = Span(start + offset.start, start + offset.end)
    return Find(best.document.meta["source"], span, exact=True, confidence=best.score)


def open_system(corpus: Corpus, folder: Path) -> HaystackSystem:
    """The system over a corpus; the store is filled in seconds, so nothing is kept."""
    from haystack import Document as Chunk
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    # Rows of an array instead of lists of floats: the store stacks all of them for a question.
    chunks = [
        Chunk(
            id=str(passage.id),
            content=passage.text,
            meta={"source": passage.source, "start": passage.span.start},
            embedding=vector,
        )
        for passage, vector in zip(passages(folder), vectors(folder), strict=True)
    ]
    store = InMemoryDocumentStore(shared=False)
    store.write_documents(chunks)
    return HaystackSystem(corpus, store)
