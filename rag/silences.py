"""What kind of silence it is when the corpus does not say."""

import re

from rag.answers import Silence
from rag.latest import asks_latest, treats_topic
from rag.questions import content_words
from rag.scoring import Cuts, Scoring

# A question of these forms takes for granted that what it names happened or exists.
_PRESUPPOSES = re.compile(
    r"^\W*(?:and |but |so )?(?:why|when|where|how)\b(?! (?:many|much|long|often|far|old)\b)"
    r".*?\b(?:did|was|were|has|have|had|do|does|is|are)\b"
    r"|^\W*(?:which|what) (?!(?:is|are|was|were|do|does|did)\b)\w+(?: \w+)? \w+(?:ed|ept|ook)\b"
    r"|\b(?:when|after) [\w’' ]+ \w+ed\b",
    re.IGNORECASE,
)
_QUESTION_WORDS = frozenset(content_words("long many much kind name happen reason year day"))


def is_unsure(question: str, scoring: Scoring, cuts: Cuts) -> bool:
    """Whether what was found is too weak to answer with."""
    if scoring.on_topic < cuts.topic:
        return True
    if asks_latest(question):
        return not treats_topic(question, scoring.candidates)
    return scoring.confidence < cuts.answer


def silence_kind(question: str, scoring: Scoring, cuts: Cuts) -> Silence:
    """Nothing on the topic, not this fact, or a premise that the articles do not carry.

    It is the premise where the question takes something for granted and a word of it
    stands in none of the passages that were read.
    """
    if scoring.on_topic < cuts.topic:
        return "topic"
    if not _PRESUPPOSES.search(question):
        return "fact"
    asked = set(content_words(question)) - _QUESTION_WORDS
    passages = {candidate.passage.id: candidate.passage for candidate in scoring.candidates}
    held = set(content_words(" ".join(f"{p.title} {p.text}" for p in passages.values())))
    return "premise" if asked - held else "fact"
