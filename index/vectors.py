"""Passage vectors, searched by cosine: the only module that knows FAISS.

`build` and `load` give a `VectorIndex`; it searches and saves itself.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

FILE = "vectors.faiss"

# Up to here every vector is compared: 220,000 of 384 dimensions take 16 ms on two cores at
# half precision (48 ms at full), about what it takes to embed the question.
EXACT_LIMIT = 250_000

# Beyond it the vectors are grouped around 4 * sqrt(n) centres (FAISS's own guideline) of
# which the nearest are searched: .998 of the exact 100 nearest in 0.3 ms.
CENTRES_PER_ROOT = 4
CENTRES_SEARCHED = 64

# Training on more vectors a centre, or longer, does not change what is found.
TRAINED_PER_CENTRE = 64
TRAINING_ROUNDS = 10


class VectorIndex:
    """Vectors of length 1 under their passage ids; safe to search from many threads."""

    def __init__(self, index: faiss.IndexIDMap) -> None:
        self._index = index
        self._rows = faiss.downcast_index(index.index)
        self._ids = faiss.vector_to_array(index.id_map)

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def dimension(self) -> int:
        """The number of dimensions of each vector."""
        return int(self._index.d)

    def search(self, query: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Return the ids and cosines of the nearest passages, best first, ties by id."""
        limit = min(limit, len(self))
        if limit < 1:
            return []
        with _one_thread():
            cosines, ids = self._index.search(_matrix(query), limit)
        found = [
            (int(number), float(cosine))
            for number, cosine in zip(ids[0], cosines[0], strict=True)
            if number >= 0
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def cosines(self, query: NDArray[np.float32], ids: Sequence[int]) -> list[float]:
        """Return the cosine of each passage named; raises KeyError for an unknown id."""
        if not ids:
            return []
        rows = np.searchsorted(self._ids, ids)
        known = rows < len(self._ids)
        if not known.all() or (self._ids[rows] != np.asarray(ids)).any():
            raise KeyError(f"no vector under one of these passage ids: {list(ids)}")
        vectors = np.stack([self._rows.reconstruct(int(row)) for row in rows])
        return [float(cosine) for cosine in vectors @ _matrix(query)[0]]

    def save(self, folder: Path) -> None:
        """Write the index into an existing folder; raises OSError when that fails."""
        # Written by Python because FAISS's own writer does not report a failing close,
        # and then leaves a short file behind.
        with (folder / FILE).open("wb") as file:
            file.write(memoryview(faiss.serialize_index(self._index).data))
            file.flush()
            os.fsync(file.fileno())


def build(
    ids: NDArray[np.int64], vectors: NDArray[np.float32], *, exact_limit: int = EXACT_LIMIT
) -> VectorIndex:
    """Return an index of the rows of `vectors`, whose ids must ascend.

    They are stored at half precision, which is what the catalogue keeps of them; more than
    `exact_limit` are grouped.
    """
    count, dimension = vectors.shape
    if len(ids) != count or (np.diff(ids) <= 0).any():
        raise ValueError("there must be one id for each vector, in ascending order")
    rows = _exact(dimension) if count <= exact_limit else _grouped(dimension, count)
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    # Half precision learns nothing from the vectors, but FAISS wants it trained.
    rows.train(vectors if count > exact_limit else np.zeros((1, dimension), dtype=np.float32))
    index = faiss.IndexIDMap(rows)
    index.add_with_ids(vectors, np.ascontiguousarray(ids, dtype=np.int64))
    if isinstance(rows, faiss.IndexIVF):
        rows.make_direct_map()
    return VectorIndex(index)


def load(folder: Path) -> VectorIndex:
    """Return the index that was saved into the folder; raises RuntimeError when unreadable."""
    index = faiss.read_index(str(folder / FILE))
    if not isinstance(index, faiss.IndexIDMap):
        raise RuntimeError(f"{folder / FILE}: holds vectors without passage ids")
    return VectorIndex(index)


@contextmanager
def _one_thread() -> Iterator[None]:
    # One question gives FAISS nothing to share out, yet it would wait for every thread to
    # meet: on two busy cores 82 ms instead of 1.5 for 45,000 vectors. The setting is the
    # calling thread's own.
    usual = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(usual)


def _exact(dimension: int) -> faiss.Index:
    kind = faiss.ScalarQuantizer.QT_fp16
    return faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)


def _grouped(dimension: int, count: int) -> faiss.Index:
    centres = int(CENTRES_PER_ROOT * count**0.5)
    kind = faiss.ScalarQuantizer.QT_fp16
    nearest = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFScalarQuantizer(
        nearest, dimension, centres, kind, faiss.METRIC_INNER_PRODUCT, False
    )
    index.cp.max_points_per_centroid = TRAINED_PER_CENTRE
    index.cp.niter = TRAINING_ROUNDS
    index.nprobe = CENTRES_SEARCHED
    return index


def _matrix(query: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.ascontiguousarray(query, dtype=np.float32).reshape(1, -1)
