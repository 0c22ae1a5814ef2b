"""What a report tells of another than the question asks about: another month, another level, another speaker."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from corpus.surnames import SINGLE
from retrieval.asking import Ask, Asked
from retrieval.lexicon import any_of, read_groups, read_words
from retrieval.numbers import read_numbers
from retrieval.places import kindred, names_in
from retrieval.questions import Question
from retrieval.scenes import Scene
from retrieval.units import Dimension, read_values
from retrieval.values import Tagger, measures

_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])月(?!\d)")
# 一个, 一共 and 一般 measure nothing.
_NO_RATE = "个共次般些起下点样种直定张人名位"
# Measures that stand for one another.
_MEASURES = (
    ("顿", "餐", "份", "次", "人", "位", "标准"), ("平", "平方", "平米", "平方米"), ("方", "立方", "立方米"),
    ("回", "次", "趟"), ("天", "日", "晚"), ("斤", "公斤", "千克"), ("度", "千瓦时"), ("节", "课时", "堂", "次"),
    ("年", "学期", "学年"),
)  # fmt: skip
# What a question supposes of a year or a part of it, and what a report of the other one tells without it.
_SUPPOSED = {
    "去年": ("今年",), "前年": ("今年",), "明年": ("今年",),
    "全年": ("上半年", "下半年", "一季度", "前三季度", "1至6月"),
}  # fmt: skip
_COMPARING = re.compile(r"[比较同跟与和](?:去年|上年)(?:同期)?")
_BEFORE = {"去年": ("上年", "上一年")}
_YEARS = {"前年": -2, "去年": -1, "明年": 1, "后年": 2}
# Groups of words that other words may hold by chance.
_CUT = ("country", "city", "sport")
# A body or a matter of one level of government: 市财政, 区医院.
_LEVELS = "省市县区镇乡村"
# 哪一个省境内 is of no level.
_LEVEL = re.compile(rf"(?=([{_LEVELS}])(?![境内里外级以])([一-龥]{{2}}))")
# What asks to compare, what asks of now, and what dates the number after it to another year: of then, or as such.
_COMPARED = re.compile(r"[去前往上]年|上[届次回]|同比|[增涨降比]|多了|少了|以前|过去|原来")
_NOW = re.compile(r"今年|现在|如今|目前|眼下|[本这]届|[这今]次|今天")
_THEN = re.compile(r"[去前往上]年同[期月日][^,;。:(]*$")
_EARLIER = re.compile(r"(?:[去前往上]年|上一年|上届)[^;。:(今本现]*$")
_SAYS = "说|表示|要求|介绍|强调|提醒|指出|告诉|回忆|认为|坦言|解释|透露"


def other_months(question: Question, scene: Scene) -> Iterator[str]:
    """Yield the months that the report leaves out, where it has others and was not printed then."""
    article, best = _plain_months(scene.article), _plain_months(scene.best)
    told = re.findall(r"(?<!\d)(\d{1,2})(?:月|(?=[至到~-]\d{1,2}月))", article)
    told += ["1"] * bool(re.search("[一元]月", article))
    for match in _MONTH.finditer(_plain_months(question.content)):
        within = any(float(first) < float(match[1]) < float(last) for first, last in _spans(article))
        # A report printed in July tells of July, or in so many words of June.
        past = any(int(month) < int(match[1]) for month in _MONTH.findall(best))
        printed = scene.date is not None and scene.date.month == int(match[1]) and not past
        if told and match[1] not in told and not printed and not within:
            yield match.group()


def _plain_months(text: str) -> str:
    """Return text with the months that are written out in digits; 六个月 counts them, 一月 may be each of them."""
    text = re.sub("([一二三四五六七八九])(?=[二三四五六七八九]月)", r"\1月", text)  # 六七月
    return re.sub("(?<!历时)(?<!为期)(?<!近)(?:[二三四五六七八九]|十[一二]?)(?=月)", _in_digits, text)


def _in_digits(match: re.Match[str]) -> str:
    return "".join(f"{number.value:.0f}" for number in read_numbers(match.group()))


def _spans(text: str) -> list[tuple[str, str]]:
    return re.findall(r"(\d{1,2})月?(?:\d{1,2}日)?[至到~-](\d{1,2})月", text)


def other_topics(question: Question, scene: Scene, tag: Tagger) -> Iterator[str]:
    """Yield the names and things of a question that its report lacks and others have: 夜市 where a school is built.

    A name must stand anywhere in another report, a thing in its headline. Of what is much spoken of a report may keep
    silent: that the bananas for 日本 went to 大阪.
    """
    alike, slight = dict(question.alike), read_words("light") | read_words("common")
    kinds = {ask.focus for ask in question.asks if ask.names_kind(question.folded)}
    for word, part in tag(question.content):
        # jieba makes 于北魏 a name; 沙河 may stand for 沙河镇.
        parts = (word, word[1:], word[:-1]) if len(word) > 2 else (word,)
        told = any(one in scene.article for one in (*parts, *alike.get(word, ())))
        if told or part[0] != "n" or word not in question.rare or word in kinds or word in slight:
            continue
        named = part.startswith(("ns", "nt")) or (part.startswith("nr") and word[0] in SINGLE and len(word) < 4)
        thing = word not in question.guessed and word in scene.others
        if thing or (named and (word in scene.everything or word in scene.others)):
            yield word


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
    named = set()
    for word, part in tag(question.content):
        starts.add(at)
        at += len(word)
        if len(word) > 1 and part.startswith("n"):
            named.add(at)
    for match in _LEVEL.finditer(question.content):
        level, matter = match.groups()
        before = question.content[max(0, match.start() - 2) : match.start() + 1]
        # 七星村|夜校 is no 村夜校, nor 南塘|市|老街 a 市老街.
        if match.start() in named or (len(before) > 2 and before in scene.everything):
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
    for name, group in read_groups("exclusive").items():
        asked = [word for word in group if _holds(question.content, word, group)]
        # 江西安远 has no 西安 in it, and of 北京还是杭州 one is enough.
        if any(_holds(scene.article, word, group) or (name in _CUT and word not in question.words) for word in asked):
            continue
        for word in asked:
            others = [other for other in group if other not in asked]
            told = any(one in scene.article for one in alike.get(word, ()))
            if not told and not _that_year(word, scene) and any(_holds(scene.near, one, group) for one in others):
                yield word


def other_share(question: Question, scene: Scene) -> Iterator[str]:
    """Yield a word of a group whose amount is asked for where only another's is told: 二等奖 beside 一等奖 and its sum.

    What is told stands between the same semicolons or full stops, or between the next, where no other is named.
    """
    ask = question.asks[0] if len(question.asks) == 1 else None
    if ask is None or ask.kind is not Asked.AMOUNT:
        return
    parts = re.split(r"[。;!?\n]", scene.near)
    for group in read_groups("exclusive").values():
        for word in group:
            others = [other for other in group if other != word and other not in question.content]
            named = [at for at, part in enumerate(parts) if word in part] if word in question.content else []
            if not named or not _any(others, scene.near):
                continue
            near = [part for at in named for part in parts[at : at + 2] if word in part or not _any(others, part)]
            if not any(_measured(ask, part, question.content) for part in near):
                yield word


def only_before(question: Question, scene: Scene) -> Iterator[str]:
    """Yield how many are asked for, where the best sentence tells it of last year only: 去年同期有512人.

    Of last year as such it may tell, unless the question is of this one.
    """
    compared = _COMPARED.search(question.folded)
    if len(question.asks) != 1 or question.asks[0].kind is not Asked.AMOUNT or compared:
        return
    spans = scene.answers[0] if scene.answers else ()
    dated = _EARLIER if _NOW.search(question.folded) else _THEN
    if spans and all(dated.search(scene.best[:start]) for start, _ in spans):
        yield question.asks[0].focus or question.folded[question.asks[0].start : question.asks[0].end]


def denied(question: Question, scene: Scene, tag: Tagger) -> Iterator[str]:
    """Yield what somebody is asked why he did, where the report says that he did not: 不上诉."""
    reasoned = any(ask.kind in (Asked.REASON, Asked.MANNER) for ask in question.asks)
    if len(question.asks) > 1 or not reasoned or re.search("[不没未无]", question.folded):
        return
    for word in [word for word, part in tag(question.content) if part[0] == "v" and len(word) > 1]:
        told = scene.article.count(word)
        # What is 尚未 done at first was done, as is what somebody 不得不 do.
        if told and told == len(re.findall(f"(?:(?<![得能会无])不|没有?|并未|并非|(?<!尚)未){word}", scene.article)):
            yield word


def other_years(question: Question, scene: Scene) -> Iterator[str]:
    """Yield another year, or the whole of one, where the report tells of this year or of a part of it, which a question
    of that one need not say."""
    # 比去年多 tells of this year, and that the year's goals will be met not what the whole year brought.
    asked, report = (_COMPARING.sub("", text) for text in (question.content, scene.article))
    for word, others in _SUPPOSED.items():
        text = report if word in _YEARS else scene.near
        told = any(one in text for one in (word, *_BEFORE.get(word, ()))) or _that_year(word, scene)
        # By 去年 a reader of newer papers may mean the year of a report of then; by 明年 none that is over.
        past = {year + _YEARS[word] for year in scene.years} if _YEARS.get(word, 0) < 0 else set()
        over = scene.date is not None and scene.date.year in past
        if word in asked and not told and not over and any(other in scene.near for other in others):
            yield word


def _holds(text: str, word: str, group: Iterable[str]) -> bool:
    """Tell whether a text has a word, and not only as a part of another of its group: 决赛 is not told by 半决赛."""
    for longer in group:
        if word in longer and word != longer:
            text = text.replace(longer, "\0")
    return word in text


def _any(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


def _measured(ask: Ask, text: str, content: str) -> bool:
    """Tell whether a text has an amount of what is asked that the question does not have; 几个 may count people."""
    if ask.dimension is Dimension.COUNT:
        ask = replace(ask, dimension=None)
    return any(measures(ask, value) and text[value.start : value.end] not in content for value in read_values(text))


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
