"""The generations of the store: numbered lists of files, each sealed, so that half of one is never taken for it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.database import DamageError
from corpus.rows import Telling, check_of, read_telling, telling_text

# Whoever answers from a generation can go on over two changes of the corpus.
_KEPT = 3


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of the corpus: `sources` are rows in their order, `telling` has what no file's own row tells."""

    number: int = 0
    digest: str = ""
    articles: int = 0
    telling: Telling = field(default_factory=Telling)
    sources: tuple[int, ...] = ()


def newest_generation(connection: sqlite3.Connection) -> Generation:
    """Return the current generation, empty where there is none. Raises DamageError where it is not as written."""
    row = connection.execute("SELECT * FROM generations ORDER BY number DESC LIMIT 1").fetchone()
    if row is None:
        return Generation()
    listing = connection.execute("SELECT source FROM listing WHERE generation = ? ORDER BY rank", (row["number"],))
    sources = tuple(source for (source,) in listing)
    if row["crc"] != check_of(row["number"], row["digest"], row["articles"], row["telling"], *sources):
        raise DamageError("the list of files is not as it was written")
    return Generation(row["number"], row["digest"], row["articles"], read_telling(row["telling"]), sources)


def write_generation(connection: sqlite3.Connection, digest: str, sources: Sequence[int], telling: Telling) -> None:
    """Make these sources the current generation, and drop the oldest with the files that were only in it."""
    number = newest_generation(connection).number + 1
    connection.executemany(
        "INSERT INTO listing VALUES (?, ?, ?)", ((number, rank, source) for rank, source in enumerate(sources))
    )
    [articles] = connection.execute(
        "SELECT count(DISTINCT id) FROM listing CROSS JOIN articles USING (source) WHERE generation = ?", (number,)
    ).fetchone()
    columns = (number, digest, articles, telling_text(telling))
    connection.execute("INSERT INTO generations VALUES (?, ?, ?, ?, ?)", (*columns, check_of(*columns, *sources)))
    _drop_old(connection, number - _KEPT)


def _drop_old(connection: sqlite3.Connection, last: int) -> None:
    connection.execute("DELETE FROM generations WHERE number <= ?", (last,))
    connection.execute("DELETE FROM listing WHERE generation <= ?", (last,))
    connection.execute("DELETE FROM sources WHERE id NOT IN (SELECT source FROM listing)")
