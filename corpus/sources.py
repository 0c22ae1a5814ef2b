"""The files of a corpus: what the paths that were named hold, in order, and what was left out and why."""

import os
import stat
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from corpus.readers import SUFFIXES, reader_for
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
        search.look_into(path)
    return Found(tuple(_named(search.files)), tuple(search.refusals))


def printable(name: str) -> str:
    r"""Return a file's name as people can be shown it: line breaks and broken bytes as `\n`, `\udc80` …"""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in name)


@dataclass(slots=True)
class _Search:
    files: list[tuple[Path, Path]] = field(default_factory=list)  # the folder it was found under, and the file
    refusals: list[Refusal] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def look_into(self, path: Path) -> None:
        try:
            status = path.stat()
        except (OSError, ValueError) as error:
            self.refuse(path, why_not(error))
            return
        if stat.S_ISDIR(status.st_mode):
            self.walk(path)
        elif reader_for(path) is None:
            self.refuse(path, f"no reader for {_ending(path)}; only {_ENDINGS} are read")
        else:
            self.take(path.parent, path, status)

    def walk(self, root: Path) -> None:
        """Take the files below a folder; one seen before, as symbolic links may lead in circles, is left."""
        known, skipped, refused = 0, Counter[str](), len(self.refusals)
        stack = [root]
        while stack:
            path = stack.pop()
            try:
                status = path.stat()
                if stat.S_ISDIR(status.st_mode):
                    stack += self.entries(path, status)
                    continue
            except OSError as error:
                self.refuse(path, why_not(error), root)
                continue
            if reader_for(path) is None:
                skipped[_ending(path)] += 1
            else:
                known += 1
                self.take(root, path, status)
        if skipped:
            self.refuse(root, f"passed over {_count(skipped)}; only {_ENDINGS} are read")
        elif not known and refused == len(self.refusals):
            self.refuse(root, f"the folder holds no {_ENDINGS} file")

    def entries(self, folder: Path, status: os.stat_result) -> list[Path]:
        """Return what a folder holds, the last name first; nothing of a folder that was seen."""
        if not self.first_sight(status):
            return []
        names = (entry for entry in folder.iterdir() if not entry.name.startswith("."))
        return sorted((entry for entry in names if not entry.name.endswith(_QUESTIONS)), reverse=True)

    def take(self, root: Path, path: Path, status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode):
            self.refuse(path, "not a regular file; only files with text in them can be read", root)
        elif self.first_sight(status):
            self.files.append((root, path))

    def first_sight(self, status: os.stat_result) -> bool:
        key = (status.st_dev, status.st_ino)
        if key in self.seen:
            return False
        self.seen.add(key)
        return True

    def refuse(self, path: Path, reason: str, root: Path | None = None) -> None:
        name = str(path) if root in (None, path) else path.relative_to(root or path).as_posix()
        self.refusals.append(Refusal(printable(name), reason))


def _named(files: list[tuple[Path, Path]]) -> list[Source]:
    """Name files by their path below the folder; where two would share a name, by as many folders more as it takes."""
    parts = [Path(os.path.abspath(path)).parts for _, path in files]
    lengths = [len(path.relative_to(root).parts) for root, path in files]
    while True:
        names = [printable("/".join(part[-length:])) for part, length in zip(parts, lengths, strict=True)]
        shared = {name for name, count in Counter(names).items() if count > 1}
        longer = [min(n + (name in shared), len(p)) for n, name, p in zip(lengths, names, parts, strict=True)]
        if longer == lengths:
            return [Source(name, path) for name, (_, path) in zip(names, files, strict=True)]
        lengths = longer


def why_not(error: Exception) -> str:
    """Return what the system says about a path that cannot be read, and what to do."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder; check the path"
    if isinstance(error, PermissionError):
        return "no permission to read it; change its mode or owner"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"


def _ending(path: Path) -> str:
    return printable(path.suffix.lower()) or "a name without an ending"


def _count(skipped: Counter[str]) -> str:
    total = sum(skipped.values())
    kinds = ", ".join(f"{count} × {ending}" for ending, count in sorted(skipped.items()))
    return f"{total} other file{'s' if total > 1 else ''} ({kinds})"
