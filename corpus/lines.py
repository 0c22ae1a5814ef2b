"""The lines of a printed page, measured: what stands on each, how wide it is, how it starts and ends."""

import re
from dataclasses import dataclass

from corpus.bylines import BULLETS, is_byline

# One cue in many disguises: an indent glyph the extractor could not map, or the ideographic spaces themselves.
_GLYPH = r"(?:[\ufffd\ue000-\uf8ff\x01-\x08\x0e-\x1b\x7f]|\(cid:\d+\)|□(?!\s*(?:本报)?(?:记者|通讯员|特约|见习|实习)))"
_LEADING_MARK = re.compile(rf"[ \t]*(?:{_GLYPH}[ \t]*)+[\u3000 \t]*|[ \t]*\u3000+[ \t\u3000]*")
_INNER_MARK = re.compile(rf"(?<=\S)[ \t]*(?=(?:{_GLYPH}[ \t]*){{2,}})")
_DEBRIS = re.compile(
    "[\ufffd\ufeff\u200b-\u200f\u202a-\u202e\u2060\u00ad\ue000-\uf8ff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]|\\(cid:\\d+\\)"
)
_BREAKS = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_SPACE = re.compile(r"\s+")
_ROLE_AHEAD = r"(?=\s*[（(]\s*(?:本报|特约|见习|实习|首席|全媒体|融媒体)?\s*(?:记\s*者|通\s*讯))"
# An extractor may print a headline, a credit and the next lead on one line; these are the seams.
_GLUED = re.compile(
    rf"(?<=[\u4e00-\u9fff”。！？）)])[ \t]*(?=(?:本\s*报|又)\s*讯{_ROLE_AHEAD})"
    r"|(?<=[\u4e00-\u9fff]\s摄)[ \t]+(?=\S{4})"
)
_NARROW = re.compile(r"[\x21-\x7e\u00b7\u2018-\u201d\uff61-\uff9f]")
# A quarter of an em stands between a Chinese character and a Latin word, bracket or number.
_AIR = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[!-~])|(?<=[!-~]) (?=[\u4e00-\u9fff])")
_SENTENCE_END = re.compile(r"[。！？!?…][”’」』）)》〉】\"']*$|[\u4e00-\u9fff]\.$")
_SOFT_END = re.compile(r"[：；:;][”’」』]*$")
_CLOSED = re.compile(r"(?:^|[。！？”])[（(【][^（()）】]{2,14}[）)】]$|(?:摄影?|文/图|文图|图/文|供图|摄影报道)[）)]?$")
_HANGING = re.compile(r"[，。、；：！？）》”’]$")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with something printed on it.

    `text` is the line without its indent mark, `dense` the same without white space and debris, `width` in em (a
    Latin letter or digit is half an em wide), `gap` true after a blank line or a page break, `marked` true after an
    indent mark, `level` the number of `#` before a heading that a person wrote.
    """

    text: str
    dense: str
    width: float
    gap: bool = False
    marked: bool = False
    stretched: bool = False
    level: int = 0

    @property
    def ends_sentence(self) -> bool:
        """Tell whether a sentence (or a credit, or a name in brackets) ends with the line."""
        return bool(_SENTENCE_END.search(self.dense) or _CLOSED.search(self.dense))

    @property
    def hanging(self) -> bool:
        """Tell whether the line ends in a mark that may hang over the column's edge."""
        return bool(_HANGING.search(self.dense))

    @property
    def ends_soft(self) -> bool:
        """Tell whether the line ends in a colon or semicolon, which may end a paragraph."""
        return bool(_SOFT_END.search(self.dense))


def read_lines(text: str) -> list[Line]:
    """Return the printed lines of a page, those split that an extractor glued together."""
    lines: list[Line] = []
    gap = True
    for raw in _BREAKS.split(text):
        parts = _split_glued(raw)
        if not parts:
            gap = True
        for part in parts:
            if (line := _measure(part, gap)) is not None:
                lines.append(line)
                gap = False
    return lines


def _split_glued(raw: str) -> list[str]:
    if not raw.strip():
        return []
    parts = _INNER_MARK.split(raw) if _DEBRIS.search(raw) else [raw]
    return [piece for part in parts for piece in _split_seams(part)]


def _split_seams(raw: str) -> list[str]:
    if len(raw) < 12 or not ("讯" in raw or "摄" in raw or "者" in raw):
        return [raw]
    return [piece for part in _GLUED.split(raw) if part.strip() for piece in _split_byline(part)]


def _split_byline(raw: str) -> list[str]:
    """Part a headline from the byline that follows it on the same line."""
    match = re.search(rf"(?<=\S)\s+(?=[{BULLETS}]?\s*(?:本报)?(?:记者|通讯员)\s)", raw)
    if match is None:
        return [raw]
    head, tail = raw[: match.start()], raw[match.end() :]
    if re.search(r"[。，、；：,;:（(]", head) or len(head.strip()) < 4 or is_byline(head) or not is_byline(tail):
        return [raw]
    return [head, tail]


def _measure(raw: str, gap: bool) -> Line | None:
    mark = _LEADING_MARK.match(raw)
    body = _DEBRIS.sub("", raw[mark.end() :] if mark else raw).strip()
    level = 0
    if heading := _HEADING.match(body):
        level, body = len(heading.group(1)), body[heading.end() :].rstrip("# ")
    dense = _SPACE.sub("", body)
    if not dense:
        return None
    narrow = len(_NARROW.findall(dense))
    stretched = len(dense) >= 5 and len(_SPACE.findall(body)) >= 0.6 * (len(dense) - narrow)
    width = len(dense) - 0.5 * narrow + (0.0 if stretched else 0.25 * len(_AIR.findall(body)))
    return Line(body, dense, width, gap, mark is not None, stretched, level)
