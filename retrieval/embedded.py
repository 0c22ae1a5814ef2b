"""The embedded index: BM25 over segments, as `retrieval.bm25` has it."""

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.packing import pack_article
from corpus.passages import passage_at
from corpus.types import Article
from retrieval.bm25 import Okapi
from retrieval.memory import MappedMemory
from retrieval.postings import Listing
from retrieval.rules import rules
from retrieval.segments import Kept, Segment, Union, make_segment
from retrieval.tokens import Tokenizer
from retrieval.topk import Scorer, Wanted
from retrieval.types import Hit
from retrieval.vocabulary import Hashes, hash_terms

# Articles unpacked most recently; a question's ranking and the answer's buttons ask for the same ones again.
_UNPACKED = 512
# Terms looked up most recently, 0.5 KB each: those of some twenty questions.
_KNOWN = 500
# Mapped memory is given back to the system where it is more than this and a quarter of all lists, 5 bytes a posting.
# Else all of an archive comes to count as the program's: some systems map 2 MB around every byte that is read. Having
# lists mapped anew, from the system's cache, costs a search a tenth of its time.
_MAPPED, _SHARE, _POSTING = 96 << 20, 0.25, 5


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


# In how many passages a term stands, what it weighs, and where its lists are in every segment.
_Term = tuple[int, float, tuple[Listing | None, ...]]


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
        self._memory = MappedMemory()
        self._most_mapped = _MAPPED + _SHARE * _POSTING * sum(len(each.segment.postings.rows) for each in living)
        self._files = [file for each in living for file in each.segment.files()]
        self._known: dict[str, _Term] = {}
        self._article = lru_cache(_UNPACKED)(self._unpack)

    def __len__(self) -> int:
        return self._size

    def frequency(self, term: str) -> int:
        return self.frequencies((term,))[0]

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        for file in self._files:
            file.measure()
        return [frequency for frequency, _, _ in self._find(terms)] if terms else []

    def search(self, terms: Mapping[str, float], limit: int) -> list[Hit]:
        wanted = [(term, weight) for term, weight in terms.items() if weight > 0]
        if not wanted or limit < 1:
            return []
        for file in self._files:
            file.guard()
        hits = self._search(wanted, limit)
        for file in self._files:
            file.measure()
        return hits

    def _search(self, wanted: list[tuple[str, float]], limit: int) -> list[Hit]:
        best, floor = [], 0.0
        for part, (scorer, each) in enumerate(zip(self._scorers, self._wanted(wanted), strict=True)):
            rows, scores = scorer.best(each, limit, floor)
            best += [(score, part, row) for score, row in zip(scores.tolist(), rows.tolist(), strict=True) if score > 0]
            if len(best) >= limit:
                best = _not_under(best, limit)
                floor = min(score for score, _, _ in best)
        self._forget()
        return sorted(self._hits(best), key=lambda hit: (-hit.score, hit.passage.id))[:limit]

    def _hits(self, best: list[tuple[float, int, int]]) -> Iterator[Hit]:
        for part, living in enumerate(self._living):
            own = [(score, row) for score, its_part, row in best if its_part == part]
            places = living.segment.places(np.array([row for _, row in own], dtype=np.int64))
            for (score, _), (number, start, end) in zip(own, places, strict=True):
                article = self._article(part, number)
                yield Hit(passage_at(article, start, end), article, score)

    def _unpack(self, part: int, number: int) -> Article:
        return self._living[part].segment.article(number)

    def _wanted(self, wanted: list[tuple[str, float]]) -> list[Wanted]:
        """Return what is to be searched for in every segment."""
        lists: list[list[tuple[float, Listing]]] = [[] for _ in self._living]
        total = 0.0
        for (_, weight), (frequency, idf, listings) in zip(
            wanted, self._find([term for term, _ in wanted]), strict=True
        ):
            weight *= idf * (self._model.k1 + 1)
            total += weight if frequency else 0
            for own, listing in zip(lists, listings, strict=True):
                if listing:
                    own.append((weight, listing))
        rounder = 1.5 * 2.0 ** math.ceil(math.log2(total)) if total else 1.0
        return [Wanted(own, rounder) for own in lists]

    def _find(self, terms: Sequence[str]) -> list[_Term]:
        """Return where terms stand; a question asks for the same ones several times."""
        known = self._known if len(self._known) < _KNOWN else {}
        if fresh := [term for term in terms if term not in known]:
            known.update(zip(fresh, self._look_up(fresh), strict=True))
            self._known = known
        return [known[term] for term in terms]

    def _look_up(self, terms: Sequence[str]) -> Iterator[_Term]:
        hashes = hash_terms(terms)
        frequencies = np.zeros(len(terms), dtype=np.int64)
        listings = []
        for each in self._living:
            listings.append(each.segment.postings.look_up(hashes))
            frequencies += [one.end - one.start if one else 0 for one in listings[-1]]
            if each.lost.size:
                places = np.minimum(np.searchsorted(each.lost, hashes), len(each.lost) - 1)
                frequencies -= np.where(each.lost[places] == hashes, each.losses[places], 0)
        each_term = zip(*listings, strict=True) if listings else [()] * len(terms)
        return zip(frequencies.tolist(), self._model.idfs_of(frequencies).tolist(), each_term, strict=True)

    def _forget(self) -> None:
        """Let go of mapped lists where they are too much memory."""
        if self._memory.size() > self._most_mapped:
            for each in self._living:
                each.segment.postings.forget()


def _not_under(best: list[tuple[float, int, int]], limit: int) -> list[tuple[float, int, int]]:
    """Return what is among the best, and what equals the last of them."""
    floor = sorted((score for score, _, _ in best), reverse=True)[limit - 1]
    return [each for each in best if each[0] >= floor]


# A segment is made of so many bytes of packed articles at once, some 6,000 passages, at 120 MB of memory.
AT_ONCE = 4_000_000


def index_articles(articles: Iterable[Article], tokenizer: Tokenizer) -> EmbeddedIndex:
    """Return an index in memory of articles, each with an id of its own."""
    segments = [make_segment(batch, tokenizer) for batch in batches(map(pack_article, articles))]
    whole = Union([Kept.whole(segment) for segment in segments]).segment() if len(segments) > 1 else segments[0]
    return EmbeddedIndex([Living.whole(whole)], generation_of(whole.digests.whole(), tokenizer))


def batches(records: Iterable[bytes], at_once: int = AT_ONCE) -> Iterator[list[bytes]]:
    """Yield packed articles in batches of so many bytes, one batch at least."""
    batch: list[bytes] = []
    size = 0
    for record in records:
        if batch and size > at_once:
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += len(record)
    yield batch


def generation_of(digests: NDArray[np.uint64], tokenizer: Tokenizer) -> str:
    """Return what names an index of articles with these digests: the same whatever their order."""
    content = f"{rules()} {tokenizer.identity}\n".encode() + np.sort(digests).tobytes()
    return hashlib.blake2b(content, digest_size=4).hexdigest()
