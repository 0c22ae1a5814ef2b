"""What a question speaks of and its report does not, not by so much as a character: 司机 where 车辆 are counted."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from corpus.surnames import DOUBLE, SINGLE
from retrieval.asking import Ask, Asked
from retrieval.lexicon import any_of, read_groups, read_words
from retrieval.questions import Question
from retrieval.scenes import Scene
from retrieval.units import Dimension, read_values
from retrieval.values import Tagger, endings_of

# Share of the characters of a question's content words that its report must not lack. At .6 that rules out one
# answerable question in 500 and one near miss in 40; at .5 one in 40 and one in 20.
MOST = 0.6
# Parts of speech of content words: nouns, verbs, adjectives, idioms, abbreviations; times are checked apart.
_CONTENT = "nvaijlb"
_HAN = re.compile(r"[一-龥]+")
_LATIN = re.compile(r"(?=.*[a-z])[a-z0-9]{2,}")
# 外孙叫什么, 名叫什么, 姓啥, 叫什么名字, 司机名字; the noun before it is the ask's.
_CALLED = re.compile(r"[是名]?(?:叫|姓)|.*名字$")
# Words that end like these are people; a company ends so.
_PEOPLE, _COMPANY = "人员师生长孙户友主手民孩娃伙", re.compile(r".*(公司|集团|企业|银行|学校|医院|厂|店)")
# Surnames that more often link what stands before them to what follows: 飞行员后, 队长和, 书记时.
_LINKING = "后时从向都和与当"
# A school or an army is told by many words, and 单位 by any.
_FIRM = re.compile(r".*(?:公司|集团|企业|银行|厂|店)")
# 某, 先生 and their like stand for a name, 叫 before one; a foreign name has a point.
_NAMELIKE = re.compile(r"某(?![地个些次种省市县区镇乡村校院年月日时家])|先生|女士|大[爷妈]|[奶爷]{2}|阿姨|叫|·")
_COUNTING = (Dimension.COUNT, Dimension.PEOPLE, Dimension.HOUSEHOLDS)
# Nouns for money, whose last character the report has wherever the sum is told: 报名费, 押金, 门票, 房租.
_FEES = "费金价税租票薪款"


def absent_words(question: Question, scene: Scene, tag: Tagger) -> list[str]:
    """Return the content words of which the report has no character, where they are too many for an answer; else none.

    Words that say little do not count as absent, nor the noun for a kind (哪种技术), nor what has a like word there.
    """
    alike, words = dict(question.alike), _telling(question, tag)
    # 老师傅带了几个徒弟 is told where 徒弟27名 are, whatever he is called.
    focuses = [ask.focus for ask in question.asks if ask.kind is Asked.AMOUNT and ask.focus and ask.focus in scene.best]
    if focuses and any(value.dimension in _COUNTING for value in read_values(scene.best)):
        return []
    missing = [word for word in words if not _stands(word, word, alike, scene)]
    named = [word for word in question.words if _LATIN.fullmatch(word) and word in scene.article]
    # 书还晚了罚钱吗 is about books though 书 is short.
    if len(words) == 1 and any(word in scene.best for word, part in tag(question.content) if _is_short(word, part)):
        return []
    return missing if sum(map(len, missing)) >= MOST * sum(map(len, (*words, *named))) else []


def unheard_words(question: Question, scene: Scene, tag: Tagger) -> list[str]:
    """Return the content words, a noun among them, where the report has not one of them, whatever characters it has,
    nor a number, a name in Latin letters or a short noun of the question; else none."""
    alike, words = dict(question.alike), _telling(question, tag)
    short = [word for word, part in tag(question.content) if not _HAN.fullmatch(word) or _is_short(word, part)]
    if "n" not in words.values() or any(word.isalnum() and word in scene.article for word in short):
        return []
    parts = {word: [*map("".join, pairwise(word)), _from_before(word, question)] for word in words}
    return [] if any(_stands(word, parts[word], alike, scene) for word in words) else list(words)


def _is_short(word: str, part: str) -> bool:
    """Tell whether a word is a noun of one character."""
    return len(word) == 1 and part[0] == "n"


def nameless(question: Question, scene: Scene, tag: Tagger) -> Iterator[str]:
    """Yield whoever is asked how he is called, or which company, and has no name beside him in the report."""
    alike = dict(question.alike)
    for ask in question.asks:
        if not ask.focus or not _asks_name(ask, question.folded):
            continue
        if company := _COMPANY.fullmatch(ask.focus):
            before = re.findall(rf"([一-龥a-z0-9]{{2}}|[”」』》\"]){company[1]}", scene.article)
            if all(name in question.content for name in before):
                yield ask.focus
        elif ask.focus.endswith((*_people(), *_PEOPLE)):
            words = (ask.focus, ask.focus[-2:], *alike.get(ask.focus, ()))
            if not any(_named(word, question.content, scene.article, tag) for word in words):
                yield ask.focus


def companies(question: Question, scene: Scene) -> Iterator[str]:
    """Yield the kind of body that is asked for, where the report has nothing that ends like one: no 公司, no 厂."""
    for ask in question.asks:
        asked = ask.kind in (Asked.ORGANISATION, Asked.THING)
        named = asked and ask.names_kind(question.folded) and _FIRM.fullmatch(ask.focus)
        if named and not re.search(rf"[一-龥a-z](?:{any_of(endings_of(ask.focus))})", scene.article):
            yield ask.focus


def fees(question: Question, scene: Scene) -> Iterator[str]:
    """Yield the nouns for money of which the passage has only the part that tells what for: 报名 for 报名费."""
    alike = dict(question.alike)
    for word in question.nouns:
        told = any(one in scene.passage for one in (word[-1:], *alike.get(word, ())))
        # 每小时2元 beside 停车 tells the 停车费.
        told |= word[:-1] in scene.best and any(each.dimension is Dimension.MONEY for each in read_values(scene.best))
        if len(word) > 2 and word[-1] in _FEES and not told:
            yield word


def _asks_name(ask: Ask, folded: str) -> bool:
    return bool(_CALLED.match(folded[ask.start : ask.end + 4])) or folded[: ask.start].endswith(("叫", "名字是"))


def _named(word: str, asked: str, article: str, tag: Tagger) -> bool:
    """Tell whether a name stands in a sentence within a few characters of a word: 队长欧阳彩霞今年44岁."""
    for match in re.finditer(re.escape(word), article):
        after = re.split(r"[,。;!?\n]", article[match.end() : match.end() + 12])[0]
        before = re.split(r"[,。;!?\n]", article[max(0, match.start() - 8) : match.start()])[-1]
        if _HAN.match(after) and ((after[0] in SINGLE and after[0] not in _LINKING) or after[:2] in DOUBLE):
            return True
        clause = before + word + after
        if _NAMELIKE.search(clause):
            return True
        if any(part.startswith("nr") and len(name) > 1 and name not in asked for name, part in tag(clause)):
            return True
    return False


def _kinds(question: Question, tag: Tagger) -> set[str]:
    """The nouns that only say what kind of thing is asked for: 哪位国王, 哪几种技艺."""
    kinds = {ask.focus for ask in question.asks if ask.names_kind(question.folded)}
    for ask in question.asks:
        if ask.kind in (Asked.THING, Asked.LIST, Asked.WORK):
            following = ((word, part) for word, part in tag(question.content[ask.end : ask.end + 8]) if word.strip())
            kinds |= {word for word, part in [next(following, ("", ""))] if part.startswith("n")}
    return kinds


def _telling(question: Question, tag: Tagger) -> dict[str, str]:
    """The content words of a question that say something, with the first letter of their parts of speech."""
    kinds, slight = _kinds(question, tag), read_words("stop") | read_words("light") | read_words("common")
    return {
        word: part[0] for word, part in tag(question.content)
        if part[0] in _CONTENT and len(word) > 1 and _HAN.fullmatch(word) and word not in kinds and word not in slight
        and word not in question.guessed
    }  # fmt: skip


def _from_before(word: str, question: Question) -> str:
    """The first character of a word with the one before it: 三伏帖 is not cut where jieba cuts it."""
    at = question.content.find(word)
    return question.content[max(0, at - 1) : at + 1].strip().rjust(2, "?")


def _stands(word: str, parts: Iterable[str], alike: Mapping[str, Sequence[str]], scene: Scene) -> bool:
    return any(one in scene.article for one in (*parts, *alike.get(word, ())))


@cache
def _people() -> tuple[str, ...]:
    return (*read_groups("nouns")["person"], *read_words("roles"))
