"""Small talk and what points at the last answer: told from questions, and answered."""

import pytest

from bot.conversation import Conversation, Incoming
from bot.history import History
from bot.library import Library
from bot.replies import Cite, Extract, Reply, Say
from bot.talk import article_wanted, talk_of, without_talk


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
        ("👍", "fine"),
        ("🙏", "not_at_all"),
        ("转人工", "help"),
        ("重新开始", "new"),
        ("你们有哪几天的报纸", "sources"),
    ],
)
def test_small_talk_is_told(said: str, key: str) -> None:
    assert talk_of(said) == key


@pytest.mark.parametrize(
    "question",
    [
        "", "好多人去看龙舟赛", "你好公司在哪", "谢谢参与是什么意思", "对口帮扶哪个县", "可以预约吗", "再见一面在哪演",
        "是谁写的", "在哪报名", "错峰几点", "哈尔滨", "明白人是谁", "行人怎么走", "早稻收了吗", "888", "对不对",
        "可以吗", "行吗", "帮助了多少人",
    ],
)  # fmt: skip
def test_a_question_is_no_small_talk(question: str) -> None:
    assert talk_of(question) is None
    assert article_wanted(question) is None


@pytest.mark.parametrize(
    ("said", "which"),
    [
        ("全文", "this"),
        ("看原文。", "this"),
        ("说详细点", "this"),
        ("展开说说", "this"),
        ("这篇是谁写的", "this"),
        ("出处", "this"),
        ("下一篇", "next"),
        ("上一条", "previous"),
        ("最后一篇", "last"),
        ("第二篇", 2),
        ("第二篇讲了什么", 2),
        ("把第二篇发给我", 2),
        ("点开第4篇", 4),
        ("我想看第3篇报道的全文", 3),
        ("给我看看第十条", 10),
        ("第十一篇", 11),
        ("看第0篇", 0),
        ("第99999999篇", 99999999),
    ],
)
def test_an_article_of_those_shown_may_be_asked_for(said: str, which: int | str) -> None:
    assert article_wanted(said) == which


@pytest.mark.parametrize(
    "said",
    [
        "第二届",
        "第二中学全文背诵哪篇",
        "第一篇社论谁写的",
        "详细地址",
        "看看",
        "打开",
        "这篇",
        "谁写的",
        "第二个呢",
        "哪天",
        "内容",
    ],
)
def test_other_ordinals_and_details_are_questions(said: str) -> None:
    assert article_wanted(said) is None


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("你好，汀河大桥哪天通车", "汀河大桥哪天通车"),
        ("谢谢，那学费呢？", "那学费呢？"),
        ("早上好 今天有什么新闻", "今天有什么新闻"),
        ("好多人去看龙舟赛", "好多人去看龙舟赛"),
        ("你好公司在哪", "你好公司在哪"),
        ("早，几点开门", "几点开门"),
    ],
)
def test_greetings_before_a_question_are_left_out(said: str, question: str) -> None:
    assert without_talk(said) == question


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


def test_lists_and_what_is_opened_of_them_stay_before_the_reader(conversation: Conversation) -> None:
    answer = conversation.reply(Incoming("骆一川写过哪些报道")).answer
    assert answer is not None
    ids = [article.id for article in answer.suggestions]

    def opened(said: str) -> str | None:
        blocks = conversation.reply(Incoming(said)).blocks
        return next((block.article.id for block in blocks if isinstance(block, Extract)), None)

    assert opened("第二篇") == ids[1]
    assert opened("全文") == ids[1]
    assert opened("下一篇") == ids[2]
    assert opened("上一篇") == ids[1]
    conversation.reply(Incoming("还有呢"))
    assert opened("第11篇") == ids[10]
    assert opened("最后一篇") == ids[-1]
    assert opened("下一篇") is None
    assert opened("第0篇") is None


def test_whatever_cannot_be_written_as_text_is_answered(conversation: Conversation) -> None:
    for said in ("\ud800", "渡口\ud800哪天恢复通航", "第\udfff篇", "你好\ud800"):
        assert conversation.reply(Incoming(said)).blocks


def test_a_paper_that_is_not_there_is_said_to_be_missing(conversation: Conversation) -> None:
    reply = conversation.reply(Incoming("昨天有什么新闻"))
    assert "没有这样的报纸。最新的是2024-09-06的" in text(reply)
    assert reply.buttons
