"""What the server knows: chats, messages, updates waiting, menus, queries that may still be answered."""

import itertools
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

BOT_ID = 7000000001
BOT: Json = {
    "id": BOT_ID,
    "is_bot": True,
    "first_name": "问报",
    "username": "WenbaoTestBot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
    "can_connect_to_business": False,
    "has_main_web_app": False,
}
GROUP_ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
TELEGRAM: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


@dataclass
class State:
    """Everything that outlives a connection."""

    messages: dict[int, dict[int, Json]] = field(default_factory=lambda: defaultdict(dict))
    chats: dict[int, Json] = field(default_factory=dict)
    migrated: dict[int, int] = field(default_factory=dict)
    closed_topics: set[tuple[int, int]] = field(default_factory=set)
    updates: list[Json] = field(default_factory=list)
    callbacks: set[str] = field(default_factory=set)
    inline: set[str] = field(default_factory=set)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    webhook: Json = field(default_factory=lambda: {"url": ""})
    files: dict[str, bytes] = field(default_factory=dict)
    message_ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(100))
    update_ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(500_001))
    query_ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(9_000_001))


def user(user_id: int, language: str | None = "zh-hans", name: str = "读者") -> Json:
    who: Json = {"id": user_id, "is_bot": False, "first_name": name}
    return who | ({"language_code": language} if language else {})


def private(user_id: int) -> Json:
    return {"id": user_id, "type": "private", "first_name": "读者"}


def supergroup(chat_id: int, *, forum: bool = False) -> Json:
    return {"id": chat_id, "type": "supergroup", "title": "读者群"} | ({"is_forum": True} if forum else {})


def entities_of(text: str) -> list[Json]:
    """Mark commands and mentions as Telegram does, in UTF-16 units."""
    found: list[Json] = []
    offset = 0
    for word in text.split(" "):
        size = len(word.encode("utf-16-le")) // 2
        if word.startswith("/") and len(word) > 1 and (offset == 0):
            found.append({"type": "bot_command", "offset": offset, "length": size})
        elif word.startswith("@") and len(word) > 3:
            name = word.rstrip("，。？?,.:：")
            found.append({"type": "mention", "offset": offset, "length": len(name.encode("utf-16-le")) // 2})
        offset += size + 1
    return found


def message(state: State, chat: Json, sender: Json | None, text: str | None, **more: Any) -> Json:
    """Make and keep a message as a user would send it."""
    state.chats.setdefault(chat["id"], chat)
    made: Json = {"message_id": next(state.message_ids), "date": int(time.time()), "chat": chat}
    if sender is not None:
        made["from"] = sender
    if text is not None:
        made["text"] = text
        if marks := entities_of(text):
            made["entities"] = marks
    made |= more
    state.messages[chat["id"]][made["message_id"]] = made
    return made
