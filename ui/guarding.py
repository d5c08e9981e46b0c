"""What stands before the page: headers, limits on request bodies, and on requests a minute.

Article and question text is escaped everywhere; the content security policy is the second
lock: a browser that obeys it loads nothing from another host, whatever text gets through.
"""

import ipaddress
import json
import os
import re
from typing import Any

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.errors import SettingsError

# The page's components are compiled in the browser from their templates, hence unsafe-eval.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
BODY_LIMIT = 4_000_000  # bytes; conversations kept in the browser travel with a question
FORM = 1_000_000  # bytes of what stands around the files of an upload
API = "/gradio_api/"
UPLOADS = "/gradio_api/upload"
# Doors of the page's framework that this page has no use for. Some of them fetch from other
# hosts or write files for whoever asks.
CLOSED = (
    "/monitoring",
    "/gradio_api/custom_component/",
    "/gradio_api/deep_link",
    "/gradio_api/dev/",
    "/gradio_api/monitoring",
    "/gradio_api/process_recording",
    "/gradio_api/proxy=",
    "/gradio_api/stream/",
    "/gradio_api/vibe-",
)
_REMOTE_FILE = re.compile(r"/gradio_api/file[=/]\s*[\w+.-]{2,}:", re.ASCII)
_NAME = re.compile(r"(?:https?://)?(?P<name>[\w-]+(?:\.[\w-]+)*\.?)(?::\d+)?/?", re.IGNORECASE)
_HOST = re.compile(r"(?P<host>\[[\da-fA-F:.]+\]|[^:]*)(?::\d*)?")
BUSY = "The server is busy; try again in a moment."
ELSEWHERE = (
    "This server is for its own computer: open it as localhost, start it with --host to serve "
    "others, or with --name for the name by which a proxy on this computer leads here."
)
UPLOADED_AN_HOUR = 200  # megabytes from one client; the server keeps files for an hour
LIMITED = {"/login": 10, UPLOADS: 60}  # requests a minute from one client


