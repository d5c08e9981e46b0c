"""CLAP NQ: questions of search-engine users over the pool of all its passages.

Every second question calibrates this project (`training.fit_scorers`); the others are asked.
"""

import re
from pathlib import Path

from benchmarks.corpora import Corpus, Part, QuestionSet
from rag.gold import GoldQuestion
from training.clapnq import SupportedQuestion, clapnq

FOLDER = "citation"


def load(data: Path, *, every: int = 1) -> QuestionSet:
    """The half that is reported on, or every so many of its questions."""
    rows = clapnq(data / FOLDER)
    asked = tuple(question(row) for row in rows[1::2][::every])
    return QuestionSet(
        name="clapnq",
        title="CLAP NQ",
        parts=(Part(corpus(rows), asked),),
        answers="long",
        strings=False,
        without_answer="annotators found none in the passage that a search engine gave",
    )


def corpus(rows: list[SupportedQuestion]) -> Corpus:
    """All passages."""
    return Corpus("clapnq", tuple((row.title, row.text) for row in rows))


def question(row: SupportedQuestion) -> GoldQuestion:
    """The gold of one question: its answers, and each supporting sentence a group."""
    if not row.support:
        return GoldQuestion(question=row.question, answerable=False)
    sentences = dict.fromkeys(re.sub(r"\s+", " ", each).strip() for each in row.support)
    return GoldQuestion(
        question=row.question,
        answers=row.answers,
        evidence=tuple((sentence,) for sentence in sentences if sentence),
    )
