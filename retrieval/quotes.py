"""Ranked sentences to quotes: how much of the newspaper is shown, and what of it is marked."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.asking import Asked
from retrieval.features import LEANING, NAMES
from retrieval.fold import fold
from retrieval.questions import Question
from retrieval.ranking import Ranked
from retrieval.sentences import LONGEST, Sentence
from retrieval.types import Quote, Span

# A neighbouring sentence is quoted too where its probability is worth its reading. The quotes hold 97.8 % of drcd_dev's
# answers in 180 characters at 0.003, 97.6 % in 166 at 0.01 (a first one 91.1 and 90.8 %); without a price, in 290.
PRICE = 0.003
# What it costs to begin with 他, 该 or 其 while the sentence that names them stands before.
LEANS = 0.05
# A second and third quote must add this much probability: at 0.02 two quotes are shown on the average, not three, and
# 0.3 % fewer answers.
ADDS = 0.02
# A later paper comes first where what it says is at least so likely, beside the likeliest, and it has as much of the
# question: the later report must be of the same thing.
LATER = 0.2
# Kinds of answers that take more than a few words.
_LONG = (Asked.LIST, Asked.REASON, Asked.MANNER, Asked.MEANING)
_DATED = re.compile(r"\d[年月日号]|第.{1,3}[次届]")
_TIMES = (
    "去年", "前年", "今年", "明年", "当年", "上次", "上届", "上回", "上半", "首次", "首届", "以前", "过去", "原来",
    "最初", "当时",
)  # fmt: skip
# Years before the newest paper's that a reader means.
_OFFSETS = {"今年": 0, "去年": -1, "前年": -2}
# What opens the answer of a paper's own questions and answers.
_REPLY = re.compile(r"答[:：]|a[:：]")


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring sentences of one paragraph, by their numbers: sentences[first] to sentences[last]."""

    first: int
    last: int

    @property
    def numbers(self) -> range:
        return range(self.first, self.last + 1)


def choose_runs(question: Question, ranked: Ranked, limit: int) -> list[Run]:
    """Return what to quote, best first: runs of sentences of at most 120 characters.

    Where several things are asked, those that the first run does not show are looked for first. A run that says again
    what one before it says is left out.
    """
    runs: list[Run] = []
    used: set[int] = set()
    said: list[frozenset[str]] = []
    for wanted in _wanted(question, ranked, runs):
        number = _reply(ranked.sentences, wanted)
        if number in used:
            continue
        run = _widen(ranked, number, used)
        used.update(run.numbers)
        words = _pairs_of(ranked, run)
        if any(len(words & others) > 0.8 * min(len(words), len(others)) for others in said):
            continue
        runs.append(run)
        said.append(words)
        if len(runs) == limit:
            break
    return runs


def whole_sentences(question: Question, ranked: Ranked, runs: Sequence[Run]) -> list[Run]:
    """Return runs as they are; where a list, a reason, a manner or a meaning is asked for, which takes more words to
    tell, pieces of one sentence become one quote of up to 240 characters, so that it is whole.

    That shows 0.9 % more of the answers of cmrc_trial; no other quote is longer than 120 characters.
    """
    if not ("哪些" in question.folded or any(ask.kind in _LONG for ask in question.asks)):
        return list(runs)
    whole: list[Run] = []
    for run in runs:
        for at, other in enumerate(whole):
            first, second = sorted((run, other), key=lambda each: each.first)
            if _continues(ranked.sentences, first, second):
                whole[at] = Run(first.first, second.last)
                break
        else:
            whole.append(run)
    return whole


def latest_first(question: Question, ranked: Ranked, runs: Sequence[Run]) -> list[Run]:
    """Return runs, that of the latest paper first where papers of several dates tell when or how many, about as likely.

    The day a bridge opens has moved, this year's race has more teams. A question that names a time is let be.
    """
    dated = _DATED.search(question.content) or any(time in question.content for time in _TIMES)
    if not question.asks or question.asks[0].kind not in (Asked.TIME, Asked.AMOUNT) or dated:
        return list(runs)
    held = ranked.seen.features[:, NAMES.index("pairs_title")]
    best = held[list(runs[0].numbers)].max()
    likely = [run for run in runs if _share(ranked, run) >= LATER * _share(ranked, runs[0]) and _told(ranked, run)]
    papers = [run for run in likely if _date(ranked, run) and held[list(run.numbers)].max() >= best]
    if runs[0] not in papers:
        return list(runs)
    latest = max(papers, key=lambda run: (_date(ranked, run), -runs.index(run)))
    return [latest, *(run for run in runs if run != latest)]


def year_first(question: Question, ranked: Ranked, runs: Sequence[Run]) -> list[Run]:
    """Return runs, that of a paper of the year first which 今年 or 去年 means to a reader of the newest one read.

    The first stays where it says such a word itself, or the other is not nearly as likely.
    """
    named = [offset for word, offset in _OFFSETS.items() if word in question.content]
    dates = [one.article.date.year for one in ranked.sentences if one.article.date]
    first = _date(ranked, runs[0])
    if len(named) != 1 or not dates or first is None or first.year == max(dates) + named[0]:
        return list(runs)
    if any(word in ranked.sentences[number].folded for number in runs[0].numbers for word in _OFFSETS):
        return list(runs)
    likely = [run for run in runs if _share(ranked, run) >= LATER * _share(ranked, runs[0])]
    meant = [run for run in likely if (date := _date(ranked, run)) and date.year == max(dates) + named[0]]
    return [*meant[:1], *(run for run in runs if run not in meant[:1])]


