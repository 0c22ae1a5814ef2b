"""Flat arrays in memory or in files, read or mapped; what a file holds is checked before it is believed.

A file that is cut while it is mapped takes along the process that touches what is gone (SIGBUS), and one that is
written to after it was checked would be believed. So only what a search picks single values from is mapped; all else is
read, and a cut file gives too little. And a search looks before that every file is as it was when it was opened, and
after it that none was cut meanwhile, at 1 µs a file. What is left is a cut within the millisecond between: it may end
the program, but not in a wrong answer, and the next start finds the file damaged and builds it anew. To read single
values as well, each by a call of the system, would double the time of a search.
"""

import errno
import mmap
import os
import stat
import weakref
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import DamagedIndexError

Value = TypeVar("Value", bound=np.generic)
Sums = NDArray[np.uint32]
Span = tuple[int, int]
# One checksum for so many bytes: a question reads few of them, and 64 KB take 16 µs to check, once.
BLOCK = 1 << 16
# The mark that is left beside a damaged file, so that the next writer knows what a reader found.
DAMAGED = "damaged"


class Column(Generic[Value]):
    """One array of values of one kind, read in parts.

    A mapped one has a checksum for every block of its file; a block is checked when it is first read, so that no
    answer is made of damaged bytes and opening takes no longer for a longer one. Raises DamagedIndexError.
    """

    def __init__(self, values: NDArray[Value], mapped: "Mapped | None" = None) -> None:
        self.unchecked = values
        self.mapped = mapped
        self._unread = bytearray(b"\1" * (0 if mapped is None else len(mapped.sums)))
        self._flags = np.frombuffer(self._unread, dtype=np.uint8)
        self._shift = (BLOCK // values.itemsize).bit_length() - 1  # of a place to its block: kinds have 1 to 8 bytes

    def __len__(self) -> int:
        return len(self.unchecked)

    def part(self, start: int, end: int) -> NDArray[Value]:
        """Return the values from start to end, checked; those of a file are read, not mapped."""
        return self.unchecked[start:end] if self.mapped is None else self.read(((start, end),))

    def parts(self, spans: Sequence[Span]) -> list[NDArray[Value]]:
        """Return the values of several spans, from start to end each, checked; those of a file stay in it, mapped."""
        self._check_spans(spans)
        return [self.unchecked[start:end] for start, end in spans]

    def read(self, spans: Sequence[Span]) -> NDArray[Value]:
        """Return a copy of the values of several spans, one after the other, checked; no memory is mapped for it."""
        if self.mapped is None:
            return np.concatenate([self.unchecked[:0], *(self.unchecked[start:end] for start, end in spans)])
        self._check_spans(spans)
        values = np.empty(sum(end - start for start, end in spans), dtype=self.unchecked.dtype)
        size, place, raw = values.itemsize, 0, memoryview(values).cast("B")  # type: ignore[arg-type]
        for start, end in spans:
            self.mapped.read(start * size, raw[place : place + (end - start) * size])
            place += (end - start) * size
        return values

    def bytes(self, start: int, end: int) -> bytes:
        """Return the bytes of the values from start to end, checked; no memory is mapped for it."""
        if self.mapped is None:
            return self.unchecked[start:end].tobytes()
        self._check_spans(((start, end),))
        return self.mapped.bytes(start * self.unchecked.itemsize, (end - start) * self.unchecked.itemsize)

    def take(self, places: NDArray[np.int64]) -> NDArray[Value]:
        """Return the values at some places, checked."""
        if self.mapped is not None:
            blocks = places >> self._shift
            if self._flags.take(blocks).any():
                self._check(set(blocks.ravel().tolist()))
        return self.unchecked.take(places)

    def whole(self) -> NDArray[Value]:
        """Return all values, checked; those of a file are read, not mapped."""
        return self.part(0, len(self))

    def check(self) -> None:
        """Check all that has not been checked yet."""
        self._check(range(len(self._unread)))

    def forget(self) -> None:
        """Give the memory of a mapped column back to the system, which reads it again when it is asked for."""
        if self.mapped is not None:
            self.mapped.forget()

    def _check_spans(self, spans: Sequence[Span]) -> None:
        if self.mapped is not None:
            find, shift = self._unread.find, self._shift
            for start, end in spans:
                if end > start and find(1, start >> shift, (end - 1 >> shift) + 1) >= 0:
                    self._check(range(start >> shift, (end - 1 >> shift) + 1))

    def _check(self, blocks: Iterable[int]) -> None:
        assert self.mapped is not None
        for block in blocks:
            if self._unread[block]:
                self.mapped.check(block)
                self._unread[block] = 0


class Mapped:
    """The file under a mapped column: some of it is mapped, some is read, which keeps it out of the memory counted."""

    def __init__(self, path: Path, sums: Sums) -> None:
        self.sums = sums
        self._path = path
        with open_file(path) as file:
            self._handle = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._handle)
        self._stamp = _stamp(self._handle)
        self.size = self._stamp[0]
        self._memory = mmap.mmap(self._handle, 0, access=mmap.ACCESS_READ) if self.size else None

    @property
    def memory(self) -> "mmap.mmap | bytes":
        return b"" if self._memory is None else self._memory

    def read(self, start: int, into: memoryview) -> None:
        """Fill memory with the bytes from a place on."""
        if not READS_IN_PLACE:
            into[:] = self.memory[start : start + len(into)]
            return
        try:
            size = os.preadv(self._handle, (into,), start)
        except OSError as error:
            raise DamagedIndexError(f"{self._path}: {error.strerror or error}") from error
        if size < len(into):
            raise self._damaged("cut short since it was opened")

    def bytes(self, start: int, size: int) -> bytes:
        """Return so many bytes from a place on."""
        if not READS_IN_PLACE:
            return self.memory[start : start + size]
        try:
            raw = os.pread(self._handle, size, start)
        except OSError as error:
            raise DamagedIndexError(f"{self._path}: {error.strerror or error}") from error
        if len(raw) < size:
            raise self._damaged("cut short since it was opened")
        return raw

    def check(self, block: int) -> None:
        """Check a block; raises DamagedIndexError, and leaves a mark for the next writer."""
        raw = self.bytes(block * BLOCK, min(BLOCK, self.size - block * BLOCK))
        if zlib.crc32(raw) != self.sums[block]:
            raise self._damaged(f"damaged at byte {block * BLOCK:,}")

    def guard(self) -> None:
        """See that nobody cut the file, or wrote to it, since it was opened."""
        if _stamp(self._handle) != self._stamp:
            raise self._damaged("changed since it was opened")

    def measure(self) -> None:
        """See that the file is as long as when it was opened: a third of the work."""
        if os.lseek(self._handle, 0, os.SEEK_END) != self.size:
            raise self._damaged("cut short since it was opened")

    def _damaged(self, how: str) -> DamagedIndexError:
        """Leave a mark for the next writer, and return the error to be raised."""
        with suppress(OSError):
            self._path.with_name(DAMAGED).touch()
        return DamagedIndexError(f"{self._path}: {how}")

    def forget(self) -> None:
        """Give mapped memory back."""
        if self._memory is not None and hasattr(self._memory, "madvise"):
            self._memory.madvise(mmap.MADV_DONTNEED)


