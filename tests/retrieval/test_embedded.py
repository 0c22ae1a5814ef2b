"""The embedded index against its reference, rank_bm25 itself, over random corpora."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from corpus.packing import pack_article
from corpus.types import Article, ArticleId
from retrieval.bm25 import Okapi
from retrieval.columns import Column
from retrieval.embedded import EmbeddedIndex, Living, batches, index_articles
from retrieval.postings import Postings, invert
from retrieval.segments import Kept, Segment, Union
from retrieval.segments import make_segment as segment_of
from retrieval.strips import make_tops
from retrieval.tokens import Tokenizer
from retrieval.vocabulary import hash_terms
from tests.retrieval.conftest import PAPER

Passages = list[list[str]]


def name(number: int) -> ArticleId:
    return ArticleId(f"{number:010x}")


def postings_of(passages: Passages) -> Postings:
    """Return the postings of passages given as terms."""
    rows = np.repeat(np.arange(len(passages), dtype=np.uint32), [len(terms) for terms in passages])
    return invert(hash_terms([term for terms in passages for term in terms]), rows, len(passages))


def make_segment(passages: Passages, first: int = 0) -> Segment:
    """Return a segment of passages given as terms, each the one passage of an article named by its number."""
    records = [
        pack_article(Article(name(number), None, (" ".join(terms),), "t"))
        for number, terms in enumerate(passages, first)
    ]
    size = len(passages)
    return Segment(
        postings_of(passages),
        Column(np.arange(size, dtype=np.uint32)),
        Column(np.zeros(size, dtype=np.uint32)),
        Column(np.array([len(" ".join(terms)) for terms in passages], dtype=np.uint32)),
        Column(hash_terms([name(number) for number in range(first, first + size)])),
        Column(np.arange(first, first + size, dtype=np.uint64)),
        Column(np.cumsum([len(record) for record in records], dtype=np.int64)),
        Column(np.frombuffer(b"".join(records), dtype=np.uint8)),
    )


def with_tops(segment: Segment) -> Segment:
    """Return a segment with tops for all its terms but those in fewer than one of 128 passages."""
    postings = segment.postings
    norms = Okapi(len(postings), postings.pivot).norms(postings.lengths.whole()).astype(np.float32)
    sizes = np.diff(postings.ends.whole(), prepend=0)
    common, tops = make_tops(sizes, postings.rows.whole(), postings.counts.whole(), norms, fewest=1)
    return replace(segment, postings=replace(postings, common=Column(common), tops=Column(tops)))


def bury(segment: Segment, passages: Passages, dead: Sequence[int]) -> Living:
    """Return a segment without some of its passages."""
    lost: dict[str, int] = {}
    for row in dead:
        for term in set(passages[row]):
            lost[term] = lost.get(term, 0) + 1
    hashes = hash_terms(list(lost))
    order = np.argsort(hashes)
    return Living(segment, np.array(sorted(dead), dtype=np.int64), hashes[order], np.array(list(lost.values()))[order])


def found(index: EmbeddedIndex, query: dict[str, float], limit: int) -> list[tuple[str, float]]:
    return [(hit.article.id, hit.score) for hit in index.search(query, limit)]


def expected(
    passages: Passages, query: dict[str, float], numbers: Sequence[int] | None = None
) -> list[tuple[str, float]]:
    """Return what rank_bm25 finds, its idf replaced where ours is said to differ, ordered as the seam says."""
    reference = BM25Okapi(passages)
    model = Okapi(len(passages), reference.avgdl)
    for term, idf in reference.idf.items():
        frequency = sum(term in passage for passage in passages)
        if 2 * frequency >= len(passages) or idf < model.epsilon:
            reference.idf[term] = model.idf_of(frequency)
    scores = sum((weight * reference.get_scores([term]) for term, weight in query.items()), np.zeros(len(passages)))
    ids = [name(number) for number in (numbers if numbers is not None else range(len(passages)))]
    return sorted(
        ((id, score) for id, score in zip(ids, scores.tolist(), strict=True) if score > 0), key=lambda x: -x[1]
    )


def assert_same(ours: list[tuple[str, float]], theirs: list[tuple[str, float]], limit: int) -> None:
    assert [score for _, score in ours] == pytest.approx([score for _, score in theirs[:limit]], abs=1e-9, rel=1e-9)
    wanted = dict(theirs)
    assert all(score == pytest.approx(wanted[id], abs=1e-9, rel=1e-9) for id, score in ours)
    assert ours == sorted(ours, key=lambda hit: (-hit[1], hit[0]))


# A few terms in many passages, and many in few; now and then a passage that says one thing over and over.
TERM = st.integers(0, 5).map("a{}".format) | st.integers(0, 60).map("b{}".format)
PASSAGE = st.lists(TERM, min_size=1, max_size=12) | st.tuples(TERM, st.integers(250, 400)).map(lambda x: [x[0]] * x[1])
PASSAGES = st.lists(PASSAGE, min_size=1, max_size=40)
QUERY = st.dictionaries(TERM | st.just("none"), st.floats(0.1, 10), max_size=8)
LIMIT = st.integers(1, 50)


@settings(max_examples=300, deadline=None)
@given(PASSAGES, QUERY, LIMIT)
def test_scores_are_those_of_rank_bm25(passages: Passages, query: dict[str, float], limit: int) -> None:
    index = EmbeddedIndex([Living.whole(make_segment(passages))], "x")
    assert_same(found(index, query, limit), expected(passages, query), limit)


@settings(max_examples=100, deadline=None)
@given(PASSAGES.filter(lambda passages: len(passages) > 3), QUERY)
def test_scores_of_terms_in_few_passages_are_those_of_rank_bm25_as_it_is(
    passages: Passages, query: dict[str, float]
) -> None:
    reference = BM25Okapi(passages)
    few = {term: weight for term, weight in query.items() if sum(term in p for p in passages) < 0.43 * len(passages)}
    scores = sum((weight * reference.get_scores([term]) for term, weight in few.items()), np.zeros(len(passages)))
    index = EmbeddedIndex([Living.whole(make_segment(passages))], "x")
    ours = dict(found(index, few, 50))
    assert [ours.get(name(row), 0.0) for row in range(len(passages))] == pytest.approx(scores.tolist(), abs=1e-9)


def random_passages(random: np.random.Generator, size: int) -> Passages:
    """Return passages of Zipf's words, some of them twice or more, one saying a word over and over."""
    numbers = [np.minimum(random.zipf(1.3, random.integers(1, 30)), 200) for _ in range(size)]
    for copy, original in random.integers(0, size, (size // 4, 2)):
        numbers[copy] = numbers[original]
    numbers[random.integers(0, size)] = np.full(random.integers(200, 400), 3)
    return [[f"w{number}" for number in each] for each in numbers]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 3), st.integers(1, 40), st.sampled_from([0.0, 0.05, 0.5]))
