"""Updates → the conversation → messages: what each kind of update sets going.

A handler itself never waits: it decides, puts a question in line or starts a task, and makes room for the next
update. So the order of updates is the order of questions, and /help is answered while thirty questions wait.
"""

import asyncio
import logging
from collections.abc import Coroutine

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.conversation import Incoming
from bot.replies import Reply, Say
from bot.telegram.addressing import Asker, Heard, Place, asker_of, hear, may_ask, place_of
from bot.telegram.admin import COMMANDS as ADMIN_COMMANDS
from bot.telegram.admin import Admin
from bot.telegram.core import Core
from bot.telegram.errors import Reports
from bot.telegram.inline import Inline
from bot.telegram.journal import Journal, Stage
from bot.telegram.lanes import Lane
from bot.telegram.limits import Limit
from bot.telegram.menus import set_own_menu
from bot.telegram.messenger import Messenger
from bot.telegram.options import Rate, TelegramOptions
from bot.telegram.questions import Full, Job, Questions, Wait
from bot.words import Words

logger = logging.getLogger(__name__)

# Commands that search nothing and look at nobody's last question: they need not stand in line.
QUICK = frozenset({"start", "help", "latest", "article", "sources", "stats"})
VOTES = ("g:", "b:")
KIND_WORDS = Rate(20, 60)
ALERT = 200
ANSWER_SECONDS = 5.0  # what a button does must not wait longer for the press to be answered


