"""The columns that a page's lines were cut at, and how well a line fills its own.

A paragraph's first line is indented by two em, its last may be short, the lines between fill the column; a headline
fits no column, having one of its own. The scores are natural logarithms of probabilities, rounded from counts over
real extractors' pages: of lines that fill a column of W em, 67 % measure W ± 0.8 (digits and marks are not quite half
an em or a whole one), 20 % ± 1.3, 4 % lack up to 1.8.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from corpus.headlines import forbidden_start
from corpus.lines import Line

_REACH = 10
_WEIGHTS = tuple(1 / (1 + 0.2 * k) for k in range(_REACH))
_ENOUGH = 3  # lines that show their column; fewer may all be last lines of paragraphs
_BESIDE = 3.0  # what it costs to be as wide as the next line only: columns change seldom, captions are few
_NEVER = -30.0


@dataclass(frozen=True, slots=True)
class Columns:
    """The width of the column that every line stands in, in em, as the lines before it and those after it show it."""

    lines: Sequence[Line]
    before: Sequence[float]
    after: Sequence[float]

    def full(self, i: int) -> float:
        """Return the score of line i as one that goes on and is no paragraph's first."""
        if self.lines[i].stretched:
            return -0.1
        slack = self._slack(i)
        fits = [_full(lack, slack) for lack in self._lacks(i)]
        return max(*fits, *(_full(lack, slack) - _BESIDE for lack in self._beside(i)), self._half(i))

    def indented(self, i: int, indent: float) -> float:
        """Return the score of line i as a paragraph's first that goes on; `indent` is how often those are indented."""
        if self.lines[i].stretched:
            return -0.5
        slack = self._slack(i)
        fits = [_indented(lack, slack, indent) for lack in self._lacks(i)]
        return max(*fits, *(_indented(lack, slack, indent) - _BESIDE for lack in self._beside(i)), self._half(i))

    def final(self, i: int) -> float:
        """Return the score of line i as a paragraph's last."""
        lack = self._lacks(i)[0]
        room = max(6.0, self.before[i])
        if lack < -1.3:
            return -4.0
        return log(2.4 / room) if lack < 0.8 else log(1.3 / room) if lack < 2.1 else log(1 - 3.6 / room)

    def apart(self, i: int) -> float:
        """Return the score of line i as a headline: most are wider than the column below, or much narrower."""
        lack = self.after[i] - self.lines[i].width
        if lack < -0.7 or lack >= 4.2:
            return -0.3
        return -2.3 if lack < 2.8 else -1.2

    def juts_out(self, i: int) -> bool:
        """Tell whether a line is wider than its column has been so far: a caption starts, or the column changes."""
        width = self.lines[i].width
        return i > 0 and width > self.lines[i - 1].width + 2.5 and width > self.before[i] + 2.5

    def _lacks(self, i: int) -> tuple[float, float]:
        line = self.lines[i]
        lacks = self.before[i] - line.width, self.after[i] - line.width
        return (_hung(lacks[0]), _hung(lacks[1])) if line.hanging else lacks

    def _beside(self, i: int) -> list[float]:
        width = self.lines[i].width
        return [self.lines[j].width - width for j in (i - 1, i + 1) if 0 <= j < len(self.lines)]

    def _slack(self, i: int) -> float:
        """Return how much a line may lack because what starts the next could not be parted: a word, a mark."""
        following = self.lines[i + 1].dense if i + 1 < len(self.lines) else ""
        if len(following) > 1 and forbidden_start(following[1]):
            return 1.0
        word = _WORD.match(following)
        return len(word.group()) / 2 if word else 0.0

    def _half(self, i: int) -> float:
        """Return the score of a line that an extractor broke in two at a wide space: both halves fill their column."""
        for j in (i - 1, i):
            if 0 <= j < len(self.lines) - 1 and not self.lines[j + 1].gap and _HALF.search(self.lines[j].dense):
                lack = self.after[j + 1] - self.lines[j].width - self.lines[j + 1].width
                if -1.5 < lack < 3.5:
                    return -2.5
        return _NEVER


_WORD = re.compile(r"[0-9A-Za-z.%]+")
_HALF = re.compile(r"[，、；。\d]$")


def _hung(lack: float) -> float:
    """Return what a line lacks whose last mark may hang over the edge."""
    return min(0.0, lack + 0.8) if lack < 0 else lack


def _full(lack: float, slack: float) -> float:
    if -0.8 <= lack < 0.8:
        return -0.3
    if lack < -2.3:
        return -5.0
    if lack < 1.3 + slack:
        return -1.6 if lack > -1.3 else -2.7
    return -3.3 if lack < 1.8 + slack else -4.5


def _indented(lack: float, slack: float, indent: float) -> float:
    if 1.2 <= lack < 3.2:
        return log(indent)
    if -1.3 <= lack < 0.8:
        return log(1.03 - indent)
    if 0.8 <= lack < 1.2:
        return -2.7
    if 3.2 <= lack < 3.4 + slack:
        return log(indent) - 1.0
    return -2.3 if 3.2 <= lack < 4.2 + slack else -4.5


def measure_columns(lines: Sequence[Line], flowing: Sequence[bool] | None, starts: Sequence[bool] | None) -> Columns:
    """Return the columns of a page's lines.

    `flowing` tells which lines fill their column, `starts` where articles begin: an article with lines enough is not
    measured by another's. Without them, every line within reach counts.
    """
    widths = [line.width - 0.6 * line.hanging for line in lines]
    flowing = flowing if flowing is not None else [True] * len(lines)
    starts = starts if starts is not None else [False] * len(lines)
    before = [_typical(_back(i, widths, flowing, starts)) for i in range(len(lines))]
    after = [_typical(_ahead(i, widths, flowing, starts)) for i in range(len(lines))]
    return Columns(
        lines,
        [width or other or own for width, other, own in zip(before, after, widths, strict=True)],
        [width or other or own for width, other, own in zip(after, before, widths, strict=True)],
    )


def _back(i: int, widths: Sequence[float], flowing: Sequence[bool], starts: Sequence[bool]) -> list[float]:
    found: list[float] = []
    for j in range(i - 1, max(-1, i - 1 - _REACH), -1):
        if starts[j + 1] and len(found) >= _ENOUGH:
            break
        if flowing[j]:
            found.append(widths[j])
    return found


def _ahead(i: int, widths: Sequence[float], flowing: Sequence[bool], starts: Sequence[bool]) -> list[float]:
    found: list[float] = []
    for j in range(i + 1, min(len(widths), i + 1 + _REACH)):
        if starts[j] and len(found) >= _ENOUGH:
            break
        if flowing[j]:
            found.append(widths[j])
    return found


def _typical(widths: list[float]) -> float:
    """Return the width that most lines are near, the nearest lines counting most; of equals the wider."""
    best, most = 0.0, 0.0
    for width in set(widths):
        near = 0.0
        for other, weight in zip(widths, _WEIGHTS, strict=False):
            if -0.6 <= width - other <= 1.2:
                near += weight
        if (near, width) > (most, best):
            best, most = width, near
    return best
