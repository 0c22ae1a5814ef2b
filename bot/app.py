"""The composition root: settings become a library, a conversation, a face. Everything below gets what it needs here."""

import logging
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from bot.library import Library, Loaded, Progress
from bot.settings import Settings
from corpus.load import load
from retrieval.answers import Answerer
from retrieval.snapshot import snapshot_of
from retrieval.tokens import Tokenizer


def sample_corpus() -> Path:
    """Return the folder of the sample newspaper that comes with the package."""
    return Path(str(files("corpus") / "sample"))


def open_library(settings: Settings, corpus: Sequence[Path], progress: Progress | None = None) -> Library:
    """Return a library of the given files and folders, else of CORPUS_PATH, else of the sample newspaper.

    Raises CorpusError for a path that is not there and DictionaryError for a dictionary that cannot be used.
    """
    paths = tuple(corpus) or settings.corpus_path or (sample_corpus(),)
    tokenizer = Tokenizer(settings.dictionary_path)

    def load_all(progress: Progress | None) -> Loaded:
        snapshot = snapshot_of(load(paths, progress=progress), tokenizer)
        return Loaded(snapshot, Answerer(snapshot.index, tokenizer))

    return Library(load_all, progress)


def set_up_logging(level: str) -> None:
    """Send the program's log to stderr; the Telegram client's own lines only from WARNING on, they hold URLs."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("httpx", "httpcore", "jieba"):
        logging.getLogger(name).setLevel(logging.WARNING)
