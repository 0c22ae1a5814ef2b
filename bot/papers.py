"""The newspapers of one run: files brought up to date on the disk, a snapshot of them ready to answer.

    DATA_DIR/papers/<digest of the paths>/corpus.sqlite    what the files hold
    DATA_DIR/papers/<digest of the paths>/index/           what is searched, unless INDEX_URL names a service

So each set of paths has a place of its own, and a console, an `eval` and the bot share it where they read the same.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from bot.library import Loaded, Progress
from corpus.errors import StoreBusyError, StoreError
from corpus.load import load
from corpus.store import Store
from corpus.stored import StoredCorpus
from retrieval.address import Address
from retrieval.answers import Answerer
from retrieval.errors import BusyIndexError, StoredIndexError
from retrieval.snapshot import Snapshot, build_snapshot, open_snapshot, snapshot_of
from retrieval.tokens import Tokenizer

logger = logging.getLogger(__name__)

# Seconds to wait for another process that reads the same files, where nothing finished can be used meanwhile.
PATIENCE = 600.0
WORKERS = os.cpu_count() or 1
STORE, INDEX = "corpus.sqlite", "index"

Build = Callable[[StoredCorpus, Progress | None, float], Snapshot]


class Papers:
    """Loads generations of one corpus; call it again for the next."""

    def __init__(self, paths: Sequence[Path], data_dir: Path, tokenizer: Tokenizer, remote: Address | None) -> None:
        self._paths = tuple(paths)
        self._folder = data_dir / "papers" / _digest(self._paths)
        self._tokenizer = tokenizer
        self._opened = ExitStack()
        self._build = self._embedded if remote is None else self._remote(remote)

    def close(self) -> None:
        """Close the connections to a search service, if one is used; what was loaded from it answers no more."""
        self._opened.close()

    def load(self, progress: Progress | None = None) -> Loaded:
        """Return the newest generation; from memory, with a note, where DATA_DIR cannot be written.

        While another process writes the same generation, the finished one before it is used, if there is one.
        """
        try:
            snapshot = self._refreshed(progress)
        except (StoreBusyError, BusyIndexError):
            snapshot = self._finished() or self._waited_for(progress)
        except (StoreError, StoredIndexError, OSError) as error:
            logger.warning("%s; the papers are read into memory this time (DATA_DIR says where they are kept)", error)
            snapshot = snapshot_of(load(self._paths, progress), self._tokenizer)
        for note in snapshot.notes:
            logger.warning("%s", note)
        return Loaded(snapshot, Answerer(snapshot.index, self._tokenizer, catalogue=snapshot))

    def _refreshed(self, progress: Progress | None, patience: float = 0.0) -> Snapshot:
        store = Store(self._folder / STORE)
        refresh = store.refresh(self._paths, progress, workers=WORKERS, patience=patience)
        corpus = store.corpus()
        snapshot = self._build(corpus, progress, patience)
        return Snapshot(snapshot.index, corpus, refresh.notes + snapshot.notes)

    def _waited_for(self, progress: Progress | None) -> Snapshot:
        logger.warning("another process is reading the same papers; waiting until it is done")
        return self._refreshed(progress, PATIENCE)

    def _finished(self) -> Snapshot | None:
        try:
            corpus = Store(self._folder / STORE).corpus()
            return open_snapshot(corpus, self._folder / INDEX, self._tokenizer)
        except (StoreError, StoredIndexError):
            return None

    def _embedded(self, corpus: StoredCorpus, progress: Progress | None, patience: float) -> Snapshot:
        return build_snapshot(corpus, self._folder / INDEX, self._tokenizer, progress, patience, WORKERS)

    def _remote(self, address: Address) -> Build:
        from retrieval.opensearch import Service  # an HTTP client that nobody without INDEX_URL should wait for
        from retrieval.remote import build_remote

        service = self._opened.enter_context(Service(address))

        def build(corpus: StoredCorpus, progress: Progress | None, _: float) -> Snapshot:
            return Snapshot(build_remote(service, corpus, self._tokenizer, progress), corpus)

        return build


def _digest(paths: Sequence[Path]) -> str:
    names = "\n".join(os.path.abspath(path) for path in paths)
    return hashlib.blake2b(names.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
