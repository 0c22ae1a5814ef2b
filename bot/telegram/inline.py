"""Inline mode: `@bot question` in any chat gives quotes to send there."""

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

from bot.replies import title
from bot.telegram.core import Core
from bot.telegram.lanes import Lane
from bot.telegram.render import quote_sections
from bot.telegram.rich import pages
from bot.words import Words
from retrieval.types import Quote

PAGE = 50  # Telegram's own limit
CACHE_SECONDS = 30  # a reload shows soon
LONGEST_QUERY = 256
TITLE = 80


class Inline:
    """Answers inline queries; of a person who goes on typing only the last is thought about."""

    def __init__(self, core: Core, lane: Lane) -> None:
        self._core = core
        self._lane = lane
        self._latest: dict[int, str] = {}

    async def answer(self, query: InlineQuery, *, allowed: bool, personal: bool) -> None:
        """Send the quotes of the page that `query.offset` asks for."""
        words = Words(query.from_user.language_code or "zh-hans")
        question = query.query.strip()[:LONGEST_QUERY]
        quotes: tuple[Quote, ...] = ()
        if allowed and question:
            quotes = await self._think(query, question)
        start = int(query.offset) if query.offset.isdecimal() and len(query.offset) < 6 else 0
        shown = quotes[start : start + PAGE]
        hint = None
        if not quotes:
            key = "inline_hint" if not question else ("inline_none" if allowed else "not_allowed")
            hint = InlineQueryResultsButton(words(key)[:64], start_parameter="inline")
        await query.answer(
            [_result(number, quote, words) for number, quote in enumerate(shown, start)],
            cache_time=CACHE_SECONDS if allowed else 0,
            is_personal=personal,
            # Not "": the library would send that as "[]".
            next_offset=str(start + PAGE) if start + PAGE < len(quotes) else None,
            button=hint,
        )

    async def _think(self, query: InlineQuery, question: str) -> tuple[Quote, ...]:
        self._latest[query.from_user.id] = query.id
        try:
            return await self._lane.run(self._quotes, query, question)
        finally:
            if self._latest.get(query.from_user.id) == query.id:
                del self._latest[query.from_user.id]

    def _quotes(self, query: InlineQuery, question: str) -> tuple[Quote, ...]:
        if self._latest.get(query.from_user.id) != query.id:
            return ()
        return self._core.quotes(question)


def _result(number: int, quote: Quote, words: Words) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=f"{number}:{quote.article.id}:{quote.start}",
        title=title(quote.article, words)[:TITLE],
        description=quote.text[:200],
        input_message_content=InputTextMessageContent(
            pages(quote_sections(quote, words))[0].html,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        ),
    )
