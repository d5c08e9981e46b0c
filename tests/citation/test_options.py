"""What the suite says of mistakes on its own command line, before anything is asked."""

from pathlib import Path
from types import SimpleNamespace

import pytest

GOOD = '{"question": "Who built it?", "answers": ["Anna"]}\n'


@pytest.fixture
def configured(pytestconfig):
    """The suite's own `pytest_configure` with the options that a test gives."""
    suite = pytestconfig.pluginmanager.get_plugin(str(Path(__file__).with_name("conftest.py")))

    def configured(**options):
        def getoption(name, default=None):
            return options.get(name.lstrip("-"), default)

        config = SimpleNamespace(getoption=getoption)
        suite.pytest_configure(config)
        return config

    return configured


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('{"question": "Who?"}', "line 2, answers: an answerable question needs"),
        ('{"question": "Who?", "evidense": []}', "line 2, evidense: no such field"),
    ],
)
def test_a_bad_gold_file_is_one_line(configured, tmp_path, row, message):
    path = tmp_path / "g.jsonl"
    path.write_text(f"{GOOD}{row}\n")
    with pytest.raises(pytest.UsageError, match=message):
        configured(gold=path)


def test_a_bad_floor_is_told_before_anything_is_asked(configured, tmp_path):
    path = tmp_path / "g.jsonl"
    path.write_text(GOOD)
    with pytest.raises(pytest.UsageError, match="names no figure"):
        configured(gold=path, floor=["nonsense"])


def test_the_rows_are_read_once(configured, tmp_path):
    path = tmp_path / "g.jsonl"
    path.write_text(GOOD)
    config = configured(gold=path, floor=["answer accuracy=0.5"])
    assert [row.line for row in config.citation_plan.rows] == [1]
    assert [floor.value for floor in config.citation_floors] == [0.5]


def test_drafts_are_asked_where_they_are_wanted(configured, tmp_path):
    path = tmp_path / "g.jsonl"
    path.write_text(GOOD.replace("}", ', "draft": true}'))
    with pytest.raises(pytest.UsageError, match="--drafts"):
        configured(gold=path)
    assert configured(gold=path, drafts=True).citation_plan.rows[0].question.draft


@pytest.mark.parametrize("name", ["corpus", "compare", "html"])
def test_an_option_without_a_gold_file_is_told(configured, tmp_path, name):
    with pytest.raises(pytest.UsageError, match=f"--{name}: name the gold file"):
        configured(**{name: tmp_path})


def test_the_report_to_compare_with_is_kept(configured, tmp_path):
    path, old = tmp_path / "g.jsonl", tmp_path / "old.json"
    path.write_text(GOOD)
    old.write_text("{}")
    with pytest.raises(pytest.UsageError, match="is the report to compare with"):
        configured(gold=path, compare=old, out=old)
