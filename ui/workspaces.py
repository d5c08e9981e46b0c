"""What each visitor asks over: the corpus being served, with the articles they added.

Added articles are files in a folder of the visitor's own beside links to the corpus; its
index starts as a copy of the corpus's, so that only what was added is embedded.
"""

import json
import os
import re
import shutil
import sqlite3
import threading
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.building import Progress
from index.errors import CorpusError
from index.loading import Failure, endings, is_readable
from rag.assistant import (
    DISPUTE_FILE,
    Assistant,
    bring_up_to_date,
    corpus_path,
    index_folder,
    is_index,
)
from rag.settings import Settings

ADDED = "added"  # the folder of added articles; of another name where the corpus has one so called
SHARED = "for-everyone"  # no visitor's name has a hyphen in it
OPEN_AT_ONCE = 16  # visitors whose indexes stay in memory
FILE_LIMIT, FOLDER_LIMIT, FILES_LIMIT = 5_000_000, 50_000_000, 200  # bytes, bytes, files
SHOWN_ROWS = 5  # of the rows of one file that could not be read
VISITORS = 200  # whose folders are kept, each up to FOLDER_LIMIT
UNUSED, IDLE = 30 * 86_400, 86_400  # seconds until a folder is deleted, and may be for another
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding articles: sources that are in now, and a line for each failure."""

    sources: tuple[str, ...]
    failures: tuple[str, ...]


class Workspaces:
    """The assistants of a server: one over its corpus, and one for each visitor who added."""

    def __init__(self, corpus: Path | None, settings: Settings, *, shared: bool) -> None:
        self._settings = settings
        self._shared = shared
        self._corpus = corpus_path(corpus)
        self.base = Assistant.open(corpus, settings=settings)
        self._root = settings.cache / "visitors" / index_folder(self._corpus, settings).name
        self._open: OrderedDict[str, Assistant] = OrderedDict()
        self._guard, self._sweeping = threading.Lock(), threading.Lock()
        self._locks: dict[str, threading.RLock] = {}

    @property
    def corpus(self) -> Path:
        """The articles or the index that is served."""
        return self._corpus

    def assistant(self, visitor: str) -> Assistant:
        """The assistant that answers this visitor."""
        name = self._name(visitor)
        if not self._folder(name).is_dir():
            return self.base
        os.utime(self._folder(name))  # in use
        return self._ready(name)

    def common(self) -> Assistant:
        """The assistant that answers programs: over what everyone has."""
        return self.assistant(SHARED) if self._shared else self.base

    def added(self, visitor: str) -> tuple[str, ...]:
        """The sources that the visitor may remove, in order."""
        articles = self._articles(self._name(visitor))
        if not articles.is_dir():
            return ()
        folder = _added(articles)
        return tuple(_source(folder / name) for name in sorted(os.listdir(folder)))

    def add(
        self,
        visitor: str,
        files: Sequence[tuple[str, bytes]],
        on_progress: Callable[[Progress], None] | None = None,
    ) -> Added:
        """Add files, given as name and bytes, and index them.

        A file that is too large or cannot be read is left out and named, and so is each row of
        one that was read in part. Raises CorpusError where nothing can be added to this corpus.
        """
        name = self._name(visitor)
        with self._lock(name):
            self._prepare(name)
            # What is open answers from its last whole index while this one is made.
            opened = self._ready(name)
            kept, failures = _placed(_added(self._articles(name)), files)
            if not kept:
                return Added((), tuple(failures))
            try:
                report = bring_up_to_date(
                    self._articles(name), self._own(name), on_progress=on_progress
                )[1]
            except BaseException:
                for file in kept:
                    file.unlink(missing_ok=True)
                raise
            read = {article.source.partition("#")[0] for article in opened.articles()}
            for file in kept:
                source = _source(file)
                failures += _file_failures(file.name, source, report.failures)
                if source not in read:
                    file.unlink(missing_ok=True)
                    if not any(_file_of(each) == source for each in report.failures):
                        failures.append(f"{file.name}: holds no article; put one into it")
            sources = tuple(_source(file) for file in kept if file.exists())
            return Added(sources, tuple(failures))

    def remove(self, visitor: str, source: str) -> None:
        """Take an added article out again; CorpusError if the visitor added no such one."""
        name = self._name(visitor)
        if source not in self.added(visitor):
            raise CorpusError(f"{source}: not one of the articles added here")
        with self._lock(name):
            self._ready(name)
            (self._articles(name) / source).unlink(missing_ok=True)
            bring_up_to_date(self._articles(name), self._own(name))

    def _name(self, visitor: str) -> str:
        if self._shared:
            return SHARED
        if not (visitor.isascii() and visitor.isalnum()):
            raise CorpusError("this browser has no name yet; reload the page")
        return visitor

    def _ready(self, name: str) -> Assistant:
        return self._opened(name) or self._open_anew(name)

    def _opened(self, name: str) -> Assistant | None:
        """The assistant that is open already, used last from now on."""
        with self._guard:
            if name in self._open:
                self._open.move_to_end(name)
            return self._open.get(name)

    def _open_anew(self, name: str) -> Assistant:
        """Open a folder, once for all who wait for it, with the corpus as it is now."""
        with self._lock(name):
            known = self._opened(name)
            if known:
                return known
            self._link(self._articles(name))
            opened = Assistant.open(self._articles(name), settings=self._own(name))
            with self._guard:
                self._open[name] = opened
                while len(self._open) > OPEN_AT_ONCE:
                    self._open.popitem(last=False)
            return opened

    def _lock(self, name: str) -> threading.RLock:
        with self._guard:
            return self._locks.setdefault(name, threading.RLock())

    def _folder(self, name: str) -> Path:
        return self._root / name

    def _articles(self, name: str) -> Path:
        return self._folder(name) / "articles"

    def _own(self, name: str) -> Settings:
        return self._settings.model_copy(update={"cache": self._folder(name) / "index"})

    def _prepare(self, name: str) -> None:
        """Make the visitor's folder, once, and start its index as a copy."""
        articles = self._articles(name)
        if articles.is_dir():
            return
        if is_index(self._corpus):
            raise CorpusError(
                "articles can be added only where a folder of articles is served, not an index; "
                "start the server with --corpus and the folder"
            )
        with self._sweeping:
            self._make_room()
        fresh = self._folder(name).with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        (fresh / "articles" / ADDED).mkdir(parents=True)
        self._link(fresh / "articles")
        fresh.rename(self._folder(name))
        _copied(self.base.folder, index_folder(articles, self._own(name)))

    def _make_room(self) -> None:
        """Delete folders that nobody uses any more; CorpusError where all places are taken."""
        now = time.time()
        visitors = [folder for folder in self._root.glob("*") if folder.name.isalnum()]
        used = sorted(visitors, key=lambda folder: folder.stat().st_mtime)
        for place, folder in enumerate(used):
            age = now - folder.stat().st_mtime
            full = len(used) - place >= VISITORS
            if age > UNUSED or (full and age > IDLE):
                with self._lock(folder.name):
                    with self._guard:
                        self._open.pop(folder.name, None)
                    shutil.rmtree(folder, ignore_errors=True)
            elif full and not self._shared:
                raise CorpusError("no room for another visitor's articles; try again tomorrow")

    def _link(self, articles: Path) -> None:
        """Link the corpus as it is now into a visitor's folder, in place of older links."""
        for entry in articles.iterdir():
            if entry.is_symlink():
                entry.unlink()
        added = _added(articles)
        added.rename(articles / _free(self._corpus, ADDED).name)
        beside = (self._corpus, self._corpus.parent / DISPUTE_FILE)
        for entry in self._corpus.iterdir() if self._corpus.is_dir() else beside:
            if entry.exists() and not entry.name.startswith("."):
                (articles / entry.name).symlink_to(entry)


