"""Requests that no browser would make: files outside, bodies too large, too many, no login."""

import http.client
import json
import re
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest

from ui.guarding import BUSY
from ui.serving import MAX_UPLOAD, Serving

API = "/gradio_api"
QUESTION = "Where were the peace talks held?"
PASSWORD = "open sesame"


@pytest.fixture
def client(server):
    with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as session:
        yield session


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """A file outside of everything that is served."""
    file = tmp_path_factory.mktemp("outside") / "secret.txt"
    file.write_text("the-secret-of-this-machine")
    return file


def raw(server, path, method="GET", body=None, headers=None):
    """Status, headers and body, the path sent as it stands: clients would tidy it first."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    try:
        connection.request(method, path, body, headers or {})
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read()
    finally:
        connection.close()


def call(client, name, data, session="s"):
    """What a call of an endpoint ends in: the event's name and its data."""
    posted = client.post(f"{API}/call/{name}", json={"data": data, "session_hash": session})
    if posted.status_code != 200:
        return posted.status_code, posted.text
    with client.stream("GET", f"{API}/call/{name}/{posted.json()['event_id']}") as reply:
        text = "".join(reply.iter_text())
    event = re.findall(r"^event: (complete|error)\ndata: (.*)$", text, re.M)[-1]
    return event[0], json.loads(event[1])


def private_call(client, number, data):
    """What a handler of the page gives to a caller who takes it by its number."""
    body = {"data": data, "fn_index": number, "session_hash": f"session{number}"}
    joined = client.post(f"{API}/queue/join", json=body)
    if joined.status_code != 200:
        return joined.text
    with client.stream("GET", f"{API}/queue/data?session_hash=session{number}") as reply:
        return "".join(reply.iter_text())


def outside_paths(file):
    """The ways past the door that have worked on servers of this kind before."""
    plain, climbing = str(file), "../" * 12 + str(file).lstrip("/")
    encoded, twice = quote(climbing, safe=""), quote(quote(climbing, safe=""), safe="")
    backward = quote(climbing.replace("/", "\\"), safe="")
    doors = [f"{API}/file=", "/file=", f"{API}/file/", "/file/", "/static/", "/assets/", "/svelte/"]
    doors += [f"{API}/custom_component/gradio/client/", f"{API}/stream/s/r/"]
    ways = [
        plain,
        climbing,
        encoded,
        twice,
        backward,
        f"/{plain}",
        f"file://{plain}",
        plain + "%00",
    ]
    found = [door + way for door in doors for way in ways]
    return [*found, f"{API}/proxy=file://{plain}", "/../" * 12 + plain, f"/static/..%2f..{plain}"]


def test_no_file_outside_is_read(server, secret, cache):
    project = Path(__file__).parents[2]
    inside = [project / "pyproject.toml", project / "ui/page.py", *cache.rglob("*.sqlite")]
    for file in [secret, Path("/etc/passwd"), *inside]:
        wanted = file.read_bytes()[:60]
        for path in outside_paths(file):
            assert wanted not in raw(server, path)[2], path


def test_a_file_of_the_corpus_folder_is_shown_only_through_the_page(server):
    seeds = Path(__file__).parents[2] / "seeds"
    for file in seeds.iterdir():
        if file.is_file():
            assert raw(server, f"{API}/file={quote(str(file))}")[0] in (403, 404)


def test_paths_in_arguments_are_not_opened(client, secret):
    stated = {"path": str(secret), "meta": {"_type": "gradio.FileData"}}
    tries = [call(client, "ask", [QUESTION, [{"role": "user", "content": stated}]])]
    tries.append(call(client, "ask", [stated, []]))
    handlers = client.get("/config").json()["dependencies"]
    tries += [
        private_call(client, each["id"], [stated] * len(each["inputs"]))
        for each in handlers
        if each["backend_fn"] and each["inputs"]
    ]
    listed = [None, [stated], "Headline", "", ""]
    tries += [
        private_call(client, each["id"], listed) for each in handlers if len(each["inputs"]) == 5
    ]
    assert secret.read_text() not in json.dumps(tries)
    for path in re.findall(r"/[^\" ]+secret\.txt", json.dumps(tries)):
        assert secret.read_text() not in client.get(f"{API}/file={path}").text


def test_component_methods_cannot_be_called(client, secret):
    call(client, "ask", [QUESTION, []])  # the session is known from here on
    numbers = [each["id"] for each in client.get("/config").json()["components"]]
    for name in ("move_resource_to_block_cache", "postprocess", "__init__", "get_config"):
        for number in numbers[:10]:
            asked = {"session_hash": "s", "component_id": number, "fn_name": name}
            reply = client.post(f"{API}/component_server", json=asked | {"data": str(secret)})
            assert reply.status_code == 404


