"""Small talk and what points at the last answer: told from questions, and answered."""

import pytest

from bot.conversation import Conversation, Incoming
from bot.history import History
from bot.library import Library
from bot.replies import Cite, Extract, Reply, Say
from bot.talk import article_wanted, talk_of


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("您好！", "welcome"),
        ("你們是什麼報啊", "welcome"),
        ("Hello", "welcome"),
        ("在吗", "welcome"),
        ("帮助", "help"),
        ("怎麼用？", "help"),
        ("好的，谢谢啦", "not_at_all"),
        ("谢谢，再见", "farewell"),
        ("拜拜～", "farewell"),
        ("嗯嗯", "fine"),
        ("哈哈哈哈", "fine"),
        ("知道了。", "fine"),
        ("OK", "fine"),
        ("不对！", "sorry"),
        ("答非所问", "sorry"),
        ("你没回答我的问题", "sorry"),
    ],
)
def test_small_talk_is_told(said: str, key: str) -> None:
    assert talk_of(said) == key


@pytest.mark.parametrize(
    "question",
    [
        "", "好多人去看龙舟赛", "你好公司在哪", "谢谢参与是什么意思", "对口帮扶哪个县", "可以预约吗", "再见一面在哪演",
        "是谁写的", "在哪报名", "错峰几点", "哈尔滨", "明白人是谁", "行人怎么走", "早稻收了吗", "888", "帮助了多少人",
    ],
)  # fmt: skip
def test_a_question_is_no_small_talk(question: str) -> None:
    assert talk_of(question) is None
    assert article_wanted(question) is None


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("全文", 1),
        ("看原文。", 1),
        ("说详细点", 1),
        ("第二篇", 2),
        ("我想看第3篇报道的全文", 3),
        ("给我看看第十条", 10),
        ("展开说说", 1),
    ],
)
def test_an_article_of_the_last_answer_may_be_asked_for(said: str, number: int) -> None:
    assert article_wanted(said) == number


@pytest.mark.parametrize(
    "said", ["第二届", "第二中学全文背诵哪篇", "第一篇社论谁写的", "详细地址", "看看", "打开", "这篇"]
)
def test_other_ordinals_and_details_are_questions(said: str) -> None:
    assert article_wanted(said) is None


@pytest.fixture
def conversation(sample_library: Library) -> Conversation:
    return Conversation(sample_library, History())


def text(reply: Reply) -> str:
    return "\n".join(block.text for block in reply.blocks if isinstance(block, Say))


def test_the_second_article_of_an_answer_is_shown_whole(conversation: Conversation) -> None:
    answer = conversation.reply(Incoming("汀河大桥哪天通车")).answer
    assert answer is not None
    second = list(dict.fromkeys(quote.article.headline for quote in answer.quotes))[1]
    (extract,) = conversation.reply(Incoming("看第二篇")).blocks
    assert isinstance(extract, Extract)
    assert extract.article.headline == second
    assert "只有" in text(conversation.reply(Incoming("看第九篇")))


def test_what_points_at_no_answer_is_told_so(conversation: Conversation) -> None:
    assert "还没有问过" in text(conversation.reply(Incoming("全文")))
    assert "换个说法" in text(conversation.reply(Incoming("不对")))


def test_told_it_is_wrong_the_bot_shows_what_else_there_is_as_long_as_there_is(conversation: Conversation) -> None:
    first = conversation.reply(Incoming("汀河大桥哪天通车"))
    for _ in range(9):
        reply = conversation.reply(Incoming("不对"))
        assert text(reply).startswith("抱歉")
        cited = [block for block in reply.blocks if isinstance(block, Cite)]
        assert not {block.quote.text for block in cited} & {quote.text for quote in first.answer.quotes}  # type: ignore[union-attr]
        if not cited:
            break
    else:
        pytest.fail("there is always more")


def test_small_talk_is_on_no_record(conversation: Conversation) -> None:
    for said in ("您好", "不对", "再见", "全文"):
        conversation.reply(Incoming(said))
    assert "已答 0 问，未答 0 问" in text(conversation.reply(Incoming("/stats", admin=True)))
