"""Columns as files: a folder of them, a file each, and one that is written last and tells what makes it whole."""

import json
import os
import shutil
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.columns import BLOCK, DAMAGED, Column, ColumnWriter, Sums, map_column
from retrieval.errors import DamagedIndexError

Kinds = Mapping[str, type[np.generic]]
_WHOLE, _SUMS = "whole.json", "sums"


def write_columns(folder: Path, kinds: Kinds, parts: Iterable[tuple[str, NDArray[np.generic]]]) -> None:
    """Write columns, given part by part with their names, into a new folder, synced."""
    folder.mkdir(parents=True)
    writers = {name: ColumnWriter(folder / name) for name in kinds}
    for name, values in parts:
        writers[name].write(values.astype(kinds[name], copy=False))
    sums = b"".join(writer.close().tobytes() for writer in writers.values())
    write_synced(folder / _SUMS, sums)
    told = {"sizes": {name: writer.size for name, writer in writers.items()}, "sums": zlib.crc32(sums)}
    write_synced(folder / _WHOLE, json.dumps(told).encode())


def is_whole(folder: Path) -> bool:
    """Tell whether columns were written to their end."""
    return (folder / _WHOLE).exists()


def open_columns(folder: Path, kinds: Kinds) -> dict[str, Column[Any]]:
    """Map the columns of a folder; raises DamagedIndexError where a file is missing or not of its size."""
    sizes, sums = _read_told(folder, kinds)
    columns: dict[str, Column[Any]] = {}
    for (name, kind), size in zip(kinds.items(), sizes, strict=True):
        blocks = -(-size // BLOCK)
        columns[name] = map_column(folder / name, kind, size, sums[:blocks])
        sums = sums[blocks:]
    return columns


def _read_told(folder: Path, kinds: Kinds) -> tuple[list[int], Sums]:
    if (folder / DAMAGED).exists():
        raise DamagedIndexError(f"{folder}: found damaged by a reader")
    try:
        told = json.loads((folder / _WHOLE).read_bytes())
        sums = (folder / _SUMS).read_bytes()
        if zlib.crc32(sums) != told["sums"]:
            raise DamagedIndexError(f"{folder / _SUMS}: not as it was written")
        return [int(told["sizes"][name]) for name in kinds], np.frombuffer(sums, dtype=np.uint32)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedIndexError(f"{folder}: these are no whole columns ({error})") from error


def link_folder(folder: Path, other: Path) -> None:
    """Have the files of a folder in another new one as well: the same bytes where the system can, else copies."""
    other.mkdir(parents=True)
    for path in folder.iterdir():
        try:
            os.link(path, other / path.name)
        except OSError:
            shutil.copyfile(path, other / path.name)
    sync_folder(other)


def write_synced(path: Path, content: bytes) -> None:
    """Write a file at once: whoever looks sees all of it, or what was there before."""
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk itself; some systems cannot, and need not."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
