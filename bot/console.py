"""The first face: a Reply on a terminal, its buttons as numbered choices; plain text where there is no terminal."""

import contextlib
import logging
import secrets
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import click

from bot.conversation import Conversation, Incoming
from bot.progress import ProgressLine
from bot.replies import Block, Button, Cite, Extract, Reply, Say, byline, marked_runs, printed, source_line, title
from bot.words import Words
from corpus.types import Article

logger = logging.getLogger(__name__)

INDENT = "    "


@dataclass(frozen=True, slots=True)
class Style:
    """How a terminal shows things; without colour every text stays as it is."""

    colour: bool

    def bold(self, text: str) -> str:
        return click.style(text, bold=True, fg="yellow") if self.colour else text

    def head(self, text: str) -> str:
        return click.style(text, bold=True) if self.colour else text

    def quiet(self, text: str) -> str:
        return click.style(text, dim=True) if self.colour else text


def render(reply: Reply, words: Words, style: Style) -> str:
    """Return a reply as text: the blocks with an empty line between, then the buttons, numbered from 1.

    Neighbouring quotes of one article share one source line.
    """
    blocks = []
    for block, after in zip(reply.blocks, (*reply.blocks[1:], None), strict=True):
        same = isinstance(block, Cite) and isinstance(after, Cite) and block.quote.article == after.quote.article
        blocks.append(_render_block(block, words, style, sourced=not same))
    buttons = [style.quiet(f"[{number}] ") + button.label for number, button in enumerate(reply.buttons, 1)]
    return "\n\n".join([*blocks, *(["  ".join(buttons)] if buttons else [])])


def _render_block(block: Block, words: Words, style: Style, sourced: bool) -> str:
    match block:
        case Say(text):
            return harmless(text)
        case Cite(quote):
            text = "".join(style.bold(run) if marked else run for run, marked in marked_runs(quote))
            return "\n".join([text, *(_source(quote.article, words, style) if sourced else [])])
        case Extract(article, paragraphs, number, total):
            head = [style.head(title(article, words)), article.subheadline or "", byline(article)]
            head.append(f"{printed(article, words)} {article.source} [{article.id}]".strip())
            top = "\n".join(line for line in head if line) if number == 1 else ""
            foot = style.quiet(f"({number}/{total})") if total > 1 else ""
            return "\n\n".join(part for part in (top, *paragraphs, foot) if part)


def _source(article: Article, words: Words, style: Style) -> list[str]:
    lines = (f"—— {title(article, words)}", f"{source_line(article, words)} [{article.id}]")
    return [INDENT + style.quiet(line) for line in lines]


def harmless(text: str) -> str:
    """Return text without what would steer a terminal: control characters but line breaks, marks of direction."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf"))


class Console:
    """Reads lines, shows replies; on a terminal with a prompt, colour and choices, else a question a line.

    On a terminal Ctrl-C ends what is being done, a reload too, and at the prompt the console.
    """

    def __init__(self, conversation: Conversation, language: str, interactive: bool) -> None:
        self._conversation = conversation
        self._words = Words(language)
        self._interactive = interactive
        self._style = Style(colour=interactive)
        self._buttons: tuple[Button, ...] = ()

    def run(self) -> None:
        """Answer until the input ends or somebody leaves."""
        if self._interactive:
            click.echo(self._words("welcome") + "\n")
        for line in self._lines():
            reply = self.reply(line)
            shown = render(reply, self._words, self._style)
            click.echo(f"\n{shown}\n" if self._interactive else f"{harmless(line)}\n{shown}\n")
            if reply.ends:
                return

    def reply(self, line: str) -> Reply:
        """Return the reply to one typed line; a bare number takes the choice of that number, if any are offered."""
        text = line.strip()
        if text.startswith("／"):  # what a Chinese keyboard makes of it
            text = f"/{text[1:]}"
        command = text.casefold().partition(" ")[0]
        if command in ("/quit", "/exit"):
            return Reply((Say(self._words("goodbye")),), ends=True)
        action = None
        if text.isdecimal() and self._buttons and len(text) < 3:
            if not 1 <= int(text) <= len(self._buttons):
                return Reply((Say(self._words("no_such_choice", number=text)),), self._buttons)
            action = self._buttons[int(text) - 1].action
        with ProgressLine("reading") as progress:
            reply = self._ask(Incoming(text, action, language=self._words.language, admin=True, progress=progress))
        if command == "/help":
            reply = Reply((*reply.blocks, Say(self._words("help_console"))))
        if reply.buttons or action is None:
            self._buttons = reply.buttons
        return reply

    def _ask(self, incoming: Incoming) -> Reply:
        try:
            return self._conversation.reply(incoming)
        except KeyboardInterrupt:
            if not self._interactive:
                raise
            return Reply((Say(self._words("cancelled")),))
        except Exception as error:  # whatever it is, the reader gets a sentence, and who wants to know the trace
            report = secrets.token_hex(4)
            logger.error("failed report=%s reason=%r; LOG_LEVEL=DEBUG shows where", report, error)
            logger.debug("failed report=%s", report, exc_info=True)
            return Reply((Say(self._words("failed", id=report)),))

    def _lines(self) -> Iterator[str]:
        read = _prompt() if self._interactive else sys.stdin.readline
        while True:
            try:
                line = read()
            except (EOFError, KeyboardInterrupt):
                click.echo()
                return
            if not line and not self._interactive:
                return
            if line.strip() or self._interactive:
                yield line.encode("utf-8", "replace").decode().strip()


def _prompt() -> Callable[[], str]:
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - its import gives input() line editing and a history

    return lambda: input("问> ")
