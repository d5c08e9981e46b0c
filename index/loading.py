"""Files → documents, one small function a format.

For `.txt` and `.md` the document's text is the file's own, decoded from UTF-8 and nothing
else: line ends, byte order mark and composition stay, so that offsets hold for the file.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from index.dates import stated_date
from index.documents import Document, Span
from index.errors import CorpusError, LoadingError
from index.webpages import extracted

if TYPE_CHECKING:
    import pypdf

# Of a text's characters at most this share may be control characters; prose has none.
_MOST_CONTROLS = 0.05
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+")
_HALVES = re.compile("[\ud800-\udfff]")
_SAMPLE = 65_536
# The generator that a page of ours states, so that our own words never become evidence.
OWN_PAGE = "Both Sides"
_OWN_PAGE = re.compile(rb"<meta\b[^>]*\bgenerator\b[^>]*\bBoth Sides\b")
_SHOWN_FAILURES = 3

# What stands between two pages in the text of a PDF file: a paragraph may run over it.
_PAGE_BREAK = "\n"

# A small PDF can unfold into hours of work. Limits of pypdf for each stream (bytes) and page
# (tokens, forms), and ours for a whole file: far above what articles have.
_PDF_LIMITS = {
    "zlib_maximum_output_length": 8_000_000,
    "lzw_maximum_output_length": 8_000_000,
    "run_length_maximum_output_length": 8_000_000,
    "stream_parsing_work_maximum_count": 500_000,
    "xform_maximum_invocations_per_extraction": 500,
}
_PDF_OPERATORS, _PDF_BYTES, _PDF_TEXT = 1_000_000, 32_000_000, 5_000_000


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a row of one, that could not be read, and why in one line."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The documents of a corpus, ordered by source, and what could not be read."""

    documents: tuple[Document, ...]
    failures: tuple[Failure, ...]


def load(path: Path, *, on_document: Callable[[Document], None] | None = None) -> Loaded:
    """Return every document in a file or folder; `on_document` hears of each as it is read.

    Raises `CorpusError` where the path does not exist or nothing in it is readable.
    """
    documents: list[Document] = []
    failures: list[Failure] = []
    for read in reading(path):
        if isinstance(read, Failure):
            failures.append(read)
            continue
        documents.append(read)
        if on_document:
            on_document(read)
    return Loaded(tuple(documents), tuple(failures))


def reading(path: Path) -> Iterator[Document | Failure]:
    """Yield the documents of a file or folder one by one, holding one file or row at a time.

    A folder is read recursively in order of its paths; hidden names and endings that are
    not supported are passed over, and a folder linked twice is read once. Raises
    `CorpusError` at the first step where the path does not exist or has no supported
    file, at the last where none of them could be read.
    """
    failures: list[Failure] = []
    found = False
    for file, source in _files(path):
        for read in _read(file, source):
            found = found or isinstance(read, Document)
            if isinstance(read, Failure) and len(failures) < _SHOWN_FAILURES:
                failures.append(read)
            yield read
    if not found:
        reasons = "; ".join(failure.reason for failure in failures)
        raise CorpusError(f"nothing readable in {path}: {reasons}")


def is_readable(path: Path) -> bool:
    """Whether a file of this name is read where it stands in a folder of articles."""
    return path.suffix.lower() in _READERS


def _files(path: Path) -> list[tuple[Path, str]]:
    """Return the supported files at `path` with their sources, ordered by source."""
    if not path.exists():
        raise CorpusError(f"{path} does not exist: check the path")
    if path.is_file():
        if not is_readable(path):
            raise CorpusError(
                f"{path} is not a format that can be read: give {', '.join(endings())}"
            )
        return [(path, path.name)]
    files = [file for file in _walked(path) if is_readable(file) and file.is_file()]
    if not files:
        raise CorpusError(f"{path} holds no articles: put {', '.join(endings())} files into it")
    return sorted(
        ((file, file.relative_to(path).as_posix()) for file in files), key=lambda pair: pair[1]
    )


