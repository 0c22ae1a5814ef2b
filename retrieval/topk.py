"""The best rows for weighted terms without reading every list: MaxScore with bounds for every strip of rows.

Turtle and Flood, "Query evaluation: strategies and optimizations", 1995; for the strips see `retrieval.strips`. The
lists of rare terms are added up. The best rows so far are then looked up in all other lists, which makes a floor under
the result; only rows that come up to it with what their strip allows the other lists are looked up there as well.
"""

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.bm25 import Floats, Okapi
from retrieval.postings import Counts, Listing, Postings, Rows, Sizes
from retrieval.strips import PARTS, STRIP

# The best rows are looked for among the best of so many stretches of those that were added, times the limit, and so
# many times the limit are looked up.
_STRETCHES, _PICKED = 8, 2
# A search begins with lists that have one in so many of all rows: with fewer of them, every tenth goes on for longer.
_BEGIN = 40
# Rows so few are looked up in all lists that are left at once; more, list by list, fewer every time.
_FEW = 256
# A bound is computed in 32 bits, with an error of 1e-7 of it for every term.
_ROUNDING = 1.00001


@dataclass(frozen=True, slots=True)
class Wanted:
    """The lists that are searched for, with the weights of their terms: a row scores the sum of its saturations times
    these.

    Every summand is rounded to a multiple of 2^-52 of the power of two above the sum of the weights of all terms that
    any passage has. Sums of such are exact, so they are the same in whatever order, and equal passages score the same.
    `rounder`, 1.5 times that power of two, does it: added and taken off again.
    """

    lists: list[tuple[float, Listing]]
    rounder: float


class Scorer:
    """Finds the best rows of one set of postings; rows in `dead` are left out. Several threads may use it."""

    def __init__(self, postings: Postings, model: Okapi, dead: Sizes) -> None:
        lengths = postings.lengths.whole()
        self.postings = postings
        # Where the average length is n times the pivot, no passage is saturated more than n times as much.
        self.scale = max(1.0, model.avgdl / postings.pivot) * _ROUNDING / PARTS
        # Norms are looked up by length: 2 bytes a passage instead of 8, which a processor's own cache has room for.
        self._lengths, self._norms = np.arange(len(lengths)), model.norms(lengths)
        if len(lengths) and (longest := int(lengths.max())) < 1 << 16:
            self._lengths, self._norms = lengths.astype(np.uint16), model.norms(np.arange(longest + 1))
        self._dead = dead
        self._local = threading.local()

    def norms(self, rows: Rows) -> Floats:
        """Return the norms of passages, see `Okapi.norms`."""
        return self._norms.take(self._lengths.take(rows))

    def best(self, wanted: Wanted, limit: int, floor: float) -> tuple[Rows, Floats]:
        """Return rows and their scores: the best `limit`, what equals the last of them, and perhaps some more.

        Scores less than `floor` may be left out.
        """
        if not wanted.lists:
            return np.empty(0, dtype=np.intp), np.empty(0)
        sums = self._take_sums()
        search = _Search(self, wanted, sums, limit, floor)
        rows, scores = search.run()
        for added in search.added:
            sums[added] = 0.0
        sums[self._dead] = -np.inf
        self._local.sums = sums
        return rows, scores

    def _take_sums(self) -> Floats:
        """Return a sum of 0 for every row, -inf for dead ones; it is kept, 8 MB for 1,000,000 rows.

        A search that fails half-way does not put it back, so the next one makes a clean one.
        """
        sums: Floats | None = getattr(self._local, "sums", None)
        self._local.sums = None
        if sums is None:
            sums = np.zeros(len(self.postings))
            sums[self._dead] = -np.inf
        return sums


