"""Where an answer should stand: the best sentence and what is around it."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.types import Article
from retrieval.fold import fold
from retrieval.ranking import Ranked
from retrieval.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Scene:
    """The best sentence, with its neighbours, its passage, its article, and all passages read, folded.

    All but `best` have the headline and the source line. `dates` has the numbers of the article's date.
    """

    best: str
    near: str
    passage: str
    article: str
    everything: str
    dates: frozenset[float]


def scene_of(ranked: Ranked) -> Scene:
    """Return the scene of the best sentence."""
    top = int(ranked.scores.argmax())
    best, sentences = ranked.sentences[top], ranked.sentences
    date = best.article.date
    return Scene(
        best.folded,
        _text(best, (sentences[at] for at in around(ranked, top))),
        _text(best, (sentence for sentence in sentences if sentence.rank == best.rank)),
        _text(best, (sentence for sentence in sentences if sentence.article.id == best.article.id)),
        _text(best, sentences),
        frozenset((float(date.year), float(date.month), float(date.day)) if date else ()),
    )


def around(ranked: Ranked, number: int) -> list[int]:
    """Return the numbers of a sentence and of its neighbours in its passage."""
    rank = ranked.sentences[number].rank
    places = range(max(0, number - 1), min(len(ranked.sentences), number + 2))
    return [at for at in places if ranked.sentences[at].rank == rank]


def _text(best: Sentence, sentences: Iterable[Sentence]) -> str:
    return "\n".join([best.title, _source_line(best.article), *(sentence.folded for sentence in sentences)])


def _source_line(article: Article) -> str:
    authors = (f"{author.role or ''}{author.name}" for author in article.authors)
    return fold(" ".join([*authors, article.agency or ""]))
