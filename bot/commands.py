"""The command line. A command is a few lines that call the library."""

import json
import logging
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial, wraps
from pathlib import Path
from typing import TextIO, TypeVar

import click

from bot import contract
from bot.app import open_library, set_up_logging, telegram_face
from bot.console import Console, Style, harmless, render
from bot.conversation import Conversation, Incoming
from bot.errors import BotError, NoArticleError
from bot.evaluation import quality_record, quality_table
from bot.history import History
from bot.library import Library
from bot.progress import ProgressLine
from bot.replies import Reply, source_line, title
from bot.settings import Settings, read_settings
from bot.streams import settle_streams
from bot.words import Words
from corpus.errors import CorpusError
from retrieval.answers import Answerer
from retrieval.errors import ExpectationError, RetrievalError
from retrieval.explanations import explain as explanation
from retrieval.quality import judge, read_expectation

logger = logging.getLogger(__name__)

T = TypeVar("T")

TOLD = 5  # refusals told before every command; more would push the answer off the screen


@dataclass(frozen=True, slots=True)
class Run:
    """What every command is called with: the settings, the corpus named on the command line, the form of output."""

    settings: Settings
    corpus: tuple[Path, ...]
    json: bool

    def library(self) -> Library:
        """Open the library, telling what was refused; raises BotError where nothing was left to answer from."""
        with ProgressLine("reading") as progress:
            library = open_library(self.settings, self.corpus, progress)
        snapshot = library.loaded.snapshot
        refusals = snapshot.refusals()
        if not snapshot.counts.articles:
            raise NoArticleError(refusals)
        for refusal in refusals[:TOLD]:
            click.echo(f"wenbao: refused {refusal.source}: {refusal.reason}", err=True)
        if len(refusals) > TOLD:
            click.echo(f"wenbao: refused {len(refusals) - TOLD} more; `articles --stats` tells all", err=True)
        return library


