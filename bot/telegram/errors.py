"""When something goes wrong: the reader gets a sentence and an id, the admins a report, the log the trace, once."""

import logging
import secrets
import time
import traceback
from collections.abc import Callable

from telegram.error import BadRequest, Conflict, NetworkError, RetryAfter, TelegramError

from bot.telegram.addressing import Asker, Place
from bot.telegram.messenger import Messenger
from bot.telegram.options import TelegramOptions
from bot.telegram.privacy import scrub
from bot.telegram.watch import Pulse
from bot.words import Words

logger = logging.getLogger(__name__)

REPORTS_A_MINUTE = 6
QUIET_SECONDS = 300.0  # a trouble that lasts is news again after this long without it
FRAMES = 4


class Reports:
    """Tells everybody who has to know; never raises itself."""

    def __init__(
        self,
        options: TelegramOptions,
        messenger: Messenger,
        pulse: Pulse,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._options = options
        self._messenger = messenger
        self._pulse = pulse
        self._clock = clock
        self._sent: list[float] = []
        self._troubles: dict[str, float] = {}

    async def failed(self, error: BaseException, doing: str, asker: Asker | None, reply_to: int | None = None) -> str:
        """Report an error that nobody expected and return its id; a bad network is nobody's error, and told as that."""
        number = secrets.token_hex(3)
        if isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest):
            self._pulse.counts["network_errors_total"] += 1
            logger.warning("not_delivered id=%s doing=%s reason=%r", number, doing, str(error))
            if asker is not None:
                await self._tell(asker.place, Words(asker.language)("maybe_lost"), reply_to)
            return number
        self._pulse.counts["errors_total"] += 1
        logger.error("unexpected_error id=%s doing=%s", number, doing, exc_info=error)
        if asker is not None:
            await self._tell(asker.place, Words(asker.language)("failed", id=number), reply_to)
        trace = "".join(traceback.format_exception(error)[-FRAMES:])[-1500:]
        await self.tell_admins("error_report", id=number, doing=doing, trace=self._clean(trace))
        return number

    async def poll_failed(self, error: TelegramError) -> None:
        """Note that asking for updates failed: once for as long as it lasts, not every time."""
        kind = type(error).__name__
        self._pulse.counts["poll_errors_total"] += 1
        now = self._clock()
        fresh = now - self._troubles.get(kind, float("-inf")) > QUIET_SECONDS
        self._troubles[kind] = now
        if not fresh:
            logger.debug("poll_failed again kind=%s", kind)
            return
        logger.warning(
            "poll_failed kind=%s reason=%r; it is tried again, further ones are not logged", kind, str(error)
        )
        if isinstance(error, Conflict):
            await self.tell_admins("conflict_report")

    async def tell_admins(self, key: str, **values: object) -> None:
        """Send every admin some words; no more than six a minute, since an error may come with every question."""
        now = self._clock()
        self._sent = [at for at in self._sent if now - at < 60]
        if len(self._sent) >= REPORTS_A_MINUTE:
            return
        self._sent.append(now)
        for admin in sorted(self._options.admin_ids):
            await self._tell(Place(admin), Words()(key, **values), None)

    async def _tell(self, place: Place, text: str, reply_to: int | None) -> None:
        try:
            await self._messenger.say(place, text, reply_to)
        except TelegramError as error:
            logger.warning("report_not_sent reason=%r", str(error))

    def _clean(self, text: str) -> str:
        return scrub(text, secrets_of(self._options))


def secrets_of(options: TelegramOptions) -> tuple[str, ...]:
    """Return what must be seen nowhere: the token's secret part, the webhook's secret, a proxy's password."""
    found = [options.token.secret]
    if options.webhook is not None:
        found.append(options.webhook.secret)
    if options.proxy_url and "@" in options.proxy_url:
        found.append(options.proxy_url.rpartition("@")[0].rpartition("/")[2])
    return tuple(found)
