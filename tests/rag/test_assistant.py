import threading
from dataclasses import replace

import pytest

import rag
from index.errors import CorpusError, IndexFormatError, ModelError, QuestionError, SettingsError
from rag.answers import Answer
from rag.assistant import Assistant, ask, index_folder
from rag.settings import load_settings

QUESTIONS = [
    "Where were the peace talks held?",
    "How many soldiers were killed at the military camp?",
    "Why did Pakistan summon the Afghan diplomat?",
    "What does Kabul say about the attacks?",
    "Who won the cricket world cup?",
]


def exact(assistant, answer):
    for c in answer.citations:
        assert assistant.document(c.source).text[c.start : c.end] == c.quote
    return True


def test_the_public_names_are_what_is_exported():
    assert set(rag.__all__) == {"Answer", "Assistant", "Citation", "Statement", "ask"}
    assert all(hasattr(rag, name) for name in rag.__all__)


@pytest.mark.parametrize("question", QUESTIONS)
def test_quotes_are_exact_and_marks_resolve(seeds, question):
    answer = seeds.ask(question)
    assert exact(seeds, answer)
    numbers = [c.number for c in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for statement in answer.statements:
        assert statement.citations
        assert set(statement.citations) <= set(numbers)
        for number in statement.citations:
            assert f"[{number}]" in answer.text


def test_the_file_itself_gives_the_quote(seeds):
    from rag.settings import seeds_folder

    for c in seeds.ask(QUESTIONS[0]).citations:
        text = (seeds_folder() / c.source).read_bytes().decode("utf-8")
        assert text[c.start : c.end] == c.quote


def test_an_answer_is_one_to_four_whole_sentences(seeds):
    answer = seeds.ask(QUESTIONS[0])
    assert answer.answered
    assert 1 <= len(answer.statements) <= 4
    assert any("Qatar" in s.text for s in answer.statements)


def test_a_silence_has_no_statements_and_shows_what_is_nearest(seeds):
    answer = seeds.ask("Who won the cricket world cup in 1992?")
    assert not answer.answered
    assert answer.statements == ()
    assert answer.silence is not None
    assert answer.citations
    assert "do not answer" in answer.text


def test_an_answer_is_plain_json(seeds):
    import json

    plain = json.loads(json.dumps(seeds.ask(QUESTIONS[0]).to_dict()))
    assert plain["citations"][0]["quote"]
    assert set(plain) >= {
        "text", "short", "statements", "citations", "answered", "contested", "confidence",
        "question",
    }  # fmt: skip


def test_the_stream_grows_by_whole_statements_and_ends_with_the_answer(seeds):
    question = "Why are ties between Pakistan and Afghanistan strained?"
    partial = list(seeds.stream(question))
    assert partial[-1] == seeds.ask(question)
    counts = [len(answer.statements) for answer in partial]
    assert counts == sorted(counts)
    for answer in partial:
        assert isinstance(answer, Answer)
        assert answer.text.count("[") == answer.text.count("]")
        assert exact(seeds, answer)


def test_follow_ups_are_resolved(seeds):
    history = [
        {"role": "user", "content": "Have Pakistan and Afghanistan held peace talks?"},
        {"role": "assistant", "content": "Officials have held peace talks … [1]"},
    ]
    answer = seeds.ask("Where?", history)
    assert answer.question != "Where?"
    assert any("Qatar" in s.text for s in answer.statements)


def test_no_history_is_none(seeds):
    assert seeds.ask(QUESTIONS[0], None) == seeds.ask(QUESTIONS[0])
    assert list(seeds.stream(QUESTIONS[0], None))[-1] == seeds.ask(QUESTIONS[0])


@pytest.mark.parametrize("role", ["user", "assistant"])
def test_of_an_endless_turn_only_the_beginning_is_heard(seeds, role):
    turn = {"role": role, "content": "a" * 200_000}
    answer = seeds.ask("When?", [{"role": "user", "content": "Who met?"}, turn])
    assert len(answer.question) < 2 * load_settings().question_limit


def test_ask_builds_the_seed_index_once_and_reuses_it(cache):
    first = ask(QUESTIONS[0])
    folder = index_folder(rag.assistant.corpus_path(None), load_settings())
    built = (folder / "truth.sqlite").stat().st_mtime_ns
    assert ask(QUESTIONS[0]) == first
    assert (folder / "truth.sqlite").stat().st_mtime_ns == built


def test_a_folder_and_its_index_give_the_same_answer(tmp_path, cache):
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "dam.txt").write_text(
        "Dam fills\n\nKESH: The Toro dam holds nine metres of water, engineers said on Monday.\n"
    )
    by_folder = ask("How much water does the Toro dam hold?", corpus=articles)
    index = index_folder(articles, load_settings())
    by_index = ask("How much water does the Toro dam hold?", corpus=index)
    assert by_folder.citations == by_index.citations
    assert by_folder.citations[0].source == "dam.txt"


def test_an_edited_article_is_answered_from_its_new_words(tmp_path, cache):
    path = tmp_path / "dam.txt"
    path.write_text("The Toro dam holds nine metres of water, engineers said.")
    assert "nine" in Assistant.open(path).ask("How much water does the Toro dam hold?").text
    path.write_text("The Toro dam holds seven metres of water, engineers said.")
    assert "seven" in Assistant.open(path).ask("How much water does the Toro dam hold?").text


def test_threads_share_one_assistant(seeds):
    expected = {question: seeds.ask(question) for question in QUESTIONS}
    failures = []

    def work():
        for question in QUESTIONS * 2:
            if seeds.ask(question) != expected[question]:
                failures.append(question)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


@pytest.mark.parametrize("question", ["", " \n", "…", "x" * 100_000, None, 3])
def test_bad_questions_name_the_remedy(seeds, question):
    with pytest.raises(QuestionError) as error:
        seeds.ask(question)
    assert "\n" not in str(error.value)


