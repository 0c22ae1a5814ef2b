"""What the bot says back: a Reply of blocks and buttons, which every face shows in its own way.

The bot's own words are `Say` blocks, in the reader's language; the newspaper's are `Cite` and `Extract` blocks,
always as printed. No block mixes the two.
"""

from dataclasses import dataclass

from bot.words import Words
from corpus.sentences import split_sentences
from corpus.types import Article
from retrieval.types import Answer, Quote


@dataclass(frozen=True, slots=True)
class Say:
    """The bot's own words, plain text, perhaps in several lines."""

    text: str


@dataclass(frozen=True, slots=True)
class Cite:
    """A quote, to be shown with its highlights in bold and the source line under it."""

    quote: Quote


@dataclass(frozen=True, slots=True)
class Extract:
    """A run of whole paragraphs of one article, `number` of `total` parts (from 1); the first carries the head."""

    article: Article
    paragraphs: tuple[str, ...]
    number: int
    total: int


Block = Say | Cite | Extract


@dataclass(frozen=True, slots=True)
class Button:
    """A choice offered under a reply; `action` is what comes back when it is taken, at most 64 bytes of UTF-8."""

    label: str
    action: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.action.encode()) <= 64:
            raise ValueError(f"a button's action takes 1 to 64 bytes: {self.action!r}")


@dataclass(frozen=True, slots=True)
class Reply:
    """Everything one message from a reader is answered with, in the order it is shown.

    `answer` is what a question was answered with, for whoever wants more than the look of it; `ends` tells that
    the reader is leaving.
    """

    blocks: tuple[Block, ...]
    buttons: tuple[Button, ...] = ()
    answer: Answer | None = None
    ends: bool = False


# Characters in one part of a whole article: a screen or two, and well inside one Telegram message.
PART = 1500


def extracts(article: Article) -> tuple[tuple[str, ...], ...]:
    """Return the article's paragraphs in parts of about 1,500 characters; joined, they are its paragraphs.

    A paragraph longer than a part is cut between sentences, or where it must within one.
    """
    parts: list[list[str]] = [[]]
    room = PART
    for piece in (piece for paragraph in article.paragraphs for piece in _pieces(paragraph)):
        if parts[-1] and len(piece) > room:
            parts.append([])
            room = PART
        parts[-1].append(piece)
        room -= len(piece)
    return tuple(map(tuple, parts))


def _pieces(paragraph: str) -> list[str]:
    pieces = [""]
    for start, end in split_sentences(paragraph):
        if pieces[-1] and len(pieces[-1]) + end - start > PART:
            pieces.append("")
        pieces[-1] += paragraph[start:end]
    return [piece[start : start + PART] for piece in pieces for start in range(0, len(piece), PART)]


def title(article: Article, words: Words) -> str:
    """Return the headline, or the first words, marked as such."""
    return article.headline or words("untitled", opening=article.opening)


def source_line(article: Article, words: Words) -> str:
    """Return where a quote comes from, in one line: byline, date and page, else the file."""
    parts = [byline(article), printed(article, words)]
    return " · ".join(part for part in parts if part) or article.source


def byline(article: Article) -> str:
    """Return the authors as a byline prints them: each role before its names."""
    line = ""
    role: str | None = None
    for author in article.authors:
        if author.role != role or not line:
            line += f" {author.role or ''} {author.name}"
        else:
            line += f" {author.name}"
        role = author.role
    return " ".join(line.split())


def printed(article: Article, words: Words) -> str:
    """Return when and where an article was printed: its date, edition and page, as far as they are known."""
    date = article.date.isoformat() if article.date else ""
    page = words("page", page=article.page) if article.page else ""
    return " ".join(part for part in (date, article.edition or "", page) if part)


ELLIPSIS = "……"


def marked_runs(quote: Quote) -> list[tuple[str, bool]]:
    """Return a quote's text in runs, each with whether it is highlighted; an ellipsis stands where words were cut."""
    runs = [(ELLIPSIS, False)] if quote.cut[0] else []
    position = 0
    for start, end in quote.highlights:
        runs += [(quote.text[position:start], False), (quote.text[start:end], True)]
        position = end
    runs.append((quote.text[position:], False))
    return [*((text, marked) for text, marked in runs if text), *([(ELLIPSIS, False)] if quote.cut[1] else [])]
