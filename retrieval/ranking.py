"""Hits in a better order: what an index counts, plus what only the few passages found are looked at for."""

import math
from collections import defaultdict
from dataclasses import dataclass, replace

from retrieval.fold import fold
from retrieval.index import Index
from retrieval.questions import Question, characters, query_terms
from retrieval.types import Hit

# Passages taken from the index to be put in order.
CANDIDATES = 40


@dataclass(frozen=True, slots=True)
class Weighing:
    """A question's terms with their idf: ln(1 + (N - n + 0.5) / (n + 0.5)), as the index has them."""

    words: dict[str, float]
    pairs: dict[str, float]

    @property
    def total(self) -> float:
        return sum(self.words.values()) + sum(self.pairs.values())


def weigh(question: Question, index: Index) -> Weighing:
    """Return the idf of a question's words and pairs."""
    total = len(index)

    def idf(term: str) -> float:
        found = index.frequency(term)
        return math.log(1 + (total - found + 0.5) / (found + 0.5))

    return Weighing({word: idf(word) for word in question.words}, {pair: idf(pair) for pair in question.pairs})


def search(question: Question, index: Index, limit: int) -> list[Hit]:
    """Return the passages that fit a question best, best first; scores are comparable within one search only."""
    hits = index.search(query_terms(question), max(CANDIDATES, limit))
    return rank(question, hits)[:limit]


def rank(question: Question, hits: list[Hit]) -> list[Hit]:
    """Return hits ordered by their score, light single characters and their article's other passages."""
    if not hits:
        return []
    best = hits[0].score
    chars = characters(question)
    by_article: dict[str, float] = defaultdict(float)
    for hit in hits:
        by_article[hit.article.id] += hit.score
    ranked = []
    for hit in hits:
        text = fold(f"{hit.article.headline or ''} {hit.passage.text}")
        covered = sum(char in text for char in chars) / max(1, len(chars))
        others = min(by_article[hit.article.id] - hit.score, best)
        ranked.append(replace(hit, score=hit.score + 0.1 * best * covered + 0.1 * others))
    return sorted(ranked, key=lambda hit: (-hit.score, hit.passage.id))
