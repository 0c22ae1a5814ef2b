"""The weights of the ranker, plain numbers in `weights.json`, as `tests/bench/fit_ranking.py` fits them."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from retrieval.features import NAMES


@dataclass(frozen=True, slots=True)
class Weights:
    """`sentence` weighs the features of a sentence, in the order of features.NAMES; `confidence` those of an answer."""

    sentence: NDArray[np.float64]
    confidence: dict[str, float]


@cache
def own_weights() -> Weights:
    """Return the weights that come with the package."""
    return read_weights(files("retrieval").joinpath("weights.json").read_text(encoding="utf-8"))


def read_weights(text: str) -> Weights:
    """Return weights from their JSON; a feature that is not named weighs nothing."""
    read = json.loads(text)
    return Weights(np.array([float(read["sentence"].get(name, 0.0)) for name in NAMES]), dict(read["confidence"]))
