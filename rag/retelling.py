"""Sentences that tell the same → one statement, with every further source beside it."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rag.answers import Statement
from rag.citations import folded
from rag.citing import Citer
from rag.duplicates import duplicate_groups
from rag.gathering import Told
from rag.leads import Speaking, lead
from rag.questions import content_words

# Two sentences tell the same when this share of the shorter one's content words stands in
# the other, no number differs and both or neither negate.
SAME = 0.8
# A bullet on top of an article sums up its body in other words, so less is asked of it.
SAME_AS_BULLET = 0.5
# Fewer words than this say too little to be found again in a longer sentence.
FEW = 4

_NEGATION = re.compile(r"\b(?:no|not|never|nor|neither|without|cannot|\w+n['’]t)\b", re.IGNORECASE)

_ArticleKey = tuple[str, int]
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Said(Generic[Key]):
    """A sentence and who says it; only sentences of an equal `key` can tell the same."""

    told: Told
    speaking: Speaking
    key: Key


@dataclass(frozen=True, slots=True)
class Retold(Generic[Key]):
    """A sentence, independent ones that tell the same, and sources that only reprint it."""

    said: Said[Key]
    others: tuple[Told, ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Words(Generic[Key]):
    """What two sentences are compared by."""

    said: Said[Key]
    content: frozenset[str]
    numbers: frozenset[str]
    negated: bool


def retold(said: Sequence[Said[Key]]) -> tuple[Retold[Key], ...]:
    """One entry for all sentences of an equal key that tell the same, in order of the first.

    A sentence of the body speaks for a bullet. A sentence of the same article adds nothing;
    one of an article that reprints the same report adds its source.
    """
    reports = _reports([one.told for one in said])
    groups: dict[Key, list[list[_Words[Key]]]] = {}
    ordered: list[list[_Words[Key]]] = []
    for one in said:
        words = _words(one)
        known = groups.setdefault(one.key, [])
        same = next((group for group in known if _same(group[0], words)), None)
        if same is None:
            known.append([words])
            ordered.append(known[-1])
        else:
            same.append(words)
    return tuple(_entry([words.said for words in group], reports) for group in ordered)


def statement(entry: Retold[Key], citer: Citer, *, wide: bool, strict: bool) -> Statement | None:
    """The sentence as a statement with its citations; None if its quote fails the check.

    With `wide` the sentence before goes with one whose subject is a pronoun.
    """
    told, speaking = entry.said.told, entry.said.speaking
    span = told.wide_span if wide else told.span
    first = citer.cite_checked(told.passage, span, also=entry.also, strict=strict)
    if first is None:
        return None
    further = (
        citer.cite_checked(o.passage, o.wide_span if wide else o.span, also=(), strict=strict)
        for o in entry.others
    )
    cited = [first, *(citation for citation in further if citation is not None)]
    text = folded(first.quote)
    return Statement(
        text=text,
        citations=tuple(dict.fromkeys(citation.number for citation in cited)),
        speaker=speaking.speaker,
        party=speaking.party,
        stance=speaking.stance,
        lead=lead(text, speaking, first, citer.dispute),
    )


def _article(told: Told) -> _ArticleKey:
    return told.passage.source, told.passage.article


def _reports(told: Sequence[Told]) -> dict[_ArticleKey, _ArticleKey]:
    """For every article that repeats another the first article of its group."""
    texts = {_article(one): one.texts for one in told}
    groups = duplicate_groups([(key, " ".join(lines)) for key, lines in texts.items()])
    return {key: group[0] for group in groups for key in group}


def _entry(group: Sequence[Said[Key]], reports: dict[_ArticleKey, _ArticleKey]) -> Retold[Key]:
    spoken = max(group, key=lambda one: (one.told.passage.kind == "body", one is group[0]))
    seen = {_article(spoken.told)}
    heard = {_report(spoken.told, reports)}
    others: list[Told] = []
    also: dict[str, None] = {}
    for told in (one.told for one in group):
        if _article(told) in seen:
            continue
        seen.add(_article(told))
        if _report(told, reports) not in heard:
            heard.add(_report(told, reports))
            others.append(told)
        elif told.passage.source != spoken.told.passage.source:
            also[told.passage.source] = None
    return Retold(spoken, tuple(others), tuple(also))


def _report(told: Told, reports: dict[_ArticleKey, _ArticleKey]) -> _ArticleKey:
    return reports.get(_article(told), _article(told))


def _words(said: Said[Key]) -> _Words[Key]:
    text = said.told.text
    content = frozenset(content_words(text))
    numbers = frozenset(w for w in content if any(c.isdigit() for c in w))
    return _Words(said, content, numbers, bool(_NEGATION.search(text)))


def _same(left: _Words[Key], right: _Words[Key]) -> bool:
    if left.content == right.content and left.negated == right.negated:
        return True
    fewer = min(len(left.content), len(right.content))
    if fewer < FEW:
        return False
    share = len(left.content & right.content) / fewer
    if _bullet_and_body(left.said.told, right.said.told):
        return share >= SAME_AS_BULLET
    return share >= SAME and left.numbers == right.numbers and left.negated == right.negated


def _bullet_and_body(left: Told, right: Told) -> bool:
    kinds = {left.passage.kind, right.passage.kind}
    return kinds == {"summary", "body"} and _article(left) == _article(right)
