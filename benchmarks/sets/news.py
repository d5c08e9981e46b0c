"""RealTime QA's news questions over its pooled articles.

Some answers stand nowhere in the pool: of those questions the right answer is silence.
"""

from pathlib import Path

from benchmarks.corpora import Corpus, Part, QuestionSet
from benchmarks.samples import normalised, read_sample
from rag.gold import GoldQuestion

FOLDER = "news"


def load(data: Path, *, articles: int | None = None, every: int = 1) -> QuestionSet:
    """The development questions, or every so many of them, over the pool or its beginning."""
    sample = read_sample(data / FOLDER, articles)
    pool = "\n".join(f" {normalised(text)} " for _, text in sample.articles)
    questions = tuple(
        question(asked, answer, answerable=f" {normalised(answer)} " in pool)
        for asked, answer in sample.questions[::every]
    )
    return QuestionSet(
        name="news",
        title="News questions",
        parts=(Part(Corpus("news", sample.articles), questions),),
        answers="short",
        strings=True,
        without_answer="the answer stands nowhere in the articles",
    )


def question(asked: str, answer: str, *, answerable: bool) -> GoldQuestion:
    """The gold of one question; the answer to one without any is kept as a note."""
    if answerable:
        return GoldQuestion(question=asked, answers=(answer,))
    return GoldQuestion(question=asked, answerable=False, note=answer)
