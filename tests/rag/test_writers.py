import socket

import pytest
from llama_index.core.llms import MockLLM

from index.errors import DraftError, SettingsError
from rag.settings import load_settings
from rag.writers import LONGEST_DRAFT, Prompt, Writer, open_writer

PROMPT = Prompt("Write one sentence.", "About a dam.")


def settings_of(server, **changed):
    given = {"llm_url": server.url, "llm_model": "small", "llm_key": "sk-test", "llm_timeout": 5}
    return load_settings(**(given | changed))


@pytest.fixture
def writer(chat_server):
    return open_writer(settings_of(chat_server))


def drafted(writer, *, streamed):
    return "".join(writer.pieces(PROMPT, streamed=streamed))


def test_no_setting_no_writer():
    assert open_writer(load_settings()) is None


@pytest.mark.parametrize("streamed", [False, True])
def test_a_draft_comes_whole(chat_server, writer, streamed):
    chat_server.reply = "The dam holds nine metres of water. [1]"
    assert drafted(writer, streamed=streamed) == chat_server.reply
    asked = chat_server.requests[-1]
    assert [message["content"] for message in asked["messages"]] == [PROMPT.rules, PROMPT.task]
    assert asked["model"] == "small"
    assert chat_server.keys[-1] == "Bearer sk-test"


def test_opening_asks_once_for_all_corpora(chat_server):
    first = open_writer(settings_of(chat_server))
    assert open_writer(settings_of(chat_server)) is first
    assert len(chat_server.requests) == 1


def test_another_programs_key_is_not_sent(chat_server, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    open_writer(load_settings(llm_url=chat_server.url, llm_model="small"))
    assert "sk-other" not in str(chat_server.keys)


@pytest.mark.parametrize(
    ("status", "named"), [(401, "LLM_KEY"), (403, "LLM_KEY"), (404, "LLM_MODEL"), (400, "LLM_URL")]
)
def test_a_refusal_on_opening_names_the_setting_but_not_the_key(chat_server, status, named):
    chat_server.status = status
    with pytest.raises(SettingsError, match=f"BOTHSIDES_{named}") as error:
        open_writer(settings_of(chat_server))
    assert "sk-test" not in str(error.value)
    assert "\n" not in str(error.value)


def test_a_wrong_address_names_its_setting(chat_server):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        gone = f"http://127.0.0.1:{probe.getsockname()[1]}/v1"
        with pytest.raises(SettingsError, match=f"BOTHSIDES_LLM_URL: nothing answers at {gone}"):
            open_writer(settings_of(chat_server, llm_url=gone))
    with pytest.raises(SettingsError, match="BOTHSIDES_LLM_URL"):
        open_writer(settings_of(chat_server, llm_url=chat_server.url + "/more"))


@pytest.mark.parametrize("body", [b"<html>Welcome</html>", b"{", b'{"choices": []}', b"[]"])
def test_an_address_of_something_else_is_told(chat_server, body):
    chat_server.body = body
    with pytest.raises(SettingsError, match="BOTHSIDES_LLM_URL"):
        open_writer(settings_of(chat_server))


@pytest.mark.parametrize("url", ["localhost:11434", "ftp://host/v1", "http://", "http://a:b@c/v1"])
def test_an_address_that_is_none(url):
    with pytest.raises(SettingsError, match="BOTHSIDES_LLM_URL"):
        load_settings(llm_url=url)


def test_half_of_the_settings_names_the_other_half(chat_server):
    with pytest.raises(SettingsError, match="BOTHSIDES_LLM_MODEL"):
        open_writer(load_settings(llm_url=chat_server.url))
    with pytest.raises(SettingsError, match="BOTHSIDES_LLM_URL"):
        open_writer(load_settings(llm_model="small"))


def test_the_missing_package_names_its_extra(chat_server, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "llama_index.llms.openai_like", None)
    with pytest.raises(SettingsError, match=r"bothsides\[llm\]"):
        open_writer(settings_of(chat_server))


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_that_is_busy_may_be_opened(chat_server, status, caplog):
    chat_server.status = status
    assert open_writer(settings_of(chat_server)) is not None
    assert "busy" in caplog.text


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("status", [400, 401, 404, 500])
def test_a_later_refusal_is_a_draft_error(chat_server, writer, status, streamed):
    chat_server.status = status
    with pytest.raises(DraftError, match=str(status)) as error:
        drafted(writer, streamed=streamed)
    assert "sk-test" not in str(error.value)


@pytest.mark.parametrize("streamed", [False, True])
def test_what_takes_too_long_is_given_up(chat_server, streamed):
    writer = open_writer(settings_of(chat_server, llm_timeout=0.6))
    chat_server.delay = 30
    with pytest.raises(DraftError, match="BOTHSIDES_LLM_TIMEOUT"):
        drafted(writer, streamed=streamed)


@pytest.mark.parametrize("streamed", [False, True])
def test_signs_of_life_do_not_extend_the_time(chat_server, streamed):
    writer = open_writer(settings_of(chat_server, llm_timeout=0.6))
    chat_server.endless = True
    with pytest.raises(DraftError, match="BOTHSIDES_LLM_TIMEOUT"):
        drafted(writer, streamed=streamed)


def test_a_draft_without_end_is_given_up(chat_server, writer):
    chat_server.reply = "On and on. " * LONGEST_DRAFT
    with pytest.raises(DraftError, match="characters"):
        drafted(writer, streamed=False)


@pytest.mark.parametrize("streamed", [False, True])
def test_any_llama_index_model_writes(streamed):
    writer = Writer(MockLLM(max_tokens=4))
    assert writer.name == "MockLLM"
    assert drafted(writer, streamed=streamed)


def test_whatever_a_model_raises_is_a_draft_error():
    class Broken(MockLLM):
        def chat(self, messages, **kwargs):
            raise RuntimeError("no such thing")

    with pytest.raises(DraftError, match="RuntimeError"):
        drafted(Writer(Broken()), streamed=False)
