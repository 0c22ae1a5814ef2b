"""Terms to numbers, without a dictionary: every term has a 64-bit hash, and an index keeps them in order."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

# Odd numbers with well-mixed bits; part of the format of what is stored.
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)


def hash_terms(terms: Sequence[str]) -> Hashes:
    """Return a 64-bit number for every term, the same on every machine: a polynomial of its UTF-16 units, mixed.

    A zero character counts as U+FFFD. No spelling is kept beside the numbers: that two of 10 million terms share one
    has a chance of 3 in a million; that a term no passage has shares one with a term some passage has, 5 in 10^13.
    """
    if not terms:
        return np.empty(0, dtype=np.uint64)
    text = "\0".join(terms) + "\0"
    if text.count("\0") != len(terms):
        return hash_terms([term.replace("\0", "\ufffd") for term in terms])
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    ends = np.flatnonzero(units == 0) + 1
    starts = np.append(0, ends[:-1])
    places = np.arange(len(units)) - np.repeat(starts, ends - starts)
    powers = np.cumprod(np.full(int(places.max()) + 1, _BASE))
    hashes = np.add.reduceat((units + np.uint64(1)) * powers[places], starts)
    hashes ^= hashes >> np.uint64(32)
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(32)
    return hashes
