"""A question → the passages nearest to it, by meaning and by words, fused.

`open_index` gives an `Index` that follows its folder: where a build has made a newer
generation current, the next search uses it, and a search under way ends on its own.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue, Watch, open_catalogue
from index.documents import Article, Document, Hit
from index.embedding import Embedder
from index.errors import IndexFormatError
from index.generations import (
    Generation,
    derive_generation,
    read_generation,
    restore_generation,
)

# How much the cosine counts in the fused score; the words have the rest. Between .5 and .7 all
# did about as well on news questions (benchmarks/RESULTS.md).
DENSE_WEIGHT = 0.6

# Passages that each search hands to the fusion.
POOL = 100

# A generation may vanish while it is opened, but only as fast as builds complete.
ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found, best first, and the vector of its question.

    `catalogue` is the view of the truth that was searched: the hits' documents as they
    were then, whatever a build has changed since.
    """

    question: str
    question_vector: NDArray[np.float32]
    hits: tuple[Hit, ...]
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class _View:
    catalogue: Catalogue
    generation: Generation


class Index:
    """A searchable index; loads once, safe to share between threads."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self.folder = folder
        self._embedder = embedder
        self._turn = threading.Lock()
        self._view = _open_view(folder, embedder.name)
        self._watch = Watch(folder)

    @property
    def catalogue(self) -> Catalogue:
        """The view of the truth that is current."""
        return self._current().catalogue

    def search(self, question: str, *, limit: int = 20) -> Search:
        """Return at most `limit` passages for the question, by falling fused score.

        `dense` of each hit is its cosine; `lexical` its BM25 score, None where the words
        did not find it among the first.
        """
        vector = self._embedder.question(question)
        view = self._current()
        dense = view.generation.vectors.search(vector, max(POOL, limit))
        lexical = dict(view.generation.words.search(question, max(POOL, limit)))
        found = list({number: None for number, _ in dense} | lexical)
        cosines = dict(zip(found, view.generation.vectors.cosines(vector, found), strict=True))
        fused = fuse(cosines, lexical)[:limit]
        passages = view.catalogue.passages([number for number, _ in fused])
        hits = tuple(
            Hit(passage, score, dense=cosines[number], lexical=lexical.get(number))
            for (number, score), passage in zip(fused, passages, strict=True)
        )
        return Search(question, vector, hits, view.catalogue)

    def document(self, source: str) -> Document:
        """Return the document of that name; raises CorpusError when there is none."""
        return self.catalogue.document(source)

    def article(self, source: str, number: int) -> Article:
        """Return one article of a document; raises CorpusError when there is none."""
        return self.catalogue.article(source, number)

    def _current(self) -> _View:
        with self._turn:
            watch = Watch(self.folder) if self._watch.replaced() else self._watch
            newest = watch.generation()
            # A truth in another's place counts once its first build is complete.
            if newest and (watch, newest) != (self._watch, self._view.generation.number):
                self._view = _open_view(self.folder, self._embedder.name)
                self._watch = watch
            return self._view


def open_index(folder: Path, embedder: Embedder) -> Index:
    """Open a finished index, making again whatever derived file is missing or damaged.

    Raises IndexFormatError when there is no index, its truth is damaged or not ours, or it
    was made with another embedding model.
    """
    return Index(folder, embedder)


def fuse(cosines: Mapping[int, float], lexical: Mapping[int, float]) -> list[tuple[int, float]]:
    """Return ids with the weighted mean of cosine and BM25 score, best first, ties by id.

    BM25 scores are taken as shares of the highest; a passage without one has 0. A convex
    combination of scores is what Bruch, Gai and Ingber, "An Analysis of Fusion Functions for
    Hybrid Retrieval", TOIS 2023, find better than fusing ranks.

    >>> [number for number, score in fuse({1: 0.5, 2: 0.4, 3: 0.1}, {2: 8.0, 3: 4.0})]
    [2, 1, 3]
    """
    highest = max(lexical.values(), default=1.0)
    scores = {
        number: DENSE_WEIGHT * cosine + (1 - DENSE_WEIGHT) * lexical.get(number, 0.0) / highest
        for number, cosine in cosines.items()
    }
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


def _open_view(folder: Path, model: str) -> _View:
    for _ in range(ATTEMPTS):
        catalogue = open_catalogue(folder)
        _check_model(folder, catalogue, model)
        generation = read_generation(folder, catalogue)
        if generation:
            return _View(catalogue, generation)
        if not restore_generation(folder, catalogue.generation()):
            break
    return _View(catalogue, derive_generation(catalogue))


def _check_model(folder: Path, catalogue: Catalogue, model: str) -> None:
    made_with = catalogue.meta("model")
    if made_with != model:
        raise IndexFormatError(
            f"{folder}: made with the embedding model {made_with!r}, not {model!r}; set that "
            "model or run bothsides index again"
        )
