"""Files to a corpus: every file found, read and segmented, and told of where it did not go as it should.

`load` keeps the corpus in memory, `corpus.store` in a database; both take files in by `corpus.workers`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from corpus.articles import segment
from corpus.intake import Intake, Segment, whole
from corpus.sources import find_sources
from corpus.types import Article, ArticleId, Corpus, Refusal, SourceReport
from corpus.workers import take_in_all

Progress = Callable[[int, int, str], None]


def load(
    paths: Sequence[Path], progress: Progress | None = None, segment: Segment = segment, workers: int = 1
) -> Corpus:
    """Return the corpus in files and folders; one without an article has refusals that tell why.

    An article that stands in it twice, word for word, is kept where it came first. `progress` is called before
    every file with how many are done, how many there are, and its name; between the parts of a large one with what came
    of it so far; and at the end with an empty name.
    `workers` are the processes that read and segment many pages.
    """
    found = find_sources(paths)
    total = len(found.sources)
    intakes = []
    for done, (source, parts) in enumerate(take_in_all(found.sources, segment, workers)):
        intakes.append((source.name, whole(telling(parts, progress, done, total, source.name))))
    if progress:
        progress(total, total, "")
    return assemble(intakes, found.refusals)


def telling(parts: Iterable[Intake], progress: Progress | None, done: int, total: int, name: str) -> Iterator[Intake]:
    """Yield the parts of a file, telling before each that it is being read, and how much it gave so far."""
    if progress:
        progress(done, total, name)
    articles = 0
    for part in parts:
        if progress and articles:
            progress(done, total, f"{name}: {articles:,} articles")
        articles += len(part.articles)
        yield part


def assemble(intakes: Iterable[tuple[str, Intake]], refusals: Iterable[Refusal] = ()) -> Corpus:
    """Return the corpus of files by name, in their order; repeated articles are told of in their file's report."""
    articles: dict[ArticleId, Article] = {}
    reports: list[SourceReport] = []
    refused = list(refusals)
    for name, intake in intakes:
        refused += intake.refusals
        kept = [article for article in intake.articles if articles.setdefault(article.id, article) is article]
        repeated = [article for article in intake.articles if articles[article.id] is not article]
        told = (kept_once(len(repeated), repeated[0], articles[repeated[0].id]),) if repeated else ()
        if intake.articles:
            ids = tuple(article.id for article in kept)
            reports.append(SourceReport(name, ids, intake.coverage, intake.warnings + told))
    return Corpus(tuple(articles.values()), tuple(reports), tuple(refused))


def kept_once(count: int, first: Article, original: Article) -> str:
    """Return the warning that a file repeats articles, with the first of them and where it stands already."""
    return f"{count} repeated and kept once, the first: {first.source} has the words of {original.source}"
