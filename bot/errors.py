"""What can go wrong with running the bot.

BotError
├── SettingsError       values in the environment or .env that cannot be used, all of them at once
├── DataError           a file in DATA_DIR cannot be opened
├── NoArticleError      not a single article was found
└── ReloadRunningError  a reload was asked for while another one runs
"""

from collections.abc import Sequence

from corpus.types import Refusal


class BotError(Exception):
    """Anything this package raises; the message is one or more lines for whoever runs the bot."""


class SettingsError(BotError):
    """Settings that cannot be used; `problems` holds a line for each, beginning with the setting's name."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class DataError(BotError):
    """A file in DATA_DIR cannot be opened; the message names it and says what to do."""


class NoArticleError(BotError):
    """Not a single article was found; the message tells the first three refusals."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__("; ".join(["no article was found", *(f"{r.source}: {r.reason}" for r in refusals[:3])]))


class ReloadRunningError(BotError):
    """A reload was asked for while another one runs."""
