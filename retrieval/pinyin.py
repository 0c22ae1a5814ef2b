"""Chinese characters by their sound: what a word typed in Latin letters, or with a wrong character, may stand for."""

import os
import re
import unicodedata
from functools import cache

# A reader's ear, or a southern tongue, does not tell these apart; each is spelt as the other before comparing.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))


@cache
def _table() -> tuple[dict[str, str], dict[str, str]]:
    """Characters by syllable, without tones, and syllables with tones by character: the 6,763 of GB 2312."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # of no use here, and 50 MB of memory
    from pypinyin.pinyin_dict import pinyin_dict  # costs 0.1 s, so only where there is something to spell

    by_syllable: dict[str, list[str]] = {}
    by_char: dict[str, str] = {}
    for code, readings in pinyin_dict.items():
        char = chr(code)
        try:
            char.encode("gb2312")
        except UnicodeEncodeError:
            continue
        by_char[char] = readings
        for reading in readings.split(","):
            by_syllable.setdefault(_toneless(reading), []).append(char)
    return {syllable: "".join(dict.fromkeys(chars)) for syllable, chars in by_syllable.items()}, by_char


def spelled(syllable: str) -> str:
    """Return the characters that a syllable without tone is read as: zhao gives 招, 找, 照 …"""
    return _table()[0].get(syllable, "")


def syllables_of(letters: str) -> tuple[str, ...]:
    """Return the syllables a run of Latin letters is made of, the longest first; none where it is no pinyin."""
    known = _table()[0]

    @cache
    def split(start: int) -> tuple[str, ...] | None:
        if start == len(letters):
            return ()
        for end in range(min(len(letters), start + 6), start, -1):
            if letters[start:end] in known:
                rest = split(end)
                if rest is not None:
                    return (letters[start:end], *rest)
        return None

    return split(0) or ()


def homophones(char: str) -> dict[str, bool]:
    """Return the characters that sound like one, and whether they do to the tone; a loose ear hears the others.

    Only the most usual reading of each counts.
    """
    by_syllable, by_char = _table()
    reading = by_char.get(char, "").split(",")[0]
    found = {
        other: by_char[other].split(",")[0] == reading
        for syllable in (_heard_as(_toneless(reading)) if reading else ())
        for other in by_syllable.get(syllable, "")
        if _toneless(by_char[other].split(",")[0]) == syllable
    }
    found.pop(char, None)
    return found


def _heard_as(syllable: str) -> set[str]:
    heard = {syllable}
    for long, short in _ALIKE:
        for one in tuple(heard):
            if long in one:
                heard.add(one.replace(long, short))
            elif long.endswith("g") and one.endswith(short):
                heard.add(one + "g")
            elif long.endswith("h") and re.match(rf"{short}(?!h)", one):
                heard.add(long + one[1:])
    return heard


def _toneless(reading: str) -> str:
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in plain if char.isalpha() and char.isascii())
