"""A question and the conversation before it → the question as it stands alone.

Without a language model: general English function words say that a question leans on the
one before, and what it lacks is taken from there. A question that stands alone is left
exactly as it is. Where no clean rewriting is found, the earlier question is put in front,
the usual fallback of conversational search.
"""

import re
from collections.abc import Mapping, Sequence

from index.documents import Span
from index.errors import QuestionError
from rag.dispute import Dispute, Party, mentions, parties_in
from rag.persons import first_person
from rag.reporting import BOUNDARIES, PREPOSITIONS

# Earlier questions that a chain of follow-ups may lean on.
TURNS = 6
# Characters of a turn that are heard: of a question as many as one may have by default, of an
# answer many times what four sentences come to.
HEARD = {"user": 2_000, "assistant": 20_000}
# A question of at most this many words may lean on the one before without a pronoun.
SHORT = 4

_LEAD = re.compile(r"^(?:(?:and|but|so|ok|okay|then|well|also)\b[\s,]*)+", re.IGNORECASE)
_WH = r"where|when|why|who|whom|whose|what|which|how(?: (?:many|much|long|often|far|old|come))?"
_BARE_WH = re.compile(
    rf"^(?P<wh>{_WH})(?: (?:else|exactly|was|is|were|did) ?(?:that|it|this|they)?"
    r"| (?:was|is|were) (?:that|it|this))?$",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"^(?P<aux>is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b\s*"
    r"(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_WHAT_ABOUT = re.compile(
    r"^(?:(?:and|but|so)\b[\s,]*)?(?:what|how) about (?P<who>.+)$"
    r"|^(?:and|but)\b[\s,]*(?P<bare>(?:the |in |for |from |to )?[\w’'-]+(?: [\w’'-]+){0,3})$",
    re.IGNORECASE,
)
_OTHER_SIDE = re.compile(r"\bthe other (?:side|party|country|government)\b", re.IGNORECASE)
_REPLIES = re.compile(
    r"^(?:what|how) (?:does|do|did|has|have|is|was) (?P<who>.+?) (?:say|said|think|respond\w*"
    r"|react\w*|repl\w+|answer\w*|answered|claim|argue)(?: (?:to|about|of|on)"
    r" (?:that|this|it|them|these))?$|^(?:what is |what's )?(?P<whose>.+?)['’]s? "
    r"(?:response|reaction|answer|reply|position|view|side)(?: (?:to|on) (?:that|this|it))?$",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?P<word>he|she|him|his|her|hers)\b", re.IGNORECASE)
# “that” and its kin point backwards at the end, after an auxiliary or after a preposition;
# elsewhere they mostly open a clause.
_THING = re.compile(
    r"\b(?:it|its|they|them|their|theirs)\b|\b(?:that|this|those|these|there)(?=\W*$)"
    r"|(?:^|\b(?:is|was|are|were|do|does|did|has|have|had|will|would|can|could|of|about|in|on|at"
    r"|to|for|from|with|during|after|before|by)) (?:that|this|those|these)\b",
    re.IGNORECASE,
)
# Where they point at nothing, or at the question's own “who”.
_NOT_POINTING = re.compile(
    r"\b(?:is|are|was|were) there\b|\bit (?:true|possible|likely|clear|known|certain)\b"
    r"|\b(?:this|these) (?:week|month|year|day|days|articles?|texts?|reports?|corpus|sources?)\b"
    r"|^(?:who|which \w+) \w+ (?:its|their|his|her)\b",
    re.IGNORECASE,
)
# A pronoun after a name in the same question stands for that name.
_OWN_NAME = re.compile(
    r"\s(?!(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April"
    r"|May|June|July|August|September|October|November|December)\b)[A-Z][\w’'-]+.*?\b(?P<word>it|its|they|their|them|he|she|his|her|him)\b"
)
# An indefinite article brings something new rather than what was spoken of.
_NEW_THING = re.compile(r"\b(?:a|an|any)\b", re.IGNORECASE)
_SAYS = re.compile(
    r"^(?:does|do|did|has|have|is|was) .+? (?:say|said|think|claim\w*|respond\w*|react\w*"
    r"|describe\w*|explain\w*|argue\w*|want\w*|demand\w*) (?:about|of|on|to|that|for)?\s*"
    r"(?P<topic>.+)$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][\w’'.-]*(?: (?:[A-Z][\w’'.-]*|of|al|bin|the|de|van)\b)*[\w]*")
