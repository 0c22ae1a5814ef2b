"""Fit the weights of the ranker and of its confidence:   python -m tests.bench.fit_ranking [--write]

Sentences: a softmax over the sentences of a question's 12 passages, its target the sentences that hold the answer;
those of reports have weights of their own beside those of entries of encyclopaedias. Features are standardised, the L2
penalty is 0.01 (first quote right on cmrc_trial / drcd_dev, each by weights fitted on the other: 0.001 gave 87.6 /
90.8 %, 0.01 87.5 / 91.5, 0.03 86.9 / 91.7, with long sentences still quoted whole).

Confidence: a logistic regression, its positives the questions of `cmrc_trial`, `drcd_dev` and `news`, its negatives the
same with the article removed (not of news, which prints everything twice), with the very sentence removed, with another
year, another name, another noun in what is asked (near misses); each also in corpora of 1 to 30 articles, near misses
too, lest whatever a small paper matches pass for an answer; those of `news_absent`; and the questions of the project's
own sample paper, which alone are asked as readers ask. So what those score, but for the ones tagged `check`, is not a
figure for unseen questions. Signs are held: a lack never speaks for an answer, coverage never against one. Answerable
rows make up 80 % of the weight, as we expect readers to ask.

Without --write both sets are scored by the weights fitted on the other. What each group of features buys is told in
tests/bench/README.md. Ten features went that bought nothing or, the score of an article's other passages, cost news 2.4
points.
"""

import argparse
import json
import lzma
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import corpus
from corpus.load import load
from corpus.records import read_record
from corpus.types import Article
from retrieval.asking import Asked
from retrieval.checks import lacks_of
from retrieval.confidence import evidence
from retrieval.embedded import EmbeddedIndex, index_articles
from retrieval.features import NAMES, see
from retrieval.questions import Question, query_terms, understand
from retrieval.ranking import CANDIDATES, READ, Ranked, weigh
from retrieval.scenes import scene_of
from retrieval.sentences import sentences_of
from retrieval.tokens import Tokenizer
from retrieval.types import Hit
from retrieval.weights import Array, Ranker
from tests.bench.archive import SHARED

Record = dict[str, object]
Row = tuple[str, bool, dict[str, float]]

OWN = ("questions", "questions_more")
DATA = Path(__file__).parents[1] / "data"
SETS = ("cmrc_trial", "drcd_dev")
# Papers whose open questions were read, not fitted on: with them 94 % of the first quotes of web4 were right, not 90 %,
# but 63 % of those of real news, not 67 %.
READ_ONLY = ("web2", "web3", "web4")
ROWS_OF = 900  # questions of a set
NONE = Ranker(np.zeros(len(NAMES)), np.zeros(len(NAMES)))
# How much a question of each kind counts; those of the sample paper are few.
WORTH = {
    "whole": 3.0, "sentence": 0.7, "article": 1.5, "year": 1.5, "name": 0.7, "focus": 1.0, "few": 1.5, "absent": 1.0,
    "few_year": 0.75, "few_name": 0.35, "few_focus": 0.5, "own": 20.0, "foreign": 3.0,
}  # fmt: skip
ANSWERABLE = 0.8
# Every lack counts at least so much; encyclopaedias hardly exercise some.
FLOOR = 1.0
NEVER_FOR = ("lacks_", "untyped", "numbers_missing", "quoted_missing", "nouns", "unspoken", "elsewhere")
NEVER_AGAINST = ("words", "pairs", "score", "known")


@dataclass(frozen=True, slots=True)
class Example:
    """A question's sentences: features (n, len(NAMES)), the share of the answer in each (n,), which are of entries."""

    features: Array
    target: Array
    entries: NDArray[np.bool_]


