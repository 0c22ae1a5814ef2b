"""The terms of many texts at once, as hashes: those of `retrieval.terms`, without a string for each of them."""

from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article
from retrieval.characters import CharacterTable, codes_of
from retrieval.numbers import plain_numbers
from retrieval.terms import PAIR, is_han
from retrieval.tokens import Tokenizer
from retrieval.vocabulary import Hashes, Stretches, hash_terms

Spans = Sequence[tuple[int, int]]
Rows = NDArray[np.uint32]
# So many characters are worked on at once: what is made of them stays in the processor's cache (66 µs a passage; with
# ten times as many 77 µs).
_AT_ONCE = 30_000


def harvest(articles: Sequence[Article], spans: Sequence[Spans], tokenizer: Tokenizer) -> tuple[Hashes, Rows]:
    """Return the hashes of the terms of all passages, and beside each the row of its passage, in no order.

    `spans` are where the passages of each article are, whose rows follow one another. What the article's headline and
    subheadline say counts with every one of its passages, as `retrieval.terms.passage_terms` has it.
    """
    hashes, rows = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.uint32)]
    for some in _portions(_texts(articles, spans)):
        found = _repeat(*hash_texts([text for text, _ in some], tokenizer), [rows for _, rows in some])
        hashes.append(found[0])
        rows.append(found[1])
    return np.concatenate(hashes), np.concatenate(rows)


def _texts(articles: Sequence[Article], spans: Sequence[Spans]) -> Iterator[tuple[str, range]]:
    """Yield every text, with the rows that it counts with."""
    first = 0
    for article, own in zip(articles, spans, strict=True):
        body, rows = article.body, range(first, first + len(own))
        yield from ((text, rows) for text in (article.headline, article.subheadline) if text)
        yield from ((body[start:end], range(row, row + 1)) for row, (start, end) in zip(rows, own, strict=True))
        first = rows.stop


def _portions(texts: Iterator[tuple[str, range]]) -> Iterator[list[tuple[str, range]]]:
    some: list[tuple[str, range]] = []
    size = 0
    for text, rows in texts:
        some.append((text, rows))
        size += len(text)
        if size > _AT_ONCE:
            yield some
            some, size = [], 0
    if some:
        yield some


def _repeat(hashes: Hashes, owners: NDArray[np.int64], rows: Sequence[range]) -> tuple[Hashes, Rows]:
    """Return the terms of texts as often as there are rows that their text counts with, and these rows."""
    first = np.array([each.start for each in rows], dtype=np.uint32)
    times = np.array([len(each) for each in rows])[owners]
    ends = np.cumsum(times)
    places = np.arange(len(hashes) and ends[-1]) - np.repeat(ends - times, times)
    return np.repeat(hashes, times), np.repeat(first[owners], times) + places.astype(np.uint32)


def hash_texts(texts: Sequence[str], tokenizer: Tokenizer) -> tuple[Hashes, NDArray[np.int64]]:
    """Return the hashes of all words, pairs and plain numbers of some texts, and beside each the number of its text.

    Each is there as often as it stands in the text; `retrieval.terms.text_terms` says which they are.
    """
    folded, ends = tokenizer.cut_all(texts)
    stretches, kinds = Stretches(folded), _kinds()(codes_of(folded))
    owners = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    words, word_ends = _words(ends, kinds)
    pairs = _pairs(kinds)
    numbers = plain_numbers(folded)
    hashes = (
        stretches.hash(words, word_ends),
        stretches.hash(pairs, pairs + 2, PAIR),
        hash_terms([digits for _, digits in numbers]),
    )
    places = np.concatenate((words, pairs, np.array([start for start, _ in numbers], dtype=np.int64)))
    return np.concatenate(hashes), owners[places]


_LETTER, _HAN = 1, 2


@cache
def _kinds() -> CharacterTable:
    """Return the table of what a character is: a letter or digit of any script, or Han, or both, or neither."""
    return CharacterTable(lambda char: _LETTER * char.isalnum() + _HAN * is_han(char))


def _words(ends: NDArray[np.int64], kinds: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the pieces that are words begin and end."""
    starts = np.append(0, ends[:-1])
    letters = np.append(0, np.cumsum(kinds & _LETTER))
    is_word = letters[ends] > letters[starts]
    return starts[is_word], ends[is_word]


def _pairs(kinds: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Return where pairs begin."""
    letters, han = (kinds & _LETTER).astype(bool), (kinds & _HAN).astype(bool)
    return np.flatnonzero((han[:-1] & letters[1:]) | (han[1:] & letters[:-1]))