class RateLimit:
    """So many requests a minute for each client; the counts live in memory."""

    def __init__(self, a_minute: int) -> None:
        self._item = RateLimitItemPerMinute(a_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def allows(self, client: str) -> bool:
        """Count one request of this client, and say whether it is within the limit."""
        return bool(self._limiter.hit(self._item, client))


class UploadLimit:
    """So many megabytes an hour for each client, however many requests they come in."""

    def __init__(self, megabytes: int) -> None:
        self._item = RateLimitItemPerHour(megabytes)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def allows(self, client: str, size: int) -> bool:
        """Count an upload of `size` bytes, and say whether it is within the limit."""
        return bool(self._limiter.hit(self._item, client, cost=size // 1_000_000 + 1))


class Guard:
    """ASGI middleware that adds the headers and refuses what is too large or too often.

    One for this computer alone (`local`) answers under this computer's names only: a page of
    another site whose name leads here would else count as the site itself (DNS rebinding).
    `names` are those by which a proxy on this computer leads here.
    """

    def __init__(
        self, app: ASGIApp, upload_limit: int, *, local: bool, names: tuple[str, ...] = ()
    ) -> None:
        self.app = app
        self.names = frozenset(names)
        self.upload_limit = upload_limit
        self.local = local
        self._uploads = UploadLimit(UPLOADED_AN_HOUR)
        self._limits = {path: RateLimit(count) for path, count in LIMITED.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its limits, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].rstrip("/")
        client = (scope.get("client") or ("unknown",))[0]
        limit = self.upload_limit + FORM if path == UPLOADS else BODY_LIMIT
        reply = _with_headers(send)
        if self.local and not self._is_own(_host(scope)):
            await _refusal(421, ELSEWHERE)(scope, receive, reply)
            return
        if path.startswith(CLOSED) or _REMOTE_FILE.match(path):
            await _refusal(404, "There is no such page here.")(scope, receive, reply)
            return
        limited = path in self._limits and scope["method"] == "POST"
        if limited and not self._limits[path].allows(client):
            await _refusal(429, "Too many requests; wait a minute.")(scope, receive, reply)
            return
        if path == UPLOADS:  # no more comes than was stated and counted
            limit = min(limit, _stated_length(scope) or limit)
            if not self._uploads.allows(client, limit):
                await _refusal(429, "Too many files; wait an hour.")(scope, receive, reply)
                return
        if _stated_length(scope) > limit:
            await _refusal(413, f"Larger than {limit:,} bytes.")(scope, receive, reply)
            return
        bounded = _bounded(receive, limit)
        if scope["method"] == "POST" and path.startswith(API) and path != UPLOADS:
            body = await _whole(bounded)
            if _names_remote_file(body):
                await _refusal(400, "Files of other hosts are not fetched.")(scope, receive, reply)
                return
            bounded = _replayed(body, bounded)
        await self.app(scope, bounded, _with_busy(scope, receive, reply))

    def _is_own(self, host: str) -> bool:
        return is_loopback(host) or _plain(host) in self.names


def host_name(stated: str) -> str:
    """A name that leads to this server as requests will state it; SettingsError for no name.

    >>> host_name("https://News.example:8443/")
    'news.example'
    """
    found = _NAME.fullmatch(stated.strip())
    if found is None:
        raise SettingsError(f"--name {stated!r} is no host name; write one like news.example")
    return _plain(found["name"])


def _plain(host: str) -> str:
    return host.casefold().rstrip(".")


def is_loopback(host: str) -> bool:
    """Whether a host name or address is always the computer's own.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost")
    (True, True, True)
    >>> is_loopback("evil.example"), is_loopback("0.0.0.0")
    (False, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        name = host.casefold().rstrip(".")
        return name == "localhost" or name.endswith(".localhost")


def _host(scope: Scope) -> str:
    """The host that the request names, without its port; empty where it names none."""
    stated = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    found = _HOST.fullmatch(stated)
    return found["host"].strip("[]") if found else ""


def _refusal(status: int, words: str) -> PlainTextResponse:
    return PlainTextResponse(words, status)


def _stated_length(scope: Scope) -> int:
    stated = dict(scope["headers"]).get(b"content-length", b"0")
    return int(stated) if stated.isdigit() else 0


def _bounded(receive: Receive, limit: int) -> Receive:
    """The request's body, cut off as a lost connection where it runs past the limit."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return message if taken <= limit else {"type": "http.disconnect"}

    return bounded


async def _whole(receive: Receive) -> bytes:
    """The request's body, as far as it came."""
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """The body once more, then what comes after it."""
    kept: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return kept.pop() if kept else await receive()

    return replayed


def _names_remote_file(body: bytes) -> bool:
    """Whether an argument in the body is a file of another host: the framework fetches those."""
    try:
        left = [json.loads(body)]
    except RecursionError:
        return True
    except ValueError:
        return False
    while left:
        one = left.pop()
        if isinstance(one, dict):
            if str(one.get("path", "")).strip().casefold().startswith(("http:", "https:")):
                return True
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
    return False


def _with_busy(scope: Scope, receive: Receive, send: Send) -> Send:
    """Replies as they are, but a full queue's in words that a reader understands."""
    full = False

    async def with_busy(message: Message) -> None:
        nonlocal full
        if message["type"] == "http.response.start" and message["status"] == 503:
            full = True
            await JSONResponse({"detail": BUSY}, 503)(scope, receive, send)
        elif not full:
            await send(message)

    return with_busy


def _with_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower() for name, _ in message["headers"]}
            added: list[Any] = [pair for pair in HEADERS if pair[0] not in known]
            message["headers"] = [*message["headers"], *added]
        await send(message)

    return with_headers


def stay_offline() -> None:
    """Tell the libraries of the page and the models not to call anyone."""
    for name, value in {
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }.items():
        os.environ.setdefault(name, value)
