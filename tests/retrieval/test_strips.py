import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.strips import PARTS, make_tops, strips_of

# For every term its passages, of 200, and how often it stands in each.
LISTS = st.lists(st.dictionaries(st.integers(0, 199), st.integers(1, 255), min_size=1), max_size=6)


@given(LISTS, st.integers(1, 40))
def test_a_top_is_the_least_255th_that_no_saturation_in_its_strip_is_above(
    lists: list[dict[int, int]], fewest: int
) -> None:
    norms = np.linspace(0.4, 9, 200).astype(np.float32)
    sizes = np.array([len(each) for each in lists], dtype=np.int64)
    rows = np.array([row for each in lists for row in sorted(each)], dtype=np.uint32)
    counts = np.array([each[row] for each in lists for row in sorted(each)], dtype=np.uint8)
    terms, tops = make_tops(sizes, rows, counts, norms, fewest)
    assert terms.tolist() == [number for number, each in enumerate(lists) if len(each) >= max(fewest, 2)]
    told = tops.reshape(len(terms), strips_of(200))
    for term, own in zip(terms.tolist(), told, strict=True):
        most = [0.0] * strips_of(200)
        for row, count in lists[term].items():
            most[row // 64] = max(most[row // 64], 1.0 if count == 255 else count / (count + norms[row]))
        assert np.allclose(own, np.ceil(np.array(most) * PARTS - 1e-4))


def test_no_term_is_common_among_no_passages() -> None:
    none = np.empty(0, dtype=np.int64)
    terms, tops = make_tops(none, none.astype(np.uint32), none.astype(np.uint8), none.astype(np.float32))
    assert (len(terms), len(tops)) == (0, 0)
