"""Articles as JSON: the lines of a `.jsonl` corpus, and the ARTICLE of the command line's contract."""

import datetime
from collections.abc import Mapping

from corpus.cleaning import clean_headline, clean_paragraph
from corpus.dates import parse_date, parse_page
from corpus.errors import RecordError
from corpus.types import Article, Author, Kind, article_id

Json = Mapping[str, object]


def article_record(article: Article) -> dict[str, object]:
    """Return an article as the contract's ARTICLE object (without its paragraphs)."""
    return {
        "id": article.id,
        "headline": article.headline,
        "subheadline": article.subheadline,
        "kind": article.kind.value,
        "authors": [{"name": author.name, "role": author.role} for author in article.authors],
        "date": article.date.isoformat() if article.date else None,
        "edition": article.edition,
        "page": article.page,
        "source": article.source,
    }


def read_record(record: object, source: str) -> Article:
    """Return the article of one decoded line; all keys but `paragraphs` are optional, unknown keys are ignored.

    Raises RecordError where a key has the wrong type or there is no paragraph with text in it.
    """
    if not isinstance(record, Mapping):
        raise RecordError("not a JSON object")
    paragraphs = _paragraphs(record)
    headline = _text(record, "headline")
    date = _date(record)
    kind = _text(record, "kind")
    if kind is not None and kind not in {k.value for k in Kind}:
        raise RecordError(f'"kind" is {_shown(kind)}; allowed are {", ".join(k.value for k in Kind)}')
    return Article(
        id=article_id(headline, date, paragraphs),
        headline=headline,
        subheadline=_text(record, "subheadline"),
        kind=Kind(kind) if kind else Kind.NEWS,
        authors=_authors(record),
        paragraphs=paragraphs,
        date=date,
        edition=_text(record, "edition"),
        page=_page(record),
        source=source,
    )


def _text(record: Json, key: str) -> str | None:
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RecordError(f'"{key}" is not a string')
    return clean_headline(value) or None


def _paragraphs(record: Json) -> tuple[str, ...]:
    value = record.get("paragraphs")
    if value is None:
        raise RecordError('no "paragraphs"; an article has a list of them')
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RecordError('"paragraphs" is not a list of strings')
    paragraphs = tuple(text for item in value if (text := clean_paragraph(item)))
    if not paragraphs:
        raise RecordError('"paragraphs" holds no text')
    return paragraphs


def _date(record: Json) -> datetime.date | None:
    value = _text(record, "date")
    if value is None:
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        if date := parse_date(value):
            return date
        raise RecordError(f'"date" is {_shown(value)}; write YYYY-MM-DD') from None


def _page(record: Json) -> int | None:
    value = record.get("page")
    if value is None or value == "":
        return None
    page = parse_page(value).page if isinstance(value, str) else value
    if not isinstance(page, int) or isinstance(page, bool):
        raise RecordError(f'"page" is {_shown(value)}; write a number')
    return page


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _authors(record: Json) -> tuple[Author, ...]:
    value = record.get("authors") or []
    if not isinstance(value, list):
        raise RecordError('"authors" is not a list')
    return tuple(_author(item) for item in value)


def _author(item: object) -> Author:
    if isinstance(item, str):
        return Author(clean_paragraph(item))
    if isinstance(item, Mapping) and isinstance(item.get("name"), str):
        return Author(clean_paragraph(str(item["name"])), _text(item, "role"))
    raise RecordError('an author is neither a string nor an object with a "name"')
