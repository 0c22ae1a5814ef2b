"""The best rows for weighted terms without scoring every row: MaxScore, in numpy.

Turtle and Flood, "Query evaluation: strategies and optimizations", 1995. Terms are taken rarest first, and each has a
bound on what it can add. Once all terms that are left cannot lift a row that was not seen yet over the worst of the
best, only rows that were seen are carried on, and of those no longer the ones that cannot reach it any more.
"""

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.bm25 import Floats, Okapi
from retrieval.postings import Postings

Ints = NDArray[np.int64]
Rows = NDArray[np.intp]
# Bounds and sums are rounded; what comes this close to a bound is not dropped.
_SLACK = 1 - 1e-9
# Lists are taken together up to so many rows: a call of numpy costs as much as some hundred of them.
_TOGETHER = 1 << 15


@dataclass(frozen=True, slots=True)
class TermLists:
    """The lists of the terms of a question: their rows stand from `starts` to `ends`, and each row is given its
    saturation `weights` times, which is `bounds` at most. Heaviest terms first."""

    weights: Floats
    starts: Ints
    ends: Ints
    bounds: Floats


@dataclass(frozen=True, slots=True)
class _Scratch:
    """A number for every row: its sum, 0 between two searches but for the dead, and a mark."""

    sums: Floats
    marks: NDArray[np.int32]

    def once(self, rows: Rows) -> Rows:
        """Return the rows, each once (np.unique takes 50 times as long)."""
        numbers = np.arange(len(rows), dtype=np.int32)
        self.marks[rows] = numbers
        once: Rows = rows[self.marks[rows] == numbers]
        return once


class Scorer:
    """Finds the best rows of one set of postings; rows in `dead` are left out. Several threads may use it."""

    def __init__(self, postings: Postings, model: Okapi, dead: Ints) -> None:
        self._postings = postings
        self._dead = dead
        self._norms = model.norms(postings.lengths.whole())
        self._local = threading.local()

    def best(self, lists: TermLists, limit: int, floor: float) -> tuple[Rows, Floats]:
        """Return rows and their scores: the best `limit`, what equals the last of them, and perhaps some more.

        Scores less than `floor` may be left out. The terms must come in the same order for all postings that are
        searched together, so that equal passages get equal sums.
        """
        left = np.append(np.cumsum(lists.bounds[::-1])[::-1], 0.0).tolist()
        sizes = (lists.ends - lists.starts).tolist()
        scratch = self._take_scratch()
        rows, touched, done = np.empty(0, dtype=np.intp), [], 0
        while done < len(sizes) and left[done] >= floor * _SLACK:
            first, done = done, _next(sizes, done)
            added = self._add(scratch.sums, lists, first, done)
            rows = scratch.once(np.concatenate((rows, added)) if rows.size else added)
            touched.append(rows)
            scores = scratch.sums[rows]
            floor = _rough_floor(scores, limit, floor)
            near = scores + left[done] >= floor * _SLACK
            rows, scores = rows[near], scores[near]
            floor = _floor(scores, limit, floor)
        rows = np.sort(rows)
        scores = scratch.sums[rows]
        self._put_back(scratch, touched)
        for number in range(done, len(sizes)):
            near = scores + left[number] >= floor * _SLACK
            rows, scores = rows[near], scores[near]
            self._add_to(rows, scores, lists, number)
            floor = _floor(scores, limit, floor)
        near = scores >= floor * _SLACK
        return rows[near], scores[near]

    def _add(self, sums: Floats, lists: TermLists, first: int, last: int) -> Rows:
        """Add what some terms give, in order, and return the rows that got it, as often as they did."""
        starts, ends = lists.starts[first:last], lists.ends[first:last]
        listed, counts = self._postings.read(starts.tolist(), ends.tolist())
        rows = listed.astype(np.intp)
        weights = np.repeat(lists.weights[first:last], ends - starts)
        np.add.at(sums, rows, weights * (counts / (counts + self._norms[rows])))
        return rows

    def _add_to(self, rows: Rows, scores: Floats, lists: TermLists, number: int) -> None:
        """Add what one term gives to some rows."""
        start, end = int(lists.starts[number]), int(lists.ends[number])
        listed = self._postings.rows.part(start, end)
        places = np.searchsorted(listed, rows.astype(np.uint32))
        places[places == len(listed)] = 0
        hits = np.flatnonzero(listed[places] == rows)
        counts = self._postings.counts_at(start, end, places[hits])
        scores[hits] += lists.weights[number] * (counts / (counts + self._norms[rows[hits]]))

    def _take_scratch(self) -> "_Scratch":
        """Return this thread's scratch; it is kept, since making it for 1,000,000 rows takes longer than a search.

        A search that fails half-way does not put it back, so the next one makes a clean one.
        """
        scratch: _Scratch | None = getattr(self._local, "scratch", None)
        self._local.scratch = None
        if scratch is None:
            size = len(self._postings)
            scratch = _Scratch(np.zeros(size), np.zeros(size, dtype=np.int32))
            scratch.sums[self._dead] = -np.inf
        return scratch

    def _put_back(self, scratch: "_Scratch", touched: list[Rows]) -> None:
        for rows in touched:
            scratch.sums[rows] = 0.0
        scratch.sums[self._dead] = -np.inf
        self._local.scratch = scratch


def _next(sizes: list[int], first: int) -> int:
    """Return where to stop so that the lists from the first on are taken together: one at least."""
    last, total = first + 1, sizes[first]
    while last < len(sizes) and total + sizes[last] <= _TOGETHER:
        total += sizes[last]
        last += 1
    return last


def _floor(scores: Floats, limit: int, floor: float) -> float:
    """Return what no score of the result can be less than."""
    return floor if len(scores) < limit else max(floor, float(np.partition(scores, -limit)[-limit]))


def _rough_floor(scores: Floats, limit: int, floor: float) -> float:
    """Return a floor in a tenth of the time: the scores are cut in parts, and the best of each part compared."""
    size = len(scores) // (limit * 8)
    if size < 4:
        return floor
    return _floor(scores[: size * limit * 8].reshape(-1, size).max(axis=1), limit, floor)
