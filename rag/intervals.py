"""How much a figure may owe to chance: bootstrap intervals and paired permutation tests.

Both draw with a fixed seed, so that the same answers give the same bounds on every run.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import permutation_test

Array = NDArray[np.float64]
Reduce = Callable[[Array], Array]

SEED = 20250711
RESAMPLES = 2000
PERMUTATIONS = 9999
# Resamples that are held at once, so that thousands of questions fit into memory.
_BATCH = 250


def interval(columns: Array, reduce: Reduce) -> tuple[float, float] | None:
    """The 95 % percentile bootstrap interval of a figure over resampled questions.

    `columns` has shape `(columns, questions)`; `reduce` sums the last axis up. None for
    fewer than two questions.
    """
    count = columns.shape[1]
    if count < 2:
        return None
    random = np.random.default_rng(SEED)
    drawn = [
        reduce(columns[:, random.integers(0, count, (_BATCH, count))])
        for _ in range(RESAMPLES // _BATCH)
    ]
    low, high = np.nanpercentile(np.concatenate(drawn), [2.5, 97.5])
    return float(low), float(high)


def chance(old: Array, new: Array, reduce: Reduce) -> float:
    """How likely chance alone makes two runs over the same questions differ so much.

    The two-sided p of the paired permutation test: whichever run an answer is from is
    swapped at random, question by question. Of yes or no scores it is McNemar's exact test.
    Columns are shaped `(columns, questions)`, questions in the same order. 1 for fewer than
    two questions, whose swap is no other pair of runs.
    """
    count = old.shape[1]
    if count < 2 or not (old != new).any():
        return 1.0
    both = np.concatenate([old, new], axis=1)

    def difference(left: NDArray[np.int64], right: NDArray[np.int64], axis: int) -> Array:
        gap = reduce(both[:, np.moveaxis(left, axis, -1)])
        return np.nan_to_num(gap - reduce(both[:, np.moveaxis(right, axis, -1)]))

    places = np.arange(count)
    tested = permutation_test(
        (places, places + count),
        difference,
        permutation_type="samples",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        batch=_BATCH,
        rng=np.random.default_rng(SEED),
    )
    return float(tested.pvalue)
