"""A question → the passages nearest to it, by meaning and by words, fused.

`open_index` gives an `Index` that follows its folder: where a build has made a newer
generation current, the next search uses it, and a search under way ends on its own.
"""

import threading
from collections.abc import Sequence
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

# Reciprocal rank fusion and its constant are from Cormack, Clarke and Buettcher,
# "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods",
# SIGIR 2009.
RANK_CONSTANT = 60

# How much a rank in each of the two searches counts.
DENSE_WEIGHT = 1.0
LEXICAL_WEIGHT = 1.0

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
        fused = fuse([number for number, _ in dense], list(lexical))[:limit]
        ids = [number for number, _ in fused]
        cosines = view.generation.vectors.cosines(vector, ids)
        passages = view.catalogue.passages(ids)
        hits = tuple(
            Hit(passage, score, dense=cosine, lexical=lexical.get(number))
            for (number, score), cosine, passage in zip(fused, cosines, passages, strict=True)
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


def fuse(dense: Sequence[int], lexical: Sequence[int]) -> list[tuple[int, float]]:
    """Return ids and reciprocal rank scores of two rankings as one, ties by id.

    >>> [number for number, score in fuse([1, 2], [2, 3])]
    [2, 1, 3]
    """
    scores: dict[int, float] = {}
    for ranking, weight in ((dense, DENSE_WEIGHT), (lexical, LEXICAL_WEIGHT)):
        for rank, number in enumerate(ranking, 1):
            scores[number] = scores.get(number, 0.0) + weight / (RANK_CONSTANT + rank)
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