class _CorpusPath(click.Path):
    """A path that is not empty: an unset variable of a shell must not mean the current folder."""

    def convert(self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if not str(value).strip():
            self.fail("the path is empty; name a file or a folder of newspapers", param, ctx)
        return Path(value)


def common(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that all of them take, and a Run in their place."""

    @click.option(
        "--corpus",
        multiple=True,
        type=_CorpusPath(),
        help="A file or folder of newspapers; may be given more than once.  [default: CORPUS_PATH, else the sample]",
    )
    @click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line, for programs.")
    @wraps(command)
    def wrapped(corpus: tuple[Path, ...], as_json: bool, **options: object) -> None:
        settings = read_settings()
        set_up_logging(settings.log_level or ("INFO" if command.__name__ == "telegram" else "WARNING"))
        command(Run(settings, corpus, as_json), **options)

    return wrapped


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="wenbao", prog_name="wenbao")
def cli() -> None:
    """Ask a newspaper a question, get the newspaper's own words back.

    Without --corpus the files of CORPUS_PATH are read, without that a small invented sample paper.
    Settings come from the environment and from .env in this folder; .env.example tells them all.

    \b
    wenbao ask "图书馆几点开门？"
    wenbao console --corpus papers/
    wenbao articles --stats --corpus 2023-07-28_03版.txt
    """


@cli.command()
@common
def console(run: Run) -> None:
    """Ask and read in a conversation; /help there tells how.

    Where the input is a pipe, each line is a question and the answers are plain text.
    """
    library = run.library()
    if run.json:
        for line in sys.stdin:
            if line.strip():
                _echo_answer(library, _printable(line.strip()))
        return
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    Console(Conversation(library, History()), run.settings.language, interactive).run()


@cli.command()
@click.argument("question", required=False)
@click.option("--input", "file", type=click.File(encoding="utf-8-sig"), help="Answer every question of a .jsonl file.")
@click.option("--explain", is_flag=True, help="Show why the sentences won, on stderr.")
@common
def ask(run: Run, question: str | None, file: TextIO | None, explain: bool) -> None:
    """Answer QUESTION in the newspaper's own words, or say that the papers don't tell."""
    questions = _questions(question, file)
    library = run.library()
    style = Style(colour=sys.stdout.isatty())
    for text in questions:
        if explain:
            click.echo(library.ask(partial(explanation, question=text)) + "\n", err=True)
        if run.json:
            _echo_answer(library, text)
            continue
        reply = Conversation(library, History()).reply(Incoming(text, language=run.settings.language))
        if file is not None:
            click.echo(f"# {harmless(text)}")
        click.echo(render(_once(reply), Words(run.settings.language), style) + "\n")


@cli.command()
@click.argument("question", required=False)
@click.option(
    "--input", "file", type=click.File(encoding="utf-8-sig"), help="Search for every question of a .jsonl file."
)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many passages.")
@common
def search(run: Run, question: str | None, file: TextIO | None, limit: int) -> None:
    """Rank the passages for QUESTION, best first."""
    questions = _questions(question, file)
    library = run.library()
    words = Words(run.settings.language)
    for text in questions:
        hits = library.ask(partial(Answerer.search, question=text, limit=limit))
        if run.json:
            click.echo(contract.line(contract.hits_record(text, hits)))
            continue
        if not hits:
            click.echo(f"wenbao: no passage has a word of “{harmless(text[:60])}”", err=True)
        for rank, hit in enumerate(hits, 1):
            click.echo(f"{rank:3}  {hit.score:8.3f}  {title(hit.article, words)}  [{hit.article.id}]")
            click.echo(f"     {hit.passage.text}\n")


@cli.command()
@click.option("--stats", is_flag=True, help="Show each file's coverage and warnings instead.")
@common
def articles(run: Run, stats: bool) -> None:
    """Show the articles that the pages were segmented into, in page order."""
    snapshot = run.library().loaded.snapshot
    words = Words(run.settings.language)
    if stats:
        for report in snapshot.sources():
            if run.json:
                click.echo(contract.line(contract.report_record(report)))
                continue
            click.echo(f"{report.source}: {len(report.articles)} articles, {report.coverage:.1%} of the text covered")
            for warning in report.warnings:
                click.echo(f"    {warning}")
        for refusal in () if run.json else snapshot.refusals():
            click.echo(f"{refusal.source}: refused, {refusal.reason}")
        return
    for article in snapshot.articles():
        if run.json:
            click.echo(contract.line(contract.whole_article_record(article)))
            continue
        click.echo(f"[{article.id}] {article.kind}  {title(article, words)}")
        click.echo(f"    {source_line(article, words)} · {len(article.body)} characters")


@cli.command("eval")
@click.argument("questions", type=click.File(encoding="utf-8-sig"))
@common
def evaluate(run: Run, questions: TextIO) -> None:
    """Measure the answers to a file of QUESTIONS: shares right and refused, latency, a row for each failure.

    QUESTIONS is a .jsonl file: question, answerable, facts (groups of accepted strings, one of each group must be
    shown), and perhaps gold (line numbers of the right articles) or headline.
    """
    expectations = list(_read_lines(questions, read_expectation))
    if not expectations:
        raise BotError(f"{questions.name}: no question in it")
    library = run.library()
    outcomes = []
    with ProgressLine("asking") as progress:
        for number, expectation in enumerate(expectations):
            progress(number, len(expectations), expectation.question)
            outcomes.append(library.ask(partial(judge, expectation)))
    click.echo(contract.line(quality_record(outcomes)) if run.json else quality_table(outcomes))


@cli.command()
@common
def telegram(run: Run) -> None:
    """Run the Telegram bot until it is told to stop; .env.example has its settings."""
    if run.json:
        raise click.UsageError("the bot prints nothing; --json has no meaning here")
    telegram_face(run.settings, run.library()).run()


def _questions(question: str | None, file: TextIO | None) -> Sequence[str]:
    if question is not None and file is None:
        return [_printable(question)]
    if file is not None and question is None:
        return list(_read_lines(file, _question))
    raise click.UsageError("give either a QUESTION or --input FILE")


def _read_lines(file: TextIO, read: Callable[[object], T]) -> Iterator[T]:
    """Yield what `read` makes of each line's JSON; a line that is wrong is an error that names it."""
    number = 0
    try:
        for line in file:
            number += 1
            if line.strip():
                yield read(json.loads(line))
    except UnicodeDecodeError:
        raise BotError(f"{file.name}: not UTF-8 after line {number}; convert it to UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise BotError(f"{file.name}#{number}: not JSON: {error}") from None
    except ExpectationError as error:
        raise BotError(f"{file.name}#{number}: {error}") from None


def _question(record: object) -> str:
    return _printable(read_expectation(record).question)


def _once(reply: Reply) -> Reply:
    """Leave the choices out that need a next line typed; the articles that are suggested stay."""
    suggests = reply.answer is not None and reply.answer.suggestions
    return replace(reply, buttons=tuple(b for b in reply.buttons if suggests and b.action.startswith("a:")))


def _printable(text: str) -> str:
    """Replace what cannot be written as UTF-8: lone surrogates from odd bytes on a command line."""
    return text.encode("utf-8", "replace").decode()


def _echo_answer(library: Library, question: str) -> None:
    click.echo(contract.line(contract.answer_record(library.answer(question)[0])))


def main() -> None:
    """Run the command line; an error is one line on stderr and exit code 1, wrong usage 2."""
    settle_streams()
    try:
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (BotError, CorpusError, RetrievalError) as error:
        for line in str(error).splitlines():
            click.echo(f"wenbao: {line}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"wenbao: {where}{error.strerror or error}", err=True)
        sys.exit(1)
    except Exception:
        number = secrets.token_hex(4)
        logger.debug("unexpected error %s", number, exc_info=True)
        click.echo(f"wenbao: unexpected error {number}; LOG_LEVEL=DEBUG shows where", err=True)
        sys.exit(1)
