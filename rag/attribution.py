"""Who says a sentence, for which party, and whether they claim or deny it.

Rules over reporting verbs and their subjects, in English news. A rule finds voices on
its own; the voices are then ordered, resolved ("he" is the last speaker) and given their
parties. Nothing here knows a name: parties come from the dispute file.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rag.answers import Stance
from rag.clauses import (
    Phrase,
    Token,
    Tokens,
    is_adverb,
    is_name_or_role,
    is_noun_like,
    is_verb_like,
    leaves_open,
    phrase_after,
    phrase_before,
    phrase_text,
    singular,
    tokenised,
)
from rag.dispute import Dispute, parties_in
from rag.reporting import (
    ADJECTIVAL,
    ARTICLES,
    AUXILIARIES,
    BE,
    BOUNDARIES,
    CITING,
    CLAIM_LIKE,
    CLAIM_NOUNS,
    DENIAL_NOUNS,
    DETERMINERS,
    FALSEHOOD,
    LINKING,
    MEDIA,
    MODALS,
    NEGATIONS,
    NOBODY,
    NOUNISH,
    PREPOSITIONS,
    PRONOUNS,
    RAISING,
    REPORTING,
    ROLES,
    SPEECHLESS,
    ReportingForm,
)


@dataclass(frozen=True, slots=True)
class Voice:
    """One who speaks in a sentence, with the reporting verb as printed.

    `speaker` is in the article's words, None where a "he" has nobody to stand for;
    `party` is the name of a party of the dispute.
    """

    speaker: str | None
    party: str | None
    stance: Stance
    verb: str | None


@dataclass(frozen=True, slots=True)
class Attribution:
    """The main voice of a sentence, and all its voices with the main one first.

    In the newspaper's own voice `stance` is "reports" and there are no voices.
    """

    speaker: str | None
    party: str | None
    stance: Stance
    verb: str | None
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A voice as a rule finds it: lower `rank`, then lower `place`, is nearer the main one."""

    phrase: str
    bare: bool
    stance: Stance
    verb: str | None
    rank: int
    place: int


_FINITE, _SUBORDINATE, _NOUN, _NESTED = range(4)
_LOOK_BACK = 12
_OWN_VOICE = Attribution(None, None, "reports", None, ())


def attribute(sentence: str, before: Sequence[str], dispute: Dispute) -> Attribution:
    """Return who says `sentence`; `before` holds the article's sentences so far, nearest last.

    A speaker stands verbatim in `sentence` or in `before`, and is None in the newspaper's
    own voice. With a dispute of no parties every `party` is None. Never raises.
    """
    opened = leaves_open(before)
    found = _in_order(_found(sentence, opened))
    if not found:
        return _continued(sentence, opened, before, dispute)
    voices = []
    for one in found:
        speaker = _resolved(one, found, before)
        party = _party(speaker, (sentence, *reversed(before)), dispute) if speaker else None
        voices.append(Voice(speaker, party, one.stance, one.verb))
    main, *others = _merged(voices)
    return Attribution(main.speaker, main.party, main.stance, main.verb, (main, *others))


def _continued(sentence: str, opened: bool, before: Sequence[str], dispute: Dispute) -> Attribution:
    """A sentence that is all quotation goes on in the voice of the one before it."""
    tokens = tokenised(sentence, opened)
    if not any(t.kind == "quote" for t in tokens) or any(t.kind == "word" for t in tokens):
        return _OWN_VOICE
    speaker = _earlier_speaker(before, any_speaker=True)
    if speaker is None:
        return _OWN_VOICE
    party = _party(speaker, tuple(reversed(before)), dispute)
    stance: Stance = "denies" if _calls_false(sentence) else "asserts"
    voice = Voice(speaker, party, stance, None)
    return Attribution(speaker, party, stance, None, (voice,))


def _found(sentence: str, opened: bool) -> list[_Found]:
    """Every voice that any rule finds in the sentence by itself."""
    tokens = tokenised(sentence, opened)
    found = [voice for rule in _RULES for voice in rule(sentence, tokens)]
    if not found:
        found = [voice for rule in _LAST_RULES for voice in rule(sentence, tokens)]
    carried = bool(found) and all(_is_outlet(voice.phrase) for voice in found)
    return found + _nested(tokens, carried=carried) if found else found


