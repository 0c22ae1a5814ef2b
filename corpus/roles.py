"""The role of every line of a page, found together: a hidden Markov model over lines, decoded by dynamic programming.

Each line is a headline, a sub-headline, a byline, the first line of an article, of a further paragraph, a line that
goes on, a byline at an article's end, or page furniture. A line shows its role by its words and marks, by its width
against its column's (a paragraph's last line may be short, its first is indented, the others are full, a headline
fits no column), and by what it ends and starts with. No cue decides alone, for a page may lack any of them; how far
this page uses blank lines, indent marks, indents and leads is counted over a first labelling, and the second uses it.

All scores are natural logarithms of probabilities, rounded from counts over generated pages.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from math import log

from corpus.bylines import is_byline, is_credit, take_lead
from corpus.columns import Columns, measure_columns
from corpus.furniture import is_furniture
from corpus.headlines import balanced, closes, closes_tail, forbidden_start, headline_odds, particle_start
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
BODY = (F, P, C)
_NEVER = -30.0
# A headline too many on the first pass costs nothing (a column is as wide on both sides of it), one too few mixes the
# columns of two articles.
_EAGER = 1.0
_PASSES = 1
_LONELY = 2.0

_START = {H: -0.7, F: -2.0, X: -1.5, B: -2.5, S: -6.0}
# Which role follows which, before anything is seen of the lines.
_NEXT: dict[Role, dict[Role, float]] = {
    H: {H: -2.0, S: -2.8, B: -1.4, F: -0.6, X: -6.0},
    S: {S: -2.5, B: -1.4, F: -0.3, H: -6.0},
    B: {B: -3.5, F: -0.1, H: -4.5, S: -4.0, X: -6.0},
    F: {C: -0.05, P: -4.0, F: -7.0, H: -5.0, B: -6.0, T: -6.0, X: -6.0},
    P: {C: -0.05, P: -3.5, F: -6.5, H: -5.0, B: -6.0, T: -6.0, X: -6.0},
    C: {C: -0.15, P: -2.2, F: -4.8, H: -3.5, B: -5.0, T: -5.0, X: -5.0},
    T: {H: -0.3, F: -3.0, B: -3.0, X: -2.0, P: -4.0, T: -4.0},
    X: {X: -0.7, H: -0.9, F: -2.5, B: -2.5, C: -5.0, P: -5.0, S: -7.0},
}
_FROM = {role: [(before, nexts[role]) for before, nexts in _NEXT.items() if role in nexts] for role in Role}

_OPENING = re.compile(
    r"近日|日前|昨[日天晚]|今[日天年晨]|连日来|近年来|去年|本[月周报]|上周|\d{1,2}月|\d{4}年|[春夏秋冬][日季]|暑期|随着|走进"
    r"|记者(?:从|昨|日前|获悉)|为(?:了|进|深|切|全|消|落|贯|确|推|加|提)|在[\u4e00-\u9fff]|眼下|当前|自\d|由|据"
)
_LEAD = re.compile(
    r"本报(?:综合)?讯|又讯(?:[（(]|$)|本[台刊网]讯|[\u4e00-\u9fff]{2,4}[日晚商时早]报讯[（(]"
    r"|(?:据|综合)?(?:新华社|中新社|中新网|人民网)[\u4e00-\u9fff]{0,12}(?:(?:\d{1,2}月)?(?:\d{1,2}日?)?电?$|(?:\d{1,2}月)?\d{1,2}日?电)"
    r"|本报[\u4e00-\u9fff]{2,6}\d{1,2}月\d{1,2}日[讯电]|[（(](?:本报|特约|见习|实习|全媒体|融媒体)?(?:记者|通讯员)"
)


@dataclass(frozen=True, slots=True)
class Habits:
    """How often this page uses its cues: probabilities."""

    wrapped: bool = True
    gap_at_break: float = 0.4
    gap_inside: float = 0.08
    gap_after_first: float = 0.25
    mark_first: float = 0.3
    mark_paragraph: float = 0.1
    indent: float = 0.85
    signed: float = 0.6


@dataclass(frozen=True, slots=True)
class Facts:
    """What one line shows, whatever its role."""

    byline: bool
    credit: bool
    furniture: bool
    lead: bool
    opening: bool
    odds: float
    forbidden: bool
    particle: bool
    dash: bool
    end: int
    joined: bool


def label_lines(lines: Sequence[Line]) -> list[Role]:
    """Return the role of every line."""
    if not lines:
        return []
    facts = observe(lines)
    habits = Habits(wrapped=_is_wrapped(lines))
    roles = _best_path(lines, facts, habits, measure_columns(lines, None, None), eager=_EAGER)
    for _ in range(_PASSES):
        columns = measure_columns(lines, _going_on(roles), [role in (H, F) for role in roles])
        roles = _best_path(lines, facts, _count(lines, facts, roles, columns, habits), columns)
    return roles


def _going_on(roles: Sequence[Role]) -> list[bool]:
    """Tell which lines fill their column: those that neither start a paragraph nor end one."""
    return [role is C and after is C for role, after in zip(roles, [*roles[1:], X], strict=True)]


def observe(lines: Sequence[Line]) -> list[Facts]:
    """Return the facts of every line."""
    pairs = {line.dense[k : k + 2] for line in lines for k in range(len(line.dense) - 1)}
    facts: list[Facts] = []
    depth = 0
    for i, line in enumerate(lines):
        last = lines[i - 1] if i else None
        joined = last is not None and last.dense[-1] + line.dense[0] in pairs
        facts.append(_facts(line, last, joined, bracketed=depth > 0))
        depth = _depth(depth, line.dense)
    return facts


def _depth(depth: int, dense: str) -> int:
    """Return for how many lines more a bracket that is open may go on; leads and tails break over lines."""
    opened = max(dense.rfind("（"), dense.rfind("("))
    closed = max(dense.rfind("）"), dense.rfind(")"))
    if opened > closed:
        return 3
    return 0 if closed >= 0 else max(0, depth - 1)


def _facts(line: Line, last: Line | None, joined: bool, bracketed: bool) -> Facts:
    dense = line.dense
    byline = not bracketed and balanced(dense) and is_byline(line.text)
    led = last is not None and last.dense in ("本报讯", "又讯")
    return Facts(
        byline=byline,
        credit=byline and is_credit(line.text),
        furniture=not byline and is_furniture(line.text),
        lead=not led and not byline and bool(_LEAD.match(dense)) and _leads(line),
        opening=bool(_OPENING.match(dense)),
        odds=8.0 if line.level else headline_odds(line.text, dense, line.stretched),
        forbidden=forbidden_start(dense) or (bracketed and closes(dense)),
        particle=particle_start(dense),
        dash=bool(re.match("[—─-]{2}|—", dense)),
        end=2
        if line.ends_sentence or (bracketed and last is not None and closes_tail(last.dense, dense))
        else 1
        if line.ends_soft
        else 0,
        joined=joined,
    )


def _leads(line: Line) -> bool:
    dense = line.dense
    return len(dense) < 5 or dense[0] in "（(本又" or bool(take_lead(line.text).printed) or "电" not in dense[:20]


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Tell whether lines are cut at a column's width; a person writes a paragraph in one line."""
    body = [line for line in lines if line.width > 12]
    return len(body) < 3 or sum(line.ends_sentence for line in body) < 0.75 * len(body)


