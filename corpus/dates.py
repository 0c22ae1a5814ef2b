"""When and where a page was printed: its date, edition and page number, from a file's name or a page's first lines.

Full-width digits, spaces inside a date and Chinese numerals are read as what they say; a date that no calendar has is
no date. In a page only a line of its own counts: a date in a sentence or a headline is news, not the page's date.
"""

import datetime
import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Imprint:
    """The date, edition (a name such as 川汇版 or 要闻, a section's letter, or both) and page number, where known."""

    date: datetime.date | None = None
    edition: str | None = None
    page: int | None = None

    def or_else(self, other: "Imprint") -> "Imprint":
        """Return this with the gaps filled from `other`."""
        return Imprint(
            self.date or other.date,
            self.edition or other.edition,
            self.page if self.page is not None else other.page,
        )


_NUMERALS = "〇零○一二三四五六七八九"
_DIGIT = {char: max(index - 2, 0) for index, char in enumerate(_NUMERALS)} | {str(n): n for n in range(10)}
_DATES = (
    re.compile(r"(?<!\d)(\d(?:\s*\d){3})\s*年\s*(\d(?:\s*\d)?)\s*月\s*(\d(?:\s*\d)?)\s*日"),
    re.compile(
        rf"([{_NUMERALS}](?:\s*[{_NUMERALS}]){{3}})\s*年\s*([元一二三四五六七八九十\s]+)月\s*([一二三四五六七八九十\s]+)日"
    ),
    re.compile(r"(?<!\d)((?:19|20)\d\d)([-_./])(\d{1,2})\2(\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?=(?:\d\d)?(?!\d))"),
)
_WEEKDAY = re.compile(r"(?:星期|礼拜|周)\s*[一二三四五六日天]")
# 第3版, 第A03版, A03版, 第十二版; the letter and the number are groups 1 and 2.
_NUMBER = r"(\d{1,3}|[一二三四五六七八九十]{1,3}|头)"
_PAGE = re.compile(rf"第\s*([A-Z])?\s*{_NUMBER}\s*版|(?<![\d一-鿿])([A-Z])?{_NUMBER}\s*版")
_CODE = re.compile(r"(?<![A-Za-z0-9一-鿿])([A-Z])(\d{2})(?![A-Za-z0-9])")
_EDITION = re.compile(r"[一-鿿]{2,7}版")
# 要闻 or 教育·生活 after 第3版, but no editor's line, no weekday and not the paper's own name.
_SECTION = re.compile(r"[一-鿿]{2,6}(?:[·•][一-鿿]{2,4})?(?![一-鿿])")
_NO_SECTION = re.compile(r"责|编|校|主任|值班|电话|邮箱|热线|记者|通讯员|星期|农历|今日|总第|出版|.*报$")
# 今日8版 tells how many there are; 今日芦汀 is a paper.
_ELSEWHERE = re.compile(r"下转|上接|转第|接第|详见|见第|刊于|今日(?=\s*(?:共|第?\d|$))|共\s*\d+\s*版")
_SENTENCE = re.compile(r"[，。；！？,;!?]")
# In made and real pages the imprint stands in the first four lines, in up to eight where every piece has its own.
_HEAD_LINES = 8
_LONGEST_LINE = 80


def parse_date(text: str) -> datetime.date | None:
    """Return the last date written in `text`, in any notation of a newspaper or a file's name."""
    found = _dates(unicodedata.normalize("NFKC", text))
    return found[-1][1] if found else None


def parse_page(text: str) -> Imprint:
    """Return the page number, and the section's letter as the edition, of `3`, `03版`, `A03` or `第3版`."""
    text = unicodedata.normalize("NFKC", text).strip()
    match = re.fullmatch(rf"第?\s*([A-Z])?\s*{_NUMBER}\s*版?", text)
    return _place(match.group(1), match.group(2)) if match else Imprint()


def imprint_of_name(name: str) -> Imprint:
    """Return what a file's name tells; its folders may tell the date: `2023-07-28/A03.txt`, `2023/07/28/3版.txt`."""
    name = unicodedata.normalize("NFKC", name)
    name = re.sub(r"\.\w+$", "", name)
    dates = _dates(name) or _dates(re.sub(r"(?<=\d)/(?=\d)", "-", name))
    date = dates[-1][1] if dates else None
    rest = name.rsplit("/", 1)[-1]
    for match, _ in _dates(rest):
        rest = rest.replace(match, "_", 1)
    pieces = [piece for piece in re.split(r"[-_\s.()·,，]+", rest) if piece]
    place = next(
        (place for piece in pieces if (place := _place_of_piece(piece, dated=date is not None)).page), Imprint()
    )
    edition = next((p for p in pieces if _EDITION.fullmatch(p) and not _PAGE.fullmatch(p)), None)
    return Imprint(date, edition or place.edition, place.page)


