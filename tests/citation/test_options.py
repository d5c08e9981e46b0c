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


def test_a_bad_floor_is_told_before_anything_is_asked(configured):
    with pytest.raises(pytest.UsageError, match="names no figure"):
        configured(floor=["nonsense"])


def test_the_rows_are_read_once(configured, tmp_path):
    path = tmp_path / "g.jsonl"
    path.write_text(GOOD)
    config = configured(gold=path, floor=["answer accuracy=0.5"])
    assert [row.line for row in config.citation_rows] == [1]
    assert [floor.value for floor in config.citation_floors] == [0.5]
