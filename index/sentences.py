"""A paragraph → the spans of its sentences.

Most boundaries in news are plain, and a short list of rules decides them; where the rules
have no opinion ("… of Apple Inc. Alphabet rose") the trained segmenter of blingfire is
asked. On its own blingfire parts "Gen. Milley" and joins "said no. Mr. Smith", and pysbd
segments some 30,000 words a second, too slow for a large corpus.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import blingfire

from index.documents import Span

# A sentence longer than this is cut at the nearest sane place: some 170 English words,
# which the 256 word pieces of the default model still hold.
LONGEST = 1000

_CLOSERS = "\"'”’»›)\\]"
_OPENERS = "\"'“‘«‹(\\[¿¡„"

# Latin and the full stops of the scripts that have their own.
_STOPS = ".!?…。．！？｡۔؟।॥։።፧။៕"
_WIDE_STOPS = "。！？｡"  # written without a space behind them

# A candidate: a stop, what closes with it, and the white space before the next sentence.
_CANDIDATE = re.compile(rf"[{_STOPS}][{_STOPS}{_CLOSERS}」』]*+(\s*+)")
_WIDE_STOP = re.compile(rf"[{_WIDE_STOPS}]")
_LOST_SPACE = re.compile(r"(?<=[a-z][a-z][a-z])[.!?][”\"]?(?=[“\"]?[A-Z][a-z ])")
_LAST_WORD = re.compile(r"[^\s(\[“\"‘—–/]+$")
_FIRST_WORD = re.compile(rf"[{_OPENERS}]*([\w’'\-]*)")
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]\.")
_ENUMERATOR = re.compile(r"(?:\d{1,3}|[A-Za-z])\.")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Abbreviations that are followed by a name, so never by a new sentence.
_TITLES = _words(
    """
    mr mrs ms mx dr prof gen maj col lt sgt cpl capt cmdr cdr adm brig pvt pfc spc amb pres
    gov sen rep reps sens rev hon fr msgr fmr asst assoc det insp supt messrs mme mlle vs e.g
    i.e cf a.k.a approx mt al-haj sec.-gen lt.-col lt.-gen maj.-gen v viz
    """
)
# Those that are followed by a number, or end a sentence.
_BEFORE_NUMBERS = _words(
    """
    jan feb mar apr jun jul aug sept sep oct nov dec no nos p pp vol art sec ch fig rs ca para
    est tel ext op
    """
)
# Those that stand in a name, or end a sentence; with a small letter most are whole words.
_IN_NAMES = _words(
    """
    inc co corp ltd llc plc bros jr sr ave blvd rd univ assn intl ala ariz ark calif colo conn
    del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa penn tenn
    tex va vt wash wis wyo
    """
)
_ALWAYS_SHORT = _words(
    """
    etc al ft dept govt ph.d m.d ret hq
    """
)
# Words that open a sentence far more often than they go on with a name.
_STARTERS = _words(
    """
    a after all also although among an and another any as at because before both but by
    despite during each even every few following for four from had has have he her his how
    however i if in instead is it its just last later many meanwhile more most my neither
    nearly nobody no none nor not now of on once one only or other our over people since so
    some still such than that the their then there these they this those though three thus to
    today two under until we what when where which while who why will with without yet you
    your she did does do
    """
)
_SPEECH = re.compile(
    r"(?:[\w’'.\-]+\s+){1,4}?(?:said|says|asked|asks|added|wrote|tweeted|told|shouted|replied"
    r"|cried|yelled|recalled|wondered|exclaimed)\b"
)
_BREAKS = (
    re.compile(r"\s*[\r\n\u2028\u2029]+\s*"),
    re.compile(r"[;:]\s"),
    re.compile(r"[,،、，]\s?"),
)
_SPACE = re.compile(r"\s")
# A picture's credit or a writer's mark at the end, as in "(AFP/File)".
_CREDIT = re.compile(r"\(\s*[^\W\d_a-z](?:[^()!?]{0,60}[^()!?.])?\)\W*")


def sentences(text: str, span: Span) -> tuple[Span, ...]:
    """Return the sentence spans of one paragraph, in order, in offsets of `text`.

    Each is trimmed of white space and at most `LONGEST` code points long; together they
    cover every character of the paragraph that is not white space. A closing quotation
    mark belongs to the sentence it closes.
    """
    paragraph = span.of(text)
    edges = [0, *_boundaries(paragraph), len(paragraph)]
    found: list[Span] = []
    for start, end in pairwise(edges):
        whole = trimmed(paragraph, start, end)
        if len(whole) > LONGEST:
            found.extend(_cut(paragraph, whole))
        elif len(whole):
            found.append(whole)
    return tuple(sentence.shifted(span.start) for sentence in found)


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the range without the white space at its ends; empty where nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, start + left + len(piece.strip()))


def _boundaries(paragraph: str) -> Iterator[int]:
    """Where a new sentence begins, in order, without the paragraph's own start."""
    opinion: frozenset[int] | None = None
    for candidate in _CANDIDATE.finditer(paragraph):
        start = candidate.end()
        spaced = candidate[1] or _needs_no_space(paragraph, candidate.start(), start)
        if start == len(paragraph) or not spaced:
            continue
        decided = _parts(paragraph, candidate.start(), start)
        if decided is None:
            if opinion is None:
                opinion = _blingfire_starts(paragraph)
            decided = start in opinion
        if decided and not _CREDIT.fullmatch(paragraph, start):
            yield start