def key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def read_set(name: str) -> tuple[list[Article], list[Record]]:
    folder = SHARED / "questions"
    packed = folder / f"{name}.articles.jsonl.xz"
    raw = lzma.decompress(packed.read_bytes()) if packed.exists() else packed.with_suffix("").read_bytes()
    lines = raw.decode("utf-8").splitlines()
    articles = [read_record(json.loads(line), f"{name}#{number}") for number, line in enumerate(lines, 1)]
    questions = (path.read_text(encoding="utf-8") for path in sorted(folder.glob(f"{name}*.questions.jsonl")))
    return articles, [json.loads(line) for text in questions for line in text.splitlines()]


def rank(question: Question, index: EmbeddedIndex, hits: Sequence[Hit], tokenizer: Tokenizer, ranker: Ranker,
         without: frozenset[tuple[str, int]] = frozenset()) -> Ranked | None:  # fmt: skip
    sentences = [
        one for one in sentences_of(list(hits[:READ]), tokenizer.tag) if (one.article.id, one.start) not in without
    ]
    if not sentences:
        return None
    seen = see(question, weigh(question, index), sentences, tokenizer.tag)
    scores = ranker.score(seen.features, sentences)
    odds = np.exp(scores - scores.max())
    return Ranked(tuple(sentences), scores, odds / odds.sum(), seen, tuple(hits))


def answering(ranked: Ranked, record: Record, gold: set[str]) -> Array:
    """The share of a question's facts that each sentence holds; where none holds one whole, the part it holds."""
    facts = [[key(option) for option in group] for group in record["facts"]]  # type: ignore[attr-defined]
    texts = [key(one.article.body[one.start : one.end]) for one in ranked.sentences]
    own = np.array([one.article.id in gold for one in ranked.sentences])
    whole = [sum(any(fact in text for fact in group) for group in facts) / (len(facts) or 1) for text in texts]
    if any(whole):
        return np.array(whole) * own
    parts = [max((len(t) / len(f) for g in facts for f in g if len(t) >= 6 and t in f), default=0.0) for t in texts]
    return np.array(parts) * own


def fit_sentences(examples: Sequence[tuple[Array, Array]], penalty: float = 0.01) -> Array:
    """Return the weights of a softmax regression on (features, target) of each question, by Newton's method."""
    examples = [(features, target / target.sum()) for features, target in examples if target.sum() > 0]
    features = np.concatenate([features for features, _ in examples])
    target = np.concatenate([target for _, target in examples])
    starts = np.cumsum([0, *(len(rows) for rows, _ in examples[:-1])])
    group = np.repeat(np.arange(len(examples)), [len(rows) for rows, _ in examples])
    spread = features.std(axis=0)
    used = spread > 1e-6
    scaled = (features - features.mean(axis=0)) / np.where(used, spread, 1.0)

    def loss(weights: Array) -> tuple[float, Array]:
        scores = scaled @ weights
        scores -= np.maximum.reduceat(scores, starts)[group]
        total = np.add.reduceat(np.exp(scores), starts)
        shares = np.exp(scores) / total[group]
        worth = -(target @ scores - np.log(total).sum()) / len(examples)
        return float(worth + penalty * weights @ weights), shares

    weights = np.zeros(features.shape[1])
    for _ in range(30):
        now, shares = loss(weights)
        slope = scaled.T @ (shares - target) / len(examples) + 2 * penalty * weights
        means = np.add.reduceat(scaled * shares[:, None], starts)
        curve = (scaled.T @ (scaled * shares[:, None]) - means.T @ means) / len(examples)
        step, size = np.linalg.solve(curve + 2 * penalty * np.eye(len(weights)), slope), 1.0
        while loss(weights - size * step)[0] > now and size > 1e-6:
            size /= 2
        weights = weights - size * step
        if np.abs(slope).max() < 1e-7:
            break
    return np.where(used, weights / np.where(used, spread, 1.0), 0.0)


