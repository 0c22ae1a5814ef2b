"""Every setting, read once from the environment and `.env`; the environment wins.

`.env.example` shows each key with a comment; a test holds the two together. Below this package nobody reads the
environment: collaborators get plain values.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from dotenv import dotenv_values
from platformdirs import user_data_path

from bot.errors import SettingsError
from bot.telegram.options import Rate, Token
from retrieval.address import read_address

LANGUAGES = ("zh-hans", "zh-hant", "en")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
# Telegram's own senders: "anonymous admin of a group" and "the linked channel" stand for nobody in particular.
NOBODY = frozenset({1087968824, 777000})

_T = TypeVar("_T")


def _paths(value: str) -> tuple[Path, ...]:
    return tuple(_path(part) for part in value.split(os.pathsep) if part.strip())


def _path(value: str) -> Path:
    try:
        return Path(value.strip()).expanduser()
    except RuntimeError as error:
        raise ValueError(f"allowed is a path; {error}") from None


def _choice(*allowed: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        for choice in allowed:
            if value.casefold() == choice.casefold():
                return choice
        raise ValueError(f"allowed are {', '.join(allowed)}")

    return parse


def _switch(value: str) -> bool:
    return _choice("on", "off")(value) == "on"


def _integer(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
            raise ValueError(f"allowed is a whole number from {low} to {high}")
        return int(value)

    return parse


def _ids(negative: bool, never: frozenset[int] = frozenset()) -> Callable[[str], frozenset[int]]:
    def parse(value: str) -> frozenset[int]:
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(re.fullmatch(r"-?[1-9][0-9]{0,18}" if negative else r"[1-9][0-9]{0,18}", part) for part in parts):
            raise ValueError("allowed are numeric ids with commas between, such as 12345678,87654321")
        ids = frozenset(map(int, parts))
        if ids & never:
            raise ValueError(f"{', '.join(map(str, ids & never))} stands for no one person; name people's own ids")
        return ids

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(f"allowed is a URL that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return value

    return parse


def _index_url(value: str) -> str:
    read_address(value)
    return value


def _token(value: str) -> Token:
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]{20,}", value):
        raise ValueError("allowed is a token as @BotFather gives it, 123456789:ABC…")
    return Token(value)


def _matching(pattern: str, allowed: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"allowed is {allowed}")
        return value

    return parse


def _rate(value: str) -> Rate:
    match = re.fullmatch(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})", value)
    if not match:
        raise ValueError("allowed is COUNT/SECONDS, such as 20/60")
    return Rate(int(match[1]), int(match[2]))


def _setting(name: str, parse: Callable[[str], _T], default: _T) -> _T:
    """Declare one setting: its name in the environment, how its text becomes a value, its value when unset."""
    value: _T = field(default=default, metadata={"name": name, "parse": parse})
    return value


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says; a field's metadata holds its name there."""

    corpus_path: tuple[Path, ...] = _setting("CORPUS_PATH", _paths, ())
    data_dir: Path = _setting("DATA_DIR", _path, user_data_path("wenbao"))
    index_url: str | None = _setting("INDEX_URL", _index_url, None)
    dictionary_path: Path | None = _setting("DICTIONARY_PATH", _path, None)
    language: str = _setting("WENBAO_LANGUAGE", _choice(*LANGUAGES), "zh-hans")
    log_level: str | None = _setting("LOG_LEVEL", _choice(*LOG_LEVELS), None)
    question_log: bool = _setting("QUESTION_LOG", _switch, True)
    question_log_days: int = _setting("QUESTION_LOG_DAYS", _integer(1, 3650), 30)
    token: Token | None = _setting("TELEGRAM_BOT_TOKEN", _token, None)
    admin_ids: frozenset[int] = _setting("TELEGRAM_ADMIN_IDS", _ids(negative=False, never=NOBODY), frozenset())
    allowed_users: frozenset[int] = _setting("TELEGRAM_ALLOWED_USERS", _ids(negative=False), frozenset())
    allowed_chats: frozenset[int] = _setting("TELEGRAM_ALLOWED_CHATS", _ids(negative=True), frozenset())
    api_base_url: str = _setting("TELEGRAM_API_BASE_URL", _url("http", "https"), "https://api.telegram.org")
    proxy_url: str | None = _setting("TELEGRAM_PROXY_URL", _url("http", "https", "socks5", "socks5h"), None)
    user_rate: Rate = _setting("TELEGRAM_USER_RATE", _rate, Rate(240, 600))
    chat_rate: Rate = _setting("TELEGRAM_CHAT_RATE", _rate, Rate(600, 600))
    queue_size: int = _setting("TELEGRAM_QUEUE_SIZE", _integer(1, 10_000), 300)
    stop_timeout: int = _setting("TELEGRAM_STOP_TIMEOUT", _integer(1, 600), 8)
    webhook_url: str | None = _setting("WEBHOOK_URL", _url("https"), None)
    webhook_secret: str | None = _setting(
        "WEBHOOK_SECRET", _matching(r"[A-Za-z0-9_-]{1,256}", "1 to 256 of A-Z a-z 0-9 _ -"), None
    )
    webhook_listen: str = _setting("WEBHOOK_LISTEN", str, "127.0.0.1")
    webhook_port: int = _setting("WEBHOOK_PORT", _integer(1, 65535), 8443)
    health_port: int | None = _setting("HEALTH_PORT", _integer(0, 65535), None)
    health_listen: str = _setting("HEALTH_LISTEN", str, "127.0.0.1")


def read_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Settings:
    """Return the settings of an environment (default: the process's) over those of an env file, if it is there.

    An empty value counts as unset. Raises SettingsError that names every value which cannot be used.
    """
    values = {**_env_file(env_file), **(os.environ if environ is None else environ)}
    parsed: dict[str, object] = {}
    problems = []
    for item in fields(Settings):
        name = item.metadata["name"]
        value = (values.get(name) or "").strip()
        if not value:
            continue
        try:
            parsed[item.name] = item.metadata["parse"](value)
        except ValueError as error:
            shown = "not usable" if re.search("TOKEN|SECRET|URL", name) else repr(value[:80])
            problems.append(f"{name} is {shown}; {error}")
    if parsed.get("webhook_url") and not parsed.get("webhook_secret"):
        problems.append("WEBHOOK_SECRET is not set; WEBHOOK_URL needs one, 1 to 256 of A-Z a-z 0-9 _ -")
    if problems:
        raise SettingsError(tuple(problems))
    return Settings(**parsed)  # type: ignore[arg-type]


def _env_file(path: Path | None) -> dict[str, str | None]:
    if path is None or not path.is_file():
        return {}
    try:
        return dotenv_values(path, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise SettingsError((f"{path}: cannot be read ({error}); write NAME=value lines in UTF-8",)) from error