_OPENERS = frozenset(
    """what who whom whose where when why which how is are was were do does did has have had can
    could will would should the a an in on at and but so if name list tell give i according
    monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december""".split()
)
_FUNCTION = _OPENERS | frozenset(
    """of to for from by with about it its they them their that this those these there many
    much long often far old else exactly been be not any some more also then he she his her
    him us we you your me my""".split()
)
_ABOUT = re.compile(r"\babout [^?,]+(?=\??$)", re.IGNORECASE)
_MARKS = re.compile(r"\[\d+\]|\*\*|__")
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_WORD = re.compile(r"[\w’'-]+")


def resolve(question: str, history: Sequence[Mapping[str, str]], dispute: Dispute) -> str:
    """The stand-alone question; the question itself where it leans on nothing.

    `history` holds the turns before, oldest first, as `{"role", "content"}`. Raises
    QuestionError when a turn has another shape.
    """
    said: list[str] = [""]  # stand-alone questions, each followed by its answer
    for role, content in _checked(history):
        if role == "user":
            said += [_resolved(content, said, dispute), ""]
        else:
            said[-1] = _MARKS.sub("", content)
    return _resolved(question, said, dispute)


def _checked(history: Sequence[Mapping[str, str]]) -> list[tuple[str, str]]:
    """The turns that count, each no longer than what is heard of one."""
    turns = []
    for number, turn in enumerate(history, 1):
        role = turn.get("role") if isinstance(turn, Mapping) else None
        content = turn.get("content") if isinstance(turn, Mapping) else None
        if role not in ("user", "assistant") or not isinstance(content, str):
            raise QuestionError(
                f"history, turn {number}: write it as "
                '{"role": "user" or "assistant", "content": text}'
            )
        if content.strip():
            turns.append((role, " ".join(content.split())[: HEARD[role]]))
    starts = [place for place, (role, _) in enumerate(turns) if role == "user"]
    return turns[starts[-TURNS] if len(starts) > TURNS else 0 :]


def _resolved(question: str, said: Sequence[str], dispute: Dispute) -> str:
    """The question, completed from the stand-alone questions before it and their answers."""
    if len(said) < 2:
        return question
    standing = said[-2]
    asked = _LEAD.sub("", question.strip()).rstrip("?!. ") or question.strip()
    for rule in (_other_party, _bare_wh):
        found = rule(question, asked, standing, dispute)
        if found:
            return found
    completed = _without_pronouns(asked, said, dispute)
    if completed != asked:
        return _sentence(completed)
    if _leans(question, asked):
        return _after(standing, asked)
    return question


def _other_party(question: str, asked: str, standing: str, dispute: Dispute) -> str | None:
    """“And how does Kabul respond?”, “What about Germany?”: same topic, another party."""
    replies = _REPLIES.match(asked)
    about = None if replies else _WHAT_ABOUT.match(question.strip().rstrip("?!. "))
    if _OTHER_SIDE.search(asked):
        other = _other(standing, dispute)
        who = other.short if other else None
        if who is None:
            return _after(standing, asked)
    elif about:
        who = (about.group("who") or about.group("bare")).strip()
        first = who.split()[0].lower()
        if about.group("bare") and first in PREPOSITIONS:
            return _elsewhere(standing, who)
        if about.group("bare") and first in _FUNCTION - {"the"}:
            return None
    elif replies and not _THING.search(replies.group("who") or replies.group("whose") or ""):
        who = (replies.group("who") or replies.group("whose")).strip()
    else:
        return None
    if re.fullmatch(_WH, who, re.IGNORECASE):
        return None
    if about:
        switched = _switched(standing, who, dispute)
        return switched or _after(standing, f"What about {who}")
    return f"What does {who} say about {_topic(standing, dispute)}?"


def _elsewhere(standing: str, where: str) -> str:
    """“And about the dam?” in place of what the earlier question is about; “In Qatar?” after it."""
    if where.lower().startswith("about ") and _ABOUT.search(standing):
        return _sentence(_ABOUT.sub(lambda _: where, standing))
    return _after(standing, where)


def _other(standing: str, dispute: Dispute) -> Party | None:
    """The first party of the dispute that the earlier question does not name."""
    named = parties_in(standing, dispute)
    return next((p for p in dispute.parties if p not in named), None) if named else None


def _switched(standing: str, who: str, dispute: Dispute) -> str | None:
    """The earlier question with its party, or its only name, replaced."""
    wanted = parties_in(who, dispute)
    if not wanted and not _NAME.search(who):
        return None
    spots = [m.span for m in mentions(standing, dispute) if m.party not in wanted]
    if not spots and not wanted:
        first = standing.find(" ") + 1
        spots = [Span(*m.span()) for m in _NAME.finditer(standing, first)]
    if not spots:
        return None
    return _sentence(standing[: spots[0].start] + who + standing[spots[0].end :])


