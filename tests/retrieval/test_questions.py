import pytest

from retrieval.asking import Asked, read_asks
from retrieval.fold import fold
from retrieval.questions import query_terms, understand
from retrieval.tokens import Tokenizer
from retrieval.units import Dimension


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("谁写的报告", Asked.PERSON),
        ("哪位站长介绍的", Asked.PERSON),
        ("庙会在哪儿办", Asked.PLACE),
        ("由哪家公司承建", Asked.ORGANISATION),
        ("哪一年建成的", Asked.TIME),
        ("末班车几点", Asked.TIME),
        ("投资多少万元", Asked.AMOUNT),
        ("夜校有哪些课", Asked.LIST),
        ("为啥推迟", Asked.REASON),
        ("怎么报名", Asked.MANNER),
        ("什么是再生稻", Asked.MEANING),
        ("收不收钱，免费吗", Asked.WHETHER),
        ("被称为什么", Asked.THING),
        ("收了哪些罚款处理", Asked.LIST),
        ("Who runs the station", Asked.PERSON),
    ],
)
def test_what_is_asked_for_shows_in_the_asking_words(text: str, kind: Asked) -> None:
    assert read_asks(fold(text))[0].kind is kind


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("占地多少亩", Dimension.AREA),
        ("花了多少钱", Dimension.MONEY),
        ("几点开门", Dimension.CLOCK),
        ("惠及多少户居民", Dimension.HOUSEHOLDS),
        ("占比是多少", Dimension.SHARE),
        ("路有多高", Dimension.LENGTH),
    ],
)
def test_an_amount_is_asked_in_a_dimension(text: str, dimension: Dimension) -> None:
    assert read_asks(fold(text))[0].dimension is dimension


def test_two_things_asked_are_two_asks() -> None:
    assert [ask.unit for ask in read_asks("办了多少场,服务多少人")] == ["场", "人"]


def test_asking_words_and_politeness_are_not_searched_for() -> None:
    question = understand("请问青柳渡口的凉亭有多少座？", Tokenizer())
    assert not {"请问", "多少", "的", "有"} & set(query_terms(question))
    assert "凉亭" in question.words


def test_a_question_of_asking_words_only_is_searched_as_it_stands() -> None:
    assert understand("什么", Tokenizer()).content == "什么"


def test_a_colloquial_word_is_searched_as_the_press_has_it() -> None:
    terms = query_terms(understand("区里的钱袋子鼓了没", Tokenizer()))
    assert 0 < terms["财政收入"] < terms["区里"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [("老街翻修那篇稿子都有谁署名", True), ("报道说区里部署了哪些人去抢险", False), ("新闻里谁的稿子得了奖", False)],
)
def test_who_signed_is_asked_of_a_report_only(text: str, asked: bool, tokenizer: Tokenizer) -> None:
    assert (understand(text, tokenizer).byline is not None) == asked
