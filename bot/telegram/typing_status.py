"""The "typing…" that shows for as long as work goes on."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Iterator

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.telegram.addressing import Place

logger = logging.getLogger(__name__)


class Typing:
    """One signal per place, however many questions wait there, renewed before its five seconds are over."""

    def __init__(self, bot: Bot, every: float) -> None:
        self._bot = bot
        self._every = every
        self._waiting: Counter[Place] = Counter()
        self._tasks: dict[Place, asyncio.Task[None]] = {}

    @contextlib.contextmanager
    def during(self, place: Place) -> Iterator[None]:
        """Show typing in a place while the block runs."""
        self._waiting[place] += 1
        if place not in self._tasks:
            self._tasks[place] = asyncio.create_task(self._keep(place))
        try:
            yield
        finally:
            self._waiting[place] -= 1
            if not self._waiting[place]:
                del self._waiting[place]
                self._tasks.pop(place).cancel()

    async def _keep(self, place: Place) -> None:
        while True:
            try:
                await self._bot.send_chat_action(
                    place.chat, ChatAction.TYPING, message_thread_id=place.topic, read_timeout=self._every
                )
            except (BadRequest, Forbidden):
                return  # the answer itself will meet this too, and deal with it
            except TelegramError as error:
                logger.debug("typing_not_shown reason=%r", str(error))
            await asyncio.sleep(self._every)
