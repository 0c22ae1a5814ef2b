"""Proxies, webhooks, health, secrets: the bot and the network around it."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest

from tests.bot.telegram.ask import ask, quotes
from tests.bot.telegram.conftest import ADMIN
from tests.bot.telegram.process import BotProcess
from tests.botapi.faults import Fault, bad_gateway, conflict, hang, refused, reset, too_many
from tests.botapi.proxies import HttpProxy, Proxy, SocksProxy
from tests.botapi.server import FakeBotApi
from tests.botapi.state import private

Start = Callable[..., BotProcess]
QUESTION = "图书馆新馆几点开门？"


@pytest.mark.parametrize("kind", [HttpProxy, SocksProxy])
def test_every_connection_passes_the_proxy_polling_included(api: FakeBotApi, start: Start, kind: type[Proxy]) -> None:
    with kind() as proxy:
        start(proxy_url=proxy.url)
        assert quotes(ask(api, QUESTION))
        ports = {call.port for call in api.calls}
        assert {"getUpdates", "sendMessage", "getMe"} <= {call.method for call in api.calls}
        assert ports <= proxy.ports


def test_the_api_address_may_end_in_bot(api: FakeBotApi, start: Start) -> None:
    start(api_base_url=f"{api.url}/bot")
    assert quotes(ask(api, QUESTION))


def test_updates_may_come_by_webhook(api: FakeBotApi, start: Start, free_port: int) -> None:
    bot = start(webhook={"url": f"http://127.0.0.1:{free_port}", "secret": "s3cr3t-hook", "port": free_port})
    asked = api.say(QUESTION)
    assert quotes(api.wait_for_replies(asked)[0])
    assert not api.made("getUpdates", ok=False)
    update = {"update_id": api.last_update_id, "message": asked}
    api.redeliver(update)
    forged = urllib.request.Request(
        f"http://127.0.0.1:{free_port}/telegram", data=b"{}", headers={"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(forged, timeout=5)
    ask(api, "/help")
    assert len(api.replies(asked)) == 1
    assert bot.stop() == 0


def test_health_turns_red_while_polling_stalls_and_green_after(api: FakeBotApi, start: Start) -> None:
    bot = start(health_port=0, timing={"stalled_after": 2.0, "poll_deadline": 1.5, "long_poll": 1})
    url = f"http://127.0.0.1:{bot.health_port}"

    def health() -> int:
        try:
            return int(urllib.request.urlopen(f"{url}/healthz", timeout=5).status)
        except urllib.error.HTTPError as error:
            return error.code

    api.wait(lambda: health() == 200)
    api.fail("getUpdates", hang(30, times=3))
    api.wait(lambda: health() == 503, 15)
    assert "wenbao_healthy 0" in urllib.request.urlopen(f"{url}/metrics", timeout=5).read().decode()
    api.wait(lambda: health() == 200, 20)
    assert quotes(ask(api, QUESTION))
    metrics = urllib.request.urlopen(f"{url}/metrics", timeout=5).read().decode()
    assert "# TYPE wenbao_questions_total counter\nwenbao_questions_total 1\n" in metrics
    assert "wenbao_healthy 1" in metrics
    assert "wenbao_poll_rebuilds_total" in metrics
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{url}/", timeout=5)


def test_the_tokens_secret_is_in_no_log_after_every_error_there_is(api: FakeBotApi, start: Start) -> None:
    api.state.chats[ADMIN] = private(ADMIN)
    api.fail("getMe", bad_gateway(), Fault(1, reset=True))
    bot = start(env={"LOG_LEVEL": "DEBUG"}, timing={"poll_deadline": 2.5, "long_poll": 1})
    api.fail("getUpdates", conflict(), reset(), hang(4), Fault(1, 401, "Unauthorized"), bad_gateway())
    api.fail("sendMessage", too_many(1), reset(), refused("can't parse entities: x"), Fault(4, 500, "Oops"))
    api.say("炸了吗", 5)
    api.wait(lambda: api.messages(5), 30)
    api.wait(lambda: api.messages(ADMIN), 30)
    assert quotes(api.wait_for_replies(api.say(QUESTION, 6), seconds=30)[0])
    bot.stop()
    secret = api.token.partition(":")[2]
    log = bot.logged()
    assert len(log) > 10_000, "DEBUG was on"
    assert "RuntimeError" in log
    assert log.count(secret) == 0
    assert not [message for message in api.messages() if secret in message.get("text", "")]


def test_a_token_that_is_refused_is_said_in_one_line(api: FakeBotApi, start: Start) -> None:
    bot = start(wait=False, env={"STANDIN_TOKEN": "123:" + "B" * 35})
    for _ in range(300):
        if not bot.alive:
            break
        time.sleep(0.1)
    assert bot.code == 1
    assert "TELEGRAM_BOT_TOKEN" in bot.logged()
    assert "B" * 35 not in bot.logged()


def test_a_health_port_that_is_taken_is_said_in_one_line(api: FakeBotApi, start: Start) -> None:
    bot = start(wait=False, health_port=api.port)
    for _ in range(300):
        if not bot.alive:
            break
        time.sleep(0.1)
    assert bot.code == 1
    assert "HEALTH_PORT" in bot.logged()
    assert "Traceback" not in bot.logged()
