"""Both Sides, with its reader and without, made to answer: silence is decided afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.corpora import Corpus, own_index
from benchmarks.peers.system import History
from index.documents import Document
from index.embedding import load_embedder
from index.searching import Search, open_index
from rag.answers import Answer
from rag.assistant import Assistant
from rag.citations import folded
from rag.dispute import Dispute
from rag.fusion import FusionScorer
from rag.reader_scoring import Judged, ReaderScorer
from rag.reading import load_reader
from rag.scoring import Cuts, Scorer, Scoring
from rag.sentence_vectors import SentenceVectors
from rag.settings import load_settings

NAME = "Both Sides"
NAME_WITHOUT = "Both Sides without its reader"


class RememberingReader(ReaderScorer):
    """The shipped scorer, which remembers what it judged last."""

    judged: Sequence[Judged] = ()

    def judge(self, question: str, search: Search) -> list[Judged]:
        """What it judges of every sentence."""
        judged = super().judge(question, search)
        self.judged = self.judged or judged
        return judged


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

    def __init__(self, corpus: Corpus, folder: Path, *, reads: bool) -> None:
        self.ranked, self.exact = "", ""
        self._by_source = corpus.documents
        embedder, settings = load_embedder(), load_settings().without_llm()
        index, vectors = open_index(own_index(folder), embedder), SentenceVectors(embedder)
        fusion = FusionScorer(vectors)
        self._reader = RememberingReader(load_reader(), fusion) if reads else None
        self._scorer = Remembering(self._reader or fusion)
        self._assistants = [
            Assistant(index, vectors, scorer, Dispute(), settings)
            for scorer in (self._scorer, NeverSilent(self._scorer))
        ]
        self.silent: bool | None = None

    def ask(self, question: str, history: History = ()) -> Answer:
        """The answer it gives when silence is no choice; `silent` says whether it was."""
        self._scorer.first = None
        if self._reader:
            self._reader.judged = ()
        shipped, made = self._assistants
        answer = shipped.ask(question, history)
        self.silent = not answer.answered
        self.ranked = _ranked(self._scorer.first)
        if self.silent:
            answer = made.ask(question, history)
        self.exact = answer.short or self._words(answer)
        return answer

    def _words(self, answer: Answer) -> str:
        """The best span in what the answer cites first, however unsure the reader is of it."""
        spans = [
            (one.reading.score, one.reading.span.shifted(-one.hit.passage.span.start), one)
            for one in (self._reader.judged if self._reader else ())
            if one.reading.span and _is_cited(one, answer)
        ]
        if not spans:
            return ""
        _, span, one = max(spans, key=lambda each: each[0])
        return folded(span.of(one.hit.passage.text))

    def document(self, source: str) -> Document:
        """The document that a citation names."""
        return self._by_source[source]


def _is_cited(one: Judged, answer: Answer) -> bool:
    if not answer.citations:
        return False
    cited, sentence = answer.citations[0], one.hit.passage.sentences[one.sentence]
    return (
        one.hit.passage.source == cited.source
        and cited.start <= sentence.start
        and sentence.end <= cited.end
    )


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
    return OwnSystem(corpus, folder, reads=True)


def open_without(corpus: Corpus, folder: Path) -> OwnSystem:
    """The same by fusion alone."""
    return OwnSystem(corpus, folder, reads=False)
