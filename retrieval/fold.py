"""One spelling for text that reads the same: what is searched is folded, what is quoted stays as printed."""

import unicodedata
from functools import cache

from opencc import OpenCC


def fold(text: str) -> str:
    """Return text in NFKC, lower case and simplified characters, every character in its place.

    The result is as long as the text, so positions in it are positions in what was printed: a character whose
    folding is longer than itself (㎡, …) stays. Traditional to simplified is OpenCC's t2s, which looks at words
    (乾隆, 乾燥).
    """
    plain = text.translate(_PLAIN)
    simplified = _converter().convert(plain)
    return simplified if len(simplified) == len(plain) else "".join(map(_simplify, plain))


class _Plain(dict[int, str]):
    """A table for `str.translate` that works out each character the first time it is met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = unicodedata.normalize("NFKC", char).lower()
        self[code] = folded if len(folded) == 1 else char
        return self[code]


_PLAIN = _Plain()


def _simplify(char: str) -> str:
    simplified: str = _converter().convert(char)
    return simplified if len(simplified) == 1 else char


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")
