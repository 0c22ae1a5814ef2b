"""The model passages are scored with: `rank_bm25.BM25Okapi`, over statistics that were counted elsewhere."""

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

Floats = NDArray[np.float64]


class Okapi(BM25Okapi):  # type: ignore[misc]
    """BM25Okapi with its own k1 = 1.5 and b = 0.75, without its dictionaries of every passage.

    score(term, passage) = idf(n) (k1 + 1) f / (f + k1 (1 - b + b length / average)), f being how often the term
    stands in the passage, n in how many of the N passages it stands.
    """

    def __init__(self, passages: int, average: float) -> None:
        self._counted = passages, average
        super().__init__(())

    def _initialize(self, corpus: tuple[()]) -> dict[str, int]:
        self.corpus_size, self.avgdl = self._counted
        return {}

    def _calc_idf(self, nd: dict[str, int]) -> None:
        """Leave idf to `idf_of`: at the time of a search only the terms of the question need one."""

    def idf_of(self, frequency: int) -> float:
        """Return the idf of a term that stands in so many passages, always positive, falling with the frequency.

        It is BM25Okapi's ln((N - n + 0.5) / (n + 0.5)) wherever that is at least its epsilon, 0.25, which it is for
        terms in up to 44 % of the passages. BM25Okapi gives 0 to a term in half of them and to one in more an
        epsilon-th of the average idf, as much as to one in every fourth, so that in a handful of passages nothing
        is left to rank by. Here what is less than epsilon goes on as epsilon exp(idf / epsilon - 1), which meets
        the logarithm with the same slope and never reaches 0.
        """
        return float(self.idfs_of(np.array([frequency]))[0])

    def idfs_of(self, frequencies: NDArray[np.int64]) -> Floats:
        """Return `idf_of` of each frequency."""
        plain = np.log(self.corpus_size - frequencies + 0.5) - np.log(frequencies + 0.5)
        idfs: Floats = np.where(plain >= self.epsilon, plain, self.epsilon * np.exp(plain / self.epsilon - 1))
        return idfs

    def norms(self, lengths: NDArray[np.number]) -> Floats:
        """Return k1 (1 - b + b length / average), against which the occurrences in passages so long are weighed."""
        norms: Floats = self.k1 * (1 - self.b + self.b * lengths / self.avgdl)
        return norms
