"""Articles and reports as rows of the store, each with a check of its bytes, so that a damaged one is never shown."""

import json
import zlib
from dataclasses import dataclass

from corpus.database import DamageError
from corpus.packing import pack_article
from corpus.types import Article, Refusal

ARTICLE_COLUMNS = ", ".join(
    f"articles.{name}" for name in ("source", "position", "id", "date", "kind", "record", "crc")
)
ArticleRow = tuple[int, int, str, str | None, str, bytes, int]


def article_row(article: Article, source: int, position: int) -> ArticleRow:
    """Return the columns of an article: its place, what queries ask for, all of it packed, and the check of these."""
    date = article.date.isoformat() if article.date else None
    record = pack_article(article)
    columns = (source, position, article.id, date, article.kind.value)
    return *columns, record, check_of(*columns, record=record)


def checked_record(
    source: int, position: int, id: str, date: str | None, kind: str, record: bytes, check: int
) -> bytes:
    """Return the packed article of a row. Raises DamageError where the row is not what was written."""
    if not isinstance(record, bytes) or check_of(source, position, id, date, kind, record=record) != check:
        raise DamageError(f"article {id} is not as it was written")
    return record


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


def check_of(*columns: str | int | None, record: bytes = b"") -> int:
    """Return the check of a row's columns, and of a packed article beside them."""
    return zlib.crc32(record, zlib.crc32("\x1f".join(map(str, columns)).encode("utf-8", "surrogatepass")))
