"""Text to question: what is asked, and with which words to look for it."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.asking import Ask, Asked, read_asks
from retrieval.bylines import AskedByline, read_byline
from retrieval.catchwords import is_catchword
from retrieval.fold import fold, readable
from retrieval.index import Index
from retrieval.lexicon import read_words
from retrieval.repair import repair
from retrieval.synonyms import Synonyms, own_synonyms
from retrieval.terms import is_han, pairs, plain_numbers
from retrieval.tokens import Tokenizer, is_word
from retrieval.units import Dimension, Value, read_values

# A question longer than any question: what follows is not read.
LONGEST = 300
# Weight of a word that is only like one of the question.
ALIKE = 0.3
# How often jieba has met a word that is one thing's rather than a report's manner: 夜市, 芦笋, not 日本 or 学校.
RARE = 100
# Words that say how something is asked or that every sentence has; with few passages no count tells them apart.
_POLITE = re.compile(
    r"请问(?:一下)?|麻烦(?:您|你)?|劳驾|(?<!《)[您你]好|帮我?(?:查|找|看)(?:一?下|查|找|看)?|(?:请|能)?告诉我|我?想(?:知道|问|了解|查)(?:一下)?"
    r"|(?:有没)?有?谁知道|(?:你|您)?知道(?=谁|哪|什么|多少|几)|求问|问一下|来着|指的是(?=什么|哪|谁|何)|到底|究竟|的话(?!题|剧|语|筒|费)|啊|呀|(?<![网酒书贴影水陶茶清氧])吧(?!台)|嘛|哦|喔|哈(?=[?？]?$)"
)
# 知道汀河大桥吗, before 道 is taken for a part of the name.
_KNOWN = re.compile(r"^[你您]?知道(?=.{2,}[吗么][?？]?$)")
_CLOSING = tuple("啊呀嘛哦喔哈吗呢吧啦")
# What is asked for in 手机号是多少 and 联系电话多少.
_CALLED = re.compile(r"(?:电话|手机|热线|电话号|手机号)(?:号码)?[是为有]?$")
# 此鱼 may be 本鱼 in print; 应该, 因此, 日本 point to nothing.
_POINTING = "此该本"
_POINTED = re.compile(rf"(?<![应因如从为至就比彼根基日版原剧脚样资成])[{_POINTING}]([一-龥])(?![一-龥]?[么样里])")
# A verb taken apart by how often or how long it was done: 加了几次息, 停几天电.
_APART = re.compile(
    r"(?P<verb>[一-龥])(?:了|过|着)?(?P<often>(?:几|多少|多)个?(?:次|回|天|年|月|周|小时|分钟|场|届|趟|久))的?(?P<object>[一-龥])"
    r"(?=了?[呢吗啊呀啦]?[?？]?$)"
)
_QUOTED = re.compile(r"[《〈]([^《》〈〉]{1,30})[》〉]|[“「『\"]([^“”「」『』\"]{1,30})[”」』\"]")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is understood.

    `text` is what was typed, `folded` what is searched: folded, repaired. `content` is `folded` with all that only
    asks blanked out, in place. `words` and `pairs` are the different terms of the content, in order, `numbers` its
    numbers in plain digits; `quoted` are names in quotation marks. `repairs` are (typed, searched) pairs, `alike`
    the words of the press for a word of the question, `nouns` its words that name something, repeated ones once.
    `guessed` are the words that no dictionary has: names, and characters that are none (针隔 of 几针隔多久); `rare` are
    those and the ones seldom met.
    """

    text: str
    folded: str
    content: str
    words: tuple[str, ...]
    pairs: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    values: tuple[Value, ...] = ()
    quoted: tuple[str, ...] = ()
    byline: AskedByline | None = None
    repairs: tuple[tuple[str, str], ...] = ()
    alike: tuple[tuple[str, tuple[str, ...]], ...] = ()
    nouns: tuple[str, ...] = ()
    guessed: frozenset[str] = frozenset()
    rare: frozenset[str] = frozenset()

    @property
    def catchwords(self) -> tuple[str, ...]:
        """What a list is asked of that the press may only spell out: 三早."""
        return tuple(dict.fromkeys(filter(is_catchword, (*self.quoted, *(ask.focus for ask in self.asks)))))


@dataclass(frozen=True, slots=True)
class Weighing:
    """A question's words and pairs with what each weighs in the corpus (its idf)."""

    words: dict[str, float]
    pairs: dict[str, float]

    @property
    def total(self) -> float:
        return sum(self.words.values()) + sum(self.pairs.values())


