"""The sides of a corpus that nobody described: the speakers who are heard most."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from rag.attribution import attribute
from rag.dispute import Dispute, Party
from rag.gathering import Told
from rag.questions import content_words
from rag.reporting import BODIES, CALENDAR, ROLES, TITLES, words
from rag.voices import is_outlet

# So many speakers are looked at; fewer are shown.
MOST = 12

_NAME = re.compile(r"[^\W\d_a-z][\w-]+")
# Parts of the names of offices, which many have in common.
_OFFICES = (
    BODIES
    | ROLES
    | TITLES
    | words(
        "the a an foreign interior defence defense prime health justice finance ministry ministries"
    )
)
_ROLE_STEMS = frozenset(content_words(" ".join(ROLES)))
# "Norland", "Norlandic": the adjective of a name is the name with one of these behind it.
_ADJECTIVE = ("ian", "ean", "an", "ese", "ish", "ic", "n", "i")
_SHORTEST = 5  # letters of a name whose adjective is known

_Key = tuple[str, ...]


def heard_most(told: Sequence[Told]) -> tuple[Party, ...]:
    """The speakers of the sentences as parties, those of the most sentences first.

    A phrase is one speaker's with a fuller one that ends in the same name, as "Ortega" is with
    "the clinic's director, Paul Ortega", unless several fuller ones do; those without a name
    are compared by their nouns. A speaker's name is the phrase by which the articles call them
    most often, the shortest of several.
    """
    phrases: Counter[str] = Counter()
    for one in told:
        voices = attribute(one.text, one.before, Dispute(), one.after).voices
        phrases.update({v.speaker for v in voices if v.speaker and not is_outlet(v.speaker)})
    groups = _grouped(phrases)
    counted = [(sum(phrases[one] for one in each), each) for each in groups]
    counted.sort(key=lambda pair: (-pair[0], min(pair[1])))
    return tuple(_party(each, phrases) for _, each in counted[:MOST])


def _grouped(phrases: Iterable[str]) -> list[list[str]]:
    """The phrases of each speaker."""
    keyed: dict[_Key, list[str]] = defaultdict(list)
    for phrase in phrases:
        if key := _key(phrase):
            keyed[key].append(phrase)
    short = _short_forms(keyed)
    plain: dict[_Key, list[str]] = defaultdict(list)
    for key, said in keyed.items():
        plain[tuple(short.get(name, name) for name in key)] += said
    groups: dict[_Key, list[str]] = {}
    ending: dict[str, list[_Key]] = defaultdict(list)
    for key in sorted(plain, key=lambda key: (-len(key), key)):
        fuller = [known for known in ending[key[-1]] if set(key) <= set(known)]
        if len(fuller) == 1:
            groups[fuller[0]] += plain[key]
        else:
            groups[key] = plain[key]
            ending[key[-1]].append(key)
    return list(groups.values())


def _short_forms(keyed: Iterable[_Key]) -> dict[str, str]:
    """The name of each adjective among the names: "norlandic" is of "norland"."""
    known = {name for key in keyed for name in key}
    return {
        name: name.removesuffix(ending)
        for name in known
        for ending in reversed(_ADJECTIVE)
        if name.endswith(ending)
        and len(name) - len(ending) >= _SHORTEST
        and name.removesuffix(ending) in known
    }


def _key(phrase: str) -> _Key:
    """What tells a speaker from others, lower case: the names in the phrase, else what it is."""
    names = (name.lower() for name in _NAME.findall(CALENDAR.sub("", phrase)))
    kept = tuple(name for name in names if name not in _OFFICES)
    return kept or tuple(word for word in content_words(phrase) if word not in _ROLE_STEMS)


def _party(group: Sequence[str], phrases: Counter[str]) -> Party:
    name = min(group, key=lambda one: (-phrases[one], len(one), one))
    return Party(name[:1].upper() + name[1:], name, tuple(sorted(group)))
