"""What is counted and measured, and how it is written: 1600平方米 is an area, 50余场 so many events, 8时30分 a time."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from retrieval.lexicon import any_of, read_groups
from retrieval.numbers import Number, read_numbers


class Dimension(StrEnum):
    """What a number measures; numbers of different dimensions never answer one another's question."""

    MONEY = "money"
    AREA = "area"
    LENGTH = "length"
    MASS = "mass"
    VOLUME = "volume"
    PEOPLE = "people"
    HOUSEHOLDS = "households"
    SHARE = "share"
    TIMES = "times"
    SPAN = "span"
    DATE = "date"
    CLOCK = "clock"
    TEMPERATURE = "temperature"
    AGE = "age"
    POWER = "power"
    PHONE = "phone"
    SPEED = "speed"
    COUNT = "count"


# 50余场, 十多个, 3600多立方米, 10余万元.
_ROUGHLY = re.compile(r"\s?[余多来几]?[万亿]?\s?")
_HAN = "[一二两三四五六七八九十]"
_CLOCK = re.compile(
    rf"""(?:[01]?\d|2[0-4])\s?[:：]\s?[0-5]\d
    | (?:\d{{1,2}}|{_HAN}{{1,3}})(?:时(?!代|期|间|候)|点(?=钟|半|整|\d|{_HAN}十|前|后|到|至|开|闭|关|,|。|$))""",
    re.VERBOSE,
)
# A year alone may be written 2023年, 同年, 康熙二十三年; what follows it belongs to it. 3号线 and 3号楼 are no dates.
_DATE = re.compile(
    rf"""(?:公元前?)?
      (?:[12]\d{{3}}|[一二][零〇一二三四五六七八九]{{3}}|\d{{1,3}}|[同去今明前当翌次]|[一-龥]{{2}}(?:元|\d{{1,2}}|{_HAN}{{1,3}}))年
      (?:\d{{1,2}}月(?:\d{{1,2}}[日号])?|初|底|末|春|夏|秋|冬|上半|下半|代)?
    | \d{{1,2}}月(?:\d{{1,2}}[日号]|[初上中下底末]旬?|份)? | \d{{1,2}}[日号](?!线|楼|院)
    | {_HAN}{{1,3}}月(?:{_HAN}{{1,3}}[日号])? | \d{{1,2}}世纪 | {_HAN}{{1,2}}世纪 | (?:星期|周|礼拜)[一二三四五六日天]
    | [今昨前明当次翌][日天晚晨] | 上午 | 下午 | 凌晨 | 傍晚 | 近日 | 日前 | (?:19|20)?\d0年代 | 时期 | 时代 | 朝代
    | 春节 | 元旦 | 国庆 | 中秋 | 端午 | 清明 | 重阳 | 元宵 | 暑假 | 寒假 | [春夏秋冬][季天]
    | [0-9]{{4}}[-/][0-9]{{1,2}}(?:[-/][0-9]{{1,2}})?""",
    re.VERBOSE,
)
_PERCENT = re.compile(
    r"""百分之[零〇一二三四五六七八九十百点\d.]+ | [几一二三四五六七八九]成(?![立为功员长都就果])
    | [二三四五六七八九十百\d]+分之[一二三四五六七八九十\d]+ | (?:一|过|近|多)半 | 半数""",
    re.VERBOSE,
)
# 男女生比例约为1:7; other such pairs are scores and times of day.
_RATIO = re.compile(r"比(?:例|率|重|值|为)[一-龥]{0,3}?(\d{1,4}(?:\.\d+)?\s?[:比]\s?\d{1,4}(?:\.\d+)?)(?![\d:])")
# A number to call: 0394-8282828, 8126 3300, 13800000000, 400-800-8000, 12345.
_CALLED = re.compile(r"电话|热线|手机|号码|拨打|致电|客服")
_PHONE = re.compile(
    r"(?<![\d.])(?:0\d{2,3}[- ]?\d{3,4}[- ]?\d{4}|1\d{10}|[48]00[- ]?\d{3}[- ]?\d{4}|\d{3,4}[- ]?\d{4}"
    r"|1[12]\d|12\d{3}|9[56]\d{3})(?![\d.年])"
)


@dataclass(frozen=True, slots=True)
class Value:
    """A number with its unit, a date or a time, at [start:end] of folded text; `unit` is "" for a bare number."""

    start: int
    end: int
    dimension: Dimension
    unit: str
    number: float | None = None


def unit_at(text: str, start: int) -> str:
    """Return the unit that stands in folded text at a position, the longest that fits, or ""."""
    match = _unit().match(text, start)
    return match.group() if match else ""


def dimension_of(unit: str) -> Dimension | None:
    """Return what a unit measures, None for what is no unit."""
    return _dimensions().get(unit)


def read_values(text: str) -> list[Value]:
    """Return the values of folded text, by position: numbers with their units, dates, times, shares."""
    values = [Value(m.start(), m.end(), Dimension.DATE, "") for m in _DATE.finditer(text)]
    values += [Value(m.start(), m.end(), Dimension.CLOCK, "") for m in _CLOCK.finditer(text)]
    values += [Value(m.start(), m.end(), Dimension.SHARE, "%") for m in _PERCENT.finditer(text)]
    values += [Value(*m.span(1), Dimension.SHARE, "%") for m in _RATIO.finditer(text)]
    if _CALLED.search(text):
        values += [Value(m.start(), m.end(), Dimension.PHONE, "") for m in _PHONE.finditer(text)]
    values += [value for number in read_numbers(text) if (value := _measured(text, number))]
    values.sort(key=lambda value: (value.start, -value.end))
    return [value for before, value in zip([None, *values], values, strict=False) if not _within(value, before)]


def _within(value: Value, before: Value | None) -> bool:
    """Tell whether a value is a piece of the one before it: the 17 of 17点, not the 23 years of 康熙二十三年."""
    return before is not None and value.end <= before.end and value.dimension is Dimension.COUNT


def _measured(text: str, number: Number) -> Value | None:
    rough = _ROUGHLY.match(text, number.end)
    at = rough.end() if rough else number.end
    unit = unit_at(text, at) or unit_at(text, number.end)
    if unit:
        end = (at if text.startswith(unit, at) else number.end) + len(unit)
        return Value(number.start, end, _dimensions()[unit], unit, number.value)
    if text[number.start].isascii() or number.value >= 10:
        return Value(number.start, number.end, Dimension.COUNT, "", number.value)
    return None


@cache
def _dimensions() -> dict[str, Dimension]:
    return {unit: Dimension(name) for name, units in read_groups("units").items() for unit in units}


@cache
def _unit() -> re.Pattern[str]:
    return re.compile(any_of(_dimensions()))
