"""The queue: questions are answered one by one in a thread of their own, in the order they came."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from bot.conversation import Incoming
from bot.replies import Reply
from bot.telegram.addressing import Asker, Place
from bot.telegram.journal import Journal, Stage
from bot.telegram.lanes import Lane
from bot.telegram.limits import Limit
from bot.telegram.watch import Pulse

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A question, or a button that needs the conversation: who, what, and which message the answer replies to."""

    update: int
    asker: Asker
    incoming: Incoming
    reply_to: int


@dataclass(frozen=True, slots=True)
class Full:
    """The queue takes no more."""


@dataclass(frozen=True, slots=True)
class Wait:
    """This person, or this chat, has asked enough for now."""

    seconds: float


class Questions:
    """Takes jobs, thinks in `lane`, hands each Reply to `deliver` without waiting for the network.

    `deliver` gets (job, reply or the exception that took its place) and must not raise.
    """

    def __init__(
        self,
        lane: Lane,
        answer: Callable[[Incoming], Reply],
        deliver: Callable[[Job, Reply | Exception], Awaitable[None]],
        typing: Callable[[Place], AbstractContextManager[None]],
        journal: Journal,
        pulse: Pulse,
        size: int,
        user_limit: Limit,
        chat_limit: Limit,
    ) -> None:
        self._lane = lane
        self._answer = answer
        self._deliver = deliver
        self._typing = typing
        self._journal = journal
        self._pulse = pulse
        self._user_limit = user_limit
        self._chat_limit = chat_limit
        self._waiting: asyncio.Queue[tuple[Job, float]] = asyncio.Queue(size)
        self._unfinished: dict[int, tuple[Job, ExitStack]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: asyncio.Task[None] | None = None
        pulse.gauges["questions_unfinished"] = lambda: len(self._unfinished)

    def start(self) -> None:
        self._runner = asyncio.create_task(self._run())

    def submit(self, job: Job) -> Full | Wait | None:
        """Put a job in line; say Full or Wait where it is not taken."""
        if self._waiting.full():
            self._pulse.counts["questions_refused_total"] += 1
            return Full()
        speaker = job.asker.user or job.asker.key
        seconds = self._user_limit.wait(speaker) or (
            0.0 if job.asker.private else self._chat_limit.wait(job.asker.place.chat)
        )
        if seconds:
            self._pulse.counts["questions_refused_total"] += 1
            return Wait(seconds)
        working = ExitStack()
        working.enter_context(self._typing(job.asker.place))
        self._unfinished[job.update] = (job, working)
        self._waiting.put_nowait((job, time.monotonic()))
        return None

    async def drain(self, seconds: float) -> tuple[Job, ...]:
        """Go on until all is answered and delivered or the time is over; return the jobs that were not."""
        end = time.monotonic() + seconds
        while self._unfinished and time.monotonic() < end:
            await asyncio.sleep(0.02)
        if self._runner is not None:
            self._runner.cancel()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        left = tuple(job for job, _ in self._unfinished.values())
        for _, working in self._unfinished.values():
            working.close()
        return left

    async def _run(self) -> None:
        while True:
            job, since = await self._waiting.get()
            self._journal.advance(job.update, Stage.BEGUN)
            result: Reply | Exception
            try:
                result = await self._lane.run(self._answer, job.incoming)
            except Exception as error:
                result = error
            self._pulse.counts["questions_total"] += 1
            self._pulse.counts["question_seconds_total"] += time.monotonic() - since
            self._spawn(self._finish(job, result))

    async def _finish(self, job: Job, result: Reply | Exception) -> None:
        await self._deliver(job, result)
        self._journal.finish(job.update)
        _, working = self._unfinished.pop(job.update)
        working.close()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
