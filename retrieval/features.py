"""What a ranker sees in a sentence: plain numbers, each with a name, that speak for or against it as the answer.

All sentences of the passages found are looked at together, as a grid of sentences and terms of the question, since
what they have in common tells nothing: that a passage about the old ferry speaks of the ferry.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.asking import Asked
from retrieval.catchwords import spelled_out
from retrieval.cues import cues_of
from retrieval.numbers import read_numbers
from retrieval.questions import Question, Weighing, characters
from retrieval.sentences import Sentence
from retrieval.types import Span
from retrieval.units import Value, read_values
from retrieval.values import Tagger, endings_of, find_answers, find_kind, sign_of

Column = NDArray[np.float64]
Grid = NDArray[np.bool_]

_SIGNED = (Asked.REASON, Asked.MANNER, Asked.MEANING, Asked.LIST)
_TYPED = (Asked.PERSON, Asked.PLACE, Asked.ORGANISATION, Asked.TIME, Asked.AMOUNT, Asked.WORK)
_TAGGED = (Asked.PERSON, Asked.PLACE, Asked.ORGANISATION)
_VALUED = (Asked.TIME, Asked.AMOUNT)

# Groups of features, by name; what each buys is told in weights.py.
GROUPS: dict[str, tuple[str, ...]] = {
    "cover": ("words", "pairs", "words_local", "pairs_local", "chars_local"),
    "rest": ("rest_words", "rest_pairs", "rest_chars", "rest_near"),
    "context": ("words_near", "pairs_near", "chars_near", "pairs_passage", "best_distance"),
    "title": ("words_title", "pairs_title", "title_pairs", "title_asked"),
    "alike": ("alike", "alike_near"),
    "passage": ("passage", "passage_rank", "chars_passage"),
    "names": ("quoted", "quoted_near", "numbers_missing_near", "dates"),
    "asked": (
        "typed", "typed_many", "unit", "focus", "kind", "sign",
        *(f"typed_{kind}" for kind in _TYPED),
        *(f"untyped_{kind}" for kind in _TYPED),
        *(f"sign_{kind}" for kind in _SIGNED),
    ),
    "sides": ("ask_left", "ask_right"),
    "told": ("told",),
    "topic": ("topic_opens", "defines", "meaning_opens", "meaning_defines", "meaning_first"),
    "shape": ("first", "early", "length", "long", "leaning", "question"),
}  # fmt: skip
NAMES: tuple[str, ...] = tuple(name for names in GROUPS.values() for name in names)

# A sentence that begins so speaks of something named before it.
LEANING = re.compile(
    r"[\"“「]?(?:[他她它其该此这那]|牠|祂|同时|另外|此外|对此|随后|之后|之前|据悉|据了解|目前|截至目前|后来|而|但|并|也|又)"
)
_DEFINES = re.compile(r"是|指|为|即|\(|又称|也称|简称")
_DATE = re.compile(r"\d{1,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日")
_QUESTION = re.compile(r"[?？][\"”」』]*$")


@dataclass(frozen=True, slots=True)
class Seen:
    """Sentences as seen by the ranker: (n_sentences, len(NAMES)) features, and for each the spans of each ask that
    may be its answer."""

    features: NDArray[np.float64]
    answers: tuple[tuple[tuple[Span, ...], ...], ...]


def see(question: Question, weighing: Weighing, sentences: Sequence[Sentence], tag: Tagger) -> Seen:
    """Return the features of the sentences of a question's passages; the sentences of a passage stand together."""
    texts = [sentence.folded for sentence in sentences]
    answers = tuple(_answers(question, text, tag) for text in texts)
    columns: dict[str, Column | Sequence[float]] = {}
    columns |= _covered(question, weighing, sentences, texts)
    columns |= _passages(sentences)
    columns |= _names(question, sentences, texts)
    columns |= _asked(question, texts, answers)
    columns |= _sides(question, texts)
    columns |= _topics(question, weighing, sentences)
    columns |= _shapes(sentences)
    return Seen(np.column_stack([np.asarray(columns[name], dtype=np.float64) for name in NAMES]), answers)


