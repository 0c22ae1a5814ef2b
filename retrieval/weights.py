"""The weights of the ranker, plain numbers in `weights.json`, as `tests/bench/fit_ranking.py` fits them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from retrieval.features import NAMES
from retrieval.sentences import Sentence

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranker:
    """Weighs the features of a sentence, in the order of features.NAMES: of an entry of a reference work by `entries`,
    of a report by `reports`. Who asks of an entry names its thing; of a report, whatever he remembers.
    """

    entries: Array
    reports: Array

    def weights(self, sentence: Sentence) -> Array:
        """Return the weights of a sentence's features."""
        return self.entries if sentence.entry else self.reports

    def score(self, features: Array, sentences: Sequence[Sentence]) -> Array:
        """Return the scores (n_sentences,), logits, of sentences with features (n_sentences, len(NAMES))."""
        entries = np.array([sentence.entry for sentence in sentences])
        scores: Array = np.where(entries, features @ self.entries, features @ self.reports)
        return scores


@dataclass(frozen=True, slots=True)
class Weights:
    """`ranker` weighs sentences, `confidence` what speaks for and against an answer, by name."""

    ranker: Ranker
    confidence: dict[str, float]


@cache
def own_weights() -> Weights:
    """Return the weights that come with the package."""
    return read_weights(files("retrieval").joinpath("weights.json").read_text(encoding="utf-8"))


def read_weights(text: str) -> Weights:
    """Return weights from their JSON; a feature that is not named weighs nothing."""
    read = json.loads(text)
    entries, reports = (
        np.array([float(read[kind].get(name, 0.0)) for name in NAMES]) for kind in ("entries", "reports")
    )
    return Weights(Ranker(entries, reports), dict(read["confidence"]))
