"""A sentence as tokens and noun phrases, by shape alone: no tagger, no parser.

Quotations and adverbial asides ("on Monday", "in a statement") become single tokens, so
that a speaker and the verb stand next to each other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.reporting import (
    ADVERBS,
    ARTICLES,
    ASIDE,
    AUXILIARIES,
    BOUNDARIES,
    CLAIM_NOUNS,
    DENIAL_NOUNS,
    DETERMINERS,
    IRREGULAR_PASTS,
    LINKING,
    LY_NOUNS,
    OTHER_PRONOUNS,
    PARTICIPLES,
    PREPOSITIONS,
    PRONOUNS,
    REPORTING,
    ROLES,
    words,
)

Kind = Literal["word", "mark", "quote", "aside"]

_WORD = re.compile(
    r"(?:[A-Z]\.){2,}|(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|Prof|St|Brig|Adm)\."
    r"|\d[\d.,:]*\d|[^\W_]+(?:[-&/.][^\W_]+)*(?:[’'](?!s\b)[^\W_]+)?|\S"
)
_ASIDE = re.compile(rf"(?<![-\w])(?:{ASIDE})(?![-\w])")
_OPENING = {"“": '”"', "‘": "’", "«": "»", '"': '"”'}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, mark, whole quotation or aside; offsets are code points of the sentence."""

    text: str
    start: int
    end: int
    kind: Kind

    @property
    def lower(self) -> str:
        """The word without case, but "US" and "WHO" as they are; empty for a quotation."""
        if self.kind not in ("word", "mark"):
            return ""
        return self.text if len(self.text) > 1 and self.text.isupper() else self.text.lower()

    @property
    def capital(self) -> bool:
        """Whether it is a word that begins with a capital."""
        return self.kind == "word" and self.text[:1].isupper()


Tokens = Sequence[Token]
Phrase = tuple[int, int]  # half-open range of tokens


def quotations(sentence: str, opened: bool = False) -> tuple[tuple[int, int], ...]:
    """Where the sentence quotes, marks included; `opened` if a quotation runs into it.

    A quotation that does not close runs to the end.

    >>> quotations('“No,” he said. “Never.')
    ((0, 5), (15, 22))
    """
    spans: list[tuple[int, int]] = []
    start, closing = (0, '”"»') if opened else (-1, "")
    for place, sign in enumerate(sentence):
        if start >= 0:
            if sign in closing and _closes(sentence, place):
                spans.append((start, place + 1))
                start = -1
        elif sign in _OPENING and _opens(sentence, place):
            start, closing = place, _OPENING[sign]
        elif sign in '”"' and not spans:
            spans.append((0, place + 1))
    if start >= 0:
        spans.append((start, len(sentence)))
    return tuple(spans)


def _opens(sentence: str, place: int) -> bool:
    before, after = sentence[:place][-1:], sentence[place + 1 : place + 2]
    if sentence[place] not in '‘"':
        return True
    return (not before or before in " \u00a0(—–-[“") and bool(after.strip())


def _closes(sentence: str, place: int) -> bool:
    return sentence[place] != "’" or not sentence[place + 1 : place + 2].isalnum()


# Sentences that a quotation runs on for; beyond them its closing mark is taken as lost.
_LONGEST_QUOTATION = 5


def leaves_open(sentences: Sequence[str]) -> bool:
    """Whether a quotation begun in these sentences is still open after the last of them."""
    for sentence in reversed(sentences[-_LONGEST_QUOTATION:]):
        last = max(sentence.rfind(sign) for sign in '“”"')
        if last >= 0:
            return sentence[last] != "”" and _opens(sentence, last)
    return False


def tokenised(sentence: str, opened: bool = False) -> tuple[Token, ...]:
    """The sentence as tokens in order, each quotation and each aside being one."""
    found: list[Token] = []
    place = 0
    for start, end in (*quotations(sentence, opened), (len(sentence), len(sentence))):
        found.extend(_plain_tokens(sentence, place, start))
        if end > start:
            found.append(Token(sentence[start:end], start, end, "quote"))
        place = max(place, end)
    return tuple(found)


