"""Work for several processes, some of it ahead of what is asked for, and no more: memory stays flat."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TypeVar

from corpus.workers import live_and_die_with_parent, unheard

Task = TypeVar("Task")
Result = TypeVar("Result")


def work_ahead(work: Callable[[Task], Result], tasks: Iterable[Task], workers: int) -> Iterator[Result]:
    """Yield what `work`, a function of a module, makes of every task, in order.

    One worker, or one task, needs no other process than this; what a worker that was killed left is done here too.
    """
    tasks = iter(tasks)
    first = list(islice(tasks, 2))
    if workers < 2 or len(first) < 2:
        yield from map(work, chain(first, tasks))
        return
    # Spawned, not forked: a fork would hold the writer's lock open beyond the death of this process.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=live_and_die_with_parent)
    waiting: deque[tuple[Task, Future[Result] | None]] = deque()
    try:
        for task in chain(first, tasks):
            waiting.append((task, _submit(pool, work, task)))
            if len(waiting) > workers + 1:
                yield _result(work, *waiting.popleft())
        while waiting:
            yield _result(work, *waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, work: Callable[[Task], Result], task: Task) -> Future[Result] | None:
    try:
        with unheard():
            return pool.submit(work, task)
    except BrokenExecutor:
        return None


def _result(work: Callable[[Task], Result], task: Task, future: Future[Result] | None) -> Result:
    try:
        return future.result() if future else work(task)
    except BrokenExecutor:
        return work(task)
