import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.postings import Listing, _order
from retrieval.vocabulary import hash_terms
from tests.retrieval.test_embedded import postings_of

HASHES = ["0xbd6d190f43842328", "0xfc4be05443b02681", "0xb669f16f6a4a9697", "0x17fb89ee9dcab42a"]


@given(st.lists(st.integers(0, 6).map(lambda low: (1 << 40) + low) | st.integers(0, 2**64 - 1), max_size=60))
def test_hashes_that_are_alike_in_their_upper_bits_are_put_in_order(numbers: list[int]) -> None:
    hashes, rows = np.array(numbers, dtype=np.uint64), np.arange(len(numbers), dtype=np.uint32)[::-1] // 2 * 40_000
    order = _order(hashes, rows)
    assert list(zip(hashes[order], rows[order], strict=True)) == sorted(zip(hashes, rows, strict=True))


@given(st.lists(st.text(max_size=4), max_size=20))
def test_the_same_term_has_the_same_hash_whatever_stands_beside_it(terms: list[str]) -> None:
    alone = [int(hash_terms([term])[0]) for term in terms]
    assert hash_terms(terms).tolist() == alone
    assert len(set(alone)) == len({term.replace("\0", "\ufffd") for term in terms})


def test_a_term_has_the_hash_it_had_when_the_index_was_written() -> None:
    assert [hex(number) for number in hash_terms(["图书馆", "·图书", "𠮷", ""]).tolist()] == HASHES


def test_a_term_said_hundreds_of_times_in_a_passage_is_counted_exactly() -> None:
    postings = postings_of([["a"] * 254, ["a"] * 255, ["b", *["a"] * 1000]])
    [listing] = postings.look_up(hash_terms(["a"]))
    assert listing is not None
    start, end, _ = listing
    rows, counts = postings.read([(start, end)])
    assert (rows.tolist(), counts.tolist()) == ([0, 1, 2], [254, 255, 1000])
    assert postings.count([(start, end)], np.array([2, 0, 9])).tolist() == [[1000, 254, 0]]


def test_a_term_that_no_passage_has_is_not_found() -> None:
    assert postings_of([["a"]]).look_up(hash_terms(["b", "a", ""])) == [None, Listing(0, 1, -1), None]
    assert postings_of([]).look_up(hash_terms(["b"])) == [None]
