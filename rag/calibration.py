"""The fitted logistic models that turn features into probabilities, one file for each scorer.

`training.fit_scorers` fits them; `fusion.json` and `reader.json` hold the weights.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.scoring import Cuts


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression: one weight for each feature, and an intercept."""

    weights: tuple[float, ...]
    intercept: float

    def score(self, values: Sequence[float]) -> float:
        """The log-odds of the features."""
        return self.intercept + sum(w * v for w, v in zip(self.weights, values, strict=True))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one scorer judges: each sentence, the whole search, and where it cuts."""

    sentence: Logistic
    answerable: Logistic
    cuts: Cuts


@cache
def load_calibration(name: str) -> Calibration:
    """The calibration that is shipped under a name, "fusion" or "reader"."""
    stored = json.loads(files("rag").joinpath(f"{name}.json").read_text(encoding="utf-8"))
    return Calibration(
        sentence=Logistic(tuple(stored["sentence"]["weights"]), stored["sentence"]["intercept"]),
        answerable=Logistic(
            tuple(stored["answerable"]["weights"]), stored["answerable"]["intercept"]
        ),
        cuts=Cuts(**stored["cuts"]),
    )


def probability(log_odds: float) -> float:
    """The probability with these log-odds.

    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, log_odds))))
