"""Whether a word of a sentence is a verb that reports, and who its subject is."""

import re
from itertools import pairwise

from rag.clauses import (
    Phrase,
    Token,
    Tokens,
    is_adverb,
    is_name_or_role,
    is_noun_like,
    is_possessive,
    is_verb_like,
    phrase_before,
    singular,
)
from rag.reporting import (
    ADJECTIVAL,
    AUXILIARIES,
    BOUNDARIES,
    CLAIM_LIKE,
    CLAIM_NOUNS,
    COMPLEMENTS,
    DETERMINERS,
    FALSEHOOD,
    MODALS,
    NAMING,
    NEGATIONS,
    NOUNISH,
    PREPOSITIONS,
    PRONOUNS,
    REPORTING,
    ROLES,
    ReportingForm,
    words,
)


def is_no_verb(tokens: Tokens, index: int, form: ReportingForm) -> bool:
    """Whether the word is a noun or an adjective here: "the claims", "an alleged plot"."""
    left = tokens[index - 1] if index else None
    right = tokens[index + 1] if index + 1 < len(tokens) else None
    word = tokens[index].lower
    if left and (left.lower in DETERMINERS - {"that", "this", "all", "many", "both", "most"}):
        return True
    if left and left.text == "s" and index > 1 and tokens[index - 2].text in ("’", "'"):
        return True
    if word in ADJECTIVAL and right and _begins_bare_noun(right) and not _may_act(left):
        return True
    if tokens[index].capital and index and left and left.kind == "word":
        return True
    if form.form == "past":
        return False
    return word in NOUNISH and not _is_verb_despite(left, right, form)


def _may_act(left: Token | None) -> bool:
    """Whether a subject or a helper stands before the word."""
    if left is None or left.lower in PREPOSITIONS | BOUNDARIES | {"and"}:
        return False
    return not left.lower.isdecimal() and left.lower not in ("two", "three", "four", "five")


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


def group_start(tokens: Tokens, index: int) -> int:
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
        helps = token.lower in helpers and not (token.capital and token.start > 0)
        if not (helps or is_adverb(token) or _is_negated(token) or floating):
            break
        start -= 1
    return start


def _is_negated(token: Token) -> bool:
    return token.lower.endswith(("n’t", "n't"))


def is_withheld(helpers: set[str], tokens: Tokens, group: int, form: ReportingForm) -> bool:
    """Whether the verb is denied, only possible, or still to come: nothing is said."""
    if helpers & (NEGATIONS | MODALS) or any(word.endswith(("n’t", "n't")) for word in helpers):
        return True
    return form.form == "base" and group > 0 and tokens[group - 1].lower == "or"


def reports_something(tokens: Tokens, index: int, form: ReportingForm) -> bool:
    """Whether what follows lets this verb report: see `ReportingForm.needs`."""
    if form.lemma == "deny" and _withholds(tokens, index):
        return False
    if form.needs == "nothing":
        return True
    if form.needs == "claim":
        return _has_claim(tokens, index)
    return _has_clause(tokens, index) or _special_complement(tokens, index, form.lemma)


_WITHHELD = words("entry access visa visas permission passage asylum bail parole")


def _withholds(tokens: Tokens, index: int) -> bool:
    """As in "denied entry to the monitors", "denied them a visa": nothing is said."""
    for place in range(index + 1, min(index + 5, len(tokens))):
        token = tokens[place]
        if token.lower in _WITHHELD:
            return place + 1 == len(tokens) or not is_verb_like(tokens[place + 1])
        if token.kind != "word" or token.lower.endswith("ing") or token.lower == "that":
            return False
    return False


def _has_claim(tokens: Tokens, index: int) -> bool:
    ahead = tokens[index + 1 : index + 9]
    return any(t.lower in CLAIM_LIKE or t.lower == "as" or t.kind == "quote" for t in ahead) or (
        index > 0 and any(t.lower in CLAIM_NOUNS for t in tokens[max(0, index - 5) : index])
    )


def _has_clause(tokens: Tokens, index: int) -> bool:
    """A "that", a quotation, the end of a parenthesis, or a subject and its verb follow."""
    place = past_asides(tokens, index + 1)
    if place >= len(tokens):
        return _is_set_off(tokens, index)
    after = tokens[place]
    if after.kind == "quote" or after.lower in ("that", "how", "why", "whether", ",", ":", "."):
        return after.lower not in (",", ".") or _is_set_off(tokens, index)
    if _colon_quotation(tokens, place):
        return True
    return _has_subject_and_verb(tokens, place)


def _colon_quotation(tokens: Tokens, place: int) -> bool:
    ahead = tokens[place : place + 8]
    return any(
        first.lower in (":", ",") and second.kind == "quote" for first, second in pairwise(ahead)
    )


def _has_subject_and_verb(tokens: Tokens, place: int) -> bool:
    for offset, token in enumerate(tokens[place : place + 12]):
        if offset and is_possessive(tokens, place + offset):
            continue
        if token.kind != "word" or token.lower in BOUNDARIES:
            return False
        if offset == 0 and token.lower in PREPOSITIONS:
            return False
        if offset and is_verb_like(token):
            return tokens[place + offset - 1].lower not in DETERMINERS
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


