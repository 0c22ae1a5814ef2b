"""Text to words: the one module that knows jieba and its port to Rust."""

import hashlib
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.characters import codes_of
from retrieval.errors import DictionaryError
from retrieval.fold import BORDER, fold, fold_all

# A word of an admin's dictionary: its spelling, its frequency or None for one high enough to hold it together, its tag.
Word = tuple[str, int | None, str | None]
# Where the pieces of a text end, in characters, ascending: the long way round to its words without a string for each.
Ends = NDArray[np.int64]


class Cutter(Protocol):
    """Text in pieces, as jieba's default mode cuts it; joined they are the text."""

    identity: str

    def cut(self, text: str) -> list[str]: ...

    def ends(self, text: str) -> Ends: ...

    def tag(self, text: str) -> list[tuple[str, str]]: ...

    def knows(self, word: str) -> bool: ...

    def frequency(self, word: str) -> int: ...


class Tokenizer:
    """Cuts folded text into words with jieba's dictionary and, where given, the admin's own.

    `identity` names the tokenizer and its dictionaries: two that cut differently have different identities.
    The dictionary has jieba's format, a word a line, then perhaps its frequency and part of speech.
    """

    def __init__(self, dictionary: Path | None = None) -> None:
        self._begin(read_dictionary(dictionary) if dictionary is not None else ())

    def _begin(self, words: tuple[Word, ...]) -> None:
        self._words = words
        self._cutter = make_cutter(words)
        self.identity = self._cutter.identity
        if words:
            self.identity += "+" + hashlib.blake2b(repr(words).encode(), digest_size=4).hexdigest()

    def __reduce__(self) -> tuple[object, ...]:
        return _tokenizer_of, (self._words,)

    def cut(self, text: str) -> list[str]:
        """Return fold(text) in pieces, words and all that stands between them; joined they are fold(text)."""
        return self._cutter.cut(fold(text))

    def cut_all(self, texts: Sequence[str]) -> tuple[str, Ends]:
        """Return fold_all(texts), and where its pieces end: those of every text as by itself, the borders between."""
        folded = fold_all(texts)
        return folded, self._cutter.ends(folded)

    def tag(self, folded: str) -> list[tuple[str, str]]:
        """Return the pieces of folded text tagged: nr is a person, ns a place, nt an organisation."""
        return self._cutter.tag(folded)

    def knows(self, word: str) -> bool:
        """Tell whether a folded word stands in a dictionary; others are guessed from their characters."""
        return self._cutter.knows(word)

    def frequency(self, word: str) -> int:
        """Return how often the makers of the dictionary met a folded word, to one more or less; about 0 if it has none.

        Its counts are of 60 million words: 日本 was met 25,307 times, 芦笋 47.
        """
        return self._cutter.frequency(word)

    def words(self, text: str) -> list[str]:
        """Return the words of text, folded, in order: the pieces that have a letter, a digit or a Han character."""
        return [piece for piece in self.cut(text) if is_word(piece)]


@lru_cache(1)
def _tokenizer_of(words: tuple[Word, ...]) -> Tokenizer:
    """Return a tokenizer that was pickled, the same one again.

    A worker gets it with every task, and a dictionary takes 0.1 s to load, with jieba 0.7 s.
    """
    tokenizer = Tokenizer.__new__(Tokenizer)
    tokenizer._begin(words)
    return tokenizer


def is_word(piece: str) -> bool:
    """Tell whether a piece carries meaning: a letter, a digit or a Han character stands in it."""
    return piece.isalnum() or (len(piece) > 1 and any(map(str.isalnum, piece)))


_ENTRY = re.compile(r"(.+?)(?: ([0-9]+))?(?: ([a-z]+))?")


