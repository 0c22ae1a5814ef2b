"""Secrets out of the log: every record is cleaned, whichever library wrote it."""

import logging
from collections.abc import Iterable

MARK = "***"


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Return the text with every secret replaced."""
    for secret in secrets:
        text = text.replace(secret, MARK)
    return text


def hide(secrets: Iterable[str]) -> None:
    """Keep the secrets out of all log output from now on, tracebacks included.

    httpx logs whole URLs at INFO, and the token is part of Telegram's; httpcore and tracebacks can show it too.
    Records are cleaned where they are made and again where a handler of the root logger writes them.
    """
    hidden = tuple(secret for secret in secrets if secret)
    make = logging.getLogRecordFactory()

    def make_clean(*args: object, **kwargs: object) -> logging.LogRecord:
        record = make(*args, **kwargs)
        text = record.getMessage()
        if any(secret in text for secret in hidden):
            record.msg, record.args = scrub(text, hidden), ()
        return record

    logging.setLogRecordFactory(make_clean)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_CleanFormatter(handler.formatter, hidden))


class _CleanFormatter(logging.Formatter):
    def __init__(self, inner: logging.Formatter | None, secrets: tuple[str, ...]) -> None:
        super().__init__()
        self._inner = inner or logging.Formatter()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        return scrub(self._inner.format(record), self._secrets)
