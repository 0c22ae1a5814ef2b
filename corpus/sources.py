"""The files of a corpus: what the paths that were named hold, in order, and what was left out and why."""

import os
import stat
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.readers import SUFFIXES
from corpus.types import Refusal, Source

_ENDINGS = ", ".join(SUFFIXES)
# Sets of questions to `wenbao eval` lie beside the papers they are about.
_QUESTIONS = "questions.jsonl"


@dataclass(frozen=True, slots=True)
class Found:
    """The files that can be read, in the order of the paths and by name within a folder, and the refusals."""

    sources: tuple[Source, ...]
    refusals: tuple[Refusal, ...] = ()


def find_sources(paths: Iterable[Path]) -> Found:
    """Return the files of a corpus; folders are searched to the bottom, each file and folder is taken once.

    Hidden files and `…questions.jsonl` in a folder are passed over. A path that is missing is a refusal like any
    other, so that the rest is served; an ending that no reader knows is a refusal for a file that was named, and a
    count for those in a folder.
    """
    search = _Search()
    for path in paths:
        search.look_into(os.fspath(path))
    return Found(tuple(_named(search.files)), tuple(search.refusals))


def printable(name: str) -> str:
    r"""Return a file's name as people can be shown it: line breaks and broken bytes as `\n`, `\udc80` …"""
    return name if name.isprintable() else "".join(char if char.isprintable() else ascii(char)[1:-1] for char in name)


@dataclass(slots=True)
class _Search:
    """Paths are strings here: an archive has tens of thousands, and `Path` takes five times as long."""

    files: list[tuple[str, str]] = field(default_factory=list)  # the folder it was found in, with its /, and the file
    refusals: list[Refusal] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def look_into(self, path: str) -> None:
        try:
            status = os.stat(path)
        except (OSError, ValueError) as error:
            self.refuse(path, why_not(error))
            return
        if stat.S_ISDIR(status.st_mode):
            self.walk(path)
        elif _ending(path) not in SUFFIXES:
            self.refuse(path, f"no reader for {_shown(_ending(path))}; only {_ENDINGS} are read")
        else:
            self.take(path[: len(path) - len(os.path.basename(path))], path, status)

    def walk(self, root: str) -> None:
        """Take the files below a folder; one seen before, as symbolic links may lead in circles, is left."""
        known, skipped, refused = 0, Counter[str](), len(self.refusals)
        base = os.path.join(root, "")
        stack = [root]
        while stack:
            path = stack.pop()
            try:
                status = os.stat(path)
                if stat.S_ISDIR(status.st_mode):
                    stack += self.entries(path, status)
                    continue
            except OSError as error:
                self.refuse(path, why_not(error), base)
                continue
            if (ending := _ending(path)) not in SUFFIXES:
                skipped[ending] += 1
            else:
                known += 1
                self.take(base, path, status)
        if skipped:
            self.refuse(root, f"passed over {_count(skipped)}; only {_ENDINGS} are read")
        elif not known and refused == len(self.refusals):
            self.refuse(root, f"the folder holds no {_ENDINGS} file")

    def entries(self, folder: str, status: os.stat_result) -> list[str]:
        """Return what a folder holds, the last name first; nothing of a folder that was seen."""
        if not self.first_sight(status):
            return []
        names = (name for name in os.listdir(folder) if not name.startswith(".") and not name.endswith(_QUESTIONS))
        return [os.path.join(folder, name) for name in sorted(names, reverse=True)]

    def take(self, base: str, path: str, status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode):
            self.refuse(path, "not a regular file; only files with text in them can be read", base)
        elif self.first_sight(status):
            self.files.append((base, path))

    def first_sight(self, status: os.stat_result) -> bool:
        key = (status.st_dev, status.st_ino)
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    def refuse(self, path: str, reason: str, base: str = "") -> None:
        self.refusals.append(Refusal(_name(path, len(base) if path.startswith(base) else 0), reason))


def _named(files: list[tuple[str, str]]) -> list[Source]:
    """Name files by their path below the folder; those that would share a name, by as many folders more as it takes."""
    names = [_name(path, len(base)) for base, path in files]
    depth = 0
    while shared := {name for name, count in Counter(names).items() if count > 1}:
        depth += 1
        longer = [
            _longer(name, *file, depth) if name in shared else name for name, file in zip(names, files, strict=True)
        ]
        if longer == names:  # two names that differ only in what cannot be printed
            longer = [f"{name} ({number})" if name in shared else name for number, name in enumerate(names)]
        names = longer
    return [Source(name, Path(path)) for name, (_, path) in zip(names, files, strict=True)]


def _longer(name: str, base: str, path: str, depth: int) -> str:
    folders = Path(os.path.abspath(base)).parts[-depth:]
    return _name(os.path.join(*folders, path[len(base) :]), 0)


def _name(path: str, start: int) -> str:
    return printable(path[start:].replace(os.sep, "/"))


def why_not(error: Exception) -> str:
    """Return what the system says about a path that cannot be read, and what to do."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder; check the path"
    if isinstance(error, PermissionError):
        return "no permission to read it; change its mode or owner"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"


def _ending(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def _shown(ending: str) -> str:
    return printable(ending) or "a name without an ending"


def _count(skipped: Counter[str]) -> str:
    total = sum(skipped.values())
    kinds = ", ".join(f"{count} × {_shown(ending)}" for ending, count in sorted(skipped.items()))
    return f"{total} other file{'s' if total > 1 else ''} ({kinds})"
