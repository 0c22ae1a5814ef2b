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

    No spelling is kept beside it: that two of 10 million terms share a number has a chance of 3 in a million, that a
    term which no passage has shares one with a term that some passage has, of 5 in 10^13.
    """
    text = "".join(terms)
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    sizes = np.fromiter(map(len, terms), dtype=np.int64, count=len(terms))
    if units.size != len(text):  # some characters are two units: rare Han, emoji
        sizes = np.array([len(term.encode("utf-16-le", "surrogatepass")) // 2 for term in terms], dtype=np.int64)
    hashes = sizes.astype(np.uint64)
    full = np.flatnonzero(sizes)
    if full.size:
        starts = (np.cumsum(sizes) - sizes)[full]
        places = np.arange(units.size) - np.repeat(starts, sizes[full])
        powers = np.cumprod(np.full(int(sizes.max()), _BASE))
        hashes[full] += np.add.reduceat((units.astype(np.uint64) + np.uint64(1)) * powers[places], starts)
    hashes ^= hashes >> np.uint64(32)
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(32)
    return hashes