def test_bad_corpora(tmp_path, cache):
    with pytest.raises(CorpusError, match="nowhere"):
        ask("Who?", corpus=tmp_path / "nowhere")
    with pytest.raises(CorpusError):
        ask("Who?", corpus=tmp_path)
    (tmp_path / "picture.txt").write_bytes(b"\x00\x01\x02" * 50)
    with pytest.raises(CorpusError, match=r"picture\.txt"):
        ask("Who?", corpus=tmp_path)


@pytest.mark.parametrize("corpus", ["", " ", "a\0b", 5])
def test_what_is_no_path_is_no_corpus(corpus):
    with pytest.raises(CorpusError, match="is no path; name a folder"):
        ask("Who?", corpus=corpus)


def test_a_truncated_index_names_the_remedy(tmp_path, cache):
    (tmp_path / "dam.txt").write_text("The Toro dam holds nine metres of water.")
    Assistant.open(tmp_path)
    folder = index_folder(tmp_path, load_settings())
    truth = folder / "truth.sqlite"
    truth.write_bytes(truth.read_bytes()[:3000])
    with pytest.raises(IndexFormatError) as error:
        Assistant.open(folder)
    assert str(folder) in str(error.value)


def test_a_model_that_is_not_there():
    with pytest.raises(ModelError, match="no-such-model"):
        Assistant.open(settings=load_settings(embedding_model="no-such-model"))


def test_a_bad_setting_names_its_variable(monkeypatch):
    monkeypatch.setenv("BOTHSIDES_PASSAGES", "many")
    with pytest.raises(SettingsError, match="BOTHSIDES_PASSAGES"):
        load_settings()


ODD = [
    "\ufeffWho?", "Who\x00?", "مَن هو؟", "\u202eWho is it?", "👩‍👩‍👧‍👦 who?", "e\u0301" * 50 + "?",
    "'; DROP TABLE passages; --", "<script>alert(1)</script>?", "field:who AND (", "%s%n who",
    "who\ud800", "a" * 1999, "𝕨𝕙𝕠 𝕚𝕤 𝕚𝕥?", "who\r\nwhere", "Ｗｈｏ？", "\u2028who",
]  # fmt: skip


@pytest.mark.parametrize("question", ODD)
def test_odd_questions_do_no_harm(seeds, question):
    assert exact(seeds, seeds.ask(question))


def test_odd_articles_keep_their_offsets(tmp_path, cache):
    for number, odd in enumerate(o for o in ODD if "\x00" not in o and "\ud800" not in o):
        text = f"The dam holds {odd} nine metres. {odd}\r\n\r\nIt leaks {odd}, engineers said."
        (tmp_path / f"{number}.txt").write_bytes(text.encode())
    assistant = Assistant.open(tmp_path)
    for question in ("What does the dam hold?", "Who says that it leaks?", *ODD):
        assert exact(assistant, assistant.ask(question))


def test_a_quote_of_a_pdf_names_its_page(tmp_path, cache, pdf):
    pages = ("The mayor opened the fair.", "The Toro dam holds nine metres of water, he said.")
    (tmp_path / "dam.pdf").write_bytes(pdf(*pages))
    (tmp_path / "lake.txt").write_text("The Toro lake holds carp, fishermen said on Monday.")
    assistant = Assistant.open(tmp_path)
    answer = assistant.ask("How much water does the Toro dam hold?")
    cited = {c.source: c.page for c in answer.citations}
    assert cited.pop("dam.pdf") == 2
    assert set(cited.values()) <= {None}
    assert answer.to_dict()["citations"][0]["page"] == 2
    times = assistant.timeline().citations + assistant.positions().citations
    assert {c.page for c in times if c.source == "lake.txt"} <= {None}


PARTIES = "[[parties]]\nname = 'Dam engineers'\naliases = ['engineers']\n"


@pytest.fixture
def dam(tmp_path, cache):
    folder = tmp_path / "dam"
    folder.mkdir()
    (folder / "dam.txt").write_text("The Toro dam holds nine metres of water, engineers said.")
    (folder / "dispute.toml").write_text(PARTIES)
    return folder


def test_the_dispute_file_goes_where_the_index_goes_and_when_it_goes(dam):
    assert Assistant.open(dam).info().parties == ("Dam engineers",)
    index = index_folder(dam, load_settings())
    built = Assistant.open(index).info()
    assert built.parties == ("Dam engineers",)
    (dam / "dispute.toml").write_text(PARTIES.replace("Dam", "Toro"))
    assert Assistant.open(dam).info().parties == ("Toro engineers",)
    (dam / "dispute.toml").unlink()
    assert Assistant.open(dam).info().parties == ()
    assert Assistant.open(index).info() == replace(built, parties=())  # of the same generation


def test_a_broken_dispute_file_is_named_with_the_remedy_and_changes_nothing(dam):
    Assistant.open(dam)
    (dam / "dispute.toml").write_text("title = [broken")
    (dam / "late.txt").write_text("The Toro dam leaks, fishermen said on the radio.")
    with pytest.raises(SettingsError, match="move the file away") as error:
        Assistant.open(dam)
    assert str(error.value).startswith(str(dam / "dispute.toml"))
    kept = Assistant.open(index_folder(dam, load_settings())).info()
    assert (kept.parties, kept.articles) == (("Dam engineers",), 1)


def test_a_dispute_file_that_is_not_there_is_named_with_the_remedy(dam, tmp_path):
    with pytest.raises(SettingsError, match="name a dispute file that is there") as error:
        Assistant.open(dam, settings=load_settings(dispute=tmp_path / "nope"))
    assert str(tmp_path / "nope") in str(error.value)
