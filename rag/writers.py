"""A language model that drafts answers: any LlamaIndex LLM, held to a deadline.

`open_writer` makes one from the settings and asks it one word, so that a wrong key, model
or address is told at once. Later failures raise DraftError, in whose place quotes are shown.
"""

import logging
import queue
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from index.errors import DraftError, SettingsError
from rag.settings import Settings

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

log = logging.getLogger(__name__)

# Characters after which a draft is given up: some thirty times what an answer takes.
LONGEST_DRAFT = 40_000

_PASSING = (408, 409, 425, 429)  # statuses of the 4xx that a later try may not meet


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told: `rules` by us, `task` with the question and the quotes."""

    rules: str
    task: str


class Writer:
    """Writes drafts with a LlamaIndex LLM; safe to share between threads if the LLM is."""

    def __init__(self, llm: "LLM", *, name: str | None = None, seconds: float = 60) -> None:
        """`name` is shown to readers; `seconds` is how long one whole draft may take."""
        self.name = name or _name_of(llm)
        self._llm = llm
        self._seconds = seconds

    def pieces(self, prompt: Prompt, *, streamed: bool) -> Generator[str, None, None]:
        """The draft in pieces as they come, in one piece without `streamed`.

        Raises DraftError where the model fails, takes too long or does not stop.
        """
        length = 0
        for piece in self._in_time(prompt, streamed=streamed):
            length += len(piece)
            if length > LONGEST_DRAFT:
                raise DraftError(f"{self.name} wrote more than {LONGEST_DRAFT:,} characters")
            yield piece

    def _in_time(self, prompt: Prompt, *, streamed: bool) -> Iterator[str]:
        """Pieces from a thread of their own: what a model's server holds up is left behind."""
        pieces: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
        stopped = threading.Event()

        def work() -> None:
            try:
                for piece in self._called(prompt, streamed=streamed):
                    pieces.put(piece)
                    if stopped.is_set():
                        return
                pieces.put(None)
            except Exception as error:  # whatever any LLM raises becomes a DraftError
                pieces.put(error)

        threading.Thread(target=work, daemon=True, name="bothsides-writer").start()
        ends = time.monotonic() + self._seconds
        try:
            while (piece := self._next(pieces, ends)) is not None:
                yield piece
        finally:
            stopped.set()

    def _next(self, pieces: "queue.SimpleQueue[str | Exception | None]", ends: float) -> str | None:
        try:
            piece = pieces.get(timeout=max(0.0, ends - time.monotonic()))
        except queue.Empty:
            raise DraftError(
                f"{self.name} took more than {self._seconds:g} s (BOTHSIDES_LLM_TIMEOUT)"
            ) from None
        if isinstance(piece, Exception):
            raise DraftError(f"{self.name} {trouble(piece)}") from piece
        return piece

    def _called(self, prompt: Prompt, *, streamed: bool) -> Iterator[str]:
        from llama_index.core.llms import ChatMessage

        messages = [
            ChatMessage(role="system", content=prompt.rules),
            ChatMessage(role="user", content=prompt.task),
        ]
        if streamed:
            for response in self._llm.stream_chat(messages):
                yield response.delta or ""
        else:
            yield self._llm.chat(messages).message.content or ""


def open_writer(settings: Settings) -> Writer | None:
    """The writer that the settings ask for, None where they name no model.

    Raises SettingsError naming the setting when only a part is set, when the package is
    missing, and when the server refuses the key, knows no such model or is not there.
    A server that is merely slow or busy now raises nothing.
    """
    if not settings.llm_url and not settings.llm_model:
        return None
    if not settings.llm_url:
        raise SettingsError("BOTHSIDES_LLM_MODEL is set; set BOTHSIDES_LLM_URL to its server too")
    if not settings.llm_model:
        raise SettingsError("BOTHSIDES_LLM_URL is set; set BOTHSIDES_LLM_MODEL to its model too")
    key = settings.llm_key.get_secret_value() if settings.llm_key else ""
    return _verified(settings.llm_url, settings.llm_model, key, settings.llm_timeout)


@lru_cache(maxsize=8)
def _verified(url: str, model: str, key: str, seconds: float) -> Writer:
    """A writer whose server has answered or may yet; kept, as each visitor's corpus asks it."""
    writer = Writer(_openai_like(url, model, key, seconds), name=model, seconds=seconds)
    try:
        for _ in writer.pieces(Prompt("Answer with one word.", "Are you there?"), streamed=False):
            pass
    except DraftError as error:
        wrong = _wrong_setting(error.__cause__, url, model)
        if wrong:
            raise SettingsError(wrong) from None
        log.warning("the language model may be slow or busy: %s", error)
    return writer


def _openai_like(url: str, model: str, key: str, seconds: float) -> "LLM":
    try:
        from llama_index.llms.openai_like import OpenAILike
    except ImportError:
        raise SettingsError(
            "BOTHSIDES_LLM_URL is set but the package for it is not installed: "
            "pip install 'bothsides[llm]', or unset it"
        ) from None
    return OpenAILike(
        model=model,
        api_base=url,
        api_key=key or "none",  # without one the client looks for other programs' keys
        is_chat_model=True,
        temperature=0.0,
        max_retries=1,
        timeout=seconds,
    )


def trouble(error: Exception) -> str:
    """What went wrong with a language model, naming the setting to look at.

    The server's own words are left out: they may repeat the key.
    """
    status = _status(error)
    if status in (401, 403):
        return f"refused the key (status {status}, BOTHSIDES_LLM_KEY)"
    if status == 404:
        return "is not known there (status 404, BOTHSIDES_LLM_MODEL, BOTHSIDES_LLM_URL)"
    if status is not None:
        return f"answered with status {status}"
    if "Timeout" in type(error).__name__:
        return "did not answer in time (BOTHSIDES_LLM_TIMEOUT)"
    if _is_unreached(error):
        return "cannot be reached (BOTHSIDES_LLM_URL)"
    return f"sent what is no chat answer ({type(error).__name__})"


def _wrong_setting(error: BaseException | None, url: str, model: str) -> str:
    """The setting that makes a first call fail and the remedy; empty for what may pass."""
    if not isinstance(error, Exception) or "Timeout" in type(error).__name__:
        return ""
    status = _status(error)
    if status in (401, 403):
        return f"BOTHSIDES_LLM_KEY: {url} refuses the key (status {status}); set the right one"
    if status is not None and 400 <= status < 500 and status not in _PASSING:
        return (
            f"BOTHSIDES_LLM_MODEL, BOTHSIDES_LLM_URL: {url} answers status {status} for the "
            f"model {model!r}; check its name, and that the address ends as its server says, "
            "mostly in /v1"
        )
    if status is not None:
        return ""
    if _is_unreached(error):
        return f"BOTHSIDES_LLM_URL: nothing answers at {url}; start its server or correct it"
    return f"BOTHSIDES_LLM_URL: what answers at {url} does not speak the OpenAI chat protocol"


def _status(error: Exception) -> int | None:
    """The HTTP status that an error of any HTTP client carries."""
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int) and status >= 400:
            return status
    return None


def _is_unreached(error: Exception) -> bool:
    return isinstance(error, OSError) or "Connect" in type(error).__name__


def _name_of(llm: Any) -> str:
    """The model's name as the LLM gives it, else the name of its class."""
    name = getattr(getattr(llm, "metadata", None), "model_name", "")
    known = isinstance(name, str) and name and name != "unknown"
    return name if known else type(llm).__name__
