"""The fake is as strict as Telegram: what Telegram refuses, it refuses, in Telegram's words."""

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.botapi.faults import reset, too_many
from tests.botapi.server import FakeBotApi
from tests.botapi.state import Json, private, supergroup


@pytest.fixture(scope="module")
def api() -> Iterator[FakeBotApi]:
    with FakeBotApi() as server:
        server.state.chats[1] = private(1)
        server.state.chats[-1001] = supergroup(-1001)
        yield server


def call(api: FakeBotApi, method: str, **params: Any) -> Json:
    """Return the server's answer, ok or not."""
    fields = {name: v if isinstance(v, str) else json.dumps(v) for name, v in params.items()}
    url = f"{api.url}/bot{api.token}/{method}"
    try:
        with urllib.request.urlopen(url, urllib.parse.urlencode(fields).encode(), timeout=10) as response:
            answer: Json = json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            answer = json.load(error)
    return answer


def keyboard(**button: Any) -> Json:
    return {"inline_keyboard": [[{"text": "x"} | button]]}


def to_1(text: str, **more: Any) -> Json:
    return {"chat_id": 1, "text": text} | more


HTML = {"parse_mode": "HTML"}


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("sendMessage", {"chat_id": 9, "text": "x"}, "chat not found"),
        ("sendMessage", to_1(""), "message text is empty"),
        ("sendMessage", to_1("<b> </b>", **HTML), "message text is empty"),
        ("sendMessage", to_1("x" * 4097), "message is too long"),
        ("sendMessage", to_1("😀" * 2049), "message is too long"),
        ("sendMessage", to_1("<b>x", **HTML), "can't parse entities: Can't find end tag"),
        ("sendMessage", to_1("a < b", **HTML), "can't parse entities"),
        ("sendMessage", to_1("<x>a</x>", **HTML), 'Unsupported start tag "x"'),
        ("sendMessage", to_1("<b><i>a</b></i>", **HTML), "Unmatched end tag"),
        ("sendMessage", to_1("x", reply_markup=keyboard(callback_data="六" * 22)), "BUTTON_DATA_INVALID"),
        ("sendMessage", to_1("x", reply_markup=keyboard(copy_text={"text": "x" * 257})), "BUTTON_COPY"),
        ("sendMessage", to_1("x", reply_parameters={"message_id": 5}), "message to be replied not found"),
        ("sendMessage", to_1("x", message_thread_id=5), "message thread not found"),
        ("editMessageText", to_1("x", message_id=5), "message to edit not found"),
        ("answerCallbackQuery", {"callback_query_id": "5"}, "query is too old and response timeout expired"),
        ("answerInlineQuery", {"inline_query_id": "5", "results": []}, "query is too old"),
        ("setMyCommands", {"commands": [{"command": "Big", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [], "language_code": "zh-hant"}, "language code"),
        ("sendChatAction", {"chat_id": 1, "action": "dancing"}, "wrong parameter action"),
        ("sendDocument", {"chat_id": 1}, "there is no document"),
    ],
)
def test_it_refuses_what_telegram_refuses(api: FakeBotApi, method: str, params: Json, description: str) -> None:
    answer = call(api, method, **params)
    assert answer["ok"] is False
    assert answer["error_code"] == 400
    assert answer["description"].startswith("Bad Request: ")
    assert description in answer["description"]


def test_too_many_inline_results_are_refused(api: FakeBotApi) -> None:
    content = {"message_text": "x"}
    results = [{"type": "article", "id": str(n), "title": "x", "input_message_content": content} for n in range(51)]
    assert (
        "RESULTS_TOO_MUCH"
        in call(api, "answerInlineQuery", inline_query_id=api.ask_inline("x"), results=results)["description"]
    )
    assert call(api, "answerInlineQuery", inline_query_id=api.ask_inline("x"), results=results[1:])["ok"]


def test_an_edit_that_changes_nothing_is_refused(api: FakeBotApi) -> None:
    sent = call(api, "sendMessage", chat_id=1, text="<b>x</b>", parse_mode="HTML")["result"]
    same = call(api, "editMessageText", chat_id=1, message_id=sent["message_id"], text="<b>x</b>", parse_mode="HTML")
    assert same["description"].startswith("Bad Request: message is not modified: specified new message content")
    assert call(api, "editMessageText", chat_id=1, message_id=sent["message_id"], text="x")["ok"]


def test_a_moved_group_names_its_new_id_and_a_flood_its_wait(api: FakeBotApi) -> None:
    api.state.migrated[-7] = -1007
    assert call(api, "sendMessage", chat_id=-7, text="x")["parameters"] == {"migrate_to_chat_id": -1007}
    api.fail("sendMessage", too_many(3))
    flooded = call(api, "sendMessage", chat_id=1, text="x")
    assert (flooded["error_code"], flooded["parameters"]) == (429, {"retry_after": 3})
    assert flooded["description"] == "Too Many Requests: retry after 3"


def test_a_dropped_connection_is_dropped(api: FakeBotApi) -> None:
    api.fail("getMe", reset())
    with pytest.raises(http.client.RemoteDisconnected):
        call(api, "getMe")
    assert call(api, "getMe")["result"]["username"] == "WenbaoTestBot"


def test_updates_are_given_until_they_are_acknowledged(api: FakeBotApi) -> None:
    said = api.say("hello")
    first = call(api, "getUpdates", timeout=1)["result"]
    assert first[-1]["message"]["message_id"] == said["message_id"]
    assert call(api, "getUpdates")["result"] == first
    assert call(api, "getUpdates", offset=first[-1]["update_id"] + 1)["result"] == []


def test_polling_with_a_webhook_set_is_a_conflict(api: FakeBotApi) -> None:
    call(api, "setWebhook", url="https://example.org/x")
    assert call(api, "getUpdates")["error_code"] == 409
    call(api, "deleteWebhook")
    assert call(api, "getUpdates")["ok"]


def test_a_wrong_token_and_an_unknown_method_are_refused(api: FakeBotApi) -> None:
    assert call(api, "noSuchMethod")["error_code"] == 404
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{api.url}/bot1:x/getMe", timeout=5)
