"""The record of what was asked: bounded, hashed, forgetful, the same from any thread."""

import csv
import io
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import DataError
from bot.history import FORGET_AFTER, TURNS_KEPT, History, Tally, Turn, misses_csv


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def test_turns_are_kept_per_asker_and_bounded() -> None:
    history = History()
    for n in range(TURNS_KEPT + 3):
        history.remember("chat1:0:7", Turn(f"q{n}"))
    history.remember("chat1:9:7", Turn("other topic"))
    assert [turn.question for turn in history.turns("chat1:0:7")] == [f"q{n}" for n in range(3, TURNS_KEPT + 3)]
    assert history.turns("chat1:9:7") == (Turn("other topic"),)
    history.forget("chat1:0:7")
    assert history.turns("chat1:0:7") == ()


def test_turns_are_lost_after_a_while() -> None:
    clock = Clock()
    history = History(clock=clock)
    history.remember("a", Turn("q"))
    clock.now += FORGET_AFTER + 1
    assert history.turns("a") == ()


def test_misses_are_the_unanswered_and_the_thumbed_down_newest_first() -> None:
    history = History()
    good = history.record("a", "answered well", answered=True)
    bad = history.record("a", "answered badly", answered=True)
    history.record("a", "not answered", answered=False)
    assert history.vote(good, "a", good=True)
    assert history.vote(bad, "a", good=False)
    assert history.vote(bad, "a", good=False), "a second press is the same vote"
    assert [(miss.question, miss.answered, miss.down) for miss in history.misses()] == [
        ("not answered", False, 0),
        ("answered badly", True, 1),
    ]
    assert history.tally() == Tally(questions=3, answered=2, up=1, down=1)
    assert not history.vote(999, "a", good=True)


def test_no_question_and_no_user_id_is_written_where_the_setting_forbids(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    history = History(path, log_questions=False)
    history.record("tg:4815162342:0:108", "谁偷了我的自行车", answered=False)
    assert history.misses()[0].question is None
    history.close()
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert "自行车".encode() not in stored
    assert b"4815162342" not in stored


def test_rows_go_away_when_their_retention_is_over(tmp_path: Path) -> None:
    clock = Clock()
    history = History(tmp_path / "h.sqlite", retention_days=2, clock=clock)
    history.vote(history.record("a", "old", answered=False), "a", good=False)
    clock.now += 3 * 86_400
    assert history.misses() == ()
    assert history.tally() == Tally(0, 0, 0, 0)


def test_the_record_outlives_a_restart(tmp_path: Path) -> None:
    first = History(tmp_path / "h.sqlite")
    number = first.record("a", "q", answered=True)
    first.close()
    again = History(tmp_path / "h.sqlite")
    assert again.vote(number, "a", good=False)
    assert [miss.question for miss in again.misses()] == ["q"]


def test_a_question_is_told_to_whoever_asked_it_only(tmp_path: Path) -> None:
    history = History(tmp_path / "history.sqlite")
    number = history.record("chat1:0:7", "几点开门", answered=True)
    assert history.question(number, "chat1:0:7") == "几点开门"
    assert history.question(number, "chat1:0:8") is None
    assert history.question(number + 1, "chat1:0:7") is None
    silent = History(tmp_path / "silent.sqlite", log_questions=False)
    assert silent.question(silent.record("a", "几点开门", answered=True), "a") is None


def test_what_cannot_be_logged_is_answered_all_the_same(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite")
    with sqlite3.connect(tmp_path / "h.sqlite") as other:
        other.execute("DROP TABLE answers")
    first, second = (history.record("a", "q", answered=True) for _ in range(2))
    assert first != second


@pytest.mark.parametrize("make", [lambda path: path.write_bytes(b"no database" * 99), Path.mkdir])
def test_a_file_that_is_no_record_is_named(tmp_path: Path, make: Callable[[Path], object]) -> None:
    make(tmp_path / "h.sqlite")
    with pytest.raises(DataError, match=r"h\.sqlite: .*; (see that|let DATA_DIR)"):
        History(tmp_path / "h.sqlite")


def test_many_threads_may_write_at_once(tmp_path: Path) -> None:
    history = History(tmp_path / "h.sqlite")
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda n: history.record("a", str(n), answered=False), range(200)))
    assert len(set(ids)) == 200


def test_a_spreadsheet_does_not_run_a_readers_formula() -> None:
    history = History()
    history.record("a", '=HYPERLINK("http://x")', answered=False)
    data = misses_csv(history.misses())
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0] == ["time", "question", "answered", "thumbs_down"]
    assert rows[1][1].startswith("'=")
