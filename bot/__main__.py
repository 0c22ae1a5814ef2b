"""The program's first lines: `wenbao`, the same as `python -m bot`; what it can do is in `bot.commands`.

They import next to nothing: whoever presses Ctrl-C in the half second of imports gets no trace, and the processes that
a build starts, which import this module anew, lose no time.
"""

import sys
import threading
from contextlib import suppress


def main() -> None:
    """Run the command line."""
    try:
        # Its dictionary takes 0.1 s to load, which it does beside our own imports.
        threading.Thread(target=_load_segmenter).start()
        from bot import commands

        commands.main()
    except KeyboardInterrupt:
        sys.exit(130)


def _load_segmenter() -> None:
    with suppress(ImportError):  # whatever is missing, the imports beside this one tell
        from retrieval.tokens import preload

        preload()


if __name__ == "__main__":
    main()
