"""The index on the disk: built, brought up to date, damaged, killed; always the answers of a fresh one."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Event

import pytest

from corpus.store import Store
from retrieval.building import update_index
from retrieval.errors import (
    BusyIndexError,
    DamagedIndexError,
    ForeignIndexError,
    MissingIndexError,
    StoredIndexError,
)
from retrieval.generations import Generations
from retrieval.snapshot import Snapshot, build_snapshot, open_snapshot, snapshot_of
from retrieval.terms import text_terms
from retrieval.tokens import Tokenizer

ROOT = Path(__file__).parents[2]
SUBJECTS = ["图书馆", "河道", "菜市场", "小学", "公交站", "文化馆", "体育场", "养老院", "夜校", "渡口", "果园", "水厂"]
DOINGS = [
    "周六开放",
    "清淤完工",
    "改造后重新营业",
    "铺上了新草皮",
    "延长了线路",
    "办起了书画展",
    "迎来第{}批游客",
    "接待了{}人",
]


def write_page(folder: Path, day: int, times: int = 1) -> Path:
    """Write a page of articles of one day, in lines of JSON; the same day and times give the same page."""
    records = [
        {
            "headline": f"{subject}{DOINGS[(number + day) % 8].format(day + number)}",
            "date": f"2024-05-{day % 28 + 1:02}",
            "paragraphs": [f"{subject}第{day * times}期：{doing.format(day * 7 + number)}。" * 3 for doing in DOINGS],
        }
        for number, subject in enumerate(SUBJECTS)
    ]
    path = folder / f"{day:03}.jsonl"
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    return path


class Paper:
    """A paper in a folder, its store and its index, as a program that serves it would have them."""

    def __init__(self, folder: Path, tokenizer: Tokenizer, days: int = 8) -> None:
        self.pages, self.data = folder / "pages", folder / "data"
        self.pages.mkdir(parents=True)
        for day in range(days):
            write_page(self.pages, day)
        self.tokenizer = tokenizer
        self.store = Store(self.data / "corpus.db")
        self.generations = Generations(self.data / "index")

    def reload(self, workers: int = 1) -> Snapshot:
        self.store.refresh([self.pages])
        return build_snapshot(self.store.corpus(), self.data / "index", self.tokenizer, workers=workers)

    def fresh(self) -> Snapshot:
        return snapshot_of(self.store.corpus().corpus(), self.tokenizer)


@pytest.fixture
def paper(tmp_path: Path, tokenizer: Tokenizer) -> Paper:
    return Paper(tmp_path, tokenizer)


def answers(snapshot: Snapshot, tokenizer: Tokenizer) -> list[list[tuple[str, float, str]]]:
    """Return what a snapshot finds for some questions: ids, scores, and the file that is shown."""
    questions = [f"{subject}{doing.format(9)}" for subject in SUBJECTS[::3] for doing in DOINGS]
    found = [snapshot.index.search(dict.fromkeys(text_terms(question, tokenizer), 1.0), 10) for question in questions]
    return [[(hit.passage.id, hit.score, hit.article.source) for hit in hits] for hits in found]


def assert_as_fresh(paper: Paper, snapshot: Snapshot) -> None:
    fresh = paper.fresh()
    assert answers(snapshot, paper.tokenizer) == answers(fresh, paper.tokenizer)
    assert snapshot.counts == fresh.counts
    assert snapshot.latest(30) == fresh.latest(30)
    assert snapshot.sources() == fresh.sources()


def test_an_index_on_the_disk_answers_as_one_in_memory(paper: Paper) -> None:
    snapshot = paper.reload()
    assert_as_fresh(paper, snapshot)
    opened = open_snapshot(paper.store.corpus(), paper.data / "index", paper.tokenizer)
    assert_as_fresh(paper, opened)
    assert opened.generation == snapshot.generation
    paper.generations.current(paper.tokenizer.identity).check()


def test_an_index_that_is_up_to_date_is_not_touched(paper: Paper) -> None:
    before = paper.reload().generation
    files = {path: path.stat().st_mtime_ns for path in (paper.data / "index").rglob("*")}
    assert paper.reload().generation == before
    assert {path: path.stat().st_mtime_ns for path in (paper.data / "index").rglob("*") if path.name != "lock"} == {
        path: time for path, time in files.items() if path.name != "lock"
    }


def test_reloads_answer_as_a_fresh_build_whatever_changed(paper: Paper) -> None:
    generations = {paper.reload().generation}
    changes = [
        lambda: write_page(paper.pages, 20),
        lambda: write_page(paper.pages, 2, times=5),
        (paper.pages / "003.jsonl").unlink,
        lambda: (paper.pages / "004.jsonl").rename(paper.pages / "900.jsonl"),
        lambda: [write_page(paper.pages, day) for day in range(30, 36)],
        lambda: [path.unlink() for path in sorted(paper.pages.iterdir())[:9]],
        lambda: shutil.copy(paper.pages / "033.jsonl", paper.pages / "000.jsonl"),
        (paper.pages / "000.jsonl").unlink,
    ]
    for change in changes:
        change()
        snapshot = paper.reload()
        assert_as_fresh(paper, snapshot)
        generations.add(snapshot.generation)
        assert sorted(path.name for path in (paper.data / "index").iterdir()) == sorted(
            ["current", "lock", snapshot.generation]
        )
    assert len(generations) == len(changes)  # the last one takes the one before it back


def test_a_byline_that_changes_is_shown_though_the_words_are_the_same(paper: Paper) -> None:
    paper.reload()
    path = paper.pages / "001.jsonl"
    records = [json.loads(line) | {"authors": ["田小禾"]} for line in path.read_text("utf-8").splitlines()]
    path.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    hits = paper.reload().index.search(dict.fromkeys(text_terms("第1期", paper.tokenizer), 1.0), 5)
    assert {author.name for hit in hits if hit.article.source.startswith("001") for author in hit.article.authors} == {
        "田小禾"
    }


def test_a_snapshot_keeps_answering_when_newer_ones_are_made(paper: Paper) -> None:
    old = paper.reload()
    before = answers(old, paper.tokenizer)
    write_page(paper.pages, 1, times=9)
    new = paper.reload()
    assert answers(old, paper.tokenizer) == before != answers(new, paper.tokenizer)


def test_several_processes_build_the_same_index(paper: Paper) -> None:
    told: list[tuple[int, int, str]] = []
    paper.store.refresh([paper.pages])
    corpus = paper.store.corpus()
    update_index(paper.generations, corpus, paper.tokenizer, lambda *step: told.append(step), workers=2, at_once=2000)
    assert_as_fresh(paper, open_snapshot(corpus, paper.generations.folder, paper.tokenizer))
    assert len(told) > 2
    assert told[-1][:2] == (len(corpus), len(corpus))
    assert "passages/s" in told[-1][2]


def test_a_build_needs_few_open_files_however_many_pieces_it_has(paper: Paper) -> None:
    paper.store.refresh([paper.pages])
    code = f"""
