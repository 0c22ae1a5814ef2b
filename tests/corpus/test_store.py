import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import StoreBusyError, StoreDamagedError, StoreError
from corpus.load import load
from corpus.store import Store
from corpus.types import Article, ArticleId, Page, Segmentation
from tests.corpus.paragraph_segmenter import segment

# The suite kills a few writers; WENBAO_KILLS=100 kills as many as a release wants.
KILLS = int(os.environ.get("WENBAO_KILLS", "6"))


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    folder = tmp_path / "paper"
    folder.mkdir()
    for day in range(1, 13):
        write(folder, day)
    (folder / "archive.jsonl").write_text('{"headline": "旧闻", "paragraphs": ["一则旧闻。"]}\n{\n', encoding="utf-8")
    settle(folder / "archive.jsonl")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data" / "corpus.sqlite")


def write(folder: Path, day: int, words: str = "云溪区新建公园") -> Path:
    path = folder / f"2023-07-{day:02}_03版.txt"
    path.write_text(f"{words}\n\n今年以来，第{day}座公园开放。\n", encoding="utf-8")
    settle(path)
    return path


def settle(path: Path) -> None:
    """Date a file back, as one that was not written this very second."""
    moment = path.stat().st_mtime_ns - 60_000_000_000
    os.utime(path, ns=(moment, moment))


class CountingSegmenter:
    """Segments, and remembers what."""

    def __init__(self) -> None:
        self.sources: list[str] = []

    def __call__(self, page: Page) -> Segmentation:
        self.sources.append(page.source)
        return segment(page)


def test_a_refreshed_store_holds_what_load_gives(paper: Path, store: Store) -> None:
    store.refresh([paper], segment=segment)
    assert store.corpus().corpus() == load([paper], segment=segment)


def test_the_whole_of_a_corpus_can_be_asked_for(paper: Path, store: Store) -> None:
    store.refresh([paper], segment=segment)
    loaded, stored = load([paper], segment=segment), store.corpus()
    assert list(stored) == [article.id for article in loaded.articles]
    assert list(stored.values()) == list(loaded.articles)
    assert [stored[article.id] for article in loaded.articles] == list(loaded.articles)
    assert len(stored) == 13
    assert stored.get(ArticleId("nothing")) is None
    assert (stored.reports(), stored.refusals()) == (loaded.reports, loaded.refusals)


def test_the_latest_are_the_newest_days_first_and_the_undated_last(paper: Path, store: Store) -> None:
    (paper / "2023-07-12_04版.txt").write_text("同日另一版", encoding="utf-8")
    store.refresh([paper], segment=segment)
    latest = store.corpus().latest(20)
    assert [(article.date.day if article.date else None, article.page) for article in latest] == [
        (12, 3),
        (12, 4),
        *((day, 3) for day in range(11, 0, -1)),
        (None, None),
    ]
    assert store.corpus().latest(3) == latest[:3]
    days = store.corpus().days()
    assert [day.day if day else None for day in days] == [*range(12, 0, -1), None]
    assert tuple(article for day in days for article in store.corpus().on(day)) == latest


def test_only_what_changed_is_read(paper: Path, store: Store) -> None:
    reader = CountingSegmenter()
    first = store.refresh([paper], segment=reader)
    assert (len(first.added), first.removed, first.unchanged, first.read) == (13, (), 0, 13)
    reader.sources.clear()
    write(paper, 3, "云溪区又建公园")
    write(paper, 20)
    (paper / "2023-07-05_03版.txt").unlink()
    os.utime(paper / "2023-07-06_03版.txt")
    second = store.refresh([paper], segment=reader)
    assert reader.sources == ["2023-07-03_03版.txt", "2023-07-20_03版.txt"]
    assert (len(second.added), len(second.removed), second.unchanged, second.read) == (2, 2, 11, 3)
    third = store.refresh([paper], segment=reader)
    assert len(reader.sources) == 2
    assert (third.added, third.removed, third.unchanged) == ((), (), 13)


def test_what_changed_is_told_of_articles_though_they_stand_in_several_files(tmp_path: Path, store: Store) -> None:
    random, paper = Random(4), tmp_path / "lines"
    paper.mkdir()
    old: tuple[str, ...] = ()
    for _ in range(25):
        path = paper / f"{random.randrange(5)}.jsonl"
        lines = (json.dumps({"paragraphs": [f"消息{random.randrange(9)}。"]}) for _ in range(random.randrange(5)))
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
        refresh = store.refresh([paper], segment=segment)
        new = tuple(store.corpus())
        assert refresh.added == tuple(id for id in new if id not in old)
        assert refresh.removed == tuple(id for id in old if id not in new)
        assert refresh.unchanged == len(set(new) & set(old))
        assert len(store.corpus()) == len(new)
        old = new


