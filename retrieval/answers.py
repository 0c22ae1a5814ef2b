"""Question to answer, in the newspaper's own words, or to none."""

import re
import time
from dataclasses import dataclass

from corpus.types import Article
from retrieval.asking import Ask, Asked
from retrieval.bylines import asked_authors
from retrieval.index import Index
from retrieval.questions import Question, understand
from retrieval.quotes import quote
from retrieval.ranking import Weighing, search, weigh
from retrieval.sentences import Sentence, sentences_of
from retrieval.tokens import Tokenizer
from retrieval.types import Answer, Hit, Quote, Span
from retrieval.units import Dimension, read_values

PASSAGES = 8
QUOTES, MORE, RELATED, SUGGESTIONS = 3, 5, 2, 3
# Share of the question's weight the best sentence with its passage must cover.
ENOUGH = 0.2


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers questions from an index; `tokenizer` is the one the index was built with."""

    index: Index
    tokenizer: Tokenizer

    def search(self, question: str, limit: int) -> list[Hit]:
        """Return the passages that fit a question best, best first."""
        return search(understand(question, self.tokenizer), self.index, limit)

    def answer(self, question: str) -> Answer:
        """Return what the papers say to a question; never raises, whatever the text."""
        began = time.perf_counter()
        understood = understand(question, self.tokenizer)
        hits = search(understood, self.index, 40)
        found = _answer(understood, hits, weigh(understood, self.index))
        return Answer(
            question=question,
            answered=found[0] >= ENOUGH,
            confidence=found[0],
            quotes=found[1][:QUOTES] if found[0] >= ENOUGH else (),
            more=found[1][QUOTES : QUOTES + MORE] if found[0] >= ENOUGH else (),
            related=() if found[0] >= ENOUGH else found[1][:RELATED],
            suggestions=() if found[0] >= ENOUGH else _articles(hits)[:SUGGESTIONS],
            understood=understood.repairs,
            elapsed_ms=(time.perf_counter() - began) * 1000,
        )


def _answer(question: Question, hits: list[Hit], weighing: Weighing) -> tuple[float, tuple[Quote, ...]]:
    """Return how far the question is covered, 0 to 1, and the quotes, best first."""
    if not hits or not weighing.total:
        return 0.0, ()
    if question.byline:
        return _byline(question, hits, weighing)
    sentences = sentences_of(hits[:PASSAGES])
    scored = sorted(
        ((_score(question, sentence, sentences, weighing), number) for number, sentence in enumerate(sentences)),
        key=lambda pair: (-pair[0], pair[1]),
    )
    quotes = tuple(
        quote(sentences[number], question, _spans(question, sentences[number]), round(score, 4))
        for score, number in scored[: QUOTES + MORE]
    )
    best = sentences[scored[0][1]]
    around = " ".join(s.folded for s in sentences if s.article.id == best.article.id)
    return min(1.0, _coverage(f"{best.article.headline or ''} {around}", weighing)), quotes


def _score(question: Question, sentence: Sentence, sentences: list[Sentence], weighing: Weighing) -> float:
    around = "".join(
        other.folded
        for other in sentences
        if other.article.id == sentence.article.id and abs(other.start - sentence.start) < 200
    )
    typed = bool(_values(question, sentence))
    return (
        _coverage(sentence.folded, weighing)
        + 0.4 * _coverage(around, weighing)
        + 0.4 * sentence.score / max(other.score for other in sentences)
        + 0.25 * typed
    )


def _coverage(text: str, weighing: Weighing) -> float:
    words = sum(weight for word, weight in weighing.words.items() if word in text)
    pairs = sum(weight for pair, weight in weighing.pairs.items() if pair[1:] in text)
    return (words + pairs) / weighing.total


_SIGNS = {
    Asked.REASON: re.compile(r"因为?|由于|为了|原因|所以|因此|导致|使得"),
    Asked.PERSON: re.compile(r"[书副]?[记长任]|[先女]生?士|记者|·"),
    Asked.PLACE: re.compile(r"[省市县区镇村路街国州岛]|位于"),
    Asked.MANNER: re.compile(r"通过|采用|以.{1,12}[方形]式|利用|用"),
    Asked.WORK: re.compile(r"[《「]"),
}


def _values(question: Question, sentence: Sentence) -> list[Span]:
    """Return the spans of a sentence that are of an asked kind and not in the question."""
    spans: list[Span] = []
    for ask in question.asks:
        spans += [
            (value.start, value.end)
            for value in read_values(sentence.folded)
            if _fits(ask, value.dimension) and sentence.folded[value.start : value.end] not in question.folded
        ]
        if ask.kind in _SIGNS:
            spans += [match.span() for match in _SIGNS[ask.kind].finditer(sentence.folded)]
    return spans


def _fits(ask: Ask, dimension: Dimension) -> bool:
    if ask.kind is Asked.TIME:
        return dimension in (Dimension.DATE, Dimension.CLOCK)
    return ask.kind is Asked.AMOUNT and dimension is not Dimension.DATE and ask.dimension in (None, dimension)


def _spans(question: Question, sentence: Sentence) -> list[Span]:
    words = [match.span() for word in question.words for match in re.finditer(re.escape(word), sentence.folded)]
    return words + _values(question, sentence)


def _byline(question: Question, hits: list[Hit], weighing: Weighing) -> tuple[float, tuple[Quote, ...]]:
    """Answer with the opening of the best article whose byline names whom the question asks for."""
    assert question.byline is not None
    for article in _articles(hits)[:PASSAGES]:
        if asked_authors(article, question.byline):
            first = sentences_of(_whole(article, hits))[0]
            text = (
                f"{article.headline or ''} {' '.join(hit.passage.text for hit in hits if hit.article.id == article.id)}"
            )
            return max(ENOUGH, _coverage(text, weighing)), (quote(first, question, (), 1.0),)
    return 0.0, ()


def _whole(article: Article, hits: list[Hit]) -> list[Hit]:
    return sorted((hit for hit in hits if hit.article.id == article.id), key=lambda hit: hit.passage.start)


def _articles(hits: list[Hit]) -> tuple[Article, ...]:
    return tuple({hit.article.id: hit.article for hit in hits}.values())
