"""The console: what a pipe and a terminal get to see."""

import io
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.app import open_library
from bot.console import Console
from bot.conversation import Conversation
from bot.history import History
from bot.library import Library, Loaded
from bot.progress import COLUMNS, ProgressLine, cells
from bot.replies import Extract, Say
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
BUS = "环湖公交线路设站多少个？"


@pytest.fixture
def console(settings: Settings, papers: Path) -> Console:
    library = open_library(settings, (papers,))
    return Console(Conversation(library, History()), "zh-hans", interactive=False)


def test_a_pipe_gets_plain_text_a_question_a_line(
    console: Console, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{BUS}\n\n/latest\n/quit\n没有人问这个\n"))
    console.run()
    out = capsys.readouterr().out
    assert "设站19个" in out
    assert "环湖公交线路4月开通" in out
    assert "再见" in out
    assert "没有人问这个" not in out
    assert "\x1b" not in out


def test_a_number_takes_the_choice_of_that_number(console: Console) -> None:
    reply = console.reply(BUS)
    number = 1 + next(i for i, button in enumerate(reply.buttons) if button.action.startswith("a:"))
    assert isinstance(console.reply(str(number)).blocks[0], Extract)
    assert console.reply("98").blocks == (Say("没有第 98 项。"),)


def test_a_command_may_be_typed_as_a_chinese_keyboard_does(console: Console) -> None:
    assert console.reply("／Help").blocks[-1] == Say("/quit 退出")
    assert console.reply("／quit").ends


def test_a_number_is_a_question_where_there_are_no_choices(console: Console) -> None:
    assert console.reply("19").answer is not None


def test_what_goes_wrong_inside_is_one_sentence_with_an_id(
    settings: Settings, papers: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Conversation):
        def reply(self, _: object) -> object:  # type: ignore[override]
            raise RuntimeError("inside")

    console = Console(Broken(open_library(settings, (papers,)), History()), "en", interactive=False)
    with caplog.at_level("WARNING"):
        (block,) = console.reply("x").blocks
    assert isinstance(block, Say)
    assert "Sorry" in block.text
    assert "inside" not in block.text
    assert "inside" in caplog.text, "a terminal shows the log too: the reason, and no trace"
    assert "Traceback" not in caplog.text


def test_an_interrupt_ends_a_reload_and_not_the_console(settings: Settings, papers: Path) -> None:
    loaded = open_library(settings, (papers,)).loaded
    interrupts = iter((False, True, False))

    def load(_: object) -> Loaded:
        if next(interrupts):
            signal.raise_signal(signal.SIGINT)
        return loaded

    library = Library(load)
    console = Console(Conversation(library, History()), "en", interactive=True)
    assert console.reply("/reload").blocks == (Say("Stopped; the articles in use stay as they are."),)
    assert library.loaded is loaded
    assert "Updated" in str(console.reply("/reload").blocks)


def test_a_terminal_gets_colour_a_prompt_and_choices(papers: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "TERM": "xterm",
        "LC_ALL": "C.UTF-8",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "console", "--corpus", str(papers)],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment, cwd=tmp_path, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    seen = _read_until(ours, "问> ")
    os.write(ours, f"{BUS}\n".encode())
    seen += _read_until(ours, "👎")
    os.write(ours, b"/quit\n")
    seen += _read_until(ours, "再见")
    assert process.wait(timeout=20) == 0
    os.close(ours)
    assert "\x1b[1m" in seen or "\x1b[33m" in seen
    assert "[1]" in seen


def _read_until(terminal: int, text: str) -> str:
    seen, deadline = b"", time.monotonic() + 30
    while text.encode() not in seen:
        assert time.monotonic() < deadline, seen.decode(errors="replace")
        try:
            seen += os.read(terminal, 4096)
        except OSError:
            break
    return seen.decode(errors="replace")


def test_progress_stays_in_one_row_of_the_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    with ProgressLine("reading", terminal := Terminal()) as progress:
        for done, name in ((1, "汀" * 40), (2, "a.txt")):
            progress._next = 0
            progress(done, 9000, name)
    first, second = terminal.getvalue().split("\r")[1:3]
    assert 70 < cells(first) < COLUMNS
    assert cells(second) == cells(first), "the rest of the line before is drawn over"


def test_progress_says_nothing_in_the_first_second_and_then_tells_rate_and_time_left() -> None:
    stream = io.StringIO()
    with ProgressLine("reading", stream) as progress:
        progress(1, 10, "a.txt")
        assert stream.getvalue() == ""
        progress._next = 0
        progress(5, 10, "b.txt")
    assert "reading 5/10" in stream.getvalue()
    assert "s left" in stream.getvalue()
