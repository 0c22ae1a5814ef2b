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
_DAY_ASKED = re.compile(r"几月|几号(?![楼线门窗馆厅店院台机])|几日|哪一?[天日]|日期")
# A report that says no more than that it was of late; a day may be told by a feast, the moon or a weekly market, too.
_LATE = re.compile(r"近日|日前|近期")
_DAY = re.compile(
    r"\d[月日号]|[一二三四五六七八九十][月日号]|正月|腊月|初[一二三四五六七八九十]|五一|十一|节|假|[首末当次][日天]|逢|周[一二三四五六日末]|星期"
)


def uncounted(question: Question, scene: Scene) -> Iterator[str]:
    """Yield what a report does not count or date, though asked: the people; the day of what was 近日."""
    for ask in question.asks:
        people = ask.kind is Asked.AMOUNT and ask.dimension in _COUNTING and ask.focus.endswith(_PEOPLE)
        if people and not _counts(ask.focus, question, scene):
            yield ask.focus
        day = ask.kind is Asked.TIME and _DAY_ASKED.search(question.folded[ask.start : ask.end + 2])
        if day and _LATE.search(scene.near) and not _DAY.search(scene.article):
            yield "日期"


def _counts(people: str, question: Question, scene: Scene) -> bool:
    values = (value for value in read_values(scene.article) if value.dimension in (Dimension.PEOPLE, Dimension.SHARE))
    if any(scene.article[value.start : value.end] not in question.content for value in values):
        return True
    noun = "老年?人" if people.endswith("老人") else people[-2:]
    return bool(
        re.search(f"{_NUMBER}(?:{noun}|[名位个口户家例]|.{{0,3}}{noun})|{noun}.{{0,3}}{_NUMBER}", scene.article)
    )