def _bare_wh(question: str, asked: str, standing: str, dispute: Dispute) -> str | None:
    """“When?” becomes “When was it held?” after “Was it held?” and “Where was it held?”."""
    bare = _BARE_WH.match(asked)
    if not bare:
        return None
    wh = bare.group("wh").lower()
    *earlier, last = _chain(standing)
    if earlier and _BARE_WH.match(last.rstrip("?!. ")):  # “Who spoke? Where?”, then “When?”
        last = earlier[-1]
    core = re.sub(r"^(?:where|when|why) ", "", last.rstrip("?!. "), flags=re.IGNORECASE)
    asking = _AUXILIARY.match(core)
    if asking and wh in ("where", "when", "why") and not (earlier and _points_back(core)):
        return f"{wh.capitalize()} {asking.group('aux').lower()} {asking.group('rest')}?"
    return _after(" ".join(dict.fromkeys([*earlier[:1], last])), asked)


def _points_back(text: str) -> bool:
    """Whether the text speaks of something before it: “was it held”."""
    return bool(_THING.search(text) or _PERSON.search(text))


def _without_pronouns(asked: str, said: Sequence[str], dispute: Dispute) -> str:
    """The question with a person's pronouns named, or with the earlier question in front."""
    hidden = _QUOTED.sub(_blank, asked)
    if _OWN_NAME.search(hidden):
        return asked
    person = _PERSON.search(hidden)
    if person:
        name = first_person(_newest_first(said), dispute, but=asked)
        if name:
            return _PERSON.sub(lambda m: _named(m, name), asked)
    brief = len(_WORD.findall(asked)) < 2 * SHORT
    if (person and brief) or _THING.search(_NOT_POINTING.sub(_blank, hidden)):
        return _after(said[-2], asked)
    return asked


def _newest_first(said: Sequence[str]) -> list[str]:
    """Where to look for the person: each question before its answer, the newest pair first.

    “Who …?” asks for the person, so there the answer names them first.
    """
    pairs = [said[place - 1 : place + 1] for place in range(len(said) - 1, 0, -2)]
    return [
        text
        for question, answer in pairs
        for text in (
            (answer, question) if question.lower().startswith("who") else (question, answer)
        )
    ]


def _blank(match: re.Match[str]) -> str:
    return "·" * len(match.group())


def _named(pronoun: re.Match[str], name: str) -> str:
    word, following = pronoun.group("word").lower(), pronoun.string[pronoun.end() :]
    owned = re.match(r" (?P<next>\w+)", following)
    owns = word in ("his", "hers") or bool(
        word == "her" and owned and owned.group("next").lower() not in BOUNDARIES | PREPOSITIONS
    )
    return f"{name}’s" if owns else name


def _topic(standing: str, dispute: Dispute) -> str:
    """What the earlier question is about: it, without its question word and speaker."""
    core = re.sub(rf"^(?:{_WH})\b\s*", "", standing.rstrip("?!. "), flags=re.IGNORECASE)
    said = _SAYS.match(core)
    if said:
        return said.group("topic")
    return _AUXILIARY.sub(lambda m: m.group("rest"), core)


def _leans(question: str, asked: str) -> bool:
    """Whether a question without a pronoun still lacks what it is about."""
    words = _WORD.findall(asked)
    if any(word[0].isupper() for word in words[1:]) or _NEW_THING.search(asked):
        return False
    content = [word for word in words if word.lower() not in _FUNCTION]
    opened = bool(_LEAD.match(question.strip()))
    return len(words) <= (2 * SHORT if opened else SHORT) and len(content) <= 1 + opened


def _after(standing: str, asked: str) -> str:
    """The question with the earlier one in front; of a longer chain its first and last."""
    chain = _chain(standing)
    kept = chain if len(chain) <= 2 else [chain[0], chain[-1]]
    return " ".join([*kept, _sentence(asked)])


def _chain(standing: str) -> list[str]:
    """The questions that a stand-alone question is made of, one behind the other."""
    return [part.strip() for part in re.findall(r"\S[^?.]*[?.]+", _sentence(standing))]


def _sentence(text: str) -> str:
    whole = text.strip()
    whole = whole[:1].upper() + whole[1:]
    return whole if whole.endswith(("?", ".", "!")) else f"{whole}?"
