"""The program's three streams, made so that nothing somebody types, and nothing a paper prints, ends the program."""

import os
import sys
from io import TextIOWrapper


def settle_streams() -> None:
    """Open what the program was started without; read odd bytes as U+FFFD, escape what an encoding cannot write.

    A terminal in GBK has no 👍. What is escaped in a line of JSON is still JSON.
    """
    for name, mode, errors in (
        ("stdin", "r", "replace"),
        ("stdout", "w", "backslashreplace"),
        ("stderr", "w", "backslashreplace"),
    ):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - as long as the program
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=errors)
