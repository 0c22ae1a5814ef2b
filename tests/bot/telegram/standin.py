"""The bot as a process of its own, around an answerer that can be slow and can break; options come as JSON.

Each 慢 in a question takes 0.2 s of CPU; questions with 炸 raise; 页页页 has 73 quotes inline; a file `broken` in the
corpus makes a reload fail.
"""

import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

from bot.app import set_up_logging
from bot.conversation import Conversation
from bot.errors import BotError
from bot.history import History
from bot.library import Library, Loaded, Progress
from bot.quotes import all_quotes
from bot.telegram.application import TelegramFace
from bot.telegram.core import Core
from bot.telegram.options import Rate, TelegramOptions, Timing, Token, Webhook
from corpus.load import load
from retrieval.answers import Answerer
from retrieval.snapshot import snapshot_of
from retrieval.tokens import Tokenizer
from retrieval.types import Answer, Quote


class TroubledAnswerer(Answerer):
    """The real one, save that some words in a question make trouble."""

    def answer(self, question: str) -> Answer:
        burn(question.count("慢") * float(os.environ.get("STANDIN_SLOW_SECONDS", "0.2")))
        if "炸" in question:
            raise RuntimeError(f"cannot read https://api.telegram.org/bot{os.environ['STANDIN_TOKEN']}/x")
        return super().answer(question.replace("慢", ""))


def burn(seconds: float) -> None:
    """Use the processor, as segmenting and ranking do."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(500))


def many_quotes(loaded: Loaded) -> tuple[Quote, ...]:
    """Return 73 quotes of the longest article."""
    article = max(loaded.snapshot.articles(), key=lambda article: len(article.body))
    start = article.body.index(article.paragraphs[-1])
    return tuple(Quote(article.body[i : i + 20], article, i, i + 20, 1.0) for i in range(start, start + 73 * 30, 30))


def options_from(given: dict[str, Any]) -> TelegramOptions:
    """Return the options that a test wrote as JSON."""
    for name in ("admin_ids", "allowed_users", "allowed_chats"):
        given[name] = frozenset(given.get(name, ()))
    for name in ("user_rate", "chat_rate"):
        if name in given:
            given[name] = Rate(*given[name])
    webhook = Webhook(**given.pop("webhook")) if "webhook" in given else None
    timing = Timing(**given.pop("timing", {}))
    return TelegramOptions(
        Token(os.environ["STANDIN_TOKEN"]), Path(given.pop("data_dir")), webhook=webhook, timing=timing, **given
    )


def main() -> None:
    given = json.loads(os.environ["STANDIN_OPTIONS"])
    set_up_logging(os.environ.get("LOG_LEVEL", "INFO"))
    if os.environ.get("LOG_LEVEL") == "DEBUG":
        for name in ("httpx", "httpcore"):  # the worst case
            logging.getLogger(name).setLevel(logging.DEBUG)
    corpus = Path(os.environ["CORPUS_PATH"])
    tokenizer = Tokenizer(None)
    pause = float(os.environ.get("STANDIN_RELOAD_SECONDS", "0"))

    def load_all(progress: Progress | None) -> Loaded:
        if (corpus / "broken").exists():
            raise OSError(f"{corpus / 'broken'}: cannot be read")
        if progress is not None and pause:
            for step in range(10):
                time.sleep(pause / 10)
                progress(step + 1, 10, "one.jsonl")
        snapshot = snapshot_of(load([corpus], progress=progress), tokenizer)
        return Loaded(snapshot, TroubledAnswerer(snapshot.index, tokenizer))

    options = options_from(given)
    library = Library(load_all)
    history = History(options.data_dir / "history.sqlite")
    conversation = Conversation(library, history)

    def quotes(question: str) -> tuple[Quote, ...]:
        if "页页页" in question:
            return many_quotes(library.loaded)
        return all_quotes(library.loaded.answerer, question)

    try:
        TelegramFace(options, Core(conversation.reply, quotes, history)).run()
    except BotError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
