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
    bare = _QUOTED.sub(" ", text)
    folded = bare.lower()
    return bool(_LOADED.search(bare)) or any(word.lower() in folded for word in dispute.loaded)