import resource
from pathlib import Path
from corpus.store import Store
from retrieval.building import update_index
from retrieval.generations import Generations
from retrieval.tokens import Tokenizer

resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))
data, told = Path({str(paper.data)!r}), []
update_index(Generations(data / "index"), Store(data / "corpus.db").corpus(), Tokenizer(),
    lambda *step: told.append(step), at_once=1)
assert len(told) > 90, told
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    assert_as_fresh(paper, open_snapshot(paper.store.corpus(), paper.generations.folder, paper.tokenizer))


def test_a_build_that_was_interrupted_goes_on_where_it_was(paper: Paper) -> None:
    paper.store.refresh([paper.pages])
    corpus = paper.store.corpus()
    finished: dict[Path, int] = {}

    def interrupt(done: int, total: int, name: str) -> None:
        if done > total / 2:
            finished.update(
                {path: path.stat().st_mtime_ns for path in paper.generations.building().glob("*/whole.json")}
            )
            raise KeyboardInterrupt

    def look(done: int, total: int, name: str) -> None:
        assert all(path.stat().st_mtime_ns == written for path, written in finished.items())

    with pytest.raises(KeyboardInterrupt):
        update_index(paper.generations, corpus, paper.tokenizer, interrupt, at_once=2000)
    assert len(finished) > 1
    update_index(paper.generations, corpus, paper.tokenizer, look, at_once=2000)
    assert_as_fresh(paper, open_snapshot(corpus, paper.generations.folder, paper.tokenizer))


