import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui.cli import app

README = Path(__file__).parents[2] / "README.md"


def run(*arguments, cwd=None, stdin="", **environment):
    return subprocess.run(
        [sys.executable, "-c", "from ui.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        cwd=cwd,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(README.parent), "COLUMNS": "100", **environment},
    )


@pytest.fixture(scope="module")
def dam(tmp_path_factory, cache):
    folder = tmp_path_factory.mktemp("dam")
    (folder / "dam.txt").write_text("The Toro dam holds nine metres of water, engineers said.")
    return folder


def test_ask_answers_from_any_directory(tmp_path, cache):
    done = run("ask", "Where were the peace talks held?", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Qatar" in done.stdout
    assert "[1]" in done.stdout


def test_ask_says_when_the_corpus_does_not(cache):
    done = run("ask", "Who won the cricket world cup?")
    assert done.returncode == 1
    assert "do not answer" in done.stdout


def test_json_is_the_answer(dam):
    done = run("ask", "How much water does the dam hold?", "--corpus", str(dam), "--json")
    answer = json.loads(done.stdout)
    assert answer["citations"][0]["source"] == "dam.txt"
    assert done.returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", ""),
        ("ask", "x" * 100_000),
        ("ask", "Who?", "--corpus", "no/such/folder"),
        ("ask", "Who?", "--embedding-model", "no-such-model"),
        ("ask", "Who?", "--reader", "no-such-reader"),
        ("ask", "Who?", "--corpus", ""),
        ("index", ".", "--into", ""),
        ("index", "no/such/folder"),
        ("index", ""),
        ("evaluate", "no-such.jsonl"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(cache, arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("bothsides: ")


def test_what_goes_well_says_nothing_on_standard_error(dam, tmp_path):
    built = run("index", str(dam), "--into", str(tmp_path / "made"))
    assert (built.returncode, built.stderr) == (0, "")
    asked = run("ask", "How much water does the dam hold?", "--corpus", str(dam))
    assert (asked.returncode, asked.stderr) == (0, "")


def test_chat_understands_follow_ups(cache):
    asked = "Have Pakistan and Afghanistan held peace talks?\nWhere?\n\n"
    done = run("chat", stdin=asked)
    assert done.returncode == 0, done.stderr
    assert "Understood as" in done.stdout
    assert done.stdout.count("Qatar") >= 1


def test_index_says_what_it_did(dam, tmp_path):
    first = run("index", str(dam), "--into", str(tmp_path / "made"))
    assert "1 added" in first.stdout
    second = run("index", str(dam), "--into", str(tmp_path / "made"))
    assert "1 unchanged" in second.stdout
    asked = run("ask", "What does the dam hold?", "--corpus", str(tmp_path / "made"))
    assert "nine metres" in asked.stdout


@pytest.fixture
def mixed(tmp_path):
    folder = tmp_path / "mixed"
    folder.mkdir()
    (folder / "dam.txt").write_text("The Toro dam holds nine metres of water, engineers said.")
    (folder / "bin.txt").write_bytes(b"\x00\x01\x02" * 40)
    (folder / "cut.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<")
    (folder / "empty.html").write_bytes(b"")
    (folder / "none.jsonl").write_text("\n")
    return folder


LEFT_OUT = [
    "left out: bin.txt is binary, not text: remove it or convert it to text",
    "left out: cut.pdf is not a whole PDF file: save it anew (",
    "left out: empty.html holds no article: save the page with its text, or as .txt",
    "left out: none.jsonl holds no rows: write one {…} a line or remove it",
]


def test_what_is_left_out_is_named_each_on_a_line_of_its_own(mixed):
    indexed = run("index", str(mixed), COLUMNS="40")
    named = [line for line in indexed.stdout.splitlines() if line.startswith("left out")]
    asked = run("ask", "How much water?", "--corpus", str(mixed), COLUMNS="40")
    assert "left out" not in asked.stdout
    for lines in (named, asked.stderr.splitlines()):
        assert len(lines) == len(LEFT_OUT), lines
        assert all(line.startswith(said) for line, said in zip(lines, LEFT_OUT, strict=True))
    stated = json.loads(run("index", str(mixed), "--json").stdout)["failures"]
    assert [f["source"] for f in stated] == ["bin.txt", "cut.pdf", "empty.html", "none.jsonl"]
    assert [f"left out: {f['reason']}" for f in stated] == named


def test_many_unreadable_rows_are_counted_after_the_first_few(tmp_path, cache):
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "The Toro dam holds nine metres of water."}\n' + "broken\n" * 9)
    *first, last = run("ask", "How much water?", "--corpus", str(rows)).stderr.splitlines()
    assert [line.split(" is ")[0] for line in first] == [
        f"left out: rows.jsonl#{number}" for number in range(2, 7)
    ]
    assert last == "left out: 4 more; bothsides index names them all"


def test_index_does_every_path_before_it_reports_a_mistake(dam):
    done = run("index", "no/such/folder", str(dam))
    assert done.returncode == 2
    assert done.stderr.startswith("bothsides: ")
    assert "no/such/folder" in done.stderr
    assert "passages" in done.stdout


def test_info_counts_and_dates(cache):
    facts = json.loads(run("info", "--json").stdout)
    assert (facts["articles"], facts["undated"], facts["latest"]) == (2, 1, "2025-07-11")


ROW = {
    "question": "How much water does the dam hold?",
    "answers": ["nine metres"],
    "evidence": [["nine metres of water"]],
}


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.jsonl"
    draft = {**ROW, "question": "Who says how much the dam holds?", "draft": True}
    path.write_text(f"{json.dumps(ROW)}\n{json.dumps(draft)}\n")
    return path


def test_evaluate_prints_figures_and_writes_reports_to_compare_with(dam, gold, tmp_path):
    out, html = tmp_path / "old.json", tmp_path / "report.html"
    written = ("--out", str(out), "--html", str(html))
    done = run("evaluate", str(gold), "--corpus", str(dam), "--json", *written)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    figures = {f["name"]: f["value"] for f in report["figures"]}
    assert figures["citation recall"] == 1.0
    assert len(report["questions"]) == 1  # the draft is left out
    assert report["about"]["questions"] == "1"
    assert "gold.jsonl" in report["about"]["gold file"]
    assert json.loads(out.read_text()) == report
    assert "<h1>Citation accuracy</h1>" in html.read_text()
    again = run("evaluate", str(gold), "--corpus", str(dam), "--drafts", "--compare", str(out))
    assert again.returncode == 0, again.stderr
    assert "Since old.json, over 1 question of both" in again.stdout
    assert "No figure fell by more than its noise." in again.stdout


def test_evaluate_tells_a_fall_by_its_exit_status(dam, gold, tmp_path):
    out = tmp_path / "old.json"
    places = ("in spring", "in May", "in winter", "now", "today", "at most", "at least", "as said")
    rows = [
        {**ROW, "question": f"How much water does the dam hold {place}?", "answers": ["a drop"]}
        for place in places
    ]
    gold.write_text("\n".join(json.dumps(row) for row in rows))
    done = run("evaluate", str(gold), "--corpus", str(dam), "--out", str(out))
    assert done.returncode == 0, done.stderr
    better = json.loads(out.read_text())
    for question in better["questions"]:
        question["scores"]["accuracy"] = 1.0
    out.write_text(json.dumps(better))
    fell = run("evaluate", str(gold), "--corpus", str(dam), "--compare", str(out), "--json")
    assert fell.returncode == 3, fell.stderr
    assert json.loads(fell.stdout)["comparison"]["fallen"] == ["answer accuracy"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--compare", "{folder}/none.json"), "none.json: cannot be read"),
        (("--compare", "{folder}/gold.jsonl"), "no"),
        (("--out", "{folder}/none/report.json"), "name a file in a folder that exists"),
        (("--html", "{folder}"), "name a file in a folder that exists"),
        (("--html", "{folder}/gold.jsonl"), "is the gold file itself"),
        ((), "stands in no article of this corpus"),
    ],
)
def test_evaluate_explains_a_mistake_in_one_line(cache, gold, tmp_path, arguments, message):
    before = gold.read_text()
    done = run("evaluate", str(gold), *(each.format(folder=tmp_path) for each in arguments))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert message in done.stderr
    assert gold.read_text() == before


def test_a_gold_file_of_drafts_alone_is_a_mistake(dam, tmp_path):
    made = tmp_path / "drafts.jsonl"
    made.write_text(json.dumps({**ROW, "draft": True}))
    done = run("evaluate", str(made), "--corpus", str(dam))
    assert done.returncode == 2
    assert "--drafts" in done.stderr


def test_gold_init_drafts_a_file_that_evaluate_takes_and_never_overwrites(cache, tmp_path):
    made = tmp_path / "made.jsonl"
    done = run("gold", "init", "--out", str(made))
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in made.read_text().splitlines()]
    assert all(row["draft"] for row in rows)
    assert f"{len(rows)} drafts" in done.stdout
    before = made.read_text()
    again = run("gold", "init", "--out", str(made))
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert made.read_text() == before
    asked = run("evaluate", str(made), "--drafts", "--json")
    assert asked.returncode == 0, asked.stderr
    assert len(json.loads(asked.stdout)["questions"]) == len(rows)


def test_every_command_has_help_with_an_example_and_stands_in_the_readme():
    commands = [("", command) for command in app.registered_commands]
    for group in app.registered_groups:
        commands += [(f"{group.name} ", each) for each in group.typer_instance.registered_commands]
    names = {group + command.callback.__name__ for group, command in commands}
    assert names >= {"ask", "chat", "index", "evaluate", "info", "gold init"}
    readme = README.read_text()
    for group, command in commands:
        assert "Example: bothsides" in command.callback.__doc__
        assert f"bothsides {group}{command.callback.__name__}" in readme
