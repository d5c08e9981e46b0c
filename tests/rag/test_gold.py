import json
import re
from pathlib import Path

import pytest

from index.catalogue import open_catalogue
from index.errors import GoldError
from rag.feedback import Judgement, as_gold, of_corpus
from rag.gold import GoldQuestion, load_gold, load_rows, reviewed

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


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"question": None}, "question: "),
        ({"question": " ?! "}, "question: question is empty"),
        ({"answers": "Anna"}, "answers: "),
        ({"answers": [1]}, "answers.0: "),
        ({"answers": ["Anna", " "]}, "answers: one of the texts is empty"),
        ({"answers": [], "evidence": []}, "answers: an answerable question needs"),
        ({"evidence": "Anna built it"}, "evidence: "),
        ({"evidence": [[]]}, "evidence: an evidence group or needle is empty"),
        ({"evidence": [["a"], ["b", 2]]}, "evidence.1.1: "),
        ({"answerable": "no"}, "answerable: "),
        ({"contested": 1}, "contested: "),
        ({"contested": True}, "evidence: a contested question needs two groups"),
        ({"contested": True, "evidence": []}, "evidence: a contested question needs two groups"),
        ({"history": [{"content": "x"}]}, "history.0.role: "),
        ({"history": [{"role": "user", "content": 3}]}, "history.0.content: "),
        ({"history": [{"role": "user", "content": "x", "at": 1}]}, "history.0.at: "),
        ({"id": 7}, "id: "),
        ({"kind": []}, "kind: "),
        ({"split": 1}, "split: "),
        ({"also": "x"}, "also: "),
        ({"also": [""]}, "also: "),
        ({"speaker": "Anna"}, "speaker: "),
        ({"speaker": [""]}, "speaker: "),
        ({"speaker": [], "evidence": []}, "evidence: a speaker or party needs evidence"),
        ({"party": ["Norland"]}, "party: "),
        ({"date": "11 July 2025"}, "date: no date like 2025-07-11"),
        ({"date": "2025-02-30"}, "date: "),
        ({"date": 2025}, "date: "),
        ({"silence": "fact"}, "silence: an answerable question is no silence"),
        ({"answerable": False, "answers": [], "evidence": [], "silence": "odd"}, "silence: "),
        ({"answerable": False, "answers": [], "evidence": [], "date": "2025"}, "date: "),
        ({"answerable": False, "answers": [], "evidence": [], "contested": True}, "contested: "),
        ({"note": 1}, "note: "),
        ({"draft": "yes"}, "draft: "),
        ({"anwers": []}, "anwers: no such field; did you mean 'answers'?"),
    ],
)
def test_every_field_of_a_bad_row_is_told_with_its_line(tmp_path, change, message):
    path = write(tmp_path / "g.jsonl", GOOD, "", {**GOOD, "question": "Who else?", **change})
    with pytest.raises(GoldError) as error:
        load_gold(path)
    assert f"g.jsonl, line 3, {message}" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "row", ["[]", "7", "null", "{", '{"question": "Who?", }', "\ud800", "[" * 100_000]
)
def test_a_row_that_is_no_object_names_its_line(tmp_path, row):
    path = tmp_path / "g.jsonl"
    path.write_text(f"{json.dumps(GOOD)}\n{row}", encoding="utf-8", errors="backslashreplace")
    with pytest.raises(GoldError, match=r"g\.jsonl, line 2"):
        load_gold(path)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ('{"question": "Who?", "answers": ["Anna"], "answers": ["Bert"]}', "answers"),
        (
            '{"question": "Who?", "answers": ["Anna"], "history":'
            ' [{"role": "user", "content": "x", "content": "y"}]}',
            "content",
        ),
    ],
)
def test_a_field_that_stands_twice_is_refused(tmp_path, row, field):
    path = write(tmp_path / "g.jsonl", GOOD, row)
    with pytest.raises(GoldError, match=rf"g\.jsonl, line 2, {field}: stands twice"):
        load_gold(path)


@pytest.mark.parametrize("good", [True, False])
def test_a_judgement_of_one_quote_is_a_row_that_loads(tmp_path, good):
    cited = [{"quote": "Anna built it, which Bert denied."}]
    answer = {"answered": True, "contested": True, "short": None, "citations": cited}
    rows = as_gold([Judgement("1", good, "Who built it?", (), answer, "2025-07-11")])
    (question,) = load_gold(write(tmp_path / "g.jsonl", *rows))
    assert question.evidence == (("Anna built it, which Bert denied.",),)


def test_judgements_of_articles_that_are_not_in_the_corpus_are_told_apart(seeds):
    answer = seeds.ask("Where were the peace talks held?").to_dict()
    other = [each | {"source": "added/mine.txt"} for each in answer["citations"]]
    own, added = (
        Judgement(name, True, "Where?", (), answer | {"citations": cited}, "2025-07-11")
        for name, cited in (("own", answer["citations"]), ("added", other))
    )
    assert of_corpus([own, added], open_catalogue(seeds.folder)) == (own,)


@pytest.mark.parametrize("field", ["id", "question"])
def test_repeats_are_told_with_both_lines(tmp_path, field):
    name = {"id": "a"} if field == "id" else {}
    path = write(tmp_path / "g.jsonl", {**GOOD, **name}, {**GOOD, **name})
    with pytest.raises(GoldError, match=f"line 2, {field}: repeats line 1"):
        load_gold(path)


def test_drafts_are_left_out_and_a_file_of_drafts_is_refused(tmp_path):
    path = write(tmp_path / "g.jsonl", GOOD, {**GOOD, "question": "Who else?", "draft": True})
    assert [row.line for row in reviewed(path, load_rows(path))] == [1]
    path = write(tmp_path / "h.jsonl", {**GOOD, "draft": True})
    with pytest.raises(GoldError, match="draft: every row is a draft"):
        reviewed(path, load_rows(path))


def test_the_examples_of_the_documentation_are_good_rows(tmp_path):
    text = (Path(__file__).parents[2] / "docs" / "gold.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 9
    rows = [json.loads(block) for block in blocks]
    assert len(load_gold(write(tmp_path / "g.jsonl", *rows))) == len(rows)
    described = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert described == set(GoldQuestion.model_fields)


def test_no_questions_is_an_error(tmp_path):
    with pytest.raises(GoldError, match="no questions"):
        load_gold(write(tmp_path / "g.jsonl", GOOD), split="nowhere")
    rows = ({**GOOD, "id": name, "split": name} for name in "ab")
    path = write(tmp_path / "h.jsonl", *rows)
    with pytest.raises(GoldError, match="choose among a, b"):
        load_gold(path, split="nowhere")
    with pytest.raises(GoldError, match="cannot be read"):
        load_gold(tmp_path / "missing.jsonl")
