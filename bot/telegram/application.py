"""The Telegram face put together: library objects, our parts, start, stop, and what a former process left behind."""

import asyncio
import contextlib
import json
import logging
import sys
import time
from typing import Any

from telegram import Update
from telegram.constants import UpdateType
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.errors import BotError
from bot.telegram.addressing import asker_of, hear, place_of
from bot.telegram.admin import COMMANDS as ADMIN_COMMANDS
from bot.telegram.admin import Admin
from bot.telegram.client import TelegramBot, telegram_bot
from bot.telegram.core import Core
from bot.telegram.errors import Reports, secrets_of
from bot.telegram.handlers import Handlers
from bot.telegram.inbox import Inbox
from bot.telegram.inline import Inline
from bot.telegram.journal import Journal, Left, Stage
from bot.telegram.lanes import Lane
from bot.telegram.limits import Limit
from bot.telegram.menus import set_menus
from bot.telegram.messenger import Messenger
from bot.telegram.options import TelegramOptions
from bot.telegram.privacy import hide
from bot.telegram.questions import Job, Questions
from bot.telegram.typing_status import Typing
from bot.telegram.watch import Health, Pulse
from bot.words import Words

logger = logging.getLogger(__name__)


# The library's own types for "nothing special", spelt out.
Store = dict[Any, Any]
Context = CallbackContext[ExtBot[None], Store, Store, Store]
App = Application[TelegramBot, Context, Store, Store, Store, None]

UPDATES = [UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY, UpdateType.INLINE_QUERY, UpdateType.MY_CHAT_MEMBER]
# How long the thinking thread may keep the event loop waiting: Python's 5 ms, many times a request, are felt.
SWITCH_SECONDS = 0.001
# Of the time to stop in, what is kept for telling those whose question will not be answered.
TELLING_SECONDS = 2.0


