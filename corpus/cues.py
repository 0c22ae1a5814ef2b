"""What each line of a page shows whatever its role: leads, bylines, how it starts, whether a sentence ends with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from corpus.bylines import is_byline, is_credit, take_lead
from corpus.furniture import is_date, is_furniture, is_paper_name, is_signatory
from corpus.headlines import balanced, closes, closes_tail, forbidden_start, headline_odds, is_notice, particle_start
from corpus.lines import Line

_OPENING = re.compile(
    r"近日|日前|昨[日天晚]|今[日天年晨]|连日来|近年来|去年|本[月周报]|上周|\d{1,2}月|\d{4}年|[春夏秋冬][日季]|暑期|随着"
    r"|走进|记者(?:从|昨|日前|获悉)|为(?:了|进|深|切|全|消|落|贯|确|推|加|提)|在[\u4e00-\u9fff]|眼下|当前|自\d|由|据"
)
_LEAD = re.compile(
    r"本报(?:综合)?讯|又讯(?:[（(]|$)|本[台刊网]讯|[\u4e00-\u9fff]{2,4}[日晚商时早]报讯[（(]"
    r"|(?:据|综合)?(?:新华社|中新社|中新网|人民网)[\u4e00-\u9fff]{0,12}"
    r"(?:(?:\d{1,2}月)?(?:\d{1,2}日?)?电?$|(?:\d{1,2}月)?\d{1,2}日?电)"
    r"|本报[\u4e00-\u9fff]{2,6}\d{1,2}月\d{1,2}日[讯电]|[（(](?:本报|特约|见习|实习|全媒体|融媒体)?(?:记者|通讯员)"
)


_NOTICE_LINES = 25  # a notice is short; further down, an office's name signs something else


class End(IntEnum):
    """How a line ends: in mid-sentence, with a colon or semicolon, with a sentence (or a credit, a bracketed name)."""

    OPEN = 0
    SOFT = 1
    CLOSED = 2


class Heading(IntEnum):
    """What a `#` that a person wrote before a line says."""

    NONE = 0
    HEADLINE = 1
    SUBHEADLINE = 2
    SECTION = 3


@dataclass(frozen=True, slots=True)
class Cues:
    """What one line shows. `odds` are the log-odds of its words for a headline against body text.

    `joined` tells whether the last character before the line and its first stand together elsewhere on the page,
    `opening` whether it starts as first sentences do, `forbidden` as nothing does but a line that goes on, `particle`
    as the rest of a broken word group does.
    """

    byline: bool
    credit: bool
    furniture: bool
    lead: bool
    opening: bool
    odds: float
    forbidden: bool
    particle: bool
    dash: bool
    end: End
    joined: bool
    heading: Heading
    signature: bool = False


def observe(lines: Sequence[Line]) -> list[Cues]:
    """Return the cues of every line."""
    pairs = {line.dense[k : k + 2] for line in lines for k in range(len(line.dense) - 1)}
    headings = _headings(lines)
    cues: list[Cues] = []
    depth = 0
    for i, line in enumerate(lines):
        last = lines[i - 1] if i else None
        joined = last is not None and last.dense[-1] + line.dense[0] in pairs
        cues.append(_cues(line, last, joined, depth > 0, headings[i]))
        depth = _depth(depth, line.dense)
    return _sign(lines, _name_paper(lines, cues))


def _name_paper(lines: Sequence[Line], cues: list[Cues]) -> list[Cues]:
    """Return the cues with the paper's name, beside other furniture, marked as furniture."""
    return [
        replace(cue, furniture=True)
        if is_paper_name(lines[i].dense) and any(near.furniture for near in cues[max(0, i - 1) : i + 2])
        else cue
        for i, cue in enumerate(cues)
    ]


def _sign(lines: Sequence[Line], cues: list[Cues]) -> list[Cues]:
    """Return the cues with the signatory and the date below a notice marked as a text's last lines, not furniture."""
    signed = list(cues)
    notice = -_NOTICE_LINES
    for i in range(2, len(lines)):
        notice = i if len(lines[i].dense) <= 20 and is_notice(lines[i].dense) else notice
        if not (is_signatory(lines[i].dense) and cues[i - 1].end is End.CLOSED):
            continue
        dated = i + 1 < len(lines) and is_date(lines[i + 1].dense)
        if dated or 1 < i - notice < _NOTICE_LINES:
            signed[i] = replace(cues[i], end=End.CLOSED, signature=True)
        if dated:
            signed[i + 1] = replace(cues[i + 1], end=End.CLOSED, signature=True, furniture=False)
    return signed


def _headings(lines: Sequence[Line]) -> list[Heading]:
    """Return what the `#`s say: the highest level that occurs twice (else the highest) marks articles."""
    levels = sorted(line.level for line in lines if line.level)
    if not levels:
        return [Heading.NONE] * len(lines)
    top = next((level for level in levels if levels.count(level) > 1), levels[0])
    headings: list[Heading] = []
    for line in lines:
        below = bool(headings) and headings[-1] is Heading.HEADLINE
        if not line.level:
            headings.append(Heading.NONE)
        elif line.level == top:
            headings.append(Heading.HEADLINE)
        else:
            headings.append(Heading.SUBHEADLINE if line.level > top and below else Heading.SECTION)
    return headings


def _depth(depth: int, dense: str) -> int:
    """Return for how many lines more a bracket that is open may go on; leads and tails break over lines."""
    opened = max(dense.rfind("（"), dense.rfind("("))
    closed = max(dense.rfind("）"), dense.rfind(")"))
    if opened > closed:
        return 3
    return 0 if closed >= 0 else max(0, depth - 1)


def _cues(line: Line, last: Line | None, joined: bool, bracketed: bool, heading: Heading) -> Cues:
    dense = line.dense
    byline = not bracketed and balanced(dense) and is_byline(line.text)
    led = last is not None and last.dense in ("本报讯", "又讯")
    return Cues(
        byline=byline,
        credit=byline and is_credit(line.text),
        furniture=not byline and is_furniture(line.text),
        lead=not led and not byline and bool(_LEAD.match(dense)) and _leads(line),
        opening=bool(_OPENING.match(dense)),
        odds=headline_odds(line.text, dense, line.stretched),
        forbidden=forbidden_start(dense) or (bracketed and closes(dense)),
        particle=particle_start(dense),
        dash=bool(re.match("[—─-]{2}|—", dense)),
        end=_end(line, last, bracketed),
        joined=joined,
        heading=heading,
    )


def _end(line: Line, last: Line | None, bracketed: bool) -> End:
    if line.ends_sentence or (bracketed and last is not None and closes_tail(last.dense, line.dense)):
        return End.CLOSED
    return End.SOFT if line.ends_soft else End.OPEN


def _leads(line: Line) -> bool:
    dense = line.dense
    return len(dense) < 5 or dense[0] in "（(本又" or bool(take_lead(line.text).printed) or "电" not in dense[:20]
