"""The nouns of a newspaper: source → page → article → passage."""

import datetime
import hashlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NewType

ArticleId = NewType("ArticleId", str)
PassageId = NewType("PassageId", str)


class Kind(StrEnum):
    """What sort of thing an article is on its page."""

    NEWS = "news"
    FOLLOW_UP = "follow-up"
    PHOTO_CAPTION = "photo-caption"
    NOTICE = "notice"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was found; `name` is what people are shown: its path below the corpus folder, with `/`."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one printed page as it was read, with what is known about where and when it was printed."""

    source: str
    text: str
    date: datetime.date | None = None
    edition: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """A name from a byline, with the role printed before it (记者, 通讯员 …) and the credit after it (摄, 文/图 …)."""

    name: str
    role: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One piece of a newspaper, cleaned; `paragraphs` hold the printed words, everything else tells about them.

    `headline` is None where the page shows none of its own or lost it. `parent` is the article a follow-up follows.
    `source` is the file's name, with `#LINE` for an article of a `.jsonl` file.
    """

    id: ArticleId
    headline: str | None
    paragraphs: tuple[str, ...]
    source: str
    subheadline: str | None = None
    kind: Kind = Kind.NEWS
    authors: tuple[Author, ...] = ()
    agency: str | None = None
    date: datetime.date | None = None
    edition: str | None = None
    page: int | None = None
    parent: ArticleId | None = None

    @property
    def body(self) -> str:
        """The paragraphs, a newline between two: the text that passage and quote positions count in."""
        return "\n".join(self.paragraphs)

    @property
    def opening(self) -> str:
        """The first words, for an article without a headline: at most 24 characters."""
        return (self.paragraphs[0] if self.paragraphs else "")[:24]


def article_id(headline: str | None, date: datetime.date | None, paragraphs: tuple[str, ...]) -> ArticleId:
    """Return the id of an article: twelve hex digits of a hash of its words and date, the same on every machine.

    48 bits: among a million articles two collide with a probability of 0.2 %.
    """
    content = "\x1f".join((headline or "", date.isoformat() if date else "", *paragraphs))
    return ArticleId(hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest())


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article: `article.body[start:end] == text` (positions in characters)."""

    id: PassageId
    article: ArticleId
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not taken in, and why: `source` names the file, with `#LINE` where it is one line."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a file, or of a part: pages to segment, articles that came segmented, what it refused."""

    pages: tuple[Page, ...] = ()
    articles: tuple[Article, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The articles of one page, in page order.

    `coverage` is the share of the page's printed characters (no white space, no debris) that stand in an article,
    its headline, its byline or its paragraphs; 1.0 when nothing vanished. `warnings` are sentences for an admin.
    """

    articles: tuple[Article, ...]
    coverage: float = 1.0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What became of one file: the ids of its articles, in order, the coverage of its pages, warnings."""

    source: str
    articles: tuple[ArticleId, ...]
    coverage: float = 1.0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that was read: the articles, a report for every file taken in, a refusal for every one not."""

    articles: tuple[Article, ...]
    reports: tuple[SourceReport, ...] = ()
    refusals: tuple[Refusal, ...] = ()
