"""The core every face talks to: what came in (text, command, button) becomes a Reply. No transport in here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing somebody sent: `text` typed, or the `action` of a button taken.

    `asker` keys the conversation (for Telegram: chat, topic and user together); follow-ups and /more look back only
    within it. `language` is a BCP 47 tag such as `zh-hans`, `zh-TW`, `en`. `admin` must be decided by the face from
    a trustworthy id.
    """

    text: str = ""
    action: str | None = None
    asker: str = "console"
    language: str = "zh-hans"
    admin: bool = False
