"""Who speaks, where, and whether the bot is meant: pure reading of Telegram's messages."""

import re
from dataclasses import dataclass

from telegram import Chat, Message, MessageEntity, User
from telegram.constants import ChatType

from bot.telegram.options import TelegramOptions

# Not people: anonymous group admins, the account that forwards channel posts, channels writing in groups.
ANONYMOUS = 1087968824
TELEGRAM = 777000
CHANNEL_BOT = 136817688
NOBODY = frozenset({ANONYMOUS, TELEGRAM, CHANNEL_BOT})

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?=\s|$)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """Where messages go: a chat, and in a forum the topic."""

    chat: int
    topic: int | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever sent a message or pressed a button. `user` is None where no one person stands behind it."""

    place: Place
    user: int | None
    key: str
    language: str
    admin: bool
    private: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said to the bot: `command` without its slash and the rest, or a plain question."""

    text: str
    command: str | None = None

    @property
    def whole(self) -> str:
        """What the conversation is handed: "/article 0a1b", or the question."""
        return f"/{self.command} {self.text}".strip() if self.command else self.text


def place_of(message: Message) -> Place:
    """Return a message's place; replies outside topics carry a thread id too, which must not be sent back."""
    in_topic = message.is_topic_message or (message.chat.is_forum and message.reply_to_message is None)
    return Place(message.chat.id, message.message_thread_id if in_topic else None)


def asker_of(options: TelegramOptions, chat: Chat, place: Place, user: User | None, sender: Chat | None) -> Asker:
    """Return who asks; `sender` is the chat in whose name an anonymous admin or a channel writes."""
    person = user.id if user is not None and user.id not in NOBODY and sender is None else None
    speaker = person if person is not None else (sender.id if sender is not None else 0)
    return Asker(
        place,
        person,
        f"tg:{place.chat}:{place.topic or 0}:{speaker}",
        (user.language_code if user is not None else None) or "zh-hans",
        person is not None and person in options.admin_ids,
        chat.type == ChatType.PRIVATE,
    )


def may_ask(options: TelegramOptions, user: int | None, chat: int | None) -> bool:
    """Tell whether somebody may use the bot: everybody without lists; else admins, listed people, listed chats."""
    if not options.allowed_users and not options.allowed_chats:
        return True
    return user in options.admin_ids | options.allowed_users or chat in options.allowed_chats


def worth_reading(message: Message) -> bool:
    """Tell whether a person wrote this: no channel post, automatic forward, inline result or other bot."""
    sender = message.from_user
    if message.chat.type == ChatType.CHANNEL or message.is_automatic_forward or message.via_bot is not None:
        return False
    if sender is None or sender.id == TELEGRAM:
        return message.sender_chat is not None and sender is None
    return not sender.is_bot or sender.id in (ANONYMOUS, CHANNEL_BOT)


def hear(message: Message, me: User) -> Heard | None:
    """Return what a message says to the bot `me`, None where it does not speak to it."""
    text = (message.text or "").strip()
    if not text or not worth_reading(message):
        return None
    private = message.chat.type == ChatType.PRIVATE
    match = COMMAND.match(text)
    if match:
        return _hear_command(match, me, private)
    if private:
        return Heard(text)
    mentioned = _without_mention(message, me)
    if mentioned is not None:
        return Heard(mentioned)
    return Heard(text) if _answers_me(message, me) else None


# Commands that a group may give without the bot's name; others could be meant for another bot.
GROUP_COMMANDS = frozenset(
    {"ask", "help", "start", "more", "article", "latest", "sources", "new"}
    | {"reload", "stats", "misses", "broadcast", "whoami"}
)


def _hear_command(match: re.Match[str], me: User, private: bool) -> Heard | None:
    command, name, rest = match[1].lower(), match[2], match[3].strip()
    if name is not None and not _is(name, me):
        return None
    if name is None and not private and command not in GROUP_COMMANDS:
        return None
    return Heard(rest, command)


def _without_mention(message: Message, me: User) -> str | None:
    """Return the text without the mention of this very bot, None where there is none."""
    if not message.entities:
        # Telegram marks every mention; a server that marks nothing is read by the letters.
        name = re.escape(me.username or "")
        text, found = re.subn(rf"(?<![\w@.])@{name}(?![A-Za-z0-9_])", " ", message.text or "", flags=re.IGNORECASE)
        return text.strip().lstrip("，,：: ") if found else None
    for entity, words in message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION]).items():
        named = entity.type == MessageEntity.MENTION and _is(words[1:], me)
        if named or (entity.user is not None and entity.user.id == me.id):
            raw = (message.text or "").encode("utf-16-le")
            before, after = raw[: 2 * entity.offset], raw[2 * (entity.offset + entity.length) :]
            parts = (before.decode("utf-16-le").strip(), after.decode("utf-16-le").strip())
            return " ".join(part for part in parts if part).lstrip("，,：: ")
    return None


def _answers_me(message: Message, me: User) -> bool:
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.forum_topic_created is not None:
        return False
    return replied.from_user.id == me.id


def _is(name: str, me: User) -> bool:
    return name.casefold() == (me.username or "").casefold()
