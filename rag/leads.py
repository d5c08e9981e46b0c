"""The words before a statement that say who speaks; the statement itself stays verbatim."""

import re

from index.documents import Passage
from rag.answers import Citation
from rag.attribution import Attribution
from rag.dispute import Dispute, parties_in
from rag.latest import day
from rag.loaded import has_loaded_words

_OPENING = re.compile(r"^\W*(?:[A-Z]{3,}\s*(?:\([^)]*\))?\s*[:—–-]\s*)?(?:\S+\s+){0,3}\S*")


def lead(text: str, attribution: Attribution, cited: Citation, dispute: Dispute) -> str:
    """Who speaks, where the sentence does not say so; the outlet, where it takes a side itself."""
    speaker = attribution.speaker
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
    """Who gives a number and when, where numbers differ."""
    who = attribution.speaker or _publisher(cited)
    return f"{who}, {day(passage.published) if passage.published else 'undated'}:"


def _publisher(cited: Citation) -> str:
    return cited.outlet or (f"“{cited.title}”" if cited.title else cited.source)
