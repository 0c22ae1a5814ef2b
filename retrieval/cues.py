"""How the press puts what is asked: 位于 tells where a thing is, 又名 what else it is called (lexicon/cues.txt).

Some of it cannot be told without certain words (lexicon/needs.txt).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from retrieval.lexicon import read_groups
from retrieval.questions import Question

# Characters about the asking words in which a question says what it asks about a thing: X的别名叫什么.
ABOUT = 5
# Share of what a question says besides, in characters, that the headline must have: what is asked about the thing it
# names is told in such words, what is asked about an event in it in the event's own. At 0.6 the best sentence is right
# for 0.6 % fewer questions of cmrc_trial, with no headline asked for, for 1.7 %.
NAMED = 0.8


@dataclass(frozen=True, slots=True)
class Cue:
    """What asks for something about a thing, and what tells it: words, … and # in them as in the list."""

    asked: tuple[str, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cued:
    """The cues that a question has, and its words but those that ask: mostly the thing it asks about."""

    cues: tuple[Cue, ...]
    words: tuple[str, ...]

    def told(self, text: str) -> bool:
        """Tell whether folded text says something in the words that answer."""
        return any(_found(word, text) for cue in self.cues for word in cue.told)

    def tells(self, noun: str, text: str) -> bool:
        """Tell whether folded text answers what is asked by a noun in words that come without it: 之子 for 父亲."""
        return any(noun in cue.asked and any(_found(word, text) for word in cue.told) for cue in self.cues)

    def named(self, title: str) -> bool:
        """Tell whether a folded headline names the thing the question is about."""
        held = sum(len(word) for word in self.words if word in title)
        return held >= NAMED * max(1, sum(map(len, self.words)))


def cues_of(question: Question) -> Cued:
    """Return what in a question says which words its answer comes with."""
    about = [question.folded[max(0, ask.start - ABOUT) : ask.end + ABOUT] for ask in question.asks] or [question.folded]
    asking = [ask.focus for ask in question.asks]
    cues = []
    for cue in _read("cues"):
        if found := [match for text in about for word in cue.asked if (match := _found(word, text))]:
            cues.append(cue)
            asking += found
    return Cued(tuple(cues), tuple(word for word in question.words if not any(word in text for text in asking)))


def needs_of(question: Question, text: str) -> Iterator[str]:
    """Yield what a question asks of which folded text has not one of the words it would take to tell it.

    Of two things asked at once the text that tells one may be told by the other's words.
    """
    if len(question.asks) > 1:
        return
    for need in _read("needs"):
        asked = [found for word in need.asked if (found := _found(word, question.folded))]
        if asked and not any(_found(word, text) for word in need.told):
            yield max(asked, key=len)


@cache
def _read(name: str) -> tuple[Cue, ...]:
    words = read_groups(name).values()
    return tuple(Cue(each[: each.index(">")], each[each.index(">") + 1 :]) for each in words)


def _found(word: str, text: str) -> str:
    """Return what of a text a word of the list stands for, nothing where it is not there."""
    if word.isalnum():
        return word if word in text else ""
    match = _pattern(word).search(text)
    return match.group() if match else ""


@cache
def _pattern(word: str) -> re.Pattern[str]:
    number = "(?:约|大约|达|为|是|共|近)?[0-9一二三四五六七八九十百千两几]"
    return re.compile(word.replace("…", ".{0,4}").replace("#", number))
