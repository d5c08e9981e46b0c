"""The trained reader: finds the words that answer, and knows when they are not there.

A MiniLM encoder with a span head and a no-answer score reads question and passage
together (Devlin et al. 2019, "BERT", section 4.3). Only the layers that training changed
are shipped; the word embeddings come from the packaged all-MiniLM-L6-v2.
"""

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import Passage, Span
from index.errors import ModelError
from rag.reader_model.inputs import Pieces, Window, base_folder, pieces, prefix, windows

if TYPE_CHECKING:
    from index.encoder import Precision

VERSION = 1
# Word pieces of question and passage together; longer passages are read in windows.
LONGEST = 320
STRIDE = 96
# Word pieces of the longest span that may answer.
SPAN_PIECES = 30
# Word pieces of one forward pass: more of them fall out of the processor's caches.
BATCH_PIECES = 1024
# Code points of a question that are read; it is cut to far fewer word pieces.
LONGEST_QUESTION = 1000
WEIGHTS = "reader.safetensors"
CONFIG = "config.json"
WORD_EMBEDDINGS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """What the reader says of one sentence: `score` is its best span's logit less no answer's.

    `span` is that span, in offsets of the document; None where nothing in it was read.
    """

    score: float
    span: Span | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of one passage, a reading for each of its sentences in order."""

    passage: Passage
    sentences: tuple[SentenceReading, ...]

    @property
    def best(self) -> SentenceReading:
        """The sentence most likely to hold the answer."""
        return max(self.sentences, key=lambda reading: reading.score)


class Reader(Protocol):
    """Reads passages for the answer to a question."""

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Reading, ...]:
        """A reading for each passage, in order."""
        ...


def load_reader(folder: Path | None = None) -> Reader:
    """The reader in a folder, the shipped one for None; loaded once for each folder.

    Threads may share it. Raises ModelError naming the file and the remedy where a file is
    missing, truncated, or of another version.
    """
    home = folder or Path(__file__).parent / "reader_model"
    with _loading:
        return _load(home.resolve())


_loading = threading.Lock()


@lru_cache(maxsize=4)
def _load(home: Path) -> "_MiniLmReader":
    config = _config(home)
    path = home / WEIGHTS
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{path}: the reader's weights cannot be read ({error.strerror}); {_remedy(home)}"
        ) from None
    if hashlib.sha256(content).hexdigest() != config.get("sha256"):
        raise ModelError(f"{path}: not the weights that {CONFIG} names; {_remedy(home)}")
    return _MiniLmReader(content)


def _config(home: Path) -> dict[str, Any]:
    path = home / CONFIG
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: cannot be read ({error}); {_remedy(home)}") from None
    if not isinstance(config, dict) or config.get("version") != VERSION:
        raise ModelError(f"{path}: not a reader of version {VERSION}; {_remedy(home)}")
    return config


def _remedy(home: Path) -> str:
    return f"install bothsides again or export a reader into {home}, or use --reader none"


class _MiniLmReader:
    """The network with its weights; `precision` None takes what fits the processor."""

    def __init__(self, weights: bytes, precision: "Precision | None" = None) -> None:
        from safetensors import safe_open
        from safetensors.torch import load

        from index.encoder import encoder, fitting_precision

        tuned = {name: value.float() for name, value in load(weights).items()}
        with safe_open(base_folder() / "model.safetensors", "pt") as packaged:
            tuned[WORD_EMBEDDINGS] = packaged.get_tensor(WORD_EMBEDDINGS)
        self._encoder = encoder(tuned, precision or fitting_precision())
        self._span = tuned["span.weight"].T, tuned["span.bias"]
        self._null = tuned["null.weight"].T, tuned["null.bias"]

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Reading, ...]:
        """A reading for each passage, in order; one that is too long is read in windows."""
        from index.encoder import batches

        asked = pieces([_readable(question)[:LONGEST_QUESTION]])[0]
        texts = [_pieces_of(passage.text) for passage in passages]
        wanted = [
            (number, window)
            for number, (passage, text) in enumerate(zip(passages, texts, strict=True))
            for window in _windows(asked, passage, text)
        ]
        best = [[SentenceReading(-np.inf, None)] * len(p.sentences) for p in passages]
        for places in batches([len(window.ids) for _, window in wanted], BATCH_PIECES):
            batch = [wanted[place] for place in places]
            logits = self._logits([window for _, window in batch])
            for (number, window), (spans, null) in zip(batch, logits, strict=True):
                _keep_better(best[number], passages[number], texts[number], window, spans, null)
        return tuple(
            Reading(passage, tuple(kept)) for passage, kept in zip(passages, best, strict=True)
        )

    def _logits(self, batch: list[Window]) -> Iterator[tuple[NDArray[np.float32], float]]:
        """For each window the logits of its passage's pieces, `(pieces, 2)`, and no answer's."""
        import torch

        from rag.reader_model.batch import stacked

        inputs = stacked(batch)
        with torch.inference_mode():
            hidden = self._encoder(inputs.ids, inputs.segments, inputs.mask)
            spans = (hidden @ self._span[0] + self._span[1]).numpy()
            nulls = (hidden[:, 0] @ self._null[0] + self._null[1])[:, 0].tolist()
        for window, span, null in zip(batch, spans, nulls, strict=True):
            # One logit stands for both ends of "no answer", as in training.
            yield span[window.first : window.last], 2 * null


def _windows(asked: Pieces, passage: Passage, text: Pieces) -> Iterator[Window]:
    before = _pieces_of(prefix(passage.title, passage.published))
    return windows(asked, before, text, length=LONGEST, stride=STRIDE)


@lru_cache(maxsize=4096)
def _pieces_of(text: str) -> Pieces:
    return pieces([_readable(text)])[0]


def _readable(text: str) -> str:
    # Half a surrogate pair has no UTF-8 form; "?" keeps every offset where it was.
    return text.encode("utf-8", "replace").decode("utf-8")


def _keep_better(
    best: list[SentenceReading],
    passage: Passage,
    text: Pieces,
    window: Window,
    logits: NDArray[np.float32],
    null: float,
) -> None:
    """Put the window's reading of each sentence in the place of a worse one."""
    reach = text.offsets[window.skipped : window.skipped + len(logits)]
    places = np.array(reach, dtype=np.int64).reshape(-1, 2) + passage.span.start
    for number, sentence in enumerate(passage.sentences):
        first = int(np.searchsorted(places[:, 0], sentence.start))
        last = int(np.searchsorted(places[:, 1], sentence.end, side="right"))
        if first >= last:
            continue
        score, start, end = _best_span(logits[first:last])
        if score - null > best[number].score:
            span = Span(int(places[first + start, 0]), int(places[first + end, 1]))
            best[number] = SentenceReading(score - null, span)


def _best_span(logits: NDArray[np.float32]) -> tuple[float, int, int]:
    """The highest sum of a start's and an end's logit, and the pieces where they are."""
    sums = logits[:, 0][:, None] + logits[:, 1][None, :]
    allowed = np.triu(np.tril(np.ones(sums.shape, dtype=bool), SPAN_PIECES - 1))
    place = int(np.argmax(np.where(allowed, sums, -np.inf)))
    start, end = divmod(place, len(logits))
    return float(sums[start, end]), start, end
