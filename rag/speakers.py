"""The sides of a corpus that nobody described: the speakers who are heard most."""

import re
from collections import Counter
from collections.abc import Sequence

from rag.attribution import attribute
from rag.dispute import Dispute, Party
from rag.gathering import Told
from rag.questions import content_words
from rag.reporting import CALENDAR, ROLES, TITLES
from rag.voices import is_outlet

# So many speakers are looked at; fewer are shown.
MOST = 12

_ADJECTIVE = re.compile("n|an|ian|ean|i|ese|ish|ic|ite|er")
_NAME = re.compile(r"[^\W\d_a-z][\w-]+")


def heard_most(told: Sequence[Told]) -> tuple[Party, ...]:
    """The speakers of the sentences as parties, those of the most sentences first.

    Phrases that share a name are one speaker's, as "the clinic's director, Paul Ortega" and
    "Ortega" do; those without a name are compared by their nouns. A speaker's name is the
    phrase by which the articles call them most often, the shortest of several.
    """
    phrases: Counter[str] = Counter()
    for one in told:
        voices = attribute(one.text, one.before, Dispute(), one.after).voices
        phrases.update({v.speaker for v in voices if v.speaker and not is_outlet(v.speaker)})
    groups: list[tuple[set[str], list[str]]] = []
    for phrase in phrases:
        keys = _keys(phrase)
        if not keys:
            continue
        same = [group for group in groups if _alike(group[0], keys)]
        merged = (set.union(keys, *(group[0] for group in same)), [phrase])
        for group in same:
            merged[1].extend(group[1])
            groups.remove(group)
        groups.append(merged)
    counted = [(sum(phrases[one] for one in each), each) for _, each in groups]
    counted.sort(key=lambda pair: (-pair[0], min(pair[1])))
    return tuple(_party(each, phrases) for _, each in counted[:MOST])


def _party(group: Sequence[str], phrases: Counter[str]) -> Party:
    name = min(group, key=lambda one: (-phrases[one], len(one), one))
    return Party(name[:1].upper() + name[1:], name, tuple(sorted(group)))


def _alike(some: set[str], others: set[str]) -> bool:
    """Whether a name is among both, if only in its adjective: "Norland", "Norlandic"."""
    return bool(some & others) or any(
        _ADJECTIVE.fullmatch(long.removeprefix(short)) and long.startswith(short)
        for one in some
        for other in others
        for short, long in [sorted((one, other), key=len)]
    )


def _keys(phrase: str) -> set[str]:
    """What tells a speaker from others: the names in the phrase, else what it is."""
    names = [name.removesuffix("'s") for name in _NAME.findall(CALENDAR.sub("", phrase))]
    kept = {name for name in names if name.lower() not in TITLES | ROLES | {"the"}}
    if kept:
        return kept
    return {word for word in content_words(phrase) if word not in content_words(" ".join(ROLES))}
