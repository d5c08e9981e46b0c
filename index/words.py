"""Passage words, searched by BM25: the only module that knows tantivy.

`build` and `load` give a `WordIndex`. A question is cut into terms by the same analyser as
the passages and never reaches a query parser, so nothing in it can be syntax.
"""

import os
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

FOLDER = "words"

# What a word in the headline counts beside one in the passage. By words alone, on 390 news
# questions, the answer stands in the first 150 and 1,200 words found for .295 and .472 of them
# without headlines, .300 and .487 with this weight, .274 and .454 with 1.
TITLE_WEIGHT = 0.25

# Distinct terms of a question that are searched, so that a pasted page stays cheap.
TERMS_LIMIT = 256

# Bytes that the writer may hold before it cuts a segment; corpora below that get one.
HEAP_BYTES = 512_000_000

_ANALYSER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.remove_long(100))
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.ascii_fold())
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)


class WordIndex:
    """The words of passages under their ids; safe to search from many threads."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._searcher = index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(self, question: str, limit: int) -> list[tuple[int, float]]:
        """Return passage ids and BM25 scores, best first, ties by id.

        A question without a word in it finds nothing.
        """
        terms = list(dict.fromkeys(_ANALYSER.analyze(_plain(question))))[:TERMS_LIMIT]
        limit = min(limit, len(self))
        if not terms or limit < 1:
            return []
        found = self._searcher.search(self._query(terms), limit, count=False).hits
        ids = self._searcher.fast_field_values("id", [address for _, address in found])
        pairs = [
            (int(number), float(score))
            for number, (score, _) in zip(ids, found, strict=True)
            if number is not None
        ]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def _query(self, terms: list[str]) -> tantivy.Query:
        query, either = tantivy.Query, tantivy.Occur.Should
        schema = self._index.schema
        clauses = [(either, query.term_query(schema, "text", term, "freq")) for term in terms]
        for term in terms:
            title = query.term_query(schema, "title", term, "freq")
            clauses.append((either, query.boost_query(title, TITLE_WEIGHT)))
        return query.boolean_query(clauses)


def build(passages: Iterable[tuple[int, str, str]], folder: Path | None = None) -> WordIndex:
    """Return an index of (id, title, text), written into an existing empty folder.

    Without a folder it is kept in memory. Raises OSError when the disk refuses.
    """
    index = tantivy.Index(_schema(), path=str(folder) if folder else None)
    index.register_tokenizer("news", _ANALYSER)
    try:
        # One thread, so that the same passages always give the same segments.
        writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
        for number, title, text in passages:
            writer.add_document(_entry(number, title, text))
        writer.commit()
        writer.wait_merging_threads()
    except ValueError as problem:
        # tantivy reports every failing write of its threads as a ValueError without a cause.
        raise OSError(f"the word index could not be written ({problem})") from problem
    index.config_reader("manual")
    index.reload()
    built = WordIndex(index)
    if folder:
        _sync(folder)
    return built


def load(folder: Path) -> WordIndex:
    """Return the index that was built into the folder, which is only read.

    Raises ValueError or OSError when it cannot be read.
    """
    # tantivy puts lock files beside what it opens. It gets a passing folder of links
    # instead; once open, it holds the files themselves. A thread of its own that looks for
    # changes may still put a lock file there while the folder is being removed.
    with TemporaryDirectory(prefix="bothsides-", ignore_cleanup_errors=True) as links:
        for path in folder.iterdir():
            (Path(links) / path.name).symlink_to(path.resolve())
        index = tantivy.Index.open(links)
        index.config_reader("manual")
        index.register_tokenizer("news", _ANALYSER)
        return WordIndex(index)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", fast=True)
    for name in ("title", "text"):
        builder.add_text_field(name, tokenizer_name="news", index_option="freq")
    return builder.build()


def _entry(number: int, title: str, text: str) -> tantivy.Document:
    entry = tantivy.Document()
    entry.add_unsigned("id", number)
    entry.add_text("title", _plain(title))
    entry.add_text("text", _plain(text))
    return entry


def _plain(text: str) -> str:
    # Composed, because a combining accent would end a word; half a surrogate pair has no UTF-8.
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFKC", whole)


def _sync(folder: Path) -> None:
    for path in folder.iterdir():
        if path.suffix == ".lock":
            path.unlink()
            continue
        with path.open("rb") as file:
            os.fsync(file.fileno())
