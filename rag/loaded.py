"""Words that take a side: shown inside quotation marks or with who uses them, never as ours."""

import re

from rag.dispute import Dispute

# Words by which one side names the other, in any dispute; a dispute file may add its own.
_WORDS = (
    r"terror(?:ism|ists?)?|regimes?|extremis(?:m|ts?)|infidels?|puppets?|so-called|martyr(?:s|ed)?"
    r"|thugs?|hordes?|butchers?|fanatics?|traitors?|collaborators?|invaders?|occupiers?|savages?"
    r"|barbaric|evil|criminal gangs?|mercenar(?:y|ies)|stooges?|cronies"
)
_LOADED = re.compile(rf"\b(?:{_WORDS})\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|‘[^’]{2,}’(?!\w)")


def has_loaded_words(text: str, dispute: Dispute) -> bool:
    """Whether a word that takes a side stands in the text outside quotation marks.

    >>> has_loaded_words("The regime fell.", Dispute())
    True
    >>> has_loaded_words("He spoke of a “regime”.", Dispute())
    False
    """
    return bool(loaded_words(text, dispute))


def loaded_words(text: str, dispute: Dispute) -> tuple[str, ...]:
    """The words that take a side, outside quotation marks, in lower case.

    >>> loaded_words("The Regime's “martyrs” and thugs", Dispute())
    ('regime', 'thugs')
    """
    bare = _QUOTED.sub(" ", text).lower()
    own = [word.lower() for word in dispute.loaded if word.lower() in bare]
    return (*(match.group() for match in _LOADED.finditer(bare)), *own)
