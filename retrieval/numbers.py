"""Numbers in the notations of a newspaper: 12000, 12,000, 1.2万, 一万二, 一百二十, ２０余."""

import re
from dataclasses import dataclass
from functools import lru_cache

_DIGITS = {
    char: value
    for value, chars in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_HAN = "零〇一二两三四五六七八九十百千万亿"
# 万 or 千 alone is no number (千家万户), so a Han number begins with a digit, 十 or 百. What a number may begin with is
# asked first, for a search through text is five times as fast so.
_NUMBER = re.compile(
    rf"[0-9零〇一二两三四五六七八九十百]"
    rf"(?:(?<=[0-9])(?<![0-9.].)(?:[0-9]{{0,2}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]*(?:\.[0-9]+)?)"
    rf"\s?(?P<scale>[百千]?[万亿]*)|(?<![0-9])[{_HAN}]*)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in folded text at [start:end], its scale (万, 亿) included; `value` is what it counts."""

    start: int
    end: int
    value: float


def read_numbers(text: str) -> list[Number]:
    """Return the numbers of folded text, in order; what only looks like one (一下) is a number too."""
    return [
        Number(match.start(), match.end(), value)
        for match in _NUMBER.finditer(text)
        if (value := _value(match[0], match["scale"])) is not None
    ]


def plain_numbers(text: str) -> list[tuple[int, str]]:
    """Return the numbers from 10 that are not in plain digits already, in plain digits, and where each begins."""
    found = [(match.start(), _other_notation(match[0], match["scale"])) for match in _NUMBER.finditer(text)]
    return [(start, digits) for start, digits in found if digits]


# An archive says the same numbers over and over.
@lru_cache(4096)
def _other_notation(printed: str, scale: str | None) -> str:
    value = _value(printed, scale)
    digits = plain(value) if value is not None and value >= 10 else ""
    return digits if digits != printed.strip() else ""


def _value(printed: str, scale: str | None) -> float | None:
    return _han(printed) if scale is None else _arabic(printed.removesuffix(scale).rstrip(), scale)


def plain(value: float) -> str:
    """Return a value in plain digits: 12000, 0.5."""
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0")


def _arabic(digits: str, scale: str) -> float | None:
    value = float(digits.replace(",", ""))
    for char in scale:
        value *= _TENS.get(char) or _GROUPS[char]
    return value if value < 1e18 else None


def _han(chars: str) -> float | None:
    """Read 二百零五, 一万二, 二〇二三; None where the characters make no number."""
    if len(chars) > 1 and all(char in _DIGITS for char in chars):
        return float("".join(str(_DIGITS[char]) for char in chars)) if len(chars) <= 12 else None
    total, group, digit, unit = 0.0, 0.0, None, 1
    for char in chars:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            unit = _TENS[char]
            group += (1 if digit is None else digit) * unit
            digit = None
        else:
            unit = _GROUPS[char]
            total = (total + group + (digit or 0)) * unit if total < unit else total + (group + (digit or 0)) * unit
            group, digit = 0.0, None
    if digit is not None:
        # 一万二 is 12,000 and 一百二 120, but 一百零二 102.
        short = unit > 10 and len(chars) > 1 and chars[-2] not in "零〇" and chars[-2] not in _DIGITS
        group += digit * (unit // 10 if short else 1)
    return total + group
