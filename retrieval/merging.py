"""Several postings to one: what a build, a reload and a tidying of the archive end with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.bm25 import Okapi
from retrieval.postings import Piece, Postings, Sizes
from retrieval.strips import make_tops
from retrieval.vocabulary import Hashes

# So many postings are merged at once: 64 MB of memory, whatever the size of the archive.
AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """Postings to be merged; `rows` are the new row of every passage, ascending, -1 for one that is dropped."""

    postings: Postings
    rows: NDArray[np.int64]


def parts_of(several: Sequence[Postings], keep: Sequence[NDArray[np.bool_]]) -> list[Part]:
    """Return postings as parts, the kept passages of one after those of the other."""
    parts, first = [], 0
    for postings, kept in zip(several, keep, strict=True):
        rows = np.where(kept, np.cumsum(kept) - 1 + first, -1)
        first += int(kept.sum())
        parts.append(Part(postings, rows))
    return parts


def merged_lengths(parts: Sequence[Part]) -> NDArray[np.uint32]:
    """Return the lengths of the passages that are kept, in their new order."""
    return np.concatenate([part.postings.lengths.whole()[part.rows >= 0] for part in parts])


def merge(parts: Sequence[Part], lengths: NDArray[np.uint32], pivot: float, at_once: int = AT_ONCE) -> Iterator[Piece]:
    """Yield the terms of all parts, in order, with their passages in the new rows, which have so many terms, on
    average `pivot`.

    Works through the terms by their hashes, so that a stretch of each part's columns is read once, from left to
    right, and memory does not grow with the archive. A term whose passages are all dropped is gone.
    """
    total = sum(len(part.postings.rows) for part in parts)
    steps = total // at_once + 1
    borders = np.array([(step << 64) // steps for step in range(1, steps)], dtype=np.uint64)
    cuts = [np.searchsorted(part.postings.hashes.whole(), borders).tolist() for part in parts]
    norms = Okapi(len(lengths), pivot).norms(lengths).astype(np.float32)
    terms = end = 0
    for number in range(len(borders) + 1):
        stretches = [
            _stretch(part, cut[number - 1] if number else 0, cut[number] if number < len(cut) else None)
            for part, cut in zip(parts, cuts, strict=True)
        ]
        piece = _merge(stretches, terms, end, norms)
        terms += len(piece.hashes)
        end += len(piece.rows)
        yield piece


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some neighbouring terms of one part, dropped passages left out: `sizes` passages each, `rows` all of them."""

    hashes: Hashes
    sizes: Sizes
    rows: NDArray[np.uint32]
    counts: NDArray[np.uint8]
    many: Sizes
    many_counts: Sizes


def _stretch(part: Part, first: int, last: int | None) -> _Stretch:
    postings = part.postings
    last = len(postings.hashes) if last is None else last
    ends = postings.ends.part(first, last)
    before = int(postings.ends.part(first - 1, first)[0]) if first else 0
    end = int(ends[-1]) if len(ends) else before
    rows = part.rows[postings.rows.part(before, end)]
    many, many_counts = postings.many.whole(), postings.many_counts.whole()
    here = slice(*np.searchsorted(many, (before, end)).tolist())
    kept = rows >= 0
    places = np.cumsum(kept) - 1
    many_kept = kept[many[here] - before]
    sizes = np.diff(np.append(0, np.cumsum(kept))[ends - before], prepend=0)
    alive = sizes > 0
    return _Stretch(
        hashes=postings.hashes.part(first, last)[alive],
        sizes=sizes[alive],
        rows=rows[kept].astype(np.uint32),
        counts=postings.counts.part(before, end)[kept],
        many=places[many[here] - before][many_kept],
        many_counts=many_counts[here][many_kept],
    )


def _merge(stretches: list[_Stretch], terms: int, end: int, norms: NDArray[np.float32]) -> Piece:
    hashes = np.sort(np.concatenate([stretch.hashes for stretch in stretches]))
    hashes = hashes[np.append(True, hashes[1:] != hashes[:-1])[: len(hashes)]]
    places = [np.searchsorted(hashes, stretch.hashes) for stretch in stretches]
    sizes = np.zeros(len(hashes), dtype=np.int64)
    for stretch, place in zip(stretches, places, strict=True):
        sizes[place] += stretch.sizes
    ends = np.cumsum(sizes)
    rows = np.empty(int(sizes.sum()), dtype=np.uint32)
    counts = np.empty(len(rows), dtype=np.uint8)
    many, many_counts = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    free = ends - sizes  # where the next passage of a term goes
    for stretch, place in zip(stretches, places, strict=True):
        before = np.cumsum(stretch.sizes) - stretch.sizes
        target = np.repeat(free[place] - before, stretch.sizes) + np.arange(len(stretch.rows))
        rows[target], counts[target] = stretch.rows, stretch.counts
        many.append(target[stretch.many])
        many_counts.append(stretch.many_counts)
        free[place] += stretch.sizes
    order = np.argsort(np.concatenate(many))
    common, tops = make_tops(sizes, rows, counts, norms)
    return Piece(
        hashes=hashes,
        ends=ends + end,
        rows=rows,
        counts=counts,
        many=np.concatenate(many)[order] + end,
        many_counts=np.concatenate(many_counts)[order],
        common=common + terms,
        tops=tops,
    )
