"""One generation of the store, read only: its articles as a mapping, their newest, and what became of every file."""

import datetime
import threading
import weakref
from collections.abc import Iterator, Mapping, ValuesView
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from corpus.database import DamageError, connect, guarded
from corpus.generations import newest_generation, only_in
from corpus.load import kept_once
from corpus.packing import unpack_article
from corpus.rows import ARTICLE_COLUMNS, Telling, check_of, checked_record, read_telling
from corpus.types import Article, ArticleId, Corpus, Refusal, SourceReport

# The order of the tables is the order of the look-up: by place, or by what is known of the article.
_IN_ORDER = (
    "FROM listing CROSS JOIN articles ON articles.source = listing.source WHERE generation = ? ORDER BY rank, position"
)
_FOUND = "FROM articles CROSS JOIN listing ON listing.source = articles.source WHERE generation = ?"


class StoredCorpus(Mapping[ArticleId, Article]):
    """The articles of one generation by id, in the order of their files; one that stands in it twice counts once.

    Every look-up reads the disk and checks what it reads: StoreDamagedError comes rather than a wrong word.
    Threads may share it.
    """

    def __init__(self, path: Path) -> None:
        """Open the current generation; an empty store has an empty one."""
        self._path = path
        self._connection = connect(path)
        self._turn = threading.Lock()
        self.close = weakref.finalize(self, self._connection.close)
        with guarded(path):
            generation = newest_generation(self._connection)
        self.number, self.digest, self._length = generation.number, generation.digest, generation.articles
        self._told = generation.telling
        self._refused: tuple[Refusal, ...] | None = None

    def __getitem__(self, id: ArticleId) -> Article:
        return unpack_article(self.record(id))

    def record(self, id: ArticleId) -> bytes:
        """Return an article as it is packed. Raises KeyError where there is none."""
        found = self._records(f"{_FOUND} AND id = ? ORDER BY rank, position LIMIT 1", id)
        if not found:
            raise KeyError(id)
        return found[0]

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[ArticleId]:
        rows = self._rows(f"SELECT id {_IN_ORDER}")
        return iter(dict.fromkeys(ArticleId(id) for (id,) in rows))

    def origins(self) -> dict[ArticleId, int]:
        """Return the ids in their order, each with the row of the file it is read from, whose articles never change."""
        rows: dict[ArticleId, int] = {}
        for id, source in self._rows(f"SELECT id, articles.source {_IN_ORDER}"):
            rows.setdefault(ArticleId(id), source)
        return rows

    def only_here(self, other: Mapping[ArticleId, Article]) -> tuple[ArticleId, ...]:
        """Return the ids that another corpus, or generation of this store, has not, in their order."""
        if not isinstance(other, StoredCorpus) or other._path != self._path:
            held = set(other)
            return tuple(id for id in self if id not in held)
        with self._turn, guarded(self._path):
            return only_in(self._connection, self.number, other.number)

    def files(self) -> int:
        """Return how many files there are with articles."""
        [(files,)] = self._rows(
            "SELECT count(*) FROM listing WHERE generation = ?"
            " AND EXISTS (SELECT 1 FROM articles WHERE articles.source = listing.source)"
        )
        return int(files)

    def values(self) -> ValuesView[Article]:
        """Return the articles, read one after another in one sweep of the disk."""
        return _Values(self)

    def stream(self) -> Iterator[Article]:
        """Yield the articles in their order; memory holds one, and the ids of those before it."""
        return (unpack_article(record) for _, record in self.records())

    def records(self) -> Iterator[tuple[ArticleId, bytes]]:
        """Yield the articles in their order as they are packed, each with its id."""
        seen = set()
        with guarded(self._path), closing(connect(self._path)) as connection:
            query = f"SELECT {ARTICLE_COLUMNS} {_IN_ORDER}"
            for row in connection.execute(query, (self.number,)):
                if row["id"] not in seen:
                    seen.add(row["id"])
                    yield ArticleId(row["id"]), checked_record(*row)
            if len(seen) != self._length:  # a page of the index may be lost without SQLite seeing it
                raise DamageError(f"{self._length} articles were written, {len(seen)} are found")

    def latest(self, limit: int) -> tuple[Article, ...]:
        """Return the newest articles, newest day first, a day's in their order; undated ones last."""
        return tuple(islice(self._newest(), limit))

    def days(self) -> tuple[datetime.date | None, ...]:
        """Return the days that articles are of, newest first; None, last, for those of no known day."""
        rows = self._rows(f"SELECT DISTINCT date {_FOUND} ORDER BY date DESC")
        with guarded(self._path):
            return tuple(datetime.date.fromisoformat(day) if day else None for (day,) in rows)

    def on(self, day: datetime.date | None) -> tuple[Article, ...]:
        """Return the articles of a day, in their order."""
        return tuple({article.id: article for article in self._of_day(day.isoformat() if day else None)}.values())

    def _newest(self) -> Iterator[Article]:
        seen: set[ArticleId] = set()
        days = self._rows("SELECT DISTINCT date FROM articles WHERE ? ORDER BY date DESC")
        for (day,) in days:
            for article in self._of_day(day):
                if article.id not in seen:
                    seen.add(article.id)
                    yield article

    def _of_day(self, day: str | None) -> list[Article]:
        return self._articles(f"{_FOUND} AND date IS ? ORDER BY rank, position", day)

    def reports(self) -> tuple[SourceReport, ...]:
        """Return what became of every file that was taken in, in their order."""
        fresh: dict[int, list[ArticleId]] = {}
        repeated: dict[int, list[tuple[int, int]]] = {}
        seen: set[str] = set()
        for rank, source, position, id in self._rows(f"SELECT rank, articles.source, position, id {_IN_ORDER}"):
            fresh.setdefault(rank, [])
            if id in seen:
                repeated.setdefault(rank, []).append((source, position))
            else:
                fresh[rank].append(ArticleId(id))
            seen.add(id)
        return tuple(
            SourceReport(
                name, tuple(fresh[rank]), told.coverage, told.warnings + self._told_twice(repeated.get(rank, []))
            )
            for rank, name, told in self._sources()
            if rank in fresh
        )

    def refusals(self) -> tuple[Refusal, ...]:
        """Return every path, file or line that was not taken in, and why."""
        if self._refused is None:  # of 3,500 files they take 35 ms to read, and a command asks for them twice
            tellings = (self._told, *(telling for _, _, telling in self._sources()))
            self._refused = tuple(refusal for telling in tellings for refusal in telling.refusals)
        return self._refused

    def corpus(self) -> Corpus:
        """Return the generation in memory, as `load` would."""
        return Corpus(tuple(self.stream()), self.reports(), self.refusals())

    def _told_twice(self, places: list[tuple[int, int]]) -> tuple[str, ...]:
        if not places:
            return ()
        [first] = self._articles("FROM articles WHERE ? AND source = ? AND position = ?", *places[0])
        return (kept_once(len(places), first, self[first.id]),)

    def _sources(self) -> list[tuple[int, str, Telling]]:
        rows = self._rows(
            "SELECT rank, name, digest, telling, crc FROM listing CROSS JOIN sources ON sources.id = listing.source"
            " WHERE generation = ? ORDER BY rank"
        )
        with guarded(self._path):
            return [(rank, name, _telling(name, digest, text, crc)) for rank, name, digest, text, crc in rows]

    def _articles(self, query: str, *values: str | int | None) -> list[Article]:
        return [unpack_article(record) for record in self._records(query, *values)]

    def _records(self, query: str, *values: str | int | None) -> list[bytes]:
        with guarded(self._path):
            return [checked_record(*row) for row in self._rows(f"SELECT {ARTICLE_COLUMNS} {query}", *values)]

    def _rows(self, query: str, *values: str | int | None) -> list[tuple[Any, ...]]:
        """Return the rows of a query; its first value is always the generation, a truth where it needs none."""
        with self._turn, guarded(self._path):
            cursor = self._connection.cursor()
            cursor.row_factory = None  # plain tuples: of a million rows the others take twice the time
            return cursor.execute(query, (self.number, *values)).fetchall()


def _telling(name: str, digest: str, text: str, check: int) -> Telling:
    if check_of(name, digest, text) != check:
        raise DamageError(f"the report of {name} is not as it was written")
    return read_telling(text)


class _Values(ValuesView[Article]):
    def __init__(self, corpus: StoredCorpus) -> None:
        super().__init__(corpus)
        self._corpus = corpus

    def __iter__(self) -> Iterator[Article]:
        return self._corpus.stream()
