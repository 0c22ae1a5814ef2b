"""Flat arrays in memory or mapped from files; what is mapped is checked before it is believed."""

import errno
import mmap
import os
import stat
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from retrieval.errors import DamagedIndexError

Value = TypeVar("Value", bound=np.generic)
Sums = NDArray[np.uint32]
# One checksum for so many bytes: a question reads few of them, and 64 KB take 16 µs to check, once.
BLOCK = 1 << 16
# The mark that is left beside a damaged file, so that the next writer knows what a reader found.
DAMAGED = "damaged"


class Column(Generic[Value]):
    """One array of values of one kind, read in parts.

    A mapped one has a checksum for every block of its file; a block is checked when it is first read, so that no
    answer is made of damaged bytes and opening takes no longer for a longer one. Raises DamagedIndexError.
    """

    def __init__(
        self, values: NDArray[Value], sums: Sums | None = None, name: str = "", mapped: mmap.mmap | None = None
    ) -> None:
        self.unchecked = values
        self._mapped = mapped
        self._name = name
        self._sums = sums
        self._unread = bytearray(b"\1" * (0 if sums is None else len(sums)))
        self._flags = np.frombuffer(self._unread, dtype=np.uint8)

    def __len__(self) -> int:
        return len(self.unchecked)

    def part(self, start: int, end: int) -> NDArray[Value]:
        """Return the values from start to end, checked."""
        if self._sums is not None and end > start:
            size = self.unchecked.itemsize
            first, last = start * size // BLOCK, (end * size - 1) // BLOCK + 1
            if self._unread.find(1, first, last) >= 0:
                self._check(range(first, last))
        return self.unchecked[start:end]

    def take(self, places: NDArray[np.int64]) -> NDArray[Value]:
        """Return the values at some places, checked."""
        if self._sums is not None and places.size:
            blocks = places * self.unchecked.itemsize // BLOCK
            if self._flags[blocks].any():
                self._check(set(blocks.tolist()))
        return self.unchecked[places]

    def whole(self) -> NDArray[Value]:
        """Return all values, checked."""
        return self.part(0, len(self))

    def forget(self) -> None:
        """Give the memory of a mapped column back to the system, which reads it again when it is asked for."""
        if self._mapped is not None and hasattr(self._mapped, "madvise"):
            self._mapped.madvise(mmap.MADV_DONTNEED)

    def _check(self, blocks: Iterable[int]) -> None:
        assert self._sums is not None
        raw = memoryview(self.unchecked.view(np.uint8))  # type: ignore[arg-type]
        for block in blocks:
            if self._unread[block] and zlib.crc32(raw[block * BLOCK : (block + 1) * BLOCK]) != self._sums[block]:
                with suppress(OSError):
                    Path(self._name).with_name(DAMAGED).touch()
                raise DamagedIndexError(f"{self._name}: damaged at byte {block * BLOCK:,}")
            self._unread[block] = 0


def open_file(path: Path) -> BinaryIO:
    """Open a file to be read. Raises OSError where there is none; a pipe in its place is one, not waited for."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise OSError(errno.EINVAL, "this is no file", str(path))


def map_column(path: Path, kind: type[Value], size: int, sums: Sums) -> Column[Value]:
    """Return the values of a file that must have so many bytes; raises DamagedIndexError where it has not."""
    try:
        with open_file(path) as file:
            found = os.fstat(file.fileno()).st_size
            if found != size or len(sums) != -(-size // BLOCK) or size % np.dtype(kind).itemsize:
                raise DamagedIndexError(f"{path}: {found:,} bytes where {size:,} were written")
            raw = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else None
    except OSError as error:
        raise DamagedIndexError(f"{path}: {error.strerror or error}") from error
    return Column(np.frombuffer(raw or b"", dtype=kind), sums, str(path), raw)


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