def _needs_no_space(paragraph: str, stop: int, start: int) -> bool:
    """Whether the stop is of a script without spaces, or lost its space as in "ended.The"."""
    if _WIDE_STOP.search(paragraph, stop, start):
        return True
    lost = _LOST_SPACE.match(paragraph, stop)
    return lost is not None and lost.end() == start


def _parts(paragraph: str, stop: int, start: int) -> bool | None:
    """Whether a sentence ends with the stop and one begins at `start`; None: unsure."""
    closing = paragraph[stop:start].rstrip()
    following = paragraph[start : start + 80]
    first = _first_word(following)
    if first[:1].islower() and not first[1:2].isupper():
        return False
    if closing[:1] in "?!" and len(closing) > 1 and _SPEECH.match(following):
        return False
    if closing != ".":
        return not (first == "" and following[:1] in ",;")
    if _ENUMERATOR.fullmatch(paragraph, 0, stop + 1):
        return False
    last = _LAST_WORD.search(paragraph, max(0, stop - 40), stop + 1)
    return _after_full_stop(last.group() if last else "", first)


def _after_full_stop(last: str, first: str) -> bool | None:
    """Decide by the word before a bare full stop and the word after it."""
    word = last.rstrip(".").casefold()
    if word in _TITLES and last != "V.":
        return False
    if word in _BEFORE_NUMBERS and (word not in {"no", "art"} or last[0].isupper()):
        return not first[:1].isdigit()
    if word == "st" or (len(word) == 1 and word.isalpha()):
        return first.casefold() in _STARTERS
    in_name = word in _ALWAYS_SHORT or (word in _IN_NAMES and last[0].isupper())
    if in_name or _INITIAL.fullmatch(last):
        return True if first.casefold() in _STARTERS else None
    return True


def _first_word(following: str) -> str:
    match = _FIRST_WORD.match(following)
    return match.group(1) if match else ""


def _blingfire_starts(paragraph: str) -> frozenset[int]:
    """Where blingfire begins a sentence; nowhere when it cannot align its offsets."""
    try:
        _, offsets = blingfire.text_to_sentences_and_offsets(paragraph)
    except (AssertionError, UnicodeError):  # on text it takes for white space, or ill-formed
        return frozenset()
    return frozenset(start for start, _ in offsets)


def _cut(paragraph: str, whole: Span) -> Iterator[Span]:
    """Yield a run-on piece as parts of at most `LONGEST` code points, cut where it hurts least."""
    start = whole.start
    while whole.end - start > LONGEST:
        end = _sane_end(paragraph, start, start + LONGEST)
        piece = trimmed(paragraph, start, end)
        if len(piece):
            yield piece
        start = end
    last = trimmed(paragraph, start, whole.end)
    if len(last):
        yield last


def _sane_end(paragraph: str, start: int, limit: int) -> int:
    """Return the last line break, else semicolon, comma or space in the second half of the range.

    Without any, the range's end, moved back so that no combining mark is torn off.
    """
    half = start + LONGEST // 2
    for pattern in (*_BREAKS, _SPACE):
        ends = [match.end() for match in pattern.finditer(paragraph, half, limit)]
        if ends:
            return ends[-1]
    end = limit
    while end > half and (
        unicodedata.combining(paragraph[end]) or paragraph[end] in "\u200d\ufe0f"
    ):
        end -= 1
    return end
