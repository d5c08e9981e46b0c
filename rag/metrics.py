"""Pure measures of answers against gold; each function is one measure, in [0, 1].

Citation precision and recall follow ALCE (Gao et al. 2023, "Enabling Large Language Models
to Generate Text with Citations"), with gold evidence groups in the place of its judge model.
"""

import re
import string
from collections import Counter
from collections.abc import Sequence

from rag.answers import Answer

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation + "“”‘’–—…«»", " "))


def normalised(text: str) -> str:
    """Lower case, without punctuation and articles, single spaces (after SQuAD's script).

    >>> normalised("The “70 percent”, he said.")
    '70 percent he said'
    """
    plain = text.lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def covers(quote: str, needle: str) -> bool:
    """Whether the quote contains the needle, white space aside."""
    return " ".join(needle.split()) in " ".join(quote.split())


def citation_precision(answer: Answer, evidence: Sequence[Sequence[str]]) -> float:
    """Share of the answer's citations whose quote contains a needle of any group."""
    if not answer.citations:
        return 0.0
    needles = [needle for group in evidence for needle in group]
    right = [any(covers(c.quote, needle) for needle in needles) for c in answer.citations]
    return sum(right) / len(right)


def citation_recall(answer: Answer, evidence: Sequence[Sequence[str]]) -> float:
    """Share of the evidence groups that some citation of a given answer covers."""
    if not answer.answered:
        return 0.0
    covered = [
        any(covers(c.quote, needle) for c in answer.citations for needle in group)
        for group in evidence
    ]
    return sum(covered) / len(covered) if covered else 1.0


def answer_accuracy(answer: Answer, answers: Sequence[str]) -> float:
    """1 if an accepted answer stands in the words of the answer's statements, else 0."""
    if not answer.answered:
        return 0.0
    said = " " + normalised(" ".join(s.text for s in answer.statements)) + " "
    return float(any(f" {normalised(accepted)} " in said for accepted in answers))


def token_f1(predicted: str, accepted: Sequence[str]) -> float:
    """SQuAD's F1 over normalised words, against the best of the accepted answers."""
    return max((_pair_f1(predicted, gold) for gold in accepted), default=0.0)


def _pair_f1(predicted: str, gold: str) -> float:
    left, right = normalised(predicted).split(), normalised(gold).split()
    if not left or not right:
        return float(left == right)
    shared = sum((Counter(left) & Counter(right)).values())
    return 2 * shared / (len(left) + len(right))


def quote_fidelity(answer: Answer, texts: dict[str, str]) -> float:
    """Share of citations whose offsets give the quote in the text of their source."""
    if not answer.citations:
        return 1.0
    exact = [texts[c.source][c.start : c.end] == c.quote for c in answer.citations]
    return sum(exact) / len(exact)


def precision_recall_f1(predicted: Sequence[bool], actual: Sequence[bool]) -> tuple[float, ...]:
    """Precision, recall and F1 of a yes/no decision; 0 where nothing was predicted or true.

    >>> precision_recall_f1([True, True, False], [True, False, False])
    (0.5, 1.0, 0.6666666666666666)
    """
    both = sum(p and a for p, a in zip(predicted, actual, strict=True))
    precision = both / sum(predicted) if any(predicted) else 0.0
    recall = both / sum(actual) if any(actual) else 0.0
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def calibration_error(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error over equal-width bins (Naeini et al. 2015)."""
    if not confidences:
        return 0.0
    error = 0.0
    for number in range(bins):
        inside = [
            (c, r)
            for c, r in zip(confidences, right, strict=True)
            if min(int(c * bins), bins - 1) == number
        ]
        if inside:
            mean_confidence = sum(c for c, _ in inside) / len(inside)
            share_right = sum(r for _, r in inside) / len(inside)
            error += len(inside) / len(confidences) * abs(mean_confidence - share_right)
    return error
