import datetime
from dataclasses import replace

import pytest

from retrieval.answers import Answerer
from retrieval.checks import Lack
from retrieval.confidence import RULING_OUT
from retrieval.embedded import index_articles
from retrieval.tokens import Tokenizer

from .conftest import PAPER, lacks, make_article, paper_lacks


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("2019年青柳渡口改造总投资多少", Lack("year", "2019年")),
        ("青柳渡口改造占地多少亩", Lack("unit", "多少亩")),
        ("文化站副站长许文静介绍了什么", Lack("office", "局长")),
        ("青柳渡口改造的镇长叫什么", Lack("role", "镇长")),
        ("青柳渡口改造工程提前了多久", Lack("attribute", "工程")),
    ],
)
def test_what_the_report_lacks_is_found(answerer: Answerer, text: str, lack: Lack) -> None:
    found = lacks(answerer, text)
    if lack.check in ("office", "attribute"):
        assert lack not in found
    else:
        assert lack in found


@pytest.mark.parametrize("text", ["青柳渡口改造总投资多少？", "少儿书画展接待多少观众", "6路车末班车几点"])
def test_a_question_the_report_answers_lacks_nothing(answerer: Answerer, text: str) -> None:
    assert lacks(answerer, text) == []


def test_the_year_of_the_paper_itself_is_not_missing(tokenizer: Tokenizer) -> None:
    dated = replace(PAPER[0], date=datetime.date(2019, 5, 1))
    answerer = Answerer(index_articles([dated], tokenizer), tokenizer)
    assert lacks(answerer, "2019年青柳渡口改造总投资多少") == []


def test_an_office_that_is_another_s_is_found(tokenizer: Tokenizer) -> None:
    article = replace(PAPER[0], paragraphs=("区委书记何明远主持召开防汛会议，要求加固堤防。",))
    answerer = Answerer(index_articles([article], tokenizer), tokenizer)
    assert Lack("office", "区长") in lacks(answerer, "区长何明远主持的防汛会议要求什么")


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("柏树镇文化站的联系电话是多少", Lack("unit", "电话")),
        ("职工夜校有多少个老师", Lack("attribute", "老师")),
        ("农技员进田头一天能挣几个钱", Lack("unit", "几个钱")),
        ("区博物馆的少儿书画展接待多少观众", Lack("place", "博物馆")),
    ],
)
def test_what_is_counted_called_or_housed_elsewhere_is_missed(answerer: Answerer, text: str, lack: Lack) -> None:
    assert lack in lacks(answerer, text)


@pytest.mark.parametrize(
    "text",
    [
        "夜校有哪几种技艺课",
        "青柳渡口改造有什么变化",
        "少儿书画展的特点是什么",
        "哪位局长说渡口照明年底装好",
        "80年代的青柳渡口什么样",
    ],
)
def test_a_noun_that_only_says_how_something_is_asked_is_not_missed(answerer: Answerer, text: str) -> None:
    assert lacks(answerer, text) == []


def test_another_village_is_missed_though_its_name_runs_into_the_next_word(tokenizer: Tokenizer) -> None:
    told = replace(PAPER[2], paragraphs=("青泥村种植莲藕1260亩，村民人均增收五千元。",))
    named = replace(PAPER[3], paragraphs=("岭头村种茶，春茶产值960万元，茶农正在采摘。",))
    answerer = Answerer(index_articles([told, named], tokenizer), tokenizer)
    assert Lack("place", "岭头村") in lacks(answerer, "岭头村种了多少亩莲藕")


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("7月19日的少儿书画展接待多少观众", Lack("day", "7月19日")),
        ("第39次常务会议审议了什么", Lack("ordinal", "第39次")),
        ("第三十九次常务会议审议了什么", Lack("ordinal", "第三十九次")),
    ],
)
def test_another_day_and_another_of_a_series_are_missed(tokenizer: Tokenizer, text: str, lack: Lack) -> None:
    meeting = replace(PAPER[0], paragraphs=("区政府召开第三十八次常务会议，审议防汛预案，会期半天。",))
    answerer = Answerer(index_articles([*PAPER[1:], meeting], tokenizer), tokenizer)
    assert lack in lacks(answerer, text)


