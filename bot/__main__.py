"""The program's first lines: `wenbao`, the same as `python -m bot`; what it can do is in `bot.commands`.

They import next to nothing: whoever presses Ctrl-C in the half second of imports gets no trace, and the processes that
a build starts, which import this module anew, lose no time.
"""

import sys


def main() -> None:
    """Run the command line."""
    try:
        from bot import commands

        commands.main()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
