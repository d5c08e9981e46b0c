"""An article → its passages: a few whole sentences each, the units that are searched."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.documents import Article, Document, Paragraph, ParagraphKind, Passage, Span
from index.sentences import sentences

# About 100 words hold one point of a news story with what it rests on, and stay well
# inside the 256 word pieces that the default model reads.
TARGET_WORDS = 100

# From here on a passage rather closes at the end of a paragraph than grows into the next.
ENOUGH_WORDS = 60

# A remainder below this says too little alone: it joins the passage before it.
TOO_FEW_WORDS = 25

# What may stand between two paragraphs of one passage: nothing that needs reading.
_GAP = re.compile(r"[\s\ufeff\u200b•▪◦‣●·∙*+\-–—#>]*")

# In scripts without spaces two characters weigh about as much as a word.
_WORD = re.compile(
    r"[^\s\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]+|[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff]{1,2}"
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Consecutive sentences and how many words they have."""

    sentences: tuple[Span, ...]
    words: int

    def joined(self, other: "_Run") -> "_Run":
        """Both, this one first."""
        return _Run(self.sentences + other.sentences, self.words + other.words)


def passages(document: Document, article: Article) -> tuple[Passage, ...]:
    """Return the passages of one article, in order, without overlap, none with an id yet.

    Each holds whole sentences of paragraphs of one kind, about `TARGET_WORDS` words; only
    a single longer sentence exceeds it by much. Every sentence is in exactly one passage,
    and between two paragraphs of a passage stands nothing but white space and bullets.
    """
    found: list[Passage] = []
    for kind, group in _groups(document.text, article.paragraphs):
        runs = [_measured(document.text, paragraph.span) for paragraph in group]
        packed = _packed([run for run in runs if run])
        found.extend(_passage(document, article, kind, run) for run in packed)
    return tuple(found)


def _groups(
    text: str, paragraphs: tuple[Paragraph, ...]
) -> Iterator[tuple[ParagraphKind, list[Paragraph]]]:
    """Neighbouring paragraphs of one kind with nothing readable between them."""
    group: list[Paragraph] = []
    for paragraph in paragraphs:
        if group and not _adjoin(text, group[-1], paragraph):
            yield group[0].kind, group
            group = []
        group.append(paragraph)
    if group:
        yield group[0].kind, group


def _adjoin(text: str, before: Paragraph, after: Paragraph) -> bool:
    between = text[before.span.end : after.span.start]
    return before.kind == after.kind and _GAP.fullmatch(between) is not None


def _measured(text: str, paragraph: Span) -> list[_Run]:
    """Each sentence of a paragraph as a run of its own."""
    return [
        _Run((sentence,), len(_WORD.findall(text, sentence.start, sentence.end)))
        for sentence in sentences(text, paragraph)
    ]


def _packed(paragraphs: list[list[_Run]]) -> list[_Run]:
    """Sentences packed in order into runs of about `TARGET_WORDS`."""
    full: list[_Run] = []
    open_run = _Run((), 0)
    for paragraph in paragraphs:
        words = sum(run.words for run in paragraph)
        if open_run.words >= ENOUGH_WORDS and open_run.words + words > TARGET_WORDS:
            full.append(open_run)
            open_run = _Run((), 0)
        for run in paragraph:
            if open_run.sentences and open_run.words + run.words > TARGET_WORDS:
                full.append(open_run)
                open_run = _Run((), 0)
            open_run = open_run.joined(run)
    if full and open_run.words < TOO_FEW_WORDS:
        full[-1] = full[-1].joined(open_run)
    elif open_run.sentences:
        full.append(open_run)
    return full


def _passage(document: Document, article: Article, kind: ParagraphKind, run: _Run) -> Passage:
    span = Span(run.sentences[0].start, run.sentences[-1].end)
    return Passage(
        source=document.source,
        article=article.number,
        span=span,
        text=span.of(document.text),
        sentences=run.sentences,
        title=article.title,
        published=article.published,
        kind=kind,
    )
