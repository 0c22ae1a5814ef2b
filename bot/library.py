"""The newspapers in use: one loaded generation, exchanged whole by a reload while questions go on."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.errors import NoArticleError, ReloadRunningError
from corpus.types import Refusal, SourceReport
from retrieval.answers import Answerer
from retrieval.errors import DamagedIndexError
from retrieval.snapshot import Snapshot
from retrieval.types import Answer

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """One generation, ready to answer."""

    snapshot: Snapshot
    answerer: Answerer


@dataclass(frozen=True, slots=True)
class Changes:
    """What a reload did: how many articles were added, removed and unchanged, what was refused, what was noted."""

    added: int
    removed: int
    unchanged: int
    refusals: tuple[Refusal, ...]
    reports: tuple[SourceReport, ...]


class Library:
    """Holds what `load` returned last; a reader keeps the `Loaded` a question began with."""

    def __init__(self, load: Callable[[Progress | None], Loaded], progress: Progress | None = None) -> None:
        self._load = load
        self._loaded = load(progress)
        self._reload = threading.Lock()

    @property
    def loaded(self) -> Loaded:
        return self._loaded

    def answer(self, question: str) -> tuple[Answer, Loaded]:
        """Return the answer to a question, and the generation it is from."""
        return self._with_loaded(lambda loaded: (loaded.answerer.answer(question), loaded))

    def ask(self, work: Callable[[Answerer], Result]) -> Result:
        """Return what `work` gets from the answerer in use; it may be called twice."""
        return self._with_loaded(lambda loaded: work(loaded.answerer))

    def _with_loaded(self, work: Callable[[Loaded], Result]) -> Result:
        """Return what `work` makes of the generation in use; a damaged index is built anew, and it is done again."""
        try:
            return work(self._loaded)
        except DamagedIndexError as error:
            logger.warning("%s; building it anew", error)
        try:
            self.reload()
        except ReloadRunningError:
            with self._reload:  # what runs already mends it
                pass
        return work(self._loaded)

    def reload(self, progress: Progress | None = None) -> Changes:
        """Read the files again and put the result in use; on any error the old generation stays.

        Raises ReloadRunningError while another thread's reload runs, NoArticleError where no article came of it, which
        is more likely a folder that is not mounted than a paper that closed, and whatever the loader raises.
        """
        if not self._reload.acquire(blocking=False):
            raise ReloadRunningError
        try:
            new = self._load(progress)
            if not new.snapshot.counts.articles and self._loaded.snapshot.counts.articles:
                raise NoArticleError(new.snapshot.refusals())
            old, self._loaded = self._loaded, new
        finally:
            self._reload.release()
        return _changes(old, new)


def _changes(old: Loaded, new: Loaded) -> Changes:
    added = len(new.snapshot.only_here(old.snapshot))
    return Changes(
        added=added,
        removed=len(old.snapshot.only_here(new.snapshot)),
        unchanged=new.snapshot.counts.articles - added,
        refusals=new.snapshot.refusals(),
        reports=new.snapshot.sources(),
    )
