"""The index on the disk: whole generations in a folder, of which one is current.

    INDEX/current             the name of the current generation
    INDEX/<name>/whole.json   its corpus, its tokenizer and how many portions it has
    INDEX/<name>/<n>          a portion: the columns of a segment, often the very files of the generation before
    INDEX/<name>/<n>.state    what of the segment is gone since it was made
    INDEX/building            what is being made; the finished parts of a build that was interrupted are used again

A generation is written elsewhere, synced, renamed into place, and made current by one more rename, so whoever is
killed at whatever moment leaves the old generation or the new one. All files are mapped when a generation is opened,
and mapped files outlive their names: old generations are removed at once, and their space is free when the last reader
ends. Whoever opens one just then finds it gone, and opens the new one.
"""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from retrieval.embedded import EmbeddedIndex, Living
from retrieval.errors import BusyIndexError, DamagedIndexError, ForeignIndexError, MissingIndexError
from retrieval.folders import (
    Kinds,
    link_folder,
    open_columns,
    read_file,
    remove,
    sync,
    sync_all,
    write_columns,
    write_synced,
)
from retrieval.rules import rules
from retrieval.segments import KINDS, assemble

_STATE: Kinds = {"origins": np.int64, "dead": np.int64, "lost": np.uint64, "losses": np.int64}
_CURRENT, _WHOLE, _BUILDING = "current", "whole.json", "building"
REMOVED = -1


@dataclass(frozen=True, slots=True)
class Portion:
    """A segment in a folder, what of it is alive, and for each of its articles the file it was read from, or -1 for
    one that is removed."""

    folder: Path
    living: Living
    origins: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.living.segment.postings) - len(self.living.dead)


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of the index; `corpus` is the digest of what it was built from."""

    name: str
    corpus: str
    tokenizer: str
    portions: tuple[Portion, ...]

    def index(self) -> EmbeddedIndex:
        """Return the index of this generation."""
        return EmbeddedIndex([portion.living for portion in self.portions], self.name)

    def check(self) -> None:
        """Read all of it; raises DamagedIndexError where a byte is not as it was written."""
        for portion in self.portions:
            for columns in (open_columns(portion.folder, KINDS), open_columns(_state(portion.folder), _STATE)):
                for column in columns.values():
                    column.check()


class Generations:
    """A folder of generations. Many may read it while one writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def writing(self, patience: float = 0.0) -> Iterator[None]:
        """Be the only one who writes, in all processes; the system frees the place of one that dies.

        Raises BusyIndexError where another is still writing after `patience` seconds.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / "lock", timeout=patience):
                if not self.building().is_dir():
                    remove(self.building())
                yield
        except Timeout:
            raise BusyIndexError(f"{self.folder}: another process is writing it; wait until it is done") from None

    def current(self, tokenizer: str) -> Generation:
        """Open the current generation. Raises StoredIndexError where none can be used with a tokenizer."""
        name = self._name()
        while True:
            try:
                return self._open(name, tokenizer)
            except DamagedIndexError:
                # Another process may have made a new one current, and removed this one, since its name was read.
                before, name = name, self._name()
                if name == before:
                    raise

    def _name(self) -> str:
        try:
            return read_file(self.folder / _CURRENT).decode("ascii").strip()
        except FileNotFoundError:
            raise MissingIndexError(f"{self.folder}: there is no index yet") from None
        except (OSError, ValueError) as error:
            raise DamagedIndexError(f"{self.folder / _CURRENT}: cannot be read ({error})") from error

    def _open(self, name: str, tokenizer: str) -> Generation:
        folder = self.folder / name
        try:
            check, told = read_file(folder / _WHOLE).split(b"\n", 1)
            if int(check) != zlib.crc32(told):
                raise DamagedIndexError(f"{folder / _WHOLE}: not as it was written")
            made_by, corpus, made_with, portions = json.loads(told)
        except (OSError, ValueError) as error:
            raise DamagedIndexError(f"{folder}: this is no whole generation ({error})") from error
        if (made_by, made_with) != (rules(), tokenizer):
            raise ForeignIndexError(f"{folder}: rules {made_by} and {made_with}, not {rules()} and {tokenizer}")
        return Generation(name, corpus, tokenizer, tuple(_open_portion(folder / str(n)) for n in range(portions)))

    def building(self) -> Path:
        """Return the folder for what is being made."""
        return self.folder / _BUILDING

    def publish(self, generation: Generation) -> None:
        """Write a generation, whose portions are in folders anywhere below this one, and make it current."""
        draft = self.building() / f"{generation.name}.draft"
        remove(draft)
        for number, portion in enumerate(generation.portions):
            link_folder(portion.folder, draft / str(number))
            living = portion.living
            state = (portion.origins, living.dead, living.lost, living.losses)
            write_columns(draft / f"{number}.state", _STATE, zip(_STATE, state, strict=True))
        draft.mkdir(parents=True, exist_ok=True)
        told = json.dumps([rules(), generation.corpus, generation.tokenizer, len(generation.portions)]).encode()
        (draft / _WHOLE).write_bytes(b"%d\n%b" % (zlib.crc32(told), told))
        sync_all(draft)
        remove(self.folder / generation.name)
        draft.rename(self.folder / generation.name)
        sync(self.folder)
        write_synced(self.folder / _CURRENT, generation.name.encode("ascii"))
        for path in self.folder.iterdir():
            if path.is_dir() and path.name != generation.name:
                remove(path)


def _open_portion(folder: Path) -> Portion:
    columns = open_columns(folder, KINDS)
    origins, dead, lost, losses = (column.whole() for column in open_columns(_state(folder), _STATE).values())
    return Portion(folder, Living(assemble(columns), dead, lost, losses), origins)


def _state(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.state")
