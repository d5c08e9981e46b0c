"""The derived files of one generation: written whole, checked by hash, read, made again.

A generation is a folder `generations/N` with the vectors and the words of the passages
that the truth held when it was written. Nothing in it is ever changed in place.
"""

import logging
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import xxhash

from index import vectors, words
from index.catalogue import GENERATIONS, Catalogue, CatalogueWriter, writing
from index.errors import StorageError
from index.vectors import VectorIndex
from index.words import WordIndex

_log = logging.getLogger(__name__)
_BLOCK = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Generation:
    """What one generation searches with; `number` is the truth's own."""

    number: int
    vectors: VectorIndex
    words: WordIndex


def publish_generation(folder: Path, writer: CatalogueWriter) -> int:
    """Write the next generation of what the writer sees, commit it, and return its number.

    The writer is in its transaction. Until the commit nothing refers to the new files, and
    those of the generation before are kept for whoever reads them. Raises OSError or
    StorageError when the disk refuses.
    """
    number = writer.generation() + 1
    writer.set_generation(number, _write(folder, number, writer))
    writer.commit()
    _remove_others(folder, {number, number - 1})
    # Only a matter of size, and the new generation stands already.
    with suppress(StorageError):
        writer.tidy()
    return number


def read_generation(folder: Path, catalogue: Catalogue) -> Generation | None:
    """Return the truth's generation as written, None where a file is missing or damaged."""
    number = catalogue.generation()
    home = folder / GENERATIONS / str(number)
    fault = _fault(home, catalogue.files())
    if fault is None:
        try:
            return Generation(number, vectors.load(home), words.load(home / words.FOLDER))
        # FAISS and tantivy raise these for files of a version they do not know.
        except (OSError, RuntimeError, ValueError) as problem:
            fault = f"cannot be read: {problem}"
    _log.warning("%s: %s", home, fault)
    return None


def derive_generation(catalogue: Catalogue) -> Generation:
    """Return the truth's generation derived again, in memory only."""
    return Generation(
        catalogue.generation(),
        vectors.build(*catalogue.vectors()),
        words.build(catalogue.words()),
    )


def restore_generation(folder: Path, damaged: int) -> bool:
    """Publish the truth's passages again if the damaged generation is still current.

    Nothing is embedded. Returns False when the folder cannot be written now.
    """
    try:
        with writing(folder, wait_seconds=0) as writer:
            writer.begin()
            if writer.generation() == damaged:
                publish_generation(folder, writer)
    except StorageError as problem:
        _log.warning("%s: rebuilt in memory only: %s", folder, problem)
        return False
    return True


def _write(folder: Path, number: int, catalogue: Catalogue) -> dict[str, str]:
    home = folder / GENERATIONS / str(number)
    # What an attempt that was cut short left behind.
    shutil.rmtree(home, ignore_errors=True)
    (home / words.FOLDER).mkdir(parents=True)
    vectors.build(*catalogue.vectors()).save(home)
    words.build(catalogue.words(), home / words.FOLDER)
    for path in (home / words.FOLDER, home, home.parent, folder):
        _sync(path)
    files = sorted(path for path in home.rglob("*") if path.is_file())
    return {path.relative_to(home).as_posix(): _checksum(path) for path in files}


def _remove_others(folder: Path, keep: set[int]) -> None:
    for home in (folder / GENERATIONS).iterdir():
        if home.name not in {str(number) for number in keep}:
            shutil.rmtree(home, ignore_errors=True)


def _fault(home: Path, files: Mapping[str, str]) -> str | None:
    if not files:
        return "the truth names no files of it"
    for name, digest in files.items():
        path = home / name
        if not path.is_file():
            return f"{name} is missing"
        if _checksum(path) != digest:
            return f"{name} is damaged"
    return None


def _checksum(path: Path) -> str:
    """XXH3 in hexadecimal: it tells damage as SHA-256 would, in a sixth of the time.

    Against forgery neither would serve: who can write these files can write the truth.
    """
    digest = xxhash.xxh3_128()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
