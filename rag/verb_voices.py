"""The voices that reporting verbs give a sentence: "Brandt said …", "… was denied by Averia".

Rules over the verbs of `rag.reporting` and their subjects, in English news.
"""

import re
from dataclasses import dataclass

from rag.answers import Stance
from rag.clauses import (
    Phrase,
    Tokens,
    is_adverb,
    phrase_after,
    phrase_before,
    phrase_text,
)
from rag.reporting import (
    ARTICLES,
    BE,
    BOUNDARIES,
    CLAIM_NOUNS,
    DETERMINERS,
    FALSEHOOD,
    LINKING,
    MODALS,
    NAMING,
    NEGATIONS,
    NOBODY,
    PRONOUNS,
    RAISING,
    REPORTING,
    ROLES,
    SPEECHLESS,
    ReportingForm,
    words,
)
from rag.verbs import (
    group_start,
    is_no_verb,
    is_withheld,
    main_subject,
    past_asides,
    reports_something,
    subject,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A voice as a rule finds it: lower `rank`, then lower `place`, is nearer the main one."""

    phrase: str
    bare: bool
    stance: Stance
    verb: str | None
    rank: int
    place: int


FINITE, SUBORDINATE, NOUN, NESTED = range(4)  # ranks of a voice


def by_verb(sentence: str, tokens: Tokens) -> list[Found]:
    """As in "Brandt said …", "… was denied by Averia", "…, said a spokesman", "saying …"."""
    found = []
    for index, token in enumerate(tokens):
        form = REPORTING.get(token.lower)
        if form is None or is_no_verb(tokens, index, form):
            continue
        voice = _voice_of(sentence, tokens, index, form)
        if voice is not None:
            found.append(voice)
    return found


def _voice_of(sentence: str, tokens: Tokens, index: int, form: ReportingForm) -> Found | None:
    group = group_start(tokens, index)
    helpers = {token.lower for token in tokens[group:index]}
    if form.form == "past" and _is_passive(tokens, index, helpers):
        return _passive(sentence, tokens, index, form, helpers)
    if not reports_something(tokens, index, form):
        return None
    if form.form == "gerund" and not helpers & BE:
        return _participial(sentence, tokens, index, form)
    if "to" in helpers:
        return _infinitive(sentence, tokens, index, form, group)
    if is_withheld(helpers, tokens, group, form):
        return None
    return (
        _inverted(sentence, tokens, index, form)
        or _relative(sentence, tokens, index, form, group)
        or _shared_subject(sentence, tokens, index, form, group)
        or _active(sentence, tokens, index, form, group)
    )


def _is_passive(tokens: Tokens, index: int, helpers: set[str]) -> bool:
    following = tokens[past_asides(tokens, index + 1) :]
    by_next = bool(following) and following[0].lower == "by"
    return bool(helpers & BE) or (by_next and not helpers & {"has", "have", "had"})


_MAY_BE_PASSIVE = words("""
    report claim describe call brand label term portray reveal disclose brush shrug charge rule
    read
""")


def _passive(
    sentence: str, tokens: Tokens, index: int, form: ReportingForm, helpers: set[str]
) -> Found | None:
    """As in "was denied by Averia": the agent speaks; with no agent nobody does."""
    if helpers & (NEGATIONS | MODALS):
        return None
    if form.needs == "clause" and form.lemma not in _MAY_BE_PASSIVE:
        return None
    for place in range(index + 1, min(index + 10, len(tokens))):
        token = tokens[place]
        if token.lower == "by":
            phrase = phrase_after(tokens, place + 1)
            if phrase is not None and form.lemma in _FOR_SOMETHING:
                phrase = _without_reason(tokens, phrase)
            rank = FINITE if helpers & BE else SUBORDINATE
            return _voice(sentence, tokens, phrase, form, index, rank)
        if token.lower in (",", ";", ":") or token.lower in BOUNDARIES - {"as"}:
            return None
    return None


# "Was blamed by the mayor for the fire": the fire is none of the mayor.
_FOR_SOMETHING = words("blame criticise criticize condemn fault praise rebuke denounce")


def _without_reason(tokens: Tokens, phrase: Phrase) -> Phrase:
    start, end = phrase
    for place in range(start + 1, end):
        named = tokens[place - 1].capital and place + 1 < end and tokens[place + 1].capital
        if tokens[place].lower == "for" and not named:  # unlike "the Alliance for Peace"
            return start, place
    return phrase


_BEFORE_PARTICIPLE = words(", — – by while and in after before when")


def _participial(sentence: str, tokens: Tokens, index: int, form: ReportingForm) -> Found | None:
    """As in "…, accusing Belisle of …", "Denying the charge, Tully …": the main clause speaks."""
    place = index - 1
    left = tokens[place] if index else None
    while left is not None and is_adverb(left) and place > 0:
        place -= 1
        left = tokens[place]
    if left is not None and left.kind != "quote" and left.lower not in _BEFORE_PARTICIPLE:
        return None
    phrase = main_subject(tokens, index)
    if phrase is None:
        return None
    return _voice(sentence, tokens, phrase, form, index, SUBORDINATE)


def _infinitive(
    sentence: str, tokens: Tokens, index: int, form: ReportingForm, group: int
) -> Found | None:
    """As in "went on to say", "continues to deny"; "refused to say" says nothing."""
    for place in range(group - 1, max(-1, group - 6), -1):
        if tokens[place].lower in RAISING:
            phrase = subject(tokens, group_start(tokens, place))
            return _voice(sentence, tokens, phrase, form, index, FINITE)
        if tokens[place].kind != "word":
            return None
    return None


def _inverted(sentence: str, tokens: Tokens, index: int, form: ReportingForm) -> Found | None:
    """As in "“…,” said Ilse Brandt" and "The gates were shut, said a spokesman"."""
    if index == 0 or not (tokens[index - 1].kind == "quote" or tokens[index - 1].lower == ","):
        return None
    phrase = phrase_after(tokens, index + 1)
    if phrase is None or _after_relative(tokens, index):
        return None
    end = past_asides(tokens, phrase[1])
    after = tokens[end] if end < len(tokens) else None
    closed = (
        after is None
        or after.kind in ("mark", "quote")
        or after.lower
        in (
            "on",
            "in",
            "at",
            "during",
            "after",
            "as",
            "when",
            "before",
            "while",
            "who",
            "following",
        )
    )
    if not closed or (tokens[phrase[0]].lower in DETERMINERS - ARTICLES and form.lemma == "deny"):
        return None
    if form.lemma not in _MAY_FOLLOW:
        return None
    return _voice(sentence, tokens, phrase, form, index, FINITE, dominant=True)


_MAY_FOLLOW = words("""
    say insist warn argue assert contend declare announce admit concede reply retort complain
    affirm proclaim add ask claim explain note report respond recall comment write tweet post
    conclude quip joke lament observe remark suggest shout answer continue repeat caution
    boast cry exclaim mutter whisper muse predict read state
""")


def _after_relative(tokens: Tokens, index: int) -> bool:
    """Whether a relative clause ends before the verb: "Brandt, who had lost, said"."""
    for place in range(index - 2, 0, -1):
        if tokens[place].lower == ",":
            return tokens[place + 1].lower in ("who", "which", "whose")
        if tokens[place].kind == "quote":
            return False
    return False


def _relative(
    sentence: str, tokens: Tokens, index: int, form: ReportingForm, group: int
) -> Found | None:
    """As in "Farrow, who denied …" and "a report that said …": the antecedent speaks."""
    if group == 0 or tokens[group - 1].lower not in ("who", "which", "that"):
        return None
    end = group - 1
    if end and tokens[end - 1].lower == ",":
        end -= 1
    phrase = subject(tokens, end)
    return _voice(sentence, tokens, phrase, form, index, SUBORDINATE)


def _shared_subject(
    sentence: str, tokens: Tokens, index: int, form: ReportingForm, group: int
) -> Found | None:
    """As in "Brandt praised the talks and said …": the subject stands before the first verb."""
    place = group - 1
    if place < 1 or tokens[place].lower not in ("and", "but", ","):
        return None
    if tokens[place].lower == "," and phrase_before(tokens, group) is not None:
        return None
    return _voice(sentence, tokens, main_subject(tokens, index), form, index, FINITE)


def _active(
    sentence: str, tokens: Tokens, index: int, form: ReportingForm, group: int
) -> Found | None:
    """The subject right before the verb."""
    phrase = subject(tokens, group)
    if phrase is None or (form.form == "base" and _is_asked(tokens, phrase)):
        return None
    rank = SUBORDINATE if _hangs_on_claim(tokens, phrase[0]) else FINITE
    return _voice(
        sentence, tokens, phrase, form, index, rank, dominant=_is_parenthesis(tokens, index, phrase)
    )


def _is_asked(tokens: Tokens, phrase: Phrase) -> bool:
    """Whether the clause is a question: "What did Brandt say?"."""
    start = phrase[0]
    while start and tokens[start - 1].lower in ARTICLES:
        start -= 1
    return start > 0 and tokens[start - 1].lower in ("did", "does", "do", "would", "could")


def _hangs_on_claim(tokens: Tokens, start: int) -> bool:
    """Whether a clause hangs on a noun: ", a charge Kabul denies", ", which Hallow denies"."""
    place = start - 1
    while place >= 0 and tokens[place].lower in ARTICLES | {"that"}:
        place -= 1
    if place < 0:
        return False
    return tokens[place].lower in CLAIM_NOUNS | {"which", "something"}


def _is_parenthesis(tokens: Tokens, index: int, phrase: Phrase) -> bool:
    """Whether speaker and verb are set off by commas or a quotation: ", Aslan insists,"."""
    start = phrase[0]
    while start and tokens[start - 1].lower in ARTICLES:
        start -= 1
    if start == 0 or not (tokens[start - 1].kind == "quote" or tokens[start - 1].lower == ","):
        return False
    end = index + 1
    if tokens[index].lower in ("told", "tells"):
        told = phrase_after(tokens, end)
        end = told[1] if told else end
    end = past_asides(tokens, end)
    return end >= len(tokens) or tokens[end].kind == "mark"


def _voice(
    sentence: str,
    tokens: Tokens,
    phrase: Phrase | None,
    form: ReportingForm,
    index: int,
    rank: int,
    *,
    dominant: bool = False,
) -> Found | None:
    """The voice of a phrase with its verb; None where the phrase cannot speak."""
    if phrase is None or not can_speak(tokens, phrase):
        return None
    ahead = _said_ahead(sentence, tokens, index, phrase[0], dominant=dominant)
    return Found(
        phrase_text(sentence, tokens, phrase),
        is_bare(tokens, phrase),
        _stance(sentence, tokens, index, form, phrase, ahead),
        tokens[index].text,
        rank,
        -1 if dominant else index,
    )


def can_speak(tokens: Tokens, phrase: Phrase) -> bool:
    """Things that bind or happen do not speak, nor does nobody; a name always may."""
    inside = tokens[phrase[0] : phrase[1]]
    head = next((n for n, word in enumerate(inside) if word.lower in LINKING), len(inside))
    last = inside[head - 1] if head else inside[-1]
    if inside[0].lower in NOBODY or not any(word.text[0].isalpha() for word in inside):
        return False
    return last.lower not in SPEECHLESS or last.capital


def is_bare(tokens: Tokens, phrase: Phrase) -> bool:
    """A pronoun or "the minister", which stand for somebody named before."""
    if phrase[1] - phrase[0] != 1:
        return False
    token = tokens[phrase[0]]
    definite = phrase[0] > 0 and tokens[phrase[0] - 1].lower == "the"
    return token.lower in PRONOUNS or (definite and token.lower in ROLES | {"statement"})


_NOT_KNOWING = (
    "know|want|expect|believe|plan|need|think|have|say|see|mean|intend|understand|seen|heard"
    "|received|read|decided|been|met|had|yet|spoken|reached|found|feel|felt|sleep|slept|saw"
    "|remember|hear|trust|care|deserve|imagined|thought|expected|came|returned|recovered|got"
)
_OWN_FORCES = (
    r"(?:its|his|her|their|our|my) (?:own )?(?:army|forces|troops|soldiers|police|men|staff)"
)
_OWN_DENIAL = re.compile(
    rf"^\W*(?:that )?(?:it|they|he|she|we|i|{_OWN_FORCES})\b (?:also )?(?:"
    rf"(?:does|do|did|has|have|had)(?: not|n[’']t| never) (?!(?:{_NOT_KNOWING})\b)"
    rf"|never (?!(?:{_NOT_KNOWING})\b)"
    r"|(?:does|do|did|has done|have done|had done) (?:no such thing|nothing (?:wrong|of the))\b"
    r"|(?:has|have|had|bore|bears) (?:no|nothing to do)\b"
    r"(?! (?:plan|choice|doubt|comment|intention|idea|option|reason|money|time))"
    r"|(?:was|were|is|are) (?:not|never|in no way) "
    r"(?:involved|responsible|behind|to blame|guilty|at fault|complicit))",
    re.IGNORECASE,
)
# Before the verb only a plain denial counts: "“We have no homes,” a man said" is a lament.
_LAMENT = re.compile(r"^\W*(?:we|i|they|it|he|she) (?:has|have|had) no\b", re.IGNORECASE)
_NO_DENIAL = words("accuse blame condemn charge urge demand")
# What may be rejected without a word on whether anything is true.
_REFUSED = words("""
    call calls demand demands offer offers proposal proposals plan plans deal talks request
    requests appeal appeals invitation invitations bid ultimatum
""")


def _refuses(tokens: Tokens, index: int) -> bool:
    """As in "rejected calls for a truce": an offer is refused and no claim denied."""
    for place in range(index + 1, min(index + 8, len(tokens))):
        token = tokens[place]
        if token.lower in CLAIM_NOUNS | LINKING | {"as", "that"} or token.kind == "quote":
            return False
        if token.lower in _REFUSED:
            return True
    return False


def _stance(
    sentence: str, tokens: Tokens, index: int, form: ReportingForm, phrase: Phrase, ahead: str
) -> Stance:
    """What the verb, its object and the words around it make of the voice.

    `ahead` is what is said before the verb, empty where that is no part of what is said.
    """
    if form.sense == "deny":
        return "asserts" if _refuses(tokens, index) else "denies"
    if form.lemma in _NO_DENIAL:
        return "asserts"
    after = sentence[tokens[index].end :]
    named = [*tokens[max(0, phrase[0] - 3) : phrase[0]], *tokens[index + 1 : index + 5]]
    if form.lemma in NAMING and any(t.lower in _NAMED_FALSE for t in named):
        return "denies" if re.search(FALSEHOOD, after) else "asserts"
    if form.lemma == "plead" and after.startswith(" not guilty"):
        return "denies"
    denied = is_own_denial(after) or calls_false(after) or _denied_ahead(ahead)
    return "denies" if denied else "asserts"


_NAMED_FALSE = CLAIM_NOUNS | {"it", "report", "which"}


def is_own_denial(words: str) -> bool:
    """Whether the words begin with a denial of something done: "it never fired"."""
    return bool(_OWN_DENIAL.search(words))


def _denied_ahead(words: str) -> bool:
    """Whether what stands before a verb of saying denies: "“We did not fire,” Brandt said"."""
    return calls_false(words) or (is_own_denial(words) and not _LAMENT.search(words))


def _said_ahead(sentence: str, tokens: Tokens, index: int, start: int, *, dominant: bool) -> str:
    """The words before the verb that its subject says: the quotation, else the main clause."""
    said = 0
    for place in range(index - 1, -1, -1):
        if tokens[place].kind == "quote":
            return tokens[place].text
        form = REPORTING.get(tokens[place].lower)
        if form is not None and form.form in ("past", "third") and place < start:
            return ""
        said = tokens[place].start
    return sentence[said : tokens[start].start] if dominant else ""


_CLAIM = "|".join(sorted(CLAIM_NOUNS))
_FALSE_THING = re.compile(
    r"^\W*(?:that |no, )?(?:it|that|this|these|those|they|the|such|any|all|her|his|its"
    rf"|(?:[\w-]+ ){{0,3}}[\w-]+[’']s? (?:[\w-]+ ){{0,2}}?(?:{_CLAIM})|(?:{_CLAIM}))\b"
    r"(?:\W+[\w’']+){0,10}?\W+(?:is|are|was|were|as|amount\w* to)\b"
    rf"(?:\W+[\w’']+){{0,3}}?\W+{FALSEHOOD}"
    r"|^\W*(?:that )?there (?:is|was|were|are) (?:absolutely )?no (?:truth|basis|foundation)\b",
    re.IGNORECASE,
)


def calls_false(words: str) -> bool:
    """Whether the words reject something as false rather than merely hold such a word."""
    return bool(_FALSE_THING.search(words))