def _plain_tokens(sentence: str, start: int, end: int) -> list[Token]:
    found: list[Token] = []
    place = start
    for aside in _ASIDE.finditer(sentence, start, end):
        found.extend(_words(sentence, place, aside.start()))
        found.append(Token(aside[0], aside.start(), aside.end(), "aside"))
        place = aside.end()
    return found + _words(sentence, place, end)


def _words(sentence: str, start: int, end: int) -> list[Token]:
    return [
        Token(m[0], m.start(), m.end(), "word" if m[0][:1].isalnum() else "mark")
        for m in _WORD.finditer(sentence, start, end)
    ]


def is_possessive(tokens: Tokens, index: int) -> bool:
    """Whether the token is the mark of a possessive: the apostrophe of "Kabul's"."""
    return 0 <= index < len(tokens) and tokens[index].text in ("’", "'")


def is_verb_like(token: Token) -> bool:
    """Whether the word looks like a finite verb of a sentence, by its form."""
    word = token.lower
    if token.capital and token.start > 0:
        return False
    if word in AUXILIARIES or word in IRREGULAR_PASTS or word.endswith(("n’t", "n't")):
        return True
    if token.capital or token.kind != "word":
        return False
    form = REPORTING.get(word)
    return (word.endswith("ed") and len(word) > 4) or (form is not None and form.form == "past")


def is_adverb(token: Token) -> bool:
    """Whether the word may stand between a subject and its verb."""
    word = token.lower
    if token.kind == "aside" or word in ADVERBS:
        return True
    return word.endswith("ly") and word not in LY_NOUNS and not token.capital


def is_noun_like(token: Token) -> bool:
    """Whether the word may stand inside a noun phrase, articles and numbers included."""
    word = token.lower
    if token.kind != "word" or is_verb_like(token) or is_adverb(token):
        return False
    return word not in BOUNDARIES | PREPOSITIONS | PRONOUNS | OTHER_PRONOUNS


def phrase_before(tokens: Tokens, index: int) -> Phrase | None:
    """The noun phrase that ends right before `index`, with its apposition between commas."""
    end = index
    if end and tokens[end - 1].lower == ",":
        return _phrase_before_comma(tokens, end - 1)
    if 1 < end < len(tokens) and tokens[end].kind == "aside" and is_noun_like(tokens[end - 2]):
        end -= tokens[end - 1].lower.endswith("ed")  # "a poll published | in May | found"
    start = _leftward(tokens, end)
    return _trimmed(tokens, start, end)


# Commas between a speaker and the verb: "Lena Moss, 54, a trawler owner, said".
_MOST_COMMAS = 5


def _phrase_before_comma(tokens: Tokens, comma: int) -> Phrase | None:
    """As in "Ilse Brandt, the foreign minister," whole; "Brandt, who lost," without the clause."""
    opening = _comma_before(tokens, comma)
    for _ in range(_MOST_COMMAS):
        if not opening:
            return None
        start = _leftward(tokens, opening)
        phrase = _trimmed(tokens, start, opening)
        if phrase and (is_name_or_role(tokens, phrase) or _begins_clause(tokens, phrase)):
            apposed = is_apposition(tokens, opening + 1, comma)
            return (phrase[0], comma) if apposed else with_title_before(tokens, phrase)
        opening = _comma_before(tokens, opening)
    return None


def _begins_clause(tokens: Tokens, phrase: Phrase) -> bool:
    start = phrase[0]
    while start and tokens[start - 1].lower in ARTICLES:
        start -= 1
    return start == 0 or tokens[start - 1].kind in ("mark", "quote")


def with_title_before(tokens: Tokens, phrase: Phrase) -> Phrase:
    """As in "Belisle's envoy, Ilse Brandt": a bare name takes the title before its comma."""
    comma = phrase[0] - 1
    if comma < 1 or tokens[comma].lower != ",":
        return phrase
    if not all(token.capital for token in tokens[phrase[0] : phrase[1]]):
        return phrase
    title = _trimmed(tokens, _leftward(tokens, comma), comma)
    if title is None or not any(singular(t) in ROLES for t in tokens[title[0] : title[1]]):
        return phrase
    return title[0], phrase[1]


