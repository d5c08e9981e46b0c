"""Passages that look as if they answered, and questions that their own passage no longer does."""

import random
import re
from collections.abc import Sequence
from functools import cache

from sklearn.feature_extraction.text import TfidfVectorizer

from index.documents import Span
from index.sentences import sentences
from training.data import Question, Source

HARD_DEPTH = 5  # a hard negative is drawn from so many best-ranked passages

# A word, and what may stand in its place so that a statement with it answers no more.
OPPOSITES = {
    "killed": "wounded arrested rescued surrendered",
    "died": "married retired surrendered",
    "wounded": "killed arrested",
    "won": "lost",
    "lost": "won",
    "win": "lose",
    "lose": "win",
    "first": "second last third",
    "last": "first",
    "largest": "smallest",
    "highest": "lowest",
    "lowest": "highest",
    "most": "fewest least",
    "more": "fewer",
    "best": "worst",
    "born": "buried married",
    "founded": "closed sold",
    "began": "ended",
    "begin": "end",
    "started": "stopped",
    "start": "end",
    "ended": "began",
    "before": "after",
    "after": "before",
    "increase": "decrease",
    "increased": "decreased",
    "built": "demolished sold",
    "joined": "left",
    "accepted": "rejected",
    "rejected": "accepted",
    "supported": "opposed",
    "opposed": "supported",
    "north": "south",
    "south": "north",
    "east": "west",
    "west": "east",
    "bought": "sold",
    "sold": "bought",
    "wrote": "translated reviewed",
    "opened": "closed",
    "allowed": "forbidden",
    "denied": "admitted",
    "agreed": "refused",
    "refused": "agreed",
}
_NAME = re.compile(r"(?<!^)\b[A-Z][\w’'-]+(?: (?:of |the )?[A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_CONTENT = re.compile(r"\b[a-z]{4,}\b")
_NO_CONTENT = frozenset(
    """
    what when where which whom whose that this these those there their they them then than
    with from into about does were been have being will would could should many much long
    according name named called kind type during after before because other some most more
    between through under over used became become made make also only such your item product
    author person people
    """.split()
)
_ENDINGS = ("ing", "ed", "ly", "tion", "s")


class Ranked:
    """The paragraphs of one source, ranked for its questions by shared words (TF-IDF)."""

    def __init__(self, source: Source) -> None:
        self._paragraphs = source.paragraphs
        self._texts = [_plain(paragraph.text) for paragraph in source.paragraphs]
        self._vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        self._matrix = self._vectorizer.fit_transform(self._texts)

    def hard(self, own: int, question: Question, rng: random.Random) -> tuple[str, int] | None:
        """A high-ranked other paragraph without the answer, and the offset of its best part."""
        answers = [_plain(each) for each in self._paragraphs[own].answers(question)]
        scores = (self._matrix @ self._vectorizer.transform([question.text]).T).toarray()[:, 0]
        best: list[int] = []
        for place in scores.argsort()[::-1][: HARD_DEPTH * 4]:
            if place != own and not any(each in self._texts[place] for each in answers):
                best.append(int(place))
            if len(best) == HARD_DEPTH:
                break
        if not best:
            return None
        text = self._paragraphs[rng.choice(best)].text
        return text, nearest(text, question.text)


def _plain(text: str) -> str:
    return f" {re.sub(r'[^a-z0-9]+', ' ', text.lower()).strip()} "


def nearest(text: str, question: str) -> int:
    """The start of the sentence that shares most words with the question."""
    wanted = set(_CONTENT.findall(question.lower())) - _NO_CONTENT
    parts = sentences(text, Span(0, len(text)))
    if not parts:
        return 0
    shared = [len(wanted & set(_CONTENT.findall(part.of(text).lower()))) for part in parts]
    return parts[shared.index(max(shared))].start


def cut(text: str, answers: Sequence[Span], rng: random.Random) -> str | None:
    """The text without the sentences that answer; None where too little is left.

    What is left is all the rest, or only what stood before or after.
    """
    parts = sentences(text, Span(0, len(text)))
    hit = [n for n, part in enumerate(parts) if any(part.overlaps(each) for each in answers)]
    if not hit:
        return None
    before, after = (
        text[part[0].start : part[-1].end] if part else ""
        for part in (parts[: hit[0]], parts[hit[-1] + 1 :])
    )
    words = [_plain(span.of(text)) for span in answers]
    rests = [
        rest
        for rest in (f"{before} {after}".strip(), before, after)
        if rest.count(" ") > 25 and not any(each in _plain(rest) for each in words)
    ]
    return rng.choice(rests) if rests else None


class Swaps:
    """Alters questions of one source with the names, numbers and words of its others."""

    def __init__(self, questions: Sequence[str]) -> None:
        self._names = sorted({m.group() for q in questions for m in _NAME.finditer(q)})
        self._numbers = sorted({m.group() for q in questions for m in _NUMBER.finditer(q)})
        words = {word for q in questions for word in _CONTENT.findall(q)} - _NO_CONTENT
        self._words: dict[str, list[str]] = {}
        for word in sorted(words):
            self._words.setdefault(_ending(word), []).append(word)

    def altered(self, question: str, text: str, rng: random.Random) -> str | None:
        """The question asking for what the text does not say; None where none can be made."""
        makers = [self._renamed, self._renumbered, self._opposed, self._reworded]
        rng.shuffle(makers)
        for make in makers:
            changed = make(question, text.lower(), rng)
            if changed:
                return changed
        return None

    def _renamed(self, question: str, text: str, rng: random.Random) -> str | None:
        held = [m for m in _NAME.finditer(question) if m.group().lower() in text]
        return _replaced(question, held, self._names, text, rng)

    def _renumbered(self, question: str, text: str, rng: random.Random) -> str | None:
        held = list(_NUMBER.finditer(question))
        years = [m for m in held if _YEAR.fullmatch(m.group())]
        if years:
            chosen = rng.choice(years)
            step = rng.choice((-40, -17, -9, -5, -3, -2, -1, 1, 2, 3, 5, 9, 17, 40))
            return _replaced(question, [chosen], [str(int(chosen.group()) + step)], text, rng)
        return _replaced(question, held, self._numbers, text, rng)

    def _opposed(self, question: str, text: str, rng: random.Random) -> str | None:
        held = [m for m in _CONTENT.finditer(question) if m.group() in OPPOSITES]
        if not held:
            return None
        chosen = rng.choice(held)
        return _replaced(question, [chosen], OPPOSITES[chosen.group()].split(), text, rng)

    def _reworded(self, question: str, text: str, rng: random.Random) -> str | None:
        held = [m for m in _CONTENT.finditer(question) if m.group() not in _NO_CONTENT]
        held = [m for m in held if m.group() in text]
        if not held:
            return None
        chosen = rng.choice(held)
        return _replaced(question, [chosen], self._words[_ending(chosen.group())], text, rng)


def _replaced(
    question: str,
    held: Sequence[re.Match[str]],
    others: Sequence[str],
    text: str,
    rng: random.Random,
) -> str | None:
    """The question with one match replaced by a word that the text does not hold."""
    if not held or not others:
        return None
    chosen = rng.choice(held)
    asked = question.lower()
    for _ in range(8):
        other = rng.choice(others)
        if other.lower() not in text and other.lower() not in asked:
            return question[: chosen.start()] + other + question[chosen.end() :]
    return None


@cache
def _ending(word: str) -> str:
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "")
