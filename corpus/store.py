"""The corpus on disk: read once, kept in one SQLite file, and brought up to date by reading only what changed.

Every file that is read is committed by itself; at the end of a refresh one commit makes the new list of files the
current generation. So a process that is killed leaves the old generation or the new one, and its successor does not
read finished files again. A few generations before the current one stay, for those who still answer from them.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.articles import segment
from corpus.database import connect, guarded, is_marked, make_folder, move_aside
from corpus.errors import StoreBusyError, StoreDamagedError, StoreError
from corpus.intake import Segment
from corpus.load import Progress, telling
from corpus.sources import find_sources
from corpus.stored import StoredCorpus
from corpus.types import ArticleId, Refusal
from corpus.update import Update
from corpus.workers import take_in_all


@dataclass(frozen=True, slots=True)
class Refresh:
    """What a refresh changed, by article, in the order of the corpus; what was refused; `read` counts files read."""

    added: tuple[ArticleId, ...]
    removed: tuple[ArticleId, ...]
    unchanged: int
    refusals: tuple[Refusal, ...]
    read: int = 0
    notes: tuple[str, ...] = ()


class Store:
    """A corpus in an SQLite file. Many threads and processes may read it while one refreshes it."""

    def __init__(self, path: Path) -> None:
        """Open the store; a damaged file is moved aside and an empty one begun, which `notes` tells."""
        self.path = path
        self.notes: tuple[str, ...] = ()
        self._lock = FileLock(f"{path}.lock")
        try:
            if is_marked(path):
                raise StoreDamagedError
            connect(path).close()
        except StoreDamagedError:
            with self.writing(patience=60):
                self._begin_anew()

    @contextmanager
    def writing(self, patience: float = 0.0) -> Iterator[None]:
        """Be the only one who writes, in all processes; the system frees the place of one that dies.

        Raises StoreBusyError where another is still writing after `patience` seconds.
        """
        try:
            make_folder(self.path)
            self._lock.acquire(timeout=patience)
        except Timeout:
            raise StoreBusyError(f"{self.path}: another process is loading the corpus; wait until it is done") from None
        except OSError as error:
            raise StoreError(f"{self.path}.lock: {error.strerror or error}; name another folder") from error
        try:
            yield
        finally:
            self._lock.release()

    def corpus(self) -> StoredCorpus:
        """Return the current generation; it stays as it is until the third change after."""
        return StoredCorpus(self.path)

    def refresh(
        self,
        paths: Sequence[Path],
        progress: Progress | None = None,
        segment: Segment = segment,
        workers: int = 1,
        patience: float = 0.0,
    ) -> Refresh:
        """Bring the store up to date with the files of a corpus, reading those that changed.

        A file with the size and time of last time is not opened; one with its content is not read. `progress` and
        `workers` are those of `load`, for the files that are read. A store found damaged is built anew.
        """
        with self.writing(patience):
            try:
                if is_marked(self.path):
                    raise StoreDamagedError
                return self._refresh(paths, progress, segment, workers)
            except StoreDamagedError:
                self._begin_anew()
                return self._refresh(paths, progress, segment, workers)

    def _refresh(self, paths: Sequence[Path], progress: Progress | None, segment: Segment, workers: int) -> Refresh:
        found = find_sources(paths)
        before = self.corpus()
        with guarded(self.path), closing(connect(self.path)) as connection:
            update = Update(connection, segment)
            changed = update.changed(found.sources)
            places = {source.name: place for place, source in enumerate(changed)}
            for source, intakes in take_in_all(update.stale(changed), segment, workers):
                update.write(source, telling(intakes, progress, places[source.name], len(changed), source.name))
            if progress:
                progress(len(changed), len(changed), "")
            update.publish(found)
        return self._compare(before, self.corpus(), len(changed))

    def _compare(self, before: StoredCorpus, after: StoredCorpus, read: int) -> Refresh:
        added = after.only_here(before)
        refresh = Refresh(
            added=added,
            removed=before.only_here(after),
            unchanged=len(after) - len(added),
            refusals=after.refusals(),
            read=read,
            notes=self.notes,
        )
        before.close()
        after.close()
        return refresh

    def _begin_anew(self) -> None:
        aside = move_aside(self.path)
        connect(self.path).close()
        self.notes += (f"{self.path} was damaged or of another version: it is {aside.name} now, and built anew",)
