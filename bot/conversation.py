"""The core every face talks to: what came in (text, command, button) becomes a Reply. No transport in here."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.errors import BotError, ReloadRunningError
from bot.followups import follow_up, wants_more
from bot.history import History, Turn
from bot.library import Changes, Library, Progress
from bot.replies import Block, Button, Cite, Extract, Reply, Say, extracts, title
from bot.talk import article_wanted, talk_of, without_talk
from bot.words import Words
from corpus.errors import CorpusError
from corpus.types import Article, ArticleId, Kind
from retrieval.errors import RetrievalError
from retrieval.fold import readable
from retrieval.lexicon import read_groups
from retrieval.types import Answer, Quote

logger = logging.getLogger(__name__)

QUESTION_LIMIT = 500
QUOTES_A_TIME = 3
LISTED = 20  # lines of a list: what fits one screen and one message
LATEST = 10  # articles; mastheads and other leftovers of a page are none
BUTTON_TITLE = 28
ANSWERS_KEPT = 500  # answers, and askers, whose further quotes can still be asked for


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing somebody sent: `text` typed, or the `action` of a button taken.

    `asker` keys the conversation (for Telegram: chat, topic and user together); follow-ups and /more look back only
    within it. `language` is a BCP 47 tag such as `zh-hans`, `zh-TW`, `en`. `admin` must be decided by the face from
    a trustworthy id. `progress` hears of a reload's progress.
    """

    text: str = ""
    action: str | None = None
    asker: str = "console"
    language: str = "zh-hans"
    admin: bool = False
    progress: Progress | None = None