def _count(
    lines: Sequence[Line], facts: Sequence[Facts], roles: Sequence[Role], columns: Columns, habits: Habits
) -> Habits:
    """Count how this page uses its cues, from a first labelling; a few imagined counts keep small pages sane."""
    inside = [i for i, role in enumerate(roles) if role is C and roles[i - 1] not in (F, P)]
    second = [i for i, role in enumerate(roles) if role is C and roles[i - 1] in (F, P)]
    breaks = [i for i, role in enumerate(roles) if role is not C and i]
    firsts = [i for i, role in enumerate(roles) if role is F]
    paragraphs = [i for i, role in enumerate(roles) if role is P]
    openings = [
        i
        for i in firsts + paragraphs
        if i + 1 < len(roles) and roles[i + 1] is C and not lines[i].marked and not facts[i].lead
    ]

    def share(where: list[int], cue: Sequence[bool], prior: float, weight: float = 3.0) -> float:
        return (sum(cue[i] for i in where) + prior * weight) / (len(where) + weight)

    gaps, marks = [line.gap for line in lines], [line.marked for line in lines]
    indented = [
        any(1.2 <= column[i] - line.width < 3.2 for column in (columns.after, columns.before))
        for i, line in enumerate(lines)
    ]
    signed = [facts[i].lead or (i > 0 and roles[i - 1] is B) for i in range(len(lines))]
    return replace(
        habits,
        gap_at_break=share(breaks, gaps, 0.4),
        gap_inside=share(inside, gaps, 0.08),
        gap_after_first=share(second, gaps, 0.25),
        mark_first=share(firsts, marks, 0.3),
        mark_paragraph=share(paragraphs, marks, 0.1),
        indent=min(0.95, share(openings, indented, 0.7)),
        signed=min(0.9, share(firsts, signed, 0.5, 8.0)),
    )


