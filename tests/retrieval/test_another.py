import datetime
from dataclasses import replace

import pytest

from corpus.types import Article
from retrieval.checks import Lack
from retrieval.confidence import RULING_OUT
from retrieval.tokens import Tokenizer

from .conftest import make_article, paper_lacks

HARVEST = make_article(
    "莲藕上市",
    "9月4日，下坪村的莲藕上市，每亩收入5200元。县财政补助莲农30万元。村书记陶大海和镇长邵春雨到田头看了收成。",
    "陶大海说，藕塘不够大，明年村里还要再挖两口藕塘。",
)
TEA = make_article("新茶开采", "上坪村的新茶3月开采，小河湾村4月开采，两村茶园共2300亩。")


def lacks(text: str, tokenizer: Tokenizer, *more: Article) -> list[Lack]:
    return paper_lacks(text, tokenizer, HARVEST, TEA, *more)


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("11月莲藕上市每亩收入多少", Lack("day", "11月")),
        ("下坪村的莲藕多少钱一斤", Lack("unit", "多少钱一斤")),
        ("市财政补助莲农多少万元", Lack("place", "市财政")),
        ("邵春雨说明年村里还要再挖几口藕塘", Lack("speaker", "邵春雨的话")),
        ("上坪村的莲藕每亩收入多少", Lack("place", "上坪村")),
        ("小河湾村的莲藕每亩收入多少", Lack("place", "小河湾村")),
    ],
)
def test_what_is_told_of_another_is_missed(text: str, lack: Lack, tokenizer: Tokenizer) -> None:
    assert lack in lacks(text, tokenizer)


@pytest.mark.parametrize(
    "text",
    [
        "9月莲藕上市每亩收入多少",
        "下坪村的莲藕一亩多少钱",
        "县财政补助莲农多少万元",
        "陶大海说明年村里还要再挖几口藕塘",
        "下坪村的莲藕每亩收入多少",
        "小河湾村的茶几月开采",
    ],
)
def test_what_is_told_of_the_very_one_is_not(text: str, tokenizer: Tokenizer) -> None:
    assert lacks(text, tokenizer) == []


HOMES = make_article(
    "七星村夜校开课",
    "7月，七星村活动室灯火通明，夜校开设课程19门，首届学员2856人次。今年学员里年纪最大的是62岁的邢大爷。",
    "县人民医院的医生骆佳宁也来讲课，老人们按12元标准就餐。上半年，全村财政收入38万元。",
)
MATCH = make_article("渔火队胜了", "7月28日，渔火队将客场打望川城队，门票收入275万元。")
HOUSES = replace(
    make_article("新房成交多了", "房地产协会发布数据：6月全市新房成交4127套。"), date=datetime.date(2024, 7, 9)
)


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("七星村夜校头一批学员多少", None),
        ("七星村夜校第二届学员多少", Lack("ordinal", "第二届")),
        ("七星村夜校去年学员多少", Lack("opposite", "去年")),
        ("七星村夜校今年学员多少", None),
        ("七星村夜校开了几门课", None),
        ("县医院骆佳宁今年多大", Lack("unit", "骆佳宁的年龄")),
        ("县医院的医生是谁", None),
        ("七星村老人吃一顿多少钱", None),
        ("七星村老人吃一斤多少钱", Lack("unit", "一斤多少钱")),
        ("七星村全年财政收入多少", Lack("opposite", "全年")),
        ("渔火队打望川城几比几", Lack("unit", "比分")),
        ("7月全市新房成交多少套", Lack("day", "7月")),
        ("6月全市新房成交多少套", None),
    ],
)
def test_another_time_person_or_measure_is_missed(text: str, lack: Lack | None, tokenizer: Tokenizer) -> None:
    found = [each for each in lacks(text, tokenizer, HOMES, MATCH, HOUSES) if each.check in RULING_OUT]
    assert (lack in found) if lack else found == []


FARM = make_article("种粮大户", "今年村里要种粮九百亩，上年产量32万斤，亩均收入4300元，完成全年预算的一半。")
HERO = make_article(
    "守桥人",
    "铺子主人叫李长青。他今年63岁，守桥二十年，女儿在外地。街头批发市场新增摊位12个，首批进驻8家。铁路队2∶0胜。",
)
CAMP = replace(make_article("夏令营开营", "昨日，图书馆举办夏令营，持续到8月底。"), date=datetime.date(2024, 7, 19))


@pytest.mark.parametrize(
    "text",
    [
        "种粮一亩收入多少钱",
        "去年粮食产量多少",
        "今年上半年村里种粮多少亩",
        "李长青今年多大",
        "李长青的女儿今年多大",
        "街头批发市场新增多少摊位",
        "铁路队比分是多少",
        "7月图书馆办了什么夏令营",
    ],
)
def test_what_is_told_in_other_words_is_not_missed(text: str, tokenizer: Tokenizer) -> None:
    found = [
        each
        for each in lacks(text, tokenizer, FARM, HERO, CAMP)
        if each.check in ("unit", "opposite", "ordinal", "day")
    ]
    assert found == []


SCHOOL = make_article("新校启用", "新建的江北学校启用，占地78亩，被评为省级示范学校。校长原是育林小学副校长。")


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("育林小学占地多少亩", Lack("place", "育林小学的占地")),
        ("江北学校是哪年评上国家级示范学校的", Lack("opposite", "国家级")),
    ],
)
def test_what_is_told_of_one_alike_is_missed(text: str, lack: Lack, tokenizer: Tokenizer) -> None:
    assert lack in lacks(text, tokenizer, SCHOOL)


@pytest.mark.parametrize("text", ["江北学校占地多少亩", "江北学校被评为省级什么学校"])
def test_what_is_told_of_itself_is_not_missed(text: str, tokenizer: Tokenizer) -> None:
    assert lacks(text, tokenizer, SCHOOL) == []