class Conversation:
    """Answers whoever asks, from the newspapers of one library; may be called from one thread at a time."""

    def __init__(self, library: Library, history: History) -> None:
        self.library = library
        self._history = history
        self._said: OrderedDict[int, Answer] = OrderedDict()
        self._shown: OrderedDict[str, tuple[int, int]] = OrderedDict()
        self._looking: OrderedDict[str, tuple[tuple[ArticleId, ...], int]] = OrderedDict()
        self._commands: dict[str, Callable[[Incoming, str, Words], Reply]] = {
            "start": lambda _, __, words: _say(words("welcome")),
            "help": self._help,
            "new": self._new,
            "ask": self._ask,
            "more": self._more_typed,
            "article": self._article_typed,
            "latest": self._latest,
            "sources": self._sources,
            "stats": self._stats,
            "reload": self._reload,
        }

    def reply(self, incoming: Incoming) -> Reply:
        """Return what is said back to one message or button; never raises for anything a reader can send."""
        reply = self._reply(incoming, readable(incoming.text).strip(), Words(incoming.language))
        self._look(incoming.asker, reply)
        return reply

    def _reply(self, incoming: Incoming, text: str, words: Words) -> Reply:
        if incoming.action is not None:
            return self._act(incoming, incoming.action, words)
        if not text.startswith("/"):
            return self._ask(incoming, text, words)
        command, rest = [*text[1:].split(None, 1), "", ""][:2]
        handler = self._commands.get(command.casefold())
        if handler is None:
            return _say(words("unknown_command", command=f"/{command[:40]}"))
        return handler(incoming, rest.strip(), words)

    def _ask(self, incoming: Incoming, question: str, words: Words) -> Reply:
        if talk := talk_of(question):
            return self._talk(incoming, talk, words)
        question = without_talk(question)
        if wants_more(question):
            return self._more_typed(incoming, "", words)
        if not any(char.isalnum() for char in question):
            return _say(words("empty_question", example=words("example_question")))
        if (wanted := article_wanted(question)) is not None:
            return self._open(incoming, wanted, words)
        if len(question) > QUESTION_LIMIT:
            return _say(words("long_question", length=len(question), limit=QUESTION_LIMIT))
        loaded = self.library.loaded
        if not loaded.snapshot.counts.passages:
            return _say(words("empty_corpus"))
        completed = follow_up(question, self._history.turns(incoming.asker), loaded.answerer.tokenizer.tag)
        answer, loaded = self.library.answer(completed or question)
        number = self._keep(incoming.asker, answer)
        logger.info(
            "answered question_id=%d answered=%s quotes=%d confidence=%.2f ms=%.1f generation=%s",
            number,
            answer.answered,
            len(answer.quotes),
            answer.confidence,
            answer.elapsed_ms,
            loaded.snapshot.generation,
        )
        notes = (words("followed_up", question=completed),) if completed else ()
        return self._answer_reply(number, answer, notes, words)

    def _talk(self, incoming: Incoming, talk: str, words: Words) -> Reply:
        if talk in self._commands:
            return self._commands[talk](incoming, "", words)
        further = self._more_typed(incoming, "", words) if talk == "sorry" and incoming.asker in self._shown else None
        if further is not None and any(isinstance(block, Cite) for block in further.blocks):
            return replace(further, blocks=(Say(words("sorry_more")), *further.blocks))
        return _say(words(talk))

    def _look(self, asker: str, reply: Reply) -> None:
        """Remember which articles somebody has before him, and which of them is open."""
        before, _ = self._looking.get(asker, ((), 0))
        extracts = [block.article.id for block in reply.blocks if isinstance(block, Extract)]
        if extracts:
            now = before if extracts[0] in before else (extracts[0],)
            self._looking[asker] = now, now.index(extracts[0])
        else:
            shown = [block.quote.article.id for block in reply.blocks if isinstance(block, Cite)]
            listed = [button.action.split(":")[1] for button in reply.buttons if button.action.startswith("a:")]
            further = [article.id for article in reply.answer.suggestions] if reply.answer else []
            now = tuple(dict.fromkeys(map(ArticleId, (*shown, *listed, *further))))
            if now and (reply.answer or not {*now} <= {*before}):  # more of a list leaves the list as it is
                self._looking[asker] = now, 0
        if asker in self._looking:
            self._looking.move_to_end(asker)
        if len(self._looking) > ANSWERS_KEPT:
            self._looking.popitem(last=False)

    def _open(self, incoming: Incoming, wanted: int | str, words: Words) -> Reply:
        """Show one of the articles before somebody whole, counted as they stand there."""
        articles, at = self._looking.get(incoming.asker, ((), 0))
        if not articles:
            return _say(words("nothing_asked_yet"))
        places = {"this": at + 1, "next": at + 2, "previous": at, "last": len(articles)}
        number = places[wanted] if isinstance(wanted, str) else wanted
        if not 1 <= number <= len(articles):
            return _say(words("no_such_number", number=number, count=len(articles)))
        return self._article(articles[number - 1], 1, words)

    def _keep(self, asker: str, answer: Answer) -> int:
        number = self._history.record(asker, answer.question, answered=answer.answered)
        best = answer.quotes[0] if answer.quotes else None
        # 原育秀 of 原育秀小学 is nobody.
        marked = [best.text[start:end] for start, end in best.highlights if not _body(best.text[end:])] if best else []
        subject = next((words for words in marked if words not in answer.question), None)
        self._history.remember(asker, Turn(answer.question, subject))
        self._said[number] = answer
        self._shown[asker] = (number, 0)
        self._shown.move_to_end(asker)
        for kept in (self._said, self._shown):
            if len(kept) > ANSWERS_KEPT:
                kept.popitem(last=False)
        return number

    def _answer_reply(self, number: int, answer: Answer, notes: tuple[str, ...], words: Words) -> Reply:
        notes += tuple(words("understood", searched=searched) for _, searched in answer.understood)
        blocks: list[Block] = [Say("\n".join(notes))] if notes else []
        if answer.answered:
            blocks += map(Cite, answer.quotes)
            if answer.listed:
                listed = answer.suggestions[:LATEST]
                days = {article.date for article in answer.suggestions}
                day = f"{next(iter(days)):%Y-%m-%d} " if len(days) == 1 and None not in days else ""
                count = (
                    str(answer.listed) if answer.listed <= len(answer.suggestions) else f"{len(answer.suggestions)}+"
                )
                key = "listed" if answer.listed == len(listed) else "listed_first"
                blocks.append(Say(words(key, day=day, count=count, shown=len(listed))))
                return Reply(tuple(blocks), _titles(listed, words), answer)
            buttons = [*self._more_button(number, 0, answer, words), *_article_buttons(answer.quotes, words)]
            return Reply(tuple(blocks), (*buttons, *_votes(number)), answer)
        blocks.append(Say(self._refusal(answer, words)))
        blocks += map(Cite, answer.related)
        if answer.suggestions and answer.listed is None:
            blocks.append(Say(words("suggestions")))
        return Reply(tuple(blocks), (*_titles(answer.suggestions, words), *_votes(number)[1:]), answer)

    def _refusal(self, answer: Answer, words: Words) -> str:
        if answer.listed == 0:
            days = self.library.loaded.snapshot.days()
            return words("no_such_paper", newest=days[0]) if days and days[0] else words("no_such_paper_undated")
        if answer.related:
            lines = [words("missing", missing=answer.missing)] if answer.missing else []
            return "\n".join([*lines, words("related")])
        return words("no_answer", question=answer.question[:60])

    def _more_button(self, number: int, shown: int, answer: Answer, words: Words) -> list[Button]:
        return [Button(words("more"), f"m:{number}:{shown}")] if shown < len(answer.more) else []

    def _more_typed(self, incoming: Incoming, _: str, words: Words) -> Reply:
        if incoming.asker not in self._shown:
            return _say(words("nothing_asked_yet"))
        return self._more(incoming, *self._shown[incoming.asker], words)

    def _more(self, incoming: Incoming, number: int, start: int, words: Words) -> Reply:
        answer = self._said.get(number) or self._answered_before(incoming.asker, number)
        if answer is None:
            return _say(words("stale_button"))
        quotes = answer.more[start : start + QUOTES_A_TIME]
        if not quotes:
            return _say(words("no_more"))
        shown = start + len(quotes)
        self._shown[incoming.asker] = (number, shown)
        buttons = (*self._more_button(number, shown, answer, words), *_article_buttons(quotes, words))
        return Reply(tuple(map(Cite, quotes)), buttons)

    def _answered_before(self, asker: str, number: int) -> Answer | None:
        """Answer a question of before the last start once more: from what the papers say now."""
        question = self._history.question(number, asker)
        answer = self.library.answer(question)[0] if question else None
        if answer:
            self._said[number] = answer
        return answer

    def _act(self, incoming: Incoming, action: str, words: Words) -> Reply:
        kind, *values = action.split(":")
        match kind, values:
            case "m", [number, start] if _is_number(number) and _is_number(start):
                return self._more(incoming, int(number), int(start), words)
            case "a", [article, part] if _is_number(part):
                return self._article(article, int(part), words)
            case "g" | "b", [number] if _is_number(number):
                known = self._history.vote(int(number), incoming.asker, good=kind == "g")
                return _say(words("thanks" if known else "stale_button"))
        return _say(words("stale_button"))

    def _article_typed(self, _: Incoming, rest: str, words: Words) -> Reply:
        name, _space, part = rest.partition(" ")
        if not name:
            newest = self._newest()
            return _say(words("which_article", example=newest[0].id if newest else "0123456789"))
        return self._article(name.strip("[]").lower(), int(part) if _is_number(part.strip()) else 1, words)

    def _article(self, name: str, part: int, words: Words) -> Reply:
        article = self.library.loaded.snapshot.article(ArticleId(name))
        if article is None:
            return _say(words("no_such_article", id=name[:20]))
        parts = extracts(article)
        number = min(max(part, 1), len(parts))
        buttons = []
        if number < len(parts):
            buttons.append(Button(words("next_part", number=number + 1, total=len(parts)), f"a:{name}:{number + 1}"))
        if number > 1:
            buttons.append(
                Button(words("previous_part", number=number - 1, total=len(parts)), f"a:{name}:{number - 1}")
            )
        return Reply((Extract(article, parts[number - 1], number, len(parts)),), tuple(buttons))

    def _latest(self, _: Incoming, __: str, words: Words) -> Reply:
        articles = self._newest()
        if not articles:
            return _say(words("empty_corpus"))
        return Reply((Say(words("latest")),), _titles(articles, words))

    def _newest(self) -> list[Article]:
        newest = self.library.loaded.snapshot.latest(4 * LATEST)
        return [article for article in newest if article.kind is not Kind.OTHER][:LATEST]

    def _sources(self, _: Incoming, __: str, words: Words) -> Reply:
        sources = self.library.loaded.snapshot.sources()
        articles = sum(len(report.articles) for report in sources)
        lines = [words("sources", sources=len(sources), articles=articles)]
        lines += _listed(
            [words("source", source=report.source, articles=len(report.articles)) for report in sources], words
        )
        return _say("\n".join(lines))

    def _stats(self, incoming: Incoming, _: str, words: Words) -> Reply:
        if not incoming.admin:
            return _say(words("admins_only"))
        snapshot, tally = self.library.loaded.snapshot, self._history.tally()
        return _say(
            words(
                "stats",
                articles=snapshot.counts.articles,
                passages=snapshot.counts.passages,
                sources=snapshot.counts.sources,
                generation=snapshot.generation,
                answered=tally.answered,
                refused=tally.questions - tally.answered,
                up=tally.up,
                down=tally.down,
            )
        )

    def _reload(self, incoming: Incoming, _: str, words: Words) -> Reply:
        if not incoming.admin:
            return _say(words("admins_only"))
        try:
            changes = self.library.reload(incoming.progress)
        except ReloadRunningError:
            return _say(words("reloading"))
        except (BotError, CorpusError, RetrievalError, OSError) as error:
            logger.warning("reload_failed reason=%s", error)
            logger.debug("reload_failed", exc_info=True)
            return _say(words("reload_failed", reason=error))
        return _say("\n".join(_reload_report(changes, words)))

    def _new(self, incoming: Incoming, _: str, words: Words) -> Reply:
        self._history.forget(incoming.asker)
        self._shown.pop(incoming.asker, None)
        return _say(words("forgotten"))

    def _help(self, incoming: Incoming, _: str, words: Words) -> Reply:
        return _say("\n".join([words("help"), *([words("help_admin")] if incoming.admin else [])]))


