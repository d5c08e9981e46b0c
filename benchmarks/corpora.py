"""What a benchmark asks, of which articles; every system gets the same."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.building import build
from index.catalogue import open_catalogue
from index.documents import Document, Passage
from index.embedding import load_embedder
from rag.gold import GoldQuestion

FILE = "articles.jsonl"

# What stands for the accepted answer: the exact words, or all that is stated.
AnswerLength = Literal["short", "long"]


@dataclass(frozen=True)
class Corpus:
    """Articles as (title, text)."""

    name: str
    articles: tuple[tuple[str, str], ...]

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The articles by the names under which this project indexes them."""
        named = ((f"{FILE}#{n}", title, text) for n, (title, text) in enumerate(self.articles, 1))
        return {source: Document(source, text, title=title) for source, title, text in named}

    @cached_property
    def digest(self) -> str:
        """The first digits of a hash of the articles."""
        return hashlib.sha256(repr(self.articles).encode("utf-8", "replace")).hexdigest()[:10]

    def folder(self, cache: Path) -> Path:
        """Where the indexes of exactly these articles lie."""
        return cache / f"{self.name}-{self.digest}"


@dataclass(frozen=True, slots=True)
class Part:
    """One corpus and what is asked of it."""

    corpus: Corpus
    questions: tuple[GoldQuestion, ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A row of the table.

    `strings`: the gold has no evidence, so a cited sentence counts as evidence where an
    accepted answer stands in it. `without_answer`: what the questions without an answer are.
    """

    name: str
    title: str
    parts: tuple[Part, ...]
    answers: AnswerLength
    strings: bool
    without_answer: str

    @property
    def count(self) -> int:
        """How many questions are asked."""
        return sum(len(part.questions) for part in self.parts)


def indexed(corpus: Corpus, cache: Path) -> Path:
    """The folder of a corpus's indexes, this project's own brought up to date."""
    folder = corpus.folder(cache)
    source = folder / "source"
    source.mkdir(parents=True, exist_ok=True)
    rows = (json.dumps({"title": title, "text": text}) + "\n" for title, text in corpus.articles)
    (source / FILE).write_text("".join(rows), encoding="utf-8")
    build(source, own_index(folder), load_embedder())
    return folder


def own_index(folder: Path) -> Path:
    """Where this project's index of a corpus lies."""
    return folder / "own"


def passages(folder: Path) -> list[Passage]:
    """Every passage of this project's index of a corpus, in order."""
    catalogue = open_catalogue(own_index(folder))
    return [p for source in catalogue.sources() for p in catalogue.passages_of(source)]


def vectors(folder: Path) -> NDArray[np.float32]:
    """The normalised vector of each of these passages, in the same order."""
    numbers, rows = open_catalogue(own_index(folder)).vectors()
    places = {number: place for place, number in enumerate(numbers.tolist())}
    order = [places[passage.id] for passage in passages(folder)]
    return rows[order].astype(np.float32)