@pytest.fixture
def listener():
    """A server of this machine that the page must not be talked into calling; its visits."""
    visits, door = [], socket.create_server(("127.0.0.1", 0))

    def listen():
        while True:
            try:
                guest, _ = door.accept()
            except OSError:
                return
            visits.append(guest.recv(200))
            guest.close()

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{door.getsockname()[1]}", visits
    door.close()


def test_the_server_calls_nobody_for_a_stranger(server, client, listener):
    address, visits = listener
    for host in (address, "https://outside.example", "HTTP://outside.example"):
        for door in (f"{API}/file=", f"{API}/proxy=", f"{API}/file/", "/proxy=", f"{API}/file=%20"):
            status, headers, _ = raw(server, f"{door}{host}/x")
            assert status == 404, door + host  # the framework's own 403 comes after a try
            assert "location" not in {name.lower() for name in headers}
    for host in (address, "https://outside.example", "HTTPS://outside.example"):
        stated = {"path": f"{host}/x", "meta": {"_type": "gradio.FileData"}}
        told = [{"role": "user", "content": stated}]
        assert call(client, "ask", [QUESTION, told])[0] == 400
    stated = {"path": address, "url": address, "meta": {"_type": "gradio.FileData"}}
    call(client, "ask", [QUESTION, [stated]])
    for each in client.get("/config").json()["dependencies"]:
        if len(each["inputs"]) == 5:
            private_call(client, each["id"], [None, [stated], "", "", ""])
    assert visits == []


def test_an_upload_stays_in_its_folder(client, tmp_path):
    for name in ("../../../../tmp/evil.txt", "/etc/evil.txt", "..\\..\\evil.txt", "a\x00b.txt"):
        reply = client.post(f"{API}/upload", files={"files": (name, b"hello", "text/plain")})
        if reply.status_code == 200:
            stored = Path(reply.json()[0])
            assert ".." not in stored.parts
            assert stored.parent.parent.name == "gradio"
    assert not Path("/tmp/evil.txt").exists()
    assert not Path("/etc/evil.txt").exists()


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "page.xhtml", "script.js"])
def test_an_upload_is_never_served_as_a_page(client, name):
    content = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'></svg>"
    path = client.post(f"{API}/upload", files={"files": (name, content)}).json()[0]
    reply = client.get(f"{API}/file={path}")
    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "script-src 'self'" in reply.headers["content-security-policy"]


def test_another_site_may_not_call_from_its_pages(client):
    for origin in ("https://outside.example", "null"):
        reply = client.options(
            f"{API}/call/ask",
            headers={"origin": origin, "access-control-request-method": "POST"},
        )
        assert reply.headers.get("access-control-allow-origin") not in (origin, "*")


def test_a_name_that_leads_here_is_not_answered(server, serve):
    port = urlsplit(server.url).port
    for host in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "a@[::1]", ""):
        for path in ("/", "/config", f"{API}/info", f"{API}/mcp/"):
            status, _, body = raw(server, path, headers={"host": host, "origin": f"http://{host}"})
            assert (status, b"--host" in body) == (421, True), host + path
    for host in ("localhost", f"127.0.0.1:{port}", f"[::1]:{port}", "both-sides.localhost"):
        assert raw(server, "/config", headers={"host": host})[0] == 200, host
    assert raw(serve(host="0.0.0.0"), "/config", headers={"host": "news.example"})[0] == 200


def test_a_name_that_a_proxy_leads_here_by_is_answered(serve):
    server = serve(names=("News.example",))
    for host, status in (("news.example", 200), ("news.example:443", 200), ("evil.example", 421)):
        assert raw(server, "/config", headers={"host": host})[0] == status, host
    assert raw(server, "/config", headers={"host": "localhost"})[0] == 200


def test_bodies_have_a_bound(server, client):
    huge = json.dumps({"data": ["x" * 60_000_000, []]}).encode()
    for path in (f"{API}/call/ask", f"{API}/queue/join", f"{API}/mcp/", f"{API}/run/ask"):
        assert client.post(path, content=huge).status_code == 413, path
    pieces = (huge[at : at + 500_000] for at in range(0, len(huge), 500_000))
    try:  # without a stated length
        status = client.post(f"{API}/call/ask", content=pieces).status_code
    except httpx.TransportError:
        status = 400
    assert status in (400, 413, 422)
    assert call(client, "ask", [QUESTION, []])[0] == "complete"


def test_uploads_have_a_bound(client):
    for size in (MAX_UPLOAD + 1, 3 * MAX_UPLOAD):
        reply = client.post(f"{API}/upload", files={"files": ("a.txt", b"x" * size)})
        assert reply.status_code == 413


