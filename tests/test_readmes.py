"""Both READMEs, and their picture, against what the program shows today."""

import re
from pathlib import Path

import pytest

from bot.commands import cli
from bot.words import catalogue
from tests.bench.picture import EXAMPLE, PICTURE, QUESTION, READMES, ask, draw, quoted, runs

README = pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)


def test_the_example_and_the_picture_are_what_the_console_shows() -> None:
    reply = ask(QUESTION)
    anew = "python -m tests.bench.picture writes them anew"
    for readme in READMES:
        found = EXAMPLE.search(readme.read_text(encoding="utf-8"))
        assert found, readme
        assert found[0] == quoted(QUESTION, reply), anew
    assert PICTURE.read_text(encoding="utf-8") == draw(runs(QUESTION, reply)), anew


@README
@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_is_told(readme: Path, command: str) -> None:
    assert f"`wenbao {command}" in readme.read_text(encoding="utf-8")


@README
def test_every_command_of_the_conversation_is_told(readme: Path) -> None:
    [row] = [line for line in readme.read_text(encoding="utf-8").splitlines() if line.startswith("| `wenbao console`")]
    helped = "\n".join(catalogue()[key]["en"] for key in ("help", "help_admin", "help_console"))
    for command in re.findall(r"^/\w+", helped, re.MULTILINE):
        assert f"`{command}" in row


@README
def test_it_stays_short(readme: Path) -> None:
    assert len(readme.read_text(encoding="utf-8").splitlines()) <= 200
