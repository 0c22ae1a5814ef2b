"""Which passages have a term, and how often: one list after the other, in flat columns that can be mapped."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.bm25 import Okapi
from retrieval.columns import Column, Span
from retrieval.strips import make_tops, strips_of
from retrieval.vocabulary import Hashes

Sizes = NDArray[np.int64]
Rows = NDArray[np.intp]
Counts = NDArray[np.uint8] | NDArray[np.int64]

# A term stands 255 times or more in a passage only where a page is broken; how often exactly is kept apart.
MANY = 255


class Listing(NamedTuple):
    """Where the passages of a term are, from `start` to `end`; `top` says which of the common terms it is, or -1."""

    start: int
    end: int
    top: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of terms, in the order of their hashes, with all that is stored of them; pieces follow one another.

    `ends`, `common` and the places in `many` count from the first piece on.
    """

    hashes: Hashes
    ends: Sizes
    rows: NDArray[np.uint32]
    counts: NDArray[np.uint8]
    many: Sizes
    many_counts: Sizes
    common: Sizes
    tops: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Postings:
    """The passages of every term, by row, ascending, and how often it stands in each.

    Those of term number n end at `ends[n]` and begin where those of the term before end, in `rows` and `counts`; a
    count of 255 stands for what `many_counts` says beside the same place in `many`, which ascends. `lengths` are the
    passages' lengths in terms. `common` are the numbers of the terms that have `tops` (`retrieval.strips`), ascending;
    tops hold while the passages' average length is `pivot`.
    """

    hashes: Column[np.uint64]
    ends: Column[np.int64]
    rows: Column[np.uint32]
    counts: Column[np.uint8]
    many: Column[np.int64]
    many_counts: Column[np.int64]
    common: Column[np.int64]
    tops: Column[np.uint8]
    lengths: Column[np.uint32]
    pivot: float

    def __len__(self) -> int:
        return len(self.lengths)

    def look_up(self, hashes: Hashes) -> list[Listing | None]:
        """Return where the passages of terms are, given by their hashes, None for a term that has none."""
        numbers = self._find(hashes)
        columns = (*self._spans(numbers), self._common_of(numbers))
        each = zip(*(column.tolist() for column in columns), strict=True)
        return [Listing(start, end, top) if end else None for start, end, top in each]

    def _find(self, hashes: Hashes) -> Sizes:
        """Return the numbers of terms given by their hashes, -1 for one that no passage has."""
        if not len(self.hashes):
            return np.full(len(hashes), -1)
        places = self.hashes.unchecked.searchsorted(hashes)
        here = np.minimum(places, len(self.hashes) - 1)
        found = self.hashes.take(here) == hashes
        if not found.all():
            self._check_missing(hashes[~found], places[~found])
            here[~found] = -1
        return here

    def _check_missing(self, hashes: Hashes, places: Sizes) -> None:
        """Check all hashes where some are missing that should stand at a place: between checked ones, as they do not.

        A search through damaged hashes ends anywhere.
        """
        after, before = self.hashes.take(np.minimum(places, len(self.hashes) - 1)), self.hashes.take(places - 1)
        if np.any((after < hashes) & (places < len(self.hashes))) or np.any((before >= hashes) & (places > 0)):
            self.hashes.check()

    def _spans(self, numbers: Sizes) -> tuple[Sizes, Sizes]:
        """Return where in `rows` the passages of terms begin and end; from 0 to 0 for the number -1."""
        if not len(self.ends):
            return np.zeros_like(numbers), np.zeros_like(numbers)
        starts, ends = self.ends.take(np.maximum((numbers - 1, numbers), 0))
        starts[numbers <= 0] = 0
        ends[numbers < 0] = 0
        return starts, ends

    def _common_of(self, numbers: Sizes) -> Sizes:
        """Return the places in `common` of terms given by their numbers, -1 for one that is rare."""
        [common] = self.common.parts(((0, len(self.common)),))
        if not len(common):
            return np.full(len(numbers), -1)
        places = np.minimum(common.searchsorted(numbers), len(common) - 1)
        return np.where(common.take(places) == numbers, places, -1)

    def read(self, spans: Sequence[Span]) -> tuple[Rows, Counts]:
        """Return the passages of several terms, list after list, and how often each term stands in each."""
        counts: Counts = self.counts.read(spans)
        if len(counts) and counts.max() == MANY:
            most = np.flatnonzero(counts == MANY)
            counts = counts.astype(np.int64)
            counts[most] = self._exact(np.concatenate([np.arange(*span) for span in spans])[most])
        return self.rows.read(spans).astype(np.intp), counts

    def count(self, spans: Sequence[Span], rows: Rows) -> Counts:
        """Return how often several terms, none without a passage, stand in some passages: (n_terms, n_rows)."""
        wanted = rows.astype(np.uint32)
        # Left out of a search, the last place is found for all that stand after the one before it, and is compared.
        lists = self.rows.parts([(start, end - 1) for start, end in spans])
        places = np.concatenate([listed.searchsorted(wanted) for listed in lists]).reshape(len(spans), -1)
        places += np.array([start for start, _ in spans])[:, None]
        counts: Counts = self.counts.take(places)
        counts *= self.rows.take(places) == wanted
        if counts.size and counts.max() == MANY:
            most = counts == MANY
            counts = counts.astype(np.int64)
            counts[most] = self._exact(places[most])
        return counts

    def tops_of(self, places: Sequence[int]) -> NDArray[np.float32]:
        """Return the tops of common terms, given by their places in `common`: (n_terms, n_strips)."""
        size = strips_of(len(self))
        tops = self.tops.parts([(place * size, (place + 1) * size) for place in places])
        return np.concatenate([*tops, self.tops.unchecked[:0]], dtype=np.float32).reshape(len(tops), size)

    def forget(self) -> None:
        """Give the memory of mapped lists back to the system, which reads them again when they are asked for."""
        for column in (self.rows, self.counts, self.tops):
            column.forget()

    def _exact(self, places: NDArray[np.intp]) -> Sizes:
        return self.many_counts.whole()[np.searchsorted(self.many.whole(), places)]


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
    many = np.flatnonzero(counts >= MANY)
    some = np.minimum(counts, MANY).astype(np.uint8)
    ends = np.append(starts, len(rows))[1:].astype(np.int64)
    norms = Okapi(len(lengths), pivot).norms(lengths).astype(np.float32)
    common, tops = make_tops(np.diff(ends, prepend=0), rows, some, norms)
    return Postings(
        hashes=Column(hashes[starts]),
        ends=Column(ends),
        rows=Column(rows),
        counts=Column(some),
        many=Column(many.astype(np.int64)),
        many_counts=Column(counts[many].astype(np.int64)),
        common=Column(common),
        tops=Column(tops),
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