class TelegramFace:
    """The bot's life, from `run` to SIGTERM."""

    def __init__(self, options: TelegramOptions, core: Core) -> None:
        hide(secrets_of(options))  # before the library is told the token, which it logs at once
        timing = options.timing
        self._options = options
        self._stopping_since: float | None = None
        self._pulse = Pulse(polling=options.webhook is None)
        self._journal = Journal(options.data_dir / "telegram.sqlite")
        self._inbox = Inbox(self._journal, self._pulse)
        self._health = Health(self._pulse, timing)
        self.application = self._build()
        bot = self.application.bot
        self._messenger = Messenger(bot, self._journal, self._pulse, timing)
        self._reports = Reports(options, self._messenger, self._pulse)
        thinking = Lane("questions")
        admin = Admin(bot, options, core, self._messenger, self._journal, Lane("reload"))
        self._handlers = Handlers(
            bot,
            options,
            core,
            self._messenger,
            self._journal,
            self._reports,
            admin,
            Inline(core, thinking),
            Lane("commands"),
        )
        self._questions = Questions(
            thinking,
            core.reply,
            self._handlers.deliver,
            Typing(bot, timing.typing_every).during,
            self._journal,
            self._pulse,
            options.queue_size,
            Limit(options.user_rate),
            Limit(options.chat_rate),
        )
        self._handlers.questions = self._questions
        self._pulse.gauges["chats_dead"] = self._journal.dead
        self._register()

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT. Raises BotError where the token is refused or a port is taken."""
        asyncio.set_event_loop(asyncio.new_event_loop())
        sys.setswitchinterval(SWITCH_SECONDS)
        timing, webhook = self._options.timing, self._options.webhook
        how = "webhook" if webhook else "polling"
        proxy = "yes" if self._options.proxy_url else "no"
        logger.info("telegram_starting api=%s proxy=%s updates=%s", self._options.api_base_url, proxy, how)
        try:
            if webhook is None:
                self.application.run_polling(
                    poll_interval=timing.poll_pause,
                    timeout=int(timing.long_poll),
                    bootstrap_retries=-1,
                    allowed_updates=UPDATES,
                )
            else:
                self.application.run_webhook(
                    listen=webhook.listen,
                    port=webhook.port,
                    url_path="telegram",
                    webhook_url=f"{webhook.url.rstrip('/')}/telegram",
                    secret_token=webhook.secret,
                    bootstrap_retries=-1,
                    allowed_updates=UPDATES,
                )
        except InvalidToken:
            raise BotError(
                "TELEGRAM_BOT_TOKEN is refused by the Bot API server; ask @BotFather for the right one"
            ) from None
        except OSError as error:
            raise BotError(f"the bot cannot listen: {error}; choose another HEALTH_PORT or WEBHOOK_PORT") from error

    def _build(self) -> App:
        return (
            ApplicationBuilder()
            .bot(telegram_bot(self._options, self._pulse, self._stopping))
            .update_queue(self._inbox)
            .job_queue(None)
            .post_init(self._begin)
            .post_stop(self._end)
            .post_shutdown(self._close)
            .build()
        )

    def _register(self) -> None:
        app, handlers = self.application, self._handlers
        new = filters.UpdateType.MESSAGE
        app.add_handler(MessageHandler(new & filters.TEXT, handlers.on_message))
        app.add_handler(MessageHandler(new & filters.StatusUpdate.MIGRATE, handlers.on_migration))
        app.add_handler(CallbackQueryHandler(handlers.on_button))
        app.add_handler(InlineQueryHandler(handlers.on_inline))
        app.add_handler(ChatMemberHandler(handlers.on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
        app.add_handler(TypeHandler(Update, handlers.on_other))
        app.add_error_handler(self._on_error)

    def _stopping(self) -> bool:
        updater = self.application.updater
        stopping = updater is not None and not updater.running
        if stopping and self._stopping_since is None:
            self._stopping_since = time.monotonic()
        return stopping

    async def _on_error(self, update: object, context: Context) -> None:
        error = context.error
        if update is None and isinstance(error, TelegramError):
            await self._reports.poll_failed(error)
        elif error is not None:
            await self._reports.failed(error, "handling an update", None)
            if isinstance(update, Update):
                self._journal.finish(update.update_id)

    # -- start and stop

    async def _begin(self, _: object) -> None:
        if self._options.health_port is not None:
            await self._health.open(self._options.health_listen, self._options.health_port)
        self._pulse.beat()
        self._questions.start()
        self._menus = asyncio.create_task(set_menus(self.application.bot, self._options.admin_ids))
        for left in self._journal.left():
            await self._take_up(left)
        logger.info("telegram_started bot=%s", self.application.bot.username)

    async def _take_up(self, left: Left) -> None:
        """See to what a former process did not finish: once more, or tell that it may be lost."""
        update = Update.de_json(json.loads(left.payload), self.application.bot)
        if update.inline_query is not None:
            self._journal.finish(left.id)  # nobody looks at those results any more
        elif left.stage == Stage.RECEIVED:
            await self._inbox.put_again(update)
        elif left.stage == Stage.BEGUN and not self._is_admins(update):
            # Once more only: a question that kills the process would otherwise do so for ever.
            self._journal.advance(left.id, Stage.AGAIN)
            await self._inbox.put_again(update)
        else:
            await self._tell_lost(update)
            self._journal.finish(left.id)

    def _is_admins(self, update: Update) -> bool:
        heard = hear(update.message, self.application.bot.bot) if update.message is not None else None
        return heard is not None and heard.command in ADMIN_COMMANDS

    async def _tell_lost(self, update: Update) -> None:
        message = update.effective_message
        if message is None:
            return
        asker = asker_of(self._options, message.chat, place_of(message), update.effective_user, message.sender_chat)
        with contextlib.suppress(TelegramError):
            await self._messenger.say(asker.place, Words(asker.language)("lost"), message.message_id)

    async def _end(self, _: object) -> None:
        """Answer what is in line, as far as the time allows; tell the others."""
        began = self._stopping_since or time.monotonic()
        end = began + self._options.stop_timeout - TELLING_SECONDS
        self._menus.cancel()
        jobs = await self._questions.drain(max(end - time.monotonic(), 0.2))
        await self._handlers.drain(max(end - time.monotonic(), 0.2))
        if jobs:
            logger.warning("stopped_with_questions count=%d", len(jobs))
            telling = [asyncio.create_task(self._tell_unanswered(job)) for job in jobs]
            await asyncio.wait(telling, timeout=TELLING_SECONDS)

    async def _tell_unanswered(self, job: Job) -> None:
        with contextlib.suppress(TelegramError):
            await self._messenger.say(job.asker.place, Words(job.asker.language)("restarting"), job.reply_to)
            self._journal.finish(job.update)

    async def _close(self, _: object) -> None:
        await self._health.close()
        self._journal.close()
