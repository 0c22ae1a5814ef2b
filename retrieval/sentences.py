"""Hits to sentences: what a quote can be made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.sentences import split_sentences
from corpus.types import Article
from retrieval.fold import fold
from retrieval.types import Hit


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage that was found: `article.body[start:end]`, and the same folded.

    `title` is its headline, folded; `paragraph` is the span of its paragraph; `rank` and `score` are those of the
    passage, `place` is the sentence's position in it.
    """

    article: Article
    start: int
    end: int
    folded: str
    title: str
    paragraph: tuple[int, int]
    rank: int
    score: float
    place: int


def sentences_of(hits: Sequence[Hit]) -> list[Sentence]:
    """Return the sentences of hits, each once, in the order of the hits and of their text."""
    found: list[Sentence] = []
    seen: set[tuple[str, int]] = set()
    for rank, hit in enumerate(hits):
        title = fold(" ".join(filter(None, (hit.article.headline, hit.article.subheadline))))
        text = fold(hit.passage.text)
        for place, (start, end, paragraph) in enumerate(_spans(hit)):
            if (hit.article.id, start) not in seen:
                seen.add((hit.article.id, start))
                folded = text[start - hit.passage.start : end - hit.passage.start]
                found.append(Sentence(hit.article, start, end, folded, title, paragraph, rank, hit.score, place))
    return found


def _spans(hit: Hit) -> list[tuple[int, int, tuple[int, int]]]:
    """The spans of the sentences that lie in a passage, without the white space around them."""
    spans, offset = [], 0
    for paragraph in hit.article.paragraphs:
        if offset < hit.passage.end and hit.passage.start < offset + len(paragraph):
            for start, end in split_sentences(paragraph):
                start, end = max(offset + start, hit.passage.start), min(offset + end, hit.passage.end)
                text = hit.article.body[start:end]
                start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
                if start < end:
                    spans.append((start, end, (offset, offset + len(paragraph))))
        offset += len(paragraph) + 1
    return spans