def read_dictionary(path: Path) -> tuple[Word, ...]:
    """Return the words of a dictionary file, folded, in order; raises DictionaryError where it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise DictionaryError(f"{path}: no dictionary ({error.strerror or error}); check the path") from error
    except ValueError as error:
        raise DictionaryError(f"{path}: not a dictionary in UTF-8 ({error}); write a word a line") from error
    return tuple(_read_word(fold(line.strip())) for line in lines if line.strip())


def _read_word(line: str) -> Word:
    match = _ENTRY.fullmatch(line)
    if match is None:
        return line, None, None
    return match[1], int(match[2]) if match[2] else None, match[3]


def make_cutter(words: tuple[Word, ...] = ()) -> Cutter:
    """Return the fastest cutter that gives jieba's very tokens: its port to Rust where that is known to, else jieba.

    The port (8 times faster over whole passages, and loaded in 0.1 s, not 0.7 s) is not asked to agree on words with
    letters and digits in them, nor on jieba's force-split words of frequency 0, nor on words without a frequency beside
    one of the dictionary that is given another: the port and jieba reckon theirs from different totals.
    """
    if all(_HAN_WORD.fullmatch(word) and frequency != 0 for word, frequency, _ in words):
        try:
            plain = RustCutter()
            other = any(frequency is not None and plain.knows(word) for word, frequency, _ in words)
            if not (other and any(frequency is None for _, frequency, _ in words)):
                return RustCutter(words) if words else plain
        except ImportError:
            logging.getLogger(__name__).info("rjieba is not installed; jieba cuts the same words, more slowly")
    return JiebaCutter(words)


def preload() -> None:
    """Load the port's dictionary, where it is installed; Python's lock is let go of, so other threads run meanwhile."""
    with suppress(ImportError):
        import rjieba  # noqa: F401


class JiebaCutter:
    """jieba itself."""

    def __init__(self, words: tuple[Word, ...] = ()) -> None:
        import jieba  # costs 0.1 s to import and 0.6 s to load, so only where it is needed

        jieba.setLogLevel(logging.WARNING)
        self.identity = f"jieba-{version('jieba')}"
        self._jieba = jieba.Tokenizer()
        for word in words:
            self._jieba.add_word(*word)

    def cut(self, text: str) -> list[str]:
        return self._jieba.lcut(text)  # type: ignore[no-any-return]

    def ends(self, text: str) -> Ends:
        return _ends(self.cut(text))

    def tag(self, text: str) -> list[tuple[str, str]]:
        import jieba.posseg

        return [(pair.word, pair.flag) for pair in jieba.posseg.POSTokenizer(self._jieba).lcut(text)]

    def knows(self, word: str) -> bool:
        return len(self._jieba.lcut(word, HMM=False)) == 1

    def frequency(self, word: str) -> int:
        return int(self._jieba.suggest_freq(word))


# jieba's blocks and what it cuts outside of Han; the port has other ideas of both (rare Han; low-e, 2.6ghz).
_BLOCK = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+)")
_BETWEEN = re.compile(r"\r\n|.", re.DOTALL)
_LATIN = re.compile(r"(c\+\+|c#|[a-zA-Z0-9]+?(?=c\+\+|c#)|[a-zA-Z0-9]+(?:\.\d+)?%?)")
_IS_LATIN = re.compile(r"[\x00-\x7f]")
_HAN_WORD = re.compile(r"[\u4e00-\u9fd5]+")
# What the port takes for Han, jieba not; a border in its place, both see the same blocks, and text is cut at one go.
_RARE_HAN = re.compile(r"[\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00010000-\U0010ffff]")
# What letters and digits are cut by jieba's rule with, by code point, and what of it is neither.
_IN_LATIN = np.array([_BLOCK.fullmatch(chr(code)) is not None for code in range(128)])
_MARKS = np.array([chr(code) in "+#&._%-" for code in range(128)])


def _ends(pieces: list[str]) -> Ends:
    return np.cumsum(np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces)))


class RustCutter:
    """The port to Rust, held to jieba's tokens: it cuts Han, while letters and digits are cut here by jieba's rule.

    Text must be folded: of jieba's dictionary words with letters in them only c++ and c# are in lower case. On 6,256
    texts of `news`, `cmrc_trial` and `drcd_dev` all tokens were jieba's.
    """

    def __init__(self, words: tuple[Word, ...] = ()) -> None:
        import rjieba  # costs 0.1 s to import

        self.identity = f"rjieba-{version('rjieba')}"
        self._cut, self._tag, self._suggest = rjieba.cut, rjieba.tag, rjieba.suggest_freq
        if words:  # the module has one without loaded already; another costs 0.1 s again
            own = rjieba.Jieba()
            for word in words:
                own.add_word(*word)
            self._cut, self._tag, self._suggest = own.cut, own.tag, own.suggest_freq

    def cut(self, text: str) -> list[str]:
        pieces: list[str] = []
        for number, block in enumerate(_BLOCK.split(text)):
            if number % 2 == 0:
                pieces.extend(block if "\r" not in block else _BETWEEN.findall(block))
            elif block.isascii():
                pieces.extend(_cut_latin(block))
            elif _IS_LATIN.search(block):
                pieces.extend(_recut_latin(self._cut(block)))
            else:
                pieces.extend(self._cut(block))
        return pieces

    def ends(self, text: str) -> Ends:
        """Return where the pieces of `cut` end; of a long text in half the time, for it is cut at one go."""
        codes = np.minimum(codes_of(text), 127)
        latin = _IN_LATIN[codes]
        is_end = np.zeros(len(codes) + 1, dtype=bool)
        is_end[_ends(self._cut(_RARE_HAN.sub(BORDER, text)))] = True
        borders = np.flatnonzero(latin[1:] != latin[:-1]) + 1
        if not is_end[borders].all():  # a word of both letters and Han, which no dictionary of the port has
            return _ends(self.cut(text))
        is_end[1:-1] &= ~(latin[1:] & latin[:-1])
        edges = np.concatenate(([0], borders, [len(codes)]))
        marked = np.unique(np.searchsorted(edges, np.flatnonzero(_MARKS[codes]), side="right"))
        for start, end in zip(edges[marked - 1].tolist(), edges[marked].tolist(), strict=True):
            is_end[[start + last for last in accumulate(map(len, _cut_latin(text[start:end])))]] = True
        return np.flatnonzero(is_end)

    def tag(self, text: str) -> list[tuple[str, str]]:
        return self._tag(text)

    def knows(self, word: str) -> bool:
        return len(self._cut(word, False)) == 1

    def frequency(self, word: str) -> int:
        return int(self._suggest(word))


def _recut_latin(pieces: list[str]) -> Iterator[str]:
    """Yield the pieces of a block, every run of letters, digits and marks among them cut anew."""
    run = ""
    for piece in pieces:
        if piece.isascii():
            run += piece
            continue
        if run:
            yield from _cut_latin(run)
            run = ""
        yield piece
    if run:
        yield from _cut_latin(run)


def _cut_latin(run: str) -> Iterator[str]:
    return (piece for piece in _LATIN.split(run) if piece)