def _added(articles: Path) -> Path:
    """The folder of added articles: all but that are links."""
    return next(entry for entry in articles.iterdir() if entry.is_dir() and not entry.is_symlink())


def _source(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def _copied(index: Path, into: Path) -> None:
    """Copy an index's truth, whose vectors spare embedding the same passages again."""
    into.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(index / "truth.sqlite")) as source,
        closing(sqlite3.connect(into / "truth.sqlite")) as target,
    ):
        source.backup(target)


def _file_of(failure: Failure) -> str:
    """The file that a failure is in: those of rows are called `file#3`."""
    return failure.source.partition("#")[0]


def _file_failures(name: str, source: str, failures: Sequence[Failure]) -> list[str]:
    """What could not be read of a file, the first rows of it by themselves."""
    found = [_failure(name, source, each.reason) for each in failures if _file_of(each) == source]
    more = len(found) - SHOWN_ROWS
    return found if more <= 0 else [*found[:SHOWN_ROWS], f"{name}: {more} more rows like these"]


def _failure(name: str, source: str, reason: str) -> str:
    """Why a file was left out, which is called by the name its owner knows."""
    if reason.startswith(source):
        return f"{name}{reason.removeprefix(source)}"
    return f"{name}: {reason}"


def _placed(folder: Path, files: Sequence[tuple[str, bytes]]) -> tuple[list[Path], list[str]]:
    """Write what fits under names of their own; return the files, and why others were not."""
    kept, failures = [], []
    taken = [file.stat().st_size for file in folder.iterdir()]
    for stated, content in files:
        name = _file_name(stated)
        if not is_readable(Path(name)):
            failures.append(f"{name}: not a format that can be read; give {', '.join(endings())}")
        elif len(content) > FILE_LIMIT:
            failures.append(f"{name}: larger than {FILE_LIMIT // 1_000_000} MB; split it")
        elif len(taken) >= FILES_LIMIT or sum(taken) + len(content) > FOLDER_LIMIT:
            failures.append(f"{name}: no room left; remove an article first")
        else:
            file = _free(folder, name)
            file.write_bytes(content)
            taken.append(len(content))
            kept.append(file)
    return kept, failures


def _file_name(stated: str) -> str:
    """A file name without a path in it, such as any file system takes."""
    plain = unicodedata.normalize("NFC", stated).replace("\\", "/").rsplit("/", 1)[-1]
    plain = _UNSAFE.sub("-", plain).strip("-.")[-100:]
    return plain or "article.txt"


def _free(folder: Path, name: str) -> Path:
    stem, ending = Path(name).stem, Path(name).suffix
    file, count = folder / name, 2
    while file.exists():
        file, count = folder / f"{stem}-{count}{ending}", count + 1
    return file


def pasted_file(title: str, day: str, text: str) -> tuple[str, bytes]:
    """A pasted article as the file that stands for it, which states its headline and day.

    Raises CorpusError if there is no text.
    """
    if not text.strip():
        raise CorpusError("there is no text to add; paste the article's text")
    headline = " ".join(title.split())
    row = {"title": headline, "published": day, "text": text.strip()}
    name = _file_name(f"{headline[:50] or 'pasted'}.jsonl")
    return name, json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")
