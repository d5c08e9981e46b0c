"""The systems of the table, and what each gives for a question set.

What a system answered is kept in the cache under a hash of all that it depends on, so a second
run of the same code over the same questions reads it back.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.corpora import Part, QuestionSet, indexed
from benchmarks.measuring import RANKED_WORDS, Given
from benchmarks.peers import bm25, haystack, llamaindex, ours, txtai
from benchmarks.peers.system import Opener, System
from benchmarks.peers.weights import fingerprint
from rag.gold import GoldQuestion
from rag.metrics import quote_fidelity

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "benchmarks" / "peers"


@dataclass(frozen=True, slots=True)
class Contender:
    """One line of the table: `reads` if the shipped reader is part of it."""

    name: str
    open_system: Opener
    code: tuple[Path, ...]
    reads: bool

    @property
    def own(self) -> bool:
        """Whether it decides on its silence by itself, as it ships."""
        return PEERS / "ours.py" in self.code

    def fingerprint(self) -> str:
        """A hash of its code and of the reader's weights if they are part of it."""
        files = sorted(file for path in self.code for file in _files(path))
        parts = [file.read_bytes() for file in files]
        parts.append(fingerprint().encode() if self.reads else b"")
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _files(path: Path) -> Iterable[Path]:
    return [*path.rglob("*.py"), *path.glob("*.json")] if path.is_dir() else [path]


def _own(name: str, opener: Opener, *, reads: bool) -> Contender:
    return Contender(name, opener, (PEERS / "ours.py", ROOT / "rag", ROOT / "index"), reads)


def _peer(name: str, opener: Opener, module: str, *, reads: bool) -> Contender:
    code = (PEERS / f"{module}.py", PEERS / "system.py", *([PEERS / "weights.py"] * reads))
    return Contender(name, opener, code, reads)


CONTENDERS = (
    _own(ours.NAME, ours.open_system, reads=True),
    _own(ours.NAME_WITHOUT, ours.open_without, reads=False),
    _peer(haystack.NAME, haystack.open_system, "haystack", reads=True),
    _peer(txtai.NAME, txtai.open_system, "txtai", reads=True),
    _peer(llamaindex.NAME, llamaindex.open_system, "llamaindex", reads=False),
    _peer(bm25.NAME, bm25.open_system, "bm25", reads=False),
)


_STORED = TypeAdapter(dict[str, Given])


def given(contender: Contender, asked: QuestionSet, cache: Path) -> tuple[Given, ...]:
    """What the contender gives for every question, in order; what is known is not asked again.

    Answers are kept line by line as they come, so a run that was cut short goes on.
    """
    path = cache / "given" / f"{asked.name}-{contender.fingerprint()}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    known = _known(path)
    with path.open("ab") as file:
        for part in asked.parts:
            missing = [(q, _key(part, q)) for q in part.questions if _key(part, q) not in known]
            for key, one in _ask(contender, part, missing, cache):
                known[key] = one
                file.write(_STORED.dump_json({key: one}) + b"\n")
                file.flush()
    return tuple(known[_key(part, q)] for part in asked.parts for q in part.questions)


def _known(path: Path) -> dict[str, Given]:
    known: dict[str, Given] = {}
    if path.is_file():
        for line in path.read_bytes().splitlines():
            known |= _STORED.validate_json(line)
    return known


def _key(part: Part, question: GoldQuestion) -> str:
    stated = f"{part.corpus.digest}{question.key}"
    return hashlib.sha256(stated.encode("utf-8", "replace")).hexdigest()[:16]


def _ask(
    contender: Contender, part: Part, missing: Sequence[tuple[GoldQuestion, str]], cache: Path
) -> Iterator[tuple[str, Given]]:
    if missing:
        system = contender.open_system(part.corpus, indexed(part.corpus, cache))
        for question, key in missing:
            yield key, _one(system, question)


def _one(system: System, question: GoldQuestion) -> Given:
    history = [message.model_dump() for message in question.history]
    answer = system.ask(question.question, history)
    texts = {c.source: system.document(c.source).text for c in answer.citations}
    if quote_fidelity(answer, texts) < 1:
        raise AssertionError(f"{question.question}: a quote is not in its source")
    ranked = " ".join(system.ranked.split()[:RANKED_WORDS])
    return Given(answer, system.silent, system.exact, ranked)
