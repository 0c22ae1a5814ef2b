"""Which passages have a term, and how often: one list after the other, in flat columns that can be mapped."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.bm25 import Floats, Okapi
from retrieval.columns import Column
from retrieval.vocabulary import Hashes

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


def invert(hashes: Hashes, rows: NDArray[np.uint32], size: int) -> Postings:
    """Return the postings of some passages: of terms, in any order and as often as each stands, and their rows."""
    order = _order(hashes, rows)
    lengths = np.bincount(rows, minlength=size).astype(np.uint32)
    hashes, rows = hashes[order], rows[order]
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


def _order(hashes: Hashes, rows: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Return the order by hash, then by row.

    Sorts by 16 bits after 16 bits, in a fifth of the time of comparing: the rows, then the upper half of the hashes;
    the few different hashes whose upper halves are equal are put in order after that.
    """
    order = np.argsort(rows.astype(np.uint16), kind="stable")
    if len(rows) and rows.max() >= 1 << 16:
        order = order[np.argsort((rows[order] >> np.uint32(16)).astype(np.uint16), kind="stable")]
    for shift in (32, 48):
        order = order[np.argsort((hashes >> np.uint64(shift)).astype(np.uint16)[order], kind="stable")]
    ordered = hashes[order]
    upper = ordered >> np.uint64(32)
    for mixed in np.unique(upper[1:][ordered[1:] < ordered[:-1]]):
        first, last = np.searchsorted(upper, (mixed, mixed + np.uint64(1)))
        order[first:last] = order[first:last][np.argsort(ordered[first:last], kind="stable")]
    return order
