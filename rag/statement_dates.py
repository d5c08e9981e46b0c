"""Whether a date in a sentence is the day of the statement: "…, Pell said on Tuesday"."""

from index.documents import Span
from rag.clauses import Tokens, tokenised
from rag.reporting import CLAIM_NOUNS, REPORTING, words
from rag.verbs import is_finite, is_no_verb

# Between a verb and its date: "said late on Tuesday", "said on the night of 3 May".
_LEADING = words("on in late early the night morning evening of")
# After the date of a verb with an object: "accused the mill on Monday of", "warned … that".
_COMPLEMENT = words("of that")
# Verbs that take "as" and a name for something: "described the raid as “madness” on Monday".
_NAMING = words("describe portray depict characterise characterize brand label denounce dismiss")
_BEFORE_EVENTS = words("since until before after for to from than by with during due")
_SCARE_QUOTE = 5  # words at most that stand in quotation marks and are no quotation


def dates_statement(sentence: str, date: Span) -> bool:
    """Whether the date stands on a reporting verb of the sentence, outside quotations.

    >>> sentence = "Nine died on Monday, Pell said on Tuesday."
    >>> dates_statement(sentence, Span(13, 19)), dates_statement(sentence, Span(34, 41))
    (False, True)
    """
    tokens = tokenised(sentence)
    here = next((n for n, token in enumerate(tokens) if token.end > date.start), None)
    if here is None or tokens[here].kind == "quote":
        return False
    after = next((n for n, t in enumerate(tokens) if t.start >= date.end), len(tokens))
    return _said_before(tokens, here, after) or _said_after(tokens, here, after)


def _said_before(tokens: Tokens, here: int, after: int) -> bool:
    """Whether the nearest verb before the date reports and takes the date."""
    for index in range(here - 1, -1, -1):
        if _reports(tokens, index):
            between = tokens[index + 1 : here]
            beside = all(t.kind == "aside" or t.lower in _LEADING for t in between)
            completed = after < len(tokens) and tokens[after].lower in _COMPLEMENT
            lemma = REPORTING[tokens[index].lower].lemma
            named = lemma in _NAMING and _is_named_as(between)
            return beside or completed or named or lemma == "tell" or _is_of_claim(between)
        if _is_scare_quote(tokens, index):
            continue
        if tokens[index].kind in ("mark", "quote") or is_finite(tokens, index):
            return False
    return False


def _is_of_claim(between: Tokens) -> bool:
    """Whether a claim stands right before the date, as in "rejected the charge on Friday"."""
    nouns = [token.lower for token in between if token.lower not in _LEADING]
    tied = bool(between) and between[-1].lower == "of"  # "the charge of Friday"
    return bool(nouns) and nouns[-1] in CLAIM_NOUNS and not tied


def _is_named_as(between: Tokens) -> bool:
    """Whether "as" and a name for something are all that stands before the date's own words."""
    places = [place for place, token in enumerate(between) if token.lower == "as"]
    behind = [t for t in between[places[-1] + 1 :] if t.lower not in _LEADING] if places else []
    plain = all(t.kind == "quote" or t.lower not in _BEFORE_EVENTS for t in behind)
    return bool(behind) and plain and between[-1].lower != "of"


def _is_scare_quote(tokens: Tokens, index: int) -> bool:
    token = tokens[index]
    short = token.kind == "quote" and len(token.text.split()) <= _SCARE_QUOTE
    return short and index > 0 and tokens[index - 1].kind == "word"


def _said_after(tokens: Tokens, here: int, after: int) -> bool:
    """Whether the date opens the sentence or parts a subject from its verb, and that reports."""
    opens = not any(token.kind == "word" for token in tokens[:here] if token.lower != "on")
    for index in range(after, len(tokens) if opens else min(after + 1, len(tokens))):
        if _reports(tokens, index):
            return True
        comma = tokens[index].lower == "," and index == after
        if (tokens[index].kind in ("mark", "quote") and not comma) or is_finite(tokens, index):
            return False
    return False


def _reports(tokens: Tokens, index: int) -> bool:
    form = REPORTING.get(tokens[index].lower)
    if form is None or form.form not in ("past", "third"):
        return False
    return not is_no_verb(tokens, index, form)