def _in_order(found: Iterable[_Found]) -> list[_Found]:
    """Main voice first, without outlets that only carry what another says."""
    ordered = sorted(found, key=lambda voice: (voice.rank, voice.place))
    speakers = [voice for voice in ordered if not _is_outlet(voice.phrase)]
    return speakers if any(voice.rank != _NOUN for voice in speakers) else ordered


def _is_outlet(phrase: str) -> bool:
    words = phrase.lower().replace("-", " ").split()
    return any(word in MEDIA for word in words) and not any(word in ROLES for word in words)


# --- voices by verb -------------------------------------------------------------------


def _by_verb(sentence: str, tokens: Tokens) -> list[_Found]:
    """ "Brandt said …", "… was denied by Averia", "…, said a spokesman", "saying …"."""
    found = []
    for index, token in enumerate(tokens):
        form = REPORTING.get(token.lower)
        if form is None or _is_no_verb(tokens, index, form):
            continue
        voice = _voice_of(sentence, tokens, index, form)
        if voice is not None:
            found.append(voice)
    return found


def _voice_of(sentence: str, tokens: Tokens, index: int, form: ReportingForm) -> _Found | None:
    group = _group_start(tokens, index)
    helpers = {token.lower for token in tokens[group:index]}
    if form.form == "past" and _is_passive(tokens, index, helpers):
        return _passive(sentence, tokens, index, form, helpers)
    if not _reports_something(tokens, index, form):
        return None
    if form.form == "gerund" and not helpers & BE:
        return _participial(sentence, tokens, index, form)
    if "to" in helpers:
        return _infinitive(sentence, tokens, index, form, group)
    if _is_withheld(helpers, tokens, group, form):
        return None
    return (
        _inverted(sentence, tokens, index, form)
        or _relative(sentence, tokens, index, form, group)
        or _shared_subject(sentence, tokens, index, form, group)
        or _active(sentence, tokens, index, form, group)
    )


def _is_no_verb(tokens: Tokens, index: int, form: ReportingForm) -> bool:
    """Whether the word is a noun or an adjective here: "the claims", "an alleged plot"."""
    left = tokens[index - 1] if index else None
    right = tokens[index + 1] if index + 1 < len(tokens) else None
    word = tokens[index].lower
    if left and (left.lower in DETERMINERS - {"that", "this", "all", "many", "both", "most"}):
        return True
    if left and left.text == "s" and index > 1 and tokens[index - 2].text in ("’", "'"):
        return True
    if word in ADJECTIVAL and right and _begins_bare_noun(right):
        return True
    if tokens[index].capital and index and left and left.kind == "word":
        return True
    if form.form == "past":
        return False
    return word in NOUNISH and not _is_verb_despite(left, right, form)


def _begins_bare_noun(token: Token) -> bool:
    plain = token.kind == "word" and not token.capital and is_noun_like(token)
    return plain and token.lower not in DETERMINERS


def _is_verb_despite(left: Token | None, right: Token | None, form: ReportingForm) -> bool:
    """Whether a word that is mostly a noun stands between a subject and an object."""
    if left is None or right is None:
        return False
    if is_verb_like(right) or right.lower in PREPOSITIONS - {"on", "for", "about"}:
        return False
    if right.kind == "mark" and right.lower not in (",", ":"):
        return False
    if left.lower in PRONOUNS | {"who", "to", "which"} or is_adverb(left):
        return True
    plural = left.lower.endswith("s")
    if form.form == "base":
        return plural and not left.capital
    clause = right.lower in DETERMINERS | PRONOUNS | {"that"} or right.kind == "quote"
    return left.capital or (is_noun_like(left) and (clause or singular(left) in ROLES))


def _group_start(tokens: Tokens, index: int) -> int:
    """Where the verb's helpers and adverbs begin: "has repeatedly | denied"."""
    start = index
    helpers = AUXILIARIES | NEGATIONS | {"to"}
    while start > 0:
        token = tokens[start - 1]
        floating = (
            token.lower in ("both", "all", "each")
            and start > 1
            and (tokens[start - 2].lower in AUXILIARIES)
        )
        if not (token.lower in helpers or is_adverb(token) or _is_negated(token) or floating):
            break
        start -= 1
    return start


def _is_negated(token: Token) -> bool:
    return token.lower.endswith(("n’t", "n't"))


