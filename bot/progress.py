"""Progress on stderr, for work that takes over a second."""

import os
import sys
import time
import unicodedata
from itertools import accumulate
from typing import TextIO

AFTER = 1.0  # seconds before anything is shown; most runs are done by then
BAR = 24
COLUMNS = 80  # of a terminal that does not tell


class ProgressLine:
    """One line that tells how far a piece of work has come: redrawn on a terminal, now and then a new one elsewhere.

    Use it as a context manager and call it with (done, total, what is being worked on).
    """

    def __init__(self, label: str, stream: TextIO | None = None) -> None:
        self._label = label
        self._stream = stream or sys.stderr
        self._redraws = self._stream.isatty()
        self._started = time.monotonic()
        self._next = self._started + AFTER
        self._width = 0

    def __enter__(self) -> "ProgressLine":
        return self

    def __exit__(self, *_: object) -> None:
        if self._redraws and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()

    def __call__(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if now < self._next or done >= total:
            return
        self._next = now + (0.1 if self._redraws else 5.0)
        line = f"{self._label} {done}/{total}{self._left(now, done, total)} {what[:40]}"
        if self._redraws:
            filled = BAR * done // max(total, 1)
            line = _cut(f"[{'#' * filled}{'.' * (BAR - filled)}] {line}", self._columns() - 1)
            self._stream.write("\r" + line + " " * (self._width - cells(line)))
            self._width = max(self._width, cells(line))
        else:
            self._stream.write(line + "\n")
        self._stream.flush()

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or COLUMNS
        except OSError:
            return COLUMNS

    def _left(self, now: float, done: int, total: int) -> str:
        if not 0 < done < total:
            return ""
        rate = done / (now - self._started)
        return f" ({rate:,.0f}/s, {(total - done) / rate:,.0f} s left)"


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _cut(line: str, columns: int) -> str:
    """Return the beginning of a line that fits; one that goes on in the next row cannot be drawn over."""
    return line[: sum(end <= columns for end in accumulate(map(cells, line)))]
