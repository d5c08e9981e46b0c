"""Both sides, ours and the stock LlamaIndex pipeline, on the same articles and model.

`python -m benchmarks.indexing --data DIR [--articles N] [--write FILE.md]`; DIR holds
`dev.articles.jsonl.gz` and `dev.questions.jsonl`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

SIDES = ("stock", "ours")


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of both sides, the ratio that is wanted, and whether it was reached."""

    measure: str
    stock: float
    ours: float
    ratio: float
    wanted: str


def main() -> None:
    """Measure, print the table and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--articles", type=int, default=0, help="0: all")
    parser.add_argument("--opens", type=int, default=3, help="openings, of which the median")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        measured = measure(options.data, Path(work), options.articles, options.opens)
    found = rows(measured["stock"], measured["ours"])
    Console().print(table(found))
    if options.write:
        options.write.write_text(markdown(found, options.articles, measured["ours"]["words"]))


def measure(data: Path, work: Path, articles: int, opens: int) -> dict[str, dict[str, float]]:
    """Run both sides in turn, each step in a fresh process."""
    measured: dict[str, dict[str, float]] = {name: {} for name in SIDES}
    for name in SIDES:
        built = _run(name, "build", data, work, articles)
        measured[name] |= {**built, "speed": built["words"] / built["seconds"]}
    opened: dict[str, list[float]] = {name: [] for name in SIDES}
    for _ in range(opens):
        for name in SIDES:
            opened[name].append(_run(name, "open", data, work, articles)["seconds"])
    for name in SIDES:
        measured[name]["open"] = 1000 * statistics.median(opened[name])
        measured[name] |= _run(name, "query", data, work, articles)
    return measured


def rows(stock: dict[str, float], ours: dict[str, float]) -> list[Row]:
    """Return the measures with their ratios, above 1 where this project is better."""
    wanted = (
        ("words indexed a second", "speed", True, "3"),
        ("processor seconds to index", "processor", False, ""),
        ("peak memory, MiB", "memory", False, ""),
        ("open a saved index, ms", "open", False, "10"),
        ("query p50, ms", "p50", False, ""),
        ("query p95, ms", "p95", False, ""),
        ("answer within 150 words", "within 150", True, "1.25"),
        ("answer within 600 words", "within 600", True, "1"),
        ("answer within 1,200 words", "within 1200", True, "1"),
    )
    return [
        Row(label, stock[key], ours[key], _ratio(stock[key], ours[key], more), target)
        for label, key, more, target in wanted
    ]


def table(found: list[Row]) -> Table:
    """Return the rows as they are printed."""
    shown = Table("measure", "stock", "ours", "ratio", "at least")
    for row in found:
        shown.add_row(row.measure, *_cells(row), row.wanted)
    return shown


def markdown(found: list[Row], articles: int, words: float) -> str:
    """Return the rows as a Markdown page that says where and how they were measured."""
    lines = [
        f"Measured {datetime.now(UTC).date()} on {os.cpu_count()} cores ({_extensions()}), "
        f"{words:,.0f} words, with `python -m benchmarks.indexing --data DIR"
        + (f" --articles {articles}`." if articles else "`."),
        "",
        "| measure | stock | ours | ratio | at least |",
        "|---|---|---|---|---|",
        *(f"| {row.measure} | {' | '.join(_cells(row))} | {row.wanted} |" for row in found),
        "",
    ]
    return "\n".join(lines)


def _run(name: str, task: str, data: Path, work: Path, articles: int) -> dict[str, float]:
    arguments = [name, task, str(data), str(work / name), str(articles)]
    command = [sys.executable, "-m", "benchmarks.side", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def _ratio(stock: float, ours: float, more_is_better: bool) -> float:
    over, under = (ours, stock) if more_is_better else (stock, ours)
    return over / under if under else float("inf")


def _cells(row: Row) -> tuple[str, str, str]:
    digits = 3 if row.stock < 1 else 0 if row.stock >= 100 else 1
    return f"{row.stock:,.{digits}f}", f"{row.ours:,.{digits}f}", f"{row.ratio:.2f}"


def _extensions() -> str:
    """Return which wide instructions the processor has, where the system tells."""
    wanted = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8")
    listed = Path("/proc/cpuinfo")
    flags = listed.read_text().split() if listed.exists() else []
    return ", ".join(flag for flag in wanted if flag in flags) or "flags unknown"


if __name__ == "__main__":
    main()
