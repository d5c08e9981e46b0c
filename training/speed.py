"""Time the reader on 20 passages of 150 word pieces: `python -m training.speed`.

Compares the encoder that ships with the one of transformers in single precision on the same
batch, and its precisions with one another. Prints the least and the median time of some
runs; run it while nothing else does.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from index.encoder import Precision, encoder, fitting_precision
from training.network import untrained

PASSAGES, PASSAGE_PIECES, QUESTION_PIECES = 20, 150, 30
TOGETHER = 5  # passages of one forward pass, as rag.reading makes them
RUNS = 15
PRECISIONS: tuple[Precision, ...] = ("fp32", "bf16", "int8")


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of the fastest and of the median run."""

    least: float
    median: float


def timed(work: Callable[[], object]) -> Timing:
    """How long the work takes, after one run that is not counted."""
    work()
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return Timing(min(taken), float(np.median(taken)))


def main() -> None:
    """Time each encoder and print a line for it."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.manual_seed(0)
    ids = torch.randint(1000, 20_000, (PASSAGES, PASSAGE_PIECES + QUESTION_PIECES))
    zeros, ones = torch.zeros_like(ids), torch.ones_like(ids)
    with torch.inference_mode():
        reference = untrained(attention="sdpa").encoder.eval()
        weights = dict(reference.state_dict())
        whole = timed(lambda: reference(input_ids=ids, token_type_ids=zeros, attention_mask=ones))
        print(f"transformers fp32   {whole.least:6.0f} ms least  {whole.median:6.0f} ms median")
        for precision in PRECISIONS:
            ours = encoder(weights, precision)
            parts = list(zip(*(each.split(TOGETHER) for each in (ids, zeros, ones)), strict=True))
            timing = timed(lambda ours=ours, parts=parts: [ours(*part) for part in parts])
            mark = "  <- here" if precision == fitting_precision() else ""
            print(
                f"ours {precision}           {timing.least:6.0f} ms least  "
                f"{timing.median:6.0f} ms median  {timing.least / whole.least:.2f}{mark}"
            )


if __name__ == "__main__":
    main()