def _covered(
    question: Question, weighing: Weighing, sentences: Sequence[Sentence], texts: list[str]
) -> dict[str, Column]:
    passage = np.array([sentence.rank for sentence in sentences])
    titles = [sentence.title for sentence in sentences]
    words, word_idf = _grid(texts, weighing.words)
    pairs, pair_idf = _grid(texts, {pair[1:]: weight for pair, weight in weighing.pairs.items()})
    chars, _ = _grid(texts, dict.fromkeys(characters(question), 1.0))
    title_words, _ = _grid(titles, weighing.words)
    title_pairs, _ = _grid(titles, {pair[1:]: weight for pair, weight in weighing.pairs.items()})
    title_chars, _ = _grid(titles, dict.fromkeys(characters(question), 1.0))
    near_pairs, near_chars = _near(pairs, passage), _near(chars, passage)
    char_local = _local(chars)
    whole, whole_chars = _whole(pairs, passage), _whole(chars | title_chars, passage)
    pair_share = _share(pairs, pair_idf)
    alike = _alike(question, texts)
    return {
        "words": _share(words, word_idf),
        "pairs": pair_share,
        "words_local": _share(words, _local(words)),
        "pairs_local": _share(pairs, _local(pairs)),
        "chars_local": _share(chars, char_local),
        "rest_words": _rest(words, title_words, word_idf),
        "rest_pairs": _rest(pairs, title_pairs, pair_idf),
        "rest_chars": _rest(chars, title_chars, char_local),
        "rest_near": _rest(near_chars, title_chars, char_local),
        "words_near": _share(_near(words, passage), word_idf),
        "pairs_near": _share(near_pairs, pair_idf),
        "chars_near": _share(near_chars, char_local),
        "pairs_passage": _share(whole, pair_idf),
        "chars_passage": _share(whole_chars, char_local),
        "best_distance": _distance(pair_share, passage),
        "words_title": _share(words | title_words, word_idf),
        "pairs_title": _share(pairs | title_pairs, pair_idf),
        "title_pairs": _share(title_pairs, pair_idf),
        "title_asked": np.array([_told(title, question.folded) for title in titles]),
        "alike": alike.mean(axis=1) if alike.size else np.zeros(len(texts)),
        "alike_near": _near(alike, passage).mean(axis=1) if alike.size else np.zeros(len(texts)),
    }


def _passages(sentences: Sequence[Sentence]) -> dict[str, Column]:
    scores = np.array([sentence.score for sentence in sentences])
    ranks = np.array([sentence.rank for sentence in sentences])
    return {
        "passage": scores / (scores.max() or 1.0),
        "passage_rank": 1.0 / (1 + ranks),
    }


def _names(question: Question, sentences: Sequence[Sentence], texts: list[str]) -> dict[str, Column]:
    passage = np.array([sentence.rank for sentence in sentences])
    quoted, weights = _grid(texts, dict.fromkeys(question.quoted, 1.0))
    wanted = sorted({number.value for number in read_numbers(question.content)})
    dates, each = _grid(texts, dict.fromkeys(_DATE.findall(question.content), 1.0))
    held = np.zeros((len(texts), len(wanted)), dtype=bool)
    if wanted:
        for row, text in enumerate(texts):
            there = {number.value for number in read_numbers(text)}
            held[row] = [value in there for value in wanted]
    return {
        "quoted": _share(quoted, weights),
        "quoted_near": _share(_near(quoted, passage), weights),
        "numbers_missing_near": 1 - _near(held, passage).mean(axis=1) if wanted else np.zeros(len(texts)),
        "dates": _share(dates, each),
    }


