"""The width of the columns that a page's lines were cut at, estimated from the lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.lines import Line

_REACH = 10
_WEIGHTS = tuple(1 / (1 + 0.2 * k) for k in range(_REACH))
_ENOUGH = 3  # lines that show their column; fewer may all be last lines of paragraphs


@dataclass(frozen=True, slots=True)
class Columns:
    """The width of the column that a line stands in, as the lines before it and those after it show it, in em."""

    before: list[float]
    after: list[float]


def measure_columns(lines: Sequence[Line], flowing: Sequence[bool] | None, starts: Sequence[bool] | None) -> Columns:
    """Return the column widths at every line.

    `flowing` tells which lines fill their column, `starts` where articles begin: an article with lines enough is not
    measured by another's. Without them, every line within reach counts.
    """
    widths = [line.width - 0.6 * line.hanging for line in lines]
    flowing = flowing if flowing is not None else [True] * len(lines)
    starts = starts if starts is not None else [False] * len(lines)
    before = [_typical(_back(i, widths, flowing, starts)) for i in range(len(lines))]
    after = [_typical(_ahead(i, widths, flowing, starts)) for i in range(len(lines))]
    return Columns(
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
