"""Terms to numbers, without a dictionary: every term has a 64-bit hash, and an index keeps them in order."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

# Odd numbers with well-mixed bits; part of the format of what is stored.
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xD6E8FEB86659FD93)


def hash_terms(terms: Sequence[str]) -> Hashes:
    """Return a 64-bit number for every term, the same on every machine: a polynomial of its UTF-16 units, mixed.

    A zero character counts as U+FFFD; a last unit of zero ends every term. No spelling is kept beside the numbers: that
    two of 10 million terms share one has a chance of 3 in a million; that a term no passage has shares one with a term
    some passage has, 5 in 10^13.
    """
    if not terms:
        return np.empty(0, dtype=np.uint64)
    text = "\0".join(terms) + "\0"
    if text.count("\0") != len(terms):
        return hash_terms([term.replace("\0", "\ufffd") for term in terms])
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    ends = (units == 0).nonzero()[0] + 1
    starts = np.concatenate(([0], ends[:-1]))
    sizes = ends - starts
    places = np.arange(len(units)) - starts.repeat(sizes)
    powers, _ = _powers(int(sizes.max()).bit_length())
    return _mix(np.add.reduceat((units + np.uint64(1)) * powers.take(places), starts))


def _mix(hashes: Hashes) -> Hashes:
    hashes ^= hashes >> np.uint64(32)
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(32)
    return hashes


class Stretches:
    """Hashes of any stretches of one text, as `hash_terms` has them, each from two sums over all of the text.

    What a stretch adds to the sums is its polynomial times the power of its place, which is divided out again: every
    odd number has an inverse modulo 2^64.
    """

    def __init__(self, text: str) -> None:
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
        self._powers, self._inverses = _powers(len(units).bit_length())
        self._sums = np.zeros(len(units) + 1, dtype=np.uint64)
        np.cumsum((units + np.uint64(1)) * self._powers[: len(units)], out=self._sums[1:])
        self._places = np.arange(len(units) + 1)
        if len(units) != len(text):
            self._places = np.append(0, np.cumsum([1 + (char > "\uffff") for char in text]))

    def hash(self, starts: NDArray[np.int64], ends: NDArray[np.int64], prefix: str = "") -> Hashes:
        """Return the hashes of stretches from start to end, in characters, with one character before each or none."""
        starts, ends = self._places[starts], self._places[ends]
        hashes = (self._sums[ends] - self._sums[starts]) * self._inverses[starts] + self._powers[ends - starts]
        return _mix((hashes + np.uint64(ord(prefix) + 1)) * _BASE if prefix else hashes)


@lru_cache(4)
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    """Return the first 2^bits powers of the base, from the first on, and their inverses, from that of 1 on."""
    inverse = np.uint64(pow(int(_BASE), -1, 1 << 64))
    powers: Hashes = np.full(1 << bits, _BASE).cumprod(dtype=np.uint64)
    inverses: Hashes = np.full(1 << bits, inverse).cumprod(dtype=np.uint64)
    return powers, np.append(np.uint64(1), inverses)
