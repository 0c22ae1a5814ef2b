"""Names in letters and digits, written together or apart: vivos17pro for vivo S17 Pro, crv for CR-V."""

import re
from collections.abc import Mapping
from itertools import combinations, pairwise
from string import ascii_lowercase

from retrieval.fold import fold
from retrieval.index import Index
from retrieval.pinyin import syllables_of
from retrieval.terms import is_han

# Names of one question that are looked into.
MOST = 3
# Passages looked into for a name.
LOOKED_INTO = 20
# Characters of a name; a longer run is no product's.
LONGEST = 24
# Letters of a word that is looked for under other spellings.
SHORTEST = 4
# Pairs of characters of the question that stand in a passage with a mended word.
BESIDE = 2
_RUN = re.compile(r"(?<![a-z0-9])[a-z0-9]+(?:[ .-][a-z0-9]+)*(?![a-z0-9])")
_APART = r"[\s.\-·_]*"


def rejoin(folded: str, index: Index) -> tuple[str, list[tuple[str, str]]]:
    """Return a folded question with names that no passage prints so as one prints them, and the replacements."""
    names = [name for name in _RUN.findall(folded) if len(name) <= LONGEST and re.search("[a-z]", name)]
    repairs: dict[str, str] = {}
    for name in names[:MOST]:
        pieces = re.findall("[a-z0-9]+", name)
        if not all(index.frequencies(pieces)):
            printed = _printed("".join(pieces), index) or _spelt(name, folded, index)
            if printed and printed != name:
                repairs[name] = printed
    return _RUN.sub(lambda match: repairs.get(match.group(), match.group()), folded), list(repairs.items())


def other_models(asked: str, article: str) -> list[str]:
    """Return the names of letters and digits in folded text of which an article has another only: iphone 12.

    iPhone12、13 tells of both, Windows 10 of win10, and 2号 of t2.
    """
    squeezed, others = squeeze(article), []
    for letters, digits, more in re.findall(r"(?<![a-z0-9])([a-z]+)([0-9]+)([a-z]*)(?![a-z0-9]|\.[0-9])", asked):
        row = r"[0-9]+[a-z]*(?:[、,/和及][0-9]+[a-z]*)*[、,/和及]"
        told = rf"{letters}(?:[a-z]*|{row}){digits}(?![0-9])"
        another = re.search(rf"(?<![a-z]){letters}[0-9]", squeezed)
        if another and not re.search(rf"{told}|(?<![0-9]){digits}号", squeezed):
            others.append(letters + digits + more)
    return others


def is_short_for(letters: str, article: str) -> bool:
    """Tell whether letters may be short for a word of an article: cj, ChinaJoy."""
    return any(_holds_in_order(word, letters) for word in set(re.findall("[a-z]+", article)))


def _holds_in_order(word: str, letters: str) -> bool:
    rest = iter(word)
    return word[0] == letters[0] and all(letter in rest for letter in letters)


def squeeze(text: str) -> str:
    """Return text without what may stand within a name: iphone 12 and cr-v as iphone12 and crv."""
    return re.sub(r"(?<=[a-z0-9])[\s.\-·_]+(?=[a-z0-9])", "", text)


def _spelt(word: str, folded: str, index: Index) -> str:
    """Return the word that passages print of those one letter away, the one printed most, where one of them has other
    words of the question; "" for none.

    A short word, or one that begins otherwise, is another word, and pinyin stands for Han.
    """
    if not word.isalpha() or len(word) < SHORTEST or syllables_of(word):
        return ""
    cuts = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    near = {before + after[1:] for before, after in cuts} - {word}
    near |= {before + letter + after[more:] for before, after in cuts for letter in ascii_lowercase for more in (0, 1)}
    near |= {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    count, best = max(zip(index.frequencies(sorted(near)), sorted(near), strict=True), key=lambda each: each[0])
    others = {one + other for one, other in pairwise(folded) if is_han(one) and is_han(other)}
    passages = _passages({best: 1.0}, index) if count else []
    return best if any(sum(pair in passage for pair in others) >= BESIDE for passage in passages) else ""


def _passages(terms: Mapping[str, float], index: Index) -> list[str]:
    """Return the folded passages that have terms, the best first."""
    hits = index.search(terms, LOOKED_INTO) if terms else []
    return [fold(f"{hit.article.headline or ''}\n{hit.passage.text}") for hit in hits]


def _printed(name: str, index: Index) -> str:
    """Return a name as a passage prints it, apart or together, or its maker and its model each by itself; else ""."""
    parts = {name[start:end] for start, end in combinations(range(len(name) + 1), 2) if end - start > 1}
    known = [part for part, count in zip(sorted(parts), index.frequencies(sorted(parts)), strict=True) if count]
    passages = _passages({part: float(len(part)) for part in known}, index)
    ways = [(name,), *((name[:at], name[at:]) for at in range(3, len(name) - 1) if name[:at].isalpha())]
    for way in ways:
        patterns = [_pattern(part) for part in way]
        for passage in passages:
            found = [pattern.search(passage) for pattern in patterns]
            if all(found):
                return " ".join(" ".join(match.group().split()) for match in found if match)
    return ""


def _pattern(name: str) -> re.Pattern[str]:
    """A name, its characters together or apart; of a model that ends in digits with the letters after it: p20pro."""
    return re.compile(rf"(?<![a-z0-9]){_APART.join(map(re.escape, name))}(?:(?<=[0-9])[a-z]+)?(?![a-z0-9])")
