"""How likely the quotes answer: what of the question stands where the answer should, and what is missing there.

A score of how well words match cannot tell a sloppy question from a near miss, since near misses share more words with
the paper than sloppy questions do. What tells them apart is what was asked for: a value of the asked kind near the
words that match, the word for the asked attribute, every name and number of the question.
"""

import math
import re
from collections.abc import Callable, Sequence

from retrieval.asking import Asked
from retrieval.catchwords import spelled_out
from retrieval.checks import CHECKS, Lack
from retrieval.lexicon import read_words
from retrieval.numbers import read_numbers
from retrieval.questions import Question, Weighing
from retrieval.ranking import Ranked
from retrieval.scenes import Scene, around

_HAN = re.compile(r"[一-龥]{2,}")
# Kinds whose answer shows by itself: where no such value stands, nothing was answered.
_SHOWN = (Asked.PERSON, Asked.PLACE, Asked.ORGANISATION, Asked.TIME, Asked.AMOUNT)

# Lacks that rule an answer out however much else fits, for a near miss fits in everything else. They are found in
# 0.3 % of the questions of cmrc_trial whose answer is found and of those of half of drcd_dev, 1.5 % of those of news,
# 2.2 % of those of our own papers, and in 62 % of these papers' near misses.
RULING_OUT = (
    "year", "day", "ordinal", "unit", "role", "office", "place", "speaker", "called", "attribute", "words", "opposite",
    "topic", "letters",
)  # fmt: skip
LACKING = 0.1
# Share of the question's words or pairs of characters below which the best report is about something else.
KNOWN = 0.1


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
    # A question in Latin letters has no pairs; its words stand for them.
    pairs = {pair[1:]: weight for pair, weight in weighing.pairs.items()} or weighing.words
    return {
        "bias": 1.0,
        "score": float(ranked.scores[top]),
        # The scores of the two kinds of text are on scales of their own.
        "report": float(not ranked.sentences[top].entry),
        "words_best": _cover(weighing.words, lambda word: has(word, scene.best)),
        "words_near": _cover(weighing.words, lambda word: has(word, scene.near)),
        "words_article": _cover(weighing.words, lambda word: has(word, scene.article)),
        "pairs_near": _cover(pairs, lambda pair: pair in scene.near),
        "pairs_article": _cover(pairs, lambda pair: pair in scene.article),
        "known": _known(weighing, has, scene.article),
        "pairs_everything": _cover(pairs, lambda pair: pair in scene.everything),
        "typed": sum(map(bool, spans)) / len(asks) if asks else 0.0,
        "untyped": sum(not spans[number] for number in shown) / len(asks) if shown else 0.0,
        "untyped_near": sum(not near_spans[number] for number in shown) / len(asks) if shown else 0.0,
        "numbers_missing": len(numbers - held) / len(numbers) if numbers else 0.0,
        "quoted_missing": _missing(question.quoted, scene.article),
        **{f"lacks_{check}": float(any(lack.check == check for lack in lacks)) for check in CHECKS},
        "unspoken_near": _unspoken(question, weighing, scene.near),
        "unspoken_article": _unspoken(question, weighing, scene.article),
        "elsewhere": _elsewhere(question, weighing, scene),
        "nouns_near": _nouns_missing(question, weighing, scene.near),
        "nouns_article": _nouns_missing(question, weighing, scene.article),
        "size": math.log10(1 + size),
        "length": math.log(1 + len(question.words)),
    }


def probability(evidence: dict[str, float], weights: dict[str, float]) -> float:
    """Return the probability that the quotes answer: that of a logistic regression, cut down by what rules them out."""
    logit = sum(weights.get(name, 0.0) * value for name, value in evidence.items())
    chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
    lacking = any(evidence[f"lacks_{check}"] for check in RULING_OUT)
    # Little of the question stands in the best report at all: a question of another world, however short.
    return chance * (LACKING if lacking else 1.0) * min(1.0, evidence["known"] / KNOWN)


def _holder(question: Question) -> Callable[[str, str], float]:
    """Return what tells how far a text has a word: 1 where it stands, half where one of its synonyms does."""
    alike = dict(question.alike)

    def has(word: str, text: str) -> float:
        return 1.0 if word in text else 0.5 * any(other in text for other in alike.get(word, ()))

    return has


def _cover(weights: dict[str, float], held: Callable[[str], float]) -> float:
    total = sum(weights.values())
    return sum(weight * held(term) for term, weight in weights.items()) / total if total else 0.0


def _known(weighing: Weighing, has: Callable[[str, str], float], text: str) -> float:
    """Return the share of the words or pairs of a question that a text has, words aside that any may have: 今天."""
    slight = read_words("light") | read_words("common") | read_words("stop")
    words = {word: weight for word, weight in weighing.words.items() if word not in slight} or weighing.words
    pairs = {pair[1:]: weight for pair, weight in weighing.pairs.items() if pair[1:] not in slight}
    return max(_cover(words, lambda word: has(word, text)), _cover(pairs, lambda pair: pair in text))


def _nouns_missing(question: Question, weighing: Weighing, text: str) -> float:
    """Return the share of the weight of a question's nouns that neither they nor words like them have in a text."""
    has = _holder(question)
    nouns = {noun: weighing.words[noun] for noun in question.nouns if noun in weighing.words}
    return 1 - _cover(nouns, lambda noun: has(noun, text)) if nouns else 0.0


def _unspoken(question: Question, weighing: Weighing, text: str) -> float:
    """Return the share of the weight of a question's words of which a text has no character, nor a like word.

    A reader's own words for what is printed mostly share a character with it (开工 and 动工); 司机 with 车辆 does not.
    """
    has = _holder(question)
    slight = read_words("light") | read_words("common")
    words = {word: weight for word, weight in weighing.words.items() if _HAN.fullmatch(word) and word not in slight}
    return 1 - _cover(words, lambda word: has(word, text) or any(char in text for char in word)) if words else 0.0


def _elsewhere(question: Question, weighing: Weighing, scene: Scene) -> float:
    """Return the share of the weight of a question's words that other reports have and the best one does not."""
    has = _holder(question)
    slight = read_words("light") | read_words("common")
    words = {word: weight for word, weight in weighing.words.items() if word not in slight}
    told = 1 - _cover(words, lambda word: has(word, scene.article) or word not in scene.everything)
    return told if words else 0.0


def _missing(names: Sequence[str], text: str) -> float:
    return sum(name not in text and not spelled_out(name, text) for name in names) / len(names) if names else 0.0
