"""Whether a sentence that a language model drafted may stand beside the quotes it cites.

`rag.support` compares numbers, names, negations, speakers and words; here are the rules that
only drafts can break: quotation marks around a paraphrase, loaded words in our own voice,
verdicts, addresses that no quote holds, and text that speaks to a model.
"""

import re
from collections.abc import Iterator, Sequence

from rag.answers import Citation, Statement
from rag.attribution import attribute
from rag.citations import Check, folded
from rag.dispute import Dispute, parties_in
from rag.drafts import gives_orders
from rag.loaded import loaded_words
from rag.support import support

# The least share of a drafted sentence's content words that its quotes must carry: more
# than of a sentence that people wrote, as a quote can always take its place.
ENOUGH = 0.7
LONGEST = 600

_VERDICT = re.compile(r"(?:yes|no|indeed|correct|true|false)\s*[,.:;!–—-]", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+\.(?:com|net|org|info|io|xyz)\b")
_BRACKET = re.compile(r"[\[\]【】{}<>|]")
_QUOTED = re.compile(
    r"“(?P<curly>[^“”]*)”|\"(?P<straight>[^\"]*)\"|(?<!\w)‘(?P<single>[^‘]{2,}?)’(?!\w)"
    r"|(?<!\w)'(?P<typed>[^']{2,})'(?!\w)|«(?P<guillemets>[^«»]*)»"
)
_OPEN = re.compile(r"[“”\"«»]")
_GAP = re.compile(r"\s*(?:\.\.\.|…)\s*")


def vet(statement: Statement, cited: Sequence[Citation], dispute: Dispute) -> Check:
    """Whether a drafted statement says no more than the quotes that it cites.

    The reason names what failed first.
    """
    quotes = [folded(citation.quote) for citation in cited]
    for wrong in _wrongs(statement.text, quotes, dispute):
        if wrong:
            return Check("unsupported", f"{wrong}: {statement.text[:80]!r}")
    verdict = support(statement.text, _evidence(statement, quotes, dispute), dispute)
    if not verdict.supported:
        return Check("unsupported", f"{verdict.reason}: {statement.text[:80]!r}")
    if verdict.score < ENOUGH:
        carried = f"the quotes carry only {verdict.score:.0%} of its words"
        return Check("unsupported", f"{carried}: {statement.text[:80]!r}")
    return Check("supported", verdict.reason)


def _evidence(statement: Statement, quotes: Sequence[str], dispute: Dispute) -> list[str]:
    """The quotes, after a line that names the speaker whom only the article's context names."""
    speaker, party = statement.speaker, statement.party
    if not speaker:
        return [*quotes]
    named = any(speaker in quote for quote in quotes)
    placed = not party or party in {each.name for each in parties_in(" ".join(quotes), dispute)}
    if named and placed:
        return [*quotes]
    return [f"{speaker} spoke." if placed else f"{speaker} of {party} spoke.", *quotes]


def _wrongs(text: str, quotes: Sequence[str], dispute: Dispute) -> Iterator[str]:
    source = " ".join(quotes)
    yield "too long" if len(text) > LONGEST else ""
    yield "speaks to a model" if gives_orders(text) else ""
    yield "a verdict" if _VERDICT.match(text) else ""
    yield "a question" if text.endswith("?") and text not in source else ""
    yield _foreign(_ADDRESS, text, source, "an address")
    yield _foreign(_BRACKET, text, source, "a bracket")
    yield _misquoted(text, source)
    yield _loaded(text, source, dispute)


def _foreign(pattern: re.Pattern[str], text: str, source: str, name: str) -> str:
    strange = next((m.group() for m in pattern.finditer(text) if m.group() not in source), None)
    return f"{name} that no quote holds, {strange!r}" if strange else ""


def _misquoted(text: str, source: str) -> str:
    """Words between quotation marks that are not word for word in the source."""
    plain = _straight(source)
    for match in _QUOTED.finditer(text):
        words = next(group for group in match.groups() if group is not None)
        for part in _GAP.split(_straight(words)):
            if part.strip(" ,.;:!?") not in plain:
                return f"no quote says “{part}”"
    if _OPEN.search(_QUOTED.sub(" ", text)):
        return "a quotation mark without its partner"
    return ""


def _straight(text: str) -> str:
    """The text in lower case with one kind of quotation mark and apostrophe."""
    return re.sub(r"[“”\"‘’'«»]", "'", folded(text)).lower()


def _loaded(text: str, source: str, dispute: Dispute) -> str:
    words = loaded_words(text, dispute)
    if not words:
        return ""
    said = source.lower()
    for word in words:
        if word not in said:
            return f"takes a side with {word!r}, which no quote does"
    if attribute(text, (), dispute).speaker is None:
        return f"says {words[0]!r} in our own voice"
    return ""