def _is_withheld(helpers: set[str], tokens: Tokens, group: int, form: ReportingForm) -> bool:
    """Whether the verb is denied, only possible, or still to come: nothing is said."""
    if helpers & (NEGATIONS | MODALS) or any(word.endswith(("n’t", "n't")) for word in helpers):
        return True
    return form.form == "base" and group > 0 and tokens[group - 1].lower == "or"


def _reports_something(tokens: Tokens, index: int, form: ReportingForm) -> bool:
    """Whether what follows lets this verb report: see `ReportingForm.needs`."""
    if form.needs == "nothing":
        return True
    if form.needs == "claim":
        return _has_claim(tokens, index)
    return _has_clause(tokens, index) or _special_complement(tokens, index, form.lemma)


def _has_claim(tokens: Tokens, index: int) -> bool:
    ahead = tokens[index + 1 : index + 9]
    return any(t.lower in CLAIM_LIKE or t.lower == "as" or t.kind == "quote" for t in ahead) or (
        index > 0 and any(t.lower in CLAIM_NOUNS for t in tokens[max(0, index - 5) : index])
    )


def _has_clause(tokens: Tokens, index: int) -> bool:
    """A "that", a quotation, the end of a parenthesis, or a subject and its verb follow."""
    place = _past_asides(tokens, index + 1)
    if place >= len(tokens):
        return True
    after = tokens[place]
    if after.kind == "quote" or after.lower in ("that", "how", "why", "whether", ",", ":", "."):
        return after.lower not in (",", ".") or _is_set_off(tokens, index)
    if _colon_quotation(tokens, place):
        return True
    return _has_subject_and_verb(tokens, place)


def _colon_quotation(tokens: Tokens, place: int) -> bool:
    ahead = tokens[place : place + 8]
    return any(
        first.lower in (":", ",") and second.kind == "quote"
        for first, second in zip(ahead, ahead[1:], strict=False)
    )


def _has_subject_and_verb(tokens: Tokens, place: int) -> bool:
    for offset, token in enumerate(tokens[place : place + 12]):
        if token.kind != "word" or token.lower in BOUNDARIES:
            return False
        if offset and (token.lower in AUXILIARIES or is_verb_like(token)):
            return (
                token.lower not in ("to",) and tokens[place + offset - 1].lower not in DETERMINERS
            )
    return False


def _is_set_off(tokens: Tokens, index: int) -> bool:
    """Whether the verb ends a parenthesis or follows a quotation: "…, he added."."""
    for token in reversed(tokens[:index]):
        if token.kind == "quote" or token.lower == ",":
            return True
        if is_verb_like(token) and token.lower not in AUXILIARIES:
            return False
    following = tokens[index + 1 : index + 3]
    return any(token.kind == "quote" for token in following)


_SPECIAL: dict[str, frozenset[str]] = {
    "put": frozenset({"at"}),
    "call": frozenset({"for", "on", "upon"}),
    "charge": frozenset({"with"}),
    "claim": frozenset({"responsibility", "to", "credit", "victory"}),
    "appeal": frozenset({"for", "to"}),
    "express": frozenset({"concern", "regret", "support", "hope", "outrage", "alarm", "concerns"}),
    "voice": frozenset({"concern", "concerns", "support", "alarm", "outrage", "opposition"}),
    "threaten": frozenset({"to"}),
    "offer": frozenset({"to"}),
    "estimate": frozenset({"at"}),
    "describe": frozenset({"as"}),
    "portray": frozenset({"as"}),
    "refer": frozenset({"as"}),
    "attribute": frozenset({"to"}),
    "repeat": frozenset({"call", "calls", "demand", "demands", "warning", "claim", "charge"}),
    "point": frozenset({"out"}),
    "thank": frozenset({"for"}),
    "commit": frozenset({"to"}),
    "swear": frozenset({"to"}),
    "defend": frozenset({"decision", "record", "as", "move", "handling"}),
    "protest": frozenset({"against"}),
    "propose": frozenset({"a", "an", "to"}),
    "object": frozenset({"to"}),
    "suggest": frozenset({"a", "an"}),
    "question": frozenset({"whether", "why"}),
    "signal": frozenset({"readiness", "willingness"}),
    "offend": frozenset(),
}


