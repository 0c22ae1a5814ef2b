"""The core: what readers type and press, and what they get; no face involved."""

from pathlib import Path

import pytest

from bot.app import open_library
from bot.conversation import QUESTION_LIMIT, Conversation, Incoming
from bot.history import History
from bot.library import Library
from bot.replies import Button, Cite, Extract, Reply, Say
from bot.settings import Settings
from corpus.types import Kind

STADIUM = "长堤小学的风雨操场投资多少？"
MANY = "9" * 20  # digits, more than SQLite takes


@pytest.fixture
def library(settings: Settings, papers: Path) -> Library:
    return open_library(settings, (papers,))


@pytest.fixture
def conversation(library: Library) -> Conversation:
    return Conversation(library, History())


def said(reply: Reply) -> str:
    return "\n".join(block.text for block in reply.blocks if isinstance(block, Say))


def cited(reply: Reply) -> list[str]:
    return [block.quote.text for block in reply.blocks if isinstance(block, Cite)]


def press(conversation: Conversation, button: Button, **kwargs: str) -> Reply:
    return conversation.reply(Incoming(action=button.action, **kwargs))


def test_a_question_is_answered_with_the_papers_words(conversation: Conversation) -> None:
    reply = conversation.reply(Incoming(STADIUM))
    assert "360万元" in "".join(cited(reply))
    assert said(reply) == ""


def test_a_button_opens_the_whole_article(conversation: Conversation) -> None:
    reply = conversation.reply(Incoming(STADIUM))
    button = next(button for button in reply.buttons if button.action.startswith("a:"))
    (extract,) = press(conversation, button).blocks
    assert isinstance(extract, Extract)
    assert extract.article.headline == "长堤小学新建风雨操场"
    assert extract.paragraphs == extract.article.paragraphs


def test_a_question_off_the_papers_is_refused_and_suggests_articles(conversation: Conversation) -> None:
    reply = conversation.reply(Incoming("火星基地的氧气价格"))
    assert reply.answer is not None
    assert not reply.answer.answered
    assert not any(block for block in reply.blocks if isinstance(block, Cite)) or "没有" in said(reply)


@pytest.mark.parametrize("text", ["", "   ", "？？？", "😀", "\x00\x07", "……"])
def test_nothing_asked_is_answered_with_an_example(conversation: Conversation, text: str) -> None:
    assert "例如" in said(conversation.reply(Incoming(text)))


@pytest.mark.parametrize("text", ["你好", "謝謝您！", "Hello", "你是谁？", "好的，谢谢啦"])
def test_a_greeting_is_no_question_of_the_news(conversation: Conversation, text: str) -> None:
    reply = conversation.reply(Incoming(text))
    assert reply.buttons == ()
    assert "没有找到" not in said(reply)
    assert cited(conversation.reply(Incoming(f"{text} {STADIUM}")))


def test_a_very_long_question_gets_a_kind_word(conversation: Conversation) -> None:
    text = "为什么" * 2000
    assert str(QUESTION_LIMIT) in said(conversation.reply(Incoming(text)))


@pytest.mark.parametrize(
    "command", ["/nothing", "/", "/../../x", "/ask", "/article", f"/article x {MANY * 300}", "/more"]
)
def test_odd_commands_are_told_what_to_do(conversation: Conversation, command: str) -> None:
    assert said(conversation.reply(Incoming(command)))


@pytest.mark.parametrize("action", ["", "x", "m:1:0", "m:x:y", "a:none:1", "a:1", "g:999", f"m:{MANY}:1", f"b:{MANY}"])
def test_stale_and_made_up_buttons_are_told_so(conversation: Conversation, action: str) -> None:
    assert said(conversation.reply(Incoming(action=action)))


def test_more_shows_other_quotes_until_there_are_none(conversation: Conversation) -> None:
    shown = set(cited(conversation.reply(Incoming(STADIUM))))
    for _ in range(10):
        quotes = cited(conversation.reply(Incoming("/more")))
        if not quotes:
            break
        assert shown.isdisjoint(quotes)
        shown.update(quotes)
    else:
        pytest.fail("/more never ends")
    assert said(conversation.reply(Incoming("/more"))) == "没有更多引文了。"


def test_a_more_button_outlives_a_restart_for_whoever_asked(library: Library, tmp_path: Path) -> None:
    before = Conversation(library, History(tmp_path / "history.sqlite"))
    button = next(button for button in before.reply(Incoming(STADIUM)).buttons if button.action.startswith("m:"))
    after = Conversation(library, History(tmp_path / "history.sqlite"))
    assert "已经过期" in said(press(after, button, asker="somebody else"))
    assert cited(press(after, button)) == cited(press(before, button)) != []


def test_asked_what_is_new_the_newest_articles_are_listed(sample_library: Library) -> None:
    reply = Conversation(sample_library, History()).reply(Incoming("今天有什么新闻"))
    assert len(cited(reply)) == 3
    assert "共8篇报道" in said(reply)
    assert [button.action[:2] for button in reply.buttons] == ["a:"] * 8


