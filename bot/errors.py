"""What can go wrong with running the bot.

BotError
└── SettingsError  values in the environment or .env that cannot be used, all of them at once
"""


class BotError(Exception):
    """Anything this package raises; the message is one or more lines for whoever runs the bot."""


class SettingsError(BotError):
    """Settings that cannot be used; `problems` holds a line for each, beginning with the setting's name."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