def _walked(folder: Path) -> Iterator[Path]:
    """Yield the files below `folder`, each real folder once, whatever links to it."""
    seen = {folder.resolve()}
    for root, folders, names in os.walk(folder, followlinks=True):
        visible = []
        for name in sorted(folders):
            real = (Path(root) / name).resolve()
            if not name.startswith(".") and real not in seen:
                seen.add(real)
                visible.append(name)
        folders[:] = visible
        yield from (Path(root) / name for name in names if not name.startswith("."))


def endings() -> tuple[str, ...]:
    """How the names of the files end that can be read: ".html", …."""
    return tuple(sorted(_READERS))


def _read(file: Path, source: str) -> Iterator[Document | Failure]:
    """Yield what one file holds; a failure instead of the error of its reader."""
    try:
        yield from _READERS[file.suffix.lower()](file, source)
    except LoadingError as error:
        yield Failure(source, str(error))
    except OSError as error:
        yield Failure(source, f"{source} cannot be opened: {error.strerror or error}")


def _read_text(file: Path, source: str) -> Iterator[Document]:
    """One document: the file's own text, its markdown marks included."""
    data = file.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LoadingError(f"{source} is UTF-16: save it as UTF-8")
    if b"\x00" in data[:_SAMPLE]:
        raise LoadingError(f"{source} is binary, not text: remove it or convert it to text")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LoadingError(
            f"{source} is not UTF-8 (byte {error.start}): save it as UTF-8"
        ) from error
    yield Document(source=source, text=_checked(text, source))


def _checked(text: str, source: str) -> str:
    """Return `text` as it is; raises `LoadingError` where there is nothing in it to read."""
    sample = text[:_SAMPLE]
    if not text.strip("\ufeff\u200b \t\r\n\x0b\x0c\x85\xa0\u2028\u2029"):
        raise LoadingError(f"{source} is empty: put an article into it or remove it")
    if sum(map(len, _CONTROLS.findall(sample))) > _MOST_CONTROLS * len(sample):
        raise LoadingError(f"{source} is binary, not text: remove it or convert it to text")
    return text


def _read_html(file: Path, source: str) -> Iterator[Document]:
    """One document: the article's text without the page around it, and what the page states."""
    data = file.read_bytes()
    if _OWN_PAGE.search(data[:_SAMPLE]):
        raise LoadingError(
            f"{source} is a page that `bothsides evaluate` wrote, no article: move it elsewhere"
        )
    found = extracted(data)
    # An empty line between paragraphs says so unmistakably.
    text = _whole(found[0]).replace("\n", "\n\n") if found else ""
    if found is None or not text.strip():
        raise LoadingError(f"{source} holds no article: save the page with its text, or as .txt")
    page = found[1]
    yield Document(
        source=source,
        text=text,
        title=page.title or "",
        published=stated_date(page.date or ""),
        authors=_names(page.author or ""),
        url=page.url,
        outlet=page.sitename or _outlet(page.url),
    )


def _read_pdf(file: Path, source: str) -> Iterator[Document]:
    """One document: the text of all pages, and the span of each."""
    import pypdf  # only PDF files need it
    from pypdf.errors import LimitReachedError

    try:
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise LoadingError(f"{source} is encrypted: save it without a password")
        with pypdf.apply_configuration(None, **_PDF_LIMITS):
            texts = list(_page_texts(reader, source))
    except (LoadingError, OSError):
        raise
    except LimitReachedError as error:
        raise _too_much(source) from error
    except Exception as error:  # on damaged files pypdf raises errors of every kind
        raise LoadingError(f"{source} is not a whole PDF file: save it anew ({error})") from error
    if not any(text.strip() for text in texts):
        raise LoadingError(f"{source} has no text, perhaps a scan: run text recognition on it")
    yield Document(
        source=source,
        text=_PAGE_BREAK.join(texts),
        title=_stated_title(reader, texts[0]),
        pages=_page_spans(texts),
    )