def files_of(paper: Paper) -> list[Path]:
    return sorted(path for path in (paper.data / "index").rglob("*") if path.is_file() and path.name != "lock")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x40
    path.write_bytes(content)


DAMAGES = {
    "flipped": flip,
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "emptied": lambda path: path.write_bytes(b""),
    "removed": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_no_damage_changes_an_answer(paper: Paper, damage: str) -> None:
    right = answers(paper.reload(), paper.tokenizer)
    backup = paper.data / "backup"
    shutil.copytree(paper.data / "index", backup)
    refused = 0
    for number in range(len(files_of(paper))):
        path = files_of(paper)[number]
        if path.stat().st_size or damage == "removed":
            DAMAGES[damage](path)
            refused += refuses_or_answers(paper, right)
            assert answers(paper.reload(), paper.tokenizer) == right
            paper.generations.current(paper.tokenizer.identity).check()
            shutil.rmtree(paper.data / "index")
            shutil.copytree(backup, paper.data / "index")
    assert refused >= 15


@pytest.mark.parametrize("put", [Path.mkdir, os.mkfifo])
@pytest.mark.timeout(60)
def test_a_folder_or_a_pipe_in_place_of_a_file_is_refused_and_nobody_waits_for_it(
    paper: Paper, put: Callable[[Path], None]
) -> None:
    right = answers(paper.reload(), paper.tokenizer)
    for number in range(len(files_of(paper))):
        path = files_of(paper)[number]
        path.unlink()
        put(path)
        with pytest.raises(DamagedIndexError, match=str(path.parent)):
            paper.generations.current(paper.tokenizer.identity)
        assert answers(paper.reload(), paper.tokenizer) == right
    put(paper.generations.building())
    write_page(paper.pages, 3, times=7)
    assert_as_fresh(paper, paper.reload())


def refuses_or_answers(paper: Paper, right: list[list[tuple[str, float, str]]]) -> bool:
    """Tell whether a damaged index is refused, by name; or answers rightly and a full check finds it."""
    try:
        opened = open_snapshot(paper.store.corpus(), paper.data / "index", paper.tokenizer)
        assert answers(opened, paper.tokenizer) == right
    except StoredIndexError as error:
        return str(paper.data / "index") in str(error)
    with pytest.raises(DamagedIndexError):
        paper.generations.current(paper.tokenizer.identity).check()
    return False


def test_a_damaged_index_is_built_anew_and_that_is_told(paper: Paper) -> None:
    right = answers(paper.reload(), paper.tokenizer)
    next(path for path in files_of(paper) if path.name == "rows").write_bytes(b"")
    snapshot = paper.reload()
    assert answers(snapshot, paper.tokenizer) == right
    assert len(snapshot.notes) == 1
    assert "rows: 0 bytes" in snapshot.notes[0]
    assert paper.reload().notes == ()


def test_an_index_of_another_tokenizer_is_refused_and_built_anew(paper: Paper, tmp_path: Path) -> None:
    paper.reload()
    (tmp_path / "words.txt").write_text("书画展\n", "utf-8")
    paper.tokenizer = Tokenizer(tmp_path / "words.txt")
    with pytest.raises(ForeignIndexError, match="jieba"):
        open_snapshot(paper.store.corpus(), paper.data / "index", paper.tokenizer)
    snapshot = paper.reload()
    assert snapshot.notes
    assert_as_fresh(paper, snapshot)


def test_where_there_is_no_index_that_is_said(paper: Paper) -> None:
    with pytest.raises(MissingIndexError, match="no index yet"):
        open_snapshot(paper.store.corpus(), paper.data / "index", paper.tokenizer)


def test_one_process_writes_at_a_time(paper: Paper) -> None:
    with (
        paper.generations.writing(),
        pytest.raises(BusyIndexError, match="another process"),
        ThreadPoolExecutor(1) as pool,
    ):
        pool.submit(paper.reload).result()


def test_an_empty_corpus_has_an_empty_index(tmp_path: Path, tokenizer: Tokenizer) -> None:
    paper = Paper(tmp_path, tokenizer, days=0)
    snapshot = paper.reload()
    assert len(snapshot.index) == 0
    write_page(paper.pages, 1)
    assert_as_fresh(paper, paper.reload())
    (paper.pages / "001.jsonl").unlink()
    assert len(paper.reload().index) == 0


# What another process does over and over once it is told to begin, until it is killed: a page changes, and the paper
# is loaded again, by as many processes as are asked for, in pieces so small that there are many to make and to merge.
LOADER = """
import sys, random
from pathlib import Path
from corpus.store import Store
from retrieval.building import update_index
from retrieval.generations import Generations
from retrieval.tokens import Tokenizer
from tests.retrieval.test_building import write_page

if __name__ == "__main__":
    pages, data, workers = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    tokenizer = Tokenizer()
    tokenizer.words("图书馆")
    sys.stdin.readline()
    print("begins", flush=True)
    while True:
        store = Store(data / "corpus.db")
        store.refresh([pages])
        update_index(Generations(data / "index"), store.corpus(), tokenizer, workers=workers, at_once=9000)
        write_page(pages, random.randrange(12), random.randrange(9))
"""


def kill_loaders(paper: Paper, times: int) -> Counter[str]:
    """Kill a process that loads the paper at a random moment, and see that what it leaves is whole, again and again.

    Every third begins with nothing, and every sixth has two more processes to work for it. Returns how often what was
    found was no index yet, that of before, or a newer one; and how often it was being made.
    """
    random, found = Random(times), Counter[str]()
    script = paper.pages.parent / "loader.py"
    script.write_text(LOADER, "utf-8")
    waiting: deque[subprocess.Popen[bytes]] = deque()
    for number in range(times):
        while len(waiting) < 2 and len(waiting) + number < times:
            workers = 2 if (number + len(waiting)) % 6 == 0 else 1
            command = [sys.executable, str(script), str(paper.pages), str(paper.data), str(workers)]
            environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore::UserWarning"}
            waiting.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment))
        if number % 3 == 0:
            shutil.rmtree(paper.data)
        before = generation_of(paper)
        kill_at_work(waiting.popleft(), random.uniform(0, 2.0 if number % 6 == 0 else 0.5))
        left = generation_of(paper)
        found["none" if left is None else "old" if left == before else "new"] += 1
        found["half made"] += paper.generations.building().exists()
        paper.store = Store(paper.data / "corpus.db")
        assert paper.store.notes == ()
        snapshot = paper.reload()
        assert snapshot.notes == ()
        assert_as_fresh(paper, snapshot)
    return found


