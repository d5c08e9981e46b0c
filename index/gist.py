"""A passage → its gist: the first words that carry meaning, which is what its vector reads.

Leaving out the words that only bind a sentence together, and all after `WORDS`, takes a
fraction of the time and, fused with the word index, which has every word, finds the answers to
news questions nearly as often (benchmarks/RESULTS.md).
"""

import re
from itertools import islice

# Part of the name under which vectors are kept: raise it when a gist changes, so that no
# vector of an old one is used again.
VERSION = 3

# Words of a passage's gist, some 25 word pieces; more of them find hardly more (RESULTS.md).
WORDS = 20

_WORD = re.compile(r"[$€£]?\w+(?:[’'.,\-]\w+)*%?")
_BINDING_WORDS = frozenset(
    """
    a about after also an and are as at be been before being but by can could did do does for
    from had has have he her here his i if in into is it its may might more most my of on or
    our out over said say says she should so such than that the their them then there these
    they this those to up was we were which who will with would you your
    """.split()
)


def gist(text: str) -> str:
    """Return the first `WORDS` words that carry meaning, or the text if none does.

    >>> gist("He said that the border at Torkham would be closed.")
    'border Torkham closed'
    """
    found = (match.group() for match in _WORD.finditer(text))
    words = (word for word in found if word.casefold() not in _BINDING_WORDS)
    return " ".join(islice(words, WORDS)) or text