class _Search:
    """One search: `sums` are what every row got of the lists that were added, -inf for rows that were completed."""

    def __init__(self, scorer: Scorer, wanted: Wanted, sums: Floats, limit: int, floor: float) -> None:
        # Rare terms first, then common ones, heaviest first.
        lists = sorted(wanted.lists, key=lambda one: (one[1].top >= 0, -one[0]))
        tops = [listing.top for _, listing in lists if listing.top >= 0]
        self._scorer = scorer
        self._rounder = wanted.rounder
        self._weights = np.array([weight for weight, _ in lists])
        self._spans = [(listing.start, listing.end) for _, listing in lists]
        self._sizes = [end - start for start, end in self._spans]
        self._rare = len(lists) - len(tops)
        self._tops = scorer.postings.tops_of(tops)
        self._most = (self._weights[self._rare :] * scorer.scale).astype(np.float32)
        self._sums = sums
        self._limit = limit
        self._floor = floor
        self._done = 0
        self._completed, self._scores = np.empty(0, dtype=np.intp), np.empty(0)
        self.added: list[Rows] = []

    def run(self) -> tuple[Rows, Floats]:
        """Return rows and their scores, see `Scorer.best`."""
        rows, sums = self._begin()
        left = self._left()
        self._pick(rows, sums)
        while self._done < len(self._spans) and left.max() >= self._floor:
            rows, sums = self._go_on()
            left = self._left()
            self._pick(rows, sums)
        near = rows[sums + left.take(rows >> STRIP) >= self._floor]
        self._finish(_once(near[self._sums.take(near) >= 0]))
        best = self._scores >= self._floor
        return self._completed[best], self._scores[best]

    def _begin(self) -> tuple[Rows, Floats]:
        """Add the lists of all rare terms, and of others until there is something to pick; return what `_add` does."""
        return self._add(self._rare, max(self._limit * _STRETCHES, len(self._sums) // _BEGIN))

    def _go_on(self) -> tuple[Rows, Floats]:
        """Add lists with as many rows as were added, and return what `_add` does, of all of them."""
        self._add(self._done + 1, 2 * sum(self._sizes[: self._done]))
        rows = np.concatenate(self.added)
        return rows, self._sums.take(rows)

    def _left(self) -> NDArray[np.float32]:
        """Return what the lists that were not added can give to any row of every strip."""
        own = max(0, self._done - self._rare)
        left: NDArray[np.float32] = self._most[own:] @ self._tops[own:]
        return left

    def _add(self, last: int, size: int = 0) -> tuple[Rows, Floats]:
        """Add lists to the sums, up to a number and until so many rows were added; return new rows and their sums."""
        while last < len(self._spans) and sum(self._sizes[:last]) < size:
            last += 1
        some = slice(self._done, last)
        rows, counts = self._scorer.postings.read(self._spans[some])
        np.add.at(self._sums, rows, self._gain(counts, rows, self._weights[some].repeat(self._sizes[some])))
        self.added.append(rows)
        self._done = last
        return rows, self._sums.take(rows)

    def _gain(self, counts: Counts, rows: Rows, weights: Floats) -> Floats:
        """Return what rows get of terms that stand in them so often, rounded."""
        gain = self._scorer.norms(rows) + counts
        np.divide(counts, gain, out=gain)
        gain *= weights
        gain += self._rounder
        gain -= self._rounder
        return gain

    def _pick(self, rows: Rows, sums: Floats) -> None:
        """Complete some of the best rows so far, and raise the floor."""
        size = max(1, len(rows) // (self._limit * _STRETCHES))
        stretches = sums[: len(rows) // size * size].reshape(-1, size)
        best = _once(rows.take(stretches.argmax(axis=1) + np.arange(0, stretches.size, size)))
        if len(best) > (most := self._limit * _PICKED):
            best = best[self._sums.take(best).argpartition(-most)[-most:]]
        self._complete(best[self._sums.take(best) >= 0])

    def _finish(self, rows: Rows) -> None:
        """Complete rows, as far as they can come up to the floor."""
        while len(rows) > _FEW and self._done < len(self._spans):
            sums = self._with_next(rows, self._done + 1)
            self._sums[rows] = sums
            self._done += 1
            self._raise(sums)
            rows = rows[sums + self._left().take(rows >> STRIP) >= self._floor]
        if len(rows):
            self._complete(rows)

    def _complete(self, rows: Rows) -> None:
        """Look rows up in all lists that are left: what they come to then is their score."""
        scores = self._with_next(rows, len(self._spans))
        self._sums[rows] = -np.inf
        self._completed = np.concatenate((self._completed, rows))
        self._scores = np.concatenate((self._scores, scores))
        self._raise(self._scores)

    def _with_next(self, rows: Rows, last: int) -> Floats:
        """Return the sums of rows with what the next lists up to a number give them."""
        sums = self._sums.take(rows)
        some = slice(self._done, last)
        if len(rows) and last > self._done:
            counts = self._scorer.postings.count(self._spans[some], rows)
            sums += self._gain(counts, rows, self._weights[some, None]).sum(axis=0)
        return sums

    def _raise(self, scores: Floats) -> None:
        """Raise the floor to the last of the best scores."""
        if len(scores) >= self._limit:
            best = scores.copy()
            best.partition(-self._limit)
            self._floor = max(self._floor, float(best[-self._limit]))


def _once(rows: Rows) -> Rows:
    """Return rows ascending, each once; sorts them in place. np.unique takes 4 times as long for a hundred."""
    rows.sort()
    keep = np.ones(len(rows), dtype=bool)
    np.not_equal(rows[1:], rows[:-1], out=keep[1:])
    return rows[keep]
