"""Text as printed, freed from what a PDF extractor left in it.

Full-width digits, Latin letters and ％ become ASCII (a full-width stop only between digits); characters that no
newspaper prints go; white space goes, but for one space between two ASCII words. Chinese punctuation stays.
"""

import re

_NARROW = {
    code: code - 0xFEE0
    for start, end in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(start, end + 1)
} | {0xFF05: ord("%")}
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ％]+")  # ten times as fast as translating all of a text
# Replacement, byte order, zero-width, soft-hyphen, private-use and control characters; not \t \n \f \r.
_DEBRIS = re.compile(
    "[\ufffd\ufeff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u061c\u00ad\ue000-\uf8ff\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]|\\(cid:\\d+\\)"
)
_SPACE = re.compile(r"[ \t\r\n\f\x85\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_WORD = re.compile(r"[A-Za-z0-9]")


def clean_paragraph(text: str) -> str:
    """Return one paragraph, its lines joined; a number broken over two lines is whole again."""
    text = _strip_debris(text)

    def gap(match: re.Match[str]) -> str:
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if not (_WORD.match(before) and _WORD.match(after)):
            return ""
        return "" if "\n" in match.group() and before.isdigit() and after.isdigit() else " "

    return _SPACE.sub(gap, text)


def clean_headline(text: str) -> str:
    """Return a headline in one line, its lines and halves one space apart."""
    return _SPACE.sub(" ", _strip_debris(text)).strip()


def _strip_debris(text: str) -> str:
    text = _WIDE.sub(lambda match: match.group().translate(_NARROW), text)
    text = re.sub(r"(?<=[0-9])．(?=[0-9])", ".", text)
    return _DEBRIS.sub("", text)