@pytest.mark.parametrize(
    "text", ["7月18日的少儿书画展接待多少观众", "第38次常务会议审议了什么", "第一次办书画展是哪年"]
)
def test_the_very_day_and_the_very_meeting_are_not_missed(tokenizer: Tokenizer, text: str) -> None:
    meeting = replace(PAPER[0], paragraphs=("区政府召开第三十八次常务会议，审议防汛预案，会期半天。",))
    answerer = Answerer(index_articles([*PAPER[1:], meeting], tokenizer), tokenizer)
    assert not any(lack.check in ("day", "ordinal") for lack in lacks(answerer, text))


def test_a_person_in_an_office_whose_name_only_looks_like_one_is_no_lack(answerer: Answerer) -> None:
    assert not any(lack.check == "office" for lack in lacks(answerer, "文化站站长的任期几年"))


def test_the_head_of_a_body_is_not_that_of_another(tokenizer: Tokenizer) -> None:
    article = make_article("抢收", "区农业农村局局长田广深说，小麦已经收完。")
    answerer = Answerer(index_articles([article, *PAPER], tokenizer), tokenizer)
    assert answerer.answer("农业农村局局长是谁").answered
    assert not answerer.answer("区教育局局长是谁").answered


def test_a_noun_is_told_by_the_words_its_answer_comes_with(tokenizer: Tokenizer) -> None:
    article = make_article("葛守真", "葛守真，青柳镇人，1921年生，塾师葛文远之子，后来办过两所学校。")
    answerer = Answerer(index_articles([article, *PAPER], tokenizer), tokenizer)
    assert Lack("noun", "父亲") not in lacks(answerer, "葛守真的父亲是谁")
    assert Lack("noun", "徒弟") in lacks(answerer, "葛守真的徒弟是谁")


def test_the_kind_of_place_asked_for_is_no_place(tokenizer: Tokenizer) -> None:
    article = make_article("车站", "新车站在下埠县。")
    answerer = Answerer(index_articles([article, *PAPER], tokenizer), tokenizer)
    assert not [lack for lack in lacks(answerer, "新车站在哪一行政县") if lack.check == "place"]


@pytest.mark.parametrize("text", ["文化站在哪一个省境内", "书画展是哪个学校办的", "渡口改造要花费多少时间"])
def test_what_only_asks_is_no_lack(text: str, answerer: Answerer) -> None:
    assert not {lack.check for lack in lacks(answerer, text)} & {"place", "called", "attribute"}


def test_a_noun_cut_out_of_two_words_is_no_lack(tokenizer: Tokenizer) -> None:
    hospital = make_article("门诊楼启用", "区人民医院门诊楼总投资1.2亿元，院里的图书角有书300册。")
    answerer = Answerer(index_articles([hospital, *PAPER], tokenizer), tokenizer)
    assert "1.2亿元" in answerer.answer("医院门诊楼花了多少钱").quotes[0].text
    assert "300册" in answerer.answer("医院图书角有多少册书").quotes[0].text


FUSION = make_article(
    "两院合并",
    "二零零五年7月1日，芦苇大学的水利系迁入工程学院。赛会自1987年起每届评十个奖，2010年起增为二十个。",
    "目前男女生比例约为7:3。该系的教学由学校出资90万元。",
)


@pytest.mark.parametrize(
    "text",
    [
        "芦苇大学的水利系2005年迁入哪个学院",
        "1987年到2009年赛会每届评几个奖",
        "学校男女生比例是多少",
        "水利系的教学经费是多少",
        "水利系教学经费约值多少",
    ],
)
def test_what_is_only_written_otherwise_is_not_missed(text: str, tokenizer: Tokenizer) -> None:
    assert paper_lacks(text, tokenizer, FUSION) == []


