"""Candidates → the few sentences that the answer states."""

import re
from dataclasses import dataclass

from index.documents import Passage, Span
from rag.questions import content_words
from rag.reporting import CLAIM_NOUNS
from rag.scoring import Candidate, Cuts, Scoring

MOST_STATEMENTS = 4
_PRONOUN_SUBJECT = re.compile(
    r"^(?:[^\w“\"‘']*)(?:(?:But|And|However|Meanwhile|Later|Instead),? )?"
    r"(?:He|She|They|It|His|Her|Their|Its|This|These|Those|Both)\b"
)
# "Brandt denied it.", "The bank has not commented on this.": what, stands in the sentence before.
_OBJECT = r"(?:it|this|that|them|these|(?:the|this|that|any such|either) (?:\w+ )?(?:{nouns}))"
_POINTS_BACK = re.compile(
    r"\b(?:(?:den|repl)(?:y|ies|ied|ying)|(?:reject|dismiss|disput|comment|respond|refut|contest"
    r"|confirm|answer)\w*)(?: (?:on|to))? "
    rf"{_OBJECT.format(nouns='|'.join(sorted(CLAIM_NOUNS)))}"
    r"(?= ?(?:[.,;:”]|$)| (?:and|but|saying|as|on|in|at|yesterday|again)\b)"
    r"|\b(?:no|not|never|declined to)(?: immediate(?:ly)?)? comment(?:ed)?(?= ?[.,;]|$)",
    re.IGNORECASE,
)
# Two sentences say the same when this share of the shorter one's content words stands in
# the other and no number differs.
_SAME_FACT = 0.8


@dataclass(frozen=True, slots=True)
class Choice:
    """A sentence to state.

    `span` is the quote in its document, widened to the sentence before where the sentence
    alone does not name its subject; `also` are other candidates that state the same fact.
    """

    candidate: Candidate
    span: Span
    also: tuple[Candidate, ...] = ()


def select(question: str, scoring: Scoring, cuts: Cuts) -> tuple[Choice, ...]:
    """One to four choices in order of score; none if there is no candidate."""
    if not scoring.candidates:
        return ()
    least = scoring.candidates[0].probability * cuts.ratio(question)
    groups: list[list[Candidate]] = []
    for candidate in scoring.candidates:
        if candidate.probability < least:
            break
        same = next((group for group in groups if same_fact(group[0], candidate)), None)
        if same is not None:
            same.append(candidate)
        elif len(groups) < MOST_STATEMENTS:
            groups.append([candidate])
    return tuple(_choice(group) for group in groups)


def same_fact(left: Candidate, right: Candidate) -> bool:
    """Whether two candidates say the same in nearly the same words."""
    if left.passage.source == right.passage.source and left.span.overlaps(right.span):
        return True
    a, b = set(content_words(left.text)), set(content_words(right.text))
    if not a or not b or _numbers(a) != _numbers(b):
        return False
    return len(a & b) / min(len(a), len(b)) >= _SAME_FACT


def widened(passage: Passage, sentence: int) -> Span:
    """The sentence's span, with the one before it if it leans on that: "She said", "denied it"."""
    span = passage.sentences[sentence]
    text = passage.words(span)
    # A bullet stands alone: what is before it is another bullet.
    leans = _PRONOUN_SUBJECT.match(text) or points_back(text)
    if sentence and passage.kind == "body" and leans:
        return Span(passage.sentences[sentence - 1].start, span.end)
    return span


def points_back(text: str) -> bool:
    """Whether a denial, or a refusal to comment, is of what the sentence before tells.

    It must name nothing of its own: "denied that, saying …" does, "denied that it leaks" not.

    >>> points_back("Brandt denied that."), points_back("Brandt denied that it leaks.")
    (True, False)
    """
    return bool(_POINTS_BACK.search(text))


def _choice(group: list[Candidate]) -> Choice:
    """The fullest candidate speaks for the group: a body sentence before a summary bullet."""
    spoken = max(group, key=lambda c: (c.passage.kind == "body", c is group[0]))
    rest = tuple(c for c in group if c is not spoken)
    return Choice(spoken, widened(spoken.passage, spoken.sentence), rest)


def _numbers(words: set[str]) -> set[str]:
    return {word for word in words if any(character.isdigit() for character in word)}
