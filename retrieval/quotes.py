"""Sentences to quotes: how much of the newspaper is shown, and what of it is marked."""

import re
from collections.abc import Sequence

from retrieval.fold import fold
from retrieval.questions import Question
from retrieval.sentences import Sentence
from retrieval.types import Quote, Span

# Characters; what a reader takes in at a glance.
LONGEST = 120
_CLAUSE = re.compile(r"[,;:、，；：]")


def quote(sentence: Sentence, question: Question, spans: Sequence[Span], score: float) -> Quote:
    """Return a sentence as a quote; a longer one than 120 characters is cut at clauses to where the spans stand."""
    start, end = _window(sentence, spans)
    body = sentence.article.body
    text = body[start:end]
    cut = (start > sentence.start, end < sentence.end)
    return Quote(text, sentence.article, start, end, score, highlights(text, question, fold(text)), cut)


def highlights(text: str, question: Question, folded: str) -> tuple[Span, ...]:
    """Return the spans of text that match words of the question, in order, none overlapping."""
    marked: list[Span] = []
    for word in question.words:
        if len(word) > 1:
            marked += [match.span() for match in re.finditer(re.escape(word), folded)]
    return _merged(marked)


def _window(sentence: Sentence, spans: Sequence[Span]) -> Span:
    """The run of clauses, at most 120 characters, in which most of the spans stand; the earliest of equals."""
    if sentence.end - sentence.start <= LONGEST:
        return sentence.start, sentence.end
    text = sentence.folded
    edges = [0, *(match.end() for match in _CLAUSE.finditer(text)), len(text)]
    best, best_score = (0, min(LONGEST, len(text))), -1.0
    for first, start in enumerate(edges[:-1]):
        end = max((edge for edge in edges[first + 1 :] if edge - start <= LONGEST), default=start + LONGEST)
        score = sum(b - a for a, b in spans if start <= a and b <= end) + (end - start) / (2 * LONGEST)
        if score > best_score:
            best, best_score = (start, min(end, len(text))), score
    return sentence.start + best[0], sentence.start + best[1]


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
