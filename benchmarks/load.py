"""Many users at once: errors, times, memory, and how soon the first words are shown.

`python -m benchmarks.load [--users 50] [--seconds 60] [--pause 0] [--questions 1000]
[--write FILE.md]` starts the page over the seeds on loopback, in a process of its own.
"""

import argparse
import asyncio
import itertools
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from ui.serving import TRIMMED_EVERY

QUESTIONS = (
    "Where were the peace talks held?",
    "Does Afghanistan shelter TTP militants?",
    "What does Pakistan say about militants in Afghanistan?",
    "Who is the army chief of Pakistan?",
    "What does Kabul deny?",
    "When was the statement made?",
    "What is the capital of Peru?",
    "Who won the football championship?",
)
AT_ONCE = 4  # questions in flight while memory is watched
STEPS = 4  # memory readings on the way
WARM = 20  # questions of which the first words are timed
START_SECONDS = 180
API = "/gradio_api/call/ask"
SERVE = """
import sys
from rag.settings import load_settings
from ui.serving import Serving, start, wait
how = Serving(port=int(sys.argv[1]), requests_a_minute=10**9, queue=1000)
wait(start(None, load_settings(), how))
"""
# Times, in the browser, from the key that asks until the first words of the answer stand there.
FIRST_WORDS = """() => new Promise(done => {
  const before = document.querySelectorAll(".bs-answer").length, start = performance.now();
  new MutationObserver((_, watch) => {
    if (document.querySelectorAll(".bs-answer").length > before) {
      watch.disconnect(); requestAnimationFrame(() => done(performance.now() - start));
    }
  }).observe(document.body, {childList: true, subtree: true});
  document.querySelector("#bs-send").click();
})"""


@dataclass(frozen=True, slots=True)
class Row:
    """One measure, its value, its unit, and what is wanted of it."""

    measure: str
    value: float
    unit: str
    wanted: str = ""


def main() -> None:
    """Measure, print the table and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=0, help="seconds a user reads an answer")
    parser.add_argument("--questions", type=int, default=1000, help="asked while memory is watched")
    parser.add_argument("--port", type=int, default=7899)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(options.port)])
    try:
        url = f"http://127.0.0.1:{options.port}"
        _until_up(url, process)
        found = first_words(url)
        found += asyncio.run(crowd(url, process.pid, options))
        found += asyncio.run(memory(url, process.pid, options.questions))
    finally:
        process.terminate()
        process.wait()
    Console().print(table(found))
    if options.write:
        options.write.write_text(markdown(found, options))


def first_words(url: str) -> list[Row]:
    """Milliseconds until a warm question's first words are shown; none without Chromium."""
    program = shutil.which("chromium")
    if program is None:
        return []
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(url)
        page.wait_for_selector("#bs-question textarea")
        times = []
        for question in itertools.islice(itertools.cycle(QUESTIONS), WARM + len(QUESTIONS)):
            page.get_by_role("button", name="New", exact=True).click()
            page.wait_for_function("!document.querySelector('.bs-answer')")
            page.fill("#bs-question textarea", question)
            times.append(float(page.evaluate(FIRST_WORDS)))
            page.wait_for_selector("#bs-send:visible")
        browser.close()
    warm = times[len(QUESTIONS) :]
    return [
        Row("first words of a warm question, median", statistics.median(warm), "ms", "300"),
        Row("first words of a warm question, slowest", max(warm), "ms"),
    ]


