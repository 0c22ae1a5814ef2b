"""A page as its articles.

    page ─► lines ─► roles ─► blocks ─► articles
    corpus.lines    .labels   .blocks   here

`segment` reads the lines of a page, labels each with its role, gathers the labelled lines into one block an article,
and takes each block's lead, byline and credit from its text. Every printed character ends in some article.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.blocks import Block, gather
from corpus.bylines import parse_byline, tail_authors, take_credit, take_lead
from corpus.cleaning import clean_headline, clean_paragraph
from corpus.headlines import is_notice
from corpus.labels import label_lines
from corpus.lines import Line, read_lines
from corpus.tangles import find_tangles
from corpus.types import Article, ArticleId, Author, Kind, Page, Segmentation, article_id

_PICTURE = re.compile(
    r"(?:^|[。！？”\s])(?:图[①-⑩一二三四]?[为是：:]|图片由|资料图|[右左上下]图)|（资料(?:图片|照片)?）$"
)


def segment(page: Page) -> Segmentation:
    """Return the articles of a page, in page order, with the share of its characters that they hold.

    Mastheads, editors' lines and whatever else belongs to no article come out as one article of kind `other`.
    """
    lines = read_lines(page.text)
    roles = label_lines(lines)
    articles: list[Article] = []
    held: Counter[str] = Counter()
    for block in gather(lines, roles):
        story = _read(block)
        if story.paragraphs:
            articles.append(_article(story, page, articles))
            held.update(story.printed)
    return Segmentation(tuple(articles), _coverage(lines, held), tuple(find_tangles(lines, roles, articles)))


@dataclass(frozen=True, slots=True)
class _Story:
    """What a block says, cleaned; `printed` is every character of it, the lead and the credits too."""

    headline: str | None
    subheadline: str | None
    paragraphs: tuple[str, ...]
    authors: tuple[Author, ...]
    kind: Kind
    agency: str | None
    printed: str


def _read(block: Block) -> _Story:
    """Return what a block says: the lead, the byline and the credit apart from the text."""
    if block.other:
        return _leftover(block)
    lead = take_lead(block.paragraphs[0])
    raw = [lead.rest, *block.paragraphs[1:]]
    credited, rest = take_credit(raw[-1])
    cut = raw[-1][len(rest) :]
    raw[-1] = rest
    headline = clean_headline(" ".join(block.headline)) or None
    subheadline = clean_headline(" ".join(block.subheadline)) or None
    paragraphs = _clean(raw)
    if not paragraphs:
        return _leftover(block)
    authors = _authors(block, lead.authors, credited, raw[-1])
    kind = Kind.FOLLOW_UP if lead.follow_up else _kind(headline, paragraphs, credited)
    printed = "".join([headline or "", subheadline or "", *_clean([*block.byline, lead.printed, cut]), *paragraphs])
    return _Story(headline, subheadline, paragraphs, authors, kind, lead.agency, printed)


def _leftover(block: Block) -> _Story:
    """Return a block that holds no article's text, all its lines as they stand."""
    paragraphs = _clean([*block.headline, *block.subheadline, *block.byline, *block.paragraphs])
    return _Story(None, None, paragraphs, (), Kind.OTHER, None, "".join(paragraphs))


def _clean(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in map(clean_paragraph, texts) if text)


def _authors(block: Block, lead: Sequence[Author], credited: Sequence[Author], ending: str) -> tuple[Author, ...]:
    """Return the authors of a byline of its own, else of the lead, else of the end; those of a credit besides."""
    named = parse_byline("\n".join(block.byline)) or tuple(lead)
    names = {author.name for author in named}
    named += tuple(author for author in credited if author.name not in names)
    return named or tail_authors(ending)


def _kind(headline: str | None, paragraphs: Sequence[str], credited: Sequence[Author]) -> Kind:
    pictured = any(author.credit and "摄" in author.credit for author in credited)
    if len(paragraphs) == 1 and (pictured or (not headline and _PICTURE.search(paragraphs[0][-80:]))):
        return Kind.PHOTO_CAPTION
    return Kind.NOTICE if headline and is_notice(headline) else Kind.NEWS


def _article(story: _Story, page: Page, before: Sequence[Article]) -> Article:
    return Article(
        id=article_id(story.headline, page.date, story.paragraphs),
        headline=story.headline,
        paragraphs=story.paragraphs,
        source=page.source,
        subheadline=story.subheadline,
        kind=story.kind,
        authors=story.authors,
        agency=story.agency,
        date=page.date,
        edition=page.edition,
        page=page.number,
        parent=_parent(before) if story.kind is Kind.FOLLOW_UP else None,
    )


def _parent(before: Sequence[Article]) -> ArticleId | None:
    """Return the article that a follow-up follows: the last one that is neither a caption nor a follow-up."""
    return next((article.id for article in reversed(before) if article.kind in (Kind.NEWS, Kind.NOTICE)), None)


def _coverage(lines: Sequence[Line], held: Counter[str]) -> float:
    printed: Counter[str] = Counter()
    for line in lines:
        printed.update(clean_paragraph(line.dense))
    total = printed.total()
    return (printed & held).total() / total if total else 1.0
