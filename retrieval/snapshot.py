"""One generation of a newspaper, whole and unchanging: what every question is answered from."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.types import Article, ArticleId, Corpus, Refusal, SourceReport
from retrieval.embedded import index_articles
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

    def __init__(
        self,
        index: Index,
        articles: Mapping[ArticleId, Article],
        reports: tuple[SourceReport, ...] = (),
        refusals: tuple[Refusal, ...] = (),
    ) -> None:
        self.index = index
        self._articles = articles
        self._reports = reports
        self._refusals = refusals

    @property
    def generation(self) -> str:
        """The name of what is held: the same for the same articles and settings, on every machine."""
        return self.index.generation

    @property
    def counts(self) -> Counts:
        return Counts(len(self._reports), len(self._articles), len(self.index))

    def article(self, article: ArticleId | str) -> Article | None:
        """Return the article of an id, None where this generation has none."""
        return self._articles.get(ArticleId(article))

    def articles(self) -> Iterator[Article]:
        """Yield every article, in the order they were read."""
        yield from self._articles.values()

    def article_ids(self) -> tuple[ArticleId, ...]:
        """Return the ids of all articles, in the order they were read."""
        return tuple(self._articles)

    def latest(self, limit: int) -> tuple[Article, ...]:
        """Return the newest articles, newest day first, a day's in the order they were read; undated ones last."""
        ordered = sorted(self._articles.values(), key=lambda article: article.date or datetime.date.min, reverse=True)
        return tuple(ordered[:limit])

    def sources(self) -> tuple[SourceReport, ...]:
        """Return what became of every file that was taken in, in the order they were read."""
        return self._reports

    def refusals(self) -> tuple[Refusal, ...]:
        """Return every file or line that was not taken in, and why."""
        return self._refusals


def snapshot_of(corpus: Corpus, tokenizer: Tokenizer) -> Snapshot:
    """Return a corpus as a snapshot in memory; of articles with one id the first is kept."""
    articles: dict[ArticleId, Article] = {}
    for article in corpus.articles:
        articles.setdefault(article.id, article)
    return Snapshot(index_articles(articles.values(), tokenizer), articles, corpus.reports, corpus.refusals)
