"""All that the papers have for a question, as many quotes: what inline mode lets people leaf through."""

from collections.abc import Iterator

from corpus.sentences import split_sentences
from retrieval.answers import Answerer
from retrieval.types import Hit, Quote

PASSAGES = 150
# Passages that score less than this share of the best are about something else.
WORTH = 0.3
LONGEST = 200


def all_quotes(answerer: Answerer, question: str) -> tuple[Quote, ...]:
    """Return the answer's quotes, then one sentence of every further passage that fits; none without an answer."""
    answer = answerer.answer(question)
    if not answer.answered:
        return ()
    quotes = [*answer.quotes, *answer.more]
    hits = answerer.search(question, PASSAGES)
    for hit in hits:
        if hit.score < WORTH * hits[0].score:
            break
        best = max(_sentences(hit), key=lambda span: (_shared(hit, span, question), -span[0]), default=None)
        if best is None or any(_overlaps(hit, best, quote) for quote in quotes):
            continue
        start, end = best[0], min(best[1], best[0] + LONGEST)
        text = hit.article.body[start:end]
        quotes.append(Quote(text, hit.article, start, end, hit.score, cut=(False, end < best[1])))
    return tuple(quotes)


def _sentences(hit: Hit) -> Iterator[tuple[int, int]]:
    """Yield the spans of a passage's sentences in its article's body, each within one paragraph."""
    start = hit.passage.start
    for line in hit.passage.text.split("\n"):
        yield from ((start + first, start + last) for first, last in split_sentences(line) if first < last)
        start += len(line) + 1


def _shared(hit: Hit, span: tuple[int, int], question: str) -> int:
    text = hit.article.body[slice(*span)]
    return sum(question[place : place + 2] in text for place in range(len(question) - 1))


def _overlaps(hit: Hit, span: tuple[int, int], quote: Quote) -> bool:
    return quote.article.id == hit.article.id and quote.start < span[1] and span[0] < quote.end
