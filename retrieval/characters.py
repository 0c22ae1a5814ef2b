"""What is said of single characters, looked up for a whole text at once."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]


class CharacterTable:
    """A function from characters to numbers under 2^32 - 1, worked out for each one the first time it is met.

    Threads may share it: whoever fills a place fills it with the same number.
    """

    def __init__(self, work_out: Callable[[str], int]) -> None:
        self._work_out = work_out
        # All zero at first, each number one more than it is: the system gives memory only to what is written.
        self._known = np.zeros(0x110000, dtype=np.uint32)

    def __call__(self, codes: Codes) -> Codes:
        """Return the numbers of characters given by their code points."""
        numbers = self._known[codes]
        if not numbers.all():
            for code in set(codes[numbers == 0].tolist()):
                self._known[code] = self._work_out(chr(code)) + 1
            numbers = self._known[codes]
        return numbers - np.uint32(1)


def codes_of(text: str) -> Codes:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def text_of(codes: Codes) -> str:
    """Return the text of code points."""
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")