_NAMING = frozenset(["call", "describe", "brand", "label", "term", "portray"])


def _special_complement(tokens: Tokens, index: int, lemma: str) -> bool:
    """ "put the toll at 30", "called for calm", "charged Greywell with hiding data"."""
    wanted = _SPECIAL.get(lemma, frozenset())
    following = tokens[index + 1 : index + 10]
    if lemma in _NAMING and _names_something(following):
        return True
    for token in following:
        if token.kind == "mark" and token.lower not in ("’", "'", "%", "$"):
            return False
        if token.lower in wanted:
            return True
        if lemma in ("call", "claim", "offer", "threaten", "swear") and token.kind == "word":
            return False
    return False


def _names_something(following: Tokens) -> bool:
    """ "called it a first step", "described the raid as “reckless”"."""
    named = bool(following) and following[0].lower in ("it", "them", "him", "her", "this")
    return named or any(token.kind == "quote" for token in following)


# --- the shapes of a clause ----------------------------------------------------------


def _is_passive(tokens: Tokens, index: int, helpers: set[str]) -> bool:
    following = tokens[_past_asides(tokens, index + 1) :]
    by_next = bool(following) and following[0].lower == "by"
    return bool(helpers & BE) or (by_next and not helpers & {"has", "have", "had"})


def _passive(
    sentence: str, tokens: Tokens, index: int, form: ReportingForm, helpers: set[str]
) -> _Found | None:
    """ "was denied by Averia": the agent speaks; with no agent nobody does."""
    if helpers & (NEGATIONS | MODALS):
        return None
    for place in range(index + 1, min(index + 10, len(tokens))):
        token = tokens[place]
        if token.lower == "by":
            phrase = phrase_after(tokens, place + 1)
            rank = _FINITE if helpers & BE else _SUBORDINATE
            return _voice(sentence, tokens, phrase, form, index, rank)
        if token.lower in (",", ";", ":") or token.lower in BOUNDARIES - {"as"}:
            return None
    return None


def _participial(sentence: str, tokens: Tokens, index: int, form: ReportingForm) -> _Found | None:
    """ "…, accusing Belisle of …", "Denying the charge, Tully …": the main clause speaks."""
    left = tokens[index - 1] if index else None
    while left is not None and is_adverb(left) and left.start > 0:
        left = tokens[tokens.index(left) - 1]
    if (
        left is not None
        and left.kind != "quote"
        and left.lower
        not in (
            ",",
            "by",
            "while",
            "and",
            "in",
            "—",
            "–",
            "after",
            "before",
            "when",
        )
    ):
        return None
    phrase = _main_subject(tokens, index)
    if phrase is None:
        return None
    return _voice(sentence, tokens, phrase, form, index, _SUBORDINATE)


def _main_subject(tokens: Tokens, index: int) -> Phrase | None:
    """The subject of the main clause: a named one or a pronoun before `index`, else after."""
    verbs = [n for n, token in enumerate(tokens) if n != index and _is_finite(tokens, n)]
    subjects = [(n, _subject(tokens, _group_start(tokens, n))) for n in verbs]
    known = [(n, phrase) for n, phrase in subjects if phrase is not None]
    before = [p for n, p in known if n < index]
    named = [p for p in before if is_name_or_role(tokens, p) or _is_pronoun(tokens, p)]
    after = [p for n, p in known if n > index]
    begins = index == 0 or not any(token.kind == "word" for token in tokens[:index])
    for phrases in (named, before, after if begins else []):
        if phrases:
            return phrases[0]
    return None


def _is_finite(tokens: Tokens, index: int) -> bool:
    form = REPORTING.get(tokens[index].lower)
    if form is not None and form.form == "third" and tokens[index].lower not in NOUNISH:
        return True
    return is_verb_like(tokens[index])


def _infinitive(
    sentence: str, tokens: Tokens, index: int, form: ReportingForm, group: int
) -> _Found | None:
    """ "went on to say", "continues to deny"; "refused to say" says nothing."""
    for place in range(group - 1, max(-1, group - 6), -1):
        if tokens[place].lower in RAISING:
            phrase = _subject(tokens, _group_start(tokens, place))
            return _voice(sentence, tokens, phrase, form, index, _FINITE)
        if tokens[place].kind != "word":
            return None
    return None