def _best_path(
    lines: Sequence[Line], facts: Sequence[Facts], habits: Habits, columns: Columns, eager: float = 0.0
) -> list[Role]:
    model = Model(lines, facts, habits, columns)
    score = {role: start + model.emit(role, 0) for role, start in _START.items()}
    trace: list[dict[Role, Role]] = []
    for i in range(1, len(lines)):
        ends = model.line_ends(i)
        now: dict[Role, float] = {}
        back: dict[Role, Role] = {}
        for role, sources in _FROM.items():
            best, origin = _NEVER * 1e6, H
            for before, link in sources:
                value = score.get(before, _NEVER * 1e5) + link + ends[before][role is C]
                if value > best:
                    best, origin = value, before
            now[role] = best + model.emit(role, i) + (eager if role is H and origin is not H else 0.0)
            back[role] = origin
        score = now
        trace.append(back)
    ends = model.line_ends(len(lines))
    final = {role: value + ends[role][False] - (4.0 if role in (H, S, B) else 0.0) for role, value in score.items()}
    path = [max(final, key=lambda role: final[role])]
    for back in reversed(trace):
        path.append(back[path[-1]])
    return path[::-1]


def _hung(lack: float) -> float:
    return min(0.0, lack + 0.8) if lack < 0 else lack


def _breaks_off(dense: str) -> bool:
    return dense[-1] in "，、；。" or dense[-1].isdigit()


def _full(lack: float, slack: float) -> float:
    """Return the score of a line that goes on, by what it lacks of its column; measured on the pages of two presses."""
    if -0.8 <= lack < 0.8:
        return -0.3
    if lack < -2.3:
        return -5.0
    if lack < 1.3 + slack:
        return -1.6 if lack > -1.3 else -2.7
    return -3.3 if lack < 1.8 + slack else -4.5


def _indented(lack: float, slack: float, indent: float) -> float:
    """Return the score of a paragraph's first line that goes on, by what it lacks of its column."""
    if 1.2 <= lack < 3.2:
        return log(indent)
    if -1.3 <= lack < 0.8:
        return log(1.03 - indent)
    if 0.8 <= lack < 1.2:
        return -2.7
    return -2.3 if 3.2 <= lack < 4.2 + slack else -4.5


