import pytest

from retrieval.checks import Lack
from retrieval.tokens import Tokenizer

from .conftest import make_article, paper_lacks

MARKET = make_article(
    "早市搬进大棚",
    "镇上的早市搬进大棚，摊位90个，报名的摊主先抽签。管理员潘大有说，摊位由市场运营公司租给摊主。",
    "第一个抽签的摊主卖豆腐，她说棚里不怕雨。",
)


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("大棚的厨师辞职没有", Lack("words", "辞职")),
        ("早市第一个抽签的摊主叫什么", Lack("called", "摊主的名字")),
        ("早市的运营公司叫什么名字", Lack("called", "公司的名字")),
        ("早市摊位报名费多少", Lack("attribute", "报名费")),
        ("早市的大棚是哪家银行出钱盖的", Lack("called", "银行")),
        ("第一个抽签的摊主 名字", Lack("called", "摊主的名字")),
    ],
)
def test_what_the_report_does_not_speak_of_is_missed(text: str, lack: Lack, tokenizer: Tokenizer) -> None:
    assert lack in paper_lacks(text, tokenizer, MARKET)


@pytest.mark.parametrize(
    "text", ["早市的管理员叫什么", "早市搬进大棚以后有多少摊位", "早市大棚采取了哪几种办法", "早市的摊主怎么抽签"]
)
def test_what_the_report_tells_in_other_words_is_not_missed(text: str, tokenizer: Tokenizer) -> None:
    assert paper_lacks(text, tokenizer, MARKET) == []


def test_a_kind_of_thing_need_not_be_named(tokenizer: Tokenizer) -> None:
    assert paper_lacks("夜校有哪几种技艺课", tokenizer) == []


def test_a_question_nothing_of_which_is_printed_is_of_another_world(tokenizer: Tokenizer) -> None:
    repairer = make_article(
        "修表四十一年", "问他什么时候收摊，老人摆摆手：接着修，好了再说，建了个群。外孙学计算机的，周末到场。"
    )
    assert Lack("unheard", "机场") in paper_lacks("机场什么时候建好", tokenizer, repairer)
    assert paper_lacks("老人什么时候收摊", tokenizer, repairer) == []