def _inverted(sentence: str, tokens: Tokens, index: int, form: ReportingForm) -> _Found | None:
    """ "“…,” said Ilse Brandt." and "The gates were shut, said a spokesman." """
    if index == 0 or not (tokens[index - 1].kind == "quote" or tokens[index - 1].lower == ","):
        return None
    phrase = phrase_after(tokens, index + 1)
    if phrase is None:
        return None
    end = _past_asides(tokens, phrase[1])
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
    if form.needs == "nothing" and form.lemma not in _MAY_FOLLOW:
        return None
    return _voice(sentence, tokens, phrase, form, index, _FINITE, dominant=True)


_MAY_FOLLOW = frozenset(
    [
        "say",
        "insist",
        "warn",
        "argue",
        "assert",
        "contend",
        "declare",
        "announce",
        "admit",
        "concede",
        "reply",
        "retort",
        "complain",
        "affirm",
        "proclaim",
    ]
)


def _relative(
    sentence: str, tokens: Tokens, index: int, form: ReportingForm, group: int
) -> _Found | None:
    """ "Farrow, who denied …" and "a report that said …": the antecedent speaks."""
    if group == 0 or tokens[group - 1].lower not in ("who", "which", "that"):
        return None
    end = group - 1
    if end and tokens[end - 1].lower == ",":
        end -= 1
    phrase = _subject(tokens, end)
    return _voice(sentence, tokens, phrase, form, index, _SUBORDINATE)


def _shared_subject(
    sentence: str, tokens: Tokens, index: int, form: ReportingForm, group: int
) -> _Found | None:
    """ "Brandt praised the talks and said …": the subject stands before the first verb."""
    place = group - 1
    if place < 1 or tokens[place].lower not in ("and", "but", ","):
        return None
    if tokens[place].lower == "," and phrase_before(tokens, group) is not None:
        return None
    return _voice(sentence, tokens, _main_subject(tokens, index), form, index, _FINITE)


def _active(
    sentence: str, tokens: Tokens, index: int, form: ReportingForm, group: int
) -> _Found | None:
    """The subject right before the verb."""
    phrase = _subject(tokens, group)
    if phrase is None:
        return None
    rank = _SUBORDINATE if _hangs_on_claim(tokens, phrase[0]) else _FINITE
    return _voice(
        sentence, tokens, phrase, form, index, rank, dominant=_is_parenthesis(tokens, index, phrase)
    )


def _subject(tokens: Tokens, end: int) -> Phrase | None:
    if end > 0 and tokens[end - 1].lower in PRONOUNS:
        return end - 1, end
    return phrase_before(tokens, end)


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
    end = _past_asides(tokens, end)
    return end >= len(tokens) or tokens[end].kind == "mark"


def _past_asides(tokens: Tokens, place: int) -> int:
    while place < len(tokens) and (is_adverb(tokens[place]) and tokens[place].lower != "so"):
        place += 1
    return place


def _voice(
    sentence: str,
    tokens: Tokens,
    phrase: Phrase | None,
    form: ReportingForm,
    index: int,
    rank: int,
    *,
    dominant: bool = False,
) -> _Found | None:
    """The voice of a phrase with its verb; None where the phrase cannot speak."""
    if phrase is None or not _can_speak(tokens, phrase):
        return None
    stance: Stance = "denies" if form.sense == "deny" else "asserts"
    if stance == "asserts" and _denies_in_words(sentence, tokens, index, form):
        stance = "denies"
    return _Found(
        phrase_text(sentence, tokens, phrase),
        _is_bare(tokens, phrase),
        stance,
        tokens[index].text,
        rank,
        -1 if dominant else index,
    )


def _can_speak(tokens: Tokens, phrase: Phrase) -> bool:
    """Things that bind or happen do not speak, nor does nobody; a name always may."""
    words = tokens[phrase[0] : phrase[1]]
    head = next((n for n, word in enumerate(words) if word.lower in LINKING), len(words))
    last = words[head - 1] if head else words[-1]
    if words[0].lower in NOBODY or not any(word.lower.isalpha() for word in words):
        return False
    return last.lower not in SPEECHLESS or last.capital


def _is_pronoun(tokens: Tokens, phrase: Phrase) -> bool:
    return phrase[1] - phrase[0] == 1 and tokens[phrase[0]].lower in PRONOUNS


