"""Whether a clause that names a date speaks of what is still to come. English only.

The verb nearest before the date decides; where its clause has none there, as in "On Monday
the court will sit", the nearest after it.
"""

import re
from typing import Literal

from index.documents import Span
from rag.reporting import IRREGULAR_PASTS

Tense = Literal["future", "past"]

# Stands for the date in its clause.
_HERE = "\0"
_PLACE = r"(?: (?:in|at) [A-Z][\w’'-]+)?(?: (?:on|in|at|from))?"
_FUTURE = (
    r"(?:will|would|shall|must)(?: not| \w+ly| be| have)* \w+"
    r"|(?:is|are|was|were) to \w+"
    r"|(?:is|are|was|were) (?:expected|set|scheduled|planned|likely|due)(?= (?:on|in|for))"
    r"|(?:(?:is|are|was|were) )?(?:expected|scheduled|planned|set|due|likely) to(?: be)? \w+"
    r"|plans? to \w+|to be \w+"
    r"|upcoming|scheduled|due (?=on|in)"
    # Timetables are in the present: "Hearings begin on 9 March", "The vote is on 12 May".
    rf"|(?:is|are|falls?) (?:on|in|for|from) (?:the )?{_HERE}"
    rf"|(?:begins|starts|opens|ends|closes|expires|resumes|meets){_PLACE} (?:the )?{_HERE}"
    rf"|\w+s (?<![Tt]his )(?<![Hh]is )(?<![Ii]ts )(?:begin|start|open|end|close|expire|resume|meet)"
    rf"{_PLACE} (?:the )?{_HERE}"
    r"|(?:takes?|comes?|goes|go) (?:effect|place|into (?:force|effect))"
    # "called a strike for Thursday", but not "for Thursday’s attack".
    rf"|for (?:the )?{_HERE}(?![’'])|(?:has|have|gives?|gave) [^,;]*?until {_HERE}"
)
_AFTER_VERB = r"on|in|at|by|to|from|for|with|into|out|off|up|down|that|the|an?|its|his|her|their"
_PAST = (
    rf"since {_HERE}|(?:after|following|over) (?:the )?{_HERE}[’']|according to"
    rf"|had been \w+ for (?:the )?{_HERE}|was|were|had|did|said|told|found"
    rf"|{'|'.join(sorted(IRREGULAR_PASTS))}"
    # An "-ed" before a noun alone may be an adjective: "will free detained men".
    rf"|[a-z]+ed(?= (?:(?:{_AFTER_VERB})\b|[A-Z{_HERE}]))"
)
_VERB = re.compile(rf"\b(?:(?P<future>{_FUTURE})|(?P<past>{_PAST}))")
_APART = re.compile(
    r"[;:—–]|,(?!\d)|\b(?:[Aa]fter|[Ww]hen|[Ww]hile|[Ss]ince|[Bb]ecause|[Ww]hich|[Ww]ho|[Bb]ut"
    r"|[Ff]ollowing|and (?=said\b))"
    rf"(?! (?:the )?{_HERE})"
)


def is_ahead(sentence: str, date: Span) -> bool:
    """Whether the clause that holds the date speaks of what is still to come.

    >>> sentence = "He said on Monday he would go on Friday."
    >>> is_ahead(sentence, Span(11, 17)), is_ahead(sentence, Span(33, 39))
    (False, True)
    """
    before, after = sentence[: date.start], sentence[date.end :].removeprefix(",")
    left = max((apart.end() for apart in _APART.finditer(before + _HERE)), default=0)
    apart = _APART.search(after)
    clause = before[left:] + _HERE + (after[: apart.start()] if apart else after)
    tenses = [(verb.start(), verb.lastgroup) for verb in _VERB.finditer(clause)]
    here = clause.index(_HERE)
    nearest = [tense for place, tense in tenses if place < here][-1:]
    return (nearest or [tense for _, tense in tenses][:1]) == ["future"]
