import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import vectors


def unit_rows(count, dimension=16, seed=0):
    rows = np.random.default_rng(seed).standard_normal((count, dimension), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float16).astype(np.float32)


@settings(max_examples=40, deadline=None)
@given(count=st.integers(1, 60), limit=st.integers(1, 80), seed=st.integers(0, 999))
def test_finds_what_comparing_every_vector_finds(count, limit, seed):
    rows = unit_rows(count, seed=seed)
    ids = np.arange(count, dtype=np.int64) * 3 + 7
    query = unit_rows(1, seed=seed + 1)[0]
    found = vectors.build(ids, rows).search(query, limit)
    exact = rows @ query
    expected = sorted(zip(ids, exact, strict=True), key=lambda pair: (-pair[1], pair[0]))[:limit]
    assert [number for number, _ in found] == [number for number, _ in expected]
    assert [cosine for _, cosine in found] == pytest.approx([c for _, c in expected], abs=1e-5)


def test_equal_vectors_come_in_order_of_their_ids():
    rows = np.repeat(unit_rows(1), 5, axis=0)
    found = vectors.build(np.array([2, 3, 5, 8, 13]), rows).search(rows[0], 5)
    assert [number for number, _ in found] == [2, 3, 5, 8, 13]


def test_a_saved_index_answers_the_same(tmp_path):
    rows = unit_rows(50)
    built = vectors.build(np.arange(50), rows)
    built.save(tmp_path)
    loaded = vectors.load(tmp_path)
    assert len(loaded) == 50
    assert loaded.dimension == 16
    assert loaded.search(rows[3], 9) == built.search(rows[3], 9)
    assert loaded.cosines(rows[3], [3, 4]) == built.cosines(rows[3], [3, 4])


def test_cosines_of_named_passages_are_those_of_the_search():
    rows = unit_rows(30)
    index = vectors.build(np.arange(30) + 100, rows)
    found = dict(index.search(rows[5], 30))
    names = [129, 100, 115]
    assert index.cosines(rows[5], names) == pytest.approx([found[n] for n in names], abs=1e-6)
    with pytest.raises(KeyError):
        index.cosines(rows[5], [100, 130])
    with pytest.raises(KeyError):
        index.cosines(rows[5], [99])


def test_ids_must_ascend_and_match():
    with pytest.raises(ValueError, match="ascending"):
        vectors.build(np.array([2, 1]), unit_rows(2))
    with pytest.raises(ValueError, match="ascending"):
        vectors.build(np.array([1]), unit_rows(2))


def test_a_grouped_index_finds_nearly_the_same_and_survives_saving(tmp_path):
    centres = unit_rows(40, seed=1)
    rows = centres[np.arange(4000) % 40] + 0.3 * unit_rows(4000, seed=2)
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    grouped = vectors.build(np.arange(4000) + 5, rows, exact_limit=1000)
    grouped.save(tmp_path)
    loaded = vectors.load(tmp_path)
    shares = []
    for query in rows[:20]:
        exact = set(np.argsort(-(rows @ query))[:20] + 5)
        shares.append(len(exact & {number for number, _ in loaded.search(query, 20)}) / 20)
    assert np.mean(shares) > 0.9
    assert loaded.cosines(rows[7], [12, 2000])[0] == pytest.approx(1, abs=1e-3)