def _page_texts(reader: "pypdf.PdfReader", source: str) -> Iterator[str]:
    """Yield the text of each page; raises `LoadingError` once the file takes too much work."""
    operators = unfolded = characters = 0

    def count(*_: object) -> None:
        nonlocal operators
        operators += 1
        if operators > _PDF_OPERATORS:
            raise _too_much(source)

    for page in reader.pages:
        contents = page.get_contents()
        unfolded += len(contents.get_data()) if contents is not None else 0
        if unfolded > _PDF_BYTES:
            raise _too_much(source)
        text = _whole(page.extract_text(visitor_operand_before=count)).strip()
        characters += len(text)
        # What is raised within a form stays there.
        if operators > _PDF_OPERATORS or characters > _PDF_TEXT:
            raise _too_much(source)
        yield text


def _too_much(source: str) -> LoadingError:
    return LoadingError(
        f"{source} unfolds into more than articles have: split it, or save its text as .txt"
    )


def _stated_title(reader: "pypdf.PdfReader", first_page: str) -> str | None:
    """Return the title in the file's properties if the first page shows it, None otherwise.

    Properties often keep the name of a template or of the program that wrote the file.
    """
    title = _whole((reader.metadata and reader.metadata.title) or "").strip()
    shown = "".join(title.split()) in "".join(first_page.split())
    return title if title and shown else None


def _page_spans(texts: list[str]) -> tuple[Span, ...]:
    """Return where each page's text stands once they are joined."""
    spans, start = [], 0
    for text in texts:
        spans.append(Span(start, start + len(text)))
        start += len(text) + len(_PAGE_BREAK)
    return tuple(spans)


def _read_rows(file: Path, source: str) -> Iterator[Document | Failure]:
    """One document a row, `{"url", "title", "published", "authors", "text"}`; only text must be."""
    empty = True
    with file.open("rb") as rows:
        for number, row in enumerate(rows, start=1):
            if not row.strip(b" \t\r\n\xef\xbb\xbf"):
                continue
            empty = False
            try:
                yield _row(row, f"{source}#{number}")
            except LoadingError as error:
                yield Failure(f"{source}#{number}", str(error))
    if empty:
        raise LoadingError(f"{source} holds no rows: write one {{…}} a line or remove it")


def _row(row: bytes, source: str) -> Document:
    try:
        fields = json.loads(row.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise LoadingError(f"{source} is not UTF-8: save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise LoadingError(f"{source} is not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise LoadingError(f"{source} is not an object: write one {{…}} a line")
    url = _stated(fields, "url", source) or None
    return Document(
        source=source,
        text=_checked(_stated(fields, "text", source), f"{source}: field text"),
        title=_stated(fields, "title", source),
        published=_published(fields, source),
        authors=_authors(fields, source),
        url=url,
        outlet=_outlet(url),
    )


def _stated(fields: dict[str, Any], name: str, source: str) -> str:
    """Return a field's text, empty where it is missing or null."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LoadingError(f"{source}: field {name} is not text: put it in quotation marks")
    return _whole(value)


def _published(fields: dict[str, Any], source: str) -> date | None:
    return stated_date(_stated(fields, "published", source).strip())


def _authors(fields: dict[str, Any], source: str) -> tuple[str, ...]:
    """Return the names of a list, or of one text."""
    value = fields.get("authors")
    if value is None or isinstance(value, str):
        return _names(value or "")
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise LoadingError(f'{source}: field authors is not a list of names: write ["A. B."]')
    return tuple(_whole(name) for name in cast(list[str], value) if name.strip())


def _names(authors: str) -> tuple[str, ...]:
    """Return the names in a text that separates them with semicolons."""
    return tuple(name.strip() for name in _whole(authors).split(";") if name.strip())


def _outlet(url: str | None) -> str | None:
    """Return the host of a web address without `www.`, None where there is none."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _whole(text: str) -> str:
    """Return `text` with halves of surrogate pairs joined, or replaced where they stand alone.

    JSON and PDF can carry such halves; no file and no database can store them.
    """
    if not _HALVES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


_Reader = Callable[[Path, str], Iterator[Document | Failure]]

_READERS: dict[str, _Reader] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
    ".pdf": _read_pdf,
    ".jsonl": _read_rows,
}
