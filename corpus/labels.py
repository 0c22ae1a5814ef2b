"""Every line of a page labelled with its role: a hidden Markov model over lines, decoded by dynamic programming.

A line shows its role by its words and marks, by its width against its column's, and by how it ends and starts. No cue
decides alone, for a page may lack any of them; how far this page uses blank lines, indent marks, indents and leads is
counted over a first labelling, and the second uses it. All scores are natural logarithms of probabilities, rounded
from counts over pages of real news set and read back as extractors do; odd ones say why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from corpus.bylines import is_byline
from corpus.columns import Columns, measure_columns
from corpus.cues import Cues, Heading, observe
from corpus.headlines import is_notice
from corpus.lines import Line
from corpus.roles import BODY, Habits, Role, count_habits, first_habits

H, S, B, F, P, C, T, X = Role
_NEVER = -30.0
# A headline too many on the first pass costs nothing (a column is as wide on both sides of it), one too few mixes the
# columns of two articles.
_EAGER = 0.0

_START = {H: -0.7, F: -2.0, X: -1.5, B: -2.5, S: -6.0}
# Which role follows which, before anything is seen of the lines.
_NEXT: dict[Role, dict[Role, float]] = {
    H: {H: -2.0, S: -2.8, B: -1.4, F: -0.6, X: -6.0},
    S: {S: -2.5, B: -1.4, F: -0.3, H: -6.0},
    B: {B: -3.5, F: -0.1, H: -4.5, S: -4.0, X: -6.0},
    F: {C: -0.05, P: -4.0, F: -7.0, H: -6.0, B: -6.0, T: -6.0, X: -6.0},
    P: {C: -0.05, P: -3.5, F: -6.5, H: -6.0, B: -6.0, T: -6.0, X: -6.0},
    C: {C: -0.15, P: -2.2, F: -4.8, H: -4.2, B: -5.0, T: -5.0, X: -5.0},
    T: {H: -0.3, F: -3.0, B: -3.0, X: -2.0, P: -4.0, T: -4.0},
    X: {X: -0.7, H: -0.9, F: -2.5, B: -2.5, C: -5.0, P: -5.0, S: -7.0},
}
_FROM = {role: [(before, nexts[role]) for before, nexts in _NEXT.items() if role in nexts] for role in Role}
# Where a paragraph is one line, the next line is mostly another.
_UNWRAPPED = {P: 2.5, F: 2.5, H: 2.5, B: 3.0, T: 3.0, X: 3.0, C: -5.0}
# How lines end before a break and before a line that goes on: OPEN, SOFT, CLOSED.
_BREAKS = (-6.0, -3.0, -0.05)
_GOES_ON = (-0.1, -1.5, -2.7)


def label_lines(lines: Sequence[Line]) -> list[Role]:
    """Return the role of every line."""
    if not lines:
        return []
    cues = observe(lines)
    habits = first_habits(lines)
    roles = _best_path(_Model(lines, cues, habits, measure_columns(lines, None, None)), _EAGER)
    columns = measure_columns(lines, _going_on(roles), [role in (H, F) for role in roles])
    return _best_path(_Model(lines, cues, count_habits(lines, cues, roles, columns, habits), columns))


def _going_on(roles: Sequence[Role]) -> list[bool]:
    """Tell which lines fill their column: those that neither start a paragraph nor end one."""
    return [role is C and after is C for role, after in zip(roles, [*roles[1:], X], strict=True)]


def _best_path(model: "_Model", eager: float = 0.0) -> list[Role]:
    """Return the likeliest roles of a page's lines (Viterbi); `eager` is added for every headline."""
    emitted = model.emit(0)
    score = {role: start + emitted[role] for role, start in _START.items()}
    trace: list[dict[Role, Role]] = []
    for i in range(1, len(model.lines)):
        ends, emitted = model.line_ends(i), model.emit(i)
        now: dict[Role, float] = {}
        back: dict[Role, Role] = {}
        for role, sources in _FROM.items():
            best, origin = _NEVER * 1e6, H
            for before, link in sources:
                value = score.get(before, _NEVER * 1e5) + link + ends[before][role is C]
                if value > best:
                    best, origin = value, before
            now[role] = best + emitted[role] + (eager if role is H and origin is not H else 0.0)
            back[role] = origin
        score = now
        trace.append(back)
    return _walk_back(model, score, trace)


def _walk_back(model: "_Model", score: dict[Role, float], trace: Sequence[dict[Role, Role]]) -> list[Role]:
    ends = model.line_ends(len(model.lines))
    final = {role: value + ends[role][False] - (4.0 if role in (H, S, B) else 0.0) for role, value in score.items()}
    path = [max(final, key=lambda role: final[role])]
    for back in reversed(trace):
        path.append(back[path[-1]])
    return path[::-1]


