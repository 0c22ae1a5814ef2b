"""The places and bodies a question names, by what their names end in: 下圩村, 少儿图书馆."""

import re
from functools import cache

from retrieval.asking import Ask
from retrieval.lexicon import any_of, read_groups, read_kinds, read_words
from retrieval.values import Tagger


def names_in(text: str, tag: Tagger, printed: str = "", asks: tuple[Ask, ...] = ()) -> list[tuple[str, str]]:
    """Return the particular places and bodies that folded text names, as (what tells it from its kind, the kind).

    下圩村 is ("下圩", "村"), 少儿图书馆 ("少儿", "图书馆"); what stands before the kind counts with two characters, and
    must be whole words that can name something. Where the whole name is printed, the kind may be the start of what
    jieba makes a word (岭头|村种), and a place may have three characters before it, or begin with a side (上|圩|村).
    """
    parts, at = {}, 0
    for word, part in tag(text):
        parts[at] = (word, part)
        at += len(word)
    ends = {start + len(word) for start, (word, _) in parts.items()}
    found = []
    for match in re.finditer(rf"(?=([一-龥]{{2}})({_heads()}){_alone()})", text):
        name, head = match.groups()
        runs_on = head in _small() and match.start(2) in parts and name + head in printed
        # 哪一行政区 asks for one.
        asked = any(not text[ask.end : match.start()].strip() for ask in asks if ask.end <= match.start())
        within = [parts[at] for at in range(match.start(), match.end(2)) if at in parts]
        # 县医院 is the 医院 of a 县, no 县医 of a kind 院.
        longer = any(text.endswith(each, 0, match.end(2)) for each in _ending(head))
        # 人民路|新路 has no place 路新路, 南塘市|老街 no 市老街.
        longer |= (
            (name[0] in _small() or name[0] in "省市县区州")
            and parts.get(match.start(), ("",))[0] == name[0]
            and match.start() > 0
        )
        whole = not longer and match.start() in parts and (match.end(2) in ends or runs_on)
        if whole and not asked and not any(_bare(*each) for each in within):
            found.append((name, head))
    found += [
        (match[1], match[2])
        for match in _villages().finditer(text)
        if match.start() in parts and "".join(match.groups()) in printed
    ]
    return [(name, head) for name, head in found if _MILES.fullmatch(name + head) or _is_particular(name, head)]


def _is_particular(name: str, head: str) -> bool:
    """Tell whether what stands before a kind tells one place or body from others: not 全区, 民办学校, 十九路."""
    # 澜阳二桥 is one; the report prints it so.
    told = name[:-1] if len(name) > 2 and name[-1] in _NUMBERS else name
    # 十九路 may be printed 19路.
    plain = any(char in _PLAIN for char in told) or all(char in _NUMBERS for char in name)
    known = read_words("stop") | _SORTS
    return not plain and name not in known and name + head not in read_words("common") | read_kinds().keys()


def _bare(word: str, part: str) -> bool:
    """Tell whether a word of a part of speech cannot be in a name: 由, 每, 次, 3月; 少儿, to jieba a number, can."""
    return part[0] in "pvdcrufqt" or (part[0] == "m" and (len(word) == 1 or not word.isalpha()))


@cache
def _villages() -> re.Pattern[str]:
    """Places below the county whose names jieba seldom knows."""
    return re.compile(rf"(?=([一-龥]{{3}}|[上下东西南北前后中内外][一-龥])({any_of(_small())}){_alone()})")


@cache
def _small() -> frozenset[str]:
    return frozenset(head for head in read_groups("heads")["place"] if head not in "市县区省国州港")


@cache
def _ending(head: str) -> tuple[str, ...]:
    """The longer kinds that end like one."""
    return tuple(each for each in read_words("heads") if each.endswith(head) and each != head)


def _alone() -> str:
    """What follows a kind: no other, as in 医院街; but its head may: 水务局局长."""
    return rf"(?!(?:{_heads()})(?!长))"


@cache
def _heads() -> str:
    return any_of(read_words("heads"))


# 三里社区, 八里镇.
_MILES = re.compile("[一二三四五六七八九十]里(?:社区|街道|村|镇|乡|桥)")
_NUMBERS = "一二三四五六七八九十百"
# Sorts of schools and hospitals, not their names.
_SORTS = frozenset(
    ["民办", "公办", "公立", "私立", "国有", "民营", "重点", "普通", "农村", "乡村", "城市", "县城", "附近", "周边"]
)
# 全区, 哪个村 and 这条河 name none in particular.
_PLAIN = "时指原此每另的个条座家所这那该各全某一二两三在是了到和与对有为本去从里吗呢么都也就还被把让给于片块"


@cache
def kindred(head: str) -> frozenset[str]:
    """Return the kinds that one is taken for, itself among them: 中学 for 小学."""
    groups = [heads for name, heads in read_groups("heads").items() if name not in ("place", "body") and head in heads]
    return frozenset(groups[0] if groups else (head,))
