"""What a corpus holds, as `bothsides info` shows it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from index.catalogue import Summary
from index.documents import Article
from rag.dispute import Dispute


@dataclass(frozen=True, slots=True)
class CorpusFacts:
    """Counts, dates and provenance of a corpus.

    `earliest` and `latest` are the first and last dates that articles state, None where
    none does; `undated` counts the articles without one. `outlets` are those known from
    the dispute file or the articles themselves.
    """

    corpus: str
    documents: int
    articles: int
    passages: int
    earliest: date | None
    latest: date | None
    undated: int
    outlets: tuple[str, ...]
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

    def to_dict(self) -> dict[str, Any]:
        """The facts as plain JSON types, dates as ISO 8601."""
        plain = asdict(self)
        for name in ("earliest", "latest"):
            plain[name] = plain[name].isoformat() if plain[name] else None
        return plain


def corpus_facts(
    summary: Summary, articles: Iterable[Article], dispute: Dispute, *, reader: str
) -> CorpusFacts:
    """The facts of an index whose truth gives this summary and these articles."""
    known = list(articles)
    outlets = {dispute.outlet(article.source) or article.outlet for article in known}
    return CorpusFacts(
        corpus=summary.corpus,
        documents=summary.documents,
        articles=summary.articles,
        passages=summary.passages,
        earliest=summary.earliest,
        latest=summary.latest,
        undated=sum(article.published is None for article in known),
        outlets=tuple(sorted(outlet for outlet in outlets if outlet)),
        parties=tuple(party.name for party in dispute.parties),
        embedding_model=summary.model,
        reader=reader,
        generation=summary.generation,
        built_at=summary.built_at,
    )