def test_a_refresh_without_a_change_keeps_the_generation(paper: Path, store: Store) -> None:
    store.refresh([paper], segment=segment)
    before = store.corpus()
    assert store.refresh([paper], segment=segment).read == 0
    assert (store.corpus().number, store.corpus().digest) == (before.number, before.digest)


def test_a_file_changed_within_the_tick_of_the_clock_is_seen(paper: Path, store: Store) -> None:
    path = paper / "2023-07-01_03版.txt"
    path.write_text("今日要闻甲", encoding="utf-8")
    moment = path.stat().st_mtime_ns
    store.refresh([paper], segment=segment)
    path.write_text("今日要闻乙", encoding="utf-8")
    os.utime(path, ns=(moment, moment))
    assert len(store.refresh([paper], segment=segment).added) == 1


def test_another_segmenter_reads_everything_anew(paper: Path, store: Store) -> None:
    store.refresh([paper], segment=segment)
    reader = CountingSegmenter()
    again = store.refresh([paper], segment=reader)
    assert len(reader.sources) == 12
    assert (again.added, again.removed, again.unchanged) == ((), (), 13)


def test_a_refused_file_is_refused_again_without_being_read(paper: Path, store: Store) -> None:
    (paper / "scan.txt").write_bytes(b"%PDF-1.4")
    settle(paper / "scan.txt")
    first = store.refresh([paper, paper / "gone"], segment=segment)
    again = store.refresh([paper, paper / "gone"], segment=segment)
    assert again.read == 0
    assert again.refusals == first.refusals
    assert [refusal.source for refusal in again.refusals] == [str(paper / "gone"), "archive.jsonl#2", "scan.txt"]


def test_a_file_that_cannot_be_read_today_is_tried_again(paper: Path, store: Store) -> None:
    first = paper / "2023-07-01_03版.txt"
    last = paper / "2023-07-12_03版.txt"
    words, moment = last.read_bytes(), last.stat().st_mtime_ns

    def segment_and_remove(page: Page) -> Segmentation:
        if page.source == first.name:
            last.unlink()
        return segment(page)

    refresh = store.refresh([paper], segment=segment_and_remove)
    assert "was removed" in {refusal.source: refusal.reason for refusal in refresh.refusals}[last.name]
    last.write_bytes(words)
    os.utime(last, ns=(moment, moment))
    assert len(store.refresh([paper], segment=segment_and_remove).added) == 1


def test_the_same_article_in_two_files_outlives_one_of_them(paper: Path, store: Store) -> None:
    record = '{"headline": "公园", "paragraphs": ["云溪区新建公园。"]}\n'
    for name in ("x.jsonl", "y.jsonl"):
        (paper / name).write_text(record, encoding="utf-8")
    store.refresh([paper], segment=segment)
    assert len(store.corpus()) == 14
    (paper / "x.jsonl").unlink()
    assert store.refresh([paper], segment=segment).removed == ()
    assert [article.source for article in store.corpus().values()][-1] == "y.jsonl#1"


def test_a_generation_stays_whole_over_two_changes(paper: Path, store: Store) -> None:
    store.refresh([paper], segment=segment)
    held = store.corpus()
    articles = list(held.values())
    for words in ("第二期", "第三期"):
        for day in range(1, 13):
            write(paper, day, words)
        store.refresh([paper], segment=segment)
    assert list(held.values()) == articles
    assert set(store.corpus()).isdisjoint(held.keys() - {articles[-1].id})


def test_old_generations_are_dropped(paper: Path, store: Store) -> None:
    for number in range(8):
        write(paper, 1, f"第{number}期")
        store.refresh([paper], segment=segment)
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("SELECT count(*) FROM generations").fetchone() == (3,)
        assert connection.execute("SELECT count(*) FROM sources").fetchone() == (15,)
        assert connection.execute("SELECT count(*) FROM articles").fetchone() == (15,)
    connection.close()


