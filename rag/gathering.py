"""A topic, or none → the sentences to look through, each with its place in its article."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.catalogue import Catalogue
from index.documents import Article, Passage, Span
from index.searching import Index
from rag.attribution import RUN_ON
from rag.citations import folded
from rag.dispute import Dispute, mentions
from rag.questions import content_words
from rag.selecting import widened
from rag.sentence_vectors import SentenceVectors

# Passages that a search for a topic looks through.
PASSAGES = 100
# Sentences looked through where there is no topic, those of the latest articles first.
SENTENCES = 10_000
# A sentence is near a topic from this sum on of their cosine and of `WORDS` times the share
# of the topic's words that stand in it. Set by reading what ten topics find in the seeds.
NEAR = 0.48
WORDS = 0.5
_POINTS_BACK = re.compile(r"^\W*(?:This|That|These|Those|It|They|He|She|Such)\b")
# How many sentences of its article a sentence carries along to say who speaks.
CARRIED = 200
# And how many of those behind it, where a quotation may name its speaker.


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence of an article.

    `sentence` is its place in `passage.sentences`; `place` its place in `texts`, which are
    the sentences of the whole article in order, white space folded.
    """

    passage: Passage
    sentence: int
    texts: tuple[str, ...]
    place: int

    @property
    def text(self) -> str:
        """The words of the sentence, white space folded."""
        return self.texts[self.place]

    @property
    def before(self) -> Sequence[str]:
        """The sentences of its article before it, nearest last, `CARRIED` at most."""
        return self.texts[max(0, self.place - CARRIED) : self.place]

    @property
    def after(self) -> Sequence[str]:
        """The few sentences of its article behind it, nearest first."""
        return self.texts[self.place + 1 : self.place + 1 + RUN_ON]

    @property
    def span(self) -> Span:
        """Where the sentence stands in its document."""
        return self.passage.sentences[self.sentence]

    @property
    def wide_span(self) -> Span:
        """The span, with the sentence before where a pronoun is the subject."""
        return widened(self.passage, self.sentence)

    @property
    def context(self) -> str:
        """The sentence, after the one before where it points back at it: "This remains …"."""
        leans = self.place and self.passage.kind == "body" and _POINTS_BACK.match(self.text)
        return f"{self.texts[self.place - 1]} {self.text}" if leans else self.text


@dataclass(frozen=True, slots=True)
class Gathered:
    """Sentences to look through, article by article, and the view of the truth they are of.

    `vector` is that of the topic, None without one.
    """

    told: tuple[Told, ...]
    catalogue: Catalogue
    topic: str | None = None
    vector: NDArray[np.float32] | None = None


def gather(topic: str | None, index: Index, *, sentences: int = SENTENCES) -> Gathered:
    """The sentences of the passages nearest to a topic, the article of the best first.

    Without a topic those of the whole corpus, the latest articles first and those without
    a date last, up to the article that reaches `sentences`.
    """
    if topic is None:
        catalogue = index.catalogue
        return Gathered(tuple(_latest(catalogue, sentences)), catalogue)
    search = index.search(topic, limit=PASSAGES)
    told = told_in([hit.passage for hit in search.hits], search.catalogue)
    return Gathered(told, search.catalogue, topic, search.question_vector)


def told_in(passages: Iterable[Passage], catalogue: Catalogue) -> tuple[Told, ...]:
    """The sentences of passages, article by article in order of each one's first passage."""
    wanted: dict[tuple[str, int], set[int]] = {}
    for passage in passages:
        wanted.setdefault((passage.source, passage.article), set()).add(passage.id)
    read = _reading(catalogue)
    return tuple(
        one
        for (source, number), ids in wanted.items()
        for one in _article(number, read(source))
        if one.passage.id in ids
    )


def nearness(
    told: Sequence[Told], gathered: Gathered, vectors: SentenceVectors, dispute: Dispute
) -> NDArray[np.float32]:
    """How near each of the sentences is to the topic, `NEAR` without one; shape `(told,)`."""
    if gathered.topic is None or gathered.vector is None or not told:
        return np.full(len(told), NEAR, dtype=np.float32)
    wanted = units(gathered.topic, dispute)
    texts = [one.context for one in told]
    shares = [len(wanted & units(text, dispute)) / max(1, len(wanted)) for text in texts]
    cosines = vectors.of(texts) @ gathered.vector
    return cosines + WORDS * np.array(shares, dtype=np.float32)


def units(text: str, dispute: Dispute) -> set[str]:
    """The content words of a text, each name of a party replaced by that party."""
    found = mentions(text, dispute)
    rest = text
    for mention in reversed(found):
        rest = f"{rest[: mention.span.start]} {rest[mention.span.end :]}"
    return {f"party {mention.party.name}" for mention in found} | set(content_words(rest))


def _latest(catalogue: Catalogue, sentences: int) -> Iterator[Told]:
    """The sentences of one article after another until there are enough."""
    count = 0
    read = _reading(catalogue)
    for article in sorted(catalogue.articles(), key=_age):
        told = _article(article.number, read(article.source))
        yield from told
        count += len(told)
        if count >= sentences:
            return


def _age(article: Article) -> int:
    """Days that grow into the past; an article without a date is the oldest."""
    return -(article.published or date.min).toordinal()


def _reading(catalogue: Catalogue) -> Callable[[str], tuple[Passage, ...]]:
    """The passages of a document; the last few are kept, as one may hold many articles."""
    return lru_cache(maxsize=8)(catalogue.passages_of)


def _article(number: int, document: Sequence[Passage]) -> list[Told]:
    """The sentences of one article of a document in reading order."""
    passages = sorted(
        (passage for passage in document if passage.article == number),
        key=lambda passage: passage.span.start,
    )
    places = [(p, n) for p in passages for n in range(len(p.sentences))]
    texts = tuple(folded(text) for passage in passages for text in passage.sentence_texts())
    return [Told(p, n, texts, place) for place, (p, n) in enumerate(places)]
