"""Many files taken in at once: a page takes 13 ms to segment, an archive has tens of thousands."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice

from corpus.intake import Intake, Segment, take_in
from corpus.types import Source

# Fewer are done before the first worker has started.
_WORTH_IT = 64
# A larger file is a collection of articles, which comes in parts and needs no segmenting.
_PAGE_BYTES = 1_000_000
_AHEAD = 8

_Taken = tuple[Source, Iterable[Intake]]


def take_in_all(sources: Iterable[Source], segment: Segment, workers: int = 1) -> Iterator[_Taken]:
    """Yield every file, in order, with what it gives; by several processes where there are many.

    With more than one worker `segment` must be a function of a module, as everything is that one process tells another.
    """
    sources = iter(sources)
    first = list(islice(sources, _WORTH_IT)) if workers > 1 else []
    if len(first) == _WORTH_IT:
        yield from _take_in_ahead(chain(first, sources), segment, workers)
    else:
        for source in chain(first, sources):
            yield source, take_in(source, segment)


def _take_in_ahead(sources: Iterable[Source], segment: Segment, workers: int) -> Iterator[_Taken]:
    """Keep the workers busy with some files ahead of the one that is yielded, and no more: memory stays flat."""
    # Spawned, not forked: a fork would hold the store's lock open beyond the death of this process.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=live_and_die_with_parent)
    waiting: deque[tuple[Source, Future[tuple[Intake, ...]] | None]] = deque()
    try:
        for source in sources:
            waiting.append((source, _submit(pool, source, segment)))
            if len(waiting) > workers * _AHEAD:
                yield _taken(*waiting.popleft(), segment)
        while waiting:
            yield _taken(*waiting.popleft(), segment)
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, source: Source, segment: Segment) -> Future[tuple[Intake, ...]] | None:
    try:
        if source.path.stat().st_size > _PAGE_BYTES:
            return None
        with unheard():
            return pool.submit(_take_in, source, segment)
    except (OSError, BrokenExecutor):
        return None


def _taken(source: Source, future: Future[tuple[Intake, ...]] | None, segment: Segment) -> _Taken:
    """Return what a worker took in; what none did, or one that was killed, is taken in here."""
    try:
        return source, future.result() if future else take_in(source, segment)
    except BrokenExecutor:
        return source, take_in(source, segment)


def _take_in(source: Source, segment: Segment) -> tuple[Intake, ...]:
    return tuple(take_in(source, segment))


@contextmanager
def unheard() -> Iterator[None]:
    """Let nobody's interrupt reach the processes that are started meanwhile, before they can leave it to the parent."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def live_and_die_with_parent() -> None:
    """Leave an interrupt to the parent, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
