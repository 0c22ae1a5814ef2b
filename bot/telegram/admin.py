"""What only admins may do: reload, read misses, broadcast. Who they are is decided by their numeric id alone."""

import asyncio
import contextlib
import logging

from telegram import Bot, Message
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.conversation import Incoming
from bot.history import Miss, misses_csv
from bot.telegram.addressing import Asker, Heard, Place
from bot.telegram.core import Core
from bot.telegram.journal import Journal
from bot.telegram.lanes import Lane
from bot.telegram.messenger import Messenger
from bot.telegram.options import TelegramOptions
from bot.telegram.render import render
from bot.telegram.rich import CAPTION_UNITS, Page, Run, Section, pages
from bot.words import Words

logger = logging.getLogger(__name__)

MISSES_SHOWN = 20
MISSES_IN_FILE = 5_000

COMMANDS = frozenset({"reload", "misses", "broadcast"})


class Admin:
    """Runs the commands of `COMMANDS`; each replies to the message it came with."""

    def __init__(
        self, bot: Bot, options: TelegramOptions, core: Core, messenger: Messenger, journal: Journal, lane: Lane
    ) -> None:
        self._bot = bot
        self._options = options
        self._core = core
        self._messenger = messenger
        self._journal = journal
        self._lane = lane
        self._reloading = False

    async def run(self, asker: Asker, heard: Heard, reply_to: int) -> None:
        """Run a command, or say that it is for admins only."""
        words = Words(asker.language)
        if not asker.admin:
            await self._messenger.say(asker.place, words("admins_only"), reply_to)
            return
        logger.info("admin_command command=%s admin=%d", heard.command, asker.user)
        match heard.command:
            case "reload":
                await self._reload(asker, words, reply_to)
            case "misses":
                await self._misses(asker.place, words, reply_to)
            case "broadcast":
                await self._broadcast(asker.place, heard.text, words, reply_to)

    async def _reload(self, asker: Asker, words: Words, reply_to: int) -> None:
        if self._reloading:
            await self._messenger.say(asker.place, words("reloading"), reply_to)
            return
        self._reloading = True
        try:
            shown = await self._messenger.say(asker.place, words("reload_started"), reply_to)
            progress = _Progress(asyncio.get_running_loop())
            showing = asyncio.create_task(self._show_progress(shown, progress, words))
            try:
                incoming = Incoming(
                    "/reload", asker=asker.key, language=asker.language, admin=True, progress=progress.tell
                )
                reply = await self._lane.run(self._core.reply, incoming)
            finally:
                showing.cancel()
                await asyncio.gather(showing, return_exceptions=True)
        finally:
            self._reloading = False
        first, *others = render(reply, words)
        if shown is None or not await self._messenger.edit(shown, first):
            others.insert(0, first)
        for page in others:
            await self._messenger.send(asker.place, page, reply_to)

    async def _show_progress(self, shown: Message | None, progress: "_Progress", words: Words) -> None:
        while shown is not None:
            await asyncio.sleep(self._options.timing.progress_every)
            done, total, what = await progress.next()
            text = words("reload_progress", done=done, total=total, what=what)
            with contextlib.suppress(TelegramError):
                await self._messenger.edit(shown, _page(text))

    async def _misses(self, place: Place, words: Words, reply_to: int) -> None:
        misses = self._core.history.misses(MISSES_IN_FILE)
        if not misses:
            await self._messenger.say(place, words("no_misses"), reply_to)
            return
        lines = [_miss_line(miss, words) for miss in misses[:MISSES_SHOWN]]
        text = "\n".join([words("misses", count=len(misses)), *lines])
        await self._messenger.say(place, text, reply_to)
        await self._messenger.attempt(place, lambda chat: self._send_csv(chat, place, misses, words))

    async def _send_csv(self, chat: int, place: Place, misses: tuple[Miss, ...], words: Words) -> Message:
        await self._bot.send_chat_action(chat, ChatAction.UPLOAD_DOCUMENT, message_thread_id=place.topic)
        caption = pages([Section((Run(words("misses_file", count=len(misses))),))], CAPTION_UNITS)[0]
        return await self._bot.send_document(
            chat, misses_csv(misses), caption=caption.html, filename="misses.csv", message_thread_id=place.topic
        )

    async def _broadcast(self, place: Place, text: str, words: Words, reply_to: int) -> None:
        if not text:
            await self._messenger.say(place, words("broadcast_usage"), reply_to)
            return
        chats = [chat for chat in self._journal.living() if chat != self._journal.current(place.chat)]
        shown = await self._messenger.say(place, words("broadcast_started", count=len(chats)), reply_to)
        sent = 0
        for number, chat in enumerate(chats, 1):
            sent += await self._reach(chat, text)
            if shown is not None and number % 200 == 0:
                progress = words("broadcast_progress", done=number, count=len(chats))
                with contextlib.suppress(TelegramError):
                    await self._messenger.edit(shown, _page(progress))
            await asyncio.sleep(self._options.timing.broadcast_pause)
        logger.info("broadcast sent=%d failed=%d", sent, len(chats) - sent)
        await self._messenger.say(place, words("broadcast_done", sent=sent, failed=len(chats) - sent), reply_to)

    async def _reach(self, chat: int, text: str) -> bool:
        try:
            return await self._messenger.say(Place(chat), text) is not None
        except TelegramError as error:
            logger.warning("broadcast_failed reason=%r", str(error))
            return False


class _Progress:
    """The newest word of a reload that runs in another thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._news = asyncio.Event()
        self._last = (0, 0, "")

    def tell(self, done: int, total: int, what: str) -> None:
        self._last = (done, total, what)
        with contextlib.suppress(RuntimeError):  # the loop is closed: the bot is stopping
            self._loop.call_soon_threadsafe(self._news.set)

    async def next(self) -> tuple[int, int, str]:
        await self._news.wait()
        self._news.clear()
        return self._last


def _page(text: str) -> Page:
    return pages([Section((Run(text),))])[0]


def _miss_line(miss: Miss, words: Words) -> str:
    mark = "👎" if miss.down else "∅"
    question = miss.question or words("unlogged_question")
    return f"{mark} {miss.at:%m-%d %H:%M} {question}"
