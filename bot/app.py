"""The composition root: settings become a library, a conversation, a face. Everything below gets what it needs here."""

import logging
from collections.abc import Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from bot.conversation import Conversation
from bot.errors import SettingsError
from bot.history import History
from bot.library import Library, Progress
from bot.papers import Papers
from bot.quotes import all_quotes
from bot.settings import Settings
from bot.telegram.core import Core
from bot.telegram.options import TelegramOptions, Token, Webhook
from retrieval.address import read_address
from retrieval.tokens import Tokenizer
from retrieval.types import Quote

if TYPE_CHECKING:
    from bot.telegram.application import TelegramFace


def sample_corpus() -> Path:
    """Return the folder of the sample newspaper that comes with the package."""
    return Path(str(files("corpus") / "sample"))


def open_library(settings: Settings, corpus: Sequence[Path], progress: Progress | None = None) -> Library:
    """Return a library of the given files and folders, else of CORPUS_PATH, else of the sample newspaper.

    Raises DictionaryError for a dictionary that cannot be used; a path that is not there is one of its refusals.
    """
    paths = tuple(corpus) or settings.corpus_path or (sample_corpus(),)
    remote = read_address(settings.index_url) if settings.index_url else None
    papers = Papers(paths, settings.data_dir, Tokenizer(settings.dictionary_path), remote)
    return Library(papers.load, progress)


def telegram_face(settings: Settings, library: Library) -> "TelegramFace":
    """Return the Telegram face of a library; raises SettingsError without a token."""
    from bot.telegram.application import TelegramFace  # half a second of imports that no other command needs

    if settings.token is None:
        raise SettingsError(("TELEGRAM_BOT_TOKEN is not set; @BotFather gives one for /newbot",))
    history = History(
        settings.data_dir / "history.sqlite",
        log_questions=settings.question_log,
        retention_days=settings.question_log_days,
    )

    def quotes(question: str) -> tuple[Quote, ...]:
        return library.ask(partial(all_quotes, question=question))

    core = Core(Conversation(library, history).reply, quotes, history)
    return TelegramFace(telegram_options(settings, settings.token), core)


def telegram_options(settings: Settings, token: Token) -> TelegramOptions:
    """Return the settings that the Telegram face is told."""
    webhook = None
    if settings.webhook_url:
        webhook = Webhook(
            settings.webhook_url, settings.webhook_secret or "", settings.webhook_listen, settings.webhook_port
        )
    return TelegramOptions(
        token=token,
        data_dir=settings.data_dir,
        admin_ids=settings.admin_ids,
        allowed_users=settings.allowed_users,
        allowed_chats=settings.allowed_chats,
        api_base_url=settings.api_base_url,
        proxy_url=settings.proxy_url,
        webhook=webhook,
        health_port=settings.health_port,
        health_listen=settings.health_listen,
        user_rate=settings.user_rate,
        chat_rate=settings.chat_rate,
        queue_size=settings.queue_size,
        stop_timeout=settings.stop_timeout,
    )


def set_up_logging(level: str) -> None:
    """Send the program's log to stderr; the Telegram client's own lines only from WARNING on, they hold URLs."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("httpx", "httpcore", "jieba"):
        logging.getLogger(name).setLevel(logging.WARNING)
