"""Stock LlamaIndex retrieval; the answer is the sentence found that is nearest to the question.

Default settings: chunks of 1,024 tokens, of which the two nearest are retrieved.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import stock
from benchmarks.corpora import Corpus
from benchmarks.peers.system import Find, History, answer, fast, with_conversation
from benchmarks.samples import Sample
from index.documents import Document, Span
from index.sentences import sentences
from rag.answers import Answer

if TYPE_CHECKING:
    from llama_index.core.schema import NodeWithScore
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

NAME = "LlamaIndex, nearest sentence"
RETRIEVED = 2  # `similarity_top_k` where none is set


@cache
def _model() -> "HuggingFaceEmbedding":
    return stock.warm_model()


class LlamaIndexSystem:
    """The stock retriever, and the best sentence of what it finds."""

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        self.ranked, self.exact, self.silent = "", "", None
        self._documents = list(corpus.documents.values())
        self._by_source = corpus.documents
        self._retriever = stock.open_retriever(folder, _model())

    def ask(self, question: str, history: History = ()) -> Answer:
        """The nearest sentence of the nearest chunks."""
        asked = with_conversation(question, history)
        with fast():
            hits = self._retriever.retrieve(asked)
            self.ranked = " ".join(hit.node.get_content() for hit in hits)
            return answer(asked, self._find(asked, hits[:RETRIEVED]), self._by_source)

    def _find(self, asked: str, hits: "list[NodeWithScore]") -> Find | None:
        places = [place for hit in hits for place in self._sentences(hit)]
        if not places:
            return None
        texts = [span.of(document.text) for document, span in places]
        rows = np.array(_model().get_text_embedding_batch(texts))
        cosines = rows @ np.array(_model().get_query_embedding(asked))
        document, span = places[int(cosines.argmax())]
        return Find(document.source, span, exact=False, confidence=float(cosines.max()))

    def _sentences(self, hit: "NodeWithScore") -> list[tuple[Document, Span]]:
        document = self._documents[int(hit.node.ref_doc_id or "")]
        start, end = hit.node.start_char_idx, hit.node.end_char_idx
        if start is None or end is None:
            return []
        spans = sentences(document.text, Span(start, min(end, len(document.text))))
        return [(document, span) for span in spans]

    def document(self, source: str) -> Document:
        """The document that a citation names."""
        return self._by_source[source]


def open_system(corpus: Corpus, folder: Path) -> LlamaIndexSystem:
    """The system over a corpus; indexes it where it has not been."""
    kept = folder / "llamaindex"
    if not kept.is_dir():
        with fast():
            stock.build(Sample(corpus.articles, ()), _model(), kept)
    return LlamaIndexSystem(corpus, kept)
