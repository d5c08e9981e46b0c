import contextlib
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

# Nothing in the tests may reach for a model hub, and a citation that fails a check is a bug.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ["BOTHSIDES_STRICT"] = "1"


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """The folder of default indexes, apart from the user's own."""
    folder = tmp_path_factory.mktemp("cache")
    os.environ["BOTHSIDES_CACHE"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def seeds(cache):
    """An assistant over the seed articles, as everyone gets it."""
    from rag.assistant import Assistant

    return Assistant.open()


@pytest.fixture(scope="session")
def pdf():
    """Make the bytes of a PDF file: `pdf("words of page 1", "of page 2")`."""
    return pdf_file


def pdf_file(*pages):
    """A PDF file in Helvetica; line breaks of a page are kept."""
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
    ]
    for n, words in enumerate(pages):
        font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        shown = " ".join(f"({line}) Tj 0 -14 Td" for line in words.splitlines())
        drawn = f"BT /F1 12 Tf 72 720 Td {shown} ET" if words else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources {font}"
            f" /Contents {4 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


class ChatHandler(BaseHTTPRequestHandler):
    @property
    def chat(self):
        return self.server.chat

    def log_message(self, *_):
        pass

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.chat.requests.append(asked)
        self.chat.keys.append(self.headers["Authorization"])
        time.sleep(self.chat.delay)
        if self.path != "/v1/chat/completions":
            return self.sent(404, b'{"error": {"message": "no such page"}}')
        if self.chat.status != 200:
            said = {"error": {"message": f"refused {self.chat.keys[-1]}"}}
            return self.sent(self.chat.status, json.dumps(said).encode())
        if self.chat.endless:
            return self.kept_waiting()
        if self.chat.body is not None:
            return self.sent(200, self.chat.body)
        reply = self.chat.reply(asked) if callable(self.chat.reply) else self.chat.reply
        if asked.get("stream"):
            return self.streamed(reply)
        message = {"role": "assistant", "content": reply}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return self.sent(200, json.dumps(self.chat.completion("", choice)).encode())

    def sent(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def kept_waiting(self):
        """Signs of life without end, which no time-out of a connection notices."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with contextlib.suppress(OSError):
            while self.chat.endless:
                self.wfile.write(b": still there\n\n")
                time.sleep(0.05)

    def streamed(self, reply):
        """A few characters an event, so that words and marks come in halves."""
        pieces = [reply[at : at + 3] for at in range(0, len(reply), 3)]
        events = [
            json.dumps(self.chat.completion(".chunk", {"index": 0, "delta": {"content": each}}))
            for each in pieces
        ]
        body = "".join(f"data: {event}\n\n" for event in [*events, "[DONE]"])
        self.sent(200, body.encode(), "text/event-stream")


class ChatServer:
    """A server on loopback that speaks the OpenAI chat protocol and says what it is told to.

    `reply` is its next draft, or a function from the request to it; `status`, `body`,
    `delay` (seconds) and `endless` make it misbehave. `requests` are the bodies it got,
    `keys` the keys.
    """

    def __init__(self):
        self.reply = "ready"
        self.status, self.body, self.delay, self.endless = 200, None, 0.0, False
        self.requests, self.keys = [], []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), ChatHandler)
        self._server.chat = self
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.endless = False
        self._server.shutdown()
        self._server.server_close()

    def completion(self, kind, choice):
        named = {"id": "x", "object": f"chat.completion{kind}", "created": 1, "model": "small"}
        return named | {"choices": [choice]}


@pytest.fixture
def chat_server():
    """A language model's server that a test can tell what to say."""
    server = ChatServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def shared_chat_server():
    """The same for tests that share a page; each says anew what it wants of it."""
    server = ChatServer()
    yield server
    server.close()
