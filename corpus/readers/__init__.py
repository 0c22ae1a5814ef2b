"""Files to pages and articles: one reader for each format, found by the ending of the file's name.

A further format is a module here with a `Reader`, and its line in READERS.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from corpus.readers.jsonl import JsonlReader
from corpus.readers.text import TextReader
from corpus.types import Reading, Source


class Reader(Protocol):
    """What a format has to offer."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of its files, in lower case, with the dot."""
        ...

    @property
    def limit(self) -> int:
        """The largest file it takes, in bytes."""
        ...

    def read(self, source: Source) -> Iterator[Reading]:
        """Yield what the file holds, whole or in parts, in the file's order.

        Raises SourceError where the file as a whole cannot be taken in, and OSError where it cannot be opened; what
        is wrong with a part of it is a refusal in the reading.
        """
        ...


READERS: tuple[Reader, ...] = (TextReader(), JsonlReader())
SUFFIXES: tuple[str, ...] = tuple(suffix for reader in READERS for suffix in reader.suffixes)


def reader_for(path: Path) -> Reader | None:
    """Return the reader for a file's ending, upper case or lower; None where no reader knows it."""
    suffix = path.suffix.lower()
    return next((reader for reader in READERS if suffix in reader.suffixes), None)
