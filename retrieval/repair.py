"""Questions repaired against what the corpus prints: pinyin, homophones, characters that look alike.

There is no list of right words: what the passages hold is right. A character is doubted only where no passage has it
next to its neighbours, and replaced only by one that some passage has there.
"""

import math
import re
from collections.abc import Sequence
from functools import cache

from retrieval.asking import Asked, read_asks
from retrieval.fold import fold
from retrieval.index import Index
from retrieval.lexicon import read_words
from retrieval.pinyin import homophones, spelled, syllables_of
from retrieval.terms import PAIR, is_han
from retrieval.tokens import Tokenizer

Repair = tuple[str, str]
# What a row of characters is worth, and the row.
_Path = tuple[float, str]

_NUMERALS = "零〇一二两三四五六七八九十百千万亿几半"
# 此剧 and 该厂 are no words, nor misspelt ones.
_POINTING = "此该这那某各每本"
_LATIN = re.compile(r"[a-z]+(?:[ '][a-z]+)*")
# Unknown words of one question that are looked into.
MOST = 2
# Passages looked into for a word beside another.
LOOKED_INTO = 20
# Syllables of pinyin that are read as one run.
LONGEST = 8


def repair(folded: str, index: Index, tokenizer: Tokenizer) -> tuple[str, tuple[Repair, ...]]:
    """Return a folded question with its misspellings replaced, and the replacements as (typed, searched) pairs."""
    if not len(index):
        return folded, ()
    spelt, repairs = _spell(folded, index)
    mended, more = _mend(spelt, index, tokenizer)
    return mended, (*repairs, *more)


def _spell(folded: str, index: Index) -> tuple[str, list[Repair]]:
    """Replace runs of pinyin by the characters that passages print for them; zhaoshang by 招商."""
    repairs: list[Repair] = []

    def replaced(match: re.Match[str]) -> str:
        typed, out = match.group(), []
        words = re.split(r"[ ']", typed)
        at = 0
        while at < len(words):
            taken, found = _characters(words[at : at + LONGEST], index)
            if taken:
                repairs.append((" ".join(words[at : at + taken]), found))
            out.append(found if taken else words[at])
            at += max(taken, 1)
        return " ".join(out)

    spelt = _LATIN.sub(replaced, folded)
    # Words side by side that were spelt one by one belong together again, and to the Han around them.
    return (re.sub(r"(?<=[一-龥]) (?=[一-龥])", "", spelt) if repairs else folded), repairs


def _characters(words: Sequence[str], index: Index) -> tuple[int, str]:
    """Return how many of the first words are pinyin of what passages print in a row, and that, the most frequent.

    They are as many as can be, of two syllables or more together; 0 and "" where none are.
    """
    best, length = (0, ""), 0
    paths: dict[str, _Path] = {}
    for number, (word, printed) in enumerate(zip(words, index.frequencies(words), strict=True), 1):
        syllables = syllables_of(word)
        length += len(syllables)
        if printed or not syllables or length > LONGEST:
            break
        for syllable in syllables:
            paths = _extend(paths, syllable, index) if paths else {char: (0.0, char) for char in spelled(syllable)}
            if not paths:
                return best
        if length > 1:
            best = number, max(paths.values())[1]
    return best


def _extend(paths: dict[str, _Path], syllable: str, index: Index) -> dict[str, _Path]:
    """Return the best rows, by their last character, that a syllable makes of rows: all their pairs are printed."""
    pairs = [(last, char) for last in paths for char in spelled(syllable)]
    counts = index.frequencies([PAIR + last + char for last, char in pairs])
    longer: dict[str, _Path] = {}
    for (last, char), count in zip(pairs, counts, strict=True):
        if count:
            worth = paths[last][0] + math.log(1 + count)
            longer[char] = max(longer.get(char, (-1.0, "")), (worth, paths[last][1] + char))
    return longer


def _mend(folded: str, index: Index, tokenizer: Tokenizer) -> tuple[str, list[Repair]]:
    """Replace characters of words no passage has by others that sound or look alike and make words some passage has.

    Only one or two words may be unknown: a question with more of them is about another world, not misspelt.
    """
    unknown = _unknown(folded, index, tokenizer)
    if not 0 < len(unknown) <= MOST:
        return folded, []
    repairs: list[Repair] = []
    # What is measured stands right before 多少 (冠军奖今多少): there a word that is none needs no other sign.
    measured = {ask.start for ask in read_asks(folded) if ask.kind is Asked.AMOUNT}
    for start, word in unknown:
        mended, repaired = _better(folded, start, word, index, tokenizer)
        no_word = start + len(word) in measured and not tokenizer.knows(word)
        if repaired and (no_word or _printed(mended, repaired, index, tokenizer)):
            repairs.append((folded[repaired[0] : repaired[1]], mended[repaired[0] : repaired[1]]))
            folded = mended
    return folded, repairs


