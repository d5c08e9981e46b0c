"""Passages: whole sentences, exact slices, everything once."""

from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import articles
from index.documents import Document
from index.passages import ENOUGH_WORDS, TARGET_WORDS, TOO_FEW_WORDS, passages

SENTENCE = "The ministry told reporters on Monday that the crossing would stay shut for now."  # 14
LINES = st.sampled_from(
    [
        "",
        "",
        "Follow",
        "Updated 3 May 2024",
        "  • the first of two demands",
        "# A heading of five words",
        "---",
        "Gunmen flee in Khost. (AFP/File)",
        "KABUL: The talks ended. No one spoke.",
        SENTENCE,
        SENTENCE + " " + SENTENCE,
    ]
)
ODD = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\u0085", "\u2028", "\n\n", "\n\n\n"])
TEXTS = st.lists(st.tuples(st.one_of(LINES, ODD), BREAKS), max_size=25).map(
    lambda parts: "".join(line + end for line, end in parts)
)


def squeezed(text, spans):
    """What the spans hold but for white space."""
    return "".join("".join(span.of(text).split()) for span in spans)


def all_passages(text, **stated):
    document = Document("x.txt", text, **stated)
    return [
        (article, passage)
        for article in articles(document)
        for passage in passages(document, article)
    ]


@settings(deadline=None)
@given(TEXTS)
def test_spans_are_exact_ordered_and_complete(text):
    document = Document("x.txt", text)
    last = 0
    for article in articles(document):
        spans = [paragraph.span for paragraph in article.paragraphs]
        kinds = {paragraph.span: paragraph.kind for paragraph in article.paragraphs}
        found = [span for passage in passages(document, article) for span in passage.sentences]
        assert found == sorted(found)
        assert all(a.end <= b.start for a, b in pairwise(found))
        for span in spans:
            inside = [sentence for sentence in found if span.contains(sentence)]
            assert squeezed(text, inside) == squeezed(text, [span])
        assert all(any(span.contains(sentence) for span in spans) for sentence in found)
        for passage in passages(document, article):
            assert passage.text == passage.span.of(text)
            assert passage.span.start == passage.sentences[0].start >= last
            assert passage.span.end == passage.sentences[-1].end
            assert {kinds[s] for s in spans if s.overlaps(passage.span)} == {passage.kind}
            last = passage.span.end


def test_size_and_paragraph_boundaries():
    text = "\n\n".join([" ".join([SENTENCE] * 3)] * 7)
    sizes = [len(passage.text.split()) for _, passage in all_passages(text, title="T")]
    assert sizes == [84, 84, 84, 42]
    assert all(ENOUGH_WORDS <= size <= TARGET_WORDS for size in sizes[:-1])


def test_a_long_paragraph_is_cut_between_sentences():
    found = [passage for _, passage in all_passages(" ".join([SENTENCE] * 30), title="T")]
    assert all(passage.text.endswith("now.") for passage in found)
    assert sum(len(passage.sentences) for passage in found) == 30


def test_a_small_remainder_joins_its_neighbour():
    text = " ".join([SENTENCE] * 7) + "\n\nHe left. She stayed."
    (passage,) = [passage for _, passage in all_passages(text, title="T")]
    assert passage.text.endswith("She stayed.")
    assert len(passage.text.split()) < TARGET_WORDS + TOO_FEW_WORDS


def test_never_across_furniture_kinds_or_articles():
    text = (
        "Border shut after a night of gunfire\n\nUpdated 3 May 2024\n\n"
        "  • Traders lose two million a day\n  • No date for talks\n\n"
        f"KABUL: {SENTENCE}\n\nAdvertisement\n\n{SENTENCE}\n\n\n"
        f"Court frees two reporters in Khost\n\nUpdated 4 May 2024\n\nKHOST: {SENTENCE}\n"
    )
    found = all_passages(text)
    assert [(a.number, p.kind, p.published.day) for a, p in found] == [
        (0, "summary", 3),
        (0, "body", 3),
        (0, "body", 3),
        (1, "body", 4),
    ]
    assert list(found[0][1].sentence_texts()) == [
        "Traders lose two million a day",
        "No date for talks",
    ]
    assert all("Advertisement" not in passage.text for _, passage in found)


def test_what_a_passage_carries():
    ((_, passage),) = all_passages(SENTENCE, title="Shut", published=date(2024, 5, 3))
    assert (passage.source, passage.article, passage.id) == ("x.txt", 0, -1)
    assert (passage.title, passage.published) == ("Shut", date(2024, 5, 3))
