"""Starting, stopping and killing the bot, with a fake Bot API server in front of it."""

import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from tests.botapi.server import FakeBotApi

ROOT = Path(__file__).parents[3]
# The real waits are for real networks; here everything is near.
TIMING = {
    "long_poll": 2,
    "poll_pause": 0.02,
    "poll_read": 2.0,
    "poll_deadline": 5.0,
    "stalled_after": 4.0,
    "typing_every": 0.3,
    "retry_first": 0.1,
    "broadcast_pause": 0.0,
    "progress_every": 0.1,
}


class BotProcess:
    """A context manager around one process; what it logged is in `log`."""

    def __init__(
        self,
        api: FakeBotApi,
        folder: Path,
        corpus: Path,
        *,
        timing: dict[str, float] | None = None,
        env: dict[str, str] | None = None,
        **options: Any,
    ) -> None:
        self.api = api
        self.log = folder / "bot.log"
        self.data = folder / "data"
        given = {"api_base_url": api.url, "data_dir": str(self.data), "timing": TIMING | (timing or {})} | options
        self._env = {
            **{k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")},
            "STANDIN_OPTIONS": json.dumps(given),
            "STANDIN_TOKEN": api.token,
            "CORPUS_PATH": str(corpus),
            "PYTHONPATH": str(ROOT),
            **(env or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def start(self, *, wait: bool = True) -> None:
        """Start the process and wait until it asks for updates."""
        polls = self.api.polls_begun
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "tests.bot.telegram.standin"]
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._env, stdout=log, stderr=log)
        if wait:
            self.api.wait(lambda: self._listening(polls), 30)

    def _listening(self, polls: int) -> bool:
        return self.api.polls_begun > polls or bool(self.api.state.webhook["url"])

    def stop(self, seconds: float = 15) -> int:
        """Send SIGTERM and return the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(seconds)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def code(self) -> int | None:
        return self._process.poll() if self._process is not None else None

    def begun_questions(self) -> int:
        """Return how many questions the bot has begun to think about, by its journal."""
        return self._count_updates("stage IN (1, 2)")

    def finished_updates(self) -> int:
        """Return how many updates the bot is done with, all it had to say to them sent, by its journal."""
        return self._count_updates("stage = 4")

    def _count_updates(self, condition: str) -> int:
        with contextlib.closing(sqlite3.connect(self.data / "telegram.sqlite")) as db:
            return int(db.execute(f"SELECT count(*) FROM updates WHERE {condition}").fetchone()[0])

    @property
    def health_port(self) -> int:
        """Return the port that health is served on, once it is."""
        found: list[str] = self.api.wait(lambda: re.findall(r"health_open .*port=(\d+)", self.logged()))
        return int(found[-1])

    def logged(self) -> str:
        return self.log.read_text("utf-8", "replace")
