"""RAMDocs: each question over its own few documents, which disagree, mislead or distract.

Anything fitted looks at the even rows, so the odd ones are asked. `benchmarks.conflict`
measures more of it for this project alone.
"""

from pathlib import Path

from benchmarks.conflict import Disagreement, read_ramdocs
from benchmarks.corpora import Corpus, Part, QuestionSet
from rag.gold import GoldQuestion

FOLDER = "conflict"


def load(data: Path, *, every: int = 1) -> QuestionSet:
    """The reported half, or every so many of its questions; all of them have an answer."""
    rows = read_ramdocs(data / FOLDER / "ramdocs.jsonl")[1::2][::every]
    return QuestionSet(
        name="ramdocs",
        title="RAMDocs",
        parts=tuple(_part(row) for row in rows),
        answers="short",
        strings=True,
        without_answer="none",
    )


def _part(row: Disagreement) -> Part:
    corpus = Corpus("ramdocs", tuple(("", text) for text in row.documents))
    return Part(corpus, (GoldQuestion(question=row.question, answers=row.right, also=row.wrong),))
