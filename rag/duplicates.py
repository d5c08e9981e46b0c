"""Articles that carry the same report: one wire story printed by two files is one source."""

import re
from collections.abc import Hashable, Sequence
from typing import TypeVar

from datasketch import MinHash, MinHashLSH

Key = TypeVar("Key", bound=Hashable)

# Four words in a row are rarely shared by chance, and survive small edits around them.
_SHINGLE = 4
_PERMUTATIONS = 128
# MinHash only proposes pairs; asked for less than wanted, it misses few near the threshold.
_SLACK = 0.7
_WORD = re.compile(r"\w+")


def duplicate_groups(
    articles: Sequence[tuple[Key, str]], threshold: float = 0.5
) -> tuple[tuple[Key, ...], ...]:
    """Return the keys of articles that repeat one another, two or more a group.

    Two articles repeat each other where they share at least `threshold` of all runs of
    four words in either (Jaccard similarity, in (0, 1]), case and punctuation aside;
    groups join whatever is linked so. Candidates come from MinHash (Broder 1997) and are
    then compared exactly. Groups and their keys keep the order of `articles`; an article
    without words is in no group. Keys are unique.

    >>> report = "The ministry said on Monday that the border crossing would stay shut."
    >>> duplicate_groups([("a", report), ("b", report.upper()), ("c", "Rain fell all day.")])
    (('a', 'b'),)
    """
    shingles = [_shingles(text) for _, text in articles]
    leaders = list(range(len(articles)))
    for left, right in _candidates(shingles, threshold):
        linked = _leader(leaders, left) == _leader(leaders, right)
        if not linked and _similarity(shingles[left], shingles[right]) >= threshold:
            _join(leaders, left, right)
    groups: dict[int, list[Key]] = {}
    for number, (key, _) in enumerate(articles):
        groups.setdefault(_leader(leaders, number), []).append(key)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _shingles(text: str) -> frozenset[bytes]:
    """Every run of four words, or all the words where there are fewer."""
    words = _WORD.findall(text.casefold())
    runs = max(1, len(words) - _SHINGLE + 1) if words else 0
    return frozenset(
        " ".join(words[start : start + _SHINGLE]).encode("utf-8", "surrogatepass")
        for start in range(runs)
    )


def _candidates(shingles: Sequence[frozenset[bytes]], threshold: float) -> list[tuple[int, int]]:
    """Pairs that MinHash takes for similar, each once, the earlier article first."""
    index = MinHashLSH(threshold=threshold * _SLACK, num_perm=_PERMUTATIONS)
    pairs: list[tuple[int, int]] = []
    for number, found in enumerate(shingles):
        if not found:
            continue
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch(list(found))
        pairs.extend((int(earlier), number) for earlier in sorted(index.query(sketch)))
        index.insert(number, sketch)
    return pairs


def _similarity(left: frozenset[bytes], right: frozenset[bytes]) -> float:
    return len(left & right) / len(left | right)


def _leader(leaders: list[int], number: int) -> int:
    while leaders[number] != number:
        number = leaders[number]
    return number


def _join(leaders: list[int], left: int, right: int) -> None:
    first, second = sorted((_leader(leaders, left), _leader(leaders, right)))
    leaders[second] = first
