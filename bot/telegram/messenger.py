"""Sending: every message goes through here, and with it what Telegram may say against it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar
from weakref import WeakValueDictionary

from telegram import Bot, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.replies import Reply
from bot.telegram.addressing import Place
from bot.telegram.journal import Journal
from bot.telegram.options import Timing
from bot.telegram.render import keyboard, render
from bot.telegram.rich import Page, Run, Section, pages
from bot.telegram.watch import Pulse
from bot.words import Words

logger = logging.getLogger(__name__)

T = TypeVar("T")

ATTEMPTS = 5
# What needs no words and no report: there is nothing to be done, or it is done already.
QUIET = ("not modified", "query is too old", "query id is invalid", "topic_closed", "topic_deleted",
         "message thread not found", "message can't be edited", "message to edit not found",
         "not enough rights", "have no rights", "chat_write_forbidden", "chat_restricted")  # fmt: skip
GONE = ("chat not found", "peer_id_invalid", "user_id_invalid", "channel_private", "user is deactivated")
# The exceptions under a TimedOut that tell that nothing was sent yet.
UNSENT = ("ConnectTimeout", "PoolTimeout")


class Messenger:
    """Sends, edits and says; a chat that refuses is remembered in the journal, one that moved is followed."""

    def __init__(self, bot: Bot, journal: Journal, pulse: Pulse, timing: Timing) -> None:
        self._bot = bot
        self._journal = journal
        self._pulse = pulse
        self._timing = timing
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def turn(self, place: Place) -> asyncio.Lock:
        """Return the lock of a chat, for whoever must not have other answers between the parts of its own."""
        return self._turns.setdefault(place.chat, asyncio.Lock())

    async def show(self, place: Place, reply: Reply, words: Words, reply_to: int | None = None) -> Message | None:
        """Send a reply, its first message as a reply to `reply_to`, the buttons under the last; return the last."""
        parts = render(reply, words)
        sent = None
        for number, part in enumerate(parts, 1):
            buttons = keyboard(reply, words) if number == len(parts) else None
            sent = await self.send(place, part, reply_to if number == 1 else None, buttons)
            if sent is None:
                break
        return sent

    async def say(self, place: Place, text: str, reply_to: int | None = None) -> Message | None:
        """Send the bot's own words; return the last message."""
        sent = None
        for number, part in enumerate(pages([Section((Run(text),))])):
            sent = await self.send(place, part, reply_to if number == 0 else None)
        return sent

    async def send(
        self, place: Place, page: Page, reply_to: int | None = None, buttons: InlineKeyboardMarkup | None = None
    ) -> Message | None:
        """Send one message; None where the chat does not take any. As plain text where its HTML is refused."""

        async def act(chat: int, page_text: str, mode: ParseMode | None, answered: int | None) -> Message:
            parameters = ReplyParameters(answered, allow_sending_without_reply=True) if answered else None
            return await self._bot.send_message(
                chat,
                page_text,
                parse_mode=mode,
                message_thread_id=place.topic,
                reply_parameters=parameters,
                reply_markup=buttons,
            )

        try:
            return await self.attempt(place, lambda chat: act(chat, page.html, ParseMode.HTML, reply_to))
        except BadRequest as error:
            logger.warning("sent_plain reason=%r", str(error))
            answered = None if "replied" in str(error).casefold() else reply_to
            return await self.attempt(place, lambda chat: act(chat, page.plain, None, answered))

    async def edit(self, message: Message, page: Page) -> bool:
        """Exchange the text of a message; False where it cannot be: it is gone, or the chat is."""
        place = Place(message.chat.id)

        async def act(chat: int, text: str, mode: ParseMode | None) -> bool:
            await self._bot.edit_message_text(text, chat, message.message_id, parse_mode=mode)
            return True

        try:
            done = await self.attempt(place, lambda chat: act(chat, page.html, ParseMode.HTML))
        except BadRequest:
            done = await self.attempt(place, lambda chat: act(chat, page.plain, None))
        return done is True

    async def attempt(self, place: Place, act: Callable[[int], Awaitable[T]]) -> T | None:
        """Return what the act returns for the chat's id; None where Telegram says that there is nobody to talk to.

        What certainly was not delivered is tried again; a timeout after sending is not, since it may have arrived.
        """
        chat = self._journal.current(place.chat)
        if self._journal.is_dead(chat):
            return None
        for attempt in range(ATTEMPTS):
            try:
                return await act(chat)
            except ChatMigrated as error:
                self._journal.migrate(chat, error.new_chat_id)
                chat = error.new_chat_id
            except Forbidden as error:
                self._lost(chat, error)
                return None
            except BadRequest as error:
                if not self._swallowed(chat, error):
                    raise
                return None
            except RetryAfter:
                raise
            except TimedOut as error:
                if type(error.__cause__).__name__ not in UNSENT or attempt == ATTEMPTS - 1:
                    raise
            except NetworkError as error:
                if attempt == ATTEMPTS - 1:
                    raise
                self._pulse.counts["send_retries_total"] += 1
                logger.info("send_again attempt=%d reason=%r", attempt + 1, str(error))
                await asyncio.sleep(self._timing.retry_first * 2**attempt)
        return None

    def _lost(self, chat: int, error: Exception) -> None:
        self._journal.bury(chat)
        self._pulse.counts["forbidden_total"] += 1
        logger.info("chat_dead reason=%r", str(error))

    def _swallowed(self, chat: int, error: BadRequest) -> bool:
        reason = str(error).casefold()
        if any(sign in reason for sign in GONE):
            self._lost(chat, error)
            return True
        if any(sign in reason for sign in QUIET):
            logger.debug("swallowed reason=%r", reason)
            return True
        return False
