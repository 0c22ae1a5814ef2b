"""Both READMEs, and their picture, against what the program shows today."""

import re
from pathlib import Path

import pytest

from bot.commands import cli
from bot.console import Style, render
from bot.conversation import Conversation, Incoming
from bot.history import History
from bot.library import Library
from bot.words import Words, catalogue
from tests.bench.picture import QUESTION, draw, runs

ROOT = Path(__file__).parents[1]
README = pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@README
def test_the_first_example_is_what_the_console_shows(readme: str, sample_library: Library) -> None:
    reply = Conversation(sample_library, History()).reply(Incoming(QUESTION))
    shown = render(reply, Words(), Style(colour=True)).rpartition("\n\n")[0]  # the last block offers buttons
    marked = re.sub(r"\x1b\[33m\x1b\[1m(.*?)\x1b\[0m", r"**\1**", shown)
    plain = re.sub(r"\x1b\[\d+m", "", marked)
    quoted = [line[1:].strip().rstrip("\\") for line in read(readme).splitlines() if line.startswith(">")]
    assert quoted == [f"**{QUESTION}**", "", *map(str.strip, plain.splitlines())]


def test_the_picture_is_what_the_console_shows() -> None:
    assert read(".github/answer.svg") == draw(runs(QUESTION)), "python -m tests.bench.picture .github/answer.svg"


@README
@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_is_told(readme: str, command: str) -> None:
    assert f"`wenbao {command}" in read(readme)


@README
def test_every_command_of_the_conversation_is_told(readme: str) -> None:
    [row] = [line for line in read(readme).splitlines() if line.startswith("| `wenbao console`")]
    helped = "\n".join(catalogue()[key]["en"] for key in ("help", "help_admin", "help_console"))
    for command in re.findall(r"^/\w+", helped, re.MULTILINE):
        assert f"`{command}" in row


@README
def test_it_stays_short(readme: str) -> None:
    assert len(read(readme).splitlines()) <= 200
