import json
import shutil
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import BertModel

from index.documents import Passage, Span
from index.encoder import encoder
from index.errors import ModelError
from index.sentences import sentences
from rag import reading
from rag.reader_model.inputs import base_folder, pieces, prefix, windows
from rag.reading import CONFIG, WEIGHTS, load_reader

SHIPPED = Path(reading.__file__).parent / "reader_model"

# A document of its own for the tests: a strike at a harbour that does not exist.
STRIKE = (
    "Dockers at Port Selwyn walked out on Tuesday after talks over night shifts broke down. "
    "The union said 430 members had joined the strike by noon. "
    "Harbour master Ines Rowley called the walkout reckless. "
    "She said two freighters carrying grain had been sent on to Marlhaven."
)
FAIR = (
    "The spring fair on the common drew 12,000 visitors, the organisers said. "
    "Rain kept the balloons on the ground until Sunday morning. "
    "Baker Tom Hallam won the prize for the best loaf."
)
COURT = (
    "A court in Marlhaven fined the ferry line 85,000 crowns for dumping oil. "
    "Judge Petra Voss said the captain had known of the leak since March. "
    "The company will appeal."
)
ODD = (
    "\ufeff  Café “Ñandú” re\u0301ouvre 👩‍👩‍👧 today.\u200b"
    " The mayor, Zoë Ångström, paid €1,5\u00a0million!\r\n\r\n"
    "\u202eabc\u202c İstanbul’s 𝔊overnor said: ‘ﬁne’… \ud800 It cost 𝟛𝟘 crowns."
)


@pytest.fixture(scope="module")
def reader():
    return load_reader()


def passage(text, *, start=0, title="", published=None):
    spans = sentences(text, Span(0, len(text)))
    return Passage(
        "test",
        0,
        Span(start, start + len(text)),
        text,
        tuple(span.shifted(start) for span in spans),
        title,
        published,
    )


def said(read):
    """The words of the best span, cut from the passage by the document's offsets."""
    return read.best.span.shifted(-read.passage.span.start).of(read.passage.text)


@pytest.mark.parametrize(
    ("question", "place", "answer"),
    [
        ("How many members joined the strike?", 0, "430"),
        ("Who called the walkout reckless?", 0, "Ines Rowley"),
        ("When did the dockers walk out?", 0, "Tuesday"),
        ("How many people visited the spring fair?", 1, "12,000"),
        ("Who won the prize for the best loaf?", 1, "Tom Hallam"),
        ("How much was the ferry line fined?", 2, "85,000"),
        ("Which judge spoke of the leak?", 2, "Petra Voss"),
    ],
)
def test_prefers_the_passage_that_answers(reader, question, place, answer):
    found = reader.read(question, [passage(text) for text in (STRIKE, FAIR, COURT)])
    best = max(range(3), key=lambda number: found[number].best.score)
    assert best == place
    assert answer in said(found[best])


@pytest.mark.parametrize(
    ("asked", "near_miss"),
    [
        ("Who called the walkout reckless?", "Who called the walkout a triumph?"),
        ("How much was the ferry line fined?", "How much did the new ferry cost?"),
        ("Who won the prize for the best loaf?", "Who won the prize for the best cheese?"),
        ("Where were the freighters sent?", "Where were the freighters built?"),
    ],
)
def test_is_surer_of_a_question_than_of_its_near_miss(reader, asked, near_miss):
    texts = [passage(text) for text in (STRIKE, FAIR, COURT)]
    sure, unsure = (
        max(one.best.score for one in reader.read(question, texts))
        for question in (asked, near_miss)
    )
    assert sure > unsure


def test_every_sentence_is_read_and_its_span_lies_inside_it(reader):
    text = passage(STRIKE, start=1000)
    (found,) = reader.read("Who called the walkout reckless?", [text])
    assert len(found.sentences) == len(text.sentences) == 4
    for sentence, read in zip(text.sentences, found.sentences, strict=True):
        assert sentence.contains(read.span)
    assert found.best is found.sentences[2]


def test_offsets_count_from_the_start_of_the_document(reader):
    document = "Filler 👍🏽 before it.\n\n" + STRIKE
    (found,) = reader.read(
        "How many members joined the strike?", [passage(STRIKE, start=document.index(STRIKE))]
    )
    assert "430" in found.best.span.of(document)


def test_headline_and_date_are_context_and_never_the_answer(reader):
    text = passage(FAIR, title="Ines Rowley opens fair", published=date(2024, 5, 4))
    for question in ("Who opens the fair?", "On which date was this published?"):
        (found,) = reader.read(question, [text])
        for read in found.sentences:
            assert text.span.contains(read.span)


def test_odd_characters_keep_their_places(reader):
    text = passage(ODD, start=7, title="Zoë \ud800", published=date(2025, 7, 11))
    (found,) = reader.read("Who paid \udfff for the Café?", [text])
    for sentence, read in zip(text.sentences, found.sentences, strict=True):
        assert read.span is None or (sentence.contains(read.span) and len(read.span))
    (found,) = reader.read("Who is the mayor?", [text])
    assert "Zoë Ångström" in said(found)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60), st.integers(0, 5000))
