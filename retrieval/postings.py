"""Which passages have a term, and how often: one list after the other, in flat columns that can be mapped."""

from collections.abc import Iterable
from dataclasses import dataclass

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
        """Return where in `rows` the passages of terms begin and end; from 0 to 0 for the number -1."""
        if not len(self.ends):
            return np.zeros_like(numbers), np.zeros_like(numbers)
        starts = np.where(numbers > 0, self.ends.take(np.maximum(numbers - 1, 0)), 0)
        return starts, np.where(numbers >= 0, self.ends.take(np.maximum(numbers, 0)), 0)

    def read(self, starts: list[int], ends: list[int]) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
        """Return the passages of several terms, list after list, and how often each term stands in each."""
        spans = list(zip(starts, ends, strict=True))
        listed = np.concatenate([self.counts.part(*span) for span in spans])
        most, counts = np.flatnonzero(listed == MANY), listed.astype(np.float32)
        if most.size:
            places = np.concatenate([np.arange(*span) for span in spans])
            counts[most] = self._exact(places[most])
        return np.concatenate([self.rows.part(*span) for span in spans]), counts

    def counts_at(self, places: NDArray[np.intp], rows: NDArray[np.uint32]) -> Floats:
        """Return the counts at some places, 0 where a place is not that of the row."""
        counts = np.where(self.rows.take(places) == rows, self.counts.take(places), 0).astype(np.float64)
        most = np.flatnonzero(counts == MANY)
        if most.size:
            counts[most] = self._exact(places[most])
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


def invert(passages: Iterable[list[str]]) -> Postings:
    """Return the postings of some passages, each given as its terms; of more than 10,000, better in parts."""
    hashes: list[Hashes] = []
    heap: list[str] = []
    lengths: list[int] = []
    for terms in passages:
        heap += terms
        lengths.append(len(terms))
        if len(heap) > _HEAP:
            hashes.append(hash_terms(heap))
            heap = []
    hashes.append(hash_terms(heap))
    return _sort(np.concatenate(hashes), np.array(lengths, dtype=np.uint32))


# So many terms become hashes together: while their strings are still in the processor's cache.
_HEAP = 16_000


def _sort(hashes: Hashes, lengths: NDArray[np.uint32]) -> Postings:
    """Put terms, passage after passage, in the order of their hashes, and each one's passages in that of their rows."""
    order = _order(hashes)
    hashes, rows = hashes[order], np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)[order]
    first_of_term, first_of_row = np.ones(len(hashes), dtype=bool), np.ones(len(hashes), dtype=bool)
    first_of_term[1:] = hashes[1:] != hashes[:-1]
    first_of_row[1:] = first_of_term[1:] | (rows[1:] != rows[:-1])
    places = np.flatnonzero(first_of_row)
    counts = np.diff(places, append=len(rows))
    hashes, rows = hashes[places], rows[places]
    starts = np.flatnonzero(first_of_term[places])
    pivot = float(lengths.mean()) if lengths.any() else 1.0
    saturation = counts / (counts + Okapi(len(lengths), pivot).norms(lengths)[rows])
    many = np.flatnonzero(counts >= MANY)
    return Postings(
        hashes=Column(hashes[starts]),
        ends=Column(np.append(starts, len(rows))[1:].astype(np.int64)),
        peaks=Column((np.maximum.reduceat(saturation, starts) if len(starts) else saturation).astype(np.float32)),
        rows=Column(rows),
        counts=Column(np.minimum(counts, MANY).astype(np.uint8)),
        many=Column(many.astype(np.int64)),
        many_counts=Column(counts[many].astype(np.int64)),
        lengths=Column(lengths),
        pivot=pivot,
    )


def _order(hashes: Hashes) -> NDArray[np.intp]:
    """Return the stable order of hashes: what stands first of two equal ones stays first.

    Sorts the upper bits of each hash and its place as one number, at a quarter of the time of `argsort`; the few
    different hashes whose upper bits are equal are put in order after that.
    """
    bits = np.uint64(max(1, len(hashes).bit_length()))
    keys = np.sort(hashes >> bits << bits | np.arange(len(hashes), dtype=np.uint64))
    order = (keys & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.intp)
    ordered, keys = hashes[order], keys >> bits
    for mixed in np.unique(keys[1:][ordered[1:] < ordered[:-1]]):
        first, last = np.searchsorted(keys, (mixed, mixed + np.uint64(1)))
        order[first:last] = order[first:last][np.argsort(hashes[order[first:last]], kind="stable")]
    return order