def test_an_interrupted_refresh_leaves_the_old_corpus_and_is_taken_up(paper: Path, store: Store) -> None:
    store.refresh([paper], segment=segment)
    before = list(store.corpus())
    for day in range(1, 13):
        write(paper, day, "新的一期")

    def stop_at_the_eighth(done: int, total: int, name: str) -> None:
        if done == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.refresh([paper], stop_at_the_eighth, segment)
    assert list(store.corpus()) == before
    assert store.refresh([paper], segment=segment).read <= 5
    assert store.corpus().corpus() == load([paper], segment=segment)


def test_an_error_in_a_segmenter_leaves_the_old_corpus(paper: Path, store: Store) -> None:
    def fail(page: Page) -> Segmentation:
        raise ZeroDivisionError

    store.refresh([paper], segment=segment)
    before = list(store.corpus())
    with pytest.raises(ZeroDivisionError):
        store.refresh([paper], segment=fail)
    assert list(store.corpus()) == before


def test_one_process_writes_at_a_time(paper: Path, store: Store) -> None:
    other = Store(store.path)
    with other.writing(), pytest.raises(StoreBusyError, match="another process is loading"):
        store.refresh([paper], segment=segment)
    with other.writing():
        assert len(store.corpus()) == 0
    store.refresh([paper], segment=segment)


def test_a_store_of_another_make_is_moved_aside_and_built_anew(tmp_path: Path, paper: Path) -> None:
    path = tmp_path / "corpus.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (text)")
    connection.close()
    store = Store(path)
    assert "corpus.sqlite.damaged" in store.notes[0]
    assert (tmp_path / "corpus.sqlite.damaged").exists()
    assert store.refresh([paper], segment=segment).notes == store.notes
    assert len(store.corpus()) == 13


