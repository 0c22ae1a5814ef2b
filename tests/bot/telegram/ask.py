"""What tests of the bot do over and over: ask, press, read what came."""

import itertools
from typing import Any

from tests.botapi.markup import Entity, cut
from tests.botapi.server import Call, FakeBotApi
from tests.botapi.state import Json

# Everybody asks in a chat of their own, so that tests that share a bot do not meet.
people = itertools.count(100_000)


def marked(message: Json, *kinds: str) -> list[str]:
    """Return the texts of a message's entities of some kinds."""
    return [
        cut(message["text"], Entity(e["type"], e["offset"], e["length"]))
        for e in message.get("entities", [])
        if e["type"] in kinds
    ]


def quotes(message: Json) -> list[str]:
    return marked(message, "blockquote", "expandable_blockquote")


def buttons(message: Json) -> list[Json]:
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def button(message: Json, start: str) -> str:
    return next(b["callback_data"] for b in buttons(message) if b.get("callback_data", "").startswith(start))


def ask(api: FakeBotApi, question: str, person: int | None = None, **more: Any) -> Json:
    asked = api.say(question, person or next(people), **more)
    return api.wait_for_replies(asked)[0]


def answered(api: FakeBotApi, query: str) -> Call:
    """Wait for the answer to a button press."""
    found: list[Call] = api.wait(
        lambda: [call for call in api.made("answerCallbackQuery") if call.params["callback_query_id"] == query]
    )
    return found[0]


def settle(api: FakeBotApi) -> None:
    """Wait until every update sent so far has been seen to: the bot answers them in order."""
    ask(api, "/help")


def press(api: FakeBotApi, shown: Json, action: str, person: int) -> list[Json]:
    """Press a button and return the messages it brings, up to the one that has buttons."""
    before = len(api.messages(person))
    api.press(shown, action, person)
    api.wait(lambda: [message for message in api.messages(person)[before:] if buttons(message)])
    return api.messages(person)[before:]