def test_bounds_and_floors_leave_out_nothing(seed: int, segments: int, limit: int, removed: float) -> None:
    random = np.random.default_rng(seed)
    living, left, first = [], {}, 0
    for _ in range(segments):
        passages = random_passages(random, int(random.integers(50, 400)))
        dead = np.flatnonzero(random.random(len(passages)) < removed).tolist()
        living.append(bury(with_tops(make_segment(passages, first)), passages, dead))
        left |= {first + row: terms for row, terms in enumerate(passages) if row not in dead}
        first += len(passages)
    query = {f"w{number}": float(random.choice([1.0, 0.3, 5.0])) for number in random.zipf(1.3, 15)}
    ours = found(EmbeddedIndex(living, "x"), query, limit)
    assert_same(ours, expected(list(left.values()), query, list(left)), limit)
    fresh = EmbeddedIndex([Living.whole(make_segment(list(left.values())))], "x")
    assert [score for _, score in found(fresh, query, limit)] == [score for _, score in ours]


@settings(max_examples=200, deadline=None)
@given(st.lists(PASSAGES, min_size=1, max_size=4), QUERY, LIMIT, st.data())
def test_segments_with_removed_passages_answer_as_one_fresh_index_does(
    parts: list[Passages], query: dict[str, float], limit: int, data: st.DataObject
) -> None:
    living, kept, left, first = [], [], {}, 0
    for passages in parts:
        dead = data.draw(st.sets(st.integers(0, len(passages) - 1)))
        segment = make_segment(passages, first)
        living.append(bury(segment, passages, sorted(dead)))
        kept.append(Kept(segment, np.array([row not in dead for row in range(len(passages))])))
        left |= {first + row: terms for row, terms in enumerate(passages) if row not in dead}
        first += len(passages)
    several = EmbeddedIndex(living, "x")
    merged = EmbeddedIndex([Living.whole(Union(kept).segment())], "x")
    assert found(several, query, limit) == found(merged, query, limit)
    assert len(several) == len(merged) == len(left)
    for term in query:
        assert several.frequency(term) == merged.frequency(term) == sum(term in terms for terms in left.values())
    if left:
        assert_same(found(merged, query, limit), expected(list(left.values()), query, list(left)), limit)