def adds(ranked: Ranked, run: Run) -> bool:
    """Tell whether a further run is likely enough to hold what the ones before it do not."""
    return _share(ranked, run) >= ADDS


def quote(question: Question, ranked: Ranked, run: Run) -> Quote:
    """Return a run as a quote, the spans that may be the answer marked, else those that match."""
    first, last = ranked.sentences[run.first], ranked.sentences[run.last]
    text = first.article.body[first.start : last.end]
    highlights = _merged(_marks(ranked, run) or _matches(question, fold(text)))
    score = round(float(np.sum(ranked.shares[run.first : run.last + 1])), 4)
    return Quote(text, first.article, first.start, last.end, score, highlights, (first.cut[0], last.cut[1]))


def _wanted(question: Question, ranked: Ranked, runs: list[Run]) -> Iterable[int]:
    """Yield numbers of sentences, best first; after the first run, those that show what it does not come before."""
    order = [int(number) for number in np.argsort(-ranked.scores, kind="stable")]
    yield order[0]
    answers = ranked.seen.answers
    for ask in range(len(question.asks) if len(question.asks) > 1 else 0):
        if not any(answers[number][ask] for run in runs for number in run.numbers):
            yield from [number for number in order if answers[number][ask]][:1]
    yield from order[1:]


def _reply(sentences: Sequence[Sentence], number: int) -> int:
    """Return the sentence to quote for one that fits: of a question that a paper asks itself, the answer after it."""
    one, other = sentences[number], sentences[min(number + 1, len(sentences) - 1)]
    replies = one.article.id == other.article.id and 0 <= other.start - one.end <= 2 and _REPLY.match(other.folded)
    return number + 1 if replies and one.folded.endswith("?") else number


def _widen(ranked: Ranked, number: int, used: set[int]) -> Run:
    """Return the run around a sentence that is most worth reading, by its sentences' probabilities."""
    sentences, shares = ranked.sentences, ranked.shares
    best, best_worth = Run(number, number), -1.0
    for first in _reach(sentences, number, -1, used):
        for last in _reach(sentences, number, 1, used):
            if sentences[last].end - sentences[first].start > LONGEST and last > first:
                break
            leans = first > 0 and _neighbours(sentences, first - 1, first) and LEANING.match(sentences[first].folded)
            worth = float(shares[first : last + 1].sum()) - PRICE * (last - first) - (LEANS if leans else 0.0)
            if worth > best_worth + 1e-9:
                best, best_worth = Run(first, last), worth
    return best


def _reach(sentences: Sequence[Sentence], number: int, step: int, used: set[int]) -> list[int]:
    """The sentence and those next to it on one side, in its paragraph, three at most, that are not quoted yet."""
    reached = [number]
    while len(reached) < 4:
        at = reached[-1] + step
        if not 0 <= at < len(sentences) or at in used or not _neighbours(sentences, *sorted((reached[-1], at))):
            break
        reached.append(at)
    return reached


def _neighbours(sentences: Sequence[Sentence], first: int, second: int) -> bool:
    one, other = sentences[first], sentences[second]
    return one.article.id == other.article.id and one.paragraph == other.paragraph and 0 <= other.start - one.end <= 2


def _continues(sentences: Sequence[Sentence], first: Run, second: Run) -> bool:
    """Tell whether a run goes on with the sentence that another is cut off in, both together short enough."""
    one, other = sentences[first.last], sentences[second.first]
    length = sentences[second.last].end - sentences[first.first].start
    follows = first.last + 1 == second.first and _neighbours(sentences, first.last, second.first)
    return follows and one.cut[1] and other.cut[0] and length <= 2 * LONGEST


def _share(ranked: Ranked, run: Run) -> float:
    return float(max(ranked.shares[number] for number in run.numbers))


def _told(ranked: Ranked, run: Run) -> bool:
    """Tell whether a run has what could be the answer to the first thing asked."""
    return any(ranked.seen.answers[number][0] for number in run.numbers)


def _date(ranked: Ranked, run: Run) -> datetime.date | None:
    return ranked.sentences[run.first].article.date


def _pairs_of(ranked: Ranked, run: Run) -> frozenset[str]:
    text = "".join(ranked.sentences[number].folded for number in run.numbers)
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _marks(ranked: Ranked, run: Run) -> list[Span]:
    """The spans that may be the answer, counted from the start of the run; of more than six, none."""
    base = ranked.sentences[run.first].start
    marks = []
    for number in run.numbers:
        offset = ranked.sentences[number].start - base
        spans = [span for each in ranked.seen.answers[number] for span in each] if ranked.seen.answers else []
        marks += [(offset + start, offset + end) for start, end in spans]
    return marks if len(marks) <= 6 else []


def _matches(question: Question, folded: str) -> list[Span]:
    """The spans of folded text that are words of the question, of two characters and more."""
    words = [word for word in question.words if len(word) > 1]
    return [match.span() for word in words for match in re.finditer(re.escape(word), folded)]


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
