"""BM25 over this project's passages; the answer is the sentence that scores best by BM25 too.

bm25s with its default constants, the Snowball stemmer and its English stop words. A sentence
is a candidate if its passage is among the first ten.
"""

from pathlib import Path

import bm25s
import numpy as np
import Stemmer

from benchmarks.corpora import Corpus, passages
from benchmarks.peers.system import Find, History, answer, with_conversation
from index.documents import Document
from rag.answers import Answer

NAME = "BM25, top sentence"
READ = 10  # passages whose sentences may answer
RANKED = 30


class Bm25System:
    """Two BM25 indexes, of the passages and of their sentences."""

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        self.ranked, self.exact, self.silent = "", "", None
        self._by_source = corpus.documents
        self._passages = passages(folder)
        counts = [len(passage.sentences) for passage in self._passages]
        self._first = np.concatenate([[0], np.cumsum(counts)])
        self._stemmer = Stemmer.Stemmer("english")
        self._of_passages = self._indexed([passage.text for passage in self._passages])
        texts = [text for passage in self._passages for text in passage.sentence_texts()]
        self._of_sentences = self._indexed(texts)

    def _indexed(self, texts: list[str]) -> bm25s.BM25:
        index = bm25s.BM25()
        index.index(self._words(texts), show_progress=False)
        return index

    def _words(self, texts: list[str]) -> list[list[str]]:
        return bm25s.tokenize(
            texts, stopwords="en", stemmer=self._stemmer, return_ids=False, show_progress=False
        )

    def ask(self, question: str, history: History = ()) -> Answer:
        """The best sentence of the best passages."""
        asked = with_conversation(question, history)
        words = self._words([asked])[0]
        scores = self._of_passages.get_scores(words)
        order = np.argsort(-scores, kind="stable")[:RANKED]
        self.ranked = " ".join(self._passages[place].text for place in order)
        return answer(asked, self._find(words, order[:READ]), self._by_source)

    def _find(self, words: list[str], places: np.ndarray) -> Find | None:
        scores = self._of_sentences.get_scores(words)
        numbers = [n for place in places for n in range(*self._first[place : place + 2])]
        best = max(numbers, key=lambda number: scores[number], default=None)
        if best is None:
            return None
        place = int(np.searchsorted(self._first, best, side="right")) - 1
        passage = self._passages[place]
        span = passage.sentences[best - self._first[place]]
        return Find(passage.source, span, exact=False, confidence=float(scores[best]))

    def document(self, source: str) -> Document:
        """The document that a citation names."""
        return self._by_source[source]


def open_system(corpus: Corpus, folder: Path) -> Bm25System:
    """The system over a corpus; it is indexed in seconds, so nothing is kept."""
    return Bm25System(corpus, folder)
