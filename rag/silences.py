"""What kind of silence it is when the corpus does not say."""

import re

from rag.answers import Silence
from rag.dispute import Dispute, mentions
from rag.expectations import share_missing, words_missing
from rag.latest import asks_latest, topic_of
from rag.questions import content_words, is_yes_no, last_question
from rag.scoring import Cuts, Scoring

# A question of these forms takes for granted that what it names happened or exists.
_PRESUPPOSES = re.compile(
    r"^\W*(?:and |but |so )?(?:why|when|where|how)\b(?! (?:many|much|long|often|far|old)\b)"
    r".*?\b(?:did|was|were|has|have|had|do|does|is|are)\b"
    r"|^\W*(?:which|what) (?!(?:is|are|was|were|do|does|did)\b)\w+(?: \w+)? \w+(?:ed|ept|ook)\b"
    r"|\b(?:when|after) [\w’' ]+ \w+ed\b",
    re.IGNORECASE,
)
# Articles that lack more of a question's words than this do not treat its topic; those that
# lack as many are not sure to.
MOST_MISSING = 0.5
_CAPITALISED = re.compile(r"(?<=\s)[^\W\d_a-z][\w’'-]+")
_QUESTION_WORDS = frozenset(content_words("long many much kind name happen reason year day"))
# Verbs that carry no premise of their own: "carry out strikes" assumes strikes.
_LIGHT_VERBS = frozenset(
    content_words("carry conduct launch undertake make take give hold put go come bring occur use")
)


def is_unsure(question: str, scoring: Scoring, cuts: Cuts, dispute: Dispute) -> bool:
    """Whether what was found is too weak to answer with.

    A question for the latest names a topic, not a fact, so no sentence can be said to answer
    it or not: it is answered where the articles treat the topic, in its words or in others.
    """
    if asks_latest(question):
        if scoring.on_topic < cuts.topic:
            return True
        missing = _missing_share(question, scoring) >= MOST_MISSING
        doubted = scoring.confidence < cuts.answer or _names_stranger(question, scoring, dispute)
        return missing and doubted
    return (
        scoring.confidence < cuts.answer
        or _names_nothing(question, scoring, cuts)
        or (is_yes_no(question) and _names_stranger(last_question(question), scoring, dispute))
    )


def _names_nothing(question: str, scoring: Scoring, cuts: Cuts) -> bool:
    """Whether a question has no word to search by, or none that the articles hold: "hello".

    One in wholly other words than the articles' is answered if the scorer is sure of it: half
    way from what it asks of every question to certainty.
    """
    words = set(content_words(question)) - _QUESTION_WORDS
    unheard = not words - words_missing(words, scoring.passages)
    return not words or (unheard and scoring.confidence < (1 + cuts.answer) / 2)


def _names_stranger(question: str, scoring: Scoring, dispute: Dispute) -> bool:
    """Whether a question names somebody or something that no passage found for it does.

    A party may go by a name that only the dispute file holds. A first word's capital is no
    sign of a name.
    """
    plain = question
    for mention in mentions(question, dispute):
        plain = plain.replace(mention.span.of(question), " ")
    names = [set(content_words(name)) for name in _CAPITALISED.findall(plain)]
    return any(name and words_missing(name, scoring.passages) == name for name in names)


def silence_kind(question: str, scoring: Scoring, cuts: Cuts) -> Silence:
    """Nothing on the topic, not this fact, or a premise that the articles do not carry.

    It is the premise where the question takes something for granted and a word of it
    stands in none of the passages that were read.
    """
    far = scoring.on_topic < cuts.topic or _missing_share(question, scoring) > MOST_MISSING
    if far or asks_latest(question):  # which falls silent for its topic only
        return "topic"
    if not _PRESUPPOSES.search(question):
        return "fact"
    asked = set(content_words(question)) - _QUESTION_WORDS - _LIGHT_VERBS
    return "premise" if words_missing(asked, scoring.passages) else "fact"


def _missing_share(question: str, scoring: Scoring) -> float:
    """Share of the words naming the question's topic that no passage found for it holds."""
    words = set(content_words(topic_of(question))) - _QUESTION_WORDS
    return share_missing(words, scoring.passages)