def _special_complement(tokens: Tokens, index: int, lemma: str) -> bool:
    """As in "put the toll at 30", "called for calm", "charged Greywell with hiding data"."""
    wanted = COMPLEMENTS.get(lemma, frozenset())
    following = tokens[index + 1 : index + 10]
    if lemma in NAMING and (_names_something(following) or _names_false(tokens, index)):
        return True
    if lemma == "put" and len(following) > 1 and following[0].lower == "it":
        return following[1].kind == "mark" or is_adverb(following[1])
    for token in following:
        if token.kind == "mark" and token.lower not in ("’", "'", "%", "$"):
            return False
        if token.lower in wanted:
            return True
        if lemma in _AT_ONCE and token.kind == "word" and token.lower not in DETERMINERS:
            return False
    return False


_AT_ONCE = words("call claim offer threaten swear brush shrug wave laugh push")


def _names_something(following: Tokens) -> bool:
    """As in "called it a first step", "the raid “reckless”", "the allegations baseless"."""
    named = bool(following) and following[0].lower in ("it", "them", "him", "her", "this")
    if named or any(token.kind == "quote" for token in following):
        return True
    claims = [n for n, token in enumerate(following) if token.lower in CLAIM_NOUNS]
    said = " ".join(token.text for token in following[claims[0] :]) if claims else ""
    return bool(re.search(FALSEHOOD, said))


def _names_false(tokens: Tokens, index: int) -> bool:
    """As in "the charge, which Belisle calls baseless"."""
    said = any(t.lower in CLAIM_NOUNS | {"which"} for t in tokens[max(0, index - 6) : index])
    following = " ".join(token.text for token in tokens[index + 1 : index + 4])
    return said and re.match(FALSEHOOD, following) is not None


def subject(tokens: Tokens, end: int) -> Phrase | None:
    """The phrase or pronoun that ends right before `end`."""
    if end > 0 and tokens[end - 1].lower in PRONOUNS:
        return end - 1, end
    return phrase_before(tokens, _before_clause(tokens, end))


def _before_clause(tokens: Tokens, end: int) -> int:
    """Where a clause of "who" begins that ends right before `end`, itself where none does.

    As in "a woman who lost her son said", but not in "a man who officials said".
    """
    for place in range(end - 1, 0, -1):
        token = tokens[place]
        if token.kind != "word" and token.kind != "aside":
            return end
        if token.lower == "who":
            acts = _acts(tokens, past_asides(tokens, place + 1), end)
            return place if acts and is_noun_like(tokens[place - 1]) else end
        if token.lower in REPORTING and is_finite(tokens, place):
            return end
    return end


def _acts(tokens: Tokens, verb: int, end: int) -> bool:
    """Whether the word behind "who" is the verb of its clause, which reaches up to `end`."""
    if verb >= end or tokens[verb].capital:
        return False
    if is_verb_like(tokens[verb]) or tokens[verb].lower in AUXILIARIES:
        return True
    after = tokens[verb + 1].lower if verb + 1 < end else ""
    return after in DETERMINERS | PREPOSITIONS


def main_subject(tokens: Tokens, index: int) -> Phrase | None:
    """The subject that the verb at `index` shares.

    The first speaker before it, else the first one named, else the first subject at all;
    where the verb begins the sentence, the first subject after it.
    """
    first: Phrase | None = None
    named: Phrase | None = None
    for place in (n for n in range(index) if is_finite(tokens, n)):
        phrase = subject(tokens, group_start(tokens, place))
        if phrase is None:
            continue
        if tokens[place].lower in REPORTING:
            return phrase
        first = first or phrase
        if is_name_or_role(tokens, phrase) or is_pronoun(tokens, phrase):
            named = named or phrase
    if first is None and not any(token.kind == "word" for token in tokens[:index]):
        return _subject_after(tokens, index)
    return named or first


def _subject_after(tokens: Tokens, index: int) -> Phrase | None:
    for place in range(index + 1, len(tokens)):
        if is_finite(tokens, place):
            phrase = subject(tokens, group_start(tokens, place))
            if phrase is not None and phrase[0] > index:
                return phrase
    return None


def is_finite(tokens: Tokens, index: int) -> bool:
    """Whether the word is likely a finite verb, a reporting one in the present included."""
    form = REPORTING.get(tokens[index].lower)
    if form is not None and form.form == "third" and tokens[index].lower not in NOUNISH:
        return True
    return is_verb_like(tokens[index])


def past_asides(tokens: Tokens, place: int) -> int:
    """The first place from `place` on that is no adverb and no aside."""
    while place < len(tokens) and (is_adverb(tokens[place]) and tokens[place].lower != "so"):
        place += 1
    return place


def is_pronoun(tokens: Tokens, phrase: Phrase) -> bool:
    """Whether the phrase is a lone he, she, they or it."""
    return phrase[1] - phrase[0] == 1 and tokens[phrase[0]].lower in PRONOUNS