def _is_bare(tokens: Tokens, phrase: Phrase) -> bool:
    """A pronoun or "the minister", which stand for somebody named before."""
    if phrase[1] - phrase[0] != 1:
        return False
    token = tokens[phrase[0]]
    definite = phrase[0] > 0 and tokens[phrase[0] - 1].lower == "the"
    return token.lower in PRONOUNS or (definite and token.lower in ROLES | {"statement"})


_NOT_KNOWING = "know|want|expect|believe|plan|need|think|have|say|see|mean|intend|understand"
_OWN_DENIAL = re.compile(
    r"^\W*(?:that )?(?:it|they|he|she|we|i)\b (?:also )?(?:"
    rf"(?:does|do|did|has|have|had)(?: not|n[’']t| never) (?!(?:{_NOT_KNOWING})\b)"
    r"|(?:has|have|had|bore|bears) (?:no|nothing to do)\b"
    r"(?! (?:plan|choice|doubt|comment|intention|idea|option|reason|money|time))"
    r"|(?:was|were|is|are) (?:not|never|in no way) (?:involved|responsible|behind|to blame))",
    re.IGNORECASE,
)


def _denies_in_words(sentence: str, tokens: Tokens, index: int, form: ReportingForm) -> bool:
    """ "said the report was false", "says it does not allow …", "“That is untrue,” he said"."""
    if form.lemma in ("accuse", "blame", "condemn", "charge", "urge", "demand"):
        return False
    after = sentence[tokens[index].end :]
    if _OWN_DENIAL.search(after) or _calls_false(after):
        return True
    quoted = [t.text for t in tokens[:index] if t.kind == "quote"]
    return bool(quoted) and _calls_false(quoted[0])


def _calls_false(words: str) -> bool:
    """Whether the words reject something as false rather than merely hold such a word."""
    return bool(
        re.search(
            r"^\W*(?:that |no, )?(?:it|that|this|these|those|they|the|such|any|all|her|his|its)\b"
            r"(?:\W+[\w’']+){0,7}?\W+(?:is|are|was|were|as|amount\w* to)\b"
            rf"(?:\W+[\w’']+){{0,3}}?\W+{FALSEHOOD}",
            words,
            re.IGNORECASE,
        )
    )


# --- voices without a verb of their own ----------------------------------------------


def _according_to(sentence: str, tokens: Tokens) -> list[_Found]:
    """ "according to an internal memo"."""
    found = []
    for index, (first, second) in enumerate(zip(tokens, tokens[1:], strict=False)):
        if (first.lower, second.lower) != ("according", "to"):
            continue
        phrase = phrase_after(tokens, index + 2)
        if phrase is not None:
            speaker = phrase_text(sentence, tokens, phrase)
            bare = _is_bare(tokens, phrase)
            found.append(_Found(speaker, bare, "asserts", "according to", _FINITE, index))
    return found


def _quoted_as_saying(sentence: str, tokens: Tokens) -> list[_Found]:
    """ "state television quoted Gen. Pell as saying", "Pell was quoted as saying"."""
    found = []
    for index, token in enumerate(tokens):
        if token.lower not in CITING:
            continue
        group = _group_start(tokens, index)
        helpers = {helper.lower for helper in tokens[group:index]}
        saying = _saying_after(tokens, index)
        phrase = _cited(tokens, index, group, helpers, saying)
        if phrase is not None and _can_speak(tokens, phrase):
            speaker = phrase_text(sentence, tokens, phrase)
            verb = tokens[saying].text if saying else token.text
            found.append(_Found(speaker, _is_bare(tokens, phrase), "asserts", verb, 0, index))
    return found


def _saying_after(tokens: Tokens, index: int) -> int | None:
    for place in range(index + 1, min(index + 14, len(tokens) - 1)):
        following = REPORTING.get(tokens[place + 1].lower)
        if tokens[place].lower == "as" and following and following.form == "gerund":
            return place + 1
    return None


def _cited(
    tokens: Tokens, index: int, group: int, helpers: set[str], saying: int | None
) -> Phrase | None:
    """Who is quoted: the subject of a passive, else the object."""
    if saying is not None and helpers & BE:
        return _subject(tokens, group)
    if saying is not None and tokens[index + 1].lower in ("by", "as"):
        return phrase_before(tokens, index)
    phrase = phrase_after(tokens, index + 1)
    if saying is not None:
        return phrase
    outlet = any(token.lower in MEDIA for token in tokens[:index])
    sources = phrase is not None and is_name_or_role(tokens, phrase)
    return phrase if outlet and sources else None


