"""The menus and the description that Telegram shows, per scope and language."""

import logging

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.words import Words

logger = logging.getLogger(__name__)

# Keys of the catalogue; a command is its key without `menu_`.
READERS = ("menu_latest", "menu_article", "menu_more", "menu_sources", "menu_new", "menu_help")
GROUPS = ("menu_ask", "menu_latest", "menu_more", "menu_new", "menu_help")
ADMINS = ("menu_reload", "menu_stats", "menu_misses", "menu_broadcast", "menu_whoami")

# Telegram takes two letters only, so Traditional Chinese cannot have a `zh-hant` menu beside the `zh` one:
# readers of it get theirs for their own chat, when they say /start. No code is everybody else's.
LANGUAGES = (("", "zh-hans"), ("zh", "zh-hans"), ("en", "en"))


def menu(keys: tuple[str, ...], language: str) -> list[BotCommand]:
    """Return commands with their descriptions in a language of the catalogue."""
    words = Words(language)
    return [BotCommand(key.removeprefix("menu_"), words(key)) for key in keys]


async def set_menus(bot: Bot, admins: frozenset[int]) -> None:
    """Set every scope's menu and the description; what cannot be set is logged and the bot runs without."""
    scopes: list[tuple[BotCommandScope, tuple[str, ...]]] = [
        (BotCommandScopeDefault(), READERS),
        (BotCommandScopeAllPrivateChats(), READERS),
        (BotCommandScopeAllGroupChats(), GROUPS),
    ]
    for scope, keys in scopes:
        for code, language in LANGUAGES:
            await _set(bot, scope, keys, code, language)
    for admin in sorted(admins):
        await set_own_menu(bot, admin, "zh-hans", admin=True)
    for code, language in LANGUAGES:
        try:
            await bot.set_my_description(Words(language)("bot_description"), language_code=code or None)
        except TelegramError as error:
            logger.warning("description_not_set language=%r reason=%r", code, str(error))


async def set_own_menu(bot: Bot, chat: int, language: str, *, admin: bool) -> None:
    """Set the menu of one private chat: an admin's in all languages, anybody else's in the one they read."""
    scope = BotCommandScopeChat(chat)
    keys = READERS + ADMINS if admin else READERS
    own = Words(language).language
    for code, fallback in LANGUAGES if admin else (("", own),):
        await _set(bot, scope, keys, code, own if own == "zh-hant" and code in ("", "zh") else fallback)


async def _set(bot: Bot, scope: BotCommandScope, keys: tuple[str, ...], code: str, language: str) -> None:
    try:
        await bot.set_my_commands(menu(keys, language), scope=scope, language_code=code or None)
    except TelegramError as error:
        # An admin who never wrote to the bot has no chat yet; /start sets the menu then.
        logger.info("menu_not_set scope=%s language=%r reason=%r", scope.type, code, str(error))