def fit_ranker(examples: Sequence[Example], own: Sequence[Example], total: int) -> Ranker:
    """Return the weights of sentences of entries and of reports; `examples` are repeated to about a total, so that our
    own weigh as much beside a small set as beside all.

    Reports have weights of their own on top of those of all, so that readers' questions about reports and those of
    encyclopaedias do not blur one another.
    """
    examples = list(examples) * round(total / len(examples))
    entries = fit_sentences([(each.features, each.target) for each in (*examples, *own)])
    both = fit_sentences(
        [
            (np.hstack([each.features, each.features * ~each.entries[:, None]]), each.target)
            for each in (*examples, *own)
        ]
    )
    return Ranker(entries, both[: len(NAMES)] + both[len(NAMES) :])


def fit_confidence(rows: Sequence[Row], steps: int = 20_000) -> dict[str, float]:
    """Return the weights of a logistic regression with held signs, by projected accelerated descent."""
    names = list(rows[0][2])
    features = np.array([[row[2][name] for name in names] for row in rows])
    spread = np.where((sd := features.std(axis=0)) > 1e-9, sd, 1.0)
    worth = np.array([WORTH[row[0]] for row in rows])
    right = np.array([row[1] for row in rows], dtype=float)
    worth *= np.where(right, ANSWERABLE / (worth @ right), (1 - ANSWERABLE) / (worth @ (1 - right)))
    lowest = np.array([0.0 if name.startswith(NEVER_AGAINST) else -np.inf for name in names])
    highest = np.array([
        -FLOOR * name.startswith("lacks_") if name.startswith(NEVER_FOR) else np.inf for name in names
    ]) * spread  # fmt: skip
    scaled, penalty = features / spread, np.array([0.0 if name == "bias" else 0.001 for name in names])
    # The curvature of a logistic loss is at most a quarter of that of its weighed features: a step that cannot diverge.
    length = 1 / (np.linalg.eigvalsh(scaled.T @ (scaled * worth[:, None]))[-1] / 4 + 2 * penalty.max())
    weights, momentum = np.clip(np.zeros(len(names)), lowest, highest), np.zeros(len(names))
    for step in range(steps):
        ahead = weights + step / (step + 3) * momentum
        chance = 1 / (1 + np.exp(-scaled @ ahead))
        moved = ahead - length * (scaled.T @ (worth * (chance - right)) + 2 * penalty * ahead)
        moved = np.clip(moved, lowest, highest)
        weights, momentum = moved, moved - weights
    return {name: round(float(weight), 4) for name, weight in zip(names, weights / spread, strict=True)}


def example_of(ranked: Ranked, record: Record, gold: set[str]) -> Example:
    entries = np.array([sentence.entry for sentence in ranked.sentences])
    return Example(ranked.seen.features, answering(ranked, record, gold), entries)


def sentence_examples(name: str, tokenizer: Tokenizer) -> list[Example]:
    articles, records = read_set(name)
    index, found = index_articles(articles, tokenizer), []
    for record in records:
        question = understand(str(record["question"]), tokenizer)
        ranked = rank(question, index, index.search(query_terms(question), CANDIDATES), tokenizer, NONE)
        if ranked:
            gold = {articles[number - 1].id for number in record["gold"]}  # type: ignore[attr-defined]
            found.append(example_of(ranked, record, gold))
    return found


def own_examples(tokenizer: Tokenizer) -> list[Example]:
    """Return the questions of our own papers that are fitted on."""
    found = []
    for name, index, records in own_papers(tokenizer):
        for record in () if name in READ_ONLY else fitted_on(records):
            question = understand(str(record["question"]), tokenizer, None, index)
            hits = index.search(query_terms(question), CANDIDATES)
            ranked = rank(question, index, hits, tokenizer, NONE) if record["answerable"] else None
            if ranked:
                found.append(example_of(ranked, record, set(record["right"])))  # type: ignore[call-overload]
    return found


