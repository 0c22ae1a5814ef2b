"""Why a sentence won: the question as understood, what speaks for and against an answer, the best features."""

from collections.abc import Iterable, Sequence

import numpy as np

from retrieval.answers import Answerer
from retrieval.checks import Lack
from retrieval.confidence import evidence, probability
from retrieval.features import NAMES
from retrieval.questions import Question
from retrieval.ranking import Ranked, find, weigh
from retrieval.scenes import Scene

SENTENCES, PARTS = 5, 6


def explain(answerer: Answerer, question: str) -> str:
    """Return lines that tell how a question was understood and ranked; a number is a feature times its weight."""
    understood = answerer.understand(question)
    ranked = find(understood, answerer.index, answerer.tokenizer.tag, answerer.weights)
    lines = _question(understood)
    if ranked is None:
        return "\n".join([*lines, "no passage has a word of it"])
    ranked, scene, lacks = answerer.fitting(understood, ranked)
    return "\n".join([*lines, *_confidence(answerer, understood, ranked, scene, lacks), *_sentences(answerer, ranked)])


def _question(question: Question) -> list[str]:
    asked = ", ".join(f"{ask.kind}{f' of {ask.focus}' if ask.focus else ''}" for ask in question.asks) or "–"
    alike = "; ".join(f"{word} ~ {'/'.join(others)}" for word, others in question.alike)
    repairs = "; ".join(f"{typed} → {searched}" for typed, searched in question.repairs)
    lines = [f"words: {' '.join(question.words) or '–'}", f"asked: {asked}"]
    return [*lines, *([f"alike: {alike}"] if alike else []), *([f"repaired: {repairs}"] if repairs else [])]


def _confidence(
    answerer: Answerer, question: Question, ranked: Ranked, scene: Scene, lacks: Sequence[Lack]
) -> list[str]:
    weighing = weigh(question, answerer.index)
    seen = evidence(question, weighing, ranked, scene, lacks, len(answerer.index))
    weights = answerer.weights.confidence
    parts = _largest((name, value * weights.get(name, 0.0)) for name, value in seen.items())
    missing = "; ".join(f"{lack.check} {lack.words}" for lack in lacks)
    lines = [f"confidence: {probability(seen, weights):.3f} (quoted from {answerer.enough}): {parts}"]
    return [*lines, *([f"missing: {missing}"] if missing else [])]


def _sentences(answerer: Answerer, ranked: Ranked) -> list[str]:
    lines = []
    for number in np.argsort(-ranked.scores, kind="stable")[:SENTENCES]:
        sentence = ranked.sentences[number]
        shares = ranked.seen.features[number] * answerer.weights.ranker.weights(sentence)
        parts = _largest(zip(NAMES, shares.tolist(), strict=True))
        text = sentence.article.body[sentence.start : sentence.end]
        lines.append(f"{ranked.shares[number]:6.3f}  {text}\n        {parts}")
    return lines


def _largest(parts: Iterable[tuple[str, float]]) -> str:
    ordered = sorted(parts, key=lambda part: -abs(part[1]))
    return ", ".join(f"{name} {value:+.2f}" for name, value in ordered[:PARTS] if value)
