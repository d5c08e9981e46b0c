"""What every scorer of found passages returns, whichever way it reads them.

Two scorers exist: `rag.fusion` (rank, embedding and word overlap) and `rag.reading` (the
trained reader). The assistant takes either.
"""

from dataclasses import dataclass
from typing import Protocol

from index.documents import Passage, Span
from index.searching import Search
from rag.questions import sort_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may become a statement; higher `score` is better.

    `sentence` is its place in `passage.sentences`. `probability` says how likely it is
    that this sentence answers the question. `short` is the exact answer inside it, in
    offsets of the document, where the scorer finds one.
    """

    passage: Passage
    sentence: int
    score: float
    probability: float
    short: Span | None = None

    @property
    def span(self) -> Span:
        """Where the sentence stands in its document."""
        return self.passage.sentences[self.sentence]

    @property
    def text(self) -> str:
        """The words of the sentence."""
        return self.passage.words(self.span)

    @property
    def short_text(self) -> str:
        """The words of the exact answer, empty without one."""
        return self.passage.words(self.short) if self.short else ""


@dataclass(frozen=True, slots=True)
class Scoring:
    """Candidates, best first, and the calibrated probability that they hold the answer.

    `on_topic` is how near the corpus comes to the question's topic, from 0 to 1.
    """

    candidates: tuple[Candidate, ...]
    confidence: float
    on_topic: float

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages of the candidates, each once, in their order."""
        return tuple({each.passage.id: each.passage for each in self.candidates}.values())


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where a scorer's probabilities decide, from its calibration.

    Below `answer` the corpus does not say; below `topic` it does not treat the topic. A
    further sentence is stated while its probability is at least a share of the best one's:
    `several` where the question asks for several sentences, `whether` where a yes would answer
    it, and else `single`.
    """

    answer: float
    topic: float
    single: float
    several: float
    whether: float

    def ratio(self, question: str) -> float:
        """The share of the best sentence's probability that a further one needs."""
        shares = {"single": self.single, "several": self.several, "whether": self.whether}
        return shares[sort_of(question)]


class Scorer(Protocol):
    """Scores every sentence of the passages that a search found.

    `note` is what a person should know of how this scorer works, empty for the best one.
    """

    cuts: Cuts
    note: str

    def score(self, question: str, search: Search) -> Scoring:
        """Candidates and confidence for a stand-alone question."""
        ...