def test_uploads_have_a_bound_for_the_hour(serve):
    server = serve()
    with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as client:

        def send(name):
            return client.post(f"{API}/upload", files={"files": (name, b"x" * 25_000_000)})

        codes = [send(f"{number}.txt").status_code for number in range(9)]
    assert codes == [200] * 7 + [429] * 2


def test_questions_have_a_bound_for_programs_too(client):
    event, _ = call(client, "ask", ["why " * 5000, []])
    assert event == "error"


@pytest.mark.parametrize(
    "arguments",
    [
        [None, None], [["x"], []], [{"a": 1}, "text"], [QUESTION, [{"role": 3, "content": 4}]],
        [QUESTION, [1, 2]], [QUESTION, {"role": "user"}], [7, 7], ["", []],
    ],
)  # fmt: skip
def test_malformed_arguments_end_in_an_error_or_an_answer(client, arguments):
    event, data = call(client, "ask", arguments)
    assert event in ("error", "complete", 400, 422, 500)
    assert "Traceback" not in json.dumps(data)
    assert str(Path(__file__).parents[2]) not in json.dumps(data)
    assert call(client, "ask", [QUESTION, []])[0] == "complete"


def test_no_way_round_the_queue(client):
    reply = client.post(f"{API}/run/ask", json={"data": [QUESTION, []]})
    assert reply.status_code == 404


def test_too_many_requests_are_told_so(serve):
    # Empty questions count, and cost nothing: one answer has to come within the minute, not three.
    server = serve(requests_a_minute=3)
    with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as client:
        asked = ("", "", QUESTION, QUESTION, QUESTION)
        events = [call(client, "ask", [question, []]) for question in asked]
    assert [event for event, _ in events] == ["error"] * 2 + ["complete"] + ["error"] * 2
    refused = ["too many requests" in json.dumps(data) for _, data in events]
    assert refused == [False] * 3 + [True] * 2


def test_the_queue_has_a_bound(serve):
    server = serve(queue=2, requests_a_minute=1000)
    with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as client:

        def join(number):
            body = {"data": [QUESTION, []], "session_hash": f"s{number}"}
            return client.post(f"{API}/call/ask", json=body)

        with ThreadPoolExecutor(40) as pool:
            replies = list(pool.map(join, range(40)))
    codes = {reply.status_code for reply in replies}
    assert codes == {200, 503}
    refused = next(reply for reply in replies if reply.status_code == 503)
    assert refused.json() == {"detail": BUSY}


@pytest.fixture(scope="module")
def locked(serve):
    return serve(auth=(("reader", PASSWORD),))


def test_all_is_closed_without_a_login(locked):
    with httpx.Client(base_url=locked.url, timeout=60, trust_env=False) as client:
        page = client.get("/")
        assert "bs-question" not in page.text
        for path in ("/config", f"{API}/info", f"{API}/openapi.json", f"{API}/queue/status"):
            assert client.get(path).status_code == 401, path
        posts = {
            f"{API}/call/ask": {"data": [QUESTION, []]},
            f"{API}/run/ask": {"data": [QUESTION, []]},
            f"{API}/queue/join": {"data": [QUESTION, []], "fn_index": 0, "session_hash": "s"},
            f"{API}/component_server": {},
            f"{API}/upload": {},
        }
        for path, body in posts.items():
            assert client.post(path, json=body).status_code == 401, path
        for path in (f"{API}/mcp/", f"{API}/mcp/schema", f"{API}/mcp/sse"):
            assert client.get(path).status_code in (401, 404), path
        assert client.post(f"{API}/mcp/", json={}).status_code in (401, 404, 405)


def test_a_login_opens_and_wrong_passwords_lock(locked):
    with httpx.Client(base_url=locked.url, timeout=60, trust_env=False) as client:

        def log_in(password):
            return client.post("/login", data={"username": "reader", "password": password})

        assert log_in(PASSWORD).status_code == 200
        assert "bs-question" in client.get("/").text
        assert call(client, "ask", [QUESTION, []])[0] == "complete"
        codes = [log_in(f"guess {number}").status_code for number in range(12)]
        assert codes[:9] == [400] * 9
        assert set(codes[9:]) == {429}
        assert client.post("/login/", data={"username": "reader"}).status_code == 429
        assert log_in(PASSWORD).status_code == 429


def test_it_listens_on_loopback_alone_unless_told_otherwise(server):
    assert Serving().host == "127.0.0.1"
    port = urlsplit(server.url).port
    socket.create_connection(("127.0.0.1", port), timeout=5).close()
    with pytest.raises(ConnectionRefusedError):  # would be heard by one that listens everywhere
        socket.create_connection(("127.0.0.2", port), timeout=5)


def test_every_reply_carries_the_policy(client):
    for path in ("/", "/config", "/theme.css", f"{API}/info", "/nowhere"):
        headers = client.get(path).headers
        assert "connect-src 'self'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer"
