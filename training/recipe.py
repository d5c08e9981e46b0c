"""How much of each set, and of each kind of negative, makes up the training examples."""

import random
from collections.abc import Iterator
from pathlib import Path

from training.data import Paragraph, Question, Source, qamr, squad2, squadshifts
from training.examples import Example, answered, before, unanswered
from training.negatives import Ranked, Swaps, cut
from training.written import written

# Passes over the articles written for this project in one over the rest: windows and
# negatives differ each time.
WRITTEN_PASSES = 1
# Share of each set's paragraphs that one pass draws; the sets least like news give least.
DRAWN = {"squad2": 0.5, "new_wiki": 0.25, "reddit": 0.06, "amazon_reviews": 0.06}
DRAWN_SENTENCES = {"wikinews": 0.18, "wikipedia": 0.03}
HARD, SWAP, CUT = 0.5, 0.35, 0.35  # negatives for each answered question
QAMR_NEGATIVE = 0.3
QAMR_NEIGHBOURS = 4


def examples(folder: Path, seed: int) -> list[Example]:
    """All training examples in a random order, the same for the same seed."""
    rng = random.Random(seed)
    made: list[Example] = []
    for _ in range(WRITTEN_PASSES):
        for source in written().train:
            made += from_source("written", source, rng)
    for source in squad2(folder).train:
        made += from_source("squad2", drawn(source, DRAWN["squad2"], rng), rng)
    for kind in ("new_wiki", "reddit", "amazon_reviews"):
        for source in squadshifts(folder, kind).train:
            made += from_source(kind, drawn(source, DRAWN[kind], rng), rng)
    for kind, share in DRAWN_SENTENCES.items():
        made += from_sentences(kind, drawn(qamr(folder, kind), share, rng), rng)
    rng.shuffle(made)
    return made


def drawn(source: Source, share: float, rng: random.Random) -> Source:
    """About this share of the source's paragraphs."""
    return Source(source.title, tuple(p for p in source.paragraphs if rng.random() < share))


def from_source(name: str, source: Source, rng: random.Random) -> Iterator[Example]:
    """Each question with its own paragraph, and the negatives drawn for it."""
    asked = [q.text for paragraph in source.paragraphs for q in paragraph.questions]
    if not asked:
        return
    ranked, swaps = Ranked(source), Swaps(asked)
    for number, paragraph in enumerate(source.paragraphs):
        for question in paragraph.questions:
            if not question.answers:
                yield unanswered(
                    f"{name} none", question.text, paragraph.text, question.near, source.title, rng
                )
                continue
            spans = (rng.choice(question.answers), *question.further)
            yield answered(name, question.text, paragraph.text, spans, source.title, rng)
            if rng.random() < HARD and (hard := ranked.hard(number, question, rng)):
                yield unanswered(f"{name} hard", question.text, *hard, source.title, rng)
            yield from _altered(name, source.title, paragraph, question, swaps, rng)


def _altered(
    name: str,
    title: str,
    paragraph: Paragraph,
    question: Question,
    swaps: Swaps,
    rng: random.Random,
) -> Iterator[Example]:
    text, near = paragraph.text, question.answers[0].start
    if rng.random() < SWAP and (other := swaps.altered(question.text, text, rng)):
        yield unanswered(f"{name} swap", other, text, near, title, rng)
    if rng.random() < CUT and (rest := cut(text, question.held, rng)):
        yield unanswered(f"{name} cut", question.text, rest, rng.randrange(len(rest)), title, rng)


def from_sentences(name: str, source: Source, rng: random.Random) -> Iterator[Example]:
    """Each question with its sentence among sentences of other texts, and negatives."""
    texts = [paragraph.text for paragraph in source.paragraphs]
    swaps = Swaps([q.text for paragraph in source.paragraphs for q in paragraph.questions])
    for paragraph in source.paragraphs:
        for question in paragraph.questions:
            others = rng.sample(texts, rng.randint(0, QAMR_NEIGHBOURS))
            place = rng.randint(0, len(others))
            lead = "".join(f"{text} " for text in others[:place])
            text = " ".join([*others[:place], paragraph.text, *others[place:]])
            spans = tuple(each.shifted(len(lead)) for each in question.answers[:1])
            yield Example(name, question.text, before("", rng), text, spans)
            if rng.random() < QAMR_NEGATIVE:
                yield from _sentence_negative(name, paragraph, question, text, others, swaps, rng)


def _sentence_negative(
    name: str,
    paragraph: Paragraph,
    question: Question,
    text: str,
    others: list[str],
    swaps: Swaps,
    rng: random.Random,
) -> Iterator[Example]:
    other = swaps.altered(question.text, text, rng) if rng.random() < 0.7 else None
    if other:
        yield Example(f"{name} swap", other, before("", rng), text, ())
    elif others and not any(a in rest for a in paragraph.answers(question) for rest in others):
        yield Example(f"{name} none", question.text, before("", rng), " ".join(others), ())