class Handlers:
    """Everything the bot does with an update; `questions` is set by whoever builds both."""

    questions: Questions

    def __init__(
        self,
        bot: ExtBot[int],
        options: TelegramOptions,
        core: Core,
        messenger: Messenger,
        journal: Journal,
        reports: Reports,
        admin: Admin,
        inline: Inline,
        quick: Lane,
    ) -> None:
        self._bot = bot
        self._options = options
        self._core = core
        self._messenger = messenger
        self._journal = journal
        self._reports = reports
        self._admin = admin
        self._inline = inline
        self._quick = quick
        self._turned_away = Limit(KIND_WORDS)
        self._tasks: set[asyncio.Task[None]] = set()

    # -- kinds of updates

    async def on_message(self, update: Update, _: object) -> None:
        """Hear a new message; a question goes in line, a command is seen to at once."""
        message = update.message
        heard = hear(message, self._bot.bot) if message is not None else None
        if message is None or heard is None:
            self._journal.finish(update.update_id)
            return
        asker = asker_of(self._options, message.chat, place_of(message), message.from_user, message.sender_chat)
        words = Words(asker.language)
        if not may_ask(self._options, asker.user, message.chat.id):
            self._turn_away(update, asker, words("not_allowed") if asker.private else "", message.message_id)
            return
        self._journal.greet(message.chat.id)
        self._take(update, asker, heard, message.message_id)

    async def on_button(self, update: Update, _: object) -> None:
        """Answer the press first, then do what the button says."""
        query = update.callback_query
        if query is None:
            return
        if query.data is None or query.message is None:
            self._spawn(update, None, None, self._answer(query))  # none of the bot's own making
            return
        chat = query.message.chat
        place = place_of(query.message) if isinstance(query.message, Message) else None
        asker = asker_of(self._options, chat, place or Place(chat.id), query.from_user, None)
        if not may_ask(self._options, asker.user, chat.id):
            refusal = self._answer(query, Words(asker.language)("not_allowed"), alert=True)
            self._spawn(update, asker, None, refusal)
            return
        self._journal.greet(chat.id)
        work = self._vote if query.data.startswith(VOTES) else self._press
        self._spawn(update, asker, query.message.message_id, work(update, query, asker), finish=work == self._vote)

    async def on_inline(self, update: Update, _: object) -> None:
        """Offer quotes to somebody who types the bot's name in any chat."""
        query = update.inline_query
        if query is None:
            return
        allowed = may_ask(self._options, query.from_user.id, query.from_user.id)
        personal = bool(self._options.allowed_users or self._options.allowed_chats)
        work = self._inline.answer(query, allowed=allowed, personal=personal)
        self._spawn(update, None, None, _swallowing_late(work))

    async def on_membership(self, update: Update, _: object) -> None:
        """Remember the chats that take the bot in, and those that throw it out."""
        change = update.my_chat_member
        if change is not None:
            gone = change.new_chat_member.status in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
            if gone:
                self._journal.bury(change.chat.id)
            elif may_ask(self._options, change.from_user.id, change.chat.id):
                self._journal.greet(change.chat.id)
        self._journal.finish(update.update_id)

    async def on_migration(self, update: Update, _: object) -> None:
        """Follow a group that became a supergroup; either side of it says so."""
        message = update.message
        if message is not None and message.migrate_to_chat_id:
            self._journal.migrate(message.chat.id, message.migrate_to_chat_id)
        self._journal.finish(update.update_id)

    async def on_other(self, update: Update, _: object) -> None:
        """Leave alone what is no question: edits, channel posts, stickers, service messages."""
        self._journal.finish(update.update_id)

    # -- what a message sets going

    def _take(self, update: Update, asker: Asker, heard: Heard, reply_to: int) -> None:
        command = heard.command
        if command in ADMIN_COMMANDS:
            self._journal.advance(update.update_id, Stage.BEGUN)
            self._spawn(update, asker, reply_to, self._admin.run(asker, heard, reply_to))
        elif command == "whoami":
            self._spawn(update, asker, reply_to, self._whoami(asker, reply_to))
        elif command in QUICK:
            self._spawn(update, asker, reply_to, self._reply_at_once(asker, heard, reply_to))
        else:
            self._put_in_line(update, asker, _incoming(asker, text=heard.whole), reply_to)

    async def _reply_at_once(self, asker: Asker, heard: Heard, reply_to: int) -> None:
        deep_link = heard.command == "start" and heard.text
        text = "/start" if deep_link else heard.whole
        reply = await self._quick.run(self._core.reply, _incoming(asker, text=text))
        words = Words(asker.language)
        if heard.command == "help":
            keys = ["help_telegram", *(["help_telegram_admin"] if asker.admin else [])]
            reply = Reply((*reply.blocks, *(Say(words(key)) for key in keys)))
        await self._messenger.show(asker.place, reply, words, reply_to)
        if heard.command == "start" and asker.private and (asker.admin or words.language == "zh-hant"):
            await set_own_menu(self._bot, asker.place.chat, asker.language, admin=asker.admin)

    async def _whoami(self, asker: Asker, reply_to: int) -> None:
        user = asker.user if asker.user is not None else "–"
        values = {"user": user, "chat": asker.place.chat, "topic": asker.place.topic or "–"}
        words = Words(asker.language)
        role = words("role_admin" if asker.admin else "role_reader")
        await self._messenger.say(asker.place, words("whoami", role=role, **values), reply_to)

    def _put_in_line(self, update: Update, asker: Asker, incoming: Incoming, reply_to: int) -> None:
        verdict = self.questions.submit(Job(update.update_id, asker, incoming, reply_to))
        words = Words(asker.language)
        match verdict:
            case Full():
                self._turn_away(update, asker, words("queue_full"), reply_to)
            case Wait(seconds):
                self._turn_away(update, asker, words("slow_down", seconds=int(seconds) + 1), reply_to)

    def _turn_away(self, update: Update, asker: Asker, text: str, reply_to: int) -> None:
        """Say why a question is not taken; nothing to somebody who floods, lest the words become a flood too."""
        if text and not self._turned_away.wait(asker.key):
            self._spawn(update, asker, reply_to, self._messenger.say(asker.place, text, reply_to))
        else:
            self._journal.finish(update.update_id)

    async def deliver(self, job: Job, result: Reply | Exception) -> None:
        """Send the answer to a question, or word of what went wrong."""
        place, words = job.asker.place, Words(job.asker.language)
        async with self._messenger.turn(place):
            self._journal.advance(job.update, Stage.SENDING)
            try:
                if isinstance(result, Exception):
                    raise result
                await self._messenger.show(place, result, words, job.reply_to)
            except Exception as error:
                await self._reports.failed(error, "answering a question", job.asker, job.reply_to)

    # -- what a button sets going

    async def _press(self, update: Update, query: CallbackQuery, asker: Asker) -> None:
        await self._answer(query)
        assert query.message is not None  # checked by on_button
        self._put_in_line(update, asker, _incoming(asker, action=query.data), query.message.message_id)

    async def _vote(self, update: Update, query: CallbackQuery, asker: Asker) -> None:
        reply = await self._quick.run(self._core.reply, _incoming(asker, action=query.data))
        said = " ".join(block.text for block in reply.blocks if isinstance(block, Say))
        await self._answer(query, said)

    async def _answer(self, query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> None:
        shown = text[:ALERT] if text else None
        try:
            await self._bot.answer_callback_query(query.id, shown, show_alert=alert, read_timeout=ANSWER_SECONDS)
        except TelegramError as error:
            logger.debug("press_not_answered reason=%r", str(error))

    # -- tasks

    def _spawn(
        self,
        update: Update,
        asker: Asker | None,
        reply_to: int | None,
        work: Coroutine[object, object, object],
        *,
        finish: bool = True,
    ) -> None:
        task = asyncio.create_task(self._run(update, asker, reply_to, work, finish))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(
        self,
        update: Update,
        asker: Asker | None,
        reply_to: int | None,
        work: Coroutine[object, object, object],
        finish: bool,
    ) -> None:
        try:
            await work
        except Exception as error:
            await self._reports.failed(error, "seeing to an update", asker, reply_to)
            finish = True
        if finish:
            self._journal.finish(update.update_id)

    async def drain(self, seconds: float) -> None:
        """Wait for the tasks that still run, and leave those that take too long."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in tuple(self._tasks):
            task.cancel()


def _incoming(asker: Asker, text: str = "", action: str | None = None) -> Incoming:
    return Incoming(text, action, asker=asker.key, language=asker.language, admin=asker.admin)


async def _swallowing_late(work: Coroutine[object, object, object]) -> None:
    try:
        await work
    except BadRequest as error:
        logger.debug("inline_too_late reason=%r", str(error))