def test_a_long_list_tells_how_much_of_it_is_shown(sample_library: Library) -> None:
    conversation = Conversation(sample_library, History())
    reply = conversation.reply(Incoming("骆一川写过哪些报道"))
    assert "共13篇报道，前10篇是" in said(reply)
    assert len(cited(conversation.reply(Incoming("还有呢")))) == 3


def test_more_looks_back_only_within_one_conversation(conversation: Conversation) -> None:
    conversation.reply(Incoming(STADIUM, asker="a"))
    assert "还没有问过" in said(conversation.reply(Incoming("/more", asker="b")))


def test_asking_for_more_before_anything_else_is_told_so(conversation: Conversation) -> None:
    reply = conversation.reply(Incoming("还有呢？"))
    assert reply.answer is None
    assert "还没有问过" in said(reply)


def test_a_follow_up_is_completed_and_told(conversation: Conversation) -> None:
    conversation.reply(Incoming("环湖公交线路设站多少个？"))
    reply = conversation.reply(Incoming("那票价呢？"))
    assert "理解为" in said(reply)
    assert "票价两元" in "".join(cited(reply))


def test_new_forgets_what_was_asked(conversation: Conversation) -> None:
    conversation.reply(Incoming("环湖公交线路设站多少个？"))
    conversation.reply(Incoming("/new"))
    assert "理解为" not in said(conversation.reply(Incoming("那票价呢？")))


def test_a_vote_is_counted_once_a_voter(conversation: Conversation) -> None:
    reply = conversation.reply(Incoming(STADIUM))
    for button in reply.buttons:
        if button.label in "👍👎":
            assert "谢谢" in said(press(conversation, button))
    assert "👍 0，👎 1" in said(conversation.reply(Incoming("/stats", admin=True)))


@pytest.mark.parametrize("command", ["/reload", "/stats"])
def test_admin_commands_are_for_admins_only(conversation: Conversation, command: str) -> None:
    assert "管理员" in said(conversation.reply(Incoming(command)))


def test_latest_lists_the_newest_day_first(conversation: Conversation) -> None:
    labels = [button.label for button in conversation.reply(Incoming("/latest")).buttons]
    assert labels == ["环湖公交线路4月开通", "长堤小学新建风雨操场", "苇塘村藕田迎来早春施肥"]


def test_latest_leaves_mastheads_out(sample_library: Library) -> None:
    reply = Conversation(sample_library, History()).reply(Incoming("/latest"))
    articles = [sample_library.loaded.snapshot.article(button.action.split(":")[1]) for button in reply.buttons]
    assert len(articles) == 10
    assert all(article is not None and article.kind is not Kind.OTHER for article in articles)


def test_sources_names_the_files(conversation: Conversation) -> None:
    text = said(conversation.reply(Incoming("/sources")))
    assert "2 个文件，3 篇" in text
    assert "2031-03-04_02版.txt：2 篇" in text


def test_a_reload_tells_what_changed_and_what_was_refused(conversation: Conversation, papers: Path) -> None:
    (papers / "2031-03-05_01版.txt").unlink()
    (papers / "2031-03-06_01版.txt").write_text(
        "渡口大桥通车\n\n本报讯（记者 时雨）渡口大桥3月5日通车。\n", encoding="utf-8"
    )
    (papers / "broken.txt").write_bytes(b"%PDF-1.7\x00\x01")
    text = said(conversation.reply(Incoming("/reload", admin=True)))
    assert "新增 1 篇，移除 1 篇，未变 2 篇；拒收 1 项" in text
    assert "broken.txt" in text
    assert "3月5日通车" in cited(conversation.reply(Incoming("渡口大桥哪天通车的")))[0]


def test_a_reload_that_fails_keeps_the_old_articles(conversation: Conversation, papers: Path) -> None:
    papers.rename(papers.parent / "gone")
    assert "papers" in said(conversation.reply(Incoming("/reload", admin=True)))
    assert "360万元" in "".join(cited(conversation.reply(Incoming(STADIUM))))


def test_an_articles_button_outlives_a_reload_that_keeps_the_article(conversation: Conversation, papers: Path) -> None:
    reply = conversation.reply(Incoming("环湖公交线路设站多少个？"))
    button = next(button for button in reply.buttons if button.action.startswith("a:"))
    (papers / "2031-03-04_02版.txt").unlink()
    conversation.reply(Incoming("/reload", admin=True))
    assert isinstance(press(conversation, button).blocks[0], Extract)
    (papers / "2031-03-05_01版.txt").rename(papers / "2031-03-05_01版.bak")
    (papers / "2031-03-07_01版.txt").write_text("船闸检修\n\n本报讯（记者 时雨）船闸今起检修三天。\n", encoding="utf-8")
    conversation.reply(Incoming("/reload", admin=True))
    assert "移除" in said(press(conversation, button))


def test_every_word_to_readers_follows_their_language(conversation: Conversation) -> None:
    assert said(conversation.reply(Incoming("/new", language="zh-TW"))) == "好的，重新開始。"
    assert said(conversation.reply(Incoming("/new", language="en-US"))) == "Very well, a fresh start."
