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

from retrieval.columns import BLOCK, DAMAGED, Column, ColumnWriter, Sums, map_column, open_file
from retrieval.errors import DamagedIndexError

Kinds = Mapping[str, type[np.generic]]
_WHOLE, _SUMS = "whole.json", "sums"


def write_columns(folder: Path, kinds: Kinds, parts: Iterable[tuple[str, NDArray[np.generic]]]) -> None:
    """Write columns, given part by part with their names, into a new folder.

    Whoever is killed on the way leaves a folder that is not whole. A power cut may leave one that seems so: what is to
    outlive it wants `sync_all`.
    """
    folder.mkdir(parents=True)
    writers = {name: ColumnWriter(folder / name) for name in kinds}
    for name, values in parts:
        writers[name].write(values.astype(kinds[name], copy=False))
    sums = b"".join(writer.close().tobytes() for writer in writers.values())
    (folder / _SUMS).write_bytes(sums)
    told = {"sizes": {name: writer.size for name, writer in writers.items()}, "sums": zlib.crc32(sums)}
    part = folder / f"{_WHOLE}.part"
    part.write_bytes(json.dumps(told).encode())
    part.replace(folder / _WHOLE)


def is_whole(folder: Path) -> bool:
    """Tell whether columns were written to their end."""
    return (folder / _WHOLE).exists()


def open_columns(folder: Path, kinds: Kinds, held: bool = True) -> dict[str, Column[Any]]:
    """Map the columns of a folder; raises DamagedIndexError where a file is missing or not of its size.

    Those that are not held open are only read, whole or in parts.
    """
    sizes, sums = _read_told(folder, kinds)
    columns: dict[str, Column[Any]] = {}
    for (name, kind), size in zip(kinds.items(), sizes, strict=True):
        blocks = -(-size // BLOCK)
        columns[name] = map_column(folder / name, kind, size, sums[:blocks], held)
        sums = sums[blocks:]
    return columns


def _read_told(folder: Path, kinds: Kinds) -> tuple[list[int], Sums]:
    if (folder / DAMAGED).exists():
        raise DamagedIndexError(f"{folder}: found damaged by a reader")
    try:
        told = json.loads(read_file(folder / _WHOLE))
        sums = read_file(folder / _SUMS)
        if zlib.crc32(sums) != told["sums"]:
            raise DamagedIndexError(f"{folder / _SUMS}: not as it was written")
        return [int(told["sizes"][name]) for name in kinds], np.frombuffer(sums, dtype=np.uint32)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedIndexError(f"{folder}: these are no whole columns ({error})") from error


def read_file(path: Path) -> bytes:
    """Return what is in a file; raises OSError where there is none, or what never ends stands in its place."""
    with open_file(path) as file:
        return file.read()


def link_folder(folder: Path, other: Path) -> None:
    """Have the files of a folder in another new one as well: the same bytes where the system can, else copies."""
    other.mkdir(parents=True)
    for path in folder.iterdir():
        try:
            os.link(path, other / path.name)
        except OSError:
            shutil.copyfile(path, other / path.name)


def write_synced(path: Path, content: bytes) -> None:
    """Write a file at once: whoever looks sees all of it, or what was there before."""
    part = path.with_name(f"{path.name}.part")
    for place in (part, path):
        if place.exists() and not place.is_file():  # where a file belongs, nothing else may stay
            remove(place)
    part.write_bytes(content)
    sync(part)
    part.replace(path)
    sync(path.parent)


def sync_all(folder: Path) -> None:
    """Have a folder, with all that is in it, on the disk itself."""
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)
    sync(folder.parent)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk itself; some systems cannot, and need not."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove(path: Path) -> None:
    """Remove a folder with all that is in it; what a system will not let go of now stays for the next time."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