def _answers(question: Question, text: str, tag: Tagger) -> tuple[tuple[Span, ...], ...]:
    """For each thing asked, the spans of a sentence that could be it and are not in the question."""
    if not question.asks:
        return ()
    classed = [ask.names_kind(question.folded) for ask in question.asks]
    values: list[Value] = read_values(text) if any(ask.kind in _VALUED for ask in question.asks) else []
    tagged = tag(text) if any(classed) or any(ask.kind in _TAGGED for ask in question.asks) else []
    return tuple(
        tuple(
            (start, end)
            for start, end in [
                *find_answers(ask, text, values, tagged),
                *(find_kind(ask, text, tagged) if of_kind else ()),
                *(span for word in question.catchwords for span in spelled_out(word, text)),
            ]
            if text[start:end] not in question.content
        )
        for ask, of_kind in zip(question.asks, classed, strict=True)
    )


def _asked(
    question: Question, texts: list[str], answers: Sequence[Sequence[Sequence[Span]]]
) -> dict[str, Sequence[float]]:
    asks = question.asks
    count = len(asks) or 1
    classed = [ask.names_kind(question.folded) for ask in asks]
    names = GROUPS["asked"]
    rows = []
    for text, found in zip(texts, answers, strict=True):
        signs = {ask.kind: sign_of(ask.kind, text) for ask in asks}
        kinds = {ask.kind: False for ask in asks}
        for ask, spans in zip(asks, found, strict=True):
            kinds[ask.kind] |= bool(spans)
        rows.append(
            (
                sum(map(bool, found)) / count,
                min(3, max(map(len, found), default=0)) / 3,
                sum(
                    bool(ask.unit) and any(text[start:end].endswith(ask.unit) for start, end in spans)
                    for ask, spans in zip(asks, found, strict=True)
                )
                / count,
                sum(bool(ask.focus) and ask.focus in text for ask in asks) / count,
                sum(
                    of_kind and any(text[start:end].endswith(endings_of(ask.focus)) for start, end in spans)
                    for ask, of_kind, spans in zip(asks, classed, found, strict=True)
                )
                / count,
                sum(signs[ask.kind] for ask in asks) / count,
                *(float(kinds.get(kind, False)) for kind in _TYPED),
                *(float(not kinds.get(kind, True)) for kind in _TYPED),
                *(float(signs.get(kind, False)) for kind in _SIGNED),
            )
        )
    return dict(zip(names, zip(*rows, strict=True), strict=True))


def _sides(question: Question, texts: list[str]) -> dict[str, Sequence[float]]:
    """Cover of the eight characters before and after the asking words: what is asked stands next to them."""
    lefts = [side for ask in question.asks if (side := question.content[max(0, ask.start - 8) : ask.start].strip())]
    rights = [side for ask in question.asks if (side := question.content[ask.end : ask.end + 8].strip())]
    return {
        "ask_left": [sum(_told(side, text) for side in lefts) / (len(lefts) or 1) for text in texts],
        "ask_right": [sum(_told(side, text) for side in rights) / (len(rights) or 1) for text in texts],
    }


def _topics(question: Question, weighing: Weighing, sentences: Sequence[Sentence]) -> dict[str, Sequence[float]]:
    """Whether a sentence opens with what the question is about, tells what it is, and puts that as the press does."""
    rarest = max(weighing.words, key=lambda word: (weighing.words[word], len(word)), default="")
    meaning = any(ask.kind is Asked.MEANING for ask in question.asks)
    cued = cues_of(question)
    opens, defines, told = [], [], []
    for sentence in sentences:
        topic = sentence.title if sentence.title and sentence.title in question.folded else rarest
        at = sentence.folded.find(topic) if topic else -1
        after = sentence.folded[at + len(topic) : at + len(topic) + 12]
        opens.append(float(0 <= at <= 6))
        defines.append(float(0 <= at <= 6 and bool(_DEFINES.search(after))))
        tells = cued.told(sentence.folded) or (meaning and at <= 2 and bool(defines[-1]))
        told.append(float(tells and cued.named(sentence.title)))
    return {
        "told": told,
        "topic_opens": opens,
        "defines": defines,
        "meaning_opens": [meaning * value for value in opens],
        "meaning_defines": [meaning * value for value in defines],
        "meaning_first": [meaning * (sentence.start == 0) for sentence in sentences],
    }


