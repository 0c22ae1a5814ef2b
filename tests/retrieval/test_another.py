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


FEAST = make_article(
    "广场舞大赛落幕",
    "10月9日，26支队伍参加全县广场舞大赛。西苑队获得一等奖，奖金4000元；供电队、红崖队获二等奖。",
    "上半年，县文化馆办了12场比赛。馆长说，比赛还要办。全年目标不变。去年同期有512人报名。赛后西苑队服输、不申诉。",
)
OPERA = make_article("秦腔票友赛", "秦腔票友大赛在县剧场举行，滕玉芬获得第一名。")
SPA = make_article("灯市街夜市开街", "石浦镇的灯市街夜市8月开街，共有摊位86个。")


def feast(text: str, tokenizer: Tokenizer) -> list[Lack]:
    return paper_lacks(text, tokenizer, FEAST, OPERA, SPA)


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("全县广场舞大赛二等奖奖金多少钱", Lack("opposite", "二等奖")),
        ("广场舞大赛有多少人报名", Lack("opposite", "报名")),
        ("西苑队为什么申诉", Lack("opposite", "申诉")),
        ("县文化馆全年办了多少场比赛", Lack("opposite", "全年")),
        ("广场舞大赛夜市有多少支队伍参加", Lack("topic", "夜市")),
        ("石浦广场舞大赛多少队伍参加", Lack("topic", "石浦")),
        ("十二月的广场舞大赛多少队伍参加", Lack("day", "12月")),
    ],
)
def test_what_is_another_s_in_the_report_or_beside_it_is_missed(text: str, lack: Lack, tokenizer: Tokenizer) -> None:
    assert lack in feast(text, tokenizer)


@pytest.mark.parametrize(
    "text",
    [
        "全县广场舞大赛一等奖奖金多少钱",
        "去年广场舞大赛有多少人报名",
        "西苑队为什么不申诉",
        "县文化馆上半年办了多少场比赛",
        "灯市街夜市有多少摊位",
        "石浦镇的夜市有多少摊位",
        "十月的广场舞大赛多少队伍参加",
        "九十月的广场舞大赛多少队伍参加",
        "县文化馆办了几个比赛",
    ],
)
def test_what_is_the_very_one_s_is_not(text: str, tokenizer: Tokenizer) -> None:
    assert feast(text, tokenizer) == []


LIVES = make_article(
    "葛春生他们这一年",
    "葛春生不得不放弃养鸡。去年，他投资80万元建成采摘园，脐橙销往上海、广州，一月筹备，三月开园。",
    "赛事历时三月，二等奖6名，一等奖3名。",
)


@pytest.mark.parametrize(
    "text",
    [
        "葛春生建采摘园投了多少钱",
        "葛春生为什么放弃养鸡",
        "葛春生1月在筹备什么",
        "江西安远的葛春生脐橙卖到哪儿",
        "葛春生的脐橙卖到北京还是广州",
        "二等奖有几个人",
    ],
)
def test_what_a_report_tells_in_its_own_order_is_not_missed(text: str, tokenizer: Tokenizer) -> None:
    assert not [lack for lack in paper_lacks(text, tokenizer, LIVES) if lack.check in ("opposite", "day")]


def test_how_many_are_now_is_missed_where_only_last_year_is_told(tokenizer: Tokenizer) -> None:
    found = paper_lacks("葛春生今年建采摘园投了多少钱", tokenizer, LIVES)
    assert [lack for lack in found if lack.check == "opposite"]
