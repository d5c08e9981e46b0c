"""Both Sides, with its reader and without, made to answer: silence is decided afterwards."""

from dataclasses import replace
from pathlib import Path

from benchmarks.corpora import Corpus, own_index
from benchmarks.peers.system import History
from index.documents import Document
from index.embedding import load_embedder
from index.searching import Search, open_index
from rag.answers import Answer
from rag.assistant import Assistant
from rag.dispute import Dispute
from rag.scorers import NONE, TRAINED, load_scorer
from rag.scoring import Cuts, Scorer, Scoring
from rag.sentence_vectors import SentenceVectors
from rag.settings import load_settings

NAME = "Both Sides"
NAME_WITHOUT = "Both Sides without its reader"


class Remembering:
    """A scorer that works out each question once and remembers the first search of it."""

    def __init__(self, scorer: Scorer) -> None:
        self.note, self.cuts = scorer.note, scorer.cuts
        self.first: tuple[Search, Scoring] | None = None
        self._scorer = scorer

    def score(self, question: str, search: Search) -> Scoring:
        """What the scorer says."""
        if self.first and self.first[0].question == search.question == question:
            return self.first[1]
        scoring = self._scorer.score(question, search)
        self.first = self.first or (search, scoring)
        return scoring


class NeverSilent:
    """The same scorer with cuts that let every answer through."""

    def __init__(self, scorer: Remembering) -> None:
        self.note, self.score = scorer.note, scorer.score
        self.cuts: Cuts = replace(scorer.cuts, answer=0.0, topic=0.0)


class OwnSystem:
    """An assistant, and the same made to answer."""

    def __init__(self, corpus: Corpus, folder: Path, reader: str) -> None:
        self.ranked = ""
        self._by_source = corpus.documents
        embedder, settings = load_embedder(), load_settings().without_llm()
        index, vectors = open_index(own_index(folder), embedder), SentenceVectors(embedder)
        self._scorer = Remembering(load_scorer(reader, vectors))
        self._assistants = [
            Assistant(index, vectors, scorer, Dispute(), settings)
            for scorer in (self._scorer, NeverSilent(self._scorer))
        ]
        self.silent: bool | None = None

    def ask(self, question: str, history: History = ()) -> Answer:
        """The answer it gives when silence is no choice; `silent` says whether it was."""
        self._scorer.first = None
        shipped, made = self._assistants
        answer = shipped.ask(question, history)
        self.silent = not answer.answered
        self.ranked = _ranked(self._scorer.first)
        return made.ask(question, history) if self.silent else answer

    def document(self, source: str) -> Document:
        """The document that a citation names."""
        return self._by_source[source]


def _ranked(found: tuple[Search, Scoring] | None) -> str:
    """The passages by their best sentence, then the rest in the order of the search."""
    if found is None:
        return ""
    search, scoring = found
    order = dict.fromkeys(candidate.passage.id for candidate in scoring.candidates)
    texts = {hit.passage.id: hit.passage.text for hit in search.hits}
    return " ".join(texts[number] for number in dict.fromkeys([*order, *texts]) if number in texts)


def open_system(corpus: Corpus, folder: Path) -> OwnSystem:
    """Both Sides over a corpus."""
    return OwnSystem(corpus, folder, TRAINED)


def open_without(corpus: Corpus, folder: Path) -> OwnSystem:
    """The same by fusion alone."""
    return OwnSystem(corpus, folder, NONE)
