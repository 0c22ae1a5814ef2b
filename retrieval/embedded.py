"""The embedded index: BM25 over segments, as `retrieval.bm25` has it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article, Passage
from retrieval.bm25 import Okapi
from retrieval.segments import Kept, Segment, Union, make_segment
from retrieval.tokens import Tokenizer
from retrieval.topk import Scorer, TermLists
from retrieval.types import Hit
from retrieval.vocabulary import Hashes, hash_terms

# Articles unpacked most recently; a question's ranking and the answer's buttons ask for the same ones again.
_UNPACKED = 512


@dataclass(frozen=True, slots=True)
class Living:
    """A segment, but for the articles that were removed since: passages in `dead` are left out.

    `lost` are the hashes of the terms of dead passages, ascending, `losses` in how many dead passages each stands.
    """

    segment: Segment
    dead: NDArray[np.int64]
    lost: Hashes
    losses: NDArray[np.int64]

    @classmethod
    def whole(cls, segment: Segment) -> "Living":
        return cls(segment, np.empty(0, np.int64), np.empty(0, np.uint64), np.empty(0, np.int64))


class EmbeddedIndex:
    """Finds passages in segments as if they were one: statistics are summed over all, scores do not tell them apart.

    Scores are those of `rank_bm25.BM25Okapi` over the same passages, but where `Okapi.idf_of` says otherwise.
    Threads may share it.
    """

    def __init__(self, living: Sequence[Living], generation: str) -> None:
        self.generation = generation
        self._living = tuple(living)
        lengths = [each.segment.postings.lengths.whole() for each in living]
        self._size = sum(len(each) for each in lengths) - sum(len(each.dead) for each in living)
        dead = sum(int(each[alive.dead].sum()) for each, alive in zip(lengths, living, strict=True))
        total = sum(int(each.sum()) for each in lengths) - dead
        self._model = Okapi(self._size, total / self._size if self._size else 1.0)
        self._scorers = [Scorer(each.segment.postings, self._model, each.dead) for each in living]
        self._article = lru_cache(_UNPACKED)(lambda part, number: self._living[part].segment.article(number))

    def __len__(self) -> int:
        return self._size

    def frequency(self, term: str) -> int:
        return int(self._find([term])[1][0])

    def search(self, terms: Mapping[str, float], limit: int) -> list[Hit]:
        wanted = [(term, weight) for term, weight in terms.items() if weight > 0]
        if not wanted or limit < 1:
            return []
        lists = self._lists([term for term, _ in wanted], np.array([weight for _, weight in wanted]))
        best, floor = [], 0.0
        for part, (scorer, each) in enumerate(zip(self._scorers, lists, strict=True)):
            rows, scores = scorer.best(each, limit, floor)
            best += [(score, part, row) for score, row in zip(scores.tolist(), rows.tolist(), strict=True) if score > 0]
            if len(best) >= limit:
                best = _not_under(best, limit)
                floor = min(score for score, _, _ in best)
        hits = [self._hit(score, part, row) for score, part, row in best]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))[:limit]

    def _hit(self, score: float, part: int, row: int) -> Hit:
        segment = self._living[part].segment
        article: Article = self._article(part, segment.owner(row))
        passage: Passage = segment.passage(row, article)
        return Hit(passage, article, score)

    def _lists(self, terms: Sequence[str], weights: NDArray[np.float64]) -> list[TermLists]:
        """Return the lists of the terms in every segment, heaviest term first, the same order for all."""
        numbers, frequencies = self._find(terms)
        idf = np.array([self._model.idf_of(frequency) if frequency else 0.0 for frequency in frequencies.tolist()])
        weights = weights * idf * (self._model.k1 + 1)
        order = np.argsort(-weights, kind="stable")
        return [
            self._term_lists(each, own[order], weights[order]) for each, own in zip(self._living, numbers, strict=True)
        ]

    def _term_lists(self, living: Living, numbers: NDArray[np.int64], weights: NDArray[np.float64]) -> TermLists:
        known = (numbers >= 0) & (weights > 0)
        numbers, weights = numbers[known], weights[known]
        postings = living.segment.postings
        starts, ends = postings.spans(numbers)
        return TermLists(weights, starts, ends, weights * postings.peaks_of(numbers, self._model.avgdl))

    def _find(self, terms: Sequence[str]) -> tuple[list[NDArray[np.int64]], NDArray[np.int64]]:
        """Return the numbers of terms in every segment, -1 where it has none, and in how many passages they stand."""
        hashes = hash_terms(terms)
        numbers, frequencies = [], np.zeros(len(terms), dtype=np.int64)
        for each in self._living:
            own = each.segment.postings.find(hashes)
            numbers.append(own)
            known = np.flatnonzero(own >= 0)
            starts, ends = each.segment.postings.spans(own[known])
            frequencies[known] += ends - starts
            if each.lost.size:
                places = np.minimum(np.searchsorted(each.lost, hashes), len(each.lost) - 1)
                frequencies -= np.where(each.lost[places] == hashes, each.losses[places], 0)
        return numbers, frequencies


def _not_under(best: list[tuple[float, int, int]], limit: int) -> list[tuple[float, int, int]]:
    """Return what is among the best, and what equals the last of them."""
    floor = sorted((score for score, _, _ in best), reverse=True)[limit - 1]
    return [each for each in best if each[0] >= floor]


# To be raised whenever passages are indexed otherwise than before.
FORMAT = 1
# A segment is made of so many characters at once, some 8,000 passages, at 150 MB of memory.
AT_ONCE = 2_000_000


def index_articles(articles: Iterable[Article], tokenizer: Tokenizer) -> EmbeddedIndex:
    """Return an index in memory of articles, each with an id of its own."""
    segments = [make_segment(batch, tokenizer) for batch in batches(articles)]
    whole = Union([Kept.whole(segment) for segment in segments]).segment() if len(segments) > 1 else segments[0]
    return EmbeddedIndex([Living.whole(whole)], generation_of(whole.digests.whole(), tokenizer))


def batches(articles: Iterable[Article], characters: int = AT_ONCE) -> Iterator[list[Article]]:
    """Yield articles in batches of so many characters, one batch at least."""
    batch: list[Article] = []
    size = 0
    for article in articles:
        if batch and size > characters:
            yield batch
            batch, size = [], 0
        batch.append(article)
        size += sum(map(len, article.paragraphs))
    yield batch


def generation_of(digests: NDArray[np.uint64], tokenizer: Tokenizer) -> str:
    """Return what names an index of articles with these digests: the same whatever their order."""
    content = f"{FORMAT} {tokenizer.identity}\n".encode() + np.sort(digests).tobytes()
    return hashlib.blake2b(content, digest_size=4).hexdigest()
