"""Bring an index up to date with the articles it was made from.

`build` embeds what is new and derives a new generation; until its last commit readers see
the one before, and a kill at any moment changes nothing but what need not be done again.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import index.articles
import index.dates
import index.lines
import index.passages
import index.sentences
from index.articles import articles
from index.catalogue import CatalogueWriter, Stored, Summary, writing
from index.documents import Article, Document, Passage
from index.embedding import Embedder
from index.errors import CorpusError
from index.generations import publish_generation
from index.loading import Failure, Loaded, load
from index.passages import passages

# Embeddings committed at a time: what a kill may lose, a few seconds' work.
COMMITTED = 1024

# The modules that decide what is cut from a text; documents are read again when one changes.
_READING = (index.articles, index.dates, index.lines, index.sentences, index.passages)

Stage = Literal["loading", "parsing", "embedding", "writing"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage of a build is: `done` of `total` documents or passages."""

    stage: Stage
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    `added`, `changed`, `unchanged` and `removed` count documents; `passages` all that the
    index now holds, of which `embedded` were new to the model and `reused` were not; `words`
    are those of the documents added or changed. `generation` stays where nothing changed.
    `model_changed` says that everything was embedded again for another model.
    """

    added: int
    changed: int
    unchanged: int
    removed: int
    passages: int
    embedded: int
    reused: int
    words: int
    seconds: float
    generation: int
    model_changed: bool
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class _Work:
    """`fresh` are to be read again: added, changed, or once read by another recipe."""

    fresh: tuple[Document, ...]
    removed: tuple[str, ...]
    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class _Parsed:
    document: Document
    articles: tuple[Article, ...]
    passages: tuple[tuple[Passage, bytes], ...]


def build(
    source_path: Path,
    index_folder: Path,
    embedder: Embedder,
    *,
    dispute: str = "",
    on_progress: Callable[[Progress], None] | None = None,
    wait_seconds: float = 3600,
) -> BuildReport:
    """Make the index in `index_folder` hold what can be read at `source_path` now.

    `dispute` is the text of the file that names the parties; it is kept as it is, for
    whoever opens the index.

    Raises CorpusError when nothing can, IndexFormatError when the folder holds something
    else, StorageError when the disk refuses or another build holds the folder for longer
    than `wait_seconds`. After any of them the index answers as before.
    """
    tell = on_progress or _silent
    started = time.perf_counter()
    loaded = _load(source_path, tell)
    with writing(index_folder, wait_seconds) as writer:
        work = _compare(loaded.documents, writer.stored(), _recipe(embedder.name))
        model = writer.meta("model")
        parsed = _parsed(work.fresh, embedder.name, tell)
        embedded = _embed(writer, parsed, embedder, tell)
        if parsed or work.removed or not writer.generation():
            tell(Progress("writing", 0, 1))
            _store(writer, work, parsed, _recipe(embedder.name))
            writer.set_meta(_provenance(source_path, embedder.name) | {"dispute": dispute})
            publish_generation(index_folder, writer)
            tell(Progress("writing", 1, 1))
        elif dispute != writer.meta("dispute"):
            writer.begin()
            writer.set_meta({"dispute": dispute})
            writer.commit()
        report = _report(work, writer.summary(), parsed, embedded, loaded.failures)
    return replace(
        report,
        seconds=time.perf_counter() - started,
        model_changed=model not in ("", embedder.name),
    )


def _report(
    work: _Work,
    held: Summary,
    parsed: Iterable[_Parsed],
    embedded: int,
    failures: tuple[Failure, ...],
) -> BuildReport:
    return BuildReport(
        added=work.added,
        changed=work.changed,
        unchanged=work.unchanged,
        removed=len(work.removed),
        passages=held.passages,
        embedded=embedded,
        reused=max(0, held.passages - embedded),
        words=sum(len(one.document.text.split()) for one in parsed),
        seconds=0.0,
        generation=held.generation,
        model_changed=False,
        failures=failures,
    )


def _load(path: Path, tell: Callable[[Progress], None]) -> Loaded:
    tell(Progress("loading", 0, 1))
    loaded = load(path)
    if not loaded.documents:
        raise CorpusError(f"{path}: holds no article that can be read; name another folder")
    tell(Progress("loading", 1, 1))
    return loaded


def embedded_text(passage: Passage) -> str:
    """Return the words of a passage that its vector stands for."""
    return passage.text


def _compare(documents: Sequence[Document], stored: Mapping[str, Stored], recipe: str) -> _Work:
    now = {document.source: Stored(document.sha256, recipe) for document in documents}
    changed = sum(s in stored and stored[s].sha256 != now[s].sha256 for s in now)
    added = len(now.keys() - stored.keys())
    return _Work(
        fresh=tuple(d for d in documents if stored.get(d.source) != now[d.source]),
        removed=tuple(sorted(stored.keys() - now.keys())),
        added=added,
        changed=changed,
        unchanged=len(now) - added - changed,
    )


def _parsed(
    documents: Sequence[Document], model: str, tell: Callable[[Progress], None]
) -> list[_Parsed]:
    parsed = []
    for done, document in enumerate(documents):
        tell(Progress("parsing", done, len(documents)))
        found = articles(document)
        cut = (passage for article in found for passage in passages(document, article))
        keyed = tuple((passage, _key(model, embedded_text(passage))) for passage in cut)
        parsed.append(_Parsed(document, tuple(found), keyed))
    tell(Progress("parsing", len(documents), len(documents)))
    return parsed


def _embed(
    writer: CatalogueWriter,
    parsed: Iterable[_Parsed],
    embedder: Embedder,
    tell: Callable[[Progress], None],
) -> int:
    """Keep the embedding of every passage, and return how many were not kept already."""
    texts = {key: embedded_text(passage) for one in parsed for passage, key in one.passages}
    # Texts of a length together: a batch is as slow as its longest.
    missing = sorted(writer.missing(texts), key=lambda key: (-len(texts[key]), key))
    done = 0

    def more(count: int) -> None:
        nonlocal done
        done += count
        tell(Progress("embedding", done, len(missing)))

    more(0)
    for start in range(0, len(missing), COMMITTED):
        keys = missing[start : start + COMMITTED]
        vectors = embedder.passages([texts[key] for key in keys], on_batch=more)
        writer.begin()
        writer.keep(keys, vectors)
        writer.commit()
    return len(missing)


def _store(writer: CatalogueWriter, work: _Work, parsed: Iterable[_Parsed], recipe: str) -> None:
    writer.begin()
    for source in work.removed:
        writer.remove(source)
    for one in parsed:
        writer.remove(one.document.source)
        writer.add(one.document, recipe, one.articles, one.passages)
    writer.forget_unused()
    if not writer.summary().passages:
        raise CorpusError("no file holds a sentence to index; name another folder of articles")


def _provenance(source_path: Path, model: str) -> dict[str, str]:
    return {
        "corpus": str(source_path.resolve()),
        "model": model,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _key(model: str, text: str) -> bytes:
    named = f"{model}\0{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(named, digest_size=16).digest()


def _recipe(model: str) -> str:
    """Return a mark that differs for another model and another version of the reading code."""
    digest = hashlib.sha256(model.encode("utf-8", "surrogatepass"))
    for module in _READING:
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def _silent(progress: Progress) -> None:
    """Hear nothing of the progress."""
