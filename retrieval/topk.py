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
from retrieval.postings import Postings, Rows, Sizes
from retrieval.strips import PARTS, STRIP

# The best rows are looked for among the best of so many stretches of those that were added, times the limit, and so
# many times the limit are looked up.
_STRETCHES, _PICKED = 8, 2
# Rows so few are looked up in all lists that are left at once; more, list by list, fewer every time.
_FEW = 256
# A bound is computed in 32 bits, with an error of 1e-7 of it for every term.
_ROUNDING = 1.00001


@dataclass(frozen=True, slots=True)
class TermLists:
    """The lists of the terms of a question in one set of postings: a row scores the sum of its saturations times
    `weights`. `numbers` are the terms', -1 for one without a list, their rows stand from `starts` to `ends`.

    Every summand is rounded to a multiple of 2^-52 of the power of two above the sum of the weights of all terms that
    any passage has. Sums of such are exact, so they are the same in whatever order, and equal passages score the same.
    `rounder`, 1.5 times that power of two, does it: added and taken off again.
    """

    weights: Floats
    numbers: Sizes
    starts: Sizes
    ends: Sizes
    rounder: float


class Scorer:
    """Finds the best rows of one set of postings; rows in `dead` are left out. Several threads may use it."""

    def __init__(self, postings: Postings, model: Okapi, dead: Sizes) -> None:
        lengths = postings.lengths.whole()
        narrow = len(lengths) > 0 and lengths.max() < 1 << 16
        # In 16 bits the lengths of 1,000,000 passages nearly stay in a processor's own cache.
        self.lengths = lengths.astype(np.uint16) if narrow else lengths
        self.postings = postings
        self.model = model
        # Where the average length is n times the pivot, no passage is saturated more than n times as much.
        self.scale = max(1.0, model.avgdl / postings.pivot) * _ROUNDING / PARTS
        self._dead = dead
        self._local = threading.local()

    def best(self, lists: TermLists, limit: int, floor: float) -> tuple[Rows, Floats]:
        """Return rows and their scores: the best `limit`, what equals the last of them, and perhaps some more.

        Scores less than `floor` may be left out.
        """
        if not len(self.postings) or lists.numbers.max() < 0:
            return np.empty(0, dtype=np.intp), np.empty(0)
        sums = self._take_sums()
        search = _Search(self, lists, sums, limit, floor)
        rows, scores = search.run()
        for added in search.added:
            sums[added] = 0.0
        sums[self._dead] = -np.inf
        self._local.sums = sums
        return rows, scores

    def _take_sums(self) -> Floats:
        """Return a sum of 0 for every row, -inf for dead ones; making it for 1,000,000 rows takes longer than a search.

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

    def __init__(self, scorer: Scorer, lists: TermLists, sums: Floats, limit: int, floor: float) -> None:
        postings = scorer.postings
        columns = (lists.weights, postings.common_of(lists.numbers), lists.starts, lists.ends)
        each = [one for one in zip(*(column.tolist() for column in columns), strict=True) if one[3]]
        each.sort(key=lambda one: (one[1] >= 0, -one[0]))  # rare terms first, then common ones by their weights
        self._scorer = scorer
        self._rounder = lists.rounder
        self._weights = np.array([weight for weight, _, _, _ in each])
        self._spans = [(start, end) for _, _, start, end in each]
        self._sizes = [end - start for start, end in self._spans]
        places = [place for _, place, _, _ in each if place >= 0]
        self._rare = len(each) - len(places)
        self._tops = postings.tops_of(places)
        self._most = (self._weights[self._rare :] * scorer.scale).astype(np.float32)
        self._sums = sums
        self._limit = limit
        self._floor = floor
        self._done = 0
        self._complete: list[Rows] = []
        self._scores: list[Floats] = []
        self.added: list[Rows] = []

    def run(self) -> tuple[Rows, Floats]:
        """Return rows and their scores, see `Scorer.best`."""
        self._add(self._first())
        rows = self.added[0]
        sums = self._sums.take(rows)
        left = self._left()
        self._pick(rows, sums)
        while self._done < len(self._spans) and left.max() >= self._floor:
            self._add(self._next())
            rows = np.concatenate(self.added)
            sums = self._sums.take(rows)
            left = self._left()
            self._pick(rows, sums)
        near = rows[sums + left.take(rows >> STRIP) >= self._floor]
        self._finish(_once(near[self._sums.take(near) >= 0]))
        rows, scores = np.concatenate(self._complete), np.concatenate(self._scores)
        best = scores >= self._floor
        return rows[best], scores[best]

    def _first(self) -> int:
        """Return how many lists to begin with: all of rare terms, and of others until there is something to pick."""
        last, size = self._rare, sum(self._sizes[: self._rare])
        while last < len(self._spans) and size < self._limit * _STRETCHES:
            size += self._sizes[last]
            last += 1
        return last

    def _next(self) -> int:
        total, last = sum(self._sizes[: self._done]), self._done
        size = 0
        while last < len(self._spans) and size < total:
            size += self._sizes[last]
            last += 1
        return last

    def _left(self) -> NDArray[np.float32]:
        """Return what the lists that were not added can give to any row of every strip."""
        own = max(0, self._done - self._rare)
        left: NDArray[np.float32] = self._most[own:] @ self._tops[own:]
        return left

    def _add(self, last: int) -> None:
        """Add the lists up to a number to the sums."""
        some = slice(self._done, last)
        rows, counts = self._scorer.postings.read(self._spans[some])
        counts /= counts + self._norms(rows)
        counts *= np.repeat(self._weights[some], self._sizes[some])
        counts += self._rounder
        counts -= self._rounder
        np.add.at(self._sums, rows, counts)
        self.added.append(rows)
        self._done = last

    def _pick(self, rows: Rows, sums: Floats) -> None:
        """Complete some of the best rows so far, and raise the floor."""
        size = max(1, len(rows) // (self._limit * _STRETCHES))
        stretches = sums[: len(rows) // size * size].reshape(-1, size)
        best = _once(rows.take(stretches.argmax(axis=1) + np.arange(0, stretches.size, size)))
        sums = self._sums.take(best)
        if len(best) > self._limit * _PICKED:
            best = best[np.argpartition(sums, -self._limit * _PICKED)[-self._limit * _PICKED :]]
            sums = self._sums.take(best)
        self._finish_all(best[sums >= 0])

    def _finish(self, rows: Rows) -> None:
        """Complete rows, as far as they can come up to the floor."""
        while len(rows) > _FEW and self._done < len(self._spans):
            sums = self._completed(rows, self._done + 1)
            self._sums[rows] = sums
            self._done += 1
            self._raise(sums)
            rows = rows[sums + self._left().take(rows >> STRIP) >= self._floor]
        self._finish_all(rows)

    def _finish_all(self, rows: Rows) -> None:
        scores = self._completed(rows, len(self._spans))
        self._sums[rows] = -np.inf
        self._complete.append(rows)
        self._scores.append(scores)
        self._raise(np.concatenate(self._scores))

    def _completed(self, rows: Rows, last: int) -> Floats:
        """Return the sums of rows with what the next lists up to a number give them."""
        sums = self._sums.take(rows)
        some = slice(self._done, last)
        if len(rows) and last > self._done:
            counts = self._scorer.postings.count(self._spans[some], rows)
            counts /= counts + self._norms(rows)
            counts *= self._weights[some, None]
            counts += self._rounder
            counts -= self._rounder
            sums += counts.sum(axis=0)
        return sums

    def _raise(self, scores: Floats) -> None:
        """Raise the floor to the last of the best scores."""
        if len(scores) >= self._limit:
            self._floor = max(self._floor, float(np.partition(scores, -self._limit)[-self._limit]))

    def _norms(self, rows: Rows) -> Floats:
        return self._scorer.model.norms(self._scorer.lengths.take(rows).astype(np.float64))


def _once(rows: Rows) -> Rows:
    """Return rows ascending, each once; sorts them in place. np.unique takes 10 times as long for a hundred."""
    rows.sort()
    keep = np.ones(len(rows), dtype=bool)
    np.not_equal(rows[1:], rows[:-1], out=keep[1:])
    return rows[keep]
