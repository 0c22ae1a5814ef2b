from itertools import pairwise

import numpy as np
import pytest
from rank_bm25 import BM25Okapi

from retrieval.bm25 import Okapi

# Passages in which a term stands in 1, 2, 3 … of them.
STAIRS = [[f"w{number}" for number in range(row, 40)] for row in range(40)]


def test_the_model_has_the_parameters_of_rank_bm25() -> None:
    ours, theirs = Okapi(3, 2.0), BM25Okapi([["a"]])
    assert (ours.k1, ours.b, ours.epsilon) == (theirs.k1, theirs.b, theirs.epsilon) == (1.5, 0.75, 0.25)


def test_the_idf_is_that_of_rank_bm25_for_terms_in_up_to_44_per_cent_of_the_passages() -> None:
    theirs, ours = BM25Okapi(STAIRS), Okapi(40, 1.0)
    for frequency in range(1, 18):
        assert ours.idf_of(frequency) == pytest.approx(theirs.idf[f"w{frequency - 1}"], abs=1e-12)
    assert ours.idf_of(18) != pytest.approx(theirs.idf["w17"], abs=1e-3)


@pytest.mark.parametrize("passages", [1, 2, 3, 4, 11, 50, 1000, 1_000_000])
def test_the_idf_is_positive_and_falls_with_the_frequency(passages: int) -> None:
    model = Okapi(passages, 1.0)
    frequencies = sorted({max(1, passages * part // 100) for part in range(101)})
    idf = [model.idf_of(frequency) for frequency in frequencies]
    assert idf[-1] > 0
    assert all(before > after for before, after in pairwise(idf))


def test_where_rank_bm25_gives_nothing_or_less_the_idf_is_more() -> None:
    half = BM25Okapi([["a"], ["b"]])
    assert half.idf["a"] == 0 < Okapi(2, 1.0).idf_of(1)
    alone = BM25Okapi([["a"]])
    assert alone.get_scores(["a"])[0] < 0 < Okapi(1, 1.0).idf_of(1)


def test_a_word_in_most_passages_no_longer_weighs_more_than_one_in_every_third() -> None:
    theirs, ours = BM25Okapi(STAIRS * 3 + [[f"rare{number}"] for number in range(20)]), Okapi(140, 1.0)
    assert theirs.idf["w39"] > theirs.idf["w19"]
    assert ours.idf_of(120) < ours.idf_of(60)


def test_the_norm_is_k1_for_a_passage_of_average_length() -> None:
    assert Okapi(2, 4.0).norms(np.array([4, 8])) == pytest.approx([1.5, 1.5 * 1.75])
