"""`bothsides evaluate` and `gold init` in this process, which is faster than through a shell."""

import json

import pytest
from typer.testing import CliRunner

from index.errors import GoldError, ReportError
from ui.cli import app

ROW = {
    "question": "How much water does the dam hold?",
    "answers": ["nine metres"],
    "evidence": [["nine metres of water"]],
}


@pytest.fixture(scope="module")
def dam(tmp_path_factory, cache):
    folder = tmp_path_factory.mktemp("dam")
    (folder / "dam.txt").write_text("The Toro dam holds nine metres of water, engineers said.")
    return folder


@pytest.fixture
def gold(tmp_path):
    return written(tmp_path / "gold.jsonl", ROW)


def written(path, *rows):
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


def printed(*arguments, status=0):
    """What a command prints, white space folded."""
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == status
    return " ".join(done.output.split())


@pytest.mark.parametrize(
    ("command", "option", "name"),
    [
        ("evaluate", "--html", "r.html"),
        ("evaluate", "--out", "r.jsonl"),
        ("init", "--out", "g.jsonl"),
    ],
)
def test_nothing_that_is_written_becomes_an_article(dam, gold, tmp_path, command, option, name):
    (tmp_path / "link").symlink_to(dam)
    asked = ("evaluate", gold) if command == "evaluate" else ("gold", "init")
    for folder in (dam, tmp_path / "link"):
        with pytest.raises(ReportError, match="lies among the articles"):
            printed(*asked, "--corpus", dam, option, folder / name)
    assert [each.name for each in dam.iterdir()] == ["dam.txt"]


@pytest.mark.parametrize("option", ["--out", "--html"])
def test_the_report_to_compare_with_is_not_overwritten(dam, gold, tmp_path, option):
    old = tmp_path / "old.json"
    old.write_text('{"format": 1, "about": {}, "questions": []}')
    (tmp_path / "same.json").hardlink_to(old)
    with pytest.raises(ReportError, match="is the report to compare with"):
        printed("evaluate", gold, "--corpus", dam, "--compare", old, option, tmp_path / "same.json")


def test_a_run_says_what_it_measured_and_what_differs(dam, gold, tmp_path):
    old, page = tmp_path / "old.json", tmp_path / "report.html"
    first = printed("evaluate", gold, "--corpus", dam, "--out", old, "--html", page)
    assert "questions: 1 corpus: dam" in first
    assert json.loads(old.read_text())["about"]["questions"] == "1"
    assert "<h1>Citation accuracy</h1>" in page.read_text()
    written(gold, ROW, {**ROW, "question": "What holds it?", "draft": True})
    again = printed("evaluate", gold, "--corpus", dam, "--compare", old)
    assert "drafts left out: 1" in again
    assert "drafts left out: – → 1" in again


def test_drafts_of_articles_that_make_no_question_are_refused(tmp_path, cache):
    folder = tmp_path / "de"
    folder.mkdir()
    (folder / "a.txt").write_text("Der Rat von Bramsey schloss den Hafen am 2. Mai. Hallo.")
    with pytest.raises(GoldError, match="no sentence of the corpus makes a question"):
        printed("gold", "init", "--corpus", folder, "--out", tmp_path / "g.jsonl")
    assert not (tmp_path / "g.jsonl").exists()


@pytest.mark.parametrize(("place", "asked"), [("/proc/x.json", False), ("/dev/full", True)])
def test_a_report_that_cannot_be_written_costs_no_figures(dam, gold, place, asked):
    done = CliRunner().invoke(app, ["evaluate", str(gold), "--corpus", str(dam), "--out", place])
    assert isinstance(done.exception, ReportError)
    assert f"{place}: cannot be written" in str(done.exception)
    assert ("quote fidelity" in done.output) == asked
