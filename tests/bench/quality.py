"""How good answers are, beside a plain baseline, as tables in Markdown:   python -m tests.bench.quality

Weights are cross-fitted: `cmrc_trial` is answered by weights fitted on `drcd_dev`, and the other way round; `news` by
those of both, whose confidence never saw a question of it. The questions of our own papers are answered by the weights
as they are shipped, which were fitted on those not kept for checking; HELD=1 shows these, too. The baseline is what
anybody writes first: `jieba.lcut` and `BM25Okapi`; it quotes the three best sentences of its 12 best passages, and
never refuses.
"""

import os
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import jieba
import numpy as np
from rank_bm25 import BM25Okapi

from corpus.passages import split_passages
from corpus.types import Article
from retrieval.answers import Answerer
from retrieval.confidence import probability
from retrieval.embedded import EmbeddedIndex, index_articles
from retrieval.features import GROUPS, NAMES
from retrieval.quality import Quality, auroc, judge, measure, read_expectation
from retrieval.questions import query_terms
from retrieval.ranking import CANDIDATES, READ
from retrieval.sentences import LONGEST, Sentence, sentences_of
from retrieval.tokens import Tokenizer
from retrieval.types import Answer, Hit, Quote
from retrieval.weights import Ranker, Weights, own_weights
from tests.bench.fit_ranking import (
    DATA,
    OWN,
    READ_ONLY,
    SETS,
    Example,
    Record,
    best_is_right,
    confidence_rows,
    evidence_of,
    fit_confidence,
    fit_ranker,
    fit_sentences,
    fitted_on,
    own_examples,
    own_papers,
    own_rows,
    rank,
    read_lines,
    read_set,
    sentence_examples,
)

QUOTES = 3
FIGURES = ("r1", "r5", "first", "shown", "lost", "refused", "auroc", "p50", "p95")


