"""The role of every line of a page, found together: a dynamic program over scored labels.

Each line is a headline, a sub-headline, a byline, the first line of an article, of a further paragraph, a line that
goes on, a byline at an article's end, or page furniture. `label_lines` scores how well each line suits each role
(its shape, width, first and last characters, marks) and how well two roles suit each other across a line end (does a
paragraph end here?), and returns the best sequence. All scores are log-odds in nats, guessed by hand and tried on
generated pages. No single cue decides: a page may lack any of them. How much a blank line or an indent mark is worth
is learnt from the page itself, in a second pass over the labels of the first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from math import log

from corpus.bylines import is_byline, is_credit, take_lead
from corpus.furniture import is_furniture
from corpus.headlines import balanced, forbidden_start, headline_shape, overlap, particle_start
from corpus.lines import Line


class Role(IntEnum):
    """What a line is to its page."""

    HEADLINE = 0
    SUBHEADLINE = 1
    BYLINE = 2
    FIRST = 3
    PARAGRAPH = 4
    MORE = 5
    TAIL = 6
    OTHER = 7


H, S, B, F, P, C, T, X = Role
_BODY = (F, P, C)
_OPENING = re.compile(
    r"(?:近日|日前|昨日|昨天|今天|今日|连日来|近年来|今年|去年|本月|上周|\d{1,2}月\d{1,2}日|\d{4}年|[春夏秋冬]日|暑期|记者(?:从|昨|日前|获悉)|为[\u4e00-\u9fff]|随着|走进|在[\u4e00-\u9fff]|“|眼下|当前|自)"
)
_LEAD = re.compile(
    r"本报(?:综合)?讯|又讯(?:[（(]|$)|本[台刊网]讯|[\u4e00-\u9fff]{2,4}[日晚商时早]报讯[（(]|(?:据|综合)?(?:新华社|中新社|中新网|人民网)[\u4e00-\u9fff]{0,12}(?:\d{1,2}月)?(?:\d{1,2}日)?电"
    r"|(?:据)?新华社[\u4e00-\u9fff]{0,6}$|本报[\u4e00-\u9fff]{2,6}\d{1,2}月\d{1,2}日[讯电]|[（(](?:本报|特约|见习|实习|全媒体|融媒体)?(?:记者|通讯员)"
)


@dataclass(frozen=True, slots=True)
class Habits:
    """What a page's own cues are worth, in nats: each for its presence and its absence at a break."""

    gap: float = 0.8
    no_gap: float = -0.3
    mark_first: float = 4.0
    no_mark_first: float = -0.3
    mark_paragraph: float = 3.0
    no_mark_paragraph: float = 0.0
    indent: float = 1.5
    wrapped: bool = True
    byline_after_headline: float = 0.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What one line shows, worked out once."""

    byline: bool
    credit: bool
    furniture: bool
    lead: bool
    opening: bool
    shape: float
    forbidden: bool
    particle: bool
    dash: bool
    end: float


def label_lines(lines: Sequence[Line]) -> list[Role]:
    """Return the role of every line."""
    if not lines:
        return []
    facts = [_facts(line, lines[i - 1] if i else None) for i, line in enumerate(lines)]
    habits = Habits(wrapped=_is_wrapped(lines))
    roles = _best_path(lines, facts, habits, _columns(lines, None))
    habits = _learn(lines, facts, roles, habits)
    return _best_path(lines, facts, habits, _columns(lines, roles))


def _facts(line: Line, last: Line | None) -> Facts:
    dense = line.dense
    byline = balanced(dense) and is_byline(line.text)
    led = last is not None and last.dense in ("本报讯", "又讯")
    return Facts(
        byline=byline,
        credit=byline and is_credit(line.text),
        furniture=not byline and is_furniture(line.text),
        lead=not led
        and bool(_LEAD.match(dense))
        and (
            len(dense) < 5
            or bool(take_lead(line.text).printed)
            or dense[:3] in ("本报讯", "新华社", "据新华")
            or dense[0] in "（("
        ),
        opening=bool(_OPENING.match(dense)),
        shape=6.0 if line.level else headline_shape(line.text, dense),
        forbidden=forbidden_start(dense),
        particle=particle_start(dense),
        dash=bool(re.match("[—─-]{2}|—", dense)),
        end=1.0 if line.ends_sentence else 0.4 if line.ends_soft else 0.0,
    )


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Tell whether lines are cut at a column's width; a person writes a paragraph in one line."""
    body = [line for line in lines if line.width > 12]
    return len(body) < 3 or sum(line.ends_sentence for line in body) < 0.75 * len(body)


@dataclass(frozen=True, slots=True)
class Columns:
    """The width of the column that ends (`before`) and begins (`after`) at each line, in em."""

    before: list[float]
    after: list[float]


