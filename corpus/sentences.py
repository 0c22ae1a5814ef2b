"""Where sentences begin and end in a paragraph."""

import re

# A stop, with the closing marks that belong to it; ； is no stop, since clauses on both sides share a subject. What it
# may begin with is asked first: text is gone through in half the time so.
_STOP = re.compile(r"[。！？!?….](?:(?<!\.)[。！？!?…]*|(?<=\.)(?<![A-Za-z0-9]\.)(?![A-Za-z0-9]))[”’」』）)》\]]*")
_OPENING = "“‘「『（(《"
_BRACKET = re.compile("[“‘「『（(《”’」』）)》]")


def split_sentences(paragraph: str) -> list[tuple[int, int]]:
    """Return the half-open spans of the sentences of one paragraph, in order; together they are the paragraph.

    A stop inside brackets or quotation marks ends no sentence unless the quotation ends with it, so that what
    somebody said stays whole with who said it.
    """
    spans, start = [], 0
    for match in _STOP.finditer(paragraph):
        if match.end() > start and (_closed(paragraph, start, match.end())):
            spans.append((start, match.end()))
            start = match.end()
    if start < len(paragraph):
        spans.append((start, len(paragraph)))
    return spans


def _closed(text: str, start: int, end: int) -> bool:
    """Tell whether every bracket opened in text[start:end] is closed there, or the run is too long to wait for it."""
    depth = 0
    for bracket in _BRACKET.findall(text, start, end):
        depth = depth + 1 if bracket in _OPENING else max(0, depth - 1)
    # A mark that is never closed must not swallow the paragraph: 200 characters are past any real quotation.
    return depth == 0 or end - start > 200
