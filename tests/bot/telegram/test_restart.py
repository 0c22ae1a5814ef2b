"""Stopping, dying and coming back: a question is answered once, or its loss is told; a command runs once."""

import time
from collections.abc import Callable

from tests.bot.telegram.ask import quotes
from tests.bot.telegram.conftest import ADMIN
from tests.bot.telegram.process import BotProcess
from tests.botapi.faults import Fault
from tests.botapi.server import FakeBotApi
from tests.botapi.state import Json

Start = Callable[..., BotProcess]
SLOW = "慢，图书馆新馆几点开门？"


def pushed(api: FakeBotApi, text: str, person: int) -> tuple[Json, Json]:
    """Say something and return the message and its update, to send that again."""
    said = api.say(text, person)
    update = {"update_id": api.last_update_id, "message": said}
    return said, update


def test_sigterm_with_twelve_in_line_answers_them_all_and_exits_in_time(api: FakeBotApi, start: Start) -> None:
    bot = start(stop_timeout=20.0)
    asked = [api.say(SLOW, 100 + n) for n in range(12)]
    api.wait(api.messages)
    begun = time.monotonic()
    assert bot.stop(30) == 0
    assert time.monotonic() - begun < 20
    assert [len(api.replies(question)) for question in asked] == [1] * 12
    assert all(quotes(api.replies(question)[0]) for question in asked)


def test_sigterm_with_no_time_for_twelve_tells_who_was_not_answered(api: FakeBotApi, start: Start) -> None:
    bot = start(stop_timeout=4.0, env={"STANDIN_SLOW_SECONDS": "0.5"})
    asked = [api.say(SLOW, 100 + n) for n in range(12)]
    api.wait(api.messages)
    begun = time.monotonic()
    assert bot.stop(30) == 0
    assert time.monotonic() - begun < 4.5
    assert [len(api.replies(question)) for question in asked] == [1] * 12
    assert any("重启" in api.replies(question)[0]["text"] for question in asked)
    bot.start()
    time.sleep(1)
    assert [len(api.replies(question)) for question in asked] == [1] * 12


def test_a_message_sent_while_the_bot_was_down_is_answered_once(api: FakeBotApi, start: Start) -> None:
    bot = start()
    bot.stop()
    asked = api.say("图书馆新馆几点开门？")
    bot.start()
    assert quotes(api.wait_for_replies(asked)[0])
    bot.stop()
    bot.start()
    time.sleep(0.5)
    assert len(api.replies(asked)) == 1


def test_the_same_update_is_seen_to_once_even_after_a_restart(api: FakeBotApi, start: Start) -> None:
    bot = start()
    reload, update = pushed(api, "/reload", ADMIN)
    asked, question = pushed(api, "图书馆新馆几点开门？", 7)
    api.wait_for_replies(reload)
    api.wait_for_replies(asked)
    for again in (update, question):
        api.redeliver(again)
    api.wait_for_replies(api.say("/help", 8))
    bot.stop()
    for again in (update, question):
        api.redeliver(again)
    bot.start()
    api.wait_for_replies(api.say("/help", 9))
    assert len(api.replies(reload)) == 1
    assert len(api.replies(asked)) == 1
    assert bot.logged().count("admin_command command=reload") == 1


def test_killed_while_thinking_the_question_is_answered_after_the_restart(api: FakeBotApi, start: Start) -> None:
    bot = start()
    asked = [api.say(SLOW, 100 + n) for n in range(3)]
    api.wait(lambda: bot.begun_questions() >= 1)
    bot.kill()
    done = [len(api.replies(question)) for question in asked]
    bot.start()
    for question in asked:
        api.wait_for_replies(question)
    time.sleep(0.5)
    assert [len(api.replies(question)) for question in asked] == [1] * 3
    assert sum(done) < 3


def test_a_question_that_kills_the_process_twice_is_told_and_let_go(api: FakeBotApi, start: Start) -> None:
    bot = start(env={"STANDIN_SLOW_SECONDS": "3"})
    asked = api.say(SLOW)
    for _ in range(2):
        api.wait(lambda: bot.begun_questions() == 1)
        time.sleep(0.2)
        bot.kill()
        bot.start()
    assert "中断" in api.wait_for_replies(asked)[0]["text"]
    assert bot.begun_questions() == 0


def test_killed_while_sending_the_possible_loss_is_told(api: FakeBotApi, start: Start) -> None:
    bot = start()
    api.fail("sendMessage", Fault(1, delay=1.5, reset=True))
    asked = api.say("图书馆新馆几点开门？")
    time.sleep(1.0)
    bot.kill()
    bot.start()
    assert "中断" in api.wait_for_replies(asked)[0]["text"]
    bot.stop()
    bot.start()
    time.sleep(0.5)
    assert len(api.replies(asked)) == 1


def test_an_admin_command_that_was_cut_short_is_not_run_again_but_told(api: FakeBotApi, start: Start) -> None:
    bot = start(env={"STANDIN_RELOAD_SECONDS": "5"})
    reload = api.say("/reload", ADMIN)
    api.wait_for_replies(reload)
    bot.kill()
    bot.start()
    replies = api.wait_for_replies(reload, 2)
    assert "中断" in replies[1]["text"]
    assert bot.logged().count("admin_command command=reload") == 1


def test_a_chat_that_died_or_moved_is_remembered_over_a_restart(api: FakeBotApi, start: Start) -> None:
    bot = start()
    group = {"id": -500, "type": "group", "title": "群"}
    api.say("/ask 图书馆新馆几点开门？", 5, group)
    api.wait(lambda: api.messages(-500))
    api.state.migrated[-500] = -100500
    api.state.chats[-100500] = {"id": -100500, "type": "supergroup", "title": "群"}
    api.say("/ask 图书馆新馆几点开门？", 5, group)
    api.wait(lambda: api.messages(-100500))
    bot.stop()
    bot.start()
    api.say("/ask 图书馆新馆几点开门？", 5, group)
    api.wait(lambda: len(api.messages(-100500)) == 2)
    assert sum(call.chat == -500 and not call.ok for call in api.made("sendMessage", ok=False)) == 1


def test_no_question_stays_on_disk_once_it_is_answered(api: FakeBotApi, start: Start, corpus: object) -> None:
    bot = start()
    api.wait_for_replies(api.say("图书馆新馆几点开门？独一无二的话"))
    api.wait_for_replies(api.say("/help"))
    bot.stop()
    stored = b"".join(path.read_bytes() for path in bot.data.glob("telegram.sqlite*"))
    assert "独一无二".encode() not in stored
