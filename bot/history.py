"""What was asked and how it went: last turns for follow-ups, and a log of answers, misses and feedback in SQLite.

Used by `bot.conversation`, whoever the face is:

    history = History(data_dir / "history.sqlite", log_questions=True, retention_days=30)
    turn_id = history.record(asker, question, answered=…)   # a short int, for 👍/👎 and "more" actions
    history.remember(asker, Turn(question, subject))        # the last few, in memory only
    history.turns(asker), history.forget(asker)             # oldest first; `/new`
    history.question(turn_id, asker)                        # None where it is not logged, or somebody else's
    history.vote(turn_id, asker, good=True)                 # False where that answer is no longer known
    history.misses(limit), misses_csv(misses), history.tally()
"""

import csv
import hashlib
import io
import logging
import secrets
import sqlite3
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.database import open_database

logger = logging.getLogger(__name__)

TURNS_KEPT = 5
ASKERS_KEPT = 2_000  # about 1 MB of turns
FORGET_AFTER = 30 * 60.0
DAY = 86_400.0
UNWRITTEN = 1 << 40  # the first id of what could not be logged; no log comes to so many rows

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, asker BLOB NOT NULL,
    question TEXT, answered INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS answers_at ON answers (at);
CREATE TABLE IF NOT EXISTS votes (
    answer INTEGER NOT NULL REFERENCES answers (id) ON DELETE CASCADE, voter BLOB NOT NULL,
    good INTEGER NOT NULL, at REAL NOT NULL, PRIMARY KEY (answer, voter));
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it was understood, and what its answer was about: the marked words of the first quote, if any."""

    question: str
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that got no answer, or 👎 for the one it got; `question` is None where questions are not logged."""

    id: int
    at: datetime
    question: str | None
    answered: bool
    down: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions are on record, how many were answered, and the votes on them."""

    questions: int
    answered: int
    up: int
    down: int


class History:
    """The record of one installation; every method may be called from any thread.

    With `path` None everything stays in memory. Askers are stored as keyed hashes, the key being made at random
    and kept beside them, so that the same person can be told from another but not named. Without
    `log_questions` no question's text is written. Rows older than `retention_days` go away by themselves.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        log_questions: bool = True,
        retention_days: int = 30,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._clock = clock
        self._log_questions = log_questions
        self._retention = retention_days * DAY
        self._lock = threading.Lock()
        self._turns: OrderedDict[str, deque[tuple[float, Turn]]] = OrderedDict()
        self._db = open_database(path, SCHEMA)
        self._unwritten = count(UNWRITTEN)
        self._key = self._hash_key()
        self._pruned_at = float("-inf")
        self._prune()

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def remember(self, asker: str, turn: Turn) -> None:
        """Keep a turn for follow-ups, in memory; the oldest turn, and the asker silent for longest, make room."""
        with self._lock:
            kept = self._turns.setdefault(asker, deque(maxlen=TURNS_KEPT))
            kept.append((self._clock(), turn))
            self._turns.move_to_end(asker)
            while len(self._turns) > ASKERS_KEPT:
                self._turns.popitem(last=False)

    def turns(self, asker: str) -> tuple[Turn, ...]:
        """Return the asker's last turns, oldest first; none once half an hour has gone by since the last."""
        with self._lock:
            kept = self._turns.get(asker)
            if not kept:
                return ()
            if self._clock() - kept[-1][0] > FORGET_AFTER:
                del self._turns[asker]
                return ()
            return tuple(turn for _, turn in kept)

    def forget(self, asker: str) -> None:
        with self._lock:
            self._turns.pop(asker, None)

    def record(self, asker: str, question: str, *, answered: bool) -> int:
        """Log an answered or unanswered question and return its id, a small positive number.

        Where the file cannot be written, which must not silence the bot, it is a large one that is on no record.
        """
        text = question if self._log_questions else None
        with self._lock:
            try:
                self._prune()
                row = self._db.execute(
                    "INSERT INTO answers (at, asker, question, answered) VALUES (?, ?, ?, ?) RETURNING id",
                    (self._clock(), self._hashed(asker), text, answered),
                ).fetchone()
            except sqlite3.Error as error:
                logger.error("history_not_written reason=%r; questions are answered, but not logged", str(error))
                return next(self._unwritten)
        return int(row[0])

    def question(self, answer: int, asker: str) -> str | None:
        """Return what an asker asked, None where that is not on record any more, or was asked by somebody else."""
        since = self._clock() - self._retention
        with self._lock:
            try:
                row = self._db.execute(
                    "SELECT question FROM answers WHERE id = ? AND asker = ? AND at >= ?",
                    (answer, self._hashed(asker), since),
                ).fetchone()
            except sqlite3.Error as error:
                logger.error("history_not_read reason=%r", str(error))
                return None
        return str(row[0]) if row and row[0] is not None else None

    def vote(self, answer: int, voter: str, *, good: bool) -> bool:
        """Count a 👍 or 👎, each voter's last one per answer; False where the answer is not on record any more."""
        with self._lock:
            if self._db.execute("SELECT 1 FROM answers WHERE id = ?", (answer,)).fetchone() is None:
                return False
            self._db.execute(
                "INSERT OR REPLACE INTO votes (answer, voter, good, at) VALUES (?, ?, ?, ?)",
                (answer, self._hashed(voter), good, self._clock()),
            )
        return True

    def misses(self, limit: int = 20) -> tuple[Miss, ...]:
        """Return the questions without an answer or with a 👎, newest first."""
        with self._lock:
            self._prune()
            rows = self._db.execute(
                "SELECT id, at, question, answered, (SELECT count(*) FROM votes WHERE answer = id AND NOT good) AS down"
                " FROM answers WHERE NOT answered OR down > 0 ORDER BY at DESC, id DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return tuple(Miss(i, datetime.fromtimestamp(at, UTC), q, bool(ok), down) for i, at, q, ok, down in rows)

    def tally(self) -> Tally:
        with self._lock:
            questions, answered = self._db.execute(
                "SELECT count(*), coalesce(sum(answered), 0) FROM answers"
            ).fetchone()
            up, down = self._db.execute(
                "SELECT coalesce(sum(good), 0), coalesce(sum(NOT good), 0) FROM votes"
            ).fetchone()
        return Tally(questions, answered, up, down)

    def _hash_key(self) -> bytes:
        self._db.execute("INSERT OR IGNORE INTO meta VALUES ('key', ?)", (secrets.token_bytes(32),))
        return bytes(self._db.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()[0])

    def _hashed(self, asker: str) -> bytes:
        return hashlib.blake2b(asker.encode(), key=self._key, digest_size=8).digest()

    def _prune(self) -> None:
        now = self._clock()
        if now - self._pruned_at < 3600:
            return
        self._pruned_at = now
        self._db.execute("DELETE FROM answers WHERE at < ?", (now - self._retention,))


def misses_csv(misses: Iterable[Miss]) -> bytes:
    """Return the misses as CSV (time, question, answered, thumbs_down), with a BOM so that Excel reads the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("time", "question", "answered", "thumbs_down"))
    for miss in misses:
        writer.writerow((miss.at.isoformat(timespec="seconds"), _inert(miss.question or ""), miss.answered, miss.down))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _inert(cell: str) -> str:
    # A reader's "=HYPERLINK(…)" must not run in the admin's spreadsheet.
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
