"""What is asked to be counted or dated, and is neither in the report: 多少学生 where no person is counted."""

import re
from collections.abc import Iterator

from retrieval.asking import Asked
from retrieval.questions import Question
from retrieval.scenes import Scene
from retrieval.units import Dimension, read_values

_NUMBER = r"[\d一二两三四五六七八九十百千万亿余多几数半][万余多]?"
_COUNTING = (None, Dimension.COUNT, Dimension.PEOPLE)
_PEOPLE = (
    "学生", "孩子", "老人", "村民", "居民", "员工", "工人", "乘客", "旅客", "游客", "观众", "志愿者", "老师", "教师",
    "病人", "患者", "选手", "队员", "党员", "代表", "司机", "农民", "儿童", "市民", "群众", "民警", "医生", "护士",
    "专家",
)  # fmt: skip
_DAY_ASKED = re.compile(r"几月|几号|几日|哪一?[天日]|日期")
# Times that are no day: 近日, 今年, 2023年.
_NO_DAY = re.compile(r"[近日当]日|日前|近期|当[前天]|时[期代]|上午|下午|凌晨|傍晚|[今去明前当同]年|\d{4}年")


def uncounted(question: Question, scene: Scene) -> Iterator[str]:
    """Yield what a report does not count or date, though asked: the people; the day of what was 近日."""
    for ask in question.asks:
        people = ask.kind is Asked.AMOUNT and ask.dimension in _COUNTING and ask.focus.endswith(_PEOPLE)
        if people and not _counts(ask.focus, question, scene):
            yield ask.focus
        day = ask.kind is Asked.TIME and _DAY_ASKED.search(question.folded[ask.start : ask.end + 2])
        if day and not any(_is_day(text, question) for text in _values(scene, Dimension.DATE)):
            yield "日期"


def _counts(people: str, question: Question, scene: Scene) -> bool:
    if any(text not in question.content for text in _values(scene, Dimension.PEOPLE)):
        return True
    noun = people[-2:]
    return bool(re.search(f"{_NUMBER}(?:{noun}|[名位个口])|{noun}{_NUMBER}", scene.article))


def _values(scene: Scene, dimension: Dimension) -> list[str]:
    values = (value for value in read_values(scene.article) if value.dimension is dimension)
    return [scene.article[value.start : value.end] for value in values]


def _is_day(text: str, question: Question) -> bool:
    return text not in question.content and not _NO_DAY.fullmatch(text)