@pytest.mark.parametrize("damage", ["emptied", "cut", "overwritten", "header", "text"])
def test_damage_is_seen_told_and_mended_by_the_next_refresh(paper: Path, store: Store, damage: str) -> None:
    store.refresh([paper], segment=segment)
    expected = load([paper], segment=segment)
    data = store.path.read_bytes()
    store.path.write_bytes(
        {
            "emptied": b"",
            "cut": data[: len(data) // 2],
            "overwritten": os.urandom(len(data)),
            "header": b"\0" * 100 + data[100:],
            "text": data.replace("公园".encode(), "花园".encode()),
        }[damage]
    )
    later, found = open_anyway(store.path)
    assert found in (None, [], list(expected.articles))
    later.refresh([paper], segment=segment)
    assert later.corpus().corpus() == expected


def open_anyway(path: Path) -> tuple[Store, list[Article] | None]:
    """Return the store, and what it gives; None where it says that it is damaged."""
    store = Store(path)
    try:
        return store, list(store.corpus().values())
    except StoreDamagedError:
        return store, None


@given(st.data())
@settings(
    max_examples=int(os.environ.get("WENBAO_FLIPS", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_flipped_bit_changes_a_word(paper: Path, tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "flipped.sqlite"
    whole = tmp_path / "whole.sqlite"
    if not whole.exists():
        Store(whole).refresh([paper], segment=segment)
    expected = {article.id: article for article in load([paper], segment=segment).articles}
    content = bytearray(whole.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    for part in tmp_path.glob("flipped.sqlite*"):
        part.unlink()
    path.write_bytes(content)
    store, found = open_anyway(path)
    assert found is None or all(expected[article.id] == article for article in found)
    store.refresh([paper], segment=segment)
    _, mended = open_anyway(path)
    if mended is None:
        store.refresh([paper], segment=segment)
    assert list(store.corpus().values()) == list(expected.values())


def test_articles_that_are_gone_without_a_word_of_sqlite_are_damage(paper: Path, store: Store) -> None:
    # A flipped bit in an index can hide rows; SQLite reads on as if there were none.
    store.refresh([paper], segment=segment)
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("DELETE FROM articles WHERE source = (SELECT min(source) FROM articles)")
    assert open_anyway(store.path)[1] is None
    store.refresh([paper], segment=segment)
    assert list(store.corpus().values()) == list(load([paper], segment=segment).articles)


def test_a_schema_that_is_no_text_any_more_is_damage(paper: Path, store: Store) -> None:
    # SQLite puts the broken name into its message, and the sqlite3 module fails to decode that.
    store.refresh([paper], segment=segment)
    content = store.path.read_bytes()
    for name in set(re.findall(rb"CREATE (?:TABLE|UNIQUE INDEX) (\w+)", content)):
        store.path.write_bytes(content.replace(name, b"\xce" + name[1:]))
        mended, _ = open_anyway(store.path)
        mended.refresh([paper], segment=segment)
        assert list(mended.corpus().values()) == list(load([paper], segment=segment).articles)


def test_what_is_said_of_damage_names_the_file_and_the_way_out(paper: Path, store: Store) -> None:
    store.refresh([paper], segment=segment)
    store.path.write_bytes(store.path.read_bytes().replace("公园".encode(), "花园".encode()))
    with pytest.raises(StoreDamagedError, match=r"corpus\.sqlite: article \w+ is not .*; load the corpus again"):
        list(store.corpus().values())


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="name another folder"):
        Store(tmp_path / "file" / "corpus.sqlite")


def writer(path: Path, paper: Path, workers: int = 1) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.corpus.slow_writer", str(path), str(paper), str(workers)]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def editions(paper: Path) -> Iterator[list[ArticleId]]:
    """Change the paper, and yield what is in it, for ever."""
    number = 0
    while True:
        for day in range(1, 13):
            write(paper, day, f"第{number}期公园报道")
        yield [article.id for article in load([paper], segment=segment).articles]
        number += 1


def test_a_killed_writer_leaves_a_whole_generation(paper: Path, tmp_path: Path) -> None:
    path = tmp_path / "data" / "corpus.sqlite"
    before: list[ArticleId] = []
    for number, after in zip(range(KILLS), editions(paper), strict=False):
        process = writer(path, paper)
        time.sleep(0.15 * number / KILLS)
        process.send_signal(signal.SIGKILL)
        with process:
            process.wait()
        found = list(Store(path).corpus())
        assert found in (before, after)
        assert [article.id for article in Store(path).corpus().values()] == found
        before = found
    with writer(path, paper) as last:
        last.communicate()
        assert last.returncode == 0
    assert list(Store(path).corpus()) == after


def test_many_threads_read_whole_generations_while_one_refreshes(paper: Path, store: Store) -> None:
    states = editions(paper)
    seen = [next(states)]
    store.refresh([paper], segment=segment)
    failures: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            corpus = store.corpus()
            ids = list(corpus)
            if ids not in seen or [corpus[id].id for id in ids] != ids:
                failures.append(repr(ids))
            corpus.close()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        seen.append(next(states))
        store.refresh([paper], segment=segment)
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_reload_of_a_thousand_files_without_a_change_takes_a_moment(tmp_path: Path, store: Store) -> None:
    for number in range(1000):
        path = tmp_path / "many" / f"{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"第{number}号公园", encoding="utf-8")
        settle(path)
    store.refresh([tmp_path / "many"], segment=segment)
    started = time.process_time()
    assert store.refresh([tmp_path / "many"], segment=segment).read == 0
    assert time.process_time() - started < 0.5


def test_several_workers_read_what_one_does(tmp_path: Path, store: Store) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(100):
        path = folder / f"2023-07-28_{number:02}版.txt"
        path.write_text(f"第{number}号公园\n\n今年以来开放。", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "large.jsonl").write_text('{"paragraphs": ["短讯"]}\n' * 50_000, encoding="utf-8")
    expected = load([folder], segment=segment)
    heard: list[tuple[int, int, str]] = []
    store.refresh([folder], lambda *step: heard.append(step), segment, workers=2)
    assert store.corpus().corpus() == expected == load([folder], segment=segment, workers=2)
    assert list(dict.fromkeys(done for done, _, _ in heard)) == list(range(103))


def test_the_workers_of_a_killed_writer_end_with_it(tmp_path: Path, store: Store) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"第{number}号公园", encoding="utf-8")
    with writer(store.path, folder, workers=2) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == [b"busy\n"] * 2
        process.kill()
        started = time.monotonic()
        process.stdout.read()  # ends when no process holds the other end any more
        assert time.monotonic() - started < 5
    assert store.refresh([folder], segment=segment).added


def test_a_file_that_changes_while_it_is_read_is_read_again(paper: Path, store: Store) -> None:
    page = sorted(paper.rglob("*.txt"))[0]
    reads: list[Page] = []

    def disturbed(read: Page) -> Segmentation:
        reads.append(read)
        if len(reads) > 1:
            return segment(read)
        settle(page)
        os.utime(page)  # other words were there for a moment, and those were read
        return segment(replace(read, text="这一段话不在文件里。"))

    store.refresh([page], segment=disturbed)
    store.refresh([page], segment=disturbed)
    assert list(store.corpus().values()) == list(load([page], segment=segment).articles)
    assert len(reads) == 2
