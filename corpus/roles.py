"""The roles that a page's lines have, and how often a page uses the cues that tell them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from corpus.columns import Columns
from corpus.cues import Cues
from corpus.lines import Line


class Role(IntEnum):
    """What a line is to its page; FIRST is an article's first line of text, MORE goes on, TAIL signs at the end."""

    HEADLINE = 0
    SUBHEADLINE = 1
    BYLINE = 2
    FIRST = 3
    PARAGRAPH = 4
    MORE = 5
    TAIL = 6
    OTHER = 7


BODY = (Role.FIRST, Role.PARAGRAPH, Role.MORE)


@dataclass(frozen=True, slots=True)
class Habits:
    """How often a page uses its cues, as probabilities; the values here are those of a page not seen yet.

    Blank lines at a break, after a paragraph's first line (some extractors set that apart) and elsewhere inside;
    indent marks at an article's first line and at other paragraphs; indents without a mark; articles with a lead or
    byline. `wrapped` is false where every paragraph is one line, as people write them.
    """

    wrapped: bool = True
    gap_at_break: float = 0.4
    gap_inside: float = 0.08
    gap_after_first: float = 0.25
    mark_first: float = 0.3
    mark_paragraph: float = 0.1
    indent: float = 0.85
    signed: float = 0.6


def first_habits(lines: Sequence[Line]) -> Habits:
    """Return what is assumed of a page before its lines are labelled."""
    headed = any(line.level for line in lines)
    body = [line for line in lines if not line.level and (headed or line.width > 12)]
    ended = sum(line.ends_sentence for line in body)
    return Habits(wrapped=ended < (0.6 if headed else 0.75) * len(body) or (len(body) < 3 and not headed))


def count_habits(
    lines: Sequence[Line], cues: Sequence[Cues], roles: Sequence[Role], columns: Columns, habits: Habits
) -> Habits:
    """Count how a page uses its cues, from a first labelling; a few imagined counts keep small pages sane."""
    places = [i for i in range(1, len(roles)) if roles[i] is not Role.MORE]
    inside = [i for i in range(1, len(roles)) if roles[i] is Role.MORE]
    second = [i for i in inside if roles[i - 1] is not Role.MORE]
    firsts = [i for i, role in enumerate(roles) if role is Role.FIRST]
    paragraphs = [i for i, role in enumerate(roles) if role is Role.PARAGRAPH]
    plain = [i - 1 for i in second if not lines[i - 1].marked and not cues[i - 1].lead]
    gaps, marks = [line.gap for line in lines], [line.marked for line in lines]
    return replace(
        habits,
        gap_at_break=_share(places, gaps, 0.4),
        gap_inside=_share([i for i in inside if roles[i - 1] is Role.MORE], gaps, 0.08),
        gap_after_first=_share(second, gaps, 0.25),
        mark_first=_share(firsts, marks, 0.3),
        mark_paragraph=_share(paragraphs, marks, 0.1),
        indent=min(0.95, _share(plain, [_is_indented(i, lines, columns) for i in range(len(lines))], 0.7)),
        signed=min(0.9, _share(firsts, [_is_signed(i, cues, roles) for i in range(len(lines))], 0.5, 8.0)),
    )


def _share(where: Sequence[int], cue: Sequence[bool], prior: float, weight: float = 3.0) -> float:
    return (sum(cue[i] for i in where) + prior * weight) / (len(where) + weight)


def _is_indented(i: int, lines: Sequence[Line], columns: Columns) -> bool:
    return any(1.2 <= width - lines[i].width < 3.2 for width in (columns.after[i], columns.before[i]))


def _is_signed(i: int, cues: Sequence[Cues], roles: Sequence[Role]) -> bool:
    return cues[i].lead or (i > 0 and roles[i - 1] is Role.BYLINE)
