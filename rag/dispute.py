"""Who the parties of a dispute are, and where a text names them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from index.documents import Span
from index.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Party:
    """One side: its full name, the short one used in prose, and every name it goes by.

    `speakers` are the persons among the aliases, for whom "he" or "she" may stand.
    """

    name: str
    short: str
    aliases: tuple[str, ...]
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dispute:
    """What a dispute file states; without one there are no parties.

    `outlets` maps the source of a document, or its file, to the outlet that published it.
    `loaded` are names by which one side belittles another, such as a slogan for an enemy.
    """

    title: str = ""
    parties: tuple[Party, ...] = ()
    outlets: Mapping[str, str] = field(default_factory=dict, hash=False)
    loaded: tuple[str, ...] = ()

    def outlet(self, source: str) -> str | None:
        """Who published a document, by its source or by the file that it is a row of."""
        return self.outlets.get(source) or self.outlets.get(source.partition("#")[0])


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a text names a party."""

    span: Span
    party: Party


def load_dispute(path: Path | None) -> Dispute:
    """The dispute that a TOML file describes; an empty one for None.

    Raises SettingsError naming the file, the key and the remedy.
    """
    return Dispute() if path is None else parsed_dispute(dispute_text(path), str(path))


def dispute_text(path: Path) -> str:
    """The words of a dispute file; SettingsError naming the remedy where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        reason, remedy = error.strerror or str(error), "name a dispute file that is there"
    except UnicodeDecodeError as error:
        reason, remedy = str(error), "save it as UTF-8"
    raise SettingsError(f"{path}: cannot be read as a dispute file ({reason}); {remedy}")


def parsed_dispute(text: str, path: str) -> Dispute:
    """The dispute that the words of a dispute file describe; an empty one for none.

    Raises SettingsError naming the file by its `path`, the key and the remedy.
    """
    try:
        stated = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path}: cannot be read as a dispute file ({error}); correct it there, or move the "
            "file away to go without parties"
        ) from None
    _refuse_unknown(path, stated, _KEYS, "")
    outlets = stated.get("outlets", {})
    if not isinstance(outlets, dict) or not all(isinstance(v, str) for v in outlets.values()):
        raise SettingsError(f'{path}, outlets: write one line like "file.txt" = "Outlet"')
    parties = stated.get("parties", [])
    if not isinstance(parties, list):
        raise SettingsError(f"{path}, parties: begin each party with [[parties]]")
    loaded = stated.get("loaded", [])
    if not _is_words(loaded):
        raise SettingsError(f"{path}, loaded: write a list of names in quotation marks")
    return Dispute(
        title=_text(path, stated, "title", "title"),
        parties=tuple(_party(path, number, party) for number, party in enumerate(parties, 1)),
        outlets=outlets,
        loaded=tuple(loaded),
    )


_KEYS = ("title", "parties", "outlets", "loaded")
_PARTY_KEYS = ("name", "short", "aliases", "speakers")


def _refuse_unknown(path: str, stated: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """Refuse a key that would go unheard, such as `party` for `parties`."""
    for key in stated:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            remedy = f"did you mean {near[0]!r}?" if near else f"choose among {', '.join(known)}"
            raise SettingsError(f"{path}, {where}{key}: no such key; {remedy}")


def _is_words(stated: Any) -> bool:
    return isinstance(stated, list) and all(isinstance(a, str) and a.strip() for a in stated)


def _party(path: str, number: int, stated: Any) -> Party:
    where = f"parties, number {number}"
    if not isinstance(stated, dict) or not stated.get("name"):
        raise SettingsError(f"{path}, {where}: needs a name")
    _refuse_unknown(path, stated, _PARTY_KEYS, f"{where}, ")
    aliases, speakers = stated.get("aliases", []), stated.get("speakers", [])
    for key, names in (("aliases", aliases), ("speakers", speakers)):
        if not _is_words(names):
            raise SettingsError(f"{path}, {where}, {key}: write a list of names in quotation marks")
    name = _text(path, stated, "name", where)
    short = _text(path, stated, "short", where) or name
    every = tuple(dict.fromkeys((name, short, *aliases, *speakers)))
    return Party(name, short, every, tuple(speakers))


def _text(path: str, stated: Mapping[str, Any], key: str, where: str) -> str:
    value = stated.get(key, "")
    if not isinstance(value, str):
        raise SettingsError(f"{path}, {where}, {key}: write it in quotation marks")
    return value


def mentions(text: str, dispute: Dispute) -> tuple[Mention, ...]:
    """Where the text names parties, in order; of names that overlap the longest counts.

    >>> afghan = Party("Afghanistan", "Kabul", ("Afghanistan", "Afghan Taliban"))
    >>> [m.span for m in mentions("the Afghan Taliban said", Dispute("", (afghan,)))]
    [Span(start=4, end=18)]
    """
    known = dispute_names(dispute.parties)
    if known is None:
        return ()
    pattern, owners = known
    found = (Mention(Span(*m.span()), owners[_folded(m.group())]) for m in pattern.finditer(text))
    return tuple(found)


def parties_in(text: str, dispute: Dispute) -> tuple[Party, ...]:
    """The parties that the text names, each once, in order of first mention."""
    return tuple(dict.fromkeys(mention.party for mention in mentions(text, dispute)))


@lru_cache(maxsize=64)
def dispute_names(
    parties: tuple[Party, ...],
) -> tuple[re.Pattern[str], dict[str, Party]] | None:
    """One pattern for every alias, longest first, and the party each folded alias names.

    None without aliases. An alias that two parties share names the first of them.
    """
    owners: dict[str, Party] = {}
    for party in parties:
        for alias in party.aliases:
            owners.setdefault(_folded(alias), party)
    if not owners:
        return None
    alternatives = sorted(owners, key=len, reverse=True)
    names = "|".join(_pattern(alias) for alias in alternatives)
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE), owners


def _folded(name: str) -> str:
    return " ".join(name.lower().replace("’", "'").replace("‑", "-").split())


def _pattern(alias: str) -> str:
    words = [re.escape(word).replace("'", "['’]") for word in alias.split()]
    return r"\s+".join(words)