def _comma_before(tokens: Tokens, comma: int) -> int | None:
    for place in range(comma - 1, -1, -1):
        if tokens[place].lower == ",":
            return place
        if tokens[place].lower in (";", ":", "—") or tokens[place].kind == "quote":
            return None
    return None


def is_apposition(tokens: Tokens, start: int, end: int) -> bool:
    """Whether the tokens between two commas say who someone is."""
    inner = tokens[start:end]
    if all(token.lower.isdecimal() for token in inner):
        return False  # an age, or nothing
    if not inner or inner[0].lower in BOUNDARIES | PREPOSITIONS | AUXILIARIES:
        return False
    if (
        inner[0].lower.endswith("ing")
        or is_adverb(inner[0])
        or any(is_verb_like(token) for token in inner)
    ):
        return False
    return all(t.kind == "word" or is_mark_inside(tokens, start + n) for n, t in enumerate(inner))


def is_mark_inside(tokens: Tokens, index: int) -> bool:
    """Whether the mark belongs inside a noun phrase: an apostrophe and its s, a bracket."""
    return tokens[index].text in ("’", "'", "&")


def is_name_or_role(tokens: Tokens, phrase: Phrase) -> bool:
    """Whether the phrase names somebody, or says what somebody is."""
    return any(t.capital or singular(t) in ROLES for t in tokens[phrase[0] : phrase[1]])


def singular(token: Token) -> str:
    """The word without case and without a plural s.

    >>> singular(Token("Ministers", 0, 9, "word"))
    'minister'
    """
    word = token.lower
    if word.endswith("women") or word.endswith("men"):
        return word[:-2] + "an"
    return word[:-1] if word.endswith("s") and word[:-1] in ROLES else word


def _leftward(tokens: Tokens, end: int) -> int:
    """Where the noun phrase that ends before `end` begins."""
    place = end
    while place > 0 and _extends_left(tokens, place, end):
        place -= 1
    return place


def _extends_left(tokens: Tokens, place: int, end: int) -> bool:
    token = tokens[place - 1]
    if token.text in ("’", "'") or is_possessive(tokens, place - 2):
        return True
    if token.text.startswith("("):
        return place < end
    if _opens_claim(tokens, place - 1, end):
        return False
    if token.lower in DETERMINERS and token.lower == "that":
        return False
    if token.lower in LINKING:
        return place - 1 > 0 and place < end and _is_linked(tokens, place - 1)
    if token.lower == "and":
        return place < end and _joins(tokens, place - 1)
    if _is_participle(tokens, place - 1, end):
        return True
    if place < end and tokens[place].lower in ARTICLES and token.lower not in LINKING:
        return token.lower == "all" or token.lower == "both"
    return is_noun_like(token)


def _opens_claim(tokens: Tokens, index: int, end: int) -> bool:
    """As in "a charge Kabul denies": the claim noun is no part of the one who denies."""
    if tokens[index].lower not in CLAIM_NOUNS | DENIAL_NOUNS or index + 1 >= end:
        return False
    return tokens[index + 1].lower not in LINKING


def _is_linked(tokens: Tokens, index: int) -> bool:
    """Whether a preposition hangs on a noun before it: "officials in Hallow"."""
    before = tokens[index - 1]
    if before.lower.endswith("s") and not before.capital and before.lower in REPORTING:
        return False
    return (
        is_noun_like(before)
        or _is_participle(tokens, index - 1, index + 2)
        or (before.text in ("’", "'"))
    )


def _joins(tokens: Tokens, index: int) -> bool:
    """Whether "and" joins two of a kind: two names, or two nouns that begin the sentence."""
    if index == 0 or index + 1 >= len(tokens):
        return False
    left, right = tokens[index - 1], tokens[index + 1]
    if left.capital and right.capital:
        return True
    start = _leftward(tokens, index)
    return start < index and (start == 0 or tokens[start - 1].kind in ("mark", "quote"))


