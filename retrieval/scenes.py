"""Where an answer should stand: the best sentence and what is around it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.types import Article
from retrieval.fold import fold
from retrieval.ranking import Ranked
from retrieval.sentences import Sentence
from retrieval.types import Span


@dataclass(frozen=True, slots=True)
class Scene:
    """The best sentence, with its neighbours, its passage, its article, and all passages read, folded.

    All but `best` have the headline and the source line. `answers` are the spans of `best` that may be the answer to
    each ask, `others` the headlines of the other articles read, `date` is the article's; `entry` tells whether that is
    one of a reference work, `untitled` that it has neither headline, date nor author: a
    text of the web. `years` are those a reader may ask in: that of the newest article read, and this year.
    """

    best: str
    answers: tuple[tuple[Span, ...], ...]
    near: str
    passage: str
    article: str
    everything: str
    others: str
    date: datetime.date | None
    entry: bool
    untitled: bool
    years: tuple[int, ...] = ()

    @property
    def dates(self) -> frozenset[float]:
        """The numbers of the date: year, month, day."""
        return frozenset(map(float, (self.date.year, self.date.month, self.date.day)) if self.date else ())


def scene_of(ranked: Ranked) -> Scene:
    """Return the scene of the best sentence."""
    top = int(ranked.scores.argmax())
    best, sentences = ranked.sentences[top], ranked.sentences
    return Scene(
        best.folded,
        ranked.seen.answers[top],
        _text(best, (sentences[at] for at in around(ranked, top))),
        _text(best, (sentence for sentence in sentences if sentence.rank == best.rank)),
        _text(best, (sentence for sentence in sentences if sentence.article.id == best.article.id)),
        _text(best, sentences),
        "\n".join(dict.fromkeys(one.title for one in sentences if _another(one, best))),
        best.article.date,
        best.entry,
        not (best.article.headline or best.article.date or best.article.authors),
        (max((one.article.date.year for one in sentences if one.article.date), default=0), datetime.date.today().year),
    )


def around(ranked: Ranked, number: int) -> list[int]:
    """Return the numbers of a sentence and of its neighbours in its passage."""
    rank = ranked.sentences[number].rank
    places = range(max(0, number - 1), min(len(ranked.sentences), number + 2))
    return [at for at in places if ranked.sentences[at].rank == rank]


def _another(sentence: Sentence, best: Sentence) -> bool:
    return bool(sentence.article.headline) and sentence.article.id != best.article.id


def _text(best: Sentence, sentences: Iterable[Sentence]) -> str:
    return "\n".join([best.title, _source_line(best.article), *(sentence.folded for sentence in sentences)])


def _source_line(article: Article) -> str:
    authors = (f"{author.role or ''}{author.name}" for author in article.authors)
    return fold(" ".join([*authors, article.agency or ""]))
