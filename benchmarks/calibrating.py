"""Where each peer falls silent: on the questions that calibrate this project, by the same rule.

The rule is that of `training.fit_scorers`: the cut lets through the same share of the questions
that have an answer. The questions are its own: the calibration split of the seed gold file, the
calibration articles of SQuAD 2.0, the half of CLAP NQ that is not reported on, and of the public
ones every second. It also asks some twice, once without the passages that answer them; these
are left out, as a peer's search cannot be told to skip passages.
"""

from pathlib import Path

import numpy as np

from benchmarks.contenders import Contender, given
from benchmarks.corpora import Corpus, Part, QuestionSet
from benchmarks.sets import clapnq
from index.documents import Document
from index.loading import load
from rag.gold import GoldQuestion, load_gold
from rag.settings import seeds_folder
from training.clapnq import clapnq as clapnq_rows
from training.data import Source, squad2
from training.fit_scorers import GOLD, LEAST_ANSWERED

SQUAD_EVERY = 7  # of some 1,000 questions
CLAPNQ_EVERY = 2


def cut(contender: Contender, data: Path, cache: Path) -> float | None:
    """The confidence below which a peer is silent; None for a system that decides by itself."""
    if contender.own:
        return None
    confidences = [
        one.answer.confidence
        for asked in (_seeds(), _squad(data), _clapnq(data))
        for question, one in zip(
            asked.parts[0].questions, given(contender, asked, cache), strict=True
        )
        if question.answerable
    ]
    return float(np.quantile(confidences, 1 - LEAST_ANSWERED))


def _set(name: str, corpus: Corpus, questions: tuple[GoldQuestion, ...]) -> QuestionSet:
    return QuestionSet(f"calibrate-{name}", name, (Part(corpus, questions),), "short", False, "")


def _seeds() -> QuestionSet:
    documents: tuple[Document, ...] = load(seeds_folder()).documents
    corpus = Corpus("seeds", tuple((document.title or "", document.text) for document in documents))
    return _set("seeds", corpus, load_gold(GOLD, split="calibrate"))


def _squad(data: Path) -> QuestionSet:
    sources = squad2(data / "reader").calibrate
    texts = tuple((one.title, "\n\n".join(p.text for p in one.paragraphs)) for one in sources)
    questions = [question for source in sources for question in _asked(source)]
    return _set("squad", Corpus("squad", texts), tuple(questions[::SQUAD_EVERY]))


def _asked(source: Source) -> list[GoldQuestion]:
    return [
        GoldQuestion(
            question=question.text,
            answers=tuple(dict.fromkeys(paragraph.answers(question))),
            answerable=bool(question.answers),
        )
        for paragraph in source.paragraphs
        for question in paragraph.questions
    ]


def _clapnq(data: Path) -> QuestionSet:
    rows = clapnq_rows(data / clapnq.FOLDER)
    asked = tuple(clapnq.question(row) for row in rows[::2][::CLAPNQ_EVERY])
    return _set("clapnq", clapnq.corpus(rows), asked)
