"""Inputs of the network, padded to one length, as tensors."""

from dataclasses import dataclass

import torch
from torch import Tensor

from rag.reader_model.inputs import Window

# Lengths are rounded up to a multiple of this: the processor's library builds and keeps code for
# every new shape that it meets.
STEP = 16


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs of one forward pass, padded to one length.

    `ids`, `segments` and `mask` have shape (inputs, pieces); `passage` is True where a
    piece is the passage's own.
    """

    ids: Tensor
    segments: Tensor
    mask: Tensor
    passage: Tensor


def stacked(windows: list[Window]) -> Batch:
    """The inputs as one batch."""
    longest = max(len(window.ids) for window in windows)
    shape = len(windows), -(-longest // STEP) * STEP
    ids = torch.zeros(shape, dtype=torch.long)
    segments, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    passage = torch.zeros(shape, dtype=torch.bool)
    for row, window in enumerate(windows):
        size = len(window.ids)
        ids[row, :size] = torch.tensor(window.ids)
        segments[row, window.context : size] = 1
        mask[row, :size] = 1
        passage[row, window.first : window.last] = True
    return Batch(ids, segments, mask, passage)
