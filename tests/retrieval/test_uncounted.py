"""What is asked to be counted or dated and is not, and numbers that are told without their unit."""

import datetime
from dataclasses import replace

import pytest

from corpus.types import Article
from retrieval.answers import Answerer
from retrieval.checks import Lack
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