def _columns(lines: Sequence[Line], roles: Sequence[Role] | None) -> Columns:
    widths = [line.width for line in lines]
    flowing = [roles is None or role in _BODY for role in roles or [C] * len(lines)]
    starts = [roles is not None and role in (H, F) for role in roles or [C] * len(lines)]
    before, after = [], []
    for i in range(len(lines)):
        back = _collect(widths, flowing, starts, range(i, max(-1, i - 7), -1))
        ahead = _collect(widths, flowing, starts, range(i, min(len(lines), i + 7)))
        before.append(_typical(back) or widths[i])
        after.append(_typical(ahead) or widths[i])
    return Columns(before, after)


def _collect(widths: Sequence[float], flowing: Sequence[bool], starts: Sequence[bool], indices: range) -> list[float]:
    found: list[float] = []
    for j in indices:
        if found and indices.step > 0 and starts[j] and j != indices[0]:
            break
        if flowing[j]:
            found.append(widths[j])
        if indices.step < 0 and starts[j]:
            break
    return found


def _typical(widths: list[float]) -> float:
    """Return the width that full lines have: the upper third of the sorted widths."""
    ordered = sorted(widths)
    return ordered[(len(ordered) * 2) // 3] if ordered else 0.0


def _learn(lines: Sequence[Line], facts: Sequence[Facts], roles: Sequence[Role], habits: Habits) -> Habits:
    """Measure what gaps, marks and bylines mean on this page, from a first labelling of it."""
    inner = [i for i, role in enumerate(roles) if role is C]
    breaks = [i for i, role in enumerate(roles) if role is not C and i]
    firsts = [i for i, role in enumerate(roles) if role is F]
    paragraphs = [i for i, role in enumerate(roles) if role is P]

    def share(where: list[int], cue: Sequence[bool], prior: float) -> float:
        return (sum(cue[i] for i in where) + prior * 2) / (len(where) + 2)

    gaps, marks = [line.gap for line in lines], [line.marked for line in lines]
    gap_break, gap_inner = share(breaks, gaps, 0.3), share(inner, gaps, 0.05)
    mark_first, mark_par, mark_inner = (
        share(firsts, marks, 0.2),
        share(paragraphs, marks, 0.1),
        share(inner, marks, 0.01),
    )
    headed = [i for i in range(1, len(roles)) if roles[i - 1] in (H, S)]
    signed = share(headed, [roles[i] is B or facts[i].lead for i in range(len(roles))], 0.5)
    return replace(
        habits,
        gap=_clip(log(gap_break / gap_inner)),
        no_gap=_clip(log((1 - gap_break) / (1 - gap_inner))),
        mark_first=_clip(log(mark_first / mark_inner), 5.0),
        no_mark_first=_clip(log((1 - mark_first) / (1 - mark_inner))),
        mark_paragraph=_clip(log(mark_par / mark_inner), 5.0),
        no_mark_paragraph=_clip(log((1 - mark_par) / (1 - mark_inner))),
        byline_after_headline=_clip(log(signed / 0.5) if signed > 0.5 else 0.0),
    )


def _clip(value: float, limit: float = 3.0) -> float:
    return max(-limit, min(limit, value))


_START = {H: 0.0, F: -1.0, X: 0.5, B: -0.5, S: -4.0, P: -4.0}
# What one role asks of the next, beside what the line end between them shows.
_NEXT: dict[Role, dict[Role, float]] = {
    H: {H: -0.8, S: 0.0, B: 0.0, F: 0.0, X: -4.0},
    S: {S: -1.0, B: 0.0, F: 0.0, H: -4.0},
    B: {B: -1.0, F: 0.0, H: -3.0, S: -2.0, X: -4.0},
    F: {C: 0.0, P: -0.3, F: -5.0, H: -1.0, B: -1.5, T: -0.5, X: -1.0},
    P: {C: 0.0, P: -0.3, F: -5.0, H: -1.0, B: -1.5, T: -0.5, X: -1.0},
    C: {C: 0.0, P: -0.3, F: -5.0, H: -1.0, B: -1.5, T: -0.5, X: -1.0},
    T: {H: 0.0, F: -2.0, B: -1.0, X: 0.0, P: -3.0, T: -1.0},
    X: {X: 0.0, H: 0.0, F: -1.5, B: -0.5, C: -2.5, P: -2.5, S: -5.0, T: -5.0},
}
_FROM = {role: [(before, nexts[role]) for before, nexts in _NEXT.items() if role in nexts] for role in Role}


def _best_path(lines: Sequence[Line], facts: Sequence[Facts], habits: Habits, columns: Columns) -> list[Role]:
    score = {role: start + _emit(role, 0, lines, facts, habits, columns) for role, start in _START.items()}
    trace: list[dict[Role, Role]] = []
    for i in range(1, len(lines)):
        ends = _break_score(i, lines, facts, habits, columns)
        now: dict[Role, float] = {}
        back: dict[Role, Role] = {}
        for role, sources in _FROM.items():
            best, origin = max(
                (score[before] + link + (_across(before, role, ends) if before in _BODY else 0.0), before)
                for before, link in sources
                if before in score
            )
            now[role] = best + _emit(role, i, lines, facts, habits, columns)
            back[role] = origin
        score = now
        trace.append(back)
    score = {role: value - (4.0 if role in (H, S, B) else 0.0) for role, value in score.items()}
    path = [max(score, key=lambda role: score[role])]
    for back in reversed(trace):
        path.append(back[path[-1]])
    return path[::-1]


def _across(before: Role, role: Role, ends: tuple[float, float]) -> float:
    """Return the score of a line end after body text: a break, a break before something set apart, or none."""
    indented, plain = ends
    if role is C:
        return -indented / 2
    if role in (P, F):
        return indented / 2
    return 0.0 if role is X else plain / 2


def _break_score(
    i: int, lines: Sequence[Line], facts: Sequence[Facts], habits: Habits, columns: Columns
) -> tuple[float, float]:
    """Return the log-odds that a paragraph ends before line i: if a paragraph follows, if something else follows."""
    last, line, fact = lines[i - 1], lines[i], facts[i]
    plain = {1.0: 1.0, 0.4: -2.5, 0.0: -7.0}[facts[i - 1].end]
    if fact.forbidden:
        plain -= 12.0
    if fact.particle:
        plain -= 2.5
    if habits.wrapped:
        deficit = columns.before[i - 1] - last.width
        if facts[i - 1].end:
            plain += 4.0 if deficit >= 3.4 else 2.0 if deficit >= 1.6 else -1.2
        elif last.stretched:
            plain -= 2.0
        elif min(deficit, columns.after[i - 1] - last.width) > 3.4:
            plain += 4.0
    else:
        plain += 3.0 if facts[i - 1].end else 0.0
    plain += habits.gap if line.gap else habits.no_gap
    indented = plain
    if habits.wrapped and not line.marked:
        lacks = (columns.after[i] - line.width, columns.before[i - 1] - line.width)
        if any(1.3 <= lack <= 3.2 for lack in lacks) and not facts[i].end:
            indented += habits.indent
        elif max(lacks) < 1.0:
            indented -= habits.indent
    return indented, plain


def _emit(role: Role, i: int, lines: Sequence[Line], facts: Sequence[Facts], habits: Habits, columns: Columns) -> float:
    line, fact = lines[i], facts[i]
    if role is H:
        return _headline_score(i, lines, facts, habits, columns)
    if role is S:
        return 5.0 if fact.dash and not fact.end else fact.shape - 5.0
    if role is B:
        return 7.0 - 9.0 * fact.credit if fact.byline else -2.0 if _names_go_on(i, lines, facts) else -25.0
    if role is T:
        return 6.0 if fact.byline else -25.0
    if role is X:
        return 7.0 if fact.furniture else -9.0
    score = (-7.0 if fact.byline else 0.0) - (7.0 if fact.furniture else 0.0) - (8.0 if line.level else 0.0)
    if habits.wrapped and line.width > max(columns.after[i], columns.before[i]) + 1.6:
        score -= 2.0
    if role is F:
        score += habits.mark_first if line.marked else habits.no_mark_first
        score += 8.0 if fact.lead else (0.6 if fact.opening else -0.3) - habits.byline_after_headline
        score -= 10.0 * fact.forbidden + 2.0 * fact.particle
        lack = columns.after[i] - line.width
        if habits.wrapped and not line.marked and not fact.end:
            score += 0.7 * habits.indent if 1.3 <= lack <= 3.2 else -0.5 * habits.indent if lack < 1 else -1.0
        if i == 0 or not (facts[i - 1].byline or lines[i - 1].level):
            score -= 0.3
    elif role is P:
        score += habits.mark_paragraph if line.marked else habits.no_mark_paragraph
        score -= 5.0 * fact.lead
    else:
        score -= 3.5 if line.marked else 0.0
        score -= 5.0 * fact.lead
    return score


def _headline_score(i: int, lines: Sequence[Line], facts: Sequence[Facts], habits: Habits, columns: Columns) -> float:
    line, fact = lines[i], facts[i]
    score = fact.shape - (12.0 if fact.byline else 0.0) - (6.0 if fact.furniture else 0.0) - (4.0 if fact.lead else 0.0)
    if line.marked and "\u3000" not in line.text:
        score -= 2.5
    if fact.dash:
        score -= 2.0
    if score < -4.0 or line.level:
        return score
    ahead = _text_after(i, lines)
    score += 3.0 * (overlap(line.dense, ahead) - 0.25)
    if habits.wrapped:
        column = columns.after[min(i + 1, len(lines) - 1)]
        lack = column - line.width
        score += 2.0 if lack < -1.2 else 1.5 if lack > 3.4 else 0.3 if lack < 1.0 or lack > 2.8 else -0.7
    return score


def _text_after(i: int, lines: Sequence[Line], limit: int = 160) -> str:
    text = ""
    for line in lines[i + 1 : i + 12]:
        text += line.dense
        if len(text) >= limit:
            break
    return text


def _names_go_on(i: int, lines: Sequence[Line], facts: Sequence[Facts]) -> bool:
    if not i or not facts[i - 1].byline or len(lines[i].dense) > 12:
        return False
    return is_byline(lines[i - 1].text + "\n" + lines[i].text)
