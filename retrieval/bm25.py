"""The embedded index: BM25 as `rank_bm25.BM25Okapi` computes it, over the terms of passages and headlines."""

import hashlib
import math
from collections.abc import Iterable, Mapping

import numpy as np
from rank_bm25 import BM25Okapi

from corpus.passages import split_passages
from corpus.types import Article, Passage
from retrieval.terms import passage_terms
from retrieval.tokens import Tokenizer
from retrieval.types import Hit


class Bm25Index:
    """BM25Okapi (k1=1.5, b=0.75) with an idf that is never zero or negative.

    `rank_bm25` gives a word in half of the passages an idf of 0 and one in more of them a floor, which on a handful
    of passages leaves nothing to rank by; here idf is Lucene's ln(1 + (N - n + 0.5) / (n + 0.5)), always positive.
    Passages without a word are left out, so no average is taken over nothing.
    """

    def __init__(self, articles: Iterable[Article], tokenizer: Tokenizer) -> None:
        entries = [
            (article, passage, passage_terms(article, passage, tokenizer))
            for article in articles
            for passage in split_passages(article)
        ]
        entries = [entry for entry in entries if entry[2]]
        self._articles = [article for article, _, _ in entries]
        self._passages: list[Passage] = [passage for _, passage, _ in entries]
        self._bm25 = BM25Okapi([words for _, _, words in entries]) if entries else None
        self._frequency: dict[str, int] = {}
        if self._bm25 is not None:
            for counts in self._bm25.doc_freqs:
                for word in counts:
                    self._frequency[word] = self._frequency.get(word, 0) + 1
            self._bm25.idf = {word: self._idf(n) for word, n in self._frequency.items()}
        ids = "\n".join(sorted(passage.id for passage in self._passages))
        self.generation = hashlib.blake2b(f"{tokenizer.identity}\n{ids}".encode(), digest_size=4).hexdigest()

    def __len__(self) -> int:
        return len(self._passages)

    def frequency(self, term: str) -> int:
        return self._frequency.get(term, 0)

    def search(self, terms: Mapping[str, float], limit: int) -> list[Hit]:
        if self._bm25 is None:
            return []
        scores = np.zeros(len(self._passages))
        for term, weight in terms.items():
            if term in self._frequency:
                scores += weight * self._bm25.get_scores([term])
        found = np.flatnonzero(scores > 0)
        order = sorted(found, key=lambda row: (-scores[row], self._passages[row].id))[:limit]
        return [Hit(self._passages[row], self._articles[row], float(scores[row])) for row in order]

    def _idf(self, frequency: int) -> float:
        return math.log(1 + (len(self._passages) - frequency + 0.5) / (frequency + 0.5))
