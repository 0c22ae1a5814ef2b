"""Articles and reports as rows of the store, each with a check of its bytes, so that a damaged one is never shown."""

import datetime
import json
import zlib
from dataclasses import dataclass

from corpus.database import DamageError
from corpus.types import Article, ArticleId, Author, Kind, Refusal

ARTICLE_COLUMNS = ", ".join(
    f"articles.{name}" for name in ("source", "position", "id", "date", "kind", "record", "crc")
)
ArticleRow = tuple[int, int, str, str | None, str, str, int]


def article_row(article: Article, source: int, position: int) -> ArticleRow:
    """Return the columns of an article: its place, what queries ask for, the rest as JSON, and the check of all."""
    date = article.date.isoformat() if article.date else None
    record = [
        article.headline,
        article.subheadline,
        [[author.name, author.role, author.credit] for author in article.authors],
        article.agency,
        article.edition,
        article.page,
        article.parent,
        article.source,
        article.paragraphs,
    ]
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    columns = (source, position, article.id, date, article.kind.value, text)
    return *columns, check_of(*columns)


def read_article(source: int, position: int, id: str, date: str | None, kind: str, text: str, check: int) -> Article:
    """Return the article of a row. Raises DamageError where the row is not what was written."""
    if check_of(source, position, id, date, kind, text) != check:
        raise DamageError(f"article {id} is not as it was written")
    headline, subheadline, authors, agency, edition, page, parent, origin, paragraphs = json.loads(text)
    return Article(
        id=ArticleId(id),
        headline=headline,
        paragraphs=tuple(paragraphs),
        source=origin,
        subheadline=subheadline,
        kind=Kind(kind),
        authors=tuple(Author(*author) for author in authors),
        agency=agency,
        date=datetime.date.fromisoformat(date) if date else None,
        edition=edition,
        page=page,
        parent=parent,
    )


@dataclass(frozen=True, slots=True)
class Telling:
    """What there is to tell beside the articles of a file."""

    coverage: float = 1.0
    warnings: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()


def telling_text(telling: Telling) -> str:
    """Return what there is to tell as JSON."""
    refusals = [[refusal.source, refusal.reason] for refusal in telling.refusals]
    return json.dumps([telling.coverage, telling.warnings, refusals], ensure_ascii=False)


def read_telling(text: str) -> Telling:
    """Return what a text of `telling_text` tells."""
    coverage, warnings, refusals = json.loads(text)
    return Telling(coverage, tuple(warnings), tuple(Refusal(*refusal) for refusal in refusals))


def check_of(*columns: str | int | None) -> int:
    """Return the check of a row's columns."""
    return zlib.crc32("\x1f".join(map(str, columns)).encode("utf-8", "surrogatepass"))
