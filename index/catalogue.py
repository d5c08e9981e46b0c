"""The truth: one SQLite file with documents, articles, passages and their embeddings.

`open_catalogue` gives a `Catalogue`, one unchanging view of the current generation;
`writing` gives the only `CatalogueWriter` of a folder. Text is kept as UTF-8 bytes, because
SQLite's text type stops at a NUL and refuses half a surrogate pair, and both stand in real
files.
"""

import json
import sqlite3
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from index.documents import Article, Document, Passage
from index.errors import CorpusError, IndexFormatError, StorageError
from index.rows import (
    article_fields,
    document_fields,
    passage_values,
    to_article,
    to_bytes,
    to_date,
    to_document,
    to_iso,
    to_passage,
    to_text,
)

FILE = "truth.sqlite"
LOCK = "writing.lock"
GENERATIONS = "generations"

# Marks the file as ours: "BSid" in ASCII.
APPLICATION_ID = 0x42536964
VERSION = 2

# How long a connection waits for another's commit, in seconds.
PATIENCE = 60

_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source BLOB NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    recipe TEXT NOT NULL,
    text BLOB NOT NULL,
    stated TEXT NOT NULL
);
CREATE TABLE articles (
    document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    published TEXT,
    fields TEXT NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL,
    article INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    kind TEXT NOT NULL,
    title BLOB NOT NULL,
    text BLOB NOT NULL,
    sentences TEXT NOT NULL,
    published TEXT,
    embedding BLOB NOT NULL,
    FOREIGN KEY (document, article) REFERENCES articles(document, number) ON DELETE CASCADE
);
CREATE INDEX passages_of_article ON passages (document, article);
CREATE INDEX passages_of_embedding ON passages (embedding);
CREATE TABLE embeddings (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    generation INTEGER NOT NULL,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    PRIMARY KEY (generation, name)
) WITHOUT ROWID;
"""

_PASSAGE = """
SELECT p.id, d.source, p.article, p.start, p.stop, p.kind, p.title, p.text, p.sentences,
       p.published