def _by_claim_noun(sentence: str, tokens: Tokens) -> list[_Found]:
    """ "Averia's claim that …", "Kabul's denial", "allegations by the union"."""
    found = []
    for index, token in enumerate(tokens):
        if token.lower not in CLAIM_NOUNS | DENIAL_NOUNS:
            continue
        phrase = _claimant(tokens, index)
        if phrase is None or not _can_speak(tokens, phrase):
            continue
        stance: Stance = "denies" if token.lower in DENIAL_NOUNS else "asserts"
        speaker = phrase_text(sentence, tokens, phrase)
        found.append(_Found(speaker, _is_bare(tokens, phrase), stance, None, _NOUN, index))
    return found


def _claimant(tokens: Tokens, index: int) -> Phrase | None:
    """Whose claim it is: the possessor before the noun, or a "by" or "from" after it."""
    place = index
    while place > 0 and index - place < 4 and _is_plain_modifier(tokens[place - 1]):
        place -= 1
    if place > 1 and tokens[place - 1].text == "s" and tokens[place - 2].text in ("’", "'"):
        return phrase_before(tokens, place - 2)
    if place > 0 and tokens[place - 1].text in ("’", "'"):
        return phrase_before(tokens, place - 1)
    if index + 2 < len(tokens) and tokens[index + 1].lower in ("by", "from"):
        return phrase_after(tokens, index + 2)
    return None


def _is_plain_modifier(token: Token) -> bool:
    return token.kind == "word" and token.text != "s" and is_noun_like(token) and not token.capital


def _after_colon(sentence: str, tokens: Tokens) -> list[_Found]:
    """ "Aslan was blunt: “There is no money.”" """
    for index, token in enumerate(tokens[:-1]):
        if token.lower != ":" or tokens[index + 1].kind != "quote":
            continue
        phrase = _main_subject(tokens, index)
        if phrase is not None and _can_speak(tokens, phrase):
            speaker = phrase_text(sentence, tokens, phrase)
            return [_Found(speaker, _is_bare(tokens, phrase), "asserts", None, _FINITE, index)]
    return []


_ENDS_SPEECH = re.compile(r"[,?!—–-][”\"’»]$")


def _beside_quotation(sentence: str, tokens: Tokens) -> list[_Found]:
    """ "“Enough!” thundered Reck": any verb will do beside a quotation that breaks off."""
    for index, token in enumerate(tokens[:-1]):
        if token.kind != "quote" or not _ENDS_SPEECH.search(token.text):
            continue
        verb = next((n for n in range(index + 1, len(tokens)) if is_verb_like(tokens[n])), None)
        if verb is None or tokens[verb].lower in AUXILIARIES:
            continue
        phrase = _subject(tokens, verb) if verb > index + 1 else phrase_after(tokens, verb + 1)
        if phrase is not None and _can_speak(tokens, phrase):
            speaker = phrase_text(sentence, tokens, phrase)
            bare = _is_bare(tokens, phrase)
            return [_Found(speaker, bare, "asserts", tokens[verb].text, _FINITE, index)]
    return []


def _nested(tokens: Tokens, *, carried: bool) -> list[_Found]:
    """Voices named inside a quotation: “Brandt told us …,” Reck said.

    Where an outlet merely carries the words, a "he said" in the quotation counts too.
    """
    found = []
    for token in tokens:
        if token.kind != "quote" or len(token.text) < 3:
            continue
        inner = token.text[1:].rstrip('”"’»')
        for voice in _by_verb(inner, tokenised(inner)):
            if voice.phrase[:1].isupper() and (carried or not voice.bare):
                found.append(replace(voice, rank=_NESTED, place=token.start))
    return found


_Rule = Callable[[str, Tokens], list[_Found]]
_RULES: tuple[_Rule, ...] = (_by_verb, _according_to, _quoted_as_saying, _by_claim_noun)
_LAST_RULES: tuple[_Rule, ...] = (_after_colon, _beside_quotation)


# --- who stands behind "he", and for whom ---------------------------------------------


