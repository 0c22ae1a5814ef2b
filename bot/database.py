"""The small SQLite files the bot keeps beside the papers: opened in one way, with errors that say what to do."""

import sqlite3
from pathlib import Path

from bot.errors import DataError


def open_database(path: Path | None, schema: str) -> sqlite3.Connection:
    """Return a connection to a file with the tables of a schema, made where they are not; in memory without a path.

    WAL with synchronous=NORMAL survives the death of the process at any moment. Threads may share the connection, one
    at a time. Raises DataError where the file cannot be written, or is none of SQLite's.
    """
    try:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None, timeout=10)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror or error}; let DATA_DIR name a folder that can be written") from error
    except sqlite3.Error as error:
        raise DataError(f"{path}: {error}; let DATA_DIR name a folder that can be written") from error
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.executescript(f"BEGIN IMMEDIATE;{schema}COMMIT;")  # which no file that is read-only lets begin
    except sqlite3.Error as error:
        connection.close()
        advice = "see that it can be written, or move it away, at which a new one is begun"
        raise DataError(f"{path}: {error}; {advice}") from error
    return connection
