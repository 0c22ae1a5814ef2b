"""How likely the quotes answer: what of the question stands where the answer should, and what is missing there.

A score of how well words match cannot tell a sloppy question from a near miss, since near misses share more words with
the paper than sloppy questions do. What tells them apart is what was asked for: a value of the asked kind near the
words that match, the word for the asked attribute, every name and number of the question.
"""

import math
from collections.abc import Callable, Sequence

from retrieval.asking import Asked
from retrieval.checks import CHECKS, Lack
from retrieval.numbers import read_numbers
from retrieval.questions import Question, Weighing
from retrieval.ranking import Ranked
from retrieval.scenes import Scene, around

# Kinds whose answer shows by itself: where no such value stands, nothing was answered.
_SHOWN = (Asked.PERSON, Asked.PLACE, Asked.ORGANISATION, Asked.TIME, Asked.AMOUNT)


def evidence(
    question: Question, weighing: Weighing, ranked: Ranked, scene: Scene, lacks: Sequence[Lack], size: int
) -> dict[str, float]:
    """Return what speaks for and against the best sentence being the answer, by name; `size` counts passages."""
    top = int(ranked.scores.argmax())
    asks = question.asks
    spans = ranked.seen.answers[top] if ranked.seen.answers else ()
    near_spans = [any(ranked.seen.answers[at][number] for at in around(ranked, top)) for number in range(len(asks))]
    shown = [number for number, ask in enumerate(asks) if ask.kind in _SHOWN]
    numbers = {number.value for number in read_numbers(question.content)} - scene.dates
    held = {number.value for number in read_numbers(scene.article)}
    has = _holder(question)
    return {
        "bias": 1.0,
        "score": float(ranked.scores[top]),
        "words_best": _cover(weighing.words, lambda word: has(word, scene.best)),
        "words_near": _cover(weighing.words, lambda word: has(word, scene.near)),
        "words_article": _cover(weighing.words, lambda word: has(word, scene.article)),
        "pairs_near": _cover(weighing.pairs, lambda pair: pair[1:] in scene.near),
        "pairs_article": _cover(weighing.pairs, lambda pair: pair[1:] in scene.article),
        "pairs_everything": _cover(weighing.pairs, lambda pair: pair[1:] in scene.everything),
        "typed": sum(map(bool, spans)) / len(asks) if asks else 0.0,
        "untyped": sum(not spans[number] for number in shown) / len(asks) if shown else 0.0,
        "untyped_near": sum(not near_spans[number] for number in shown) / len(asks) if shown else 0.0,
        "numbers_missing": len(numbers - held) / len(numbers) if numbers else 0.0,
        "quoted_missing": _missing(question.quoted, scene.article),
        **{f"lacks_{check}": float(any(lack.check == check for lack in lacks)) for check in CHECKS},
        "size": math.log10(1 + size),
        "length": math.log(1 + len(question.words)),
    }


def probability(evidence: dict[str, float], weights: dict[str, float]) -> float:
    """Return the calibrated probability of evidence under the weights of a logistic regression."""
    logit = sum(weights.get(name, 0.0) * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _holder(question: Question) -> Callable[[str, str], float]:
    """Return what tells how far a text has a word: 1 where it stands, half where one of its synonyms does."""
    alike = dict(question.alike)

    def has(word: str, text: str) -> float:
        return 1.0 if word in text else 0.5 * any(other in text for other in alike.get(word, ()))

    return has


def _cover(weights: dict[str, float], held: Callable[[str], float]) -> float:
    total = sum(weights.values())
    return sum(weight * held(term) for term, weight in weights.items()) / total if total else 0.0


def _missing(names: Sequence[str], text: str) -> float:
    return sum(name not in text for name in names) / len(names) if names else 0.0
