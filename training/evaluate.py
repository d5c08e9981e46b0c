"""Measure a reader: `python -m training.evaluate --data DIR [--reader FOLDER] [--json]`.

SQuAD 2.0 (the articles that are reported on, whole paragraphs): F1 and exact match of the
answerable when made to answer, and over all at a threshold: for each article the one that is
best on all the other articles that were not trained on, so that none is reported on itself.
SQuADShifts: the same on the paragraphs held out, made to answer. News: whether the best score
tells the passages that hold the answer's words from others that a word search ranks as high.
F1 is SQuAD's, with `rag.metrics.normalised`.
"""

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from index.documents import Passage, Span
from index.sentences import sentences
from rag.metrics import normalised, token_f1
from rag.reading import Reader, load_reader
from training.data import Source, squad2, squadshifts
from training.news import NewsQuestion, news_questions

SHIFTS = ("new_wiki", "reddit", "amazon_reviews")
SAMPLE = 1000  # questions of each of SQuADShifts' domains
NEWS_SAMPLE = 120


@dataclass(frozen=True, slots=True)
class Result:
    """What the reader said of one question: its answer if made to, and how sure it was."""

    answers: tuple[str, ...]
    said: str
    score: float

    @property
    def f1(self) -> float:
        """F1 of the answer it gives when made to; 0 where there is none to give."""
        return token_f1(self.said, self.answers)

    @property
    def exact(self) -> float:
        """Whether that answer is an accepted one word for word."""
        return float(normalised(self.said) in {normalised(each) for each in self.answers})

    def f1_at(self, threshold: float) -> float:
        """F1 where silence is given below the threshold, and is right without an answer."""
        if self.score < threshold:
            return float(not self.answers)
        return self.f1


def results(reader: Reader, articles: Iterable[Source]) -> list[Result]:
    """The reader's answer to every question, from its own paragraph."""
    found = []
    for article in articles:
        for number, paragraph in enumerate(article.paragraphs):
            passage = as_passage(paragraph.text, article.title, number)
            for question in paragraph.questions:
                best = reader.read(question.text, [passage])[0].best
                said = best.span.of(paragraph.text) if best.span else ""
                found.append(Result(paragraph.answers(question), said, best.score))
    return found


def as_passage(text: str, title: str, number: int) -> Passage:
    """A paragraph as one passage."""
    whole = Span(0, len(text))
    return Passage(title or "shelf", number, whole, text, sentences(text, whole), title, None)


def best_threshold(found: Sequence[Result]) -> float:
    """The score from which on to answer, for the highest F1 over all."""
    order = sorted(found, key=lambda each: -each.score)
    gains = [each.f1 - float(not each.answers) for each in order]
    best = int(np.argmax(np.cumsum([0.0, *gains])))
    return order[best - 1].score if best else float("inf")


def squad_figures(reader: Reader, folder: Path) -> dict[str, float]:
    """The figures on SQuAD 2.0's half development set."""
    split = squad2(folder)
    calibrate = [results(reader, [article]) for article in split.calibrate]
    report = [results(reader, [article]) for article in split.report]
    found = [each for article in report for each in article]
    answerable = [each for each in found if each.answers]
    return {
        "questions": len(found),
        "answerable": len(answerable),
        "F1 of the answerable, made to answer": _mean(each.f1 for each in answerable),
        "exact match of the answerable": _mean(each.exact for each in answerable),
        "F1 over all at the other articles' threshold": _mean(_crossed(calibrate, report)),
        "F1 over all at zero": _mean(each.f1_at(0.0) for each in found),
        "always silent": _mean(float(not each.answers) for each in found),
        "AUC of the score": _area(found),
        "calibration articles: questions": sum(map(len, calibrate)),
        "calibration articles: AUC of the score": _area([e for each in calibrate for e in each]),
    }


def _crossed(
    calibrate: Sequence[Sequence[Result]], report: Sequence[Sequence[Result]]
) -> Iterator[float]:
    """F1 of each reported question at the threshold of every article but its own."""
    for place, article in enumerate(report):
        others = [*calibrate, *report[:place], *report[place + 1 :]]
        threshold = best_threshold([each for other in others for each in other])
        yield from (each.f1_at(threshold) for each in article)


def _area(found: Sequence[Result]) -> float:
    """How often an answerable question scores above one without an answer."""
    answerable = [bool(each.answers) for each in found]
    return float(roc_auc_score(answerable, [each.score for each in found]))


def shift_figures(reader: Reader, folder: Path) -> dict[str, float]:
    """F1 on the held-out paragraphs of SQuADShifts, made to answer."""
    figures = {}
    for kind in SHIFTS:
        found = results(reader, squadshifts(folder, kind).report)[:SAMPLE]
        figures[f"{kind}: questions"] = len(found)
        figures[f"{kind}: F1"] = _mean(each.f1 for each in found)
    return figures


def news_figures(reader: Reader, folder: Path) -> dict[str, float]:
    """How well scores part news passages that hold the answer's words from the others."""
    chosen = random.Random(3).sample(news_questions(folder), NEWS_SAMPLE)
    held, missing, right = [], [], []
    for asked in chosen:
        best_held, said = _best(reader, asked, asked.holding)
        best_missing, _ = _best(reader, asked, asked.others)
        held.append(best_held)
        missing.append(best_missing)
        right.append(token_f1(said, [asked.answer]))
    return {
        "questions": len(chosen),
        "AUC of the best score, passages with the answer's words or without": float(
            roc_auc_score([1] * len(held) + [0] * len(missing), held + missing)
        ),
        "the passage with the words scores higher": _mean(
            float(a > b) for a, b in zip(held, missing, strict=True)
        ),
        "F1 from the passages with the words": _mean(right),
        "median score with the words": float(np.median(held)),
        "median score without": float(np.median(missing)),
    }


def _best(reader: Reader, asked: NewsQuestion, passages: Sequence[Passage]) -> tuple[float, str]:
    readings = reader.read(asked.question, passages)
    top = max(readings, key=lambda reading: reading.best.score)
    span = top.best.span
    said = span.shifted(-top.passage.span.start).of(top.passage.text) if span else ""
    return top.best.score, said


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--reader", type=Path, help="folder of a reader; the shipped one if none")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    reader = load_reader(arguments.reader)
    figures = {
        "SQuAD 2.0": squad_figures(reader, arguments.data / "reader"),
        "SQuADShifts": shift_figures(reader, arguments.data / "reader"),
        "News": news_figures(reader, arguments.data / "news"),
    }
    if arguments.json:
        print(json.dumps(figures, indent=2))
        return
    for name, values in figures.items():
        print(name)
        for measure, value in values.items():
            print(f"  {measure:70} {value:8.3f}" if value % 1 else f"  {measure:70} {value:8.0f}")


if __name__ == "__main__":
    main()