@dataclass(frozen=True, slots=True)
class Model:
    """The log-probabilities of one page's lines under the roles they may have."""

    lines: Sequence[Line]
    facts: Sequence[Facts]
    habits: Habits
    columns: Columns

    def line_ends(self, i: int) -> dict[Role, tuple[float, float]]:
        """Return, for each role of line i-1, the scores of its end: before a break, before a line that goes on."""
        last, fact = self.lines[i - 1], self.facts[i - 1]
        line = self.lines[i] if i < len(self.lines) else None
        inside = second = outside = 0.0
        if line is not None:
            gap, habits = line.gap, self.habits
            outside += log(habits.gap_at_break if gap else 1 - habits.gap_at_break)
            inside += log(habits.gap_inside if gap else 1 - habits.gap_inside)
            second += log(habits.gap_after_first if gap else 1 - habits.gap_after_first)
        joined = line is not None and self.facts[i].joined
        after_body = outside - (1.6 if joined else 0.25) + (-0.05, -3.0, -6.0)[2 - fact.end]
        go_on = -(0.9 if joined else 0.5) + (-2.7, -1.5, -0.1)[2 - fact.end]
        if not self.habits.wrapped:
            go_on -= 4.0 if fact.end else 1.0
            widths = dict.fromkeys(BODY, (0.0, 0.0))
        else:
            final = self._final_width(i - 1)
            full, indented = self._full_width(i - 1), self._indented_width(i - 1)
            widths = {
                F: (max(final, indented - 2), indented),
                P: (max(final, indented - 2), indented),
                C: (final, full),
            }
        if last.stretched:
            after_body -= 3.0
        ends = {
            role: (after_body + widths[role][0], go_on + widths[role][1] + (inside if role is C else second))
            for role in BODY
        }
        apart = outside - (3.3 if joined else 0.05)
        ends.update(dict.fromkeys((H, S, B, T), (apart, _NEVER)))
        ends[X] = (0.0, -0.5)
        return ends

    def _lacks(self, i: int) -> tuple[float, float]:
        line = self.lines[i]
        lacks = self.columns.before[i] - line.width, self.columns.after[i] - line.width
        return (_hung(lacks[0]), _hung(lacks[1])) if line.hanging else lacks

    def _neighbours(self, i: int) -> list[float]:
        """Return what a line lacks of the lines beside it: columns change, captions run over several."""
        width = self.lines[i].width
        return [self.lines[j].width - width for j in (i - 1, i + 1) if 0 <= j < len(self.lines)]

    def _full_width(self, i: int) -> float:
        if self.lines[i].stretched:
            return -0.1
        slack = self._slack(i)
        fits = [_full(lack, slack) for lack in self._lacks(i)]
        return max(*fits, *(_full(lack, slack) - _LONELY for lack in self._neighbours(i)), self._half_width(i))

    def _half_width(self, i: int) -> float:
        """Return the score of a line that an extractor broke in two at a wide space: both halves fill their column."""
        for j in (i - 1, i):
            if 0 <= j < len(self.lines) - 1 and not self.lines[j + 1].gap and _breaks_off(self.lines[j].dense):
                lack = self.columns.after[j + 1] - self.lines[j].width - self.lines[j + 1].width
                if -1.5 < lack < 3.5:
                    return -2.5
        return _NEVER

    def _juts_out(self, i: int) -> bool:
        """Tell whether a line is wider than its column has been so far: a caption starts, or the column changes."""
        if not i or not self.habits.wrapped:
            return False
        width = self.lines[i].width
        return width > self.lines[i - 1].width + 2.5 and width > self.columns.before[i] + 2.5

    def _slack(self, i: int) -> float:
        """Return how much a line may lack because what starts the next could not be parted: a word, a mark."""
        following = self.lines[i + 1].dense if i + 1 < len(self.lines) else ""
        if len(following) > 1 and forbidden_start(following[1]):
            return 1.0
        word = re.match(r"[0-9A-Za-z.%]*", following)
        return len(word.group()) / 2 if word else 0.0

    def _indented_width(self, i: int) -> float:
        if self.lines[i].stretched or self.facts[i].lead:
            return -0.5  # a lead is set with more spaces than its width tells
        slack, indent = self._slack(i), self.habits.indent
        fits = [_indented(lack, slack, indent) for lack in self._lacks(i)]
        beside = (_indented(lack, slack, indent) - _LONELY for lack in self._neighbours(i))
        return max(*fits, *beside, self._half_width(i))

    def _final_width(self, i: int) -> float:
        lack = self._lacks(i)[0]
        room = max(6.0, self.columns.before[i])
        if lack < -1.3:
            return -4.0
        return log(2.4 / room) if lack < 0.8 else log(1.3 / room) if lack < 2.1 else log(1 - 3.6 / room)

    def emit(self, role: Role, i: int) -> float:
        """Return the score of what line i shows by itself, if it has this role."""
        line, fact = self.lines[i], self.facts[i]
        if role is H:
            return self._headline(i)
        if role is S:
            return 4.5 if fact.dash and not line.dense.endswith("。") else self._headline(i) - 5.0
        if role is B:
            return 6.0 if fact.byline and not fact.credit else 1.0 if self._names_go_on(i) else _NEVER
        if role is T:
            return 6.0 if fact.byline else _NEVER
        if role is X:
            return 7.0 if fact.furniture else -14.0
        score = -7.0 * (fact.byline + fact.furniture) - (9.0 if line.level else 0.0)
        if self._juts_out(i):
            score -= {C: 3.5, P: 1.0, F: 0.0}[role]
        if role is C:
            marked, lead = 0.005, -7.0
            score += -4.0 if fact.forbidden else -3.1 if fact.particle else -0.05
            score += -3.4 if fact.opening else -0.03
        else:
            first = role is F
            marked = self.habits.mark_first if first else self.habits.mark_paragraph
            score -= 12.0 * fact.forbidden + 5.0 * fact.particle
            score += (-0.85 if fact.opening else -0.55) if first else (-1.8 if fact.opening else -0.2)
            lead = -0.5 if first else -8.0
            if first and not fact.lead and not (i and self.facts[i - 1].byline):
                score += log(1 - self.habits.signed)
        return score + log(marked if line.marked else 1 - marked) + (lead if fact.lead else 0.0)

    def _headline(self, i: int) -> float:
        line, fact = self.lines[i], self.facts[i]
        score = fact.odds - 12.0 * fact.byline - 6.0 * (fact.furniture + fact.lead) - 6.0 * fact.dash
        score -= 5.5 if line.marked else 0.0
        if score < -8.0 or line.level:
            return score
        if self.habits.wrapped:
            lack = self.columns.after[i] - line.width
            score += -0.3 if lack < -0.7 or lack >= 3.2 else -2.3
        return score - (3.2 if fact.opening else 0.04)

    def _names_go_on(self, i: int) -> bool:
        if not i or not self.facts[i - 1].byline or len(self.lines[i].dense) > 12:
            return False
        return is_byline(self.lines[i - 1].text + "\n" + self.lines[i].text)
