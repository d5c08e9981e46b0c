"""What a corpus holds, as `bothsides info` shows it."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from index.catalogue import Summary
from index.documents import Article
from rag.dispute import Dispute
from rag.duplicates import duplicate_groups


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """Counts, dates and provenance of a corpus.

    `earliest` and `latest` are the first and last dates that articles state, None where
    none does; `undated` counts the articles without one. `outlets` are those known from
    the dispute file or the articles themselves; `independent` is how many of them carry a
    report that none of the others carries too, or stand for those who share theirs, None where
    that was not counted.
    """

    corpus: str
    documents: int
    articles: int
    passages: int
    earliest: date | None
    latest: date | None
    undated: int
    outlets: tuple[str, ...]
    independent: int | None
    parties: tuple[str, ...]
    embedding_model: str
    reader: str
    generation: int
    built_at: str

    def articles_text(self) -> str:
        """How many articles, in words."""
        return "1 article" if self.articles == 1 else f"{self.articles:,} articles"

    def dates_text(self) -> str:
        """The span of dates and the count of undated articles, in words."""
        undated = f"{self.undated:,} undated" if self.undated else ""
        if self.earliest is None or self.latest is None:
            return undated or "no dates"
        dated = self.earliest.isoformat()
        if self.latest != self.earliest:
            dated += f" to {self.latest.isoformat()}"
        return f"{dated}, {undated}" if undated else dated

    def outlets_text(self) -> str:
        """The outlets and how many of them are independent of the others, in words."""
        if not self.outlets:
            return "not stated"
        counted = "" if self.independent is None else f" ({self.independent:,} independent)"
        return ", ".join(self.outlets) + counted

    def to_dict(self) -> dict[str, Any]:
        """The facts as plain JSON types, dates as ISO 8601."""
        plain = asdict(self)
        for name in ("earliest", "latest"):
            plain[name] = plain[name].isoformat() if plain[name] else None
        return plain


def corpus_facts(
    summary: Summary,
    articles: Iterable[Article],
    dispute: Dispute,
    *,
    reader: str,
    text_of: Callable[[Article], str] | None = None,
) -> CorpusFacts:
    """The facts of an index whose truth gives this summary and these articles.

    Given the texts, by source in turn, the independent outlets are counted, which takes some
    three milliseconds an article where there are several outlets.
    """
    known = [(article, dispute.outlet(article.source) or article.outlet) for article in articles]
    outlets = tuple(sorted({outlet for _, outlet in known if outlet}))
    independent = None
    if text_of is not None:
        several = len(outlets) > 1
        printed = [(o, text_of(article)) for article, o in known if o] if several else []
        independent = independent_outlets(printed) if several else len(outlets)
    return CorpusFacts(
        corpus=summary.corpus,
        documents=summary.documents,
        articles=summary.articles,
        passages=summary.passages,
        earliest=summary.earliest,
        latest=summary.latest,
        undated=sum(article.published is None for article, _ in known),
        outlets=outlets,
        independent=independent,
        parties=tuple(party.name for party in dispute.parties),
        embedding_model=summary.model,
        reader=reader,
        generation=summary.generation,
        built_at=summary.built_at,
    )


def independent_outlets(printed: Iterable[tuple[str, str]]) -> int:
    """How many outlets report independently, of articles given as (outlet, text).

    A report that several outlets print is one source: it counts for one outlet, and for none
    where one of them has a report of its own.
    """
    articles = list(printed)
    groups = duplicate_groups([(number, text) for number, (_, text) in enumerate(articles)])
    sharing = [{articles[number][0] for number in group} for group in groups]
    shared = {
        number
        for group, outlets in zip(groups, sharing, strict=True)
        if len(outlets) > 1
        for number in group
    }
    counted = {outlet for number, (outlet, _) in enumerate(articles) if number not in shared}
    for outlets in sharing:
        if not outlets & counted:
            counted.add(min(outlets))
    return len(counted)