def _unknown(folded: str, index: Index, tokenizer: Tokenizer) -> list[tuple[int, str]]:
    """Return the Han words no passage has, with their places; of single characters those that no neighbour knows."""
    asking = [(ask.start, ask.end) for ask in read_asks(folded)]
    stop = read_words("stop")
    places, at = [], 0
    for piece in tokenizer.cut(folded):
        if all(map(is_han, piece)) and piece not in stop and not any(a < at + len(piece) and at < b for a, b in asking):
            places.append((at, piece))
        at += len(piece)
    long = [place for place in places if len(place[1]) > 1]
    counts = index.frequencies([word for _, word in long])
    found = [
        place
        for place, count in zip(long, counts, strict=True)
        if not count and place[1][0] not in _NUMERALS + _POINTING
    ]
    for at, char in [place for place in places if len(place[1]) == 1]:
        around = [PAIR + folded[a : a + 2] for a in (at - 1, at) if a >= 0 and all(map(is_han, folded[a : a + 2]))]
        around = [pair for pair in around if len(pair) == 3]
        if around and not any(index.frequencies(around)):
            found.append((at, char))
    return sorted(found)


def _better(
    folded: str, start: int, word: str, index: Index, tokenizer: Tokenizer
) -> tuple[str, tuple[int, int] | None]:
    """Return the question with one character of a word replaced, and the span of the word that makes; None for none.

    The new word must stand in the corpus and in a dictionary. If it has two characters only, it must be known beside
    both neighbours; or it must sound the same to the tone, or look alike, and the one typed be no word at all.
    """
    best, best_worth, span = folded, 0.0, None
    stop = read_words("stop")
    known_word = tokenizer.knows(word)
    for at in range(start, start + len(word)):
        if folded[at] in _NUMERALS:  # another number is another question
            continue
        alike = homophones(folded[at]) | dict.fromkeys(lookalikes(folded[at]), True)
        alike = {other: exact for other, exact in alike.items() if other not in _NUMERALS}
        texts = [folded[:at] + other + folded[at + 1 :] for other in alike]
        # The pairs the new character makes with its neighbours must be printed somewhere, before anything is cut.
        sides = [
            a for a in (at - 1, at) if a >= 0 and len(folded[a : a + 2]) == 2 and all(map(is_han, folded[a : a + 2]))
        ]
        counts = [index.frequencies([PAIR + text[a : a + 2] for text in texts]) for a in sides]
        for number, (text, exact) in enumerate(zip(texts, alike.values(), strict=True)):
            known = [count[number] for count in counts]
            if not any(known):
                continue
            first, made = _word_at(text, at, tokenizer)
            whole = len(made) > 1 and not stop.intersection(made) and index.frequency(made) > 0
            linked = len(known) == 2 and all(known)
            fits = linked or len(made) > 2 or (exact and not known_word)
            if not (whole and fits and tokenizer.knows(made)):
                continue
            worth = sum(math.log(1 + count) for count in known) + 3.0 * whole + 2.0 * linked + exact
            if worth > best_worth:
                chosen = (first, first + len(made)) if len(made) > 1 else (max(0, at - 1), at + 1)
                best, best_worth, span = text, worth, chosen
    return best, span


def _printed(text: str, span: tuple[int, int], index: Index, tokenizer: Tokenizer) -> bool:
    """Tell whether a word stands in print beside the character it is beside here, or with half of the other words of
    the text, two at least; or is longer than two characters.

    A word no passage has may be right for all that: 人口 was searched as 入口, 君士坦提乌斯 as 军士坦提乌斯.
    """
    start, end = span
    word, stop = text[start:end], read_words("stop")
    if len(word) > 2:
        return True
    beside = [text[start - 1 : end]] * (start > 0) + [text[start : end + 1]] * (end < len(text))
    beside = [each for each in beside if all(map(is_han, each)) and not stop & {each[0], each[-1]}]
    others = {piece for piece in tokenizer.cut(text) if len(piece) > 1 and is_han(piece[0])} - stop - {word}
    passages = [
        fold(f"{hit.article.headline or ''}\n{hit.passage.text}") for hit in index.search({word: 1.0}, LOOKED_INTO)
    ]
    return any(
        any(each in passage for each in beside) or sum(other in passage for other in others) >= max(2, len(others) / 2)
        for passage in passages
    )


def _word_at(text: str, at: int, tokenizer: Tokenizer) -> tuple[int, str]:
    """Return the word a position of a text lies in, and where it begins."""
    start = 0
    for piece in tokenizer.cut(text):
        if start <= at < start + len(piece):
            return start, piece
        start += len(piece)
    return at, text[at : at + 1]


@cache
def lookalikes(char: str) -> tuple[str, ...]:
    """Return the characters that look like one."""
    return tuple(
        dict.fromkeys(other for group in read_words("shapes") if char in group for other in group if other != char)
    )
