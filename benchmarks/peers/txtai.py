"""txtai's extractor: its embeddings search, and its Questions pipeline with our reader.

Default settings: the three nearest texts are joined into one context, which the reader sees
up to 512 word pieces of. txtai does not cut articles, and whole ones would lose all but their
beginnings there, so it gets this project's passages, with the vectors that they have here.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.corpora import Corpus, passages, vectors
from benchmarks.peers.system import Find, History, answer, fast, with_conversation
from benchmarks.peers.weights import exported, peer_reader
from index.documents import Document, Passage
from index.documents import Span as Words
from index.embedding import load_embedder
from rag.answers import Answer

if TYPE_CHECKING:
    from txtai import Embeddings
    from txtai.pipeline import Questions

NAME = "txtai, extractor"
RANKED = 30
BEGINNING = 40  # characters by which a span is found in its text


@cache
def _questions() -> "Questions":
    from transformers import AutoTokenizer
    from txtai.pipeline import Questions

    return Questions((peer_reader(), AutoTokenizer.from_pretrained(exported())), gpu=False)


class TxtaiSystem:
    """txtai's embeddings and its extractor."""

    def __init__(self, corpus: Corpus, embeddings: "Embeddings", held: list[Passage]) -> None:
        from txtai import RAG

        self.ranked, self.exact, self.silent = "", "", None
        self._by_source = corpus.documents
        self._passages = {str(passage.id): passage for passage in held}
        self._embeddings = embeddings
        self._extractor = RAG(embeddings, _questions(), output="reference")
        self._reader = peer_reader()

    def ask(self, question: str, history: History = ()) -> Answer:
        """The span that the extractor gives."""
        asked = with_conversation(question, history)
        with fast():
            hits = self._embeddings.search(asked, RANKED)
            found = [self._passages[hit["id"]] for hit in hits]
            self.ranked = " ".join(passage.text for passage in found)
            span = self._extractor(asked)["answer"]
        return answer(asked, _find(span, found, self._reader.surest), self._by_source)

    def document(self, source: str) -> Document:
        """The document that a citation names."""
        return self._by_source[source]


def _find(span: str | None, found: list[Passage], score: float) -> Find | None:
    """Where the span begins; what of it stands in a further text is left out."""
    for passage in found if span else []:
        start = passage.text.find((span or "")[:BEGINNING])
        if start >= 0:
            place = Words(start, min(start + len(span or ""), len(passage.text)))
            return Find(passage.source, place.shifted(passage.span.start), True, score)
    return None


def open_system(corpus: Corpus, folder: Path) -> TxtaiSystem:
    """The system over a corpus; its index is made in seconds, so nothing is kept."""
    from txtai import Embeddings

    held = passages(folder)
    known = dict(zip((passage.text for passage in held), vectors(folder), strict=True))
    embedder = load_embedder()

    def transform(texts: list[str]) -> np.ndarray:
        return np.stack([known[t] if t in known else embedder.question(t) for t in texts])

    embeddings = Embeddings(method="external", transform=transform, content=True, backend="numpy")
    embeddings.index((str(passage.id), passage.text, None) for passage in held)
    return TxtaiSystem(corpus, embeddings, held)
