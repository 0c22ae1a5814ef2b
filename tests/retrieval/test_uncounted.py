"""What is asked to be counted or dated and is not, and numbers that are told without their unit."""

import datetime
from dataclasses import replace

import pytest

from corpus.types import Article
from retrieval.answers import Answerer
from retrieval.checks import Lack
from retrieval.confidence import RULING_OUT
from retrieval.embedded import index_articles
from retrieval.tokens import Tokenizer

from .conftest import lacks, make_article, paper_lacks

GARDEN = make_article(
    "小菜园里上劳动课",
    "近日，南塘小学把27块菜地分给各班，学生浇水、除草、记录长势。本学期收获蔬菜651公斤。",
)
HAIRCUT = make_article(
    "上门理发", "9月3日，志愿者走进七星村，为88名老人义务理发。代办费一般2000-5000，找人剪一次要二三百。"
)


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("南塘小学有多少学生上劳动课", Lack("unit", "学生")),
        ("南塘小学分菜地是几月几号", Lack("unit", "日期")),
        ("南塘小学哪天分的菜地", Lack("unit", "日期")),
    ],
)
def test_what_is_neither_counted_nor_dated_is_missed(text: str, lack: Lack, tokenizer: Tokenizer) -> None:
    assert lack in paper_lacks(text, tokenizer, GARDEN)


@pytest.mark.parametrize("text", ["七星村给多少老人理发", "七星村上门理发是几月几号", "上门理发代办要多少钱"])
def test_what_is_counted_dated_or_priced_is_not(text: str, tokenizer: Tokenizer) -> None:
    assert "unit" not in {lack.check for lack in paper_lacks(text, tokenizer, HAIRCUT)}


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("75寸电视长多少厘米", Lack("ordinal", "75寸")),
        ("2020考研国家线多少分", Lack("year", "2020年")),
        ("属蛇的和谁最配", Lack("opposite", "属蛇")),
    ],
)
def test_another_size_year_or_sign_is_missed(text: str, lack: Lack, tokenizer: Tokenizer) -> None:
    articles = [
        make_article(None, "65寸电视长144厘米、宽81厘米，55寸的长122厘米。"),
        make_article(None, "2019年考研国家线公布，文学355分。"),
        make_article(None, "属兔的和属羊的最配，忌属鸡。"),
    ]
    assert lack in lacks(Answerer(index_articles(articles, tokenizer), tokenizer), text)


def grapes(year: int) -> Article:
    text = "基地负责人说，今年葡萄种植面积扩大到537亩。"
    return replace(make_article("小葡萄串起致富路", text), date=datetime.date(year, 7, 8))


def test_last_year_is_not_the_year_of_the_newest_paper(tokenizer: Tokenizer) -> None:
    text = "葡萄去年种了多少亩"
    assert Lack("opposite", "去年") in paper_lacks(text, tokenizer, grapes(2019))
    newer = replace(make_article("葡萄节开幕", "葡萄节今天开幕。"), date=datetime.date(2020, 7, 8))
    assert Lack("opposite", "去年") not in paper_lacks(text, tokenizer, grapes(2019), newer)


def test_a_text_of_the_web_may_name_what_is_asked_otherwise(tokenizer: Tokenizer) -> None:
    text = "仓鼠的寿命有多少年"
    untitled = make_article(None, "三线仓鼠能活2到3年，金丝熊能活3年。")
    titled = replace(untitled, headline="养三线仓鼠要注意什么")
    assert Lack("attribute", "寿命") in paper_lacks(text, tokenizer, titled)
    assert Lack("attribute", "寿命") not in paper_lacks(text, tokenizer, untitled)


def test_somebody_called_he_is_not_asked_for(tokenizer: Tokenizer) -> None:
    school = make_article("夜校开课", "三里社区夜校负责人何春晖说，课程一律免费。渡口社区夜校已接送老人91人次。")
    assert Lack("unit", "电话") in paper_lacks("三里社区夜校负责人何春晖电话", tokenizer, school)


