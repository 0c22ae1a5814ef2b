"""One generation of a newspaper, whole and unchanging: what every question is answered from."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.stored import StoredCorpus
from corpus.types import Article, ArticleId, Corpus, Refusal, SourceReport
from retrieval.building import Progress, update_index
from retrieval.contents import SEARCHED
from retrieval.embedded import index_articles
from retrieval.fold import fold
from retrieval.generations import Generations
from retrieval.index import Index
from retrieval.tokens import Tokenizer


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a snapshot holds."""

    sources: int
    articles: int
    passages: int


class Snapshot:
    """Everything of one generation: its index, its articles, what became of every file.

    It never changes, so whoever answers a question takes one at the start and keeps it to the end; a reload makes
    another. It may be used by several threads at once.
    """

    def __init__(self, index: Index, corpus: "HeldCorpus | StoredCorpus", notes: tuple[str, ...] = ()) -> None:
        """Hold an index and what it was built from; `notes` are for whoever looks after the bot."""
        self.index = index
        self.notes = notes
        self._corpus = corpus
        self._authors: tuple[str, ...] | None = None

    @property
    def generation(self) -> str:
        """The name of what is held: the same for the same articles and settings, on every machine."""
        return self.index.generation

    @property
    def counts(self) -> Counts:
        return Counts(self._corpus.files(), len(self._corpus), len(self.index))

    def article(self, article: ArticleId | str) -> Article | None:
        """Return the article of an id, None where this generation has none."""
        return self._corpus.get(ArticleId(article))

    def articles(self) -> Iterator[Article]:
        """Yield every article, in the order they were read."""
        yield from self._corpus.values()

    def only_here(self, other: "Snapshot") -> tuple[ArticleId, ...]:
        """Return the ids of the articles that another snapshot has not, in the order they were read."""
        return self._corpus.only_here(other._corpus)

    def latest(self, limit: int) -> tuple[Article, ...]:
        """Return the newest articles, newest day first, a day's in the order they were read; undated ones last."""
        return self._corpus.latest(limit)

    def days(self) -> tuple[datetime.date | None, ...]:
        """Return the days that papers are of, newest first; None, last, for articles of no known day."""
        return self._corpus.days()

    def on(self, day: datetime.date | None) -> tuple[Article, ...]:
        """Return the articles of a day, in the order they were read."""
        return self._corpus.on(day)

    def authors(self) -> tuple[str, ...]:
        """Return the names of the authors of the newest articles, folded, the longest first; read once."""
        if self._authors is None:
            names = {fold(author.name) for article in self.latest(SEARCHED) for author in article.authors}
            self._authors = tuple(
                sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name))
            )
        return self._authors

    def sources(self) -> tuple[SourceReport, ...]:
        """Return what became of every file that was taken in, in the order they were read."""
        return self._corpus.reports()

    def refusals(self) -> tuple[Refusal, ...]:
        """Return every file or line that was not taken in, and why."""
        return self._corpus.refusals()


class HeldCorpus(Mapping[ArticleId, Article]):
    """A corpus in memory by id, as `StoredCorpus` is one on the disk; of articles with one id the first is kept."""

    def __init__(self, corpus: Corpus) -> None:
        self._articles: dict[ArticleId, Article] = {}
        for article in corpus.articles:
            self._articles.setdefault(article.id, article)
        self._days: dict[datetime.date | None, list[Article]] = {}
        for article in self._articles.values():
            self._days.setdefault(article.date, []).append(article)
        self._held = corpus

    def __getitem__(self, id: ArticleId) -> Article:
        return self._articles[id]

    def __len__(self) -> int:
        return len(self._articles)

    def __iter__(self) -> Iterator[ArticleId]:
        return iter(self._articles)

    def only_here(self, other: Mapping[ArticleId, Article]) -> tuple[ArticleId, ...]:
        held = set(other)
        return tuple(id for id in self if id not in held)

    def files(self) -> int:
        return len(self._held.reports)

    def latest(self, limit: int) -> tuple[Article, ...]:
        ordered = sorted(self.values(), key=lambda article: article.date or datetime.date.min, reverse=True)
        return tuple(ordered[:limit])

    def days(self) -> tuple[datetime.date | None, ...]:
        return tuple(sorted(self._days, key=lambda day: day or datetime.date.min, reverse=True))

    def on(self, day: datetime.date | None) -> tuple[Article, ...]:
        return tuple(self._days.get(day, ()))

    def reports(self) -> tuple[SourceReport, ...]:
        return self._held.reports

    def refusals(self) -> tuple[Refusal, ...]:
        return self._held.refusals


def snapshot_of(corpus: Corpus, tokenizer: Tokenizer) -> Snapshot:
    """Return a corpus as a snapshot in memory: for small ones, which are cut into words at every start."""
    held = HeldCorpus(corpus)
    return Snapshot(index_articles(held.values(), tokenizer), held)


def build_snapshot(
    corpus: StoredCorpus,
    folder: Path,
    tokenizer: Tokenizer,
    progress: Progress | None = None,
    patience: float = 0.0,
    workers: int = 1,
) -> Snapshot:
    """Return a stored corpus as a snapshot, its index in a folder brought up to date: at once where nothing changed.

    `progress` is called with (articles done, all, speed and time left). Raises BusyIndexError where another process
    has been writing the index for `patience` seconds.
    """
    generation, notes = update_index(Generations(folder), corpus, tokenizer, progress, patience, workers)
    return Snapshot(generation.index(), corpus, notes)


def open_snapshot(corpus: StoredCorpus, folder: Path, tokenizer: Tokenizer) -> Snapshot:
    """Return a stored corpus as a snapshot with the index as it is in its folder: for those who may not write.

    Raises StoredIndexError where there is none, it is damaged, or made with another tokenizer.
    """
    return Snapshot(Generations(folder).current(tokenizer.identity).index(), corpus)
