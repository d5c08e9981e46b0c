"""A sentence of an article → questions that it answers, for a person to correct.

Templates by shape; whatever they do not fit for certain is left out. A question keeps the
article's words, so that whoever corrects it sees at once whether it is right.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.attribution import Attribution, Voice
from rag.inversion import is_statement, lowered, question_order, verbs_in
from rag.questions import content_words
from rag.reporting import (
    BE,
    BOUNDARIES,
    CALENDAR,
    OTHER_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    REPORTING,
    ROLES,
    words,
)
from rag.times import event_dates

Kind = Literal["how many", "who", "when", "where"]

_DATELINE = re.compile(r"^[A-Z][A-Z .,’'/-]{2,40}(?: \([A-Za-z]+\))?\s*[:—–-]\s+|^[•*·-]\s+")
_ONES = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty"
)
_SOME = r"(?:(?:at least|more than|less than|about|around|nearly|almost|some|over|up to) )?"
_NUMBER = rf"{_SOME}(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}|{_ONES}|dozens of|hundreds of|thousands of)"
_OPENS = r"(?:^|(?<=that )|(?<=after )|(?<=when )|(?<=while )|(?<=said )|(?<=and )|(?<=, ))"
_COUNT = re.compile(
    rf"{_OPENS}(?P<number>{_NUMBER}) (?P<noun>(?:[\w’'-]+ ){{1,5}}?)"
    r"(?P<verb>were|was|are|have been|had been|have|died|fled)(?P<rest> [^,;:—–“”\"()]+)",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"{_OPENS}(?P<number>{_SOME}\d+(?:\.\d+)? ?(?:percent|per cent|%)) of "
    r"(?P<rest>[^,;:—–“”\"()]+)",
    re.IGNORECASE,
)
_PLACE = r"(?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*"
_WHERE = re.compile(rf" in (?P<place>{_PLACE}(?:, {_PLACE})*(?:,? and {_PLACE})?)(?=$| [a-z]|,)")
_WHEN = r" (?:on|in) "
_SCALES = words("percent per million billion thousand hundred thousands hundreds")
# Verbs after which "that" tells what somebody says.
_TELLS = words("""
    say add claim warn argue insist announce confirm stress acknowledge allege declare admit
    maintain contend complain concede estimate believe
