"""What the bot says back: a Reply of blocks and buttons, which every face shows in its own way.

The bot's own words are `Say` blocks, in the reader's language; the newspaper's are `Cite` and `Extract` blocks,
always as printed. No block mixes the two.
"""

from dataclasses import dataclass

from corpus.types import Article
from retrieval.types import Quote


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
    """Everything one message from a reader is answered with, in the order it is shown."""

    blocks: tuple[Block, ...]
    buttons: tuple[Button, ...] = ()
    ends: bool = False
