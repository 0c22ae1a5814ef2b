"""The generations of the store: numbered lists of files, each sealed, so that half of one is never taken for it."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.database import DamageError
from corpus.rows import Telling, check_of, read_telling, telling_text
from corpus.types import ArticleId

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


# Articles of files that are in both are not looked at: what a page changes is told as fast in a large archive.
_ONLY_IN = """
WITH fresh AS MATERIALIZED (
    SELECT id, min(rank * 4294967296 + position) AS place FROM listing CROSS JOIN articles USING (source)
    WHERE generation = ?1 AND source NOT IN (SELECT source FROM listing WHERE generation = ?2) GROUP BY id
)
SELECT id FROM fresh WHERE NOT EXISTS (
    SELECT 1 FROM articles AS twin CROSS JOIN listing AS its ON its.source = twin.source AND its.generation = ?2
    WHERE twin.id = fresh.id
) ORDER BY place
"""


def only_in(connection: sqlite3.Connection, one: int, other: int) -> tuple[ArticleId, ...]:
    """Return the ids of the articles that one generation has and another has not, in their order."""
    return tuple(ArticleId(id) for (id,) in connection.execute(_ONLY_IN, (one, other)))


def write_generation(connection: sqlite3.Connection, digest: str, sources: Sequence[int], telling: Telling) -> None:
    """Make these sources the current generation, and drop the oldest with the files that were only in it."""
    before = newest_generation(connection)
    number = before.number + 1
    connection.executemany(
        "INSERT INTO listing VALUES (?, ?, ?)", ((number, rank, source) for rank, source in enumerate(sources))
    )
    added, removed = only_in(connection, number, before.number), only_in(connection, before.number, number)
    articles = before.articles + len(added) - len(removed)
    columns = (number, digest, articles, telling_text(telling))
    connection.execute("INSERT INTO generations VALUES (?, ?, ?, ?, ?)", (*columns, check_of(*columns, *sources)))
    _drop_old(connection, number - _KEPT)


def _drop_old(connection: sqlite3.Connection, last: int) -> None:
    connection.execute("DELETE FROM generations WHERE number <= ?", (last,))
    connection.execute("DELETE FROM listing WHERE generation <= ?", (last,))
    connection.execute("DELETE FROM sources WHERE id NOT IN (SELECT source FROM listing)")
