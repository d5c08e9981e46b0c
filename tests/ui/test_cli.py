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
        ("index", "no/such/folder"),
        ("evaluate", "no-such.jsonl"),
    ],
)
def test_a_mistake_is_one_line_and_status_2(cache, arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("bothsides: ")


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


def test_info_counts_and_dates(cache):
    facts = json.loads(run("info", "--json").stdout)
    assert (facts["articles"], facts["undated"], facts["latest"]) == (2, 1, "2025-07-11")


def test_evaluate_prints_figures(dam, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        json.dumps(
            {
                "question": "How much water does the dam hold?",
                "answers": ["nine metres"],
                "evidence": [["nine metres of water"]],
            }
        )
    )
    done = run("evaluate", str(gold), "--corpus", str(dam), "--json")
    figures = {f["name"]: f["value"] for f in json.loads(done.stdout)["figures"]}
    assert figures["citation recall"] == 1.0


def test_every_command_has_help_with_an_example_and_stands_in_the_readme():
    commands = [command.callback for command in app.registered_commands]
    assert {c.__name__ for c in commands} >= {"ask", "chat", "index", "evaluate", "info"}
    readme = README.read_text()
    for command in commands:
        assert "Example: bothsides" in command.__doc__
        assert f"bothsides {command.__name__}" in readme
