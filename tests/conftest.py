"""What tests share: the sample paper, opened once, and the development material that may lie beside the repo."""

import os
import signal
from pathlib import Path

import pytest

from bot.app import open_library, sample_corpus
from bot.library import Library
from bot.settings import Settings

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """Let Ctrl-C be tried where the tests run in a shell's background, which has them and their programs ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real pages and question sets; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("WENBAO_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no development material at {folder}")
    return folder


@pytest.fixture(scope="session")
def sample_path() -> Path:
    return sample_corpus()


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return the sample paper, ready to answer; nobody may reload it."""
    return open_library(Settings(data_dir=tmp_path_factory.mktemp("data")), (sample_corpus(),))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the default settings, with a data folder of the test's own."""
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Return a folder with two small pages of another paper, for tests that change files."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "2031-03-04_02版.txt").write_text(
        "长堤小学新建风雨操场\n\n"
        "本报讯（记者 穆青禾）3月2日，长堤小学风雨操场正式启用。操场总投资360万元，建筑面积1800平方米。\n"
        "校长云舒介绍，操场周末向周边居民免费开放。\n\n"
        "苇塘村藕田迎来早春施肥\n\n"
        "本报讯（记者 时雨）苇塘村的620亩藕田近日开始施肥。村党支部书记阮家声说，今年新添了两台施肥无人机。\n",
        encoding="utf-8",
    )
    (folder / "2031-03-05_01版.txt").write_text(
        "环湖公交线路4月开通\n\n"
        "本报讯（记者 穆青禾）记者从区交通运输局获悉，环湖公交线路将于4月8日开通，全程23公里，设站19个，票价两元。\n",
        encoding="utf-8",
    )
    return folder
