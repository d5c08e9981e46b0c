"""Which scorer answers: the one place where the trained reader and fusion are swapped."""

from pathlib import Path

from index.errors import ModelError
from rag.fusion import FusionScorer
from rag.reader_scoring import ReaderScorer
from rag.reading import load_reader
from rag.scoring import Scorer
from rag.sentence_vectors import SentenceVectors

TRAINED = "trained"
NONE = "none"


def load_scorer(reader: str, vectors: SentenceVectors) -> Scorer:
    """The scorer that a reader setting names.

    "trained" is the shipped reader, "none" fusion without a reader, anything else a folder
    of reader weights. Raises ModelError where the reader cannot be loaded.
    """
    fusion = FusionScorer(vectors)
    if reader == NONE:
        return fusion
    folder = None if reader == TRAINED else Path(reader).expanduser()
    if folder is not None and not folder.is_dir():
        raise ModelError(
            f'{folder}: no folder of reader weights; use "{TRAINED}", "{NONE}" or such a folder'
        )
    return ReaderScorer(load_reader(folder), fusion)
