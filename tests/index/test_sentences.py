"""Sentences of news prose; a bar in a case shows where one ends."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import Span
from index.sentences import LONGEST, sentences

CASES = [
    "The U.S. Army said it would leave.| Gen. Mark Milley disagreed.",
    "He lives in the U.S.| He works in Kabul.",
    "Sen. J. Doe said no.| Mr. Smith agreed.",
    "“We will not go,” he said.| “We stay.”| He left.",
    "“It is over.”| The crowd cheered.",
    '"It is over."| The crowd cheered.',
    "The meeting at 5 p.m. Friday ended early.| Nobody came.",
    "It ended at 5 p.m.| Nobody came.",
    "Inflation was 3.5 percent.| Prices rose.",
    "“Well ... we will see,” he said.| Then he left.",
    "He paused…| Then he spoke.",
    "ISLAMABAD (AP) — Pakistan’s army said Friday it killed 30.| It gave no names.",
    "WASHINGTON, Jan. 5 (Reuters) - The House voted.| It failed.",
    "No. 2 seed lost to No. 1 seed.| It was close.",
    "He said no.| 30 people left the hall.",
    "Lt. Gen. Ahmed Sharif Chaudhry spoke.| Maj. Gen. Ali did not.",
    "The company, Apple Inc., rose.| Alphabet Inc. fell.",
    "St. Petersburg was shelled.| St. Mary's was not.",
    "He lived on Main St.| The house is gone.",
    "Did he go?| “Yes!” he shouted.| She didn't.",
    "“Did he go?” she asked.| He nodded.",
    "“Did he go?” Mr. Khan asked.| She nodded.",
    "Rep. Alexandria Ocasio-Cortez, D-N.Y., voted no.| She left.",
    "According to Dr. A. Q. Khan, it works.| He was right.",
    "George W. Bush and John F. Kennedy Jr. met.| They talked.",
    "It cost Rs. 500 a kilo.| Buyers left.",
    "The ceasefire failed (see p. 5).| It was renewed.",
    "(The reporter asked not to be named.)| The army denied it.",
    "A guard stands at the gate on 3 May 2023. (AFP/File)",
    "A guard stands at the gate.| (He left.)",
    "He left. (Reporting by Lena Moor; Editing by A. Lund)",
    "‘It is a lie.’| He walked off.",
    "He said: “We are done.| We will leave.”| The talks ended.",
    "The attack on Jan. 6 killed five.| Police said so.",
    "The U.N. Security Council met.| The E.U. did not.",
    "Prof. Khan et al. wrote it.| It was read.",
    "He visited Washington D.C. last week.| She did not.",
    "He moved to Washington, D.C.| She stayed.",
    "The vote was 5-4.| Justice Alito wrote.",
    "Visit www.example.com for more.| Or call.",
    "Yahoo! said it will buy it.| Shares rose.",
    "He scored 3 goals vs. Spain.| They won.",
    "Roe v. Wade was decided.| It fell.",
    "“We must act now,” he said.| “Otherwise we lose.”| He left.",
    "Khan, a.k.a. the Lion, spoke.| They listened.",
    "Some firms, e.g. Tesla, rose.| Others, i.e. Ford, fell.",
    "“Why?| Because I can,” he said.",
    "It rained.|The match stopped.",
    "The man, 45, of Peshawar, died Feb. 3.| He left two sons.",
    "The army’s public relations wing (I.S.P.R.) said so.| It gave no number.",
    "He was born in the 1990s.| iPhone sales grew.",
    "“He lied!”| “No, he did not.”",
    "He said “no.”| She said “yes.”",
    "Brig. Gen. Smith arrived.| Col. Jones left.| Capt. Ray stayed.",
    "Oct. 7 was the day.| Nov. 8 was not.",
    "They met in Oct.| The talks failed.",
    "The 2.4 billion U.S. dollars were lost.| No one paid.",
    "Mr. and Mrs. Khan came.| Ms. Noor left.",
    "Pfc. Lee died.| Sgt. 1st Class Ray lived.",
    "Former Pres. Trump met Amb. Khalilzad.| They spoke.",
    "He asked: What next?| Nobody knew.",
    "What?!| No.",
    "That is all he said…”| She left.",
    "1. The border opens at dawn.| It shuts at dusk.",
    "The towns of Spin Boldak, Chaman etc. were quiet.| Others were not.",
    "پاکستان نے کہا۔| افغانستان نے انکار کیا۔",
    "أعلنت باكستان ذلك.| هل تنفي كابول؟| نعم.",
    "他说。|她走了。",
    "यह सच है।| वह गया।",
    "Он ушёл.| Она осталась.",
]

ODD_CHARACTERS = st.one_of(
    st.sampled_from(list(" .!?…\"'“”‘’()abzABZ09,;:—-\n\r\t\u0085\u2028\u2029\u200f\u202e\u0301")),
    st.sampled_from(
        ["\U0001f600", "\u200d", "。", "؟", "۔", "\ufeff", "\u00a0", "\x00", "U.S.", "Gen."]
    ),
    st.characters(exclude_categories=["Cs"]),
)
ODD_TEXT = st.lists(ODD_CHARACTERS, max_size=120).map("".join)


def words(case):
    return [part.strip() for part in case.split("|")]


@pytest.mark.parametrize("case", CASES)
def test_news_sentences(case):
    text = case.replace("|", "")
    assert [span.of(text) for span in sentences(text, Span(0, len(text)))] == words(case)


def test_offsets_are_those_of_the_document():
    text = "Headline\n\nHe left.  She stayed.\n\nEnd."
    found = sentences(text, Span(10, 32))
    assert found == (Span(10, 18), Span(20, 31))


def check_cover(text, paragraph):
    """Each character that is not white space stands in exactly one sentence."""
    found = sentences(text, paragraph)
    position = paragraph.start
    for span in found:
        assert span.start >= position
        assert not text[position : span.start].strip()
        assert span.of(text) == span.of(text).strip() != ""
        assert len(span) <= LONGEST
        position = span.end
    assert not text[position : paragraph.end].strip()


@settings(deadline=None)
@given(ODD_TEXT, ODD_TEXT, ODD_TEXT)
def test_every_character_is_in_one_sentence(before, paragraph, after):
    check_cover(before + paragraph + after, Span(len(before), len(before) + len(paragraph)))


@pytest.mark.parametrize(
    "text",
    [
        "word " * 2000,
        "x" * 12_345,
        "一" * 5000,
        "e\u0301" * 3000,
        "a, b; c " * 900,
        "\u0301" * 4000,
        "item one\nitem two\n" * 300,
        "👩\u200d👩\u200d👧" * 900,
        "?" * 5000,
        ". " * 3000,
        "A. " * 3000,
    ],
)
def test_run_on_text_is_cut(text):
    check_cover(text, Span(0, len(text)))


def test_a_cut_prefers_the_line_break_and_spares_combining_marks():
    lines = ("item of a list without any stop\n" * 100).strip()
    assert all(span.of(lines).startswith("item") for span in sentences(lines, Span(0, len(lines))))
    accents = "e\u0301" * 3000
    assert all(span.of(accents)[0] == "e" for span in sentences(accents, Span(0, len(accents))))
