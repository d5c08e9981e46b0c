"""The table: this project and its peers on the same questions of the same articles.

`python -m benchmarks.table --data DIR [--sets news clapnq …] [--cache DIR] [--write]`

DIR is the folder of the public sets. Indexes and answers are kept in the cache, so a second run
takes seconds. With `--write` the rows go to `benchmarks/table.json`, their table to
`benchmarks/TABLE.md` and the curves to `benchmarks/plots/`.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import fmean

from rich.console import Console
from rich.table import Table

from benchmarks import plots
from benchmarks.calibrating import cut
from benchmarks.contenders import CONTENDERS, Contender, given
from benchmarks.corpora import QuestionSet
from benchmarks.measuring import (
    RANKED_WORDS,
    Outcome,
    at_share,
    figures,
    outcomes,
    risks,
    short_f1,
)
from benchmarks.peers import ours
from benchmarks.peers.weights import fingerprint
from benchmarks.samples import answer_stands
from benchmarks.sets import canard, clapnq, news, ramdocs
from rag.settings import load_settings

HERE = Path(__file__).parent
ROWS, PAGE = HERE / "table.json", HERE / "TABLE.md"
LOADERS: dict[str, Callable[..., QuestionSet]] = {
    "news": news.load,
    "clapnq": clapnq.load,
    "ramdocs": ramdocs.load,
    "canard": canard.load,
}
SHARES = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0)
AHEAD = {"answer_f1": "answer F1", "citation_f1": "citation F1", "silence_f1": "silence F1"}


def main() -> None:
    """Ask, measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sets", nargs="+", choices=LOADERS, default=list(LOADERS))
    parser.add_argument("--systems", nargs="+", help="only those whose name has these words in it")
    parser.add_argument("--every", type=int, help="ask one in so many questions")
    parser.add_argument("--cache", type=Path, default=load_settings().cache / "benchmarks")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    every = {"every": options.every} if options.every else {}
    chosen = [
        one for one in CONTENDERS if any(w in one.name for w in options.systems or [one.name])
    ]
    rows = json.loads(ROWS.read_text("utf-8")) if ROWS.is_file() else {}
    for name in options.sets:
        asked = LOADERS[name](options.data, **every)
        found = _asked(asked, chosen, options.data, options.cache)
        rows[name] = row(asked, found)
        _print(rows[name])
        if options.write:
            plots.draw(asked, found)
    if options.write:
        ROWS.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        PAGE.write_text(markdown(rows), encoding="utf-8")


def _asked(
    asked: QuestionSet, chosen: Sequence[Contender], data: Path, cache: Path
) -> dict[str, list[Outcome]]:
    found = {}
    for contender in chosen:
        started, busy = time.perf_counter(), time.process_time()
        limit = cut(contender, data, cache)
        found[contender.name] = outcomes(asked, given(contender, asked, cache), limit)
        spent = time.perf_counter() - started, time.process_time() - busy
        print(f"{asked.name}, {contender.name}: {spent[0]:.0f} s, processor {spent[1]:.0f} s")
    return found


def row(asked: QuestionSet, found: dict[str, list[Outcome]]) -> dict[str, object]:
    """One question set's figures for every system, as JSON types."""
    any_outcomes = next(iter(found.values()))
    kept: dict[str, object] = {
        "title": asked.title,
        "questions": asked.count,
        "with an answer": sum(one.gold.answerable for one in any_outcomes),
        "without an answer": asked.without_answer,
        "reader": fingerprint(),
        "systems": {name: asdict(figures(asked, each)) for name, each in found.items()},
    }
    if asked.strings:
        kept["made to answer"] = {name: made_to_answer(each) for name, each in found.items()}
    return kept


def made_to_answer(found: Sequence[Outcome]) -> dict[str, float]:
    """Figures over all questions when every one is answered, however unsure."""
    curve = risks(found)
    shares = {f"wrong, surest {s:.0%}": at_share(curve, s) for s in SHARES}
    ranked = f"in {RANKED_WORDS} ranked words"
    return {
        "short answer F1": fmean(short_f1(one) for one in found),
        ranked: fmean(
            any(answer_stands(text, one.given.ranked, RANKED_WORDS) for text in one.accepted)
            for one in found
        ),
        **shares,
    }


# --- how it is shown --------------------------------------------------------------------

COLUMNS = {
    "answer_f1": "answer F1",
    "citation_f1": "citation F1",
    "silence_f1": "silence F1",
    "told_apart": "told apart",
    "answered": "answered",
}


def _print(kept: dict[str, object]) -> None:
    for head, lines in _tables(kept):
        shown = Table(*head)
        for line in lines:
            shown.add_row(*line)
        Console().print(shown)
    Console().print(ahead(kept))


def _tables(kept: dict[str, object]) -> list[tuple[list[str], list[list[str]]]]:
    systems = kept["systems"]
    lines = [[name, *(_number(each[key]) for key in COLUMNS)] for name, each in systems.items()]
    tables = [([kept["title"], *COLUMNS.values()], lines)]
    if made := kept.get("made to answer"):
        head = ["made to answer", *next(iter(made.values()))]
        tables.append((head, [[n, *map(_number, each.values())] for n, each in made.items()]))
    return tables


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def ahead(kept: dict[str, object]) -> str:
    """In a sentence, on which figures this project leads every peer, and where it does not."""
    systems = kept["systems"]
    peers = {name: each for name, each in systems.items() if name not in OWN}
    if ours.NAME not in systems or not peers:
        return ""
    own, behind, leads = systems[ours.NAME], [], []
    for key, name in AHEAD.items():
        if own[key] is None:
            continue
        best = max(peers, key=lambda peer: peers[peer][key])
        if own[key] > peers[best][key]:
            leads.append(name)
        else:
            behind.append(f"{name} (behind {best}, {peers[best][key]:.3f})")
    return f"Ahead of every peer on: {', '.join(leads) or 'none'}." + (
        f" Not ahead on: {'; '.join(behind)}." if behind else ""
    )


OWN = (ours.NAME, ours.NAME_WITHOUT)


def markdown(rows: dict[str, dict[str, object]]) -> str:
    """The page of all rows."""
    lines = ["# Side by side", "", *INTRODUCTION, ""]
    for kept in rows.values():
        lines += [f"## {kept['title']}", "", _about(kept), ""]
        for head, body in _tables(kept):
            lines += [f"| {' | '.join(map(str, head))} |", "|---" * len(head) + "|"]
            lines += [f"| {' | '.join(line)} |" for line in body]
            lines.append("")
        lines += [ahead(kept), ""]
    return "\n".join(lines)


INTRODUCTION = (
    "Written by `python -m benchmarks.table --data DIR --write`; README.md beside this file says",
    "how the systems are set up and what the figures are.",
)


def _about(kept: dict[str, object]) -> str:
    count, with_answer = kept["questions"], kept["with an answer"]
    without = f"; the others: {kept['without an answer']}" if with_answer != count else ""
    return f"{count} questions, {with_answer} with an answer{without}. Reader {kept['reader']}."


if __name__ == "__main__":
    main()
