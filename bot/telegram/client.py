"""The library's bot and its two HTTP clients, one for polling and one for all else, set up for bad networks."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.ext import AIORateLimiter, Defaults, ExtBot
from telegram.request import HTTPXRequest

from bot.telegram.options import TelegramOptions, Timing
from bot.telegram.watch import Pulse

logger = logging.getLogger(__name__)

SEND_CONNECTIONS = 64
RETRIES_AFTER_FLOOD = 5
# Not messages: they have limits of their own, and must not wait behind answers nor make answers wait.
UNLIMITED = frozenset({"sendChatAction", "answerCallbackQuery", "answerInlineQuery", "getMe", "getUpdates"})
Result = bool | dict[str, Any] | list[dict[str, Any]]
HURRIED_SECONDS = 1.5  # the last poll, which only acknowledges what is written down anyway


class TelegramBot(ExtBot[int]):
    """The library's bot, except that its repr, which the library logs and tracebacks show, has no token in it."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}[id={self.token.partition(':')[0]}]"


def telegram_bot(options: TelegramOptions, pulse: Pulse, stopping: Callable[[], bool]) -> TelegramBot:
    """Return the bot, every connection of which passes the proxy, if there is one: polls have a client of their own."""
    timing = options.timing
    sending = SendRequest(
        connection_pool_size=SEND_CONNECTIONS,
        read_timeout=timing.send_read,
        connect_timeout=timing.connect,
        pool_timeout=timing.connect,
        proxy=options.proxy_url,
    )
    return TelegramBot(
        options.token.reveal(),
        base_url=options.base_url,
        base_file_url=options.base_file_url,
        request=sending,
        get_updates_request=PollRequest(pulse, timing, stopping, options.proxy_url),
        rate_limiter=_Limiter(max_retries=RETRIES_AFTER_FLOOD),
        defaults=Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)),
    )


class _Limiter(AIORateLimiter):
    """Telegram's flood limits (30 messages a second, 20 a minute to a group), for messages only."""

    async def process_request(  # the types are the library's
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Result:
        if endpoint in UNLIMITED:
            return await callback(*args, **kwargs)
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)


class SendRequest(HTTPXRequest):
    """The HTTP client of everything but getUpdates.

    It says once when the server cannot be reached, and once when it can again, since the library tries on without a
    word at the start. When its pool has no free connection for seconds, connections have leaked, as they do when
    requests through a proxy are torn down half-way, and only a fresh client helps.
    """

    _lost = False

    async def do_request(self, *args: object, **kwargs: object) -> tuple[int, bytes]:
        try:
            code, payload = await super().do_request(*args, **kwargs)  # type: ignore[arg-type]
        except NetworkError as error:
            if not self._lost:
                logger.warning("api_unreachable reason=%r", str(error))
            self._lost = True
            if _pool_is_exhausted(error):
                await _renew(self, "no connection was free")
            raise
        if self._lost:
            logger.warning("api_reached_again")
        self._lost = False
        return code, payload


class PollRequest(HTTPXRequest):
    """The HTTP client of getUpdates, which is never trusted to come back by itself.

    Behind proxies a connection can hang half-open, or be fed a byte now and then, so that no read timeout ever
    fires; or its one connection leaks, and every further poll waits for it: the bot is silent while its process
    lives. So every poll has a deadline, and when polls have not succeeded for `stalled_after` seconds, each failure
    makes a fresh client.
    """

    def __init__(self, pulse: Pulse, timing: Timing, hurried: Callable[[], bool], proxy: str | None) -> None:
        super().__init__(
            connection_pool_size=1,
            read_timeout=timing.poll_read,
            connect_timeout=timing.connect,
            pool_timeout=timing.connect,
            proxy=proxy,
        )
        self._pulse = pulse
        self._timing = timing
        self._hurried = hurried

    async def do_request(self, *args: object, **kwargs: object) -> tuple[int, bytes]:
        deadline = HURRIED_SECONDS if self._hurried() else self._timing.poll_deadline
        try:
            async with asyncio.timeout(deadline):
                code, payload = await super().do_request(*args, **kwargs)  # type: ignore[arg-type]
        except TimeoutError:
            await self._rebuild(f"a poll did not end within {deadline:g} s")
            raise TimedOut("the poll was given up") from None
        except TelegramError as error:
            if _pool_is_exhausted(error) or self._pulse.silent_for > self._timing.stalled_after:
                await self._rebuild(f"no poll succeeded for {self._pulse.silent_for:.0f} s")
            raise
        if code in (401, 404):
            # A token revoked, or a server of one's own on its way up. The library would stop polling for good.
            raise NetworkError(f"the Bot API server answers getUpdates with {code}; is the token still valid?")
        if 200 <= code < 300:
            self._pulse.beat()
        return code, payload

    async def _rebuild(self, reason: str) -> None:
        self._pulse.counts["poll_rebuilds_total"] += 1
        await _renew(self, reason)


def _pool_is_exhausted(error: TelegramError) -> bool:
    return type(error.__cause__).__name__ == "PoolTimeout"


async def _renew(request: HTTPXRequest, reason: str) -> None:
    logger.warning("http_client_renewed client=%s reason=%r", type(request).__name__, reason)
    with contextlib.suppress(TimeoutError, Exception):
        async with asyncio.timeout(2):
            await request.shutdown()
    await request.initialize()