class Unheld(Mapped):
    """A file that is opened for every read: a build has hundreds of segments, and a process often but 1,024 files."""

    def __init__(self, path: Path, sums: Sums) -> None:
        self.sums = sums
        self._path = path
        self._memory = None
        with open_file(path) as file:
            self.size = os.fstat(file.fileno()).st_size

    def read(self, start: int, into: memoryview) -> None:
        into[:] = self.bytes(start, len(into))

    def bytes(self, start: int, size: int) -> bytes:
        try:
            with open_file(self._path) as file:
                file.seek(start)
                raw = file.read(size)
        except OSError as error:
            raise DamagedIndexError(f"{self._path}: {error.strerror or error}") from error
        if len(raw) < size:
            raise self._damaged("cut short since it was opened")
        return raw


def _stamp(handle: int) -> tuple[int, int]:
    status = os.fstat(handle)
    return status.st_size, status.st_mtime_ns


READS_IN_PLACE = hasattr(os, "preadv")


def open_file(path: Path) -> BinaryIO:
    """Open a file to be read. Raises OSError where there is none; a pipe in its place is one, not waited for."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise OSError(errno.EINVAL, "this is no file", str(path))


def map_column(path: Path, kind: type[Value], size: int, sums: Sums, held: bool = True) -> Column[Value]:
    """Return the values of a file that must have so many bytes; raises DamagedIndexError where it has not.

    Single values are picked only from one that is held open.
    """
    try:
        mapped = Mapped(path, sums) if held else Unheld(path, sums)
    except OSError as error:
        raise DamagedIndexError(f"{path}: {error.strerror or error}") from error
    if mapped.size != size or len(sums) != -(-size // BLOCK) or size % np.dtype(kind).itemsize:
        raise DamagedIndexError(f"{path}: {mapped.size:,} bytes where {size:,} were written")
    if not held:
        return Column(np.broadcast_to(np.zeros((), dtype=kind), size // np.dtype(kind).itemsize), mapped)
    return Column(np.frombuffer(mapped.memory, dtype=kind), mapped)


class ColumnWriter:
    """Writes one column to a file, part by part, and counts its bytes and checksums on the way."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._rest = b""
        self._sums: list[int] = []
        self.size = 0

    def write(self, values: NDArray[np.generic]) -> None:
        raw = self._rest + values.tobytes()
        self.size += values.nbytes
        whole = len(raw) // BLOCK * BLOCK
        view = memoryview(raw)
        self._sums += [zlib.crc32(view[start : start + BLOCK]) for start in range(0, whole, BLOCK)]
        self._file.write(view[:whole])
        self._rest = raw[whole:]

    def close(self) -> Sums:
        """Finish the file and return its checksums."""
        if self._rest:
            self._sums.append(zlib.crc32(self._rest))
            self._file.write(self._rest)
        self._file.close()
        return np.array(self._sums, dtype=np.uint32)
