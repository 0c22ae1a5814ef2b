"""A page as its articles.

    page ─► lines ─► roles ─► blocks ─► articles
    corpus.lines    .roles    here

`segment` reads the lines of a page, labels each with its role, gathers the labelled lines into one block an article,
and takes each block's lead, byline and credit from its text. Every printed character ends in some article.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.bylines import is_credit, parse_byline, tail_authors, take_credit, take_lead
from corpus.cleaning import clean_headline, clean_paragraph
from corpus.headlines import is_notice
from corpus.lines import Line, read_lines
from corpus.roles import Role, label_lines
from corpus.types import Article, ArticleId, Author, Kind, Page, Segmentation, article_id

_PICTURE = re.compile(r"(?:^|[。！？”\s])图[①-⑩一二三四为]?[为是：:]?|图片由|资料图|（资料）|右图|左图|上图|下图")


@dataclass(slots=True)
class Block:
    """The raw text of one article while its lines are gathered; paragraphs keep their line breaks."""

    headline: list[str] = field(default_factory=list)
    subheadline: list[str] = field(default_factory=list)
    byline: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    other: bool = False

    def __bool__(self) -> bool:
        return bool(self.headline or self.subheadline or self.byline or self.paragraphs)


def segment(page: Page) -> Segmentation:
    """Return the articles of a page, in page order, with the share of its characters that they hold."""
    lines = read_lines(page.text)
    roles = label_lines(lines)
    blocks = [part for block in gather(lines, roles) for part in _part_captions(block)]
    articles: list[Article] = []
    held: Counter[str] = Counter()
    for block in blocks:
        article, printed = _finish(block, page, articles)
        articles.append(article)
        held.update(printed)
    return Segmentation(tuple(articles), _coverage(lines, held), tuple(_warnings(lines, roles)))


def gather(lines: Sequence[Line], roles: Sequence[Role]) -> list[Block]:
    """Return the blocks that labelled lines make, page furniture in one block of its own."""
    blocks: list[Block] = []
    furniture = Block(other=True)
    current = Block()
    last = Role.OTHER
    for line, role in zip(lines, roles, strict=True):
        if role is Role.OTHER:
            if not furniture:
                blocks.append(furniture)
            furniture.paragraphs.append(line.text)
            continue
        if _opens(role, last, current):
            current = Block()
            blocks.append(current)
        _add(current, line, role)
        last = role
    return blocks


def _opens(role: Role, last: Role, current: Block) -> bool:
    if role is Role.HEADLINE:
        return last is not Role.HEADLINE
    if role in (Role.SUBHEADLINE, Role.BYLINE, Role.FIRST):
        return bool(current.paragraphs) or not current
    return not current


def _add(block: Block, line: Line, role: Role) -> None:
    if role is Role.HEADLINE:
        block.headline.append(line.text)
    elif role is Role.SUBHEADLINE:
        block.subheadline.append(line.text)
    elif role is Role.BYLINE or (role is Role.TAIL and not is_credit(line.text)):
        block.byline.append(line.text)
    elif role in (Role.MORE, Role.TAIL) and block.paragraphs:
        block.paragraphs[-1] += "\n" + line.text
    else:
        block.paragraphs.append(line.text)


def _part_captions(block: Block) -> Iterable[Block]:
    """Yield a block, the picture captions in it (paragraphs that end in 记者 … 摄) as blocks of their own."""
    if block.other or len(block.paragraphs) < 2:
        yield block
        return
    rest = Block(block.headline, block.subheadline, block.byline)
    captions: list[Block] = []
    for paragraph in block.paragraphs:
        if _is_caption(paragraph):
            captions.append(Block(paragraphs=[paragraph]))
        else:
            rest.paragraphs.append(paragraph)
    if rest:
        yield rest
    yield from captions


def _is_caption(paragraph: str) -> bool:
    authors, _ = take_credit(paragraph)
    return any(author.credit and "摄" in author.credit for author in authors)


def _finish(block: Block, page: Page, before: Sequence[Article]) -> tuple[Article, str]:
    """Return the article of a block and every character it holds."""
    headline = clean_headline(" ".join(block.headline)) or None
    subheadline = clean_headline(" ".join(block.subheadline)) or None
    raw = list(block.paragraphs)
    authors = list(parse_byline("\n".join(block.byline)))
    agency, follow_up, lead = None, False, ""
    credits: tuple[Author, ...] = ()
    if raw and not block.other:
        opening = take_lead(raw[0])
        lead, raw[0], agency, follow_up = opening.printed, opening.rest, opening.agency, opening.follow_up
        authors = authors or list(opening.authors)
        credits, raw[-1] = take_credit(raw[-1])
        authors.extend(author for author in credits if author.name not in {a.name for a in authors})
        if not authors:
            authors.extend(tail_authors(raw[-1]))
    paragraphs = tuple(text for text in map(clean_paragraph, raw) if text)
    if not paragraphs and not headline:
        paragraphs = tuple(text for text in map(clean_paragraph, [*block.byline, *block.paragraphs]) if text)
        block.other, authors = True, []
    kind = _kind(block, headline, paragraphs, credits, follow_up)
    article = Article(
        id=article_id(headline, page.date, paragraphs),
        headline=headline,
        paragraphs=paragraphs,
        source=page.source,
        subheadline=subheadline,
        kind=kind,
        authors=tuple(authors),
        agency=agency,
        date=page.date,
        edition=page.edition,
        page=page.number,
        parent=_parent(before) if kind is Kind.FOLLOW_UP else None,
    )
    return article, "".join(
        [headline or "", subheadline or "", *paragraphs, *block.byline, lead, _credit_text(block, raw)]
    )


def _credit_text(block: Block, raw: Sequence[str]) -> str:
    """Return what `take_credit` cut from the last paragraph."""
    if not raw or not block.paragraphs or block.other:
        return ""
    return block.paragraphs[-1][len(take_lead(block.paragraphs[-1]).printed if len(raw) == 1 else "") + len(raw[-1]) :]


def _kind(
    block: Block, headline: str | None, paragraphs: Sequence[str], credits: Sequence[Author], follow_up: bool
) -> Kind:
    if block.other:
        return Kind.OTHER
    if follow_up:
        return Kind.FOLLOW_UP
    if len(paragraphs) == 1 and (
        any(c.credit for c in credits) or (not headline and _PICTURE.search(paragraphs[0][-60:]))
    ):
        return Kind.PHOTO_CAPTION
    if headline and is_notice(headline):
        return Kind.NOTICE
    return Kind.NEWS


def _parent(before: Sequence[Article]) -> ArticleId | None:
    """Return the article that a follow-up follows: the last one that is neither a caption nor a follow-up."""
    for article in reversed(before):
        if article.kind in (Kind.NEWS, Kind.NOTICE):
            return article.id
    return None


def _coverage(lines: Sequence[Line], held: Counter[str]) -> float:
    printed: Counter[str] = Counter()
    for line in lines:
        printed.update(clean_paragraph(line.dense))
    total = sum(printed.values())
    return sum((printed & held).values()) / total if total else 1.0


def _warnings(lines: Sequence[Line], roles: Sequence[Role]) -> Iterable[str]:
    return ()
