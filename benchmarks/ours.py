"""The index of this project, built from and searched like the stock pipeline."""

from collections.abc import Callable
from pathlib import Path

from benchmarks.samples import Sample, write_articles
from index import building, searching
from index.embedding import Embedder, load_embedder

# Passages of about 100 words: enough for the largest word budget.
PASSAGES = 30


def warm_model() -> Embedder:
    """Load the packaged model and use it once."""
    model = load_embedder()
    model.passages(["warm"])
    return model


def build(sample: Sample, model: Embedder, folder: Path) -> None:
    """Index the articles and save the index."""
    source = folder.with_suffix(".articles")
    source.mkdir()
    write_articles(sample, source / "articles.jsonl")
    building.build(source, folder, model)


def open_search(folder: Path, model: Embedder) -> Callable[[str], str]:
    """Open the saved index; the function returned gives the text retrieved for a question."""
    index = searching.open_index(folder, model)
    return lambda question: " ".join(
        hit.passage.text for hit in index.search(question, limit=PASSAGES).hits
    )