def confidence_rows(
    name: str, articles: Sequence[Article], records: Sequence[Record], ranker: Ranker, tokenizer: Tokenizer
) -> Iterator[Row]:
    """Yield (kind, answerable, evidence) of a set's questions, whole and with what answers them taken away."""
    index, chance = index_articles(articles, tokenizer), random.Random(5)
    names = [w for r in records for w, tag in tokenizer.tag(str(r["question"])) if tag[:2] in ("nr", "ns") and w[1:]]
    asked = [attribute for r in records if (attribute := asked_attribute(understand(str(r["question"]), tokenizer)))]

    def row(kind: str, right: bool, question: Question, index: EmbeddedIndex, hits: Sequence[Hit],
            without: frozenset[tuple[str, int]] = frozenset()) -> Iterator[Row]:  # fmt: skip
        ranked = rank(question, index, hits, tokenizer, ranker, without) if hits else None
        if ranked:
            yield kind, right, evidence_of(question, index, ranked, tokenizer)

    for text in foreign_questions():
        question = understand(text, tokenizer, None, index)
        yield from row("foreign", False, question, index, index.search(query_terms(question), CANDIDATES))
    for record in chance.sample(records, min(ROWS_OF, len(records))):
        question = understand(str(record["question"]), tokenizer, None, index)
        gold = {articles[number - 1].id for number in record["gold"]}  # type: ignore[attr-defined]
        hits = index.search(query_terms(question), CANDIDATES + 15)
        if not record.get("answerable", True):
            yield from row("absent", False, question, index, hits)
            continue
        ranked = rank(question, index, hits, tokenizer, ranker) if hits else None
        if not ranked:
            continue
        target = answering(ranked, record, gold)
        if target.any():
            yield from row("whole", True, question, index, hits)
            gone = frozenset((s.article.id, s.start) for s, t in zip(ranked.sentences, target, strict=True) if t)
            yield from row("sentence", False, question, index, hits, gone)
        if name != "news":
            yield from row("article", False, question, index, [hit for hit in hits if hit.article.id not in gold])
        told = "".join(article.body for article in articles if article.id in gold)
        attribute = asked_attribute(question)
        near: list[tuple[str, Question]] = []
        other = next((a for a in chance.sample(asked, min(9, len(asked))) if a[0] == (attribute or a)[0]), None)
        for kind, pattern, instead in (
            ("year", r"(?:1\d|20)\d\d(?=年)", str(chance.randint(1900, 2023))),
            (
                "name",
                "|".join(sorted({n for n in names if n in question.content}, key=len)) or "^$",
                chance.choice(names),
            ),
            ("focus", attribute[1] if attribute else "^$", other[1] if other and other[1][:2] not in told else ""),
        ):
            changed = re.sub(pattern, instead, question.folded, count=1) if instead else question.folded
            if changed != question.folded:
                missing = understand(changed, tokenizer)
                near.append((kind, missing))
                yield from row(kind, False, missing, index, index.search(query_terms(missing), CANDIDATES))
        others = [a for a in chance.sample(articles, chance.choice([1, 1, 3, 6, 12, 30])) if a.id not in gold]
        for right, few in ((True, [a for a in articles if a.id in gold][:3] + others[1:]), (False, others)):
            if few:
                small = index_articles(few, tokenizer)
                yield from row("few", right, question, small, small.search(query_terms(question), CANDIDATES))
                for kind, missing in near if right else ():
                    yield from row(f"few_{kind}", False, missing, small, small.search(query_terms(missing), CANDIDATES))


def asked_attribute(question: Question) -> tuple[Asked, str] | None:
    """Return the noun that names what is asked for, with the kind of thing that answers."""
    kinds = (Asked.AMOUNT, Asked.PERSON, Asked.THING)
    found = ((ask.kind, ask.focus) for ask in question.asks if ask.kind in kinds and ask.focus in question.nouns)
    return next(found, None)


def evidence_of(question: Question, index: EmbeddedIndex, ranked: Ranked, tokenizer: Tokenizer) -> dict[str, float]:
    scene = scene_of(ranked)
    lacks = lacks_of(question, scene, tokenizer.tag)
    return evidence(question, weigh(question, index), ranked, scene, lacks, len(index))


