"""Numbered catchwords of the press: 三早 is often only spelled out, as 早发现、早报告、早处置."""

import re
from functools import lru_cache

from retrieval.types import Span

_COUNTS = "两三四五六七八九"
_CATCHWORD = re.compile(rf"([{_COUNTS}])个?([一-龥]{{1,2}})")


def is_catchword(word: str) -> bool:
    """Tell whether a word of a question may be a number of things that each begin alike."""
    return bool(_CATCHWORD.fullmatch(word))


def spelled_out(word: str, folded: str) -> list[Span]:
    """Return the spans of folded text that spell a catchword out: as many parts as it counts, each with its word."""
    return [match.span() for match in _parts(word).finditer(folded)]


@lru_cache(maxsize=256)
def _parts(word: str) -> re.Pattern[str]:
    match = _CATCHWORD.fullmatch(word)
    if not match:
        return re.compile(r"(?!)")
    part = rf"{match[2]}[^、,;:。!?]{{1,12}}"
    return re.compile(rf"{part}(?:[、,;和与]{part}){{{_COUNTS.index(match[1]) + 1}}}")
