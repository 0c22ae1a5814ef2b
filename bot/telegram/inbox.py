"""The queue of updates between the library and the handlers."""

import asyncio
import logging

from telegram import Update

from bot.telegram.journal import Journal
from bot.telegram.watch import Pulse

logger = logging.getLogger(__name__)


class Inbox(asyncio.Queue[object]):
    """The library's queue of updates, except that it writes each down first, and lets none in twice.

    The library acknowledges a batch, by the offset of its next poll or the response to a webhook, only when all
    of it has been put here.
    """

    def __init__(self, journal: Journal, pulse: Pulse) -> None:
        super().__init__()
        self._journal = journal
        self._pulse = pulse

    async def put(self, item: object) -> None:
        if isinstance(item, Update):
            self._pulse.counts["updates_total"] += 1
            if not self._journal.receive(item.update_id, item.to_json()):
                logger.info("update_known id=%d", item.update_id)
                return
        await super().put(item)

    async def put_again(self, update: Update) -> None:
        """Let in an update that a former process wrote down."""
        await super().put(update)
