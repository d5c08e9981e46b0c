"""A system and a question set in, its answers and their figures out.

What a system answered is kept in the cache under a hash of all that it depends on, so a second
run of the same code over the same questions reads it back.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

import numpy as np
from pydantic import TypeAdapter
from sklearn.metrics import roc_auc_score

from benchmarks.corpora import AnswerLength, Part, QuestionSet, indexed
from benchmarks.peers import bm25, haystack, llamaindex, ours, txtai
from benchmarks.peers.system import Opener, System
from benchmarks.peers.weights import fingerprint
from benchmarks.samples import answer_stands
from index.documents import Span
from index.sentences import sentences
from rag import metrics
from rag.answers import Answer
from rag.citations import folded
from rag.gold import GoldQuestion
from rag.measures import f1

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "benchmarks" / "peers"
EVERYTHING = 100_000
RANKED_WORDS = 150
# Stands for an accepted answer that no cited sentence holds: no text holds this.
NOWHERE = "\N{NULL}"


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


@dataclass(frozen=True, slots=True)
class Given:
    """What a system gives for one question: its answer when it must answer.

    `silent` is its own decision, None where a calibrated cut decides; `exact` the words that
    answer, even where the answer marks none; `ranked` the beginning of what it found.
    """

    answer: Answer
    silent: bool | None
    exact: str
    ranked: str


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
    if metrics.quote_fidelity(answer, texts) < 1:
        raise AssertionError(f"{question.question}: a quote is not in its source")
    ranked = " ".join(system.ranked.split()[:RANKED_WORDS])
    return Given(answer, system.silent, system.exact, ranked)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, what was given, and whether it is kept silent about."""

    gold: GoldQuestion
    given: Given
    silent: bool

    @property
    def accepted(self) -> tuple[str, ...]:
        """The accepted answers, also of a question that its corpus does not answer."""
        return self.gold.answers or ((self.gold.note,) if self.gold.note else ())

    @property
    def stated(self) -> str:
        """All that the answer states."""
        return " ".join(statement.text for statement in self.given.answer.statements)

    @property
    def first(self) -> str:
        """The first sentence that it states."""
        return next((statement.text for statement in self.given.answer.statements), "")


def outcomes(asked: QuestionSet, found: Sequence[Given], cut: float | None) -> list[Outcome]:
    """Every question with what was given; `cut` decides for systems that do not themselves."""
    questions = [question for part in asked.parts for question in part.questions]
    return [
        Outcome(question, one, _is_silent(one, cut))
        for question, one in zip(questions, found, strict=True)
    ]


def _is_silent(one: Given, cut: float | None) -> bool:
    if one.silent is not None:
        return one.silent
    return not one.answer.answered or (cut is not None and one.answer.confidence < cut)


# --- figures ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """A line of the table; None where a figure means nothing.

    The first two are means over the questions with an answer, 0 for a silence. `silence_f1`
    is of the decision to be silent, `told_apart` the area under its curve at every cut.
    """

    answer_f1: float
    citation_f1: float
    silence_f1: float | None
    told_apart: float | None
    answered: float


def figures(asked: QuestionSet, found: Sequence[Outcome]) -> Figures:
    """The figures of one system on one question set."""
    with_answer = [one for one in found if one.gold.answerable]
    mixed = len(with_answer) < len(found)
    said = np.array([1.0 * one.silent for one in found])
    true = np.array([1.0 * (not one.gold.answerable) for one in found])
    columns = np.array([np.ones_like(said), said, true])
    return Figures(
        answer_f1=fmean(0.0 if o.silent else answer_f1(o, asked.answers) for o in with_answer),
        citation_f1=fmean(0.0 if o.silent else citation_f1(asked, o) for o in with_answer),
        silence_f1=float(f1(columns)) if mixed else None,
        told_apart=_told_apart(found) if mixed else None,
        answered=1 - float(said.mean()),
    )


def _told_apart(found: Sequence[Outcome]) -> float:
    confidences = [one.given.answer.confidence for one in found]
    return float(roc_auc_score([one.gold.answerable for one in found], confidences))


def answer_f1(one: Outcome, length: AnswerLength) -> float:
    """Words shared with the nearest accepted answer, whether or not the system was silent."""
    short = one.given.answer.short if length == "short" else None
    return metrics.token_f1(short or one.stated, one.accepted)


def short_f1(one: Outcome) -> float:
    """The same of the words that answer if some must be named."""
    return metrics.token_f1(one.given.exact or one.given.answer.short or one.stated, one.accepted)


def citation_f1(asked: QuestionSet, one: Outcome) -> float:
    """`rag.metrics.citation_f1`, with evidence found in the cited sentences where it must be."""
    answer, gold = one.given.answer, one.gold
    if not asked.strings:
        return metrics.citation_f1(answer, gold.evidence, gold.also)
    held = [_holding(answer, accepted) for accepted in gold.answers]
    also = [sentence for text in gold.also for sentence in _holding(answer, text)]
    return metrics.citation_f1(answer, [each or (NOWHERE,) for each in held], also)


def _holding(answer: Answer, accepted: str) -> tuple[str, ...]:
    """The cited sentences in which an answer stands."""
    quotes = [folded(citation.quote) for citation in answer.citations]
    cited = [span.of(q) for q in quotes for span in sentences(q, Span(0, len(q)))]
    return tuple(text for text in cited if answer_stands(accepted, text, EVERYTHING))


def right(one: Outcome) -> bool:
    """Whether an accepted answer stands in the first sentence stated."""
    return any(answer_stands(accepted, one.first, EVERYTHING) for accepted in one.accepted)


def risks(found: Sequence[Outcome]) -> list[tuple[float, float]]:
    """Share of wrong answers among the surest ones, for every share of answered questions."""
    order = sorted(found, key=lambda one: -one.given.answer.confidence)
    wrong = np.cumsum([not right(one) for one in order])
    return [(n / len(order), float(wrong[n - 1]) / n) for n in range(1, len(order) + 1)]


def at_share(curve: Sequence[tuple[float, float]], share: float) -> float:
    """The risk where this share of the questions is answered."""
    return curve[max(1, round(share * len(curve))) - 1][1]


def without_silence(found: Sequence[Outcome]) -> list[Outcome]:
    """The same, every question answered."""
    return [replace(one, silent=False) for one in found]