def _body(text: str) -> bool:
    return text.startswith(tuple(read_groups("heads")["body"]))


def _say(text: str) -> Reply:
    return Reply((Say(text),))


def _is_number(text: str) -> bool:
    """Tell a number that can be one of ours; SQLite takes 19 digits, Python reads no more than 4,300."""
    return text.isdecimal() and len(text) < 19


def _votes(number: int) -> tuple[Button, ...]:
    return (Button("👍", f"g:{number}"), Button("👎", f"b:{number}"))


def _article_buttons(quotes: tuple[Quote, ...], words: Words) -> list[Button]:
    articles = {quote.article.id: quote.article for quote in quotes}
    return [
        Button(words("whole_article", title=_short(title(article, words))), f"a:{article.id}:1")
        for article in articles.values()
    ]


def _titles(articles: Sequence[Article], words: Words) -> tuple[Button, ...]:
    """Return a button for each article; those of one headline tell how they begin."""
    titles = [title(article, words) for article in articles]
    return tuple(
        Button(_short(text if titles.count(text) == 1 else f"{article.opening}…"), f"a:{article.id}:1")
        for article, text in zip(articles, titles, strict=True)
    )


def _short(text: str) -> str:
    return text if len(text) <= BUTTON_TITLE else text[: BUTTON_TITLE - 1] + "…"


def _listed(lines: list[str], words: Words) -> list[str]:
    return lines if len(lines) <= LISTED else [*lines[:LISTED], words("and_more", count=len(lines) - LISTED)]


def _reload_report(changes: Changes, words: Words) -> list[str]:
    notes = [words("refused", source=refusal.source, reason=refusal.reason) for refusal in changes.refusals]
    notes += [
        words("warned", source=report.source, warning=warning)
        for report in changes.reports
        for warning in report.warnings
    ]
    counts = words(
        "reloaded",
        added=changes.added,
        removed=changes.removed,
        unchanged=changes.unchanged,
        refused=len(changes.refusals),
    )
    return [counts, *_listed(notes, words)]