def test_any_text_gives_spans_inside_its_sentences(text, question, start):
    one = passage(text, start=start)
    (found,) = load_reader().read(question, [one])
    for sentence, read in zip(one.sentences, found.sentences, strict=True):
        if read.span is not None:
            assert sentence.contains(read.span)
            assert read.score > float("-inf")


def test_a_batch_says_what_single_readings_say(reader):
    texts = [passage(STRIKE), passage(FAIR), passage(COURT), passage(FAIR + " " + COURT)]
    question = "Who said what of the leak?"
    together = reader.read(question, texts)
    for text, read in zip(texts, together, strict=True):
        (alone,) = reader.read(question, [text])
        assert alone.passage == read.passage == text
        for one, other in zip(alone.sentences, read.sentences, strict=True):
            assert one.score == pytest.approx(other.score, abs=0.25)


def test_no_passages_and_no_sentences_are_no_trouble(reader):
    assert reader.read("Who?", []) == ()
    (found,) = reader.read("Who?", [passage("")])
    assert found.sentences == ()


def test_finds_the_answer_in_a_passage_longer_than_the_network_reads(reader):
    text = passage(" ".join([FAIR] * 9 + [COURT] + [FAIR] * 3))
    assert len(pieces([text.text])[0].ids) > 512
    (found,) = reader.read("How much was the ferry line fined?", [text])
    assert "85,000" in said(found)
    assert all(read.span is not None for read in found.sentences)


def test_windows_cover_every_piece_and_overlap():
    asked, before, text = pieces(["Who?", "Headline.", " ".join(["harbour"] * 700)])
    cut = list(windows(asked, before, text, length=128, stride=32))
    for window in cut:
        assert len(window.ids) <= 128
        size = window.last - window.first
        assert window.ids[window.first : window.last] == text.ids[window.skipped :][:size]
    for left, right in pairwise(cut):
        assert right.skipped == left.skipped + (left.last - left.first) - 32
    assert cut[-1].skipped + cut[-1].last - cut[-1].first == len(text.ids)


def test_the_prefix_states_what_is_known():
    assert prefix("", None) == ""
    assert prefix("Who won?", None) == "Who won?"
    assert prefix(" Fair\nopens ", date(2024, 5, 4)) == "Fair opens. 4 May 2024."
    assert prefix("", date(2024, 5, 4)) == "4 May 2024."


@pytest.mark.parametrize(("precision", "tolerance"), [("fp32", 1e-4), ("bf16", 0.02)])
def test_the_encoder_computes_what_transformers_computes(precision, tolerance):
    reference = BertModel.from_pretrained(base_folder(), add_pooling_layer=False).eval()
    generator = torch.Generator().manual_seed(5)
    ids = torch.randint(1000, 20_000, (3, 40), generator=generator)
    segments = (torch.arange(40) > 12).long().expand(3, -1)
    mask = (torch.arange(40) < torch.tensor([[40], [31], [18]])).long()
    with torch.inference_mode():
        theirs = reference(
            input_ids=ids, token_type_ids=segments, attention_mask=mask
        ).last_hidden_state
        ours = encoder(dict(reference.state_dict()), precision)(ids, segments, mask)
    seen = mask.bool()
    assert (ours - theirs)[seen].abs().mean() < tolerance * theirs[seen].abs().mean()


@pytest.fixture
def copied(tmp_path):
    for name in (WEIGHTS, CONFIG):
        shutil.copy(SHIPPED / name, tmp_path / name)
    return tmp_path


def test_reads_from_another_folder(copied, reader):
    text = [passage(STRIKE)]
    question = "Who called the walkout reckless?"
    assert load_reader(copied).read(question, text) == reader.read(question, text)


def truncate(folder):
    content = (folder / WEIGHTS).read_bytes()
    (folder / WEIGHTS).write_bytes(content[: len(content) // 2])
    return WEIGHTS


def flip_a_bit(folder):
    content = bytearray((folder / WEIGHTS).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / WEIGHTS).write_bytes(content)
    return WEIGHTS


def remove_weights(folder):
    (folder / WEIGHTS).unlink()
    return WEIGHTS


def remove_config(folder):
    (folder / CONFIG).unlink()
    return CONFIG


def other_version(folder):
    stated = json.loads((folder / CONFIG).read_text("utf-8"))
    (folder / CONFIG).write_text(json.dumps(stated | {"version": 99}), "utf-8")
    return CONFIG


def no_json(folder):
    (folder / CONFIG).write_bytes(b"\xff{not json")
    return CONFIG


@pytest.mark.parametrize(
    "damage", [truncate, flip_a_bit, remove_weights, remove_config, other_version, no_json]
)
def test_damage_names_the_file_and_the_remedy(copied, damage):
    name = damage(copied)
    with pytest.raises(ModelError) as caught:
        load_reader(copied)
    message = str(caught.value)
    assert str(copied / name) in message
    assert "--reader none" in message
    assert "\n" not in message


def test_loads_once():
    assert load_reader() is load_reader()


def test_the_weights_are_small_enough_to_ship():
    assert (SHIPPED / WEIGHTS).stat().st_size < 30_000_000