def test_no_paper_tells_of_tomorrow(tokenizer: Tokenizer) -> None:
    assert Lack("day", "明天") in paper_lacks("柏树镇明天下雨吗", tokenizer)
    forecast = make_article("天气", "市气象台预报，明天柏树镇有小雨。")
    assert paper_lacks("柏树镇明天下雨吗", tokenizer, forecast) == []


def test_a_word_that_runs_into_an_auxiliary_is_no_name(tokenizer: Tokenizer) -> None:
    soup = make_article("补身汤", "当地的补身汤一般使用狗肉。", "辽、金所设行军元帅府，名殊实同。")
    assert not [each for each in paper_lacks("补身汤会使用什么肉", tokenizer, soup) if each.check == "name"]
    assert not [each for each in paper_lacks("辽金所设的是什么府", tokenizer, soup) if each.check == "name"]


CITY = make_article(
    "城区动态",
    "区图书馆新馆开放，开放时间为9时至17时，每天接待读者900人。灯会6月22、23日举行，书市7月1日至5日举行。",
    "引进高技能人才200人，群众满意度达98.5%。事故同比下降12%，保有量增长5%。城区有网吧32家，直通车票价5元。",
    "园区引进“绿源”公司，可登录官网报名，线下报名点设在车站。地区生产总值完成215.6亿元，停车每小时2元。",
    "区交通局党委书记、局长王建国说，除雪车已备好28台。汀南街道办主任周小舟到场。19路公交车改线，今明两天有小雨。",
)


@pytest.mark.parametrize(
    "text",
    [
        "区图书馆每天几点开放",
        "如何吸引更多高技能人才",
        "群众满意度有多高",
        "灯会6月22日举行吗",
        "书市7月3日举行吗",
        "明天有小雨吗",
        "区交通局书记王建国说除雪车备好多少台",
        "事故减少了多少",
        "线上怎么报名",
        "城区有多少家网吧",
        "引进的公司叫什么",
        "GDP是多少",
        "汀南街道办事处主任是谁",
        "十九路公交车改线了吗",
        "停车费是多少",
        "直通车一张票多少钱",
    ],
)
def test_what_the_report_answers_in_its_own_way_is_not_ruled_out(text: str, tokenizer: Tokenizer) -> None:
    assert not [lack for lack in paper_lacks(text, tokenizer, CITY) if lack.check in RULING_OUT]


def test_tomorrow_is_not_read_out_of_other_words(tokenizer: Tokenizer) -> None:
    gas = make_article("天然气价格", "数据显示，天然气价格上涨3%。")
    assert not [lack for lack in paper_lacks("数据说明天然气价格上涨了多少", tokenizer, gas) if lack.check == "day"]


HOMES = replace(
    make_article(
        "养老驿站", "截至2023年底，全区建成养老驿站48家，计划到2030年建成80家。半决赛8月3日举行，春茶3月开采。"
    ),
    date=datetime.date(2024, 3, 7),
)


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("截至2019年底建成养老驿站多少家", Lack("year", "2019年")),
        ("计划到2025年建成养老驿站多少家", Lack("year", "2025年")),
        ("7月3日开采春茶吗", Lack("day", "7月3日")),
        ("春茶7月开采吗", Lack("day", "7月")),
        ("决赛什么时候举行", Lack("opposite", "决赛")),
    ],
)
def test_what_only_looks_like_what_is_printed_is_missed(text: str, lack: Lack, tokenizer: Tokenizer) -> None:
    assert lack in paper_lacks(text, tokenizer, HOMES)


