"""`wenbao telegram` itself, as anybody would start it, on the sample newspaper."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.telegram.ask import ask, buttons, quotes
from tests.bot.telegram.conftest import ADMIN
from tests.bot.telegram.process import ROOT
from tests.botapi.peers import judge
from tests.botapi.server import FakeBotApi

QUESTIONS = [
    json.loads(line)["question"]
    for name in ("corpus/sample/questions.jsonl", "tests/data/questions.jsonl")
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
]


def environment(folder: Path, **settings: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return clean | {"DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)} | settings


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeBotApi, "subprocess.Popen[bytes]", Path]]:
    folder = tmp_path_factory.mktemp("program")
    with FakeBotApi() as api, (folder / "log").open("wb") as log:
        settings = {
            "TELEGRAM_BOT_TOKEN": api.token,
            "TELEGRAM_API_BASE_URL": f"{api.url}/bot",
            "TELEGRAM_ADMIN_IDS": str(ADMIN),
            "LOG_LEVEL": "DEBUG",
        }
        command = [sys.executable, "-m", "bot", "telegram"]
        process = subprocess.Popen(
            command, cwd=folder, env=environment(folder / "data", **settings), stdout=log, stderr=log
        )
        try:
            api.wait(lambda: api.polling, 60)
            yield api, process, folder / "log"
            judge(api.calls)
        finally:
            process.kill()
            process.wait()


Running = tuple[FakeBotApi, "subprocess.Popen[bytes]", Path]


def test_console_and_telegram_give_the_same_quotes_for_fifty_questions(running: Running, tmp_path: Path) -> None:
    api, _, _ = running
    questions = QUESTIONS[:50]
    assert len(questions) == 50
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps({"question": q}) + "\n" for q in questions), encoding="utf-8")
    printed = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json", "--input", str(file)],
        env=environment(tmp_path), cwd=tmp_path, capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    console = [json.loads(line) for line in printed.stdout.decode().splitlines()]
    asked = [api.say(question, 1000 + n) for n, question in enumerate(questions)]
    for said, answer in zip(asked, console, strict=True):
        message = api.wait_for_replies(said, seconds=60)[0]
        expected = [quote["text"] for quote in answer["quotes"] or answer["related"]]
        assert quotes(message) == expected, answer["question"]
        for quote in answer["quotes"]:
            assert (quote["article"]["headline"] or "") in message["text"]
        offered = {b["text"] for b in buttons(message)}
        assert answer["answered"] == ("👍" in offered)


def test_the_newest_articles_open_by_their_buttons(running: Running) -> None:
    api, _, _ = running
    listed = ask(api, "/latest", 5)
    titles = [b for b in buttons(listed) if b["callback_data"].startswith("a:")]
    api.press(listed, titles[0]["callback_data"], 5)
    article = api.wait(lambda: api.messages(5)[1:])[0]
    assert article["text"].startswith(titles[0]["text"].rstrip("…"))


def test_the_admin_reloads_the_same_papers(running: Running) -> None:
    api, _, _ = running
    shown = ask(api, "/reload", ADMIN)
    api.wait(lambda: "新增 0 篇，移除 0 篇" in api.state.messages[ADMIN][shown["message_id"]]["text"], 60)


def test_it_stops_on_sigterm_within_eight_seconds_and_its_log_holds_no_token(running: Running) -> None:
    api, process, log = running
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(12) == 0
    assert time.monotonic() - begun < 8
    assert api.token.partition(":")[2].encode() not in log.read_bytes()


def test_without_a_token_it_says_so_in_one_line(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "telegram"],
        env=environment(tmp_path, TELEGRAM_BOT_TOKEN=""), cwd=tmp_path, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "TELEGRAM_BOT_TOKEN" in ended.stderr.decode()