def _is_participle(tokens: Tokens, index: int, end: int) -> bool:
    """As in "a memo seen by this newspaper", "officials briefed on the matter"."""
    word = tokens[index].lower
    if not (word in PARTICIPLES or (word.endswith("ed") and word not in AUXILIARIES)):
        return False
    if index == 0 or index + 2 >= end or tokens[index + 1].lower not in LINKING:
        return False
    return is_noun_like(tokens[index - 1]) and not tokens[index - 1].capital


def phrase_after(tokens: Tokens, index: int) -> Phrase | None:
    """The noun phrase that begins right at `index`, with a closed apposition after it."""
    start = index
    while start < len(tokens) and is_adverb(tokens[start]):
        start += 1
    end = start
    while end < len(tokens) and _extends_right(tokens, end, start):
        end += 1
    phrase = _trimmed(tokens, start, end)
    if phrase is None:
        return None
    return phrase[0], _apposition_end(tokens, phrase)


def _extends_right(tokens: Tokens, place: int, start: int) -> bool:
    token = tokens[place]
    if is_possessive(tokens, place) or is_possessive(tokens, place - 1):
        return place > start
    if token.lower in LINKING or token.lower == "by":
        return place > start and place + 1 < len(tokens) and _links_on(tokens, place)
    if token.lower == "and":
        return place > start and place + 1 < len(tokens) and tokens[place + 1].capital
    if _is_participle(tokens, place, len(tokens)):
        return place > start
    if (
        token.lower in ARTICLES
        and place > start
        and tokens[place - 1].lower not in LINKING | {"by"}
    ):
        return False
    return is_noun_like(token)


def _links_on(tokens: Tokens, place: int) -> bool:
    """Whether the phrase goes on past a preposition: "of the ministry", not "on Monday"."""
    after = tokens[place + 1]
    if not is_noun_like(after) or after.lower.endswith("ing"):
        return False
    if tokens[place].lower == "by" and tokens[place - 1].lower in _WRITTEN:
        return True
    return tokens[place].lower in ("of", "for", "at", "in", "from", "with", "to") or (
        _is_participle(tokens, place - 1, len(tokens))
    )


_WRITTEN = words("statement report study survey analysis poll post letter tally count review")


def _apposition_end(tokens: Tokens, phrase: Phrase) -> int:
    comma = phrase[1]
    if comma >= len(tokens) or tokens[comma].lower != ",":
        return comma
    if not is_name_or_role(tokens, phrase):
        return comma
    close = comma + 1
    while close < len(tokens) and (tokens[close].kind == "word" or is_mark_inside(tokens, close)):
        close += 1
    if close < len(tokens) and tokens[close].lower not in (",", ".", ";", "?", "!", ""):
        return comma
    inner = tokens[comma + 1 : close]
    unnamed = not any(token.capital for token in tokens[phrase[0] : phrase[1]])
    named = bool(inner) and all(token.capital for token in inner)
    last = tokens[phrase[1] - 1]
    role = not last.capital and singular(last) in ROLES  # "the port's director, Carla Nunes"
    says_who = any(singular(token) in ROLES for token in inner) or (named and (unnamed or role))
    if says_who and is_apposition(tokens, comma + 1, close):
        return close
    return comma


# "Contrary to Varda’s claims", "something Ostrel denies".
_NO_SPEAKER = words("contrary something anything everything")


def _trimmed(tokens: Tokens, start: int, end: int) -> Phrase | None:
    """The phrase without leading articles, adverbs and prepositions; None if none is left."""
    dropped = ARTICLES | ADVERBS | BOUNDARIES | LINKING | _NO_SPEAKER
    while start < end and (tokens[start].lower in dropped or tokens[start].kind != "word"):
        start += 1
    while end > start and not _may_end(tokens, end - 1):
        end -= 1
    return (start, end) if start < end else None


def _may_end(tokens: Tokens, index: int) -> bool:
    if tokens[index].text in ("’", "'"):
        return index > 0 and tokens[index - 1].lower.endswith("s")
    return tokens[index].kind == "word" and tokens[index].lower not in PREPOSITIONS | BOUNDARIES


def phrase_text(sentence: str, tokens: Tokens, phrase: Phrase) -> str:
    """The phrase as the sentence prints it."""
    return sentence[tokens[phrase[0]].start : tokens[phrase[1] - 1].end]