async def crowd(url: str, server: int, options: argparse.Namespace) -> list[Row]:
    """What users meet who ask again and again for some seconds."""
    times: list[float] = []
    errors: list[str] = []
    before, worked = resident(server), processor(server)
    end = time.perf_counter() + options.seconds
    limits = httpx.Limits(max_connections=options.users * 2)
    async with httpx.AsyncClient(
        base_url=url, timeout=120, limits=limits, trust_env=False
    ) as client:

        async def user(first: int) -> None:
            for number in itertools.count(first):
                if time.perf_counter() >= end:
                    return
                start = time.perf_counter()
                problem = await _ask(client, QUESTIONS[number % len(QUESTIONS)])
                times.append(time.perf_counter() - start)
                if problem:
                    errors.append(problem)
                await asyncio.sleep(options.pause)

        await asyncio.gather(*(user(number) for number in range(options.users)))
    for problem in sorted(set(errors))[:5]:
        print(f"error: {problem}", file=sys.stderr)
    worked = processor(server) - worked
    cuts = statistics.quantiles(times, n=20)
    return [
        Row(f"answers to {options.users} users", len(times), "answers"),
        Row("answers a second", len(times) / options.seconds, "answers"),
        Row("errors", len(errors), "answers", "0"),
        Row("time to an answer, median", statistics.median(times) * 1000, "ms"),
        Row("time to an answer, 95th percentile", cuts[18] * 1000, "ms"),
        Row("processor time of the server for an answer", worked / len(times) * 1000, "ms"),
        Row("memory of the server before", before, "MB"),
        Row("memory of the server after", resident(server), "MB"),
    ]


async def memory(url: str, server: int, questions: int) -> list[Row]:
    """Memory of the server after equal steps of questions, at rest.

    At rest: once it has handed freed memory back to the system, which it does now and then.
    """
    rows = [Row("memory after 0 questions", resident(server), "MB")]
    async with httpx.AsyncClient(base_url=url, timeout=120, trust_env=False) as client:
        for step in range(1, STEPS + 1):
            left = iter(range(questions // STEPS))
            await asyncio.gather(*(_ask_all(client, left, step) for _ in range(AT_ONCE)))
            await asyncio.sleep(TRIMMED_EVERY + 1)
            asked = step * (questions // STEPS)
            rows.append(Row(f"memory after {asked:,} questions", resident(server), "MB"))
    growth = rows[-1].value - rows[1].value
    return [*rows, Row("growth over the last three quarters", growth, "MB", "about 0")]


async def _ask_all(client: httpx.AsyncClient, numbers: Iterator[int], step: int) -> None:
    """Ask a question for each number, every one new: nothing is answered from memory."""
    for number in numbers:
        wrong = await _ask(client, f"{QUESTIONS[number % len(QUESTIONS)]} ({step}-{number})")
        if wrong:
            raise SystemExit(f"question {number} of step {step} was not answered: {wrong}")


async def _ask(client: httpx.AsyncClient, question: str) -> str:
    """Ask as `gradio_client` does; what went wrong, empty if nothing did."""
    try:
        joined = await client.post(API, json={"data": [question, []]})
        if joined.status_code != 200:
            return f"{joined.status_code} {joined.text[:100]}"
        reply = await client.get(f"{API}/{joined.json()['event_id']}")
    except httpx.HTTPError as problem:
        return repr(problem)
    return "" if "event: complete" in reply.text else reply.text[:100]


def resident(process: int) -> float:
    """Memory that a process holds, in MB."""
    return float(psutil.Process(process).memory_info().rss) / 2**20


def processor(process: int) -> float:
    """Processor seconds that a process has used, all its threads together.

    Where other work shares the machine these can be compared, and times to an answer cannot.
    """
    used = psutil.Process(process).cpu_times()
    return float(used.user + used.system)


def _until_up(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit("the server ended before it answered")
        try:
            if httpx.get(f"{url}/config", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise SystemExit(f"no answer from {url} within {START_SECONDS} s")


def table(found: list[Row]) -> Table:
    """The measures for a terminal."""
    shown = Table("measure", "value", "at most")
    for row in found:
        shown.add_row(row.measure, f"{row.value:,.1f} {row.unit}", row.wanted)
    return shown


def markdown(found: list[Row], options: argparse.Namespace) -> str:
    """The measures as Markdown, with how they were taken."""
    day = datetime.now(UTC).date().isoformat()
    lines = [
        f"{options.users} users for {options.seconds:g} s, {options.pause:g} s between an answer "
        f"and the next question; taken on {day}.",
        "",
        "| measure | value | at most |",
        "|---|---|---|",
        *(f"| {row.measure} | {row.value:,.1f} {row.unit} | {row.wanted} |" for row in found),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