def understand(
    text: str, tokenizer: Tokenizer, synonyms: Synonyms | None = None, index: Index | None = None
) -> Question:
    """Return a question understood; one without a word in it has no words. `synonyms` replace the package's own; with
    an index misspellings are repaired."""
    folded = _KNOWN.sub("", fold(readable(text)[:LONGEST]))
    repairs: tuple[tuple[str, str], ...] = ()
    if index is not None:
        folded, repairs = repair(folded, index, tokenizer)
    folded = _APART.sub(lambda match: _together(match, tokenizer), folded)
    asked = read_asks(folded)
    content = _content(folded, asked)
    asks = tuple(_with_focus(ask, folded, content, tokenizer) for ask in asked)
    stop = read_words("stop")
    words = [word for word in tokenizer.cut(content) if is_word(word) and word not in stop]
    return Question(
        text=text,
        folded=folded,
        content=content,
        words=tuple(dict.fromkeys(words)),
        pairs=tuple(dict.fromkeys(pairs(content))),
        numbers=tuple(dict.fromkeys(plain_numbers(content))),
        asks=asks,
        values=tuple(read_values(content)),
        quoted=tuple(first or second for first, second in _QUOTED.findall(folded)),
        byline=read_byline(folded),
        repairs=repairs,
        alike=_alike(content, words, own_synonyms() if synonyms is None else synonyms),
        nouns=_nouns(content, tokenizer),
        guessed=frozenset(word for word in words if len(word) > 1 and not tokenizer.knows(word)),
        rare=frozenset(word for word in words if len(word) > 1 and tokenizer.frequency(word) < RARE),
    )


def query_terms(question: Question) -> dict[str, float]:
    """Return the terms a question is searched with, and their weights."""
    terms = dict.fromkeys((*question.words, *question.pairs, *question.numbers), 1.0)
    for _, others in question.alike:
        for other in others:
            if len(other) > 1:
                for term in (other, *pairs(other)):
                    terms.setdefault(term, ALIKE)
    return terms


def characters(question: Question) -> str:
    """Return the different Han characters of a question's content, in order."""
    return "".join(dict.fromkeys(char for char in question.content if is_han(char)))


def _alike(content: str, words: list[str], synonyms: Synonyms) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the question's words that have synonyms: its words, and longer ones that stand in it."""
    known = dict.fromkeys(word for word in words if word in synonyms)
    known.update(dict.fromkeys(word for word in synonyms if len(word) > 2 and word in content))
    pointed = ((match[0], match[1]) for match in _POINTED.finditer(content))
    return (
        *((word, synonyms[word]) for word in known),
        *(
            (word, tuple(f"{other}{noun}" for other in _POINTING if other != word[0]))
            for word, noun in pointed
            if word not in known
        ),
        *((word, (f"无{word[1:]}",)) for word in words if len(word) > 1 and word[0] == "有" and word not in known),
    )


def _nouns(content: str, tokenizer: Tokenizer) -> tuple[str, ...]:
    """Return the words of two characters and more that name something, and the verb after 的: 多少钱的买卖."""
    plain = read_words("stop") | read_words("common")
    tagged = tokenizer.tag(content)
    named = [
        word
        for (before, _), (word, part) in pairwise([("", ""), *tagged])
        if len(word) > 1 and (part.startswith(("n", "vn", "an")) or (before == "的" and part == "v"))
    ]
    # 要花费 is a noun to jieba only.
    named = [word for word in named if word not in plain and not re.fullmatch("[要需]..+", word)]
    return tuple(dict.fromkeys(word for word in named if len(word.rstrip("儿")) > 1))


def _with_focus(ask: Ask, folded: str, content: str, tokenizer: Tokenizer) -> Ask:
    """Return an ask with the noun it asks about, where the asking words do not name it themselves.

    That is the word after them (多少场演出, 什么图案), else the one before (面积是多少, 书记叫什么).
    """
    if _CALLED.search(folded[: ask.start][-6:] if ask.kind is Asked.AMOUNT else ""):
        return replace(ask, focus="电话", dimension=Dimension.PHONE)
    if ask.focus:
        return ask
    stop = read_words("stop")
    end = ask.end + len(ask.unit)
    # 几首啊 字数有限制没 asks two things.
    after = re.match(r"的?([^,;。?!，；？！]*)", content[end:] if folded[end : end + 1] not in _CLOSING else "")
    before = re.search(r"[^,;。?!，；？！]*$", content[: ask.start])
    following = [word for word in tokenizer.cut((after[1] if after else "")[:8]) if word.strip()]
    if following and len(following[0]) > 1 and following[0] not in stop and ask.kind in (Asked.AMOUNT, Asked.THING):
        return replace(ask, focus=following[0])
    # 约值 and 达成 would be words.
    told = re.sub("[约达共近超]值?$", "", before.group() if before else "")
    preceding = [word for word in tokenizer.cut(told[-12:]) if len(word) > 1]
    return replace(ask, focus=preceding[-1]) if preceding and preceding[-1] not in stop else ask


def _together(apart: re.Match[str], tokenizer: Tokenizer) -> str:
    """Return a verb that was taken apart as the press prints it, 加息几次, where it is one: 开会, 停电."""
    verb = apart["verb"] + apart["object"]
    known = tokenizer.knows(verb) and tokenizer.tag(verb)[0][1].startswith("v")
    return verb + apart["often"] if known else apart.group()


def _content(folded: str, asks: tuple[Ask, ...]) -> str:
    chars = list(folded)
    for start, end in [(ask.start, ask.end) for ask in asks] + [match.span() for match in _POLITE.finditer(folded)]:
        chars[start:end] = " " * (end - start)
    content = "".join(chars)
    # A question that is nothing but asking words is searched as it stands.
    return content if any(map(str.isalnum, content)) else folded