def own_papers(tokenizer: Tokenizer) -> Iterator[tuple[str, EmbeddedIndex, list[Record]]]:
    """Yield the name, the index and the questions of each paper that was written for this; `right` of a question
    are the ids of the articles that answer it, all where it does not tell."""
    sample = load([Path(corpus.__file__).parent / "sample"]).articles
    for name in OWN:
        yield name, index_articles(sample, tokenizer), with_gold(read_lines(DATA / f"{name}.jsonl"), sample)
    for path in sorted((DATA / "papers").glob("*.questions.jsonl")):
        name = path.name.split(".")[0]
        articles = load([path.with_name(f"{name}.articles.jsonl")]).articles
        yield name, index_articles(articles, tokenizer), with_gold(read_lines(path), articles)


def with_gold(records: Iterable[Record], articles: Sequence[Article]) -> list[Record]:
    def right(record: Record) -> list[str]:
        if "gold" in record:
            return [articles[number - 1].id for number in record["gold"]]  # type: ignore[attr-defined]
        named = [article.id for article in articles if article.headline == record.get("headline")]
        return named if "headline" in record else [article.id for article in articles]

    return [{**record, "right": right(record)} for record in records]


def read_lines(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def fitted_on(records: Sequence[Record]) -> list[Record]:
    """Return the questions that are not kept for checking."""
    return [record for record in records if "check" not in record["tags"]]  # type: ignore[operator]


def foreign_questions() -> list[str]:
    """Return questions of our papers that no other corpus can answer: what they are about is invented."""
    papers = sorted((DATA / "papers").glob("*.questions.jsonl"))
    records = [record for path in papers if not path.name.startswith("web") for record in read_lines(path)]
    return [str(record["question"]) for record in fitted_on(records) if record["answerable"]]


def own_rows(ranker: Ranker, tokenizer: Tokenizer) -> Iterator[Row]:
    for name, index, records in own_papers(tokenizer):
        for record in () if name in READ_ONLY else fitted_on(records):
            question = understand(str(record["question"]), tokenizer, None, index)
            ranked = rank(question, index, index.search(query_terms(question), CANDIDATES), tokenizer, ranker)
            if ranked:
                yield "own", bool(record["answerable"]), evidence_of(question, index, ranked, tokenizer)


def best_is_right(example: Example, ranker: Ranker) -> bool:
    scores = np.where(example.entries, example.features @ ranker.entries, example.features @ ranker.reports)
    return bool(example.target[scores.argmax()] > 0)


def named(weights: Array) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(NAMES, weights, strict=True)}


def main() -> None:
    options = argparse.ArgumentParser(description="Fit the ranker's weights.")
    options.add_argument("--write", action="store_true", help="store weights fitted on both sets")
    write = options.parse_args().write
    tokenizer = Tokenizer()
    examples = {name: sentence_examples(name, tokenizer) for name in SETS}
    own, total = own_examples(tokenizer), sum(map(len, examples.values()))
    for name, other in (SETS, SETS[::-1]):
        ranker = fit_ranker(examples[other], own, total)
        right = float(np.mean([best_is_right(each, ranker) for each in examples[name] if each.target.any()]))
        print(f"{name}: best sentence right {right:.4f}, fitted on {other}")
    ranker = fit_ranker([each for name in SETS for each in examples[name]], own, total)
    rows = [row for name in (*SETS, "news") for row in confidence_rows(name, *read_set(name), ranker, tokenizer)]
    confidence = fit_confidence([*rows, *own_rows(ranker, tokenizer)])
    fitted = {"entries": named(ranker.entries), "reports": named(ranker.reports), "confidence": confidence}
    print(json.dumps(fitted, indent=1))
    if write:
        path = Path(__file__).parents[2] / "retrieval" / "weights.json"
        path.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
