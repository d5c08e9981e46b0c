"""What a question asks for: its content words, and how many sentences its answer needs."""

import re
import threading
from functools import lru_cache
from typing import Literal

import Stemmer

from index.errors import QuestionError

_WORD = re.compile(r"\w+(?:[.'’]\w+)*")
_STOPWORDS = frozenset(
    """a about after again all also am an and any are as at be because been before being
    between both but by can could did do does doing done during each for from further get got
    had has have having he her here hers him his how i if in into is it its itself just let
    may me might more most much must my no nor not now of off on once only or other our out
    over own please said same say saying says shall she should so some such tell than that
    the their them then there these they this those through to too under until up us very
    was we were what when where which while who whom whose why will with would you your
    according articles article""".split()
)
_SEVERAL = re.compile(
    r"^\W*(?:and |but |so )?(?:why\b|how(?! (?:many|much|long|old|far|often|big|large|soon))\b"
    r"|what(?:['’]s| is) (?:the )?(?:latest|newest|new)\b"
    r"|what (?:are|were|reasons?|causes?|steps?|measures?|conditions?|demands?|groups?)\b"
    r"|which (?:\w+(?:an|ese|ish|ni) )?(?!(?:is|was|has|does|his|its|this)\b)\w+[^\Ws]s\b"
    r"|list\b|name (?:all|both|every|(?:the )?(?:(?!who|which|that|in|of)\w+ ){0,3}?\w*[^\Ws]s)\b"
    r"|give (?:me |us )?(?:all|the|every) |who (?:are|were)\b"
    r"|describe\b|explain\b|summari[sz]e\b"
    r"|what (?:do|does|did|has|have) .{0,80}\b(?:say|said|claim\w*|think|accuse\w*|respond\w*"
    r"|demand\w*|want\w*|argue\w*|describe\w*|tell|told)\b)",
    re.IGNORECASE,
)
# What stands before or behind a question that a yes answers, and asks for no more than that.
_LEAD_IN = re.compile(
    r"^\W*(?:(?:and|but|so|please)\b\W*)*(?:(?:yes or no|true or false)\b\W*"
    r"|(?:[\w’']+ ){0,4}(?:me|us|know|say|see|wonder(?:ing)?|ask(?:ing)?|check|out|confirm|verify) "
    r"(?:if|whether) |(?:confirm|verify|check) that )",
    re.IGNORECASE,
)
_TAG = re.compile(
    r",\s*(?:right|correct|yes|no|or not"
    r"|(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)(?:n['’]t)? "
    r"(?:it|they|he|she|there|you|that))\s*\?$",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^\W*(?:and |but |so )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would"
    r"|should|may|might|must|isn't|aren't|wasn't|doesn't|didn't|hasn't)\b",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[?!])\s+|(?<=\w{3}\.)\s+(?=[^\W\d_a-z])")
_stemmer_lock = threading.Lock()


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def content_words(text: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning, in order, lower case, repeats kept.

    >>> content_words("How many soldiers were killed?")
    ('mani', 'soldier', 'kill')
    """
    words = (w.replace("’", "'").removesuffix("'s") for w in _WORD.findall(text.lower()))
    kept = [word for word in words if word not in _STOPWORDS]
    with _stemmer_lock:
        return tuple(_stemmer().stemWords(kept))


def last_question(question: str) -> str:
    """What is asked last, where other questions or sentences stand before it.

    A follow-up is completed with the question before it (`rag.followups`), and what kind of
    question it is shows in its own words.

    >>> last_question("Is there a truce? When does it end?"), last_question("Who is Mr. Lind?")
    ('When does it end?', 'Who is Mr. Lind?')
    """
    parts = [part for part in _END.split(question.strip()) if part]
    asked = [part for part in parts if part.endswith("?")]
    return (asked or parts or [question])[-1]


def needs_several(question: str) -> bool:
    """Whether the answer usually takes more than one sentence: why, how, what X says, lists."""
    return bool(_SEVERAL.match(last_question(question)))


def sort_of(question: str) -> Literal["single", "several", "whether"]:
    """How many sentences a question wants: one, several, or what settles a yes or no."""
    if needs_several(question):
        return "several"
    return "whether" if is_yes_no(question) else "single"


def is_yes_no(question: str) -> bool:
    """Whether the question could be answered by yes or no.

    >>> is_yes_no("Does Kabul shelter the TTP?"), is_yes_no("Who did it?")
    (True, False)
    >>> is_yes_no("Tell me whether it shelters the TTP."), is_yes_no("It shelters them, right?")
    (True, True)
    """
    own = last_question(question)
    return any(form.search(own) for form in (_YES_NO, _LEAD_IN, _TAG))


def bare_question(question: str) -> str:
    """The question without what stands around it and only asks for a yes.

    >>> bare_question("Yes or no: does it leak?"), bare_question("It leaks, doesn’t it?")
    ('does it leak?', 'It leaks')
    """
    whole = question.strip()
    bare = _TAG.sub("", _LEAD_IN.sub("", whole))
    return bare if _WORD.search(bare) else whole  # "Yes or no?" asks for nothing else


def checked_question(question: object, limit: int) -> str:
    """The question, trimmed. Raises QuestionError if it is not text, empty or too long."""
    if not isinstance(question, str):
        raise QuestionError(f"a question must be text, not {type(question).__name__}")
    trimmed = question.strip()
    if not any(character.isalnum() for character in trimmed):
        raise QuestionError("the question is empty: write it in words")
    if len(trimmed) > limit:
        raise QuestionError(
            f"the question has {len(trimmed):,} characters, more than {limit:,}: shorten it"
        )
    return trimmed
