"""Hits to sentences: what a quote can be made of."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.sentences import split_sentences
from corpus.types import Article, Kind
from retrieval.fold import fold
from retrieval.types import Hit
from retrieval.values import Tagger

# Characters; what a reader takes in at a glance.
LONGEST = 120
# As much of an article as a long headline has stands for one that is lost.
OPENING = 60
# Characters up to which a headline without a verb names a thing; of the 200 of our own papers two would be entries but
# for their dates, of the 1,256 articles of encyclopaedias 1,190 are.
NAME = 8
# Where a sentence too long to quote may be cut; not in 11:30 or 1,200. The costs are characters that a cut may be off
# its place: what stands after a colon belongs to what stands before it, and a bracket is better left whole.
_CLAUSE = re.compile(r"[,;:、，；：](?!(?<=\d[,:：])\d)")
_WORD = re.compile(r"[A-Za-z0-9]+(?:[.,:][A-Za-z0-9]+)*")
_COSTS, _BRACKETED = {"；": -10, ";": -10, "、": 20, ":": 40, "：": 40}, 20

# A line that says only which paper and page this is answers nothing; who edited it and where to call may.
_MASTHEAD = re.compile(r"\d{4}年.*(?:星期[一二三四五六日天]|第.{1,3}版)|第.{1,3}版.{0,8}\d{4}年")
_REACHED = re.compile(r"编辑|校对|热线|电话|邮箱|邮编|地址|网址|印刷|发行|定价")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage that was found, or a run of clauses of one too long to quote: `article.body[start:end]`,
    and the same folded. `cut` tells whether more of the sentence stands before and after, `entry` whether it is of an
    entry of a reference work, not of a report.

    `title` is its headline, folded, or how an article without one opens, which names what the rest speaks of;
    `paragraph` is the span of its paragraph; `rank` and `score` are those of the passage, `place` is the sentence's
    position in it.
    """

    article: Article
    start: int
    end: int
    folded: str
    title: str
    paragraph: tuple[int, int]
    cut: tuple[bool, bool]
    rank: int
    score: float
    place: int
    entry: bool = False


def sentences_of(hits: Sequence[Hit], tag: Tagger) -> list[Sentence]:
    """Return the sentences of hits, each once, in the order of the hits and of their text."""
    found: list[Sentence] = []
    seen: set[tuple[str, int]] = set()
    for rank, hit in enumerate(hits):
        title, entry = _title(hit.article), is_entry(hit.article, tag)
        text = fold(hit.passage.text)
        clauses = (piece for span in _spans(hit) for piece in _clauses(hit.article.body, *span))
        for place, (start, end, paragraph, cut) in enumerate(clauses):
            if (hit.article.id, start) not in seen:
                seen.add((hit.article.id, start))
                folded = text[start - hit.passage.start : end - hit.passage.start]
                if hit.article.kind is Kind.OTHER and _MASTHEAD.search(folded) and not _REACHED.search(folded):
                    continue
                over = title if hit.article.headline or hit.article.body[:start].strip() else ""
                found.append(
                    Sentence(hit.article, start, end, folded, over, paragraph, cut, rank, hit.score, place, entry)
                )
    return found


def opening_of(article: Article) -> tuple[int, int, tuple[bool, bool]] | None:
    """Return how an article begins, the first sentences of its first paragraph, of at most 120 characters: their span
    and whether words are cut before and after; None where it has no words."""
    begin = len(article.body) - len(article.body.lstrip())
    end = begin + len(article.body[begin:].split("\n", 1)[0])
    pieces = [
        piece
        for first, last in split_sentences(article.body[begin:end])
        for piece in _clauses(article.body, begin + first, begin + last, (begin, end))
    ]
    if not pieces:
        return None
    start, stop, _, cut = pieces[0]
    for _, further, _, (_, more) in pieces[1:]:
        if further - start > LONGEST:
            break
        stop, cut = further, (False, more)
    return start, stop, cut


def is_entry(article: Article, tag: Tagger) -> bool:
    """Tell whether an article is an entry of a reference work: its headline is the short name of a thing, or a longer
    one that stands in its text; what tells it from others of that name (足球运动员) is put in brackets. Reports have
    dates and authors, and verbs in their headlines.
    """
    name = re.sub(r"\s*[(（][^(（]*[)）]$", "", article.headline or "").strip()
    if article.date is not None or article.authors:
        return False
    return bool(name) and (name in article.body or (len(name) <= NAME and _is_name(name, tag)))


def _is_name(text: str, tag: Tagger) -> bool:
    return not any(part[0] in "vd" or word in "了将把" for word, part in tag(fold(text)))


def _title(article: Article) -> str:
    """Return an article's headlines, folded; of one without, how it opens, which names what the rest speaks of."""
    if article.headline:
        return fold(" ".join(filter(None, (article.headline, article.subheadline))))
    opening = article.body.lstrip()[:OPENING]
    end = next(iter(split_sentences(opening)), (0, 0))[1]
    return fold(opening[:end])


def _spans(hit: Hit) -> list[tuple[int, int, tuple[int, int]]]:
    """The spans of the sentences that lie in a passage, without the white space around them."""
    spans, offset = [], 0
    for paragraph in hit.article.paragraphs:
        if offset < hit.passage.end and hit.passage.start < offset + len(paragraph):
            for start, end in split_sentences(paragraph):
                start, end = max(offset + start, hit.passage.start), min(offset + end, hit.passage.end)
                text = hit.article.body[start:end]
                start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
                if start < end:
                    spans.append((start, end, (offset, offset + len(paragraph))))
        offset += len(paragraph) + 1
    return spans


def _clauses(
    body: str, start: int, end: int, paragraph: tuple[int, int]
) -> list[tuple[int, int, tuple[int, int], tuple[bool, bool]]]:
    """Cut a sentence of more than 120 characters at clauses, into as few pieces as will do, of like lengths."""
    edges = [start]
    while end - edges[-1] > LONGEST:
        left = end - edges[-1]
        goal = edges[-1] + left / math.ceil(left / LONGEST)
        found = _CLAUSE.finditer(body, edges[-1] + LONGEST // 4, min(end, edges[-1] + LONGEST + 1))
        marks = [match.end() for match in found if match.end() <= edges[-1] + LONGEST]
        costs = {mark: abs(mark - goal) + _cost(body, start, mark) for mark in marks}
        edges.append(min(marks, key=costs.__getitem__, default=_word_end(body, edges[-1] + LONGEST)))
    edges.append(end)
    return [(a, b, paragraph, (a > start, b < end)) for a, b in pairwise(edges)]


def _cost(body: str, start: int, mark: int) -> int:
    opened = sum(
        body.count(left, start, mark) - body.count(right, start, mark) for left, right in ("（）", "()", "《》")
    )
    return _COSTS.get(body[mark - 1], 0) + _BRACKETED * (opened > 0)


def _word_end(body: str, at: int) -> int:
    """Return where to cut a text without a mark: not in a number, a time or a word of fewer than 30 Latin letters."""
    begin = at - LONGEST // 4
    for match in _WORD.finditer(body, begin + 1, at + LONGEST // 4):
        if match.start() < at < match.end():
            return match.start()
    return at