@pytest.mark.parametrize(
    ("text", "words"), [("去年加了几次息", "加息"), ("小区停几天电", "停电"), ("一年开了多少次会", "开会")]
)
def test_a_verb_taken_apart_is_searched_whole(text: str, words: str, answerer: Answerer) -> None:
    assert words in answerer.understand(text).words


@pytest.mark.parametrize("text", ["看了几次他", "跑了几天腿", "来了几次人"])
def test_a_verb_and_its_object_are_left_apart(text: str, answerer: Answerer) -> None:
    assert answerer.understand(text).folded == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("几号楼停水", "近日，因水管爆裂，3号楼停水，物业正在抢修。"),
        ("去机场坐几号线", "近日，地铁2号线延伸到机场，去机场更方便。"),
        ("庙会是哪天", "近日，城隍庙会筹备就绪，定于正月十五开始。"),
        ("哪天赶集", "近日修好的集市逢三、八赶集。"),
        ("有多少村民搬进新居", "昨天，86户村民搬进新居。"),
        ("多少学生近视", "调查显示，六成学生近视。"),
        ("食堂服务多少老人", "社区食堂服务老年人3000多。"),
        ("2000斤土豆卖了多少钱", "老李家两千斤土豆卖了1800元。"),
        ("2024中考满分多少", "中考满分是750分，体育60分。"),
        ("1号线末班车几点", "地铁1、2号线末班车23时发车。"),
        ("3年期国债利率多少", "3年、5年期国债利率分别为2.38%和2.5%。"),
        ("20寸行李箱能带上飞机吗", "20英寸行李箱可以带上飞机。"),
        ("桃子亩产多少", "水蜜桃亩产3000斤，葡萄2500斤。"),
        ("科目二考什么", "科二考倒车入库，科目三考路考。"),
        ("iphone13换电池多少钱", "iPhone12、13、14换电池都是649元。"),
        ("t2航站楼在哪", "T1和2号航站楼都在机场北路。"),
        ("win10怎么关更新", "Windows 10在服务里关更新，Win11在设置里。"),
        ("走十里路消耗多少热量", "步行5公里消耗300千卡热量。"),
    ],
)
def test_what_is_told_in_another_way_is_not_ruled_out(text: str, printed: str, tokenizer: Tokenizer) -> None:
    report = replace(make_article("近日消息", printed), date=datetime.date(2024, 7, 3))
    assert not {lack.check for lack in paper_lacks(text, tokenizer, report)} & {*RULING_OUT}


def test_half_a_year_of_the_newest_paper_is_not_the_whole(tokenizer: Tokenizer) -> None:
    report = replace(make_article("财政收入", "上半年，全区财政收入完成3亿元。"), date=datetime.date(2024, 7, 3))
    assert Lack("opposite", "全年") in paper_lacks("全年财政收入多少", tokenizer, report)


def test_a_report_without_any_model_does_not_answer_for_the_one_asked(tokenizer: Tokenizer) -> None:
    articles = [
        make_article("K路公交", "K1路末班车21时，K5路末班车20时。"),
        make_article("6路", "6路末班车21时30分。"),
        make_article("7路", "7路末班车22时。"),
    ]
    assert not Answerer(index_articles(articles, tokenizer), tokenizer).answer("k3路末班车几点").answered


def test_what_is_counted_is_told_whatever_whoever_has_it_is_called(tokenizer: Tokenizer) -> None:
    report = make_article("编出的日子", "季阿妹被认定为省级传承人，先后带出徒弟27名。")
    assert not {lack.check for lack in paper_lacks("老师傅带了几个徒弟", tokenizer, report)} & {*RULING_OUT}
    assert Lack("words", "老师傅") in paper_lacks("老师傅怎么收徒弟", tokenizer, report)
