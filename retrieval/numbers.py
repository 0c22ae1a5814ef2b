"""Numbers in the notations of a newspaper: 12000, 12,000, 1.2万, 一万二, 一百二十, ２０余."""

import re
from dataclasses import dataclass

_DIGITS = {
    char: value
    for value, chars in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for char in chars
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_HAN = "零〇一二两三四五六七八九十百千万亿"
# 万 or 千 alone is no number (千家万户), so a Han number begins with a digit, 十 or 百.
_NUMBER = re.compile(
    rf"(?<![0-9.])(?P<arabic>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)\s?(?P<scale>[百千]?[万亿]*)"
    rf"|(?P<han>[零〇一二两三四五六七八九十百][{_HAN}]*)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in folded text at [start:end], its scale (万, 亿) included; `value` is what it counts."""

    start: int
    end: int
    value: float


def read_numbers(text: str) -> list[Number]:
    """Return the numbers of folded text, in order; what only looks like one (一下) is a number too."""
    found = []
    for match in _NUMBER.finditer(text):
        value = _han(match["han"]) if match["han"] else _arabic(match["arabic"], match["scale"])
        if value is not None:
            found.append(Number(match.start(), match.end(), value))
    return found


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
