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
Sums = NDArray[np.float32]
# Rows are ruled out by sums of 32 bits, which take half the memory and two thirds of the time of exact ones. Each
# term rounds a sum by 6e-8 of it at most; what comes that close to a floor is kept, and scored exactly in the end.
_ROUNDING = 2e-7
# Lists are taken together up to so many rows: a call of numpy costs as much as some hundred of them.
_TOGETHER = 1 << 15
# Rows so few are looked up in all lists that are left at once, which takes 0.1 ms; more, list by list.
_FEW = 256
# A list up to so many times as long as the rows is read through (5 ns a row); in a longer one rows are searched.
_DENSE = 32


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

    sums: Sums
    marks: NDArray[np.int32]

    def reaching(self, least: float, several: list[Rows], latest: Sums) -> Rows:
        """Return the rows whose sums are not under the least, ascending, each once; `latest` are sums of the last."""
        sums = [*(self.sums[rows] for rows in several[:-1]), latest]
        near = [rows[scores >= least] for rows, scores in zip(several, sums, strict=False)]
        rows = np.concatenate([np.empty(0, dtype=np.intp), *near])
        numbers = np.arange(len(rows), dtype=np.int32)
        self.marks[rows] = numbers
        once: Rows = np.sort(rows[self.marks[rows] == numbers])  # np.unique takes 50 times as long to leave out doubles
        return once

    def meet(self, rows: Rows, listed: NDArray[np.uint32]) -> tuple[Rows, Rows]:
        """Return which of the rows are in a list, by their numbers, and their places in it."""
        self.marks[rows] = np.arange(len(rows), dtype=np.int32)
        numbers = np.minimum(self.marks[listed], len(rows) - 1)  # of a row that is not among them, any number
        places = np.flatnonzero(rows[numbers] == listed)
        return numbers[places].astype(np.intp), places


