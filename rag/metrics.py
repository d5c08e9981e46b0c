"""Pure measures of one answer against gold; each function is one measure, in [0, 1].

Citation precision and recall follow ALCE (Gao et al. 2023, "Enabling Large Language Models
to Generate Text with Citations") sentence by sentence. Its judge model is replaced by the
gold: a cited sentence supports what is asked if it holds a needle of an evidence group. The
sentences of a quote count one by one, so quoting a whole passage for one sentence costs
precision. Whether all is cited that should be is another measure, `evidence_coverage`.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.documents import Span
from index.sentences import sentences
from rag.answers import Answer, Statement
from rag.citations import folded
from rag.gold import Days
from rag.times import TimeMention, event_dates

Evidence = Sequence[Sequence[str]]

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation + "“”‘’–—…«»", " "))
# A sentence that begins so leans on the one before, which a quote may carry for that reason.
_LEANS = re.compile(
    r"^\W*(?:(?:But|And|However|Meanwhile|Later|Instead),? )?"
    r"(?:He|She|They|It|His|Her|Their|Its|This|That|These|Those|Both|Such)\b"
)


def normalised(text: str) -> str:
    """Lower case, without punctuation and articles, single spaces (after SQuAD's script).

    >>> normalised("The “70 percent”, he said.")
    '70 percent he said'
    """
    plain = text.lower().translate(_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def covers(quote: str, needle: str) -> bool:
    """Whether the needle stands in the quote, white space aside and not within a word.

    >>> covers("some 35 people", "35 people"), covers("some 35 people", "5 people")
    (True, False)
    """
    return next(_stands_at(needle, folded(quote)), None) is not None


def _stands_at(needle: str, plain: str) -> Iterator[Span]:
    """Where the needle stands in folded text, neither end inside a word or a number."""
    words = folded(needle)
    before = r"(?<!\w)(?<!\d[.,])" if words[:1].isalnum() else ""
    behind = r"(?!\w)(?![.,]\d)" if words[-1:].isalnum() else ""
    for match in re.finditer(f"{before}{re.escape(words)}{behind}", plain):
        yield Span(*match.span())


# --- citations --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Quoted:
    """A sentence of a quote: `backed` if a needle lies in it, at least in part.

    `context` if it only stands there because the next, backed one leans on it.
    """

    text: str
    backed: bool
    context: bool = False


def citation_precision(answer: Answer, evidence: Evidence, also: Sequence[str] = ()) -> float:
    """Share of the cited sentences that hold gold evidence, over all sentences of the answer.

    `also` are needles that may be cited without being wrong. The sentence before one that
    begins with a pronoun is its context and counts neither way. 0 without citations.
    """
    rests = _rests(answer, [*also, *_needles(evidence)])
    return _share([one.backed for cited in rests for one in cited])


def citation_recall(answer: Answer, evidence: Evidence, also: Sequence[str] = ()) -> float:
    """Share of the answer's sentences that gold evidence supports among what they cite.

    A sentence without a citation is not supported. 0 for an answer without statements.
    """
    rests = _rests(answer, [*also, *_needles(evidence)])
    return _share([any(one.backed for one in cited) for cited in rests])


def evidence_coverage(answer: Answer, evidence: Evidence) -> float:
    """Share of the evidence groups that some citation of a given answer covers."""
    if not answer.answered:
        return 0.0
    return _share([_is_covered(answer, group) for group in evidence]) if evidence else 1.0


def citation_f1(answer: Answer, evidence: Evidence, also: Sequence[str] = ()) -> float:
    """Harmonic mean of citation precision and evidence coverage; 0 for a silence."""
    coverage = evidence_coverage(answer, evidence)
    if not coverage:
        return 0.0
    precision = citation_precision(answer, evidence, also)
    return 2 * precision * coverage / (precision + coverage)


def quote_fidelity(answer: Answer, texts: dict[str, str]) -> float:
    """Share of citations whose offsets give the quote in the text of their source."""
    if not answer.citations:
        return 1.0
    return _share([texts[c.source][c.start : c.end] == c.quote for c in answer.citations])


def _rests(answer: Answer, needles: Sequence[str]) -> Iterator[list[_Quoted]]:
    """For each sentence of the answer the quoted sentences that it rests on.

    A sentence that stands in a quote rests on that sentence of it; one in other words on all
    that its statement cites.
    """
    quoted = {c.number: _quoted(c.quote, needles) for c in answer.citations}
    for statement in answer.statements:
        cited = [one for number in statement.citations for one in quoted.get(number, [])]
        context = {one.text for one in cited if one.context}
        counted = [one for one in cited if not one.context]
        for text in _texts(statement.text):
            if text not in context:
                yield [one for one in counted if text in one.text or one.text in text] or counted


def _quoted(quote: str, needles: Sequence[str]) -> list[_Quoted]:
    plain = folded(quote)
    places = [place for needle in needles for place in _stands_at(needle, plain)]
    spans = sentences(plain, Span(0, len(plain)))
    found = [_Quoted(span.of(plain), any(span.overlaps(p) for p in places)) for span in spans]
    context = [not a.backed and b.backed and bool(_LEANS.match(b.text)) for a, b in pairwise(found)]
    return [
        _Quoted(one.text, one.backed, leaned_on)
        for one, leaned_on in zip(found, [*context, False], strict=True)
    ]


def _texts(text: str) -> list[str]:
    plain = folded(text)
    return [span.of(plain) for span in sentences(plain, Span(0, len(plain)))]


def _needles(evidence: Evidence) -> list[str]:
    return [needle for group in evidence for needle in group]


def _is_covered(answer: Answer, group: Sequence[str]) -> bool:
    return any(covers(c.quote, needle) for c in answer.citations for needle in group)


def _share(held: Sequence[bool]) -> float:
    return sum(held) / len(held) if held else 0.0


# --- answers ----------------------------------------------------------------------------


def answer_accuracy(answer: Answer, answers: Sequence[str]) -> float:
    """1 if an accepted answer stands in the words of the answer's statements, else 0."""
    if not answer.answered:
        return 0.0
    said = " ".join(s.text for s in answer.statements)
    return float(any(_stands(accepted, said) for accepted in answers))


def answer_f1(answer: Answer, answers: Sequence[str]) -> float:
    """`token_f1` of the short answer, or of all that is stated where there is none."""
    if not answer.answered:
        return 0.0
    return token_f1(answer.short or " ".join(s.text for s in answer.statements), answers)


def token_f1(predicted: str, accepted: Sequence[str]) -> float:
    """SQuAD's F1 over normalised words, against the best of the accepted answers."""
    return max((_pair_f1(predicted, gold) for gold in accepted), default=0.0)


def _pair_f1(predicted: str, gold: str) -> float:
    left, right = normalised(predicted).split(), normalised(gold).split()
    if not left or not right:
        return float(left == right)
    shared = sum((Counter(left) & Counter(right)).values())
    return 2 * shared / (len(left) + len(right))


def _stands(part: str, whole: str) -> bool:
    """Whether the words of `part` stand in `whole`, as whole words and in a row.

    "70%" stands in "70 percent" and not in "70 men", "1,000" in "1000", "$5" not in "5 men".
    """
    return f" {_with_units(part)} " in f" {_with_units(whole)} "


def _with_units(text: str) -> str:
    """Normalised words that keep what a number counts: per cent, or a currency."""
    whole = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    plain = re.sub(r"\s*%|\bper cent\b", " percent ", whole, flags=re.IGNORECASE)
    named = re.sub(r"[$€£¥]", lambda match: f" {unicodedata.name(match.group()).lower()} ", plain)
    return normalised(named)


# --- who and when -----------------------------------------------------------------------


def attribution_accuracy(
    answer: Answer, evidence: Evidence, speaker: Sequence[str] | None, party: str | None
) -> float:
    """Share of the statements on gold evidence that name the right speaker and party.

    `speaker` holds accepted forms of the name, one of which must stand in the statement's
    speaker or the reverse; empty asks for the newspaper's own voice. None of either is not
    asked for. 0 where no statement rests on the evidence.
    """
    by_number = {c.number: c for c in answer.citations}
    carrying = [
        statement
        for statement in answer.statements
        if any(
            covers(by_number[number].quote, needle)
            for number in statement.citations
            for needle in _needles(evidence)
        )
    ]
    right = [_is_said_by(s, speaker) and party in (None, s.party) for s in carrying]
    return _share(right) if answer.answered else 0.0


def _is_said_by(statement: Statement, speaker: Sequence[str] | None) -> bool:
    if speaker is None:
        return True
    said = statement.speaker
    if said is None or not speaker:
        return said is None and not speaker
    return any(_stands(form, said) or _stands(said, form) for form in speaker)


def date_accuracy(answer: Answer, days: Days) -> float:
    """1 if a date that the answer gives lies inside the first and last day asked for, else 0.

    Relative dates count as the cited article's own date resolves them. Only dates in the
    short answer count where it holds one.
    """
    if not answer.answered:
        return 0.0
    given = [one for statement in answer.statements for one in _dates(answer, statement)]
    short = [mention for mention, in_short in given if in_short]
    return float(any(_lies_in(m, days) for m in short or [mention for mention, _ in given]))


def _dates(answer: Answer, statement: Statement) -> Iterator[tuple[TimeMention, bool]]:
    """The dates of a statement, and whether each stands in the short answer."""
    published = next(
        (c.published for c in answer.citations if c.number in statement.citations), None
    )
    start = statement.text.find(answer.short) if answer.short else -1
    short = Span(start, start + len(answer.short or "")) if start >= 0 else Span(0, 0)
    for mention in event_dates(statement.text, published):
        yield mention, mention.span.overlaps(short)


def _lies_in(mention: TimeMention, days: Days) -> bool:
    if mention.start is None or mention.end is None:
        return False
    return days[0] <= mention.start and mention.end <= days[1]
