import json

import pytest

from index.errors import GoldError
from rag.gold import load_gold

GOOD = {"question": "Who built it?", "answers": ["Anna"], "evidence": [["Anna built it"]]}


def write(path, *rows):
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows))
    return path


def test_reads_rows_and_splits(tmp_path):
    path = write(tmp_path / "g.jsonl", GOOD, "", {**GOOD, "id": "2", "split": "report"})
    assert len(load_gold(path)) == 2
    assert [q.split for q in load_gold(path, split="report")] == ["report"]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({**GOOD, "question": 7}, "question"),
        ({**GOOD, "evidence": ["Anna built it"]}, "evidence.0"),
        ({**GOOD, "evidense": []}, "evidense"),
        ({**GOOD, "answerable": False}, "unanswerable"),
        ({**GOOD, "evidence": [[" "]]}, "needle"),
        ({**GOOD, "history": [{"role": "robot", "content": "x"}]}, "history.0.role"),
        ("{not json", "not JSON"),
    ],
)
def test_a_bad_row_names_file_line_and_field(tmp_path, row, field):
    path = write(tmp_path / "g.jsonl", GOOD, row)
    with pytest.raises(GoldError, match=r"g\.jsonl, line 2") as error:
        load_gold(path)
    assert field in str(error.value)


def test_no_questions_is_an_error(tmp_path):
    with pytest.raises(GoldError, match="no questions"):
        load_gold(write(tmp_path / "g.jsonl", GOOD), split="nowhere")
    with pytest.raises(GoldError, match="cannot be read"):
        load_gold(tmp_path / "missing.jsonl")
