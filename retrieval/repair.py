"""Questions repaired against what the corpus prints: pinyin, homophones, characters that look alike.

There is no list of right words: what the passages hold is right. A character is doubted only where no passage has it
next to its neighbours, or no passage has the name of a place, and replaced only by one that some passage has there.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from retrieval.asking import Asked, read_asks
from retrieval.fold import fold
from retrieval.index import Index
from retrieval.latin import rejoin
from retrieval.lexicon import any_of, read_words
from retrieval.pinyin import homophones, spelled, syllables_of
from retrieval.terms import PAIR, is_han
from retrieval.tokens import Tokenizer

Repair = tuple[str, str]
# What a row of characters is worth, and the row.
_Path = tuple[float, str]

_NUMERALS = "零〇一二两三四五六七八九十百千万亿几半"
# 此剧, 该厂 and 第一部 are no words, nor misspelt ones.
_POINTING = "此该这那某各每本第"
_PARTICLES = "了么的着"
_LATIN = re.compile(r"[a-z]+(?:[ '][a-z]+)*")
# Unknown words of one question that are looked into; of one more, only where that makes a word of what is none.
MOST = 2
# Passages looked into for a word beside another.
LOOKED_INTO = 20
# Syllables of pinyin that are read as one run.
LONGEST = 8


def repair(folded: str, index: Index, tokenizer: Tokenizer) -> tuple[str, tuple[Repair, ...]]:
    """Return a folded question with its misspellings replaced, and the replacements as (typed, searched) pairs."""
    if not len(index):
        return folded, ()
    joined, names = rejoin(folded, index)
    spelt, repairs = _spell(joined, index)
    placed, places = _place(spelt, index, tokenizer)
    mended, more = _mend(placed, index, tokenizer)
    return mended, (*names, *repairs, *places, *more)


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
        found = max(paths.values())[1]
        # A word alone that gives a particle is English: sale is not 洒了.
        if length > 1 and (number > 1 or found[-1] not in _PARTICLES):
            best = number, found
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


def _place(folded: str, index: Index, tokenizer: Tokenizer) -> tuple[str, list[Repair]]:
    """Replace names of places and bodies that no passage has by ones that sound the same or look alike: 西院社区 by
    西苑社区.

    What kind of place it is stands behind the name, so that a word of a dictionary may be wrong there, too; then the
    passage must have another word of the question.
    """
    repairs: list[Repair] = []
    doubted = 0
    for match in _placed().finditer(folded):
        name, head = match.groups()
        names = [name[at:] for at in reversed(range(len(name) - 1)) if not _nameless().intersection(name[at:])]
        if not names or any(_prints(short + head, index) for short in names):
            continue
        doubted += 1
        if doubted > MOST:
            break
        rest = folded.replace(match.group(), " ")
        others = (
            [] if not tokenizer.knows(name) else [word for word in tokenizer.cut(rest) if is_han(word[0]) and word[1:]]
        )
        for short in names:
            better = _sounding(short, head, index, others)
            if better:
                before = name.removesuffix(short)
                if before and _prints(before + better + head, index):  # 石榴园街道, not 榴园街道
                    short, better = name, before + better
                folded = folded.replace(short + head, better + head)
                repairs.append((short + head, better + head))
                break
    return folded, repairs


def _sounding(name: str, head: str, index: Index, others: Sequence[str]) -> str:
    """Return a name with one character replaced by one that sounds the same or looks alike, so that passages print it
    before a head, one of them with one of other words, if there are any; "" for none."""
    texts = []
    for at, char in enumerate(name):
        if char in _NUMERALS + _POINTING:
            continue
        same = [other for other, exact in homophones(char).items() if exact]
        texts += [name[:at] + other + name[at + 1 :] for other in (*same, *lookalikes(char)) if other not in _NUMERALS]
    pairs = list(dict.fromkeys(PAIR + one + other for text in texts for one, other in pairwise(text + head)))
    printed = dict(zip(pairs, index.frequencies(pairs), strict=True))
    for text in texts:
        if all(printed[PAIR + one + other] for one, other in pairwise(text + head)):
            passages = _printing(text + head, index)
            if any(not others or any(word in passage for word in others) for passage in passages):
                return text
    return ""


def _prints(text: str, index: Index) -> bool:
    """Tell whether passages print every pair of characters of a text, and one the text itself."""
    return all(index.frequencies([PAIR + first + second for first, second in pairwise(text)])) and _stands(text, index)


@cache
def _nameless() -> frozenset[str]:
    """Characters that no name has, of those that no question is searched by."""
    return frozenset("".join(read_words("stop"))) - frozenset("上下中里内前后时会来对应现大其")


@cache
def _placed() -> re.Pattern[str]:
    """A name of two or three characters before what kind of place or body it is."""
    heads = [head for head in read_words("heads") if head not in "市省国州所院站队厂店局路港江山"]
    return re.compile(rf"([一-龥]{{2,3}}?)({any_of(heads)})")


def _mend(folded: str, index: Index, tokenizer: Tokenizer) -> tuple[str, list[Repair]]:
    """Replace characters of words no passage has by others that sound or look alike and make words some passage has.

    Only one to three words may be unknown: a question with more of them is about another world, not misspelt.
    """
    unknown = _unknown(folded, index, tokenizer)
    if not 0 < len(unknown) <= MOST + 1:
        return folded, []
    repairs: list[Repair] = []
    # What is measured stands right before 多少 (冠军奖今多少): there a word that is none needs no other sign.
    measured = {ask.start for ask in read_asks(folded) if ask.kind is Asked.AMOUNT}
    for start, word in unknown:
        mended, repaired = _better(folded, start, word, index, tokenizer)
        no_word = start + len(word) in measured and not tokenizer.knows(word)
        if repaired and len(unknown) > MOST:
            typed, made = (text[repaired[0] : repaired[1]] for text in (folded, mended))
            if tokenizer.knows(typed) or not tokenizer.knows(made):
                continue
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

    The new word must stand in the corpus, and in a dictionary unless it is a longer name. If it has two characters
    only, it must be known beside both neighbours; or it must sound the same to the tone, or look alike, and the one
    typed be no word at all.
    """
    best, best_worth, span = folded, 0.0, None
    known_word = tokenizer.knows(word)
    for at in range(start, start + len(word)):
        for spelling in _spellings(folded, at, index):
            first, made = _word_at(spelling.text, at, tokenizer)
            linked = len(spelling.sides) == 2 and all(spelling.sides)
            if all(spelling.sides) and not known_word and not _is_word(made, index, tokenizer):
                # No dictionary has the names of small places and people: 石埔区 is 石浦区 where that is printed.
                first, made = start, spelling.text[start : start + len(word)]
                fits = _stands(made if len(made) > 2 else _with_next(spelling.text, start, start + len(word)), index)
            else:
                fits = linked or len(made) > 2 or (spelling.exact and not known_word)
                fits = fits and _is_word(made, index, tokenizer)
                if fits and len(made) < len(word):
                    # 假蜂密 is 假蜂蜜 where that is printed; 世界冠军, which no passage has, is not 世界观 and 军.
                    fits = _stands(spelling.text[start : start + len(word)], index)
            if not fits:
                continue
            worth = sum(math.log(1 + count) for count in spelling.sides) + 2.0 * linked + spelling.exact
            if worth > best_worth:
                best, best_worth, span = spelling.text, worth, (first, first + len(made))
    return best, span


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A text with one character replaced: passages that print it beside either neighbour, and if it sounds the same."""

    text: str
    sides: tuple[int, ...]
    exact: bool


def _spellings(folded: str, at: int, index: Index) -> Iterator[_Spelling]:
    """Yield a text with one character replaced by those that sound or look alike, where passages print it beside its
    neighbours. No numeral is replaced: another number is another question.
    """
    if folded[at] in _NUMERALS:
        return
    alike = homophones(folded[at]) | dict.fromkeys(lookalikes(folded[at]), True)
    alike = {other: exact for other, exact in alike.items() if other not in _NUMERALS}
    texts = [folded[:at] + other + folded[at + 1 :] for other in alike]
    pairs = [a for a in (at - 1, at) if a >= 0 and len(folded[a : a + 2]) == 2 and all(map(is_han, folded[a : a + 2]))]
    counts = [index.frequencies([PAIR + text[a : a + 2] for text in texts]) for a in pairs]
    for number, (text, exact) in enumerate(zip(texts, alike.values(), strict=True)):
        sides = tuple(count[number] for count in counts)
        if any(sides):
            yield _Spelling(text, sides, exact)


def _with_next(text: str, start: int, end: int) -> str:
    """Return a word with the Han character after it, of a text."""
    after = text[end : end + 1]
    return text[start : end + 1] if is_han(after) and after not in read_words("stop") else ""


def _stands(made: str, index: Index) -> bool:
    """Tell whether a passage prints a row of characters."""
    return bool(made) and bool(_printing(made, index))


def _printing(made: str, index: Index) -> list[str]:
    """Return the folded passages that print a row of characters, of those found by its pairs."""
    hits = index.search({PAIR + first + second: 1.0 for first, second in pairwise(made)}, LOOKED_INTO)
    passages = (fold(f"{hit.article.headline or ''}\n{hit.passage.text}") for hit in hits)
    return [passage for passage in passages if made in passage]


def _is_word(made: str, index: Index, tokenizer: Tokenizer) -> bool:
    """Tell whether characters are a word of two and more that passages print, no particle or number in it."""
    return (
        len(made) > 1
        and not read_words("stop").union(_NUMERALS).intersection(made)
        and tokenizer.knows(made)
        and index.frequency(made) > 0
    )


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
