"""How good answers are, measured on questions whose answers are known: what `wenbao eval` prints and the gates hold.

A question's `facts` are groups of accepted strings; it is answered right when one of each group stands in what is
shown: the quotes with their source lines. Strings are compared in NFKC, lower case, letters and digits only.
"""

import re
import statistics
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.types import Article
from retrieval.answers import Answerer
from retrieval.errors import ExpectationError
from retrieval.types import Answer, Hit, Quote

# More than this is a wall of text, in which anything can be found.
LONGEST = 400
RANKED = 10


@dataclass(frozen=True, slots=True)
class Expectation:
    """A question and what is right: `gold` are the line numbers of the right articles in a `.jsonl` corpus,
    `headlines` the right one's headline, (None,) for an article without, () where the set does not tell."""

    question: str
    answerable: bool = True
    facts: tuple[tuple[str, ...], ...] = ()
    gold: frozenset[int] = frozenset()
    headlines: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question; `rank` is the place of the first right article, from 1, None past the tenth."""

    expectation: Expectation
    answer: Answer
    first: bool
    shown: bool
    sourced: bool
    rank: int | None

    @property
    def right(self) -> bool:
        return self.shown if self.expectation.answerable else not self.answer.answered


def read_expectation(record: object) -> Expectation:
    """Return the expectation of one decoded line. Raises ExpectationError."""
    if not isinstance(record, Mapping) or not isinstance(record.get("question"), str):
        raise ExpectationError('not a JSON object with a "question" string')
    facts, gold = record.get("facts") or [], record.get("gold") or []
    groups = facts if isinstance(facts, list) else [None]
    if not all(isinstance(group, list) and all(isinstance(option, str) for option in group) for group in groups):
        raise ExpectationError('"facts" is not a list of lists of strings')
    if not isinstance(gold, list) or not all(isinstance(line, int) for line in gold):
        raise ExpectationError('"gold" is not a list of line numbers')
    return Expectation(
        record["question"],
        record.get("answerable", True) is not False,
        tuple(map(tuple, groups)),
        frozenset(gold),
        (record["headline"],) if "headline" in record else (),
    )


def judge(expectation: Expectation, answerer: Answerer) -> Outcome:
    """Ask a question and hold the answer against what is right."""
    answer = answerer.answer(expectation.question)
    hits = answerer.search(expectation.question, RANKED) if expectation.gold else []
    quotes = answer.quotes
    return Outcome(
        expectation,
        answer,
        first=bool(quotes) and _holds(expectation.facts, quotes[:1]),
        shown=bool(quotes) and _holds(expectation.facts, quotes),
        sourced=bool(quotes) and _plain(quotes[0].article.headline or "") in map(_headline, expectation.headlines),
        rank=_rank(expectation.gold, hits),
    )


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures of one set, as shares; None where the set has nothing to measure it by.

    `first` and `shown` are answerable questions whose facts stand in the first quote, in all quotes shown; `source`,
    those whose first quote is from the right article; `lost`, those refused; `refused`, unanswerable ones refused;
    `score`, right ones among all; `auroc`, of confidence, answerable against unanswerable; `r1`, `r5`, questions with
    a right article first, among the first five; `p50`, `p95` milliseconds an answer; `bins`, for tenths of
    confidence, (how many, mean confidence, share of them right).
    """

    questions: int
    first: float | None
    shown: float | None
    source: float | None
    lost: float | None
    refused: float | None
    score: float | None
    auroc: float | None
    r1: float | None
    r5: float | None
    p50: float
    p95: float
    bins: tuple[tuple[int, float, float], ...]


def measure(outcomes: Sequence[Outcome]) -> Quality:
    """Return the figures of a set's outcomes, of which there must be one."""
    answerable = [outcome for outcome in outcomes if outcome.expectation.answerable]
    others = [outcome for outcome in outcomes if not outcome.expectation.answerable]
    ranked = [outcome for outcome in answerable if outcome.expectation.gold]
    times = sorted(outcome.answer.elapsed_ms for outcome in outcomes)
    return Quality(
        questions=len(outcomes),
        first=_share(outcome.first for outcome in answerable),
        shown=_share(outcome.shown for outcome in answerable),
        source=_share(outcome.sourced for outcome in answerable if outcome.expectation.headlines),
        lost=_share(not outcome.answer.answered for outcome in answerable),
        refused=_share(not outcome.answer.answered for outcome in others),
        score=_share(outcome.right for outcome in outcomes),
        auroc=auroc([o.answer.confidence for o in answerable], [o.answer.confidence for o in others]),
        r1=_share(outcome.rank == 1 for outcome in ranked),
        r5=_share(outcome.rank is not None and outcome.rank <= 5 for outcome in ranked),
        p50=statistics.median(times),
        p95=times[min(len(times) - 1, int(len(times) * 0.95))],
        bins=tuple(_bins(outcomes)),
    )


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the chance that a positive's score is above a negative's, ties half; None where either is missing."""
    if not positive or not negative:
        return None
    order = sorted([(score, 1) for score in positive] + [(score, 0) for score in negative])
    ranks, start = 0.0, 0
    while start < len(order):
        end = start
        while end < len(order) and order[end][0] == order[start][0]:
            end += 1
        ranks += sum(kind for _, kind in order[start:end]) * (start + end + 1) / 2
        start = end
    return (ranks - len(positive) * (len(positive) + 1) / 2) / (len(positive) * len(negative))


def _bins(outcomes: Sequence[Outcome]) -> Iterable[tuple[int, float, float]]:
    """Yield the reliability of confidence: right means that what the quotes would have shown holds the facts."""
    for tenth in range(10):
        inside = [o for o in outcomes if tenth <= min(9, int(o.answer.confidence * 10)) < tenth + 1]
        right = [o.expectation.answerable and (o.shown or not o.answer.answered) for o in inside]
        mean = statistics.fmean(o.answer.confidence for o in inside) if inside else 0.0
        yield len(inside), mean, sum(right) / len(inside) if inside else 0.0


def _share(hits: Iterable[bool]) -> float | None:
    counted = list(hits)
    return sum(counted) / len(counted) if counted else None


def _holds(facts: tuple[tuple[str, ...], ...], quotes: Sequence[Quote]) -> bool:
    if sum(len(quote.text) for quote in quotes) > LONGEST:
        return False
    shown = _plain(" ".join(f"{quote.text} {_source(quote.article)}" for quote in quotes))
    return all(any(_plain(option) in shown for option in group) for group in facts)


def _source(article: Article) -> str:
    authors = " ".join(f"{author.name}{author.role or ''}" for author in article.authors)
    date = article.date.isoformat() if article.date else ""
    return f"{article.headline or ''} {article.subheadline or ''} {authors} {date}"


def _rank(gold: frozenset[int], hits: Sequence[Hit]) -> int | None:
    sources = list(dict.fromkeys(hit.article.source for hit in hits))
    lines = [int(line) for source in sources if (line := source.rpartition("#")[2]).isdecimal()]
    return next((place for place, line in enumerate(lines, 1) if line in gold), None)


def _headline(headline: str | None) -> str:
    return _plain(headline or "")


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())
