"""Which passages have a term, and how often: one list after the other, in flat columns that can be mapped."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retrieval.bm25 import Floats, Okapi
from retrieval.columns import Column
from retrieval.vocabulary import Hashes, hash_terms

Sizes = NDArray[np.int64]

# A term stands 255 times or more in a passage only where a page is broken; how often exactly is kept apart.
MANY = 255


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of terms, in the order of their hashes, with all that is stored of them; pieces follow one another.

    `ends` and the places in `many` count from the first piece on.
    """

    hashes: Hashes
    ends: Sizes
    peaks: NDArray[np.float32]
    rows: NDArray[np.uint32]
    counts: NDArray[np.uint8]
    many: Sizes
    many_counts: Sizes


@dataclass(frozen=True, slots=True)
class Postings:
    """The passages of every term, by row, ascending, and how often it stands in each.

    Those of term number n end at `ends[n]` and begin where those of the term before end, in `rows` and `counts`; a
    count of 255 stands for what `many_counts` says beside the same place in `many`, which ascends. `lengths` are the
    passages' lengths in terms. `peaks[n]` is the most that the saturation of term n comes to in any passage while
    their average length is `pivot`.
    """

    hashes: Column[np.uint64]
    ends: Column[np.int64]
    peaks: Column[np.float32]
    rows: Column[np.uint32]
    counts: Column[np.uint8]
    many: Column[np.int64]
    many_counts: Column[np.int64]
    lengths: Column[np.uint32]
    pivot: float

    def __len__(self) -> int:
        return len(self.lengths)

    def find(self, hashes: Hashes) -> Sizes:
        """Return the numbers of terms given by their hashes, -1 for one that no passage has."""
        if not len(self.hashes):
            return np.full(len(hashes), -1)
        places = np.searchsorted(self.hashes.unchecked, hashes)
        here, before = np.minimum(places, len(self.hashes) - 1), np.maximum(places - 1, 0)
        found, previous = self.hashes.take(here), self.hashes.take(before)
        # A search through damaged hashes ends anywhere; at the right place the checked neighbours enclose the hash.
        if np.any((found < hashes) & (places < len(self.hashes))) or np.any((previous >= hashes) & (places > 0)):
            self.hashes.whole()
        return np.where(found == hashes, here, -1)

    def spans(self, numbers: Sizes) -> tuple[Sizes, Sizes]:
        """Return where in `rows` the passages of terms begin and end."""
        starts = np.where(numbers > 0, self.ends.take(np.maximum(numbers - 1, 0)), 0)
        return starts, self.ends.take(numbers)

    def read(self, starts: list[int], ends: list[int]) -> tuple[NDArray[np.uint32], Floats]:
        """Return the passages of several terms, list after list, and how often each term stands in each."""
        spans = list(zip(starts, ends, strict=True))
        counts = np.concatenate([self.counts.part(*span) for span in spans]).astype(np.float64)
        most = np.flatnonzero(counts == MANY)
        if most.size:
            places = np.concatenate([np.arange(*span) for span in spans])
            counts[most] = self._exact(places[most])
        return np.concatenate([self.rows.part(*span) for span in spans]), counts

    def counts_at(self, start: int, end: int, places: NDArray[np.intp]) -> Floats:
        """Return how often a term whose list is from start to end stands in the passages at places of the list."""
        counts = self.counts.part(start, end)[places].astype(np.float64)
        most = np.flatnonzero(counts == MANY)
        if most.size:
            counts[most] = self._exact(places[most] + start)
        return counts

    def forget(self) -> None:
        """Give the memory of mapped lists back to the system, which reads them again when they are asked for."""
        self.rows.forget()
        self.counts.forget()

    def _exact(self, places: NDArray[np.intp]) -> Sizes:
        return self.many_counts.whole()[np.searchsorted(self.many.whole(), places)]

    def peaks_of(self, numbers: Sizes, average: float) -> Floats:
        """Return a bound on the saturation of terms while the passages' average length is `average`.

        Where the average is n times the pivot, no passage is saturated more than n times as much.
        """
        return self.peaks.take(numbers).astype(np.float64) * (max(1.0, average / self.pivot) * 1.000001)