FROM passages p JOIN documents d ON d.id = p.document
"""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an index holds; `generation` is 0 before the first build is complete.

    `earliest` and `latest` are the first and last stated dates, None where none is stated.
    `built_at` is a time in UTC as ISO 8601.
    """

    documents: int
    articles: int
    passages: int
    earliest: date | None
    latest: date | None
    generation: int
    model: str
    corpus: str
    built_at: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What decides whether a stored document is still right: its text and how it was read."""

    sha256: str
    recipe: str


class Catalogue:
    """One unchanging view of the truth, whatever is written meanwhile; threads may share it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._turn = threading.RLock()
        self._closing = weakref.finalize(self, connection.close)

    def close(self) -> None:
        """Close the file; the catalogue answers no more."""
        with self._turn:
            self._closing()

    def generation(self) -> int:
        """Return the number of the current generation, 0 before the first is complete."""
        return int(self.meta("generation") or 0)

    def meta(self, name: str) -> str:
        """Return the value kept under a name, empty when there is none."""
        rows = self._rows("SELECT value FROM meta WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def summary(self) -> Summary:
        """Return counts, dates and provenance of what the index holds."""
        counts = self._rows(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM articles),"
            " (SELECT count(*) FROM passages), (SELECT min(published) FROM articles),"
            " (SELECT max(published) FROM articles)"
        )[0]
        return Summary(
            documents=counts[0],
            articles=counts[1],
            passages=counts[2],
            earliest=to_date(counts[3]),
            latest=to_date(counts[4]),
            generation=self.generation(),
            model=self.meta("model"),
            corpus=self.meta("corpus"),
            built_at=self.meta("built_at"),
        )

    def documents(self) -> Iterator[Document]:
        """Yield every document, by source; one is held in memory at a time."""
        for source in self.sources():
            yield self.document(source)

    def sources(self) -> tuple[str, ...]:
        """Return the name of every document, in order of their bytes."""
        rows = self._rows("SELECT source FROM documents ORDER BY source")
        return tuple(to_text(source) for (source,) in rows)

    def document(self, source: str) -> Document:
        """Return the document of that name; raises CorpusError when there is none."""
        query = "SELECT text, stated FROM documents WHERE source = ?"
        rows = self._rows(query, (to_bytes(source),))
        if not rows:
            raise CorpusError(f"{self._path}: holds no document {source!r}; see what it holds")
        text, stated = rows[0]
        return to_document(source, to_text(text), json.loads(stated))

    def articles(self, source: str | None = None) -> tuple[Article, ...]:
        """Return every article, or those of one document, by source and number."""
        query = "SELECT d.source, a.fields FROM articles a JOIN documents d ON d.id = a.document"
        if source is None:
            rows = self._rows(f"{query} ORDER BY d.source, a.number")
        else:
            rows = self._rows(f"{query} WHERE d.source = ? ORDER BY a.number", (to_bytes(source),))
        return tuple(to_article(to_text(name), json.loads(fields)) for name, fields in rows)

    def article(self, source: str, number: int) -> Article:
        """Return one article of a document; raises CorpusError when there is none."""
        query = (
            "SELECT a.fields FROM articles a JOIN documents d ON d.id = a.document"
            " WHERE d.source = ? AND a.number = ?"
        )
        rows = self._rows(query, (to_bytes(source), number))
        if not rows:
            raise CorpusError(
                f"{self._path}: holds no article {number} of {source!r}; see what it holds"
            )
        return to_article(source, json.loads(rows[0][0]))

    def article_text(self, article: Article) -> str:
        """Return the words of an article in its document."""
        return article.span.of(self.document(article.source).text)

    def passages(self, ids: Sequence[int]) -> tuple[Passage, ...]:
        """Return the passages with these ids, in that order; raises KeyError for an unknown id."""
        query = f"{_PASSAGE} WHERE p.id IN (SELECT value FROM json_each(?))"
        rows = self._rows(query, (json.dumps(list(ids)),))
        found = {row[0]: to_passage(row) for row in rows}
        return tuple(found[number] for number in ids)

    def passages_of(self, source: str) -> tuple[Passage, ...]:
        """Return the passages of one document, in order of their ids."""
        rows = self._rows(f"{_PASSAGE} WHERE d.source = ? ORDER BY p.id", (to_bytes(source),))
        return tuple(to_passage(row) for row in rows)

    def words(self) -> Iterator[tuple[int, str, str]]:
        """Yield id, title and text of every passage, in order of their ids."""
        for number, title, text in self._stream("SELECT id, title, text FROM passages ORDER BY id"):
            yield number, to_text(title), to_text(text)

    def vectors(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return passage ids, ascending, and a row of shape `(dimension,)` for each."""
        count, size = self._rows(
            "SELECT (SELECT count(*) FROM passages), (SELECT length(e.vector) FROM passages p"
            " JOIN embeddings e ON e.key = p.embedding LIMIT 1)"
        )[0]
        ids = np.empty(count, dtype=np.int64)
        rows = np.empty((count, (size or 0) // 2), dtype=np.float32)
        query = (
            "SELECT p.id, e.vector FROM passages p JOIN embeddings e ON e.key = p.embedding"
            " ORDER BY p.id"
        )
        for place, (number, vector) in enumerate(self._stream(query)):
            ids[place] = number
            rows[place] = np.frombuffer(vector, dtype="<f2")
        return ids, rows

    def files(self) -> dict[str, str]:
        """Return the checksum of each file of the current generation, by its name in the folder."""
        query = "SELECT name, checksum FROM files WHERE generation = ?"
        return dict(self._rows(query, (self.generation(),)))

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._turn, _translated(self._path):
            return self._connection.execute(query, values).fetchall()

    def _stream(self, query: str) -> Iterator[Any]:
        with self._turn, _translated(self._path):
            yield from self._connection.execute(query)


class Watch:
    """Looks at which generation is current now, at the price of one small query."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._turn = threading.Lock()
        self._file = _identity(self._path)
        self._connection = _reading(self._path)
        weakref.finalize(self, self._connection.close)

    def generation(self) -> int:
        """Return the number of the current generation, 0 before the first is complete."""
        query = "SELECT value FROM meta WHERE name = 'generation'"
        with self._turn, _translated(self._path):
            row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def replaced(self) -> bool:
        """Return whether another file stands in the truth's place now."""
        return _identity(self._path) not in (self._file, None)


class CatalogueWriter(Catalogue):
    """The truth while it is brought up to date; the caller holds the writers' lock."""

    def begin(self) -> None:
        """Begin the one transaction that makes a generation."""
        self._run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make everything since `begin` the truth."""
        self._run("COMMIT")

    def rollback(self) -> None:
        """Forget everything since `begin`; harmless outside a transaction."""
        if self._connection.in_transaction:
            self._run("ROLLBACK")

    def stored(self) -> dict[str, Stored]:
        """Return hash and recipe of every document, under its source."""
        rows = self._rows("SELECT source, sha256, recipe FROM documents")
        return {to_text(source): Stored(sha256, recipe) for source, sha256, recipe in rows}

    def remove(self, source: str) -> None:
        """Forget a document, its articles and its passages."""
        self._run("DELETE FROM documents WHERE source = ?", (to_bytes(source),))

    def add(
        self,
        document: Document,
        recipe: str,
        articles: Iterable[Article],
        passages: Iterable[tuple[Passage, bytes]],
    ) -> None:
        """Store a document; each passage comes with the key of its embedding."""
        cursor = self._run(
            "INSERT INTO documents (source, sha256, recipe, text, stated) VALUES (?, ?, ?, ?, ?)",
            (to_bytes(document.source), document.sha256, recipe, to_bytes(document.text),
             document_fields(document)),
        )  # fmt: skip
        number = cursor.lastrowid
        rows = ((number, a.number, to_iso(a.published), article_fields(a)) for a in articles)
        self._run_many("INSERT INTO articles VALUES (?, ?, ?, ?)", rows)
        self._run_many(
            "INSERT INTO passages (document, article, start, stop, kind, title, text, sentences,"
            " published, embedding) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, *passage_values(passage), key) for passage, key in passages),
        )

    def missing(self, keys: Iterable[bytes]) -> set[bytes]:
        """Return those of the keys under which no embedding is kept."""
        query = "SELECT 1 FROM embeddings WHERE key = ?"
        return {key for key in keys if not self._rows(query, (key,))}

    def keep(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Keep embeddings, at half precision, for this build or the next to use."""
        rows = np.ascontiguousarray(vectors, dtype="<f2")
        pairs = ((key, row.tobytes()) for key, row in zip(keys, rows, strict=True))
        self._run_many("INSERT OR REPLACE INTO embeddings VALUES (?, ?)", pairs)

    def forget_unused(self) -> None:
        """Forget the embeddings that no passage uses."""
        self._run("DELETE FROM embeddings WHERE key NOT IN (SELECT embedding FROM passages)")

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Keep a value under each name."""
        self._run_many("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def set_generation(self, number: int, files: Mapping[str, str]) -> None:
        """Make a generation current, with the checksum of each of its files."""
        self.set_meta({"generation": str(number)})
        self._run("DELETE FROM files WHERE generation < ?", (number - 1,))
        rows = ((number, name, digest) for name, digest in files.items())
        self._run_many("INSERT INTO files VALUES (?, ?, ?)", rows)

    def tidy(self) -> None:
        """Fold the write-ahead log back into the file, as far as readers let it."""
        # Without patience: a reader may hold its view for hours, and the next build tries again.
        self._run("PRAGMA busy_timeout = 0").fetchall()
        self._run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._run(f"PRAGMA busy_timeout = {1000 * PATIENCE}").fetchall()

    def _run(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        with self._turn, _translated(self._path):
            return self._connection.execute(statement, values)

    def _run_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._turn, _translated(self._path):
            self._connection.executemany(statement, rows)


def open_catalogue(folder: Path) -> Catalogue:
    """Open the truth of an index folder for reading, as it is now.

    Raises IndexFormatError when there is none, it is not ours, it is damaged, or no build
    of it was ever completed.
    """
    path = folder / FILE
    if not path.is_file() or not path.stat().st_size:
        raise IndexFormatError(f"{folder}: holds no index; make one with: bothsides index PATH")
    connection = _reading(path)
    catalogue = Catalogue(connection, path)
    # The first read fixes the view; until it closes, this connection sees nothing newer.
    with _translated(path):
        connection.execute("BEGIN")
        _check(connection, path)
    if not catalogue.generation():
        raise IndexFormatError(
            f"{folder}: its first build was cut short; run bothsides index again"
        )
    return catalogue


@contextmanager
def writing(folder: Path, wait_seconds: float) -> Iterator[CatalogueWriter]:
    """Open the truth of a folder as its only writer, beginning one where there is none.

    What was not committed when the block ends is undone. Raises IndexFormatError when the
    folder holds something else or a damaged truth, StorageError when the disk refuses or
    another writer keeps the folder for longer than `wait_seconds`.
    """
    _claim(folder)
    try:
        with FileLock(folder / LOCK, timeout=wait_seconds):
            writer = _open_for_writing(folder)
            try:
                yield writer
            finally:
                with suppress(StorageError):
                    writer.rollback()
                writer.close()
    except Timeout as problem:
        raise StorageError(
            f"{folder}: another process is writing this index; try again when it is done"
        ) from problem
    except OSError as problem:
        raise StorageError(_refused(folder, problem)) from problem


def _claim(folder: Path) -> None:
    ours = {LOCK, GENERATIONS, FILE, f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal"}
    if folder.exists() and not folder.is_dir():
        raise IndexFormatError(f"{folder}: is a file; name a folder for the index")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = {path.name for path in folder.iterdir()}
    except OSError as problem:
        raise StorageError(_refused(folder, problem)) from problem
    if FILE not in names and not names <= ours:
        raise IndexFormatError(
            f"{folder}: holds something that is not an index; name an empty folder for it"
        )


def _open_for_writing(folder: Path) -> CatalogueWriter:
    path = folder / FILE
    with _translated(path):
        connection = _connect(path, "rwc")
        connection.execute("PRAGMA foreign_keys = ON")
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            _create(connection)
        _check(connection, path)
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    return CatalogueWriter(connection, path)


def _create(connection: sqlite3.Connection) -> None:
    # In one transaction: a kill leaves an empty file or a complete one.
    connection.executescript(
        f"BEGIN IMMEDIATE; PRAGMA application_id = {APPLICATION_ID};"
        f"PRAGMA user_version = {VERSION}; {_SCHEMA} COMMIT;"
    )


def _reading(path: Path) -> sqlite3.Connection:
    with _translated(path):
        connection = _connect(path, "ro")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            # In a folder that cannot be written SQLite cannot make the log's index. Without
            # a log nobody is writing, and the file is complete as it stands.
            connection.close()
            log = path.with_name(path.name + "-wal")
            if log.exists() and log.stat().st_size:
                raise
            connection = _connect(path, "ro&immutable=1")
        return connection


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        timeout=PATIENCE,
        isolation_level=None,
        check_same_thread=False,
    )


def _check(connection: sqlite3.Connection, path: Path) -> None:
    marked = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if marked != APPLICATION_ID:
        connection.close()
        raise IndexFormatError(f"{path}: not an index of this program; choose another folder")
    if version != VERSION:
        connection.close()
        raise IndexFormatError(
            f"{path}: written by another version ({version}, not {VERSION}); delete the folder "
            "and run bothsides index again"
        )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """SQLite's errors as ours: a refusing disk apart from a damaged file."""
    try:
        yield
    except sqlite3.DatabaseError as problem:
        # A plain SQLITE_ERROR on a fixed statement means that a table is not there.
        code = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        if isinstance(problem, sqlite3.OperationalError) and code != sqlite3.SQLITE_ERROR:
            raise StorageError(_refused(path, problem)) from problem
        raise IndexFormatError(
            f"{path}: damaged or not an index ({problem}); delete the folder and run "
            "bothsides index again"
        ) from problem


def _refused(path: Path, problem: Exception) -> str:
    return (
        f"{path}: the disk is full or refuses ({problem}); make room or allow writing and try "
        "again, what was stored before is kept"
    )