@dataclass(frozen=True, slots=True)
class _Model:
    """The log-probabilities of one page's lines under the roles they may have."""

    lines: Sequence[Line]
    cues: Sequence[Cues]
    habits: Habits
    columns: Columns

    def line_ends(self, i: int) -> dict[Role, tuple[float, float]]:
        """Return, for each role of line i-1, the scores of its end: before a break, before a line that goes on."""
        cue = self.cues[i - 1]
        joined = i < len(self.lines) and self.cues[i].joined
        at_break, inside, after_first = self._gaps(i)
        breaks = at_break + _BREAKS[cue.end] - (1.6 if joined else 0.25) - (3.0 if self.lines[i - 1].stretched else 0.0)
        goes_on = _GOES_ON[cue.end] - (0.9 if joined else 0.5)
        apart = (at_break - (3.3 if joined else 0.05), _NEVER)
        ends = dict.fromkeys((H, S, B, T), apart)
        ends[X] = (0.0, -0.5)
        if not self.habits.wrapped:
            breaks = max(breaks, -3.0)  # a list's or a verse's line, where no sentence ends
            ends.update(dict.fromkeys(BODY, (breaks, goes_on + inside)))
            return ends
        final, indented = self.columns.final(i - 1), self._indented(i - 1)
        first = (breaks + max(final, indented - 2.0), goes_on + after_first + indented)
        ends.update({F: first, P: first, C: (breaks + final, goes_on + inside + self.columns.full(i - 1))})
        return ends

    def _gaps(self, i: int) -> tuple[float, float, float]:
        if i == len(self.lines):
            return 0.0, 0.0, 0.0
        habits = self.habits
        shares = (habits.gap_at_break, habits.gap_inside, habits.gap_after_first)
        at_break, inside, after_first = (log(share if self.lines[i].gap else 1 - share) for share in shares)
        return at_break, inside, after_first

    def _indented(self, i: int) -> float:
        # A lead is set with more spaces than its width tells.
        return -0.5 if self.cues[i].lead else self.columns.indented(i, self.habits.indent)

    def emit(self, i: int) -> dict[Role, float]:
        """Return the score of what line i shows by itself, for every role that it may have."""
        cue = self.cues[i]
        if cue.heading is not Heading.NONE:
            role = {Heading.HEADLINE: H, Heading.SUBHEADLINE: S, Heading.SECTION: P if i else X}[cue.heading]
            return {other: 0.0 if other is role else _NEVER for other in Role}
        if cue.signature:
            return {role: 3.0 if role is P else _NEVER for role in Role}
        headline = self._headline(i)
        scores = {
            H: headline,
            S: 4.5 if cue.dash and not self.lines[i].dense.endswith("。") else headline - 5.0,
            B: 6.0 if cue.byline and not cue.credit else 1.0 if self._names_go_on(i) else _NEVER,
            T: 6.0 if cue.byline else _NEVER,
            X: 7.0 if cue.furniture else -14.0,
            F: self._first(i),
            P: self._paragraph(i),
            C: self._more(i),
        }
        if not self.habits.wrapped:
            return {role: score + _UNWRAPPED.get(role, 0.0) for role, score in scores.items()}
        return scores

    def _first(self, i: int) -> float:
        cue = self.cues[i]
        score = self._breaks_in(i) + self._marked(i, self.habits.mark_first)
        score += -0.85 if cue.opening else -0.55
        if cue.lead:
            return score - 0.5
        return score if i and self.cues[i - 1].byline else score + log(1 - self.habits.signed)

    def _paragraph(self, i: int) -> float:
        cue = self.cues[i]
        score = self._breaks_in(i) + self._marked(i, self.habits.mark_paragraph) - (1.0 if self._juts_out(i) else 0.0)
        return score + (-1.8 if cue.opening else -0.2) - (8.0 if cue.lead else 0.0)

    def _breaks_in(self, i: int) -> float:
        cue = self.cues[i]
        return -7.0 * (cue.byline + cue.furniture) - 12.0 * cue.forbidden - 5.0 * cue.particle

    def _more(self, i: int) -> float:
        cue = self.cues[i]
        score = -7.0 * (cue.byline + cue.furniture + cue.lead) - (3.5 if self._juts_out(i) else 0.0)
        score += -4.0 if cue.forbidden else -3.1 if cue.particle else -0.05
        return score + (-3.4 if cue.opening else -0.03) + self._marked(i, 0.005)

    def _marked(self, i: int, share: float) -> float:
        return log(share if self.lines[i].marked else 1 - share)

    def _juts_out(self, i: int) -> bool:
        return self.habits.wrapped and self.columns.juts_out(i)

    def _headline(self, i: int) -> float:
        cue = self.cues[i]
        score = cue.odds - 12.0 * (cue.byline + cue.lead) - 6.0 * (cue.furniture + cue.dash)
        if i and len(self.lines[i - 1].dense) <= 6 and is_notice(self.lines[i - 1].dense):
            score -= 3.0  # 遗失声明 says all; its text follows
        score -= (5.5 if self.lines[i].marked else 0.0) + (3.2 if cue.opening else 0.04)
        return score + (self.columns.apart(i) if self.habits.wrapped else 0.0)

    def _names_go_on(self, i: int) -> bool:
        if not i or not self.cues[i - 1].byline or len(self.lines[i].dense) > 12:
            return False
        return is_byline(self.lines[i - 1].text + "\n" + self.lines[i].text)
