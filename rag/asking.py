"""What a question asks of the sides of a dispute."""

import re
from typing import Literal

from rag.questions import bare_question, is_yes_no, last_question
from rag.reporting import AUXILIARIES, BE, REPORTING

# A side's own words; whether a charge holds, what all sides say of it or whose fault it is;
# whether something is so; why it is so; how or where something is done that is taken for
# granted; or a plain fact.
Asking = Literal["words", "truth", "whether", "reason", "manner", "fact"]

_TRUTH = re.compile(
    r"\b(?:true|truth|truthful\w*|false(?:ly)?|really|(?<!\ba )(?<!\bthe )right to|wrong(?:ly)?"
    r"|l(?:ie|ies|ied|ying)|justif\w+|legitimate|evidence|proof|prove[sdn]?|innocent|deserves?)\b",
    re.IGNORECASE,
)
_BLAME = re.compile(
    r"\b(?:blam\w+|faults?|responsib\w+|guilty|behind|complicit|culprits?)\b", re.IGNORECASE
)
_REASON = re.compile(
    r"^\W*(?:and |but |so )?(?:why|how come|(?:for|on) what (?:reasons?|grounds?)|what made"
    r"|(?:given|considering|seeing|granted) that)\b|\b(?:reasons?|motives?) (?:for|behind)\b",
    re.IGNORECASE,
)
# "How does Kabul support …", "Where is Kabul hiding …", but not "Where were the talks held".
_MANNER = re.compile(
    r"^\W*(?:and |but |so )?(?:how|where|in what way|by what means) "
    r"(?:(?:do|does|did|has|have|had)\b|(?:is|are|was|were) .*\w{2}ing\b)",
    re.IGNORECASE,
)
# What is put into words without asking: no question mark, no word that asks, a verb inside.
_STATED = re.compile(
    r"^(?!.*(?:\?|\b(?:who\w*|what|which|when|where|why|how|latest|newest|news)\b))"
    r"\W*(?!(?:list|name|give|show|tell|describe|explain|summari[sz]e|find)\b)\w+ .*"
    r"\b[a-z]+(?:s|ed) \S",
    re.IGNORECASE,
)
_ONES_WORDS = re.compile(
    r"\b(?:say|says|said|saying|claim\w*|accus\w+|alleg\w+|respon(?:d\w*|ses?)|den(?:y|ies|ied|ials?)"
    r"|according to|position|view|version|react\w*|repl(?:y|ies|ied)|argu\w+|told|tell|words)\b",
    re.IGNORECASE,
)
# What all sides say, and so whether they agree.
_ALL_SIDES = re.compile(
    r"\b(?:both|two|each|either|all|opposing) (?:the )?(?:sides?|parties|countries|governments"
    r"|states|nations|neighbou?rs|capitals|camps)\b.{0,120}\b(?:says?|said|claims?|tell|argue"
    r"|talk(?= of| about)|views?|positions?|versions?|accounts?|describe|respon\w+|disagree"
    r"|differ\w*|blame)\b"
    r"|^\W*(?:compare|contrast|weigh)\b|\b(?:claims?|charges?|accusations?|allegations?) and "
    r"(?:its |the |their )?(?:denials?|repl(?:y|ies)|responses?|rebuttals?|counter)"
    r"|\b(?:for and against|sides of the (?:story|argument|dispute|matter))\b",
    re.IGNORECASE,
)
_DETAIL = re.compile(r"\W*(?:where|when|who\w*|how (?:many|much|long|often))\b", re.IGNORECASE)
# Verbs that report, of which a plain yes/no question asks whether one said it at all.
_SPEECH = frozenset({"claim", "threaten", "offer", "invite", "call", "state", "respond", "ask"})
# Verbs that report in headlines, and of which a question asks as of deeds.
_DEEDS = frozenset({"blast", "slam", "hail", "counter"})
_WORDS_BEFORE_VERB = 7


def asking(question: str) -> Asking:
    """What a question asks for; see `Asking`.

    >>> asking("Does Kabul shelter the TTP?"), asking("Why does Kabul shelter the TTP?")
    ('whether', 'reason')
    >>> asking("Has Kabul accused Islamabad?"), asking("What has Kabul long maintained?")
    ('words', 'words')
    >>> asking("Who is to blame?"), asking("Where were the talks held?")
    ('truth', 'fact')
    >>> asking("Kabul shelters them, right?"), asking("How does Kabul shelter the TTP?")
    ('whether', 'manner')
    """
    question = last_question(question)
    yes_no = is_yes_no(question)
    question = bare_question(question)
    if _TRUTH.search(question) or (_ALL_SIDES.search(question) and not _DETAIL.match(question)):
        return "truth"
    if yes_no:
        return "words" if _asks_whether_said(question) else "whether"
    if _ONES_WORDS.search(question) or _asks_what_was_said(question):
        return "words"
    return _sought(question)


def _sought(question: str) -> Asking:
    """What a question that is not about one's words and has no yes or no asks for."""
    if _REASON.search(question):
        return "reason"
    if _BLAME.search(question):
        return "truth"
    if _STATED.match(question):
        return "whether"
    return "manner" if _MANNER.match(question) else "fact"


def _asks_whether_said(question: str) -> bool:
    """Whether a yes/no question is about somebody's words: "Has Kabul accused …?"."""
    if re.search(r"\baccording to\b", question, re.IGNORECASE):
        return True
    found = _words(question)
    if BE.intersection(found[:1]):  # "Was Kabul warned …?": somebody else's words, as an event
        return False
    forms = [form for word in found[1:_WORDS_BEFORE_VERB] if (form := REPORTING.get(word))]
    return any(
        form.form in ("base", "past")
        and form.lemma not in _DEEDS
        and (form.needs == "nothing" or form.sense == "deny" or form.lemma in _SPEECH)
        for form in forms
    )


def _asks_what_was_said(question: str) -> bool:
    """Whether the question is "what did someone maintain …"."""
    found = _words(question)
    if found[:1] != ["what"] or len(found) < 3 or found[1] not in AUXILIARIES:
        return False
    forms = [REPORTING.get(word) for word in found[3:_WORDS_BEFORE_VERB]]
    return any(form is not None and form.form in ("base", "past") for form in forms)


def _words(question: str) -> list[str]:
    return [word.strip('?,.:;“”"') for word in question.lower().split()]
