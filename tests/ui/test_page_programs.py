"""The page's server as programs meet it: `gradio_client`, and MCP over streamable HTTP."""

import asyncio
import json

import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client

from rag.settings import load_settings
from ui.workspaces import Workspaces

NAMES = {"ask", "positions", "timeline"}
QUESTION = "Where were the peace talks held?"


@pytest.fixture(scope="module")
def client(server):
    return Client(server.url, verbose=False)


def assert_cited(found, statements):
    """Every statement cites, and every citation quotes what its source says."""
    numbers = {each["number"] for each in found["citations"]}
    assert statements
    assert all(each["citations"] and set(each["citations"]) <= numbers for each in statements)
    assert all(each["quote"] in each["passage"] for each in found["citations"])


def test_only_three_endpoints_are_offered(client):
    offered = client.view_api(return_format="dict")
    assert set(offered["named_endpoints"]) == {f"/{name}" for name in NAMES}
    assert offered["unnamed_endpoints"] == {}


def test_their_documentation_says_what_to_send(client):
    for name, endpoint in client.view_api(return_format="dict")["named_endpoints"].items():
        told = [each["parameter_name"] for each in endpoint["parameters"]]
        assert told == (["question", "history"] if name == "/ask" else ["topic"])
        assert len(endpoint.get("description") or "") > 40, name


def test_ask(client, seeds):
    found = client.predict(QUESTION, api_name="/ask")
    expected = json.loads(json.dumps(seeds.ask(QUESTION).to_dict()))
    # On some processors bf16 sums round differently from one thread to another.
    assert found.pop("confidence") == pytest.approx(expected.pop("confidence"), abs=0.001)
    assert found == expected
    assert found["answered"]
    assert_cited(found, found["statements"])


def test_programs_see_what_visitors_share(serve, tmp_path):
    (tmp_path / "dam.txt").write_text("The Toro dam holds nine metres of water, engineers said.")
    running = serve(tmp_path, shared=True)
    text = b"The Harbour bridge of Zorbia cost 40 million crowns, mayor Lena Quist said."
    client = Client(running.url, verbose=False)
    asked = "How much did the Harbour bridge of Zorbia cost?"
    assert not client.predict(asked, api_name="/ask")["citations"][0]["source"].startswith("added")
    Workspaces(tmp_path, load_settings(), shared=True).add("", [("bridge.txt", text)])
    found = client.predict(asked, api_name="/ask")
    assert found["answered"]
    assert [each["source"] for each in found["citations"]] == ["added/bridge.txt"]


def test_ask_with_what_was_said_before(client):
    first = client.predict(QUESTION, api_name="/ask")
    history = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": first["text"]},
    ]
    found = client.predict("Who took part in them?", history, api_name="/ask")
    assert found["question"] != "Who took part in them?"  # understood with what went before


def test_silence_is_an_answer_too(client):
    found = client.predict("What is the capital of Peru?", api_name="/ask")
    assert not found["answered"]
    assert found["silence"]


def test_positions(client):
    found = client.predict(api_name="/positions")
    said = [each for one in found["parties"] for each in [*one["assertions"], *one["denials"]]]
    assert len(found["parties"]) >= 2
    assert_cited(found, said)
    narrower = client.predict("militants on Afghan soil", api_name="/positions")
    assert narrower["topic"] == "militants on Afghan soil"


def test_timeline(client):
    found = client.predict(api_name="/timeline")
    events = [*found["dated"], *found["undated"]]
    assert_cited(found, [each["statement"] for each in events])
    starts = [each["start"] for each in found["dated"]]
    assert starts == sorted(starts)


@pytest.mark.parametrize("question", ["", "why " * 5000])
def test_a_mistake_comes_back_as_one_line(client, question):
    with pytest.raises(AppError) as caught:
        client.predict(question, api_name="/ask")
    words = str(caught.value)
    assert "question" in words
    assert "Traceback" not in words
    assert "\n" not in words


@pytest.mark.parametrize(
    "history", [["x"], [1, None], [{"role": 3, "content": 4}], {"role": "user"}, "text", [{}]]
)
def test_a_malformed_history_comes_back_as_one_line(client, history):
    with pytest.raises(AppError) as caught:
        client.predict(QUESTION, history, api_name="/ask")
    assert "history" in str(caught.value)


def with_session(server, action):
    """What the action gives for a session with the server's tools."""

    async def talk():
        url = f"{server.url}gradio_api/mcp/"
        async with streamablehttp_client(url) as (read, write, _), ClientSession(read, write) as s:
            await s.initialize()
            return await action(s)

    return asyncio.run(talk())


def test_tools_are_listed_with_what_they_take(server):
    tools = with_session(server, lambda session: session.list_tools()).tools
    assert len(tools) == len(NAMES)
    told = {name: tool for name in NAMES for tool in tools if tool.name.endswith(name)}
    assert set(told) == NAMES
    assert set(told["ask"].inputSchema["properties"]) == {"question", "history"}
    assert "conversation" in json.dumps(told["ask"].inputSchema)
    for tool in tools:
        assert len(tool.description) > 40


@pytest.mark.parametrize(
    ("name", "arguments", "field"),
    [
        ("ask", {"question": QUESTION}, "statements"),
        ("ask", {"question": QUESTION, "history": []}, "statements"),
        ("positions", {"topic": "militants"}, "parties"),
        ("timeline", {}, "dated"),
    ],
)
def test_tools_answer(server, name, arguments, field):
    async def use(session):
        tools = (await session.list_tools()).tools
        full = next(tool.name for tool in tools if tool.name.endswith(name))
        return await session.call_tool(full, arguments)

    result = with_session(server, use)
    assert not result.isError
    found = json.loads(result.content[0].text)
    assert found[field]
    assert found["citations"]


def test_a_tool_says_what_was_wrong(server):
    async def use(session):
        tools = (await session.list_tools()).tools
        full = next(tool.name for tool in tools if tool.name.endswith("ask"))
        return await session.call_tool(full, {"question": " "})

    result = with_session(server, use)
    assert result.isError
    assert "question" in result.content[0].text
