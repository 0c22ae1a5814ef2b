"""The steps that bring the store up to date, each a transaction of its own: a file at a time, then the new list."""

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path

from corpus.database import transaction
from corpus.generations import newest_generation, write_generation
from corpus.intake import Intake, Segment, unread, whole
from corpus.rows import Telling, article_row, check_of, telling_text
from corpus.sources import Found
from corpus.types import Refusal, Source

# A file that changed this shortly before it is read may change again within one tick of its clock.
_SETTLED_NS = 2_000_000_000
# The digest of a file that changed while it was read: no content has it, so the file is read again.
CHANGING = "changing"


@dataclass(frozen=True, slots=True)
class _Row:
    """What tells whether a file is the one that was read."""

    id: int
    size: int
    modified: int
    digest: str


class Update:
    """One refresh of the store behind a connection, by whoever is the only writer."""

    def __init__(self, connection: sqlite3.Connection, segment: Segment) -> None:
        self._connection = connection
        self._segment = segment
        name = getattr(segment, "__qualname__", type(segment).__qualname__)
        self._version = f"{segment.__module__}.{name} {reading_digest()}"
        self._refusals: list[Refusal] = []
        self._found: dict[str, tuple[int, int, str]] = {}
        rows = connection.execute(
            "SELECT name, id, size, modified, digest FROM sources WHERE version = ? ORDER BY id", (self._version,)
        )
        self._known = {name: _Row(*columns) for name, *columns in rows}

    def changed(self, sources: Iterable[Source]) -> list[Source]:
        """Return the files that are not of the size and time at which they were read."""
        return [source for source in sources if not self._is_known(source)]

    def _is_known(self, source: Source) -> bool:
        row = self._known.get(source.name)
        try:
            return row is not None and (row.size, row.modified) == _stamp(source.path)
        except OSError:
            return False

    def stale(self, sources: Iterable[Source]) -> Iterator[Source]:
        """Yield those whose content is not what it was; one that cannot be read is refused, and forgotten."""
        for source in sources:
            row = self._known.pop(source.name, None)
            try:
                stamp = _stamp(source.path)
                digest = _digest(source.path)
            except OSError as error:
                self._refusals += unread(source, error).refusals
                continue
            self._found[source.name] = (*stamp, digest)
            if row is None or row.digest != digest:
                yield source
            else:
                self._settle(source, row.id)

    def write(self, source: Source, intakes: Iterable[Intake]) -> None:
        """Write what a file gives, part by part, or nothing where it could not be read to its end."""
        digest = self._found[source.name][2]
        with transaction(self._connection):
            id = self._write(
                "INSERT INTO sources (name, version, digest) VALUES (?, ?, ?)", source.name, self._version, digest
            )
            intake = whole(self._write_articles(id, intakes))
            if not intake.lasting:
                self._refusals += intake.refusals
                self._write("DELETE FROM sources WHERE id = ?", id)
                return
            text = telling_text(Telling(intake.coverage, intake.warnings, intake.refusals))
            if _changed(source.path, self._found[source.name][:2]):
                digest = CHANGING
                self._found[source.name] = (*self._found[source.name][:2], digest)
            check = check_of(source.name, digest, text)
            self._write("UPDATE sources SET digest = ?, telling = ?, crc = ? WHERE id = ?", digest, text, check, id)
            self._settle(source, id)

    def _settle(self, source: Source, id: int) -> None:
        """Note the size and time a file had just before it was read, unless it may change within that same tick."""
        size, modified, digest = self._found[source.name]
        if time.time_ns() - modified < _SETTLED_NS:
            modified = 0
        self._write("UPDATE sources SET size = ?, modified = ? WHERE id = ?", size, modified, id)
        self._known[source.name] = _Row(id, size, modified, digest)

    def _write_articles(self, source: int, intakes: Iterable[Intake]) -> Iterator[Intake]:
        """Write the articles of each part, and yield the part without them."""
        position = 0
        for intake in intakes:
            rows = (article_row(article, source, place) for place, article in enumerate(intake.articles, position))
            self._connection.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            position += len(intake.articles)
            yield replace(intake, articles=())

    def publish(self, found: Found) -> None:
        """Make the files that were found, as far as they could be read, the current generation."""
        rows = [(source.name, row) for source in found.sources if (row := self._known.get(source.name))]
        telling = Telling(refusals=(*found.refusals, *self._refusals))
        digest = _digest_of(self._version, telling_text(telling), *chain.from_iterable((n, r.digest) for n, r in rows))
        with transaction(self._connection):
            if newest_generation(self._connection).digest != digest:
                write_generation(self._connection, digest, [row.id for _, row in rows], telling)

    def _write(self, statement: str, *values: str | int) -> int:
        return self._connection.execute(statement, values).lastrowid or 0


def _stamp(path: Path) -> tuple[int, int]:
    """Return a file's size and the time of its last change, in nanoseconds."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _changed(path: Path, stamp: tuple[int, int]) -> bool:
    try:
        return _stamp(path) != stamp
    except OSError:
        return True


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _digest_of(*parts: str) -> str:
    """Return what names a generation: the same for the same files read in the same way."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


@cache
def reading_digest() -> str:
    """Return what names the rules by which files are read: a digest of this package's code, so none is forgotten."""
    digest = hashlib.blake2b(digest_size=8)
    for name, code in sorted(_code(files("corpus"))):
        digest.update(name.encode() + b"\0" + code)
    return digest.hexdigest()


def _code(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.is_dir():
            yield from ((f"{item.name}/{name}", code) for name, code in _code(item))
        elif item.name.endswith(".py"):
            yield item.name, item.read_bytes()
