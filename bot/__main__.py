"""The program's first lines: `wenbao`, the same as `python -m bot`; what it can do is in `bot.commands`.

They import next to nothing: whoever presses Ctrl-C in the half second of imports gets no trace, and the processes that
a build starts, which import this module anew, lose no time.
"""

import os
import signal
import sys
import threading


def main() -> None:
    """Run the command line."""
    # An interrupt in the middle of an import may leave its lock held, for which others wait forever, or come out of a
    # compiled module as an ImportError. Nothing is begun yet, so the process just ends.
    interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if interruptible:  # a script may have the signal ignored
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from retrieval.tokens import preload

    # The segmenter's dictionary takes 0.1 s to load, which it does beside our other imports.
    threading.Thread(target=preload).start()
    from bot import commands

    if interruptible:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        commands.main()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
