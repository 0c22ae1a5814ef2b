"""The papers on the disk: read once, shared by those who read the same, never in the way of an answer."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import open_library
from bot.library import Library
from bot.papers import Papers
from bot.settings import Settings
from corpus.store import Store
from retrieval.address import read_address
from retrieval.tokens import Tokenizer
from tests.retrieval.opensearch_server import FakeOpenSearch

STADIUM = "长堤小学的风雨操场投资多少？"
ROOT = Path(__file__).parents[2]


def answered(library: Library, question: str = STADIUM) -> str:
    return "".join(quote.text for quote in library.loaded.answerer.answer(question).quotes)


def test_what_was_read_is_there_at_the_next_start(settings: Settings, papers: Path) -> None:
    first = open_library(settings, (papers,))
    files: list[str] = []
    second = open_library(settings, (papers,), lambda done, total, what: files.append(what))
    assert second.loaded.snapshot.generation == first.loaded.snapshot.generation
    assert not [file for file in files if file.endswith(".txt")], "a file was read again"
    assert "360万元" in answered(second)


def test_a_file_that_changed_is_seen_at_the_next_start(settings: Settings, papers: Path) -> None:
    open_library(settings, (papers,))
    page = papers / "2031-03-04_02版.txt"
    page.write_text(page.read_text(encoding="utf-8").replace("360万元", "约400万元"), encoding="utf-8")
    assert "约400万元" in answered(open_library(settings, (papers,)))


def test_two_sets_of_papers_keep_out_of_each_others_way(settings: Settings, papers: Path) -> None:
    one = open_library(settings, (papers / "2031-03-04_02版.txt",))
    other = open_library(settings, (papers / "2031-03-05_01版.txt",))
    assert one.loaded.snapshot.counts.articles == 2
    assert other.loaded.snapshot.counts.articles == 1
    assert open_library(settings, (papers / "2031-03-04_02版.txt",)).loaded.snapshot.counts.articles == 2


def test_while_another_process_writes_the_finished_generation_answers(settings: Settings, papers: Path) -> None:
    open_library(settings, (papers,))
    store = next(settings.data_dir.glob("papers/*/corpus.sqlite"))
    code = (
        "import sys, pathlib; from corpus.store import Store\n"
        f"with Store(pathlib.Path({str(store)!r})).writing():\n print(1, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline()
        assert "360万元" in answered(open_library(settings, (papers,)))
        writer.communicate("")
    Store(store).refresh([papers])


def test_a_data_folder_that_cannot_be_written_is_told_and_the_papers_answer_from_memory(
    papers: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    library = open_library(Settings(data_dir=tmp_path / "file"), (papers,))
    assert "360万元" in answered(library)
    assert "into memory" in caplog.text


def first_of_answer(library: Library) -> str:
    return library.answer(STADIUM)[0].quotes[0].text


def first_found(library: Library) -> str:
    return library.ask(lambda answerer: answerer.search(STADIUM, 3))[0].passage.text


@pytest.mark.parametrize("ask", [first_of_answer, first_found])
def test_an_index_damaged_between_two_questions_is_built_anew_and_answers(
    settings: Settings, papers: Path, caplog: pytest.LogCaptureFixture, ask: Callable[[Library], str]
) -> None:
    open_library(settings, (papers,))
    library = open_library(settings, (papers,))
    files = [path for path in settings.data_dir.glob("papers/*/index/*/*/*") if path.is_file()]
    assert files
    for path in files:
        content = bytearray(path.read_bytes())
        for place in range(0, len(content), 7):
            content[place] ^= 0x55
        path.write_bytes(content)
    assert "360万元" in ask(library)
    assert "building it anew" in caplog.text


def test_an_index_folder_that_cannot_be_written_is_told_and_the_papers_answer_from_memory(
    settings: Settings, papers: Path, caplog: pytest.LogCaptureFixture
) -> None:
    open_library(settings, (papers,))
    index = next(settings.data_dir.glob("papers/*/index"))
    shutil.rmtree(index)
    index.write_text("in the way", encoding="utf-8")
    assert "360万元" in answered(open_library(settings, (papers,)))
    assert "into memory" in caplog.text


def test_index_url_puts_the_index_into_a_search_service(papers: Path, tmp_path: Path) -> None:
    with FakeOpenSearch() as fake:
        remote = Papers((papers,), tmp_path, Tokenizer(), read_address(f"http://{fake.place}/papers"))
        assert "360万元" in answered(Library(remote.load))
        assert not list(tmp_path.glob("papers/*/index"))
        remote.close()


def test_the_same_paths_have_the_same_place_however_they_are_named(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Papers((papers,), tmp_path / "data", Tokenizer(), None).load()
    monkeypatch.chdir(papers.parent)
    Papers((Path("papers"),), tmp_path / "data", Tokenizer(), None).load()
    assert len(list((tmp_path / "data" / "papers").iterdir())) == 1
