"""Many questions at once: the event loop stays free, everybody is answered once, limits are friendly."""

import time
import urllib.request
from collections.abc import Callable

from tests.bot.telegram.process import BotProcess
from tests.botapi.server import FakeBotApi

Start = Callable[..., BotProcess]


def test_a_burst_of_thirty_leaves_the_loop_free_and_is_answered_once_each(api: FakeBotApi, start: Start) -> None:
    bot = start(health_port=0, timing={"typing_every": 4.5}, env={"STANDIN_SLOW_SECONDS": "0.12"})
    asked = [api.say(f"慢，图书馆新馆几点开门？{n}", 1000 + n % 10) for n in range(30)]
    time.sleep(0.5)
    lags, waits = [], []
    for n in range(3):
        begun = time.monotonic()
        urllib.request.urlopen(f"http://127.0.0.1:{bot.health_port}/metrics", timeout=5).read()
        lags.append(time.monotonic() - begun)
        helped = api.say("/help", 2000 + n)
        begun = time.monotonic()
        api.wait_for_replies(helped)
        waits.append(time.monotonic() - begun)
    assert max(lags) < 0.3
    assert max(waits) < 1.0
    for question in asked:
        api.wait_for_replies(question, seconds=60)
    time.sleep(0.3)
    assert [len(api.replies(question)) for question in asked] == [1] * 30


def test_answers_come_in_the_order_of_the_questions(api: FakeBotApi, start: Start) -> None:
    start()
    asked = [api.say(f"慢，图书馆新馆几点开门？{n}", 1000 + n) for n in range(4)]
    api.wait(lambda: len(api.messages()) == 4)
    assert [m["reply_to_message"]["message_id"] for m in api.messages()] == [m["message_id"] for m in asked]


def test_a_full_queue_says_so(api: FakeBotApi, start: Start) -> None:
    start(queue_size=3)
    asked = [api.say(f"慢，图书馆新馆几点开门？{n}", 1000 + n) for n in range(8)]
    for question in asked:
        api.wait_for_replies(question)
    said = [api.replies(question)[0]["text"] for question in asked]
    assert sum("排队已满" in text for text in said) >= 4
    assert "9点开门" in said[0]


def test_who_asks_too_fast_is_told_how_long_to_wait_and_others_are_not(api: FakeBotApi, start: Start) -> None:
    start(user_rate=[2, 60])
    mine = [api.say("图书馆新馆几点开门？", 1) for _ in range(3)]
    other = api.say("图书馆新馆几点开门？", 2)
    said = [api.wait_for_replies(question)[0]["text"] for question in (*mine, other)]
    assert ["秒再问" in text for text in said] == [False, False, True, False]


def test_a_chat_that_asks_too_fast_is_told_so(api: FakeBotApi, start: Start) -> None:
    start(chat_rate=[2, 60])
    group = {"id": -100123, "type": "supergroup", "title": "群"}
    asked = [api.say("/ask 图书馆新馆几点开门？", person, group) for person in (1, 2, 3)]
    said = [api.wait_for_replies(question)[0]["text"] for question in asked]
    assert ["秒再问" in text for text in said] == [False, False, True]


def test_a_flood_is_not_answered_with_a_flood(api: FakeBotApi, start: Start) -> None:
    bot = start(user_rate=[1, 600])
    asked = [api.say("图书馆新馆几点开门？", 1) for _ in range(40)]
    api.wait_for_replies(api.say("/help", 2), seconds=60)
    api.wait(lambda: bot.finished_updates() == len(asked) + 1, 60)
    assert sum(len(api.replies(question)) for question in asked) == 21