def test_what_other_reports_have_is_not_said_to_be_missing(tokenizer: Tokenizer) -> None:
    village = make_article("莲藕", "下坪村的莲藕每亩收入5200元。", "上坪村的新茶3月开采。")
    answerer = Answerer(index_articles([village, *PAPER], tokenizer), tokenizer)
    answer = answerer.answer("上坪村的莲藕每亩收入多少")
    assert not answer.answered
    assert answer.missing != "上坪村"


@pytest.mark.parametrize("text", ["最难进的民办小学是哪个", "橙溪官网的电话"])
def test_a_sort_of_school_is_no_name_and_a_number_to_call_needs_no_noun(text: str, tokenizer: Tokenizer) -> None:
    paper = (
        make_article("今年摇号结果", "民校里，中签率最低、最难进的是云汀小学，其次是鹿鸣小学。"),
        make_article("橙溪官网", "橙溪的官网写着，售后咨询请致电0757-8832-1190。"),
    )
    assert not [lack for lack in paper_lacks(text, tokenizer, *paper) if lack.check in RULING_OUT]


TOWN = (
    make_article("白菜比去年便宜了许多", "今年白菜零售价每斤3角，比去年同期下跌近六成，比去年便宜了4角。"),
    make_article("人民路改造完工", "人民路改造完工，新路限速50公里，全长2公里。"),
    make_article("卫健局查处一家黑诊所", "卫健局查处黑诊所，罚款5万元，发现非法行医可拨打12345举报。"),
    make_article("外卖小哥下水救人获奖", "外卖小哥顾海下水救人，公司奖励5000元。聋哑人到他店里贴膜免费。"),
    make_article("老戏台修好又开锣", "老戏台修了半年，替换朽坏的木构件137根。教练郭强执教村篮球队已有11年。"),
    make_article("图书馆取消了滞纳金", "图书馆的书可借30天，逾期不再收滞纳金。"),
)


@pytest.mark.parametrize(
    "text",
    [
        "白菜比去年便宜了多少",
        "人民路新路限速多少",
        "黑诊所被罚多少钱",
        "外卖小哥救人得了多少奖金",
        "聋哑人贴膜多少钱",
        "老戏台换了多少根木头",
        "教练郭强带队多少年了",
        "图书馆的书还晚了罚钱吗",
    ],
)
def test_what_a_town_s_reports_tell_is_not_ruled_out(text: str, tokenizer: Tokenizer) -> None:
    assert not [lack for lack in paper_lacks(text, tokenizer, *TOWN) if lack.check in RULING_OUT]


PIECES = (
    make_article("港珠澳大桥迎来客流高峰", "港珠澳大桥连接三地，昨日客流高峰，首都来的旅行团最多。"),
    make_article("银行柜员拦下一笔汇款", "邢大爷今年72岁。他手抖得厉害。柜员骆佳宁拦下18万元。警方送去锦旗。"),
    make_article("迎薰大桥4月封闭维修", "迎薰大桥1993年建成，全长612米。封闭期间车辆绕行澜阳二桥。"),
    make_article("流感疫苗开打", "社区卫生服务中心开打流感疫苗，三价疫苗每剂58元。"),
    make_article("促消费会议召开", "会议提出，让居民多买家电，多买汽车。"),
)


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("澳大利亚首都在哪", Lack("name", "澳大利亚")),
        ("银行那个骆佳宁今年多大了", Lack("unit", "骆佳宁的年龄")),
        ("澜阳二桥哪年建成的", Lack("place", "澜阳二桥的年")),
        ("社区打hpv疫苗多少钱", Lack("letters", "hpv")),
    ],
)
def test_what_only_a_part_of_is_printed_is_missed(text: str, lack: Lack, tokenizer: Tokenizer) -> None:
    assert lack in paper_lacks(text, tokenizer, *PIECES)


def test_a_word_before_a_verb_is_no_name(tokenizer: Tokenizer) -> None:
    found = paper_lacks("会议说要让居民多花钱买什么", tokenizer, *PIECES)
    assert not [lack for lack in found if lack.check == "name"]
