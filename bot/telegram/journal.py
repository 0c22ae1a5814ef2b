"""What must outlive a restart: updates received, how far each has come, chats known, dead and moved; in SQLite."""

import hashlib
import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from bot.database import open_database

logger = logging.getLogger(__name__)

# Telegram keeps updates for a day; nothing older can come again, and nobody waits longer for an answer.
KEPT_SECONDS = 2 * 86_400.0

SCHEMA = """
CREATE TABLE IF NOT EXISTS updates (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, digest BLOB NOT NULL, stage INTEGER NOT NULL, payload TEXT);
CREATE INDEX IF NOT EXISTS updates_left ON updates (id) WHERE payload IS NOT NULL;
CREATE TABLE IF NOT EXISTS chats (id INTEGER PRIMARY KEY, dead INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS moved (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);
"""


class Stage(IntEnum):
    """How far an update has come; it never goes back.

    AGAIN is what a former process died over and this one tries once more. After SENDING nobody can tell whether a
    message arrived before the process died.
    """

    RECEIVED = 0
    BEGUN = 1
    AGAIN = 2
    SENDING = 3
    DONE = 4


@dataclass(frozen=True, slots=True)
class Left:
    """An update a former process received and did not finish; `payload` is its JSON."""

    id: int
    stage: Stage
    payload: str


class Journal:
    """The file `telegram.sqlite`; used from the event loop only, a write takes some 50 µs.

    A payload, and with it what somebody wrote, is erased as soon as its update is done.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._db = open_database(path, SCHEMA)
        self._db.execute("PRAGMA secure_delete=ON")
        self._db.execute("DELETE FROM updates WHERE at < ?", (self._clock() - KEPT_SECONDS,))

    def close(self) -> None:
        self._db.close()

    def receive(self, update: int, payload: str) -> bool:
        """Write an update down before it is acknowledged; False where it has been received before.

        One with the number of another but other content is new: another bot, on the same folder, counts its own.
        """
        digest = hashlib.blake2b(payload.encode("utf-8", "replace"), digest_size=8).digest()
        added = self._write(
            "INSERT INTO updates (id, at, digest, stage, payload) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO"
            " UPDATE SET at = ?2, digest = ?3, stage = ?4, payload = ?5 WHERE digest != ?3",
            (update, self._clock(), digest, Stage.RECEIVED, payload),
        )
        if update % 1000 == 0:
            self._write("DELETE FROM updates WHERE at < ?", (self._clock() - KEPT_SECONDS,))
        return added != 0

    def advance(self, update: int, stage: Stage) -> None:
        """Note that an update has come this far, unless it has come further before."""
        self._write("UPDATE updates SET stage = ?1 WHERE id = ?2 AND stage < ?1", (stage, update))

    def finish(self, update: int) -> None:
        """Keep the id, so that it is known when it comes again, and forget what it said."""
        self._write("UPDATE updates SET stage = ?, payload = NULL WHERE id = ?", (Stage.DONE, update))

    def left(self) -> tuple[Left, ...]:
        """Return what a former process left unfinished, oldest first."""
        rows = self._db.execute("SELECT id, stage, payload FROM updates WHERE payload IS NOT NULL ORDER BY id")
        return tuple(Left(update, Stage(stage), payload) for update, stage, payload in rows)

    def greet(self, chat: int) -> None:
        """Remember a chat that spoke to the bot; a dead one is alive again."""
        self._write("INSERT INTO chats (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET dead = 0", (chat,))

    def bury(self, chat: int) -> None:
        """Mark a chat that does not let the bot write."""
        self._write("INSERT INTO chats (id, dead) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET dead = 1", (chat,))

    def living(self) -> tuple[int, ...]:
        """Return the ids of the chats a broadcast goes to."""
        return tuple(row[0] for row in self._db.execute("SELECT id FROM chats WHERE NOT dead ORDER BY id"))

    def is_dead(self, chat: int) -> bool:
        return self._db.execute("SELECT 1 FROM chats WHERE id = ? AND dead", (chat,)).fetchone() is not None

    def dead(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM chats WHERE dead").fetchone()[0])

    def migrate(self, old: int, new: int) -> None:
        """Rewrite a group's id to that of the supergroup it became."""
        self._write("INSERT OR REPLACE INTO moved VALUES (?, ?)", (old, new))
        self._write("DELETE FROM chats WHERE id = ?", (old,))
        self.greet(new)

    def _write(self, statement: str, values: tuple[object, ...]) -> int:
        """Return how many rows changed; -1 where the file cannot be written, which must not silence the bot."""
        try:
            return self._db.execute(statement, values).rowcount
        except sqlite3.Error as error:
            logger.error("journal_not_written reason=%r; updates are answered, but not kept over a restart", str(error))
            return -1

    def current(self, chat: int) -> int:
        """Return the id a chat has now."""
        for _ in range(8):
            row = self._db.execute("SELECT new FROM moved WHERE old = ?", (chat,)).fetchone()
            if row is None:
                break
            chat = row[0]
        return chat
