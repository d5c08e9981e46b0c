"""The words before a statement that say who speaks; the statement itself stays verbatim."""

import re
from typing import Protocol

from index.documents import Passage
from rag.answers import Citation, Stance
from rag.attribution import Attribution
from rag.citations import folded
from rag.dispute import Dispute, parties_in
from rag.latest import day
from rag.loaded import has_loaded_words
from rag.statement_dates import dates_statement
from rag.times import event_dates

_OPENING = re.compile(r"^\W*(?:[A-Z]{3,}\s*(?:\([^)]*\))?\s*[:—–-]\s*)?(?:\S+\s+){0,3}\S*")


class Speaking(Protocol):
    """Who says a sentence: a voice or an attribution."""

    @property
    def speaker(self) -> str | None:
        """The speaker in the article's words."""

    @property
    def party(self) -> str | None:
        """The side they speak for."""

    @property
    def stance(self) -> Stance:
        """Whether they claim or deny."""


def lead(text: str, speaking: Speaking, cited: Citation, dispute: Dispute) -> str:
    """Who speaks, where the sentence does not say so; the outlet, where it takes a side itself."""
    speaker = speaking.speaker
    if speaker is not None:
        return "" if speaker in text else f"{speaker}:"
    return f"{_publisher(cited)}:" if has_loaded_words(text, dispute) else ""


def lead_of_side(text: str, attribution: Attribution, cited: Citation, dispute: Dispute) -> str:
    """Who claims or denies, where sides are set apart, unless the sentence opens with it."""
    party = next((p for p in dispute.parties if p.name == attribution.party), None)
    if party is None:
        return lead(text, attribution, cited, dispute)
    opening = _OPENING.match(text)
    named = parties_in(opening.group() if opening else "", dispute)
    if party in named[:1]:
        return ""
    return f"{party.short} denies:" if attribution.stance == "denies" else f"{party.short}:"


def lead_of_figure(attribution: Attribution, cited: Citation, passage: Passage) -> str:
    """Who gives a number, where numbers differ, and when: the day of the statement if known."""
    said = _day_of_statement(folded(cited.quote), passage) if attribution.speaker else None
    if said is None:
        said = f"published {day(passage.published)}" if passage.published else "undated"
    return f"{attribution.speaker or _publisher(cited)}, {said}:"


def _day_of_statement(text: str, passage: Passage) -> str | None:
    """The last day that the text names for what somebody says in it; None without one."""
    stated = [
        mention.start
        for mention in event_dates(text, passage.published)
        if mention.start == mention.end and dates_statement(text, mention.span)
    ]
    return day(stated[-1]) if stated and stated[-1] else None


def _publisher(cited: Citation) -> str:
    return cited.outlet or (f"“{cited.title}”" if cited.title else cited.source)
