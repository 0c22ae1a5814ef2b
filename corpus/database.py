"""The store's SQLite file: made, opened, and moved aside where it is damaged or of another make."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.errors import StoreDamagedError, StoreError

APPLICATION = 0x57656E62
VERSION = 2
# A source's row and its articles never change once they are committed; a generation is a list of sources, in order.
SCHEMA = """
CREATE TABLE sources (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL, digest TEXT NOT NULL,
    size INTEGER NOT NULL DEFAULT 0, modified INTEGER NOT NULL DEFAULT 0,
    telling TEXT NOT NULL DEFAULT '', crc INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE articles (
    source INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE, position INTEGER NOT NULL,
    id TEXT NOT NULL, date TEXT, kind TEXT NOT NULL, record BLOB NOT NULL, crc INTEGER NOT NULL
);
CREATE UNIQUE INDEX articles_by_place ON articles (source, position, id);
CREATE INDEX articles_by_id ON articles (id);
CREATE INDEX articles_by_date ON articles (date);
CREATE TABLE generations (
    number INTEGER PRIMARY KEY, digest TEXT NOT NULL, articles INTEGER NOT NULL,
    telling TEXT NOT NULL, crc INTEGER NOT NULL
);
CREATE TABLE listing (
    generation INTEGER NOT NULL, rank INTEGER NOT NULL,
    source INTEGER NOT NULL, PRIMARY KEY (generation, rank)
) WITHOUT ROWID;
CREATE UNIQUE INDEX listing_by_source ON listing (generation, source);
"""
_STATEMENTS = tuple(statement.strip() for statement in SCHEMA.split(";") if statement.strip())
_PARTS = ("", "-wal", "-shm", "-journal")


class DamageError(Exception):
    """What is read is not what was written; `guarded` makes it a StoreDamagedError that names the file."""


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection to a store's file, which is made where there is none.

    Raises StoreDamagedError where it is no store of this make, StoreError where it cannot be opened.
    """
    make_folder(path)
    with guarded(path):
        connection = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    try:
        with guarded(path):
            connection.execute("PRAGMA journal_mode = WAL")
            # A commit is whole after kill -9; the last ones may be missing after a power cut, and are read again.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
            _agree(connection)
    except StoreError:
        connection.close()
        raise
    return connection


def _agree(connection: sqlite3.Connection) -> None:
    """Make the tables of an empty file; of any other see that they are ours."""
    with transaction(connection):
        if _make(connection) == (0, 0) and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in _STATEMENTS:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        if _make(connection) != (APPLICATION, VERSION) or _tables(connection) != frozenset(_STATEMENTS):
            raise DamageError("this is no store, or one of another version")


def _tables(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the statements the tables and indices were made by, as SQLite keeps them."""
    return frozenset(row[0] for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))


def _make(connection: sqlite3.Connection) -> tuple[int, int]:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return application, version


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all of what follows or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.execute("COMMIT")


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say into our errors; damage leaves a mark, so that the next writer sees to it."""
    try:
        yield
    except (DamageError, sqlite3.Error, UnicodeDecodeError) as error:
        if not _is_damage(error):
            raise StoreError(f"{path}: {error}; see that the folder can be written and has space") from error
        with suppress(OSError):
            _mark(path).touch()
        raise StoreDamagedError(f"{path}: {error}; load the corpus again to build it anew") from error


def make_folder(path: Path) -> None:
    """Make the folder of a store. Raises StoreError where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent}: {error.strerror or error}; name another folder") from error


def _is_damage(error: Exception) -> bool:
    """Tell damage; an error in an SQL statement of ours, too, can only come from tables that are not ours any more.

    A broken schema can reach us as a UnicodeDecodeError: `sqlite3` fails to read SQLite's own message about it.
    """
    if isinstance(error, (DamageError, UnicodeDecodeError)):
        return True
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT)


def is_marked(path: Path) -> bool:
    """Tell whether somebody found the file damaged."""
    return _mark(path).exists()


def move_aside(path: Path) -> Path:
    """Rename a damaged file and what belongs to it, over an earlier one; return its new name."""
    aside = path.with_name(f"{path.name}.damaged")
    for part in _PARTS:
        Path(f"{aside}{part}").unlink(missing_ok=True)
        if Path(f"{path}{part}").exists():
            Path(f"{path}{part}").replace(f"{aside}{part}")
    _mark(path).unlink(missing_ok=True)
    return aside


def _mark(path: Path) -> Path:
    return path.with_name(f"{path.name}.is-damaged")
