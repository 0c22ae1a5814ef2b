"""What a report tells of another than the question asks about: another month, another level, another speaker."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from corpus.surnames import SINGLE
from retrieval.features import Tagger
from retrieval.lexicon import any_of, read_groups, read_words
from retrieval.places import kindred, names_in
from retrieval.questions import Question
from retrieval.scenes import Scene
from retrieval.units import Dimension

_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])月(?!\d)")
# 一个, 一共 and 一般 measure nothing.
_NO_RATE = "个共次般些起下点样种直定张人名位"
# Measures that stand for one another.
_MEASURES = (
    ("顿", "餐", "份", "次", "人", "位", "标准"), ("平", "平方", "平米", "平方米"), ("方", "立方", "立方米"),
    ("回", "次", "趟"), ("天", "日", "晚"), ("斤", "公斤", "千克"), ("度", "千瓦时"), ("节", "课时", "堂", "次"),
)  # fmt: skip
# What a question supposes of a year or a part of it, and what a report of the other one tells without it.
_SUPPOSED = {
    "去年": ("今年",), "前年": ("今年",), "明年": ("今年",),
    "全年": ("上半年", "下半年", "一季度", "前三季度", "1至6月"),
}  # fmt: skip
_BEFORE = {"去年": ("上年", "上一年")}
_YEARS = {"前年": -2, "去年": -1, "明年": 1, "后年": 2}
# A body or a matter of one level of government: 市财政, 区医院.
_LEVELS = "省市县区镇乡村"
# 哪一个省境内 is of no level.
_LEVEL = re.compile(rf"(?=([{_LEVELS}])(?![境内里外级以])([一-龥]{{2}}))")
_SAYS = "说|表示|要求|介绍|强调|提醒|指出|告诉|回忆|认为|坦言|解释|透露"


def other_months(question: Question, scene: Scene) -> Iterator[str]:
    """Yield the months that the report leaves out, where it has others and was not printed then."""
    told = re.findall(r"(?<!\d)(\d{1,2})(?:月|(?=[至到~-]\d{1,2}月))", scene.article)
    for match in _MONTH.finditer(question.content):
        within = any(float(first) < float(match[1]) < float(last) for first, last in _spans(scene.article))
        # A report printed in July tells of July, or in so many words of June.
        past = any(int(month) < int(match[1]) for month in _MONTH.findall(scene.best))
        printed = scene.date is not None and scene.date.month == int(match[1]) and not past
        if told and match[1] not in told and not printed and not within:
            yield match.group()


def _spans(text: str) -> list[tuple[str, str]]:
    return re.findall(r"(\d{1,2})月?(?:\d{1,2}日)?[至到~-](\d{1,2})月", text)


def other_rates(question: Question, scene: Scene) -> Iterator[str]:
    """Yield what a price is asked for and the passage does not measure by beside a sum: 一斤 where 亩 are counted."""
    priced = any(ask.dimension is Dimension.MONEY for ask in question.asks)
    for match in _rates().finditer(question.folded) if priced else ():
        measure = next(group for group in match.groups() if group)
        alike = {measure, *(other for group in _MEASURES if measure in group for other in group)}
        told = rf"(?:[每一1/元均]\s?|元\d+)(?:{any_of(alike)})|(?:{any_of(alike)})均"
        if measure not in _NO_RATE and not re.search(told, scene.passage):
            yield match.group()


@cache
def _rates() -> re.Pattern[str]:
    """What a price is for: 多少钱一斤, 一顿饭多少钱, 每平米收几块. Compiled when needed, for it takes 3 ms."""
    return re.compile(
        r"(?:多少|几)(?:钱|块钱?|元)?一([一-龥])|每([一-龥])[一-龥]{0,6}(?:多少|几)"
        r"|一([一-龥])[一-龥]{0,3}(?:多少钱|几块|几元|多少元|[收卖要掏]多少)"
    )


def other_levels(question: Question, scene: Scene, tag: Tagger) -> Iterator[str]:
    """Yield what is asked of one level where the report tells it of another: 市财政 for the 区财政 it is."""
    starts, at = set(), 0
    for word, _ in tag(question.content):
        starts.add(at)
        at += len(word)
    for match in _LEVEL.finditer(question.content):
        level, matter = match.groups()
        before = question.content[max(0, match.start() - 2) : match.start() + 1]
        if len(before) > 2 and before in scene.everything:  # 七星村|夜校 is no 村夜校
            continue
        # 县医院 is the 县人民医院.
        told = re.search(rf"{level}[一-龥]{{0,4}}{matter}", scene.article) or match.start() not in starts
        if not told and re.search(rf"[{_LEVELS}]{matter}", scene.near):
            yield level + matter


def other_kindred(question: Question, scene: Scene, tag: Tagger) -> Iterator[str]:
    """Yield what is asked of a place or body, where the best sentence tells it of one of its kind: another school."""
    focus = next((ask.focus for ask in question.asks if ask.focus), "")
    title = scene.near.split("\n", 1)[0]
    for name, head in names_in(question.content, tag, scene.everything, question.asks):
        if name not in scene.best and name not in title:
            others = names_in(scene.best, tag, scene.everything)
            if any(other not in question.content and kind in kindred(head) for other, kind in others):
                yield f"{name}{head}的{focus}" if focus else name + head


def other_of_group(question: Question, scene: Scene) -> Iterator[str]:
    """Yield what the report has only another word of a group for: 国家级 where it is 省级."""
    alike = dict(question.alike)
    for group in read_groups("exclusive").values():
        for word in group:
            if word not in question.content or not _holds(question.content, word, group):
                continue
            others = [other for other in group if not _holds(question.content, other, group)]
            told = _holds(scene.article, word, group) or any(one in scene.article for one in alike.get(word, ()))
            if not told and not _that_year(word, scene) and any(_holds(scene.near, one, group) for one in others):
                yield word


def other_years(question: Question, scene: Scene) -> Iterator[str]:
    """Yield last year, or the whole year, where an undated report tells of this year or of a part of it, which a
    question of that one need not say."""
    for word, others in _SUPPOSED.items():
        told = any(one in scene.article for one in (word, *_BEFORE.get(word, ())))
        dated = word in _YEARS and scene.date is not None
        if word in question.content and not told and not dated and any(other in scene.near for other in others):
            yield word


def _holds(text: str, word: str, group: Iterable[str]) -> bool:
    """Tell whether a text has a word, and not only as a part of another of its group: 决赛 is not told by 半决赛."""
    for longer in group:
        if word in longer and word != longer:
            text = text.replace(longer, "\0")
    return word in text


def _that_year(word: str, scene: Scene) -> bool:
    """Tell whether the report has the year that a word means on its day: 2023年 for 去年."""
    if word not in _YEARS or scene.date is None:
        return False
    return f"{scene.date.year + _YEARS[word]}年" in scene.near


def other_speakers(question: Question, scene: Scene, tag: Tagger) -> Iterator[str]:
    """Yield the person whose words are asked for, where the best sentence has the words of somebody else."""
    if not re.search(_SAYS, question.content):
        return
    asked = {word for word, part in tag(question.content) if part.startswith("nr") and word[0] in SINGLE}
    asked |= {
        name for name in _in_office().findall(question.content) + _speaking(question.content) if name[0] in SINGLE
    }
    names = {name for name in asked if 1 < len(name) < 4 and name in scene.everything}
    speaking = [name for name in _speaking(scene.best) if name[0] in SINGLE]
    if names and speaking and not any(name[:2] in scene.best for name in names):
        yield max(names, key=len)


def _speaking(text: str) -> list[str]:
    return re.findall(rf"([一-龥]{{2,3}}?)(?:{_SAYS})", text)


@cache
def _in_office() -> re.Pattern[str]:
    return re.compile(rf"(?=(?:{any_of(read_words('roles'))})([一-龥]{{2,3}}))")
