"""Front matter: lines `key: value` between two of `---` at a file's start, saying date, edition and page outright."""

import re
from dataclasses import dataclass

from corpus.cleaning import clean_headline
from corpus.dates import Imprint, parse_date, parse_page

_LINE = re.compile(r"\s*([\w一-鿿-]+)\s*[:：]\s*(.*)")
_KEYS = {
    **dict.fromkeys(("date", "日期"), "date"),
    **dict.fromkeys(("edition", "section", "版名"), "edition"),
    **dict.fromkeys(("page", "版", "版面", "版次"), "page"),
}
_MOST_LINES = 50
_LONGEST = 8_000


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says about itself, where its page begins (in characters), and what could not be read of it."""

    imprint: Imprint
    end: int
    warnings: tuple[str, ...] = ()


_NONE = FrontMatter(Imprint(), 0)


def read_front_matter(text: str) -> FrontMatter:
    """Return the front matter of a file; other keys are passed over, and what only begins like one is page text."""
    lines = text[:_LONGEST].split("\n")[: _MOST_LINES + 2]
    if lines[0].rstrip() != "---":
        return _NONE
    close = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if close is None:
        return _NONE
    pairs = [_LINE.fullmatch(line.rstrip()) for line in lines[1:close] if line.strip() and not line.startswith("#")]
    values = {_KEYS.get(pair.group(1).lower(), ""): pair.group(2).strip("\"' ") for pair in pairs if pair}
    if not all(pairs):
        return _NONE
    return _read_values(values, sum(len(line) + 1 for line in lines[: close + 1]))


def _read_values(values: dict[str, str], end: int) -> FrontMatter:
    date, place = parse_date(values.get("date", "")), parse_page(values.get("page", ""))
    warnings = tuple(
        f'front matter: "{key}" is {values[key]!r} and was passed over; write {example}'
        for key, known, example in (("date", date, "2023-07-28"), ("page", place.page, "3 or A03"))
        if values.get(key) and known is None
    )
    edition = clean_headline(values.get("edition", "")) or place.edition
    return FrontMatter(Imprint(date, edition, place.page), end, warnings)
