"""Articles as bytes, and back: the form in which the store and every index keep them."""

import datetime
import json

from corpus.types import Article, ArticleId, Author, Kind


def pack_article(article: Article) -> bytes:
    """Return an article as bytes; equal articles give equal bytes."""
    record = [
        article.id,
        article.headline,
        article.subheadline,
        article.kind.value,
        [[author.name, author.role, author.credit] for author in article.authors],
        article.agency,
        article.date.isoformat() if article.date else None,
        article.edition,
        article.page,
        article.parent,
        article.source,
        article.paragraphs,
    ]
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def unpack_article(packed: bytes) -> Article:
    """Return the article that was packed."""
    id, headline, subheadline, kind, authors, agency, date, edition, page, parent, source, paragraphs = json.loads(
        packed.decode("utf-8", "surrogatepass")
    )
    return Article(
        id=ArticleId(id),
        headline=headline,
        paragraphs=tuple(paragraphs),
        source=source,
        subheadline=subheadline,
        kind=Kind(kind),
        authors=tuple(Author(*author) for author in authors),
        agency=agency,
        date=datetime.date.fromisoformat(date) if date else None,
        edition=edition,
        page=page,
        parent=parent,
    )
