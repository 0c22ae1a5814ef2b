"""Text with bold runs and blockquotes, cut to Telegram's limits as text and only then written as HTML.

Cutting before writing is what makes a cut inside a tag, an escape or a surrogate pair impossible.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate

MESSAGE_UNITS = 4096
CAPTION_UNITS = 1024
ENTITIES = 100  # Telegram drops what comes after the hundredth
# A quote of more than about five lines on a telephone is shown folded.
EXPANDABLE_FROM = 160

SENTENCE_END = re.compile(r"[。！？；.!?;…]+[”』」）)\"']*")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Runs that stand on lines of their own; `quoted` puts them in a blockquote, `gap` an empty line before them."""

    runs: tuple[Run, ...]
    quoted: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What fits one message: as HTML, and as the plain text to fall back on."""

    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class _Mark:
    tag: str
    start: int
    end: int


def units(text: str) -> int:
    """Return the length in UTF-16 units, as Telegram counts."""
    return len(text) + sum(char > "\uffff" for char in text)


def pages(sections: Iterable[Section], limit: int = MESSAGE_UNITS) -> tuple[Page, ...]:
    """Return the sections as messages of at most `limit` UTF-16 units and 100 entities, none of them blank.

    Every character that is not white space at a cut is in exactly one page. Cuts fall between lines if that leaves
    a page half full at least, else after a sentence, else anywhere.
    """
    text, marks = _flatten(sections)
    found = []
    for start, end in _cuts(text, marks, limit):
        inside = [_Mark(m.tag, max(m.start, start), min(m.end, end)) for m in marks if m.start < end and start < m.end]
        if text[start:end].strip():
            found.append(Page(_write(text, start, end, inside), text[start:end]))
    return tuple(found)


def _flatten(sections: Iterable[Section]) -> tuple[str, list[_Mark]]:
    text = ""
    marks: list[_Mark] = []
    for section in sections:
        words = "".join(run.text for run in section.runs)
        if not words.strip():
            continue
        text += ("\n\n" if section.gap else "\n") if text else ""
        start = len(text)
        if section.quoted:
            tag = "blockquote expandable" if len(words) > EXPANDABLE_FROM else "blockquote"
            marks.append(_Mark(tag, start, start + len(words)))
        for run in section.runs:
            if run.bold and run.text.strip():
                marks.append(_Mark("b", len(text), len(text) + len(run.text)))
            text += _sendable(run.text)
    return text, marks


def _sendable(text: str) -> str:
    """Replace what UTF-8 cannot carry or Telegram refuses, one character for one."""
    return re.sub(r"[\ud800-\udfff\x00]", "\ufffd", text)


def _cuts(text: str, marks: Sequence[_Mark], limit: int) -> list[tuple[int, int]]:
    sizes = list(accumulate((2 if char > "\uffff" else 1 for char in text), initial=0))
    cuts = []
    start = 0
    while start < len(text):
        end = start
        while end < len(text) and sizes[end + 1] - sizes[start] <= limit:
            end += 1
        if end < len(text):
            end = _good_end(text, start, end)
        end = _within_entities(marks, start, end)
        cuts.append((start, end))
        start = end
        while start < len(text) and text[start] in "\n ":
            start += 1
    return cuts


def _good_end(text: str, start: int, end: int) -> int:
    half = start + (end - start) // 2
    line = text.rfind("\n", half, end + 1)
    if line > half:
        return line
    sentences = [match.end() for match in SENTENCE_END.finditer(text, half, end)]
    return sentences[-1] if sentences else end


def _within_entities(marks: Sequence[_Mark], start: int, end: int) -> int:
    inside = sorted(max(mark.start, start) for mark in marks if mark.start < end and start < mark.end)
    if len(inside) <= ENTITIES:
        return end
    return max(inside[ENTITIES], start + 1)


def _write(text: str, start: int, end: int, marks: Sequence[_Mark]) -> str:
    opened: list[_Mark] = []
    out: list[str] = []
    waiting = sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.tag == "b"))
    position = start
    for point in sorted({start, end, *(m.start for m in marks), *(m.end for m in marks)}):
        out.append(escape(text[position:point], quote=False))
        position = point
        while opened and opened[-1].end == point:
            out.append(f"</{opened.pop().tag.split()[0]}>")
        while waiting and waiting[0].start == point:
            opened.append(waiting.pop(0))
            out.append(f"<{opened[-1].tag}>")
    return "".join(out)
