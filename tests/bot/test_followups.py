"""Elliptic questions are completed from the turns before; full ones are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import followups
from bot.followups import wants_more
from bot.history import Turn
from retrieval.tokens import Tokenizer

TAG = Tokenizer().tag


def follow_up(question: str, turns: tuple[Turn, ...]) -> str | None:
    return followups.follow_up(question, turns, TAG)


REVENUE = (Turn("2023年上半年财政收入是多少？", "12.5亿元"),)


@pytest.mark.parametrize(
    ("before", "question", "understood"),
    [
        ("2023年上半年财政收入是多少？", "那支出呢？", "2023年上半年财政支出是多少"),
        ("2023年上半年财政收入是多少？", "2022年呢", "2022年上半年财政收入是多少？"),
        ("2023年上半年财政收入是多少？", "in 2022?", "2022年上半年财政收入是多少？"),
        ("少儿绘画班什么时候上课？", "书法班呢", "少儿书法班什么时候上课"),
        ("少儿绘画班什么时候上课？", "多少钱？", "少儿绘画班 多少钱"),
        ("7月的演出有几场", "8月呢？", "8月的演出有几场"),
        ("財政收入是多少", "那支出呢", "財政支出是多少"),
        ("区委书记是谁", "区长呢", "区长是谁"),
        ("苇塘镇镇长是谁？", "镇党委书记呢", "苇塘镇镇党委书记是谁"),
        ("19路票价", "那6路呢？", "6路票价"),
        ("渡船里夜市几点开始", "那摊位费呢", "渡船里夜市摊位费"),
        ("汀河大桥投资多少", "那苇溪桥呢", "苇溪桥投资多少"),
        ("下圩村的莲藕种了多少亩", "那上圩村呢", "上圩村的莲藕种了多少亩"),
        ("三伏贴多少钱", "那孕妇呢", "孕妇 三伏贴多少钱"),
        ("育秀小学校长是谁", "那汀北学校呢", "汀北学校校长是谁"),
        ("白鹭县图书馆新增多少少儿图书", "那临溪区呢", "临溪区图书馆新增多少少儿图书"),
        ("七星村夜校开了多少门课", "那三里社区呢", "三里社区夜校开了多少门课"),
        ("骆一川写过哪些报道", "那申屠敏呢", "申屠敏写过哪些报道"),
        ("龙海棠今年多大", "那仇望山呢", "仇望山今年多大"),
        ("区财政局局长是谁", "教育局呢", "区教育局局长是谁"),
        ("半程马拉松报名费多少", "欢乐跑呢", "欢乐跑 半程马拉松报名费多少"),
        ("苇溪桥总投资多少", "谁设计的", "苇溪桥总投资 谁设计的"),
        ("苇溪桥总投资多少", "什么时候通车", "苇溪桥总投资 什么时候通车"),
    ],
)
def test_an_elliptic_question_takes_what_it_lacks_from_the_last_one(
    before: str, question: str, understood: str
) -> None:
    assert follow_up(question, (Turn(before),)) == understood


def test_a_pronoun_takes_the_person_the_last_answer_named() -> None:
    assert follow_up("他是谁", (Turn("文化馆馆长叫什么名字", "周敏"),)) == "周敏是谁"
    assert follow_up("他多大了？", (Turn("谁当选了", "李 某"), Turn("选票多少", "320张"))) == "李 某多大了"


@pytest.mark.parametrize(
    "question",
    [
        "图书馆几点关门呢",
        "谁是区长呢",
        "那条河叫什么名字？",
        "夏天去哪儿乘凉",
        "文化馆今年一共办了多少场演出，服务了多少人？",
        "What did the mayor say about the new library?",
        "区长",
        "",
        "？？？",
    ],
)
def test_a_full_question_is_never_bent(question: str) -> None:
    assert follow_up(question, REVENUE) is None


@pytest.mark.parametrize("question", ["它呢", "他呢？", "那他們呢"])
def test_a_pronoun_that_stands_for_nothing_known_asks_nothing(question: str) -> None:
    assert follow_up(question, (Turn("那支出呢？"),)) is None


def test_without_turns_nothing_is_completed() -> None:
    assert follow_up("那支出呢？", ()) is None


@pytest.mark.parametrize("question", ["还有呢", "还有吗？", "還有嗎", "更多", "more", "Anything else?"])
def test_asking_for_more_is_not_a_question(question: str) -> None:
    assert wants_more(question)
    assert follow_up(question, REVENUE) is None


@pytest.mark.parametrize("question", ["那支出呢", "还有哪些人参加了演出", "more libraries in the district?"])
def test_a_question_that_only_begins_like_it_is_not_asking_for_more(question: str) -> None:
    assert not wants_more(question)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_borne(before: str, question: str) -> None:
    completed = follow_up(question, (Turn(before),))
    assert completed is None or completed.strip()
