"""What the Telegram face is told at the start; `bot/settings.py` reads the environment and builds it."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Token:
    """A bot token that no repr, report or f-string shows; `reveal` is the only way to its text."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        return "…"

    @property
    def secret(self) -> str:
        """The part after the colon, which is what must never be seen."""
        return self.value.partition(":")[2] or self.value

    def reveal(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are delivered to when they are not polled for.

    WEBHOOK_URL (https://…, what Telegram is told; empty = polling) · WEBHOOK_SECRET (1-256 of A-Z a-z 0-9 _ -) ·
    WEBHOOK_LISTEN (127.0.0.1) · WEBHOOK_PORT (8443, 1-65535).
    """

    url: str
    secret: str = field(repr=False)
    listen: str = "127.0.0.1"
    port: int = 8443


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` questions in any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds that are not settings; tests make them short.

    A poll that finds nothing takes 10 s, a slow proxy up to 5 s more; it is given up after `poll_deadline` whatever
    the socket says, since a proxy that drips bytes never trips a read timeout. Health turns red when none has
    succeeded for `stalled_after`.
    """

    long_poll: float = 10.0
    poll_pause: float = 0.0  # the library makes 1 s of it after an error, then half as much again, up to 30 s
    poll_read: float = 5.0
    poll_deadline: float = 17.0
    stalled_after: float = 13.0
    send_read: float = 30.0
    connect: float = 10.0
    typing_every: float = 4.5
    retry_first: float = 0.5
    broadcast_pause: float = 0.05
    progress_every: float = 3.0  # 20 edits a minute are what a group allows


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """Everything the Telegram face needs to know, checked by whoever builds it.

    Environment name · type · default · allowed, where it is a setting:
    TELEGRAM_BOT_TOKEN · Token · required · digits, colon, 20 or more of A-Z a-z 0-9 _ -
    TELEGRAM_ADMIN_IDS · int,int,… · none · positive; never 1087968824 or 777000
    TELEGRAM_ALLOWED_USERS · int,int,… · everybody · positive
    TELEGRAM_ALLOWED_CHATS · int,int,… · every chat · not 0
    TELEGRAM_API_BASE_URL · url · https://api.telegram.org · http(s), with or without /bot at its end
    TELEGRAM_PROXY_URL · url · none · http, https, socks5, socks5h
    HEALTH_PORT · int · none · 0-65535 (0 takes a free port and logs it)
    HEALTH_LISTEN · address · 127.0.0.1
    DATA_DIR · folder · as in settings
    TELEGRAM_USER_RATE · COUNT/SECONDS · 240/600
    TELEGRAM_CHAT_RATE · COUNT/SECONDS · 600/600
    TELEGRAM_QUEUE_SIZE · int · 300 · 1-10000
    TELEGRAM_STOP_TIMEOUT · seconds · 8 (docker kills after 10) · 1-600
    QUESTION_LOG · on/off · on; QUESTION_LOG_DAYS · int · 30 · 1-3650 (both for `bot.history.History`)
    """

    token: Token
    data_dir: Path
    admin_ids: frozenset[int] = frozenset()
    allowed_users: frozenset[int] = frozenset()
    allowed_chats: frozenset[int] = frozenset()
    api_base_url: str = "https://api.telegram.org"
    proxy_url: str | None = field(default=None, repr=False)  # it may hold a password
    webhook: Webhook | None = None
    health_port: int | None = None
    health_listen: str = "127.0.0.1"
    user_rate: Rate = Rate(240, 600)
    chat_rate: Rate = Rate(600, 600)
    queue_size: int = 300
    stop_timeout: float = 8.0
    timing: Timing = Timing()

    @property
    def base_url(self) -> str:
        """The address that methods are appended to, `…/bot`; the setting may carry `/bot` or leave it out."""
        return self.api_base_url.rstrip("/").removesuffix("/bot") + "/bot"

    @property
    def base_file_url(self) -> str:
        return self.api_base_url.rstrip("/").removesuffix("/bot") + "/file/bot"