""")
_LEAST_WORDS, _MOST_WORDS = 4, 24


@dataclass(frozen=True, slots=True)
class Drafted:
    """A question, its short answers, and the words of the sentence that carry the answer.

    `noun` is what is counted and `rest` what is told of it, empty except for "how many".
    `counter` is who gives the number, where a single voice does. `voice` is who says it, for
    "who".
    """

    kind: Kind
    question: str
    answers: tuple[str, ...]
    needle: str
    date: str = ""
    noun: str = ""
    rest: str = ""
    counter: str = ""
    voice: Voice | None = None


def drafted(
    sentence: str, attribution: Attribution, published: date | None, vocabulary: Set[str]
) -> Iterator[Drafted]:
    """The questions that templates find in a sentence; `attribution` says who speaks in it."""
    plain = _DATELINE.sub("", sentence)
    if not _is_balanced(plain):
        return
    counter = attribution.voices[0].speaker if len(attribution.voices) == 1 else None
    yield from _how_many(plain, counter or "")
    yield from _percent(plain)
    said = _who(plain, attribution)
    yield from said
    if not attribution.voices:
        yield from _when(plain, published, vocabulary)
        yield from _where(plain, vocabulary)


def _is_balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _how_many(sentence: str, counter: str) -> Iterator[Drafted]:
    for match in _COUNT.finditer(sentence):
        noun, verb = match["noun"].strip(), match["verb"].lower()
        rest = _ended(match["rest"])
        if not noun.split()[-1].endswith(("s", "people", "men", "women", "children", "police")):
            continue
        if noun.split()[0].lower() in PREPOSITIONS | _SCALES or verbs_in(noun):
            continue
        number = match["number"].lower().removesuffix(" of")
        needle = _ended(match[0])
        question = f"How many {noun} {verb}{rest}?"
        if _is_clear(question):
            bare = _bare(number)
            answers = tuple(dict.fromkeys((number, f"{number} {noun}", bare, f"{bare} {noun}")))
            yield Drafted(
                "how many", question, answers, needle, noun=noun, rest=f"{verb}{rest}",
                counter=counter,
            )  # fmt: skip


def _bare(number: str) -> str:
    """The number without "at least", "about" or the like before it."""
    return re.sub(f"^{_SOME}", "", number, flags=re.IGNORECASE)


def _percent(sentence: str) -> Iterator[Drafted]:
    for match in _PERCENT.finditer(sentence):
        question = f"What percentage of {_ended(match['rest'])}?"
        if len(question.split()) >= 7 and _is_clear(question):
            forms = (match["number"], _bare(match["number"]))
            signs = (re.sub(r" ?(?:percent|per cent)", "%", form) for form in forms)
            answers = tuple(dict.fromkeys((*forms, *signs)))
            yield Drafted("how many", question, answers, _ended(match[0]))


def _who(sentence: str, attribution: Attribution) -> Iterator[Drafted]:
    """Questions like "Who said that …?", where one speaks, by name or office, indirectly."""
    voice = attribution.voices[0] if len(attribution.voices) == 1 else None
    if voice is None or not voice.speaker or voice.speaker not in sentence:
        return
    if not (any(word[:1].isupper() for word in voice.speaker.split()) or _has_role(voice.speaker)):
        return
    clause = said_clause(sentence, voice)
    if clause is None:
        return
    asked = "said that" if voice.stance == "asserts" else "denied" if _denies(voice) else ""
    question = f"Who {asked} {clause}?"
    if asked and _is_clear(clause) and voice.speaker.lower() not in clause.lower():
        yield Drafted("who", question, (voice.speaker,), sentence, voice=voice)


def _has_role(speaker: str) -> bool:
    return bool({word.lower().rstrip("s") for word in speaker.split()} & ROLES)


def _denies(voice: Voice) -> bool:
    form = REPORTING.get((voice.verb or "").lower())
    return form is not None and form.lemma == "deny"


def said_clause(sentence: str, voice: Voice) -> str | None:
    """What the voice says, as words that can follow "that"; None where they are not clear.

    Of a denial the words that follow the verb.

    >>> said_clause("Veld said that the dam was safe.", Voice("Veld", None, "asserts", "said"))
    'the dam was safe'
    >>> said_clause("The dam was safe, Veld said.", Voice("Veld", None, "asserts", "said"))
    'the dam was safe'
    """
    form = REPORTING.get((voice.verb or "").lower())
    if form is None or not voice.speaker:
        return None
    speaker, verb = re.escape(voice.speaker), re.escape(voice.verb or "")
    aside = r"(?: (?:has|have|had|also|long|always|repeatedly|on \w+|,? however,)){0,3},?"
    before = re.search(
        rf"(?:^|[ ,]){speaker}{aside} {verb}(?: (?:on )?[A-Z]\w+day)?,? (that )?(.+)$", sentence
    )
    after = re.search(
        rf"^(.+?), (?:the )?(?:{speaker} {verb}|{verb} (?:the )?{speaker})\W*$", sentence
    )
    if voice.stance == "denies":
        return _fit(before[2]) if before else None
    clause = lowered(after[1]) if after else before[2] if before else ""
    told = form.lemma in _TELLS or bool(before and before[1])
    return _fit(clause) if told and _may_state(clause) else None


def _may_state(clause: str) -> bool:
    """Whether the words can be a statement; a verb in the present is not always told apart."""
    first = clause.split()[:1]
    opens = first[0].lower() if first else "of"
    return is_statement(clause) or not (opens in _NO_STATEMENT or opens.endswith("ing"))


_NO_STATEMENT = (
    PREPOSITIONS
    | BOUNDARIES
    | PRONOUNS
    | OTHER_PRONOUNS
    | words("a an this these those there his her its their our my as so not yes no goodbye")
)


def _fit(clause: str) -> str | None:
    trimmed = _ended(clause)
    count = len(trimmed.split())
    if not _LEAST_WORDS <= count <= _MOST_WORDS or any(sign in trimmed for sign in '“”";:'):
        return None
    return trimmed


def _when(sentence: str, published: date | None, vocabulary: Set[str]) -> Iterator[Drafted]:
    for mention in event_dates(sentence, published):
        if mention.precision == "year" and mention.relative:
            continue
        match = re.search(rf"{_WHEN}(?={re.escape(mention.text)})", sentence)
        if match is None or match.end() != mention.span.start:
            continue
        after = sentence[mention.span.end :]
        if after[:1].isalnum() or re.match(r" (?:to|and|until|or) (?=\w*\d|[A-Z])", after):
            continue
        asked = _asked(sentence[: match.start()], after, vocabulary)
        if asked and not event_dates(asked, None):
            day = (
                mention.start.isoformat() if mention.start and mention.start == mention.end else ""
            )
            needle = _ended(sentence)
            yield Drafted("when", f"When {asked}?", (mention.text,), needle, date=day)


def _where(sentence: str, vocabulary: Set[str]) -> Iterator[Drafted]:
    for match in _WHERE.finditer(sentence):
        place = match["place"]
        if CALENDAR.search(place) or re.search(r"\d|[’']s\b", place):
            continue
        asked = _asked(sentence[: match.start()], sentence[match.end() :], vocabulary)
        if asked:
            yield Drafted("where", f"Where {asked}?", (place,), _ended(sentence))
            return


# Where the main clause of a statement ends at the latest.
_END = re.compile(r"[,;:—–(“”\"]| (?:but|while|although|as|after|when|who|which|that|where) ")


_DENIES_OR_OFFERS = re.compile(r"\b(?:not|no|never|nor|or|nobody|none)\b|n[’']t\b")


def _asked(before: str, after: str, vocabulary: Set[str]) -> str | None:
    """A statement without the date or place between the two parts, as a question asks it.

    None where that stands in another clause than the main verb, or the question is unclear.
    """
    if after.startswith(" and "):
        return None
    helped = len({*before.lower().split()} & (BE | {"has", "have", "had"}))
    if _END.search(before) or verbs_in(before) > 1 + helped:
        return None
    asked = question_order(_ended(before + _END.split(after)[0].split(" and ")[0]), vocabulary)
    if asked is None or not _LEAST_WORDS <= len(asked.split()) <= _MOST_WORDS:
        return None
    # What did not happen has no place or date, and of two that are offered neither is told.
    if _DENIES_OR_OFFERS.search(asked):
        return None
    return asked if _is_clear(asked) else None


def _ended(text: str) -> str:
    return text.rstrip(' .,;:!?\n\u00a0”’"')


_LEANING = re.compile(
    r"\b(?:he|she|him|her|his|they|them|their|it|its|this|these|those|we|our|us|I|my|you|your"
    r"|there|here|today|yesterday|tomorrow|the (?:former|latter|same|other|group|move|incident))\b"
)


def _is_clear(question: str) -> bool:
    """Whether a stranger to the article knows what is asked: a name, and no "he" or "this"."""
    named = re.search(r"(?<=[ (])[A-Z][\w’'-]+", question)
    return bool(named) and not _LEANING.search(question) and len(set(content_words(question))) >= 4