class Baseline:
    """Answers like an `Answerer`, plainly."""

    def __init__(self, articles: Sequence[Article], tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self._places = [(passage, article) for article in articles for passage in split_passages(article)]
        self._passages = BM25Okapi([jieba.lcut(passage.text) for passage, _ in self._places])

    def search(self, question: str, limit: int) -> list[Hit]:
        scores = self._passages.get_scores(jieba.lcut(question))
        best = np.argsort(-scores, kind="stable")[: max(limit, READ)]
        return [Hit(*self._places[number], float(scores[number])) for number in best]

    def answer(self, question: str) -> Answer:
        sentences = sentences_of(self.search(question, READ)[:READ], self.tokenizer.tag)
        scores = BM25Okapi([jieba.lcut(sentence.folded) for sentence in sentences]).get_scores(jieba.lcut(question))
        best = np.argsort(-scores, kind="stable")[:QUOTES]
        return Answer(question, True, 1.0, quotes=tuple(_whole(sentences[number]) for number in best))


def _whole(sentence: Sentence) -> Quote:
    text = sentence.article.body[sentence.start : sentence.end]
    return Quote(text, sentence.article, sentence.start, sentence.end, 0.0, ())


def quality(answerer: Answerer | Baseline, records: Iterable[Record]) -> tuple[Quality, float]:
    """Return the figures, and the share of answerable questions whose first quote is right and 120 characters or less:
    a list may be longer."""
    outcomes = [judge(read_expectation(record), answerer) for record in records]
    short = [one.first and len(one.answer.quotes[0].text) <= LONGEST for one in outcomes if one.expectation.answerable]
    return measure(outcomes), sum(short) / (len(short) or 1)


def removed(answerer: Answerer, articles: Sequence[Article], records: Sequence[Record]) -> float | None:
    """Return the AUROC of confidence, questions as they are against the same without their own articles."""
    index, found = answerer.index, ([], [])
    assert isinstance(index, EmbeddedIndex)
    for record in records:
        question = answerer.understand(str(record["question"]))
        gold = {articles[number - 1].id for number in record["gold"]}  # type: ignore[attr-defined]
        hits = index.search(query_terms(question), CANDIDATES + 15)
        for kept, left in zip(found, (hits, [hit for hit in hits if hit.article.id not in gold]), strict=True):
            ranked = rank(question, index, left, answerer.tokenizer, answerer.weights.ranker) if left else None
            seen = evidence_of(question, index, ranked, answerer.tokenizer) if ranked else None
            kept.append(probability(seen, answerer.weights.confidence) if seen else 0.0)
    return auroc(*found)


def off_topic(answerer: Answerer, own: Iterable[Record], others: Iterable[Record]) -> float | None:
    """Return the AUROC of confidence, a set's own questions against those of another world."""
    asked = [[answerer.answer(str(record["question"])).confidence for record in records] for records in (own, others)]
    return auroc(*asked)


def without_groups(examples: dict[str, list[Example]]) -> list[str]:
    """Return what each group of features buys: points of the best sentence being right that are lost without it."""

    def right(group: str) -> list[float]:
        kept = np.array([name not in GROUPS.get(group, ()) for name in NAMES], dtype=float)
        found = []
        for name, other in (SETS, SETS[::-1]):
            weights = fit_sentences([(each.features * kept, each.target) for each in examples[other]])
            ranker = Ranker(weights, weights)
            right = [best_is_right(each, ranker) for each in examples[name] if each.target.any()]
            found.append(100 * float(np.mean(right)))
        return found

    whole = right("")
    rows = {group: [a - b for a, b in zip(whole, right(group), strict=True)] for group in GROUPS}
    lines = ["| without | cmrc_trial | drcd_dev |", "|---|---|---|"]
    return [*lines, *(f"| {group} | {-one:+.1f} | {-two:+.1f} |" for group, (one, two) in rows.items())]


def stages(answerer: Answerer, records: Sequence[Record]) -> list[str]:
    """Return where the time of an answer goes, medians in ms."""
    spent: dict[str, list[float]] = {"understand": [], "search": [], "rank": [], "whole answer": []}
    for record in records:
        text = str(record["question"])

        def timed(stage: str, work: Callable[[], object]) -> object:
            began = time.perf_counter()
            result = work()
            spent[stage].append((time.perf_counter() - began) * 1000)
            return result

        question = answerer.understand(text)
        timed("understand", lambda text=text: answerer.understand(text))
        terms = query_terms(question)
        timed("search", lambda terms=terms: answerer.index.search(terms, CANDIDATES))
        hits = answerer.index.search(terms, CANDIDATES)
        timed("rank", lambda q=question, hits=hits: rank(
            q, answerer.index, hits, answerer.tokenizer, answerer.weights.ranker
        ) if hits else None)  # fmt: skip
        timed("whole answer", lambda text=text: answerer.answer(text))
    return ["| stage | p50 ms | p95 ms |", "|---|---|---|"] + [
        f"| {stage} | {np.percentile(times, 50):.1f} | {np.percentile(times, 95):.1f} |"
        for stage, times in spent.items()
    ]


def reliability(name: str, measured: Quality) -> list[str]:
    return [f"| {name} | {count} | {mean:.2f} | {right:.2f} |" for count, mean, right in measured.bins if count]


def line(name: str, measured: tuple[Quality, float], removed: float | None = None, far: float | None = None) -> str:
    found, short = measured
    cells = [getattr(found, each) for each in FIGURES[:3]] + [short] + [getattr(found, each) for each in FIGURES[3:]]
    cells = [f"{value:.3f}" if value is not None else "" for value in (*cells, removed, far)]
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    tokenizer = Tokenizer()
    examples = {name: sentence_examples(name, tokenizer) for name in SETS}
    sets = {name: read_set(name) for name in (*SETS, "news")}
    papers = own_examples(tokenizer)
    total = sum(map(len, examples.values()))
    rankers = {name: fit_ranker(examples[name], papers, total) for name in SETS}
    both = fit_ranker([example for name in SETS for example in examples[name]], papers, total)
    rows = {name: list(confidence_rows(name, *sets[name], rankers[other], tokenizer))
            for name, other in (SETS, SETS[::-1])}  # fmt: skip
    rows["news"] = list(confidence_rows("news", *sets["news"], both, tokenizer))
    own = list(own_rows(both, tokenizer))
    print("| set | " + " | ".join((*FIGURES[:3], "of 120", *FIGURES[3:], "auroc removed", "auroc off topic")) + " |")
    print("|---" * (len(FIGURES) + 4) + "|", flush=True)
    bins: list[str] = []
    for name, other in (*(SETS, SETS[::-1]), ("news", None)):
        articles, records = sets[name]
        others = [row for each in rows if each != name for row in rows[each]]
        weights = Weights(rankers[other] if other else both, fit_confidence([*others, *own]))
        answerer = Answerer(index_articles(articles, tokenizer), tokenizer, weights=weights)
        measured = quality(answerer, records)
        foreign = sets["news" if other else SETS[0]][1][:400]
        known = [record for record in records if record.get("answerable", True)]
        far = off_topic(answerer, known[:800], foreign)
        print(line(name, measured, removed(answerer, articles, known[:1500]) if other else None, far))
        print(line(f"{name}, nothing refused", quality(replace(answerer, enough=0.0), records)))
        print(line(f"{name}, baseline", quality(Baseline(articles, tokenizer), records)), flush=True)
        bins += reliability(name, measured[0])
        if name == "news":
            timing = stages(answerer, random.Random(3).sample(known, 300))
    for name, index, records in own_papers(tokenizer):
        shipped = Answerer(index, tokenizer, weights=own_weights())
        fitted = fitted_on(records)
        done = "read" if name in READ_ONLY else "fitted on"
        print(line(f"{name}, {done} {len(fitted)}", quality(shipped, fitted)), flush=True)
        kept = [record for record in records if record not in fitted]
        if kept and os.environ.get("HELD"):
            print(line(f"{name}, not {done} {len(kept)}", quality(shipped, kept)), flush=True)
        if name == OWN[0] and os.environ.get("HELD"):
            print(line("questions_held", quality(shipped, read_lines(DATA / "questions_held.jsonl"))), flush=True)
    print("\n| set | answers | mean confidence | right |", "|---|---|---|---|", *bins, sep="\n")
    print("", *timing, "", *without_groups(examples), sep="\n")


if __name__ == "__main__":
    main()
