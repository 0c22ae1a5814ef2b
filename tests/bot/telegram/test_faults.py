"""A Bot API server that fails: the bot neither loses nor repeats an answer, and says little about it."""

import time
from collections.abc import Callable

from tests.bot.telegram.ask import quotes
from tests.bot.telegram.conftest import ADMIN
from tests.bot.telegram.process import BotProcess
from tests.botapi.faults import Fault, bad_gateway, blocked, conflict, hang, refused, reset, too_many
from tests.botapi.server import FakeBotApi
from tests.botapi.state import supergroup

Start = Callable[..., BotProcess]
QUESTION = "图书馆新馆几点开门？"


def test_a_flood_wait_twice_and_the_answer_arrives_once(api: FakeBotApi, start: Start) -> None:
    start()
    api.fail("sendMessage", too_many(1, times=2))
    asked = api.say(QUESTION)
    api.wait_for_replies(asked)
    time.sleep(0.5)
    assert len(api.replies(asked)) == 1
    assert [call.status for call in api.made("sendMessage", ok=False)] == [429, 429, 200]


def test_a_gateway_that_fails_three_times_at_the_start_is_outlasted(api: FakeBotApi, start: Start) -> None:
    api.fail("getMe", bad_gateway(times=3))
    start()
    assert quotes(api.wait_for_replies(api.say(QUESTION))[0])


def test_a_conflict_five_times_makes_one_log_line_and_one_word_to_the_admin(api: FakeBotApi, start: Start) -> None:
    api.state.chats[ADMIN] = {"id": ADMIN, "type": "private"}
    bot = start()
    api.fail("getUpdates", conflict(times=5))
    api.wait(lambda: sum(call.status == 409 for call in api.made("getUpdates", ok=False)) == 5, 40)
    assert quotes(api.wait_for_replies(api.say(QUESTION), seconds=30)[0])
    lines = [line for line in bot.logged().splitlines() if "Conflict" in line]
    assert len(lines) == 1
    assert len(api.messages(ADMIN)) == 1
    assert bot.alive


def test_a_poll_that_hangs_is_given_up_and_answering_goes_on(api: FakeBotApi, start: Start) -> None:
    start(timing={"poll_read": 60.0, "poll_deadline": 3.0})
    api.fail("getUpdates", hang(25))
    api.wait(lambda: not api.polling, 10)
    asked = api.say(QUESTION)
    assert quotes(api.wait_for_replies(asked, seconds=12)[0])


def test_gateway_errors_and_dropped_connections_lose_no_answer(api: FakeBotApi, start: Start) -> None:
    start()
    api.fail("sendMessage", bad_gateway(), reset(), Fault(1, 500, "Internal Server Error"))
    asked = api.say(QUESTION)
    api.wait_for_replies(asked)
    time.sleep(0.5)
    assert len(api.replies(asked)) == 1


def test_an_answer_that_may_not_have_arrived_is_not_sent_twice_but_told(api: FakeBotApi, start: Start) -> None:
    start(timing={"send_read": 1.0})
    api.fail("sendMessage", Fault(1, delay=3, reset=True))
    asked = api.say(QUESTION)
    assert "可能没有送到" in api.wait_for_replies(asked)[0]["text"]


def test_who_blocked_the_bot_is_not_tried_again(api: FakeBotApi, start: Start) -> None:
    bot = start()
    api.fail("sendMessage", blocked(times=9, when=lambda params: params["chat_id"] == "7"))
    api.say(QUESTION, 7)
    api.wait(lambda: [call for call in api.made("sendMessage", ok=False) if call.status == 403])
    assert quotes(api.wait_for_replies(api.say(QUESTION, 8))[0])
    assert sum(call.status == 403 for call in api.calls) == 1
    assert "Traceback" not in bot.logged()


def test_a_group_that_moved_is_followed_from_then_on(api: FakeBotApi, start: Start) -> None:
    start()
    old, new = {"id": -500, "type": "group", "title": "群"}, supergroup(-100500)
    api.state.chats[new["id"]] = new
    api.say(f"/ask {QUESTION}", 5, old)
    api.wait(lambda: api.messages(old["id"]))
    api.state.migrated[old["id"]] = new["id"]
    api.say(f"/ask {QUESTION}", 5, old)
    api.wait(lambda: len(api.messages(new["id"])) == 1)
    api.say(f"/ask {QUESTION}", 5, old)
    api.wait(lambda: len(api.messages(new["id"])) == 2)
    tries = [call for call in api.made("sendMessage", ok=False) if call.chat == old["id"] and not call.ok]
    assert len(tries) == 1, "the second send used the new id at once"


def test_an_unexpected_error_gives_the_reader_an_id_and_the_admin_a_report(api: FakeBotApi, start: Start) -> None:
    api.state.chats[ADMIN] = {"id": ADMIN, "type": "private"}
    bot = start()
    told = api.wait_for_replies(api.say("炸了吗"))[0]["text"]
    report = api.wait(lambda: api.messages(ADMIN))[0]["text"]
    number = told.split("编号 ")[1].split("）")[0]
    assert number in report
    assert "RuntimeError" in report
    assert "Traceback" not in told
    assert bot.logged().count(number) == 1
    assert quotes(api.wait_for_replies(api.say(QUESTION))[0])


def test_an_admin_without_a_chat_hinders_nothing(api: FakeBotApi, start: Start) -> None:
    start()
    api.wait_for_replies(api.say("炸了吗"))
    assert quotes(api.wait_for_replies(api.say(QUESTION))[0])


def test_a_button_message_too_old_to_edit_or_gone_is_borne(api: FakeBotApi, start: Start) -> None:
    start()
    api.fail("answerCallbackQuery", refused("query is too old and response timeout expired or query ID is invalid"))
    answer = api.wait_for_replies(api.say(QUESTION))[0]
    opens = next(row[0]["callback_data"] for row in answer["reply_markup"]["inline_keyboard"])
    api.press({"message_id": answer["message_id"], "date": 0, "chat": answer["chat"]}, opens)
    api.wait(lambda: len(api.messages(42)) == 2)
