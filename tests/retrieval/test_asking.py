import pytest

from retrieval.asking import Asked, read_asks
from retrieval.questions import understand
from retrieval.tokens import Tokenizer
from retrieval.units import Dimension, read_values
from retrieval.values import endings_of, find_kind


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("一家能补几个钱", Dimension.MONEY),
        ("一晚上做多少钱的买卖", Dimension.MONEY),
        ("捐了几块钱", Dimension.MONEY),
        ("村医的手机号是多少", Dimension.PHONE),
        ("联系电话多少", Dimension.PHONE),
        ("镇上有多少家电话公司", Dimension.COUNT),
        ("来了多少人", Dimension.PEOPLE),
        ("偷电瓶的判了几年", Dimension.SPAN),
        ("展览一共办几天", Dimension.SPAN),
        ("停水停几个钟头", Dimension.SPAN),
        ("约号打哪个电话", Dimension.PHONE),
        ("报名拨什么号码", Dimension.PHONE),
        ("门票一张几块", Dimension.MONEY),
        ("粉条一斤卖多少", Dimension.MONEY),
        ("种了几块菜地", Dimension.COUNT),
        ("一亩收多少", None),
        ("一晚上能卖多少", None),
        ("小青菜几块一斤", Dimension.MONEY),
        ("运动会金牌拿了几块", Dimension.COUNT),
        ("一周几节课", Dimension.COUNT),
    ],
)
def test_an_amount_is_asked_in_what_it_is_measured_in(
    text: str, dimension: Dimension | None, tokenizer: Tokenizer
) -> None:
    assert [ask.dimension for ask in understand(text, tokenizer).asks] == [dimension]


@pytest.mark.parametrize("text", ["博物馆礼拜几休息", "大桥几年建成的", "寺庙建于几年", "民国几年设县", "几号开学"])
def test_when_is_asked_by_a_year_or_a_weekday(text: str) -> None:
    assert [ask.kind for ask in read_asks(text)] == [Asked.TIME]


@pytest.mark.parametrize("text", ["什么时候开通热线", "哪个村的电话通了", "哪个号码中奖", "什么人打电话"])
def test_not_every_telephone_is_a_number_to_call(text: str) -> None:
    assert not any(ask.dimension is Dimension.PHONE for ask in read_asks(text))


@pytest.mark.parametrize(("text", "focus"), [("图书馆在哪条街上", "街"), ("摆渡车走哪条路", "路")])
def test_a_street_is_a_place(text: str, focus: str) -> None:
    assert [(ask.kind, ask.focus) for ask in read_asks(text)] == [(Asked.PLACE, focus)]


