"""The index brought up to date with the corpus: only what changed is cut into words, the rest is kept as it is."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, tee
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.stored import StoredCorpus
from corpus.types import ArticleId
from retrieval.crew import work_ahead
from retrieval.embedded import AT_ONCE, Living, batches
from retrieval.errors import DamagedIndexError, ForeignIndexError, MissingIndexError
from retrieval.folders import is_whole, open_columns, remove, write_columns
from retrieval.generations import REMOVED, Generation, Generations, Portion
from retrieval.rules import rules
from retrieval.segments import KINDS, Kept, Segment, Union, assemble, columns_of, digest_of, make_segment, passages_of
from retrieval.tokens import Tokenizer
from retrieval.vocabulary import Hashes, hash_terms

Progress = Callable[[int, int, str], None]
# A portion is merged with the ones before it that are less than so many times as large: a reload then rewrites a
# small part of an archive, not all of it, and there are hardly ever more than five portions to search.
GROWTH = 16
# A portion with so many of its passages gone is written anew without them.
ROTTEN = 0.3


def update_index(
    generations: Generations,
    corpus: StoredCorpus,
    tokenizer: Tokenizer,
    progress: Progress | None = None,
    patience: float = 0.0,
    workers: int = 1,
    at_once: int = AT_ONCE,
) -> tuple[Generation, tuple[str, ...]]:
    """Bring the index up to date with a corpus and return its current generation, and notes for whoever looks after it.

    An index that is damaged, or made with another tokenizer, is built anew, which a note tells. `progress` is called
    with (articles done, all, speed and time left). Raises BusyIndexError where another process has been writing for
    `patience` seconds. `at_once` is how many bytes of articles are a piece of work for one of the `workers`.
    """
    anew = Generation("", "", tokenizer.identity, ())
    notes: tuple[str, ...] = ()
    with generations.writing(patience):
        try:
            before = generations.current(tokenizer.identity)
        except MissingIndexError:
            before = anew
        except (DamagedIndexError, ForeignIndexError) as error:
            before, notes = anew, (f"{error}; the index was built anew",)
        try:
            return _Update(generations, corpus, tokenizer, before, progress, workers, at_once).run(), notes
        except DamagedIndexError as error:
            remove(generations.building())
            notes = (f"{error}; the index was built anew",)
            return _Update(generations, corpus, tokenizer, anew, progress, workers, at_once).run(), notes


class _Update:
    """One update of the index, by whoever is the only writer."""

    def __init__(
        self,
        generations: Generations,
        corpus: StoredCorpus,
        tokenizer: Tokenizer,
        before: Generation,
        progress: Progress | None,
        workers: int,
        at_once: int,
    ) -> None:
        self._generations = generations
        self._corpus = corpus
        self._tokenizer = tokenizer
        self._before = before
        self._progress = progress
        self._workers = workers
        self._at_once = at_once
        self._origins: dict[ArticleId, int] = {}
        self._merged = 0

    def run(self) -> Generation:
        content = f"{rules()} {self._tokenizer.identity} {self._corpus.digest}"
        name = hashlib.blake2b(content.encode(), digest_size=4).hexdigest()
        if self._before.name == name:
            return self._before
        for left_over in self._generations.building().glob("merged-*"):
            remove(left_over)
        self._origins = self._corpus.origins()
        portions, fresh = self._compare()
        portions = self._gather([*portions, *self._make(fresh)])
        made = Generation(name, self._corpus.digest, self._tokenizer.identity, tuple(portions))
        self._generations.publish(made)
        return self._generations.current(self._tokenizer.identity)

    def _compare(self) -> tuple[list[Portion], list[ArticleId]]:
        """Return the portions as far as their articles are still in the corpus, and the ids of those in none."""
        ids, rows = list(self._origins), np.fromiter(self._origins.values(), dtype=np.int64, count=len(self._origins))
        hashes = hash_terms(ids)
        order = np.argsort(hashes)
        unclaimed = np.ones(len(ids), dtype=bool)
        portions = []
        for portion in self._before.portions:
            own = portion.living.segment.ids.whole()
            places = np.searchsorted(hashes, own, sorter=order)
            numbers = order[np.minimum(places, len(ids) - 1)] if ids else np.zeros(len(own), dtype=np.int64)
            there = (portion.origins != REMOVED) & (hashes[numbers] == own if ids else False)
            origins = np.where(there, rows[numbers] if ids else 0, REMOVED)
            for number in np.flatnonzero(there & (origins != portion.origins)).tolist():
                if not self._is_same(portion.living.segment, number, ids[numbers[number]]):
                    origins[number] = REMOVED
            unclaimed[numbers[origins != REMOVED]] = False
            portions += self._without(portion, origins)
        return portions, [ids[number] for number in np.flatnonzero(unclaimed).tolist()]

    def _is_same(self, segment: Segment, number: int, id: ArticleId) -> bool:
        """Tell whether an article of a file read again is, to its byline, the one that is held."""
        return digest_of(self._corpus.record(id)) == int(segment.digests.part(number, number + 1)[0])

    def _without(self, portion: Portion, origins: NDArray[np.int64]) -> list[Portion]:
        """Return a portion without the articles removed, or none; much is written anew, of a little note is taken."""
        alive = origins != REMOVED
        if not alive.any():
            return []
        gone = np.flatnonzero(~alive & (portion.origins != REMOVED))
        if not gone.size:
            return [replace(portion, origins=origins)]
        segment = portion.living.segment
        dead = np.flatnonzero(~alive[segment.owners.whole()])
        if len(dead) > ROTTEN * len(segment.postings):
            return [self._merge([replace(portion, origins=origins)])]
        lost, losses = self._count_lost(portion.living, gone.tolist())
        return [Portion(portion.folder, Living(segment, dead, lost, losses), origins)]

    def _count_lost(self, living: Living, gone: list[int]) -> tuple[Hashes, NDArray[np.int64]]:
        """Return the terms of all dead passages, ascending, and in how many of them each stands."""
        articles = map(living.segment.article, gone)
        terms = Counter(
            term for article in articles for _, found in passages_of(article, self._tokenizer) for term in set(found)
        )
        hashes = np.concatenate((living.lost, hash_terms(list(terms))))
        counts = np.concatenate((living.losses, np.fromiter(terms.values(), dtype=np.int64, count=len(terms))))
        lost, places = np.unique(hashes, return_inverse=True)
        return lost, np.bincount(places, counts, len(lost)).astype(np.int64)

    def _make(self, fresh: list[ArticleId]) -> Iterator[Portion]:
        """Yield portions of the articles that are in none, as long as there are any."""
        if not fresh:
            return
        report = _reporter(self._progress, len(fresh))
        told: list[list[ArticleId]] = []

        def tasks() -> Iterator[_Task]:
            ids, records = tee(self._read(fresh))
            for batch in batches((record for _, record in records), self._at_once):
                told.append([id for id, _ in islice(ids, len(batch))])
                key = hashlib.blake2b(f"{rules()} {self._tokenizer.identity} ".encode(), digest_size=8)
                for record in batch:
                    key.update(record)
                yield _Task(self._generations.building() / key.hexdigest(), batch, self._tokenizer)

        for number, folder in enumerate(work_ahead(_write_run, tasks(), self._workers)):
            segment = assemble(open_columns(folder, KINDS, held=False))
            origins = np.array([self._origins[id] for id in told[number]], dtype=np.int64)
            yield Portion(folder, Living.whole(segment), origins)
            report(len(origins), len(segment.postings))

    def _read(self, ids: list[ArticleId]) -> Iterator[tuple[ArticleId, bytes]]:
        """Yield the articles of some ids, packed: many in one sweep, a few one by one."""
        if len(ids) > _MANY * len(self._corpus):
            wanted = set(ids)
            return ((id, record) for id, record in self._corpus.records() if id in wanted)
        return ((id, self._corpus.record(id)) for id in ids)

    def _gather(self, portions: list[Portion]) -> list[Portion]:
        """Merge the last portions with what is not much larger before them."""
        first, size = len(portions), 0
        while (first and len(portions[first - 1]) <= GROWTH * size) or first == len(portions) > 0:
            first -= 1
            size += len(portions[first])
        return [*portions[:first], self._merge(portions[first:])] if len(portions) - first > 1 else portions

    def _merge(self, portions: list[Portion]) -> Portion:
        alive = [portion.origins != REMOVED for portion in portions]
        kept = [Kept(portion.living.segment, each) for portion, each in zip(portions, alive, strict=True)]
        self._merged += 1
        folder = self._generations.building() / f"merged-{self._merged}"
        write_columns(folder, KINDS, Union(kept).columns())
        origins = np.concatenate([portion.origins[each] for portion, each in zip(portions, alive, strict=True)])
        return Portion(folder, Living.whole(assemble(open_columns(folder, KINDS, held=False))), origins)


# Of so many of its articles, the corpus is read from end to end, which takes a fifth of the time an article.
_MANY = 0.1


@dataclass(frozen=True, slots=True)
class _Task:
    """Articles, packed, to be made a segment in a folder."""

    folder: Path
    records: list[bytes]
    tokenizer: Tokenizer


def _write_run(task: _Task) -> Path:
    """Make the segment of a task, unless a build that was interrupted has made it already; return its folder."""
    if not is_whole(task.folder):
        remove(task.folder)
        segment = make_segment(task.records, task.tokenizer)
        write_columns(task.folder, KINDS, columns_of(segment))
    return task.folder


def _reporter(progress: Progress | None, articles: int) -> Callable[[int, int], None]:
    """Return what is told of every portion made: its articles and passages; it tells the progress on."""
    began, done, passages = time.monotonic(), 0, 0

    def report(more: int, more_passages: int) -> None:
        nonlocal done, passages
        done, passages = done + more, passages + more_passages
        spent = max(time.monotonic() - began, 1e-6)
        left = round(spent / done * (articles - done))
        if progress:
            progress(done, articles, f"{passages / spent:,.0f} passages/s, {left // 60}:{left % 60:02} left")

    return report
