import pytest

from corpus.types import Article
from retrieval.checks import Lack
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