def test_a_larger_corpus_is_searched_by_bounds_and_finds_the_same() -> None:
    random = np.random.default_rng(5)
    words = [f"w{number}" for number in range(3000)]
    passages = [[words[place] for place in np.minimum(random.zipf(1.15, 60), 3000) - 1] for _ in range(5000)]
    segments = [make_segment(passages[:4000]), make_segment(passages[4000:], 4000)]
    assert [len(segment.postings.common) > 0 for segment in segments] == [True, True]
    index = EmbeddedIndex([Living.whole(segment) for segment in segments], "x")
    reference = BM25Okapi(passages)
    for _ in range(10):
        query = {words[place]: 1.0 for place in np.minimum(random.zipf(1.15, 20), 3000) - 1}
        for limit in (1, 10, 100):
            assert_same(found(index, query, limit), expected_of(reference, passages, query), limit)


def expected_of(reference: BM25Okapi, passages: Passages, query: dict[str, float]) -> list[tuple[str, float]]:
    model = Okapi(len(passages), reference.avgdl)
    for term in query:
        reference.idf[term] = model.idf_of(sum(term in passage for passage in passages))
    scores = reference.get_scores(list(query)).tolist()
    return sorted(((name(row), score) for row, score in enumerate(scores) if score > 0), key=lambda x: -x[1])


def test_an_index_of_nothing_finds_nothing() -> None:
    index = EmbeddedIndex([], "x")
    assert (index.search({"a": 1.0}, 5), index.frequencies(["a", "b"]), len(index)) == ([], [0, 0], 0)


def test_threads_that_share_an_index_find_what_one_finds() -> None:
    passages = [[f"w{(row * step) % 97}" for step in range(1, 20)] for row in range(1, 500)]
    index = EmbeddedIndex([Living.whole(make_segment(passages))], "x")
    queries = [{f"w{first}": 1.0, f"w{first + 1}": 2.0} for first in range(90)]
    alone = [found(index, query, 7) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda query: found(index, query, 7), queries * 5)) == alone * 5


def test_an_index_made_in_several_batches_answers_as_one_made_at_once(tokenizer: Tokenizer) -> None:
    packed = [pack_article(article) for article in PAPER]
    assert [len(batch) for batch in batches(packed, 1)] == [1] * len(PAPER)
    assert [len(batch) for batch in batches(packed)] == [len(PAPER)]
    segments = [Kept.whole(segment_of(batch, tokenizer)) for batch in batches(packed, 1)]
    index = EmbeddedIndex([Living.whole(Union(segments).segment())], "x")
    query = dict.fromkeys(tokenizer.words("少儿书画展接待多少观众"), 1.0)
    assert index.search(query, 9) == index_articles(PAPER, tokenizer).search(query, 9)
