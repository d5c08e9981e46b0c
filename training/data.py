"""The public question sets → articles with their questions, in one shape.

Every loader takes the folder of the reader's sets and returns `Source`s. Questions whose
stated answer does not stand where it is said to are left out.
"""

import gzip
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from index.documents import Span

QAMR_BRACKETS = {
    "-LRB-": "(",
    "-RRB-": ")",
    "-LSB-": "[",
    "-RSB-": "]",
    "-LCB-": "{",
    "-RCB-": "}",
    "``": '"',
    "''": '"',
}
NO_SPACE_BEFORE = frozenset(". , ; : ? ! ) ] } % 's ' n't 're 've 'll 'd 'm".split())
HELD_OUT_SHARE = 20  # one SQuADShifts paragraph in so many is kept for the report


@dataclass(frozen=True, slots=True)
class Question:
    """A question on one paragraph; `answers` is empty where it has none.

    Each of `answers` is a whole answer, as one annotator marked it. `further` are spans of
    other sentences that answer it too, or hold a further part of the answer. `near` is where
    the paragraph speaks of the question's matter though it has no answer.
    """

    text: str
    answers: tuple[Span, ...]
    near: int = 0
    further: tuple[Span, ...] = ()

    @property
    def held(self) -> tuple[Span, ...]:
        """Every span that answers it, wholly or in part."""
        return (*self.answers, *self.further)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text and what was asked of it."""

    text: str
    questions: tuple[Question, ...]

    def answers(self, question: Question) -> tuple[str, ...]:
        """The words of each span that answers."""
        return tuple(span.of(self.text) for span in question.held)


@dataclass(frozen=True, slots=True)
class Source:
    """An article, or a shelf of short texts of one kind; `title` is empty for a shelf."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Articles to train on, to calibrate with, and to report on."""

    train: tuple[Source, ...]
    calibrate: tuple[Source, ...]
    report: tuple[Source, ...]


def squad2(folder: Path) -> Split:
    """SQuAD 2.0's half development set, split by article.

    In the order of their titles, articles 1 and 4 of every eight are reported on, article 3 is
    calibrated with, the others are trained on.
    """
    articles = sorted(_squad(folder / "squad2_dev_half.json.gz"), key=lambda each: each.title)
    parts: dict[str, list[Source]] = defaultdict(list)
    for place, article in enumerate(articles):
        part = {1: "report", 4: "report", 3: "calibrate"}.get(place % 8, "train")
        parts[part].append(article)
    return Split(tuple(parts["train"]), tuple(parts["calibrate"]), tuple(parts["report"]))


def squadshifts(folder: Path, kind: str) -> Split:
    """One domain of SQuADShifts: `new_wiki`, `reddit` or `amazon_reviews`.

    One paragraph in twenty, by the hash of its text, is reported on and never trained on.
    """
    train, report = [], []
    for source in _squad(folder / f"squadshifts_{kind}.json.gz"):
        title = source.title if kind == "new_wiki" else ""
        kept = [_held_out(paragraph.text) for paragraph in source.paragraphs]
        for wanted, out in ((False, train), (True, report)):
            part = [p for p, held in zip(source.paragraphs, kept, strict=True) if held == wanted]
            out.append(Source(title, tuple(part)))
    if kind != "new_wiki":
        train = [Source("", tuple(p for source in train for p in source.paragraphs))]
    return Split(tuple(train), (), tuple(report))


def _held_out(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] % HELD_OUT_SHARE == 0


def _squad(path: Path) -> Iterator[Source]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for article in json.load(file)["data"]:
            paragraphs = tuple(_squad_paragraph(each) for each in article["paragraphs"])
            yield Source(unquote(article.get("title", "")).replace("_", " "), paragraphs)


def _squad_paragraph(row: dict[str, Any]) -> Paragraph:
    text, questions = row["context"], []
    for asked in row["qas"]:
        answers = tuple(_spans(text, asked["answers"]))
        plausible = tuple(_spans(text, asked.get("plausible_answers") or []))
        if answers or asked.get("is_impossible"):
            near = plausible[0].start if plausible else 0
            questions.append(Question(asked["question"].strip(), answers, near))
    return Paragraph(text, tuple(questions))


def _spans(text: str, answers: list[dict[str, Any]]) -> Iterator[Span]:
    for answer in answers:
        start, words = answer["answer_start"], answer["text"]
        if words.strip() and text[start : start + len(words)] == words:
            yield Span(start, start + len(words))


def qamr(folder: Path, kind: str) -> Source:
    """QAMR's questions on `wikinews` or `wikipedia` sentences, one paragraph a sentence.

    Of questions asked again in the same words of the same sentence the first is kept, and
    only answers that are one run of words.
    """
    sentences = _qamr_sentences(folder, kind)
    asked: dict[str, dict[str, Question]] = defaultdict(dict)
    for name in ("qamr_dev.tsv.gz", "qamr_test.tsv.gz"):
        with gzip.open(folder / name, "rt", encoding="utf-8") as file:
            for line in file:
                fields = line.rstrip("\n").split("\t")
                places = sorted({int(each) for each in fields[6].split()})
                if fields[0] in sentences and places and _is_run(places):
                    _, offsets = sentences[fields[0]]
                    span = Span(offsets[places[0]].start, offsets[places[-1]].end)
                    text = fields[5].strip()
                    asked[fields[0]].setdefault(text.lower(), Question(text, (span,)))
    return Source(
        "", tuple(Paragraph(sentences[key][0], tuple(asked[key].values())) for key in asked)
    )


def _is_run(places: list[int]) -> bool:
    return places[-1] - places[0] == len(places) - 1


def _qamr_sentences(folder: Path, kind: str) -> dict[str, tuple[str, list[Span]]]:
    found = {}
    with gzip.open(folder / "qamr_sentences.tsv.gz", "rt", encoding="utf-8") as file:
        for line in file:
            key, words = line.rstrip("\n").split("\t")[:2]
            if f":{kind}:" in key:
                found[key] = joined(words.split(" "))
    return found


def joined(words: list[str]) -> tuple[str, list[Span]]:
    """Words of a treebank as running text, and where each stands in it.

    >>> joined(["He", "said", "``", "no", "''", "-LRB-", "again", "-RRB-", "."])[0]
    'He said "no" (again).'
    """
    text, spans, quoting = "", [], False
    for word in words:
        shown = QAMR_BRACKETS.get(word, word)
        closes = shown in NO_SPACE_BEFORE or (shown == '"' and quoting)
        opened = text.endswith(("(", "[", "{", "$")) or (text.endswith('"') and quoting)
        if text and not closes and not opened:
            text += " "
        quoting ^= shown == '"'
        spans.append(Span(len(text), len(text) + len(shown)))
        text += shown
    return text, spans
