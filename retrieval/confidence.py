"""How likely the quotes answer: what of the question stands where the answer should, and what is missing there.

A score of how well words match cannot tell a sloppy question from a near miss, since near misses share more words with
the paper than sloppy questions do. What tells them apart is what was asked for: a value of the asked kind near the
words that match, the word for the asked attribute, every name and number of the question.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.asking import Asked
from retrieval.features import Tagger
from retrieval.lexicon import any_of, read_words
from retrieval.numbers import read_numbers
from retrieval.questions import Question, Weighing
from retrieval.ranking import Ranked
from retrieval.sentences import Sentence
from retrieval.units import Dimension

# Kinds whose answer shows by itself: where no such value stands, nothing was answered.
_SHOWN = (Asked.PERSON, Asked.PLACE, Asked.ORGANISATION, Asked.TIME, Asked.AMOUNT)
_NAME_TAGS = ("nr", "ns", "nt", "nz", "eng")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the answer should stand: the best sentence, its neighbourhood, its article, folded, headlines included."""

    best: str
    near: str
    article: str
    everything: str
    dates: frozenset[float]


def scene_of(ranked: Ranked) -> Scene:
    """Return the scene of the best sentence; its neighbourhood is its passage's sentences, one to either side."""
    top = int(ranked.scores.argmax())
    best = ranked.sentences[top]
    around = [ranked.sentences[at] for at in range(max(0, top - 1), min(len(ranked.sentences), top + 2))]
    near = [sentence for sentence in around if sentence.rank == best.rank]
    own = [sentence for sentence in ranked.sentences if sentence.article.id == best.article.id]
    date = best.article.date
    return Scene(
        best.folded,
        _text(best, near),
        _text(best, own),
        "\n".join([best.title, *(sentence.folded for sentence in ranked.sentences)]),
        frozenset((float(date.year), float(date.month), float(date.day)) if date else ()),
    )


def _text(best: Sentence, sentences: Sequence[Sentence]) -> str:
    return "\n".join([best.title, *(sentence.folded for sentence in sentences)])


def evidence(
    question: Question, weighing: Weighing, ranked: Ranked, scene: Scene, tag: Tagger, size: int
) -> dict[str, float]:
    """Return what speaks for and against the best sentence being the answer, by name; `size` counts passages."""
    top = int(ranked.scores.argmax())
    asks = question.asks
    spans = ranked.seen.answers[top] if ranked.seen.answers else ()
    order = ranked.shares.argsort()[::-1]
    near_spans = [any(ranked.seen.answers[at][number] for at in _around(ranked, top)) for number in range(len(asks))]
    shown = [number for number, ask in enumerate(asks) if ask.kind in _SHOWN]
    names = [word for word, part in tag(question.content) if part.startswith(_NAME_TAGS) and len(word) > 1]
    numbers = {number.value for number in read_numbers(question.content)} - scene.dates
    held = {number.value for number in read_numbers(scene.article)}
    focuses = [ask.focus for ask in asks if ask.focus]
    has = _holder(question)
    return {
        "bias": 1.0,
        "score": float(ranked.scores[top]),
        "share": float(ranked.shares[top]),
        "share3": float(ranked.shares[order[:3]].sum()),
        "passage_score": max(hit.score for hit in ranked.hits[:1]) if ranked.hits else 0.0,
        "words_best": _cover(weighing.words, lambda word: has(word, scene.best)),
        "words_near": _cover(weighing.words, lambda word: has(word, scene.near)),
        "words_article": _cover(weighing.words, lambda word: has(word, scene.article)),
        "pairs_near": _cover(weighing.pairs, lambda pair: pair[1:] in scene.near),
        "pairs_article": _cover(weighing.pairs, lambda pair: pair[1:] in scene.article),
        "pairs_everything": _cover(weighing.pairs, lambda pair: pair[1:] in scene.everything),
        "heaviest_missing": _heaviest(weighing.words, lambda word: has(word, scene.article)),
        "typed": sum(map(bool, spans)) / len(asks) if asks else 0.0,
        "untyped": sum(not spans[number] for number in shown) / len(asks) if shown else 0.0,
        "untyped_near": sum(not near_spans[number] for number in shown) / len(asks) if shown else 0.0,
        "untyped_unit": float(
            any(asks[n].dimension not in (None, Dimension.COUNT) and not near_spans[n] for n in shown)
        ),
        "no_ask": float(not asks),
        "names_missing": _missing(names, scene.article),
        "numbers_missing": len(numbers - held) / len(numbers) if numbers else 0.0,
        "quoted_missing": _missing(question.quoted, scene.article),
        "focus_missing": sum(not has(focus, scene.article) for focus in focuses) / (len(asks) or 1),
        "focus_far": sum(not has(focus, scene.near) for focus in focuses) / (len(asks) or 1),
        "role_conflict": float(bool(role_conflict(question, scene.everything))),
        "size": math.log10(1 + size),
        "length": math.log(1 + len(question.words)),
    }


def probability(evidence: dict[str, float], weights: dict[str, float]) -> float:
    """Return the calibrated probability of evidence under the weights of a logistic regression."""
    logit = sum(weights.get(name, 0.0) * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def role_conflict(question: Question, text: str) -> str | None:
    """Return an office the question gives somebody whom the text only knows in another one: 区长 for the 书记 it is."""
    offices = any_of(read_words("roles"))
    for match in re.finditer(rf"({offices})([一-龥]{{2,3}})", question.folded):
        office, name = match.groups()
        for length in (3, 2):
            short = name[:length]
            given = re.findall(rf"({offices}){re.escape(short)}", text) if len(short) == length else []
            if given and not any(office.endswith(other) or other.endswith(office) for other in given):
                return str(office)
    return None


def _around(ranked: Ranked, top: int) -> list[int]:
    rank = ranked.sentences[top].rank
    places = range(max(0, top - 1), min(len(ranked.sentences), top + 2))
    return [at for at in places if ranked.sentences[at].rank == rank]


def _holder(question: Question) -> Callable[[str, str], bool]:
    """Return what tells whether a text has a word, or one of its synonyms."""
    alike = dict(question.alike)
    return lambda word, text: word in text or any(other in text for other in alike.get(word, ()))


def _cover(weights: dict[str, float], held: Callable[[str], bool]) -> float:
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if held(term)) / total if total else 0.0


def _heaviest(weights: dict[str, float], held: Callable[[str], bool]) -> float:
    """The weight of the heaviest word not held, over that of the heaviest word."""
    most = max(weights.values(), default=0.0)
    return max((weight for word, weight in weights.items() if not held(word)), default=0.0) / most if most else 0.0


def _missing(names: Sequence[str], text: str) -> float:
    return sum(name not in text for name in names) / len(names) if names else 0.0