class Scorer:
    """Finds the best rows of one set of postings; rows in `dead` are left out. Several threads may use it."""

    def __init__(self, postings: Postings, model: Okapi, dead: Ints) -> None:
        self._postings = postings
        self._dead = dead
        self._model = model
        self._norms = model.norms(postings.lengths.whole()).astype(np.float32)
        self._local = threading.local()

    def best(self, lists: TermLists, limit: int, floor: float) -> tuple[Rows, Floats]:
        """Return rows and their scores: the best `limit`, what equals the last of them, and perhaps some more.

        Scores less than `floor` may be left out. The terms must come in the same order for all postings that are
        searched together, so that equal passages get equal sums.
        """
        left = np.append(np.cumsum(lists.bounds[::-1])[::-1], 0.0).tolist()
        sizes = (lists.ends - lists.starts).tolist()
        slack = 1 - _ROUNDING * (len(sizes) + 10)
        scratch = self._take_scratch()
        top, touched, done = np.empty(0, dtype=np.intp), [], 0
        latest = np.empty(0, dtype=np.float32)
        while done < len(sizes) and left[done] >= floor * slack:
            first, done = done, _next(sizes, done)
            rows = self._add(scratch.sums, lists, first, done)
            touched.append(rows)
            latest = scratch.sums[rows]
            top, floor = _best_so_far(scratch.sums, rows, latest, top, limit, floor)
            if not first and len(top) == limit and left[done] >= floor * slack:
                # What the best so far come to in the end is a better floor than what they have by now.
                floor = max(floor, float(self._score(top, lists).min()))
        rows = scratch.reaching(floor * slack - left[done], touched, latest)
        scores = scratch.sums[rows]
        while len(rows) > limit and done < len(sizes):
            self._meet(scratch, rows, scores, lists, done)
            done += 1
            floor = _floor(scores, limit, floor)
            near = scores + left[done] >= floor * slack
            rows, scores = rows[near], scores[near]
        self._put_back(scratch, touched)
        exact = self._score(rows, lists)
        near = exact >= _floor(exact, limit, floor) * slack
        return rows[near], exact[near]

    def _add(self, sums: Sums, lists: TermLists, first: int, last: int) -> Rows:
        """Add what some terms give, in order, and return the rows that got it, as often as they did."""
        starts, ends = lists.starts[first:last], lists.ends[first:last]
        listed, counts = self._postings.read(starts.tolist(), ends.tolist())
        rows = listed.astype(np.intp)
        weights = np.repeat(lists.weights[first:last].astype(np.float32), ends - starts)
        np.add.at(sums, rows, weights * (counts / (counts + self._norms[rows])))
        return rows

    def _score(self, rows: Rows, lists: TermLists) -> Floats:
        """Return the exact scores of a few rows: all terms are looked up at once, and added up in their order."""
        wanted = rows.astype(np.uint32)
        spans = list(zip(lists.starts.tolist(), lists.ends.tolist(), strict=True))
        places = np.empty((len(spans), len(rows)), dtype=np.intp)
        for number, (start, end) in enumerate(spans):
            places[number] = _look_up(self._postings.rows.part(start, end), wanted) + start
        counts = self._postings.counts_at(places.ravel(), np.tile(wanted, len(spans))).reshape(places.shape)
        norms = self._model.norms(self._postings.lengths.take(rows))
        scores = np.zeros(len(rows))
        for part in lists.weights[:, None] * (counts / (counts + norms)):
            scores += part
        return scores

    def _meet(self, scratch: "_Scratch", rows: Rows, scores: Sums, lists: TermLists, number: int) -> None:
        """Add to many rows what one term gives them."""
        start, end = int(lists.starts[number]), int(lists.ends[number])
        listed = self._postings.rows.part(start, end)
        if len(listed) < _DENSE * len(rows):
            numbers, places = scratch.meet(rows, listed)
        else:
            found = _look_up(listed, rows.astype(np.uint32))
            numbers = np.flatnonzero(listed[found] == rows)
            places = found[numbers]
        counts = self._postings.counts_at(places + start, listed[places])
        scores[numbers] += np.float32(lists.weights[number]) * (counts / (counts + self._norms[rows[numbers]]))

    def _take_scratch(self) -> "_Scratch":
        """Return this thread's scratch; it is kept, since making it for 1,000,000 rows takes longer than a search.

        A search that fails half-way does not put it back, so the next one makes a clean one.
        """
        scratch: _Scratch | None = getattr(self._local, "scratch", None)
        self._local.scratch = None
        if scratch is None:
            size = len(self._postings)
            scratch = _Scratch(np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.int32))
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


def _look_up(listed: NDArray[np.uint32], rows: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Return where rows are in a list, or where they are not, some other place in it."""
    return np.minimum(np.searchsorted(listed, rows), len(listed) - 1)


def _floor(scores: Floats | Sums, limit: int, floor: float) -> float:
    """Return what no score of the result can be less than."""
    return floor if len(scores) < limit else max(floor, float(np.partition(scores, -limit)[-limit]))


def _best_so_far(sums: Sums, rows: Rows, latest: Sums, top: Rows, limit: int, floor: float) -> tuple[Rows, float]:
    """Return some of the best rows, `limit` at most, of new ones and the best before, and the floor they make.

    The new ones are cut in stretches, and only the best of each stretch compared: all would take ten times as long.
    """
    size = max(1, len(rows) // (limit * 8))
    stretches = latest[: len(rows) // size * size].reshape(-1, size)
    best = rows[stretches.argmax(axis=1) + np.arange(0, stretches.size, size)]
    top = np.array(sorted({*best.tolist(), *top.tolist()}), dtype=np.intp)
    scores = sums[top]
    if len(top) > limit:
        best = np.argpartition(scores, -limit)[-limit:]
        top, scores = top[best], scores[best]
    return top, max(floor, float(scores.min())) if len(top) == limit else floor
