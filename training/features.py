"""Training examples → inputs of the network with their targets, in batches of like length."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from index.documents import Span
from rag.reader_model.inputs import Pieces, Window, pieces, windows
from training.examples import Example

LENGTH, STRIDE = 224, 48  # word pieces
BUCKET = 40  # batches sorted by length together


@dataclass(frozen=True, slots=True)
class Feature:
    """An input, and the pieces where each of its answers starts and ends; 0 for no answer."""

    window: Window
    places: tuple[tuple[int, int], ...]


def features(examples: Sequence[Example]) -> list[Feature]:
    """One input for each example; those whose answer is out of reach are left out."""
    asked = pieces([each.question for each in examples])
    befores = pieces([each.before for each in examples])
    texts = pieces([each.text for each in examples])
    made = []
    for example, question, before, text in zip(examples, asked, befores, texts, strict=True):
        window = next(windows(question, before, text, length=LENGTH, stride=STRIDE))
        feature = _targeted(example, window, text)
        if feature:
            made.append(feature)
    return made


def _targeted(example: Example, window: Window, text: Pieces) -> Feature | None:
    if not example.answers:
        return Feature(window, ((0, 0),))
    found = [_place(span, window, text) for span in example.answers]
    places = tuple(place for place in found if place)
    return Feature(window, places) if places else None


def _place(answer: Span, window: Window, text: Pieces) -> tuple[int, int] | None:
    """The first and last piece of an answer in the input; None where it is out of reach."""
    inside = [
        piece
        for piece, (start, end) in enumerate(text.offsets)
        if start < answer.end and answer.start < end
    ]
    if not inside or inside[-1] >= window.last - window.first:
        return None
    return window.first + inside[0], window.first + inside[-1]


def ordered(made: Sequence[Feature], size: int, seed: int) -> list[list[Feature]]:
    """All inputs once, in batches of `size` of like length, in an order set by the seed."""
    rng = random.Random(seed)
    shuffled = rng.sample(list(made), len(made))
    cut: list[list[Feature]] = []
    for bucket in _chunks(shuffled, size * BUCKET):
        cut += _chunks(sorted(bucket, key=lambda each: len(each.window.ids)), size)
    rng.shuffle(cut)
    return cut


def _chunks(values: list[Feature], size: int) -> list[list[Feature]]:
    return [values[start : start + size] for start in range(0, len(values), size)]