def kill_at_work(loader: subprocess.Popen[bytes], after: float) -> None:
    with loader:
        assert loader.stdin is not None
        assert loader.stdout is not None
        loader.stdin.write(b"\n")
        loader.stdin.flush()
        loader.stdout.readline()
        time.sleep(after)
        assert loader.poll() is None
        loader.kill()


def generation_of(paper: Paper) -> str | None:
    """Return the name of the index that is there, which must be whole and answer; None where there is none."""
    try:
        there = paper.generations.current(paper.tokenizer.identity)
    except MissingIndexError:
        return None
    there.check()
    assert there.index().search({"图书馆": 1.0}, 1)
    return there.name


def test_a_process_killed_at_any_moment_leaves_a_whole_index(paper: Paper) -> None:
    assert kill_loaders(paper, 12)["half made"]


def test_questions_go_on_over_reloads_each_answered_from_one_generation(paper: Paper) -> None:
    right: dict[str, list[list[tuple[str, float, str]]]] = {}
    held = [paper.reload()]
    right[held[0].generation] = answers(held[0], paper.tokenizer)
    stop = Event()

    def ask() -> int:
        asked = 0
        while not stop.is_set() or asked == 0:
            snapshot = held[0]
            assert answers(snapshot, paper.tokenizer) == right[snapshot.generation]
            asked += 1
        return asked

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask) for _ in range(8)]
        for reload in range(4):
            write_page(paper.pages, reload + 1, times=reload + 3)
            snapshot = paper.reload()
            right[snapshot.generation] = answers(paper.fresh(), paper.tokenizer)
            held[0] = snapshot
        stop.set()
        assert sum(each.result() for each in asking) >= 8
    assert len(right) == 5