def imprint_of_page(text: str) -> Imprint:
    """Return what the first lines of a page tell."""
    imprint = Imprint()
    lines = (line.strip() for line in text[:4000].splitlines())
    for line in [line for line in lines if line][:_HEAD_LINES]:
        imprint = imprint.or_else(_imprint_of_line(unicodedata.normalize("NFKC", line)))
    return imprint


def _dates(text: str) -> list[tuple[str, datetime.date]]:
    """Return the dates in `text` with the characters they were read from, in their order."""
    found = [
        (match.start(), match.group(), date)
        for pattern in _DATES
        for match in pattern.finditer(text)
        if (date := _calendar(match.group(1), *match.groups()[-2:]))
    ]
    return [(match, date) for _, match, date in sorted(found)]


def _calendar(year: str, month: str, day: str) -> datetime.date | None:
    try:
        date = datetime.date(_year(year), _count(month), _count(day))
    except ValueError:
        return None
    return date if 1800 <= date.year < 2200 else None


def _year(text: str) -> int:
    return int("".join(str(_DIGIT[char]) for char in text if not char.isspace()))


def _count(text: str) -> int:
    """Return the number up to 99 that is written in digits or in Chinese (二十八, 元 for the first month)."""
    text = re.sub(r"\s", "", text).replace("元", "一").replace("头", "一")
    if "十" not in text:
        return int("".join(str(_DIGIT[char]) for char in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        raise ValueError(text)
    return (_DIGIT[tens] if tens else 1) * 10 + (_DIGIT[ones] if ones else 0)


def _place(letter: str | None, number: str) -> Imprint:
    try:
        page = _count(number)
    except ValueError:
        return Imprint()
    return Imprint(edition=letter, page=page) if page else Imprint()


def _letter_and_number(match: re.Match[str]) -> tuple[str | None, str]:
    """Return the two groups that took part, whichever alternative of the pattern matched."""
    groups = match.groups()
    letter, number = groups[:2] if groups[1] else groups[2:]
    return letter, number


def _place_of_piece(piece: str, dated: bool) -> Imprint:
    """Return the page that a piece of a file's name tells; without 版 it is all of it, with a letter or a date."""
    if match := _PAGE.match(piece):
        place = _place(*_letter_and_number(match))
        section = _SECTION.fullmatch(piece, match.end() + (piece[match.end() :][:1] == ":"))
        return _with_section(place, section.group() if section else None)
    if dated and (match := re.fullmatch(r"[pP]?(\d{1,2})", piece)):
        return _place(None, match.group(1))
    if match := re.fullmatch(r"([A-Z])(\d{2})", piece):
        return _place(match.group(1), match.group(2))
    return Imprint()


def _with_section(place: Imprint, section: str | None) -> Imprint:
    if section is None or place.page is None:
        return place
    return Imprint(edition=f"{place.edition} {section}" if place.edition else section, page=place.page)


def _imprint_of_line(line: str) -> Imprint:
    if len(line) > _LONGEST_LINE or _SENTENCE.search(line):
        return Imprint()
    date = _date_of_line(line)
    for match, _ in _dates(line):
        line = line.replace(match, " ")
    line = _WEEKDAY.sub(" ", line).strip()
    place = Imprint() if _ELSEWHERE.search(line) else _place_of_line(line)
    edition = next(
        (word for word in re.split(r"[\s·|]+", line) if _EDITION.fullmatch(word) and not _PAGE.fullmatch(word)), None
    )
    if edition and (date or place.page or line == edition):
        place = Imprint(edition=edition, page=place.page)
    return Imprint(date, place.edition, place.page)


def _date_of_line(line: str) -> datetime.date | None:
    """Return the date that stands free in a line: a word of its own, or before a weekday, 农历, 第 or a bracket."""
    for match, date in _dates(line):
        before, _, after = line.partition(match)
        free = re.match(rf"\s|$|[(|·]|农历|第|{_WEEKDAY.pattern}", after)
        if free and re.search(r"(?:^|[\s报版刊|·期])$", before):
            return date
    return None


def _place_of_line(line: str) -> Imprint:
    """Return the page number that stands free in a line, with the section's name after or before it."""
    match = _PAGE.search(line) or _CODE.search(line)
    if not match or (match.start() and not re.search(r"[\s|·:]$", line[: match.start()])):
        return Imprint()
    place = _place(*_letter_and_number(match))
    before, after = line[: match.start()].strip(" |·:"), line[match.end() :].lstrip(" |·:")
    for candidate in (_SECTION.match(after), _SECTION.fullmatch(before)):
        if candidate and not _NO_SECTION.match(candidate.group()):
            return _with_section(place, candidate.group())
    return place