@pytest.mark.parametrize("text", ["许多高校什么时候搬走", "众多长者去了哪里"])
def test_many_is_no_question_of_how_much(text: str) -> None:
    assert not any(ask.kind is Asked.AMOUNT for ask in read_asks(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [("翼尖小翼是什么？", Asked.MEANING), ("什么是翼尖小翼", Asked.MEANING), ("学校的校训是什么", Asked.THING)],
)
def test_what_something_is_asks_for_its_meaning(text: str, kind: Asked) -> None:
    assert [ask.kind for ask in read_asks(text)] == [kind]


@pytest.mark.parametrize(
    ("question", "told", "span"),
    [
        ("书记去了哪个村", "刘某到青泥村看项目", "青泥村"),
        ("鱼是什么颜色", "鱼体呈银灰色", "银灰色"),
        ("决赛在哪个足球场踢", "比赛在公园球场举行", "球场"),
    ],
)
def test_things_of_a_kind_are_known_by_how_their_names_end(
    question: str, told: str, span: str, tokenizer: Tokenizer
) -> None:
    understood = understand(question, tokenizer)
    ask = next(ask for ask in understood.asks if ask.names_kind(understood.folded))
    assert any(told[start:end].endswith(span) for start, end in find_kind(ask, told, tokenizer.tag(told)))


def test_how_long_is_no_day(tokenizer: Tokenizer) -> None:
    (ask,) = understand("大桥哪天通车", tokenizer).asks
    told = "宁可晚几天,也不抢一天,通车当天免费"
    spans = [told[start:end] for start, end in find_kind(ask, told, tokenizer.tag(told))]
    assert "几天" not in spans
    assert "一天" not in spans


def test_a_kind_that_is_not_listed_ends_like_its_noun() -> None:
    assert endings_of("足球场") == ("球场",)
    assert endings_of("凉亭") == ("亭",)
    assert endings_of("") == ()


def test_some_are_not_asked_how_many_they_are() -> None:
    assert [ask.kind for ask in read_asks("区长给几个村提的三条是哪三条")] == [Asked.LIST]
    assert [ask.kind for ask in read_asks("每户给几袋米")] == [Asked.AMOUNT]


def test_money_is_not_read_as_part_of_the_word_after_it(tokenizer: Tokenizer) -> None:
    assert "钱建" not in understand("图书馆花了多少钱建的", tokenizer).words


@pytest.mark.parametrize(
    ("text", "kind", "dimension"),
    [
        ("这项赛事的级别有多高", Asked.AMOUNT, None),
        ("这座塔有多高", Asked.AMOUNT, Dimension.LENGTH),
        ("水位有多高", Asked.AMOUNT, Dimension.LENGTH),
        ("庄海平多大了", Asked.AMOUNT, Dimension.AGE),
        ("最大的选手今年多大", Asked.AMOUNT, Dimension.AGE),
        ("莲花公园有多大", Asked.AMOUNT, None),
        ("月薪有多高", Asked.AMOUNT, None),
        ("如何引进更多重大项目", Asked.MANNER, None),
        ("新设计的亮点在哪里", Asked.THING, None),
        ("新车站在哪里", Asked.PLACE, None),
        ("当地将艾草称之为什么", Asked.THING, None),
        ("当地为什么种艾草", Asked.REASON, None),
        ("北朝几个朝代中，哪个朝代修长城最多", Asked.TIME, None),
    ],
)
def test_what_is_asked_shows_in_the_words_before(text: str, kind: Asked, dimension: Dimension | None) -> None:
    assert [(ask.kind, ask.dimension) for ask in read_asks(text)] == [(kind, dimension)]


@pytest.mark.parametrize(
    ("text", "kind", "dimension"),
    [
        ("雁落湖公园 门票", Asked.AMOUNT, Dimension.MONEY),
        ("人民医院电话号码", Asked.AMOUNT, Dimension.PHONE),
        ("樟树湾村人口", Asked.AMOUNT, Dimension.PEOPLE),
        ("《宇宙奇兵》在台湾播出的时间？", Asked.TIME, None),
        ("少图地址", Asked.PLACE, None),
    ],
)
def test_the_last_noun_asks_where_nothing_else_does(text: str, kind: Asked, dimension: Dimension | None) -> None:
    assert [(ask.kind, ask.dimension) for ask in read_asks(text)] == [(kind, dimension)]
    assert read_asks("门票") == ()


def test_the_noun_s_own_characters_do_not_make_it_some(tokenizer: Tokenizer) -> None:
    assert [ask.kind for ask in read_asks("全长几公里,什么时候通车")] == [Asked.AMOUNT, Asked.TIME]
    assert "网吧" in understand("城区有多少家网吧", tokenizer).content
    assert "话题" in understand("最热的话题是什么", tokenizer).content


@pytest.mark.parametrize(
    ("text", "is_share"), [("男女生比例约为7:3", True), ("比赛9:30开始", False), ("比分为3:1", False)]
)
def test_two_numbers_are_a_share_only_where_a_ratio_is_told(text: str, is_share: bool) -> None:
    assert any(value.dimension is Dimension.SHARE for value in read_values(text)) == is_share


@pytest.mark.parametrize("number", ["8126 3300", "0394-8282828", "13800000000", "12345", "400-800-8000"])
def test_a_number_to_call_is_known_however_it_is_printed(number: str) -> None:
    text = f"市民可拨打{number}咨询,2024年5月10日起"
    assert [text[v.start : v.end] for v in read_values(text) if v.dimension is Dimension.PHONE] == [number]


def test_what_is_pointed_at_may_be_pointed_at_otherwise(tokenizer: Tokenizer) -> None:
    assert ("此鱼", ("该鱼", "本鱼")) in understand("此鱼分布在哪些地区", tokenizer).alike
    assert not any(word.startswith("该") for word, _ in understand("应该怎么走", tokenizer).alike)
