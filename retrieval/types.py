"""The nouns of asking: question → hits → quotes → answer."""

from dataclasses import dataclass

from corpus.types import Article, Passage

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage an index found; `score` is comparable only within one search."""

    passage: Passage
    article: Article
    score: float


@dataclass(frozen=True, slots=True)
class Quote:
    """The newspaper's own words: `article.body[start:end] == text`, always within one paragraph.

    `highlights` are half-open character spans in `text`, in order, that answer or match the question. `cut` tells
    whether words of the sentence were left out before and after `text`; whoever shows the quote marks that.
    """

    text: str
    article: Article
    start: int
    end: int
    score: float
    highlights: tuple[Span, ...] = ()
    cut: tuple[bool, bool] = (False, False)

    def __post_init__(self) -> None:
        if "\n" in self.text or self.article.body[self.start : self.end] != self.text:
            raise ValueError(f"not the words of article {self.article.id} at {self.start}:{self.end}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the papers say to a question, in their words; `answered` is False where they do not say.

    Answered: `quotes` (one to three, best first) and `more` (the next best, for whoever wants to read on).
    Not answered: no quotes; `related` (two at most), `suggestions` (the nearest articles), and `missing`: the words
    of the question that no quote speaks to ("收费"), where they could be told.
    Asked for what the papers print ("今天有什么新闻"): `quotes` and `more` are how articles begin, `suggestions` are
    50 of them at most, `listed` how many there are, counted to 51; 0 where there is no such paper. Else it is None.
    `understood` are the replacements the question was searched with, as (typed, searched) pairs.
    `confidence` is the calibrated probability, 0 to 1, that the quotes answer.
    """

    question: str
    answered: bool
    confidence: float
    quotes: tuple[Quote, ...] = ()
    more: tuple[Quote, ...] = ()
    related: tuple[Quote, ...] = ()
    suggestions: tuple[Article, ...] = ()
    understood: tuple[tuple[str, str], ...] = ()
    missing: str | None = None
    listed: int | None = None
    elapsed_ms: float = 0.0