def _resolved(one: _Found, found: Sequence[_Found], before: Sequence[str]) -> str | None:
    """The speaker's name: for "he" or "the minister" the form last used for that speaker."""
    if not one.bare:
        return one.phrase
    pronoun = one.phrase.lower() in PRONOUNS
    role = "" if pronoun or one.phrase == "statement" else one.phrase.lower()
    earlier = [v.phrase for v in found if not v.bare and -1 < v.place < one.place]
    if earlier and pronoun and one.rank < _NOUN:
        return earlier[-1]
    person = one.phrase.lower() in ("he", "she")
    speaker = _earlier_speaker(before, role=role, any_speaker=not person)
    return speaker if speaker or pronoun else one.phrase


def _earlier_speaker(
    before: Sequence[str], *, role: str = "", any_speaker: bool = False
) -> str | None:
    """The last one named as a speaker, else (for a person) the last one named at all."""
    recent = list(reversed(before[-_LOOK_BACK:]))
    for sentence in recent:
        for voice in _in_order(_found(sentence, False)):
            fits = any_speaker or _is_person(voice.phrase)
            if not voice.bare and fits and role in voice.phrase.lower():
                return voice.phrase
    for sentence in recent:
        name = _first_name(sentence)
        if name is not None and _is_person(name) and role in name.lower():
            return name
    return None


_BODIES = frozenset(
    [
        "ministry",
        "office",
        "company",
        "army",
        "group",
        "council",
        "union",
        "front",
        "government",
        "service",
        "agency",
        "party",
        "committee",
        "court",
        "police",
        "force",
        "forces",
        "military",
        "board",
        "commission",
        "parliament",
        "department",
        "authority",
        "authorities",
        "administration",
        "association",
        "network",
        "bank",
        "club",
        "university",
        "hospital",
        "organisation",
        "organization",
        "movement",
        "team",
        "cabinet",
        "officials",
        "sources",
        "residents",
        "people",
    ]
)


def _is_person(phrase: str) -> bool:
    """Whether the phrase can be a "he" or a "she"."""
    words = phrase.split()
    last = words[-1].lower().strip(",.") if words else ""
    if any(word.lower().strip(",") in ROLES for word in words):
        return True
    return bool(words) and words[-1][:1].isupper() and last not in _BODIES


def _first_name(sentence: str) -> str | None:
    """The first phrase of the sentence that names someone as its subject."""
    tokens = tokenised(sentence)
    for index in range(len(tokens)):
        if not _is_finite(tokens, index):
            continue
        phrase = phrase_before(tokens, _group_start(tokens, index))
        if phrase is not None and any(t.capital for t in tokens[phrase[0] : phrase[1]]):
            return phrase_text(sentence, tokens, phrase)
    return None


def _party(speaker: str, around: Sequence[str], dispute: Dispute) -> str | None:
    """The party in the speaker's own phrase, else in a phrase that names the same person."""
    if not dispute.parties:
        return None
    own = parties_in(speaker, dispute)
    if own:
        return None if len(own) > 1 and " and " in speaker else own[0].name
    names = [word for word in re.findall(r"[^\W\d_][\w-]+", speaker) if word[0].isupper()]
    if not names:
        return None
    for sentence in around:
        for phrase in _phrases_with(names[-1], sentence):
            known = parties_in(phrase, dispute)
            if known:
                return known[0].name
    return None


def _phrases_with(name: str, sentence: str) -> list[str]:
    """The noun phrases that hold a name, apposition included."""
    if name not in sentence:
        return []
    tokens = tokenised(sentence)
    phrases = []
    for index, token in enumerate(tokens):
        if token.text != name:
            continue
        left = phrase_before(tokens, index + 1)
        if left is not None:
            whole = phrase_after(tokens, left[0])
            end = max(index + 1, whole[1] if whole else 0)
            phrases.append(phrase_text(sentence, tokens, (left[0], end)))
    return phrases


def _merged(voices: Sequence[Voice]) -> list[Voice]:
    """One voice a speaker, the first; a denial beside it makes it a denial."""
    merged: dict[str | None, Voice] = {}
    for voice in voices:
        first = merged.setdefault(voice.speaker, voice)
        if voice.stance == "denies" and first.stance == "asserts":
            merged[voice.speaker] = replace(first, stance="denies")
    return list(merged.values())