def _shapes(sentences: Sequence[Sentence]) -> dict[str, Sequence[float]]:
    lengths = [len(sentence.folded) for sentence in sentences]
    return {
        "first": [float(sentence.start == 0) for sentence in sentences],
        "early": [1 / (1 + sentence.place) for sentence in sentences],
        "length": [min(200, length) / 100 for length in lengths],
        "long": [float(length > 120) for length in lengths],
        "leaning": [float(bool(LEANING.match(sentence.folded))) for sentence in sentences],
        "question": [float(bool(_QUESTION.search(sentence.folded))) for sentence in sentences],
    }


def _alike(question: Question, texts: list[str]) -> Grid:
    """Which sentences have a word of the question that has synonyms, or one of them: (n_texts, n_words)."""
    words = [(word, *others) for word, others in question.alike]
    return np.array([[any(one in text for one in group) for group in words] for text in texts], dtype=bool).reshape(
        len(texts), len(words)
    )


def _grid(texts: Sequence[str], weights: dict[str, float]) -> tuple[Grid, Column]:
    """Which texts hold which terms, (n_texts, n_terms), and the terms' weights."""
    rows = [[term in text for term in weights] for text in texts]
    return np.array(rows, dtype=bool).reshape(len(texts), len(weights)), np.array(list(weights.values()))


def _share(grid: Grid, weights: Column) -> Column:
    """The share of the weight that each row holds; 0 where nothing weighs."""
    total = weights.sum()
    return grid @ weights / total if total > 0 else np.zeros(len(grid))


def _local(grid: Grid) -> Column:
    """Weigh terms by how few of the sentences hold them, those of none by nothing."""
    counts = grid.sum(axis=0)
    weights: Column = np.log(1 + (len(grid) - counts + 0.5) / (counts + 0.5)) * (counts > 0)
    return weights


def _rest(grid: Grid, titles: Grid, weights: Column) -> Column:
    """The share that each row holds of the weight its headline does not hold already."""
    left = ~titles * weights
    total = left.sum(axis=1)
    share: Column = np.divide((grid * left).sum(axis=1), total, out=np.zeros(len(grid)), where=total > 0)
    return share


def _before(grid: Grid, passage: NDArray[np.int_]) -> Grid:
    """The row before each, within its passage."""
    shifted = np.zeros_like(grid)
    shifted[1:] = grid[:-1] & (passage[1:] == passage[:-1])[:, None]
    return shifted


def _near(grid: Grid, passage: NDArray[np.int_]) -> Grid:
    """Each row together with its neighbours in its passage."""
    near: Grid = grid | _before(grid, passage) | _before(grid[::-1], passage[::-1])[::-1]
    return near


def _whole(grid: Grid, passage: NDArray[np.int_]) -> Grid:
    """What the passage of each row holds."""
    whole = np.zeros_like(grid)
    for rank in np.unique(passage):
        whole[passage == rank] = grid[passage == rank].any(axis=0)
    return whole


def _distance(shares: Column, passage: NDArray[np.int_]) -> Column:
    """How far each sentence is from the one of its passage that holds most, in sentences, 3 at most, as a share."""
    distance = np.zeros(len(shares))
    for rank in np.unique(passage):
        rows = np.flatnonzero(passage == rank)
        distance[rows] = np.minimum(3, np.abs(rows - rows[np.argmax(shares[rows])])) / 3
    return distance


def _told(part: str, text: str) -> float:
    """The share of a short text's pairs of characters that stand in another; of a single character, whether it does."""
    if len(part) < 2:
        return float(bool(part) and part in text)
    return sum(first + second in text for first, second in pairwise(part)) / (len(part) - 1)