def join(pieces: Iterable[Piece], lengths: NDArray[np.uint32], pivot: float) -> Postings:
    """Return the postings of pieces, in memory."""
    held = list(pieces)
    columns = {
        field.name: Column(np.concatenate([getattr(piece, field.name) for piece in held])) for field in fields(Piece)
    }
    return Postings(**columns, lengths=Column(lengths), pivot=pivot)


def invert(passages: Iterable[list[str]]) -> Postings:
    """Return the postings of some passages, each given as its terms; of more than 10,000, better in parts."""
    counted: list[Counter[str]] = []
    heaps: list[_Heap] = []
    lengths: list[int] = []
    for terms in passages:
        counted.append(Counter(terms))
        lengths.append(len(terms))
        if len(counted) == _HEAP:
            heaps.append(_heap(counted, len(lengths) - len(counted)))
            counted = []
    heaps.append(_heap(counted, len(lengths) - len(counted)))
    pivot = sum(lengths) / len(lengths) if any(lengths) else 1.0
    sizes = np.array(lengths, dtype=np.uint32)
    return join([_sort(heaps, sizes, pivot)], sizes, pivot)


# The terms of so many passages become numbers together: while their strings are still in the processor's cache.
_HEAP = 64


@dataclass(frozen=True, slots=True)
class _Heap:
    """Terms of some passages as they came, each with its row and how often it stands there."""

    hashes: Hashes
    rows: NDArray[np.uint32]
    counts: NDArray[np.uint32]


def _heap(counted: list[Counter[str]], first: int) -> _Heap:
    hashes = hash_terms(list(chain.from_iterable(counted)))
    counts = np.fromiter(chain.from_iterable(map(Counter.values, counted)), dtype=np.uint32, count=len(hashes))
    different = np.fromiter(map(len, counted), dtype=np.int64, count=len(counted))
    rows = np.repeat(np.arange(first, first + len(counted), dtype=np.uint32), different)
    return _Heap(hashes, rows, counts)


def _sort(heaps: list[_Heap], lengths: NDArray[np.uint32], pivot: float) -> Piece:
    """Put terms in the order of their hashes, and each one's passages in the order of their rows."""
    hashes, rows, counts = (np.concatenate([getattr(heap, field.name) for heap in heaps]) for field in fields(_Heap))
    order = _order(hashes)
    hashes, rows, counts = hashes[order], rows[order], counts[order]
    fresh = np.ones(len(hashes), dtype=bool)
    fresh[1:] = hashes[1:] != hashes[:-1]
    starts = np.flatnonzero(fresh)
    many = np.flatnonzero(counts >= MANY)
    saturation = counts / (counts + Okapi(len(lengths), pivot).norms(lengths)[rows])
    return Piece(
        hashes=hashes[starts],
        ends=np.append(starts[1:], len(rows)).astype(np.int64)[: len(starts)],
        peaks=(np.maximum.reduceat(saturation, starts) if len(starts) else saturation).astype(np.float32),
        rows=rows,
        counts=np.minimum(counts, MANY).astype(np.uint8),
        many=many.astype(np.int64),
        many_counts=counts[many].astype(np.int64),
    )


def _order(hashes: Hashes) -> NDArray[np.intp]:
    """Return the stable order of hashes: what stands first of two equal ones stays first.

    Where the numbers allow it, 40 bits of a hash and its place are sorted as one number, at a third of the time.
    """
    bits = np.uint64(24)
    if len(hashes) < 1 << 24:
        keys = np.sort(hashes >> bits << bits | np.arange(len(hashes), dtype=np.uint64))
        order = (keys & np.uint64((1 << 24) - 1)).astype(np.intp)
        ordered = hashes[order]
        if np.all(ordered[1:] >= ordered[:-1]):
            return order
    return np.argsort(hashes, kind="stable")
