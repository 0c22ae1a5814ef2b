"""Names in letters and digits, typed together where they are printed apart, and the other way round."""

import pytest

from corpus.types import Article, article_id
from retrieval.answers import Answerer
from retrieval.embedded import EmbeddedIndex, index_articles
from retrieval.latin import is_short_for, other_models, rejoin, squeeze
from retrieval.tokens import Tokenizer

TEXTS = (
    "本田CR-V轮胎型号235/60 R18，油箱53升。",
    "vivo S17和S17 Pro同时发布，后者用天玑8200处理器。",
    "官方换iPhone 12的电池是649元，iPad mini4也能换。",
    "Win10自动更新可以在服务里关闭。",
)


@pytest.fixture(scope="module")
def index() -> EmbeddedIndex:
    articles = [Article(article_id(None, None, (text,)), None, (text,), "a.jsonl") for text in TEXTS]
    return index_articles(articles, Tokenizer())


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("crv轮胎型号", "cr-v轮胎型号"),
        ("vivos17pro什么处理器", "vivo s17 pro什么处理器"),
        ("iphone12换电池", "iphone 12换电池"),
        ("ipad mini 4换电池", "ipad mini4换电池"),
    ],
)
def test_a_name_is_searched_as_it_is_printed(index: EmbeddedIndex, typed: str, searched: str) -> None:
    mended, repairs = rejoin(typed, index)
    assert mended == searched
    assert [typed.replace(*repair) for repair in repairs] == [searched]


@pytest.mark.parametrize(
    "typed", ["win10怎么关更新", "iphone13换电池", "s17 pro", "8200处理器", "crvx", "a" * 200, "235/60"]
)
def test_what_is_printed_so_or_nowhere_is_left(index: EmbeddedIndex, typed: str) -> None:
    assert rejoin(typed, index) == (typed, [])


def test_another_model_is_told_and_an_amount_is_none() -> None:
    article = "官方换iphone 12的电池是649元,50kg以下免运费"
    assert other_models("iphone13换电池", article) == ["iphone13"]
    assert other_models("iphone12换电池", article) == []
    assert other_models("60kg运费多少", article) == []


def test_another_model_is_refused() -> None:
    articles = [Article(article_id(None, None, (text,)), None, (text,), "a.jsonl") for text in TEXTS]
    answerer = Answerer(index_articles(articles, Tokenizer()), Tokenizer())
    assert answerer.answer("iPhone12官方换电池多少钱").answered
    assert not answerer.answer("iPhone13官方换电池多少钱").answered


def test_letters_may_be_short_for_a_word_that_begins_so() -> None:
    assert is_short_for("cj", "本届chinajoy开幕")
    assert not is_short_for("cj", "本届joyc开幕")
    assert not is_short_for("cj", "macjoy")


def test_what_stands_within_a_name_is_left_out() -> None:
    assert squeeze("iphone 12和cr-v, 12 元") == "iphone12和crv, 12 元"
