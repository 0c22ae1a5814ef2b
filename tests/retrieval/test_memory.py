import mmap
import sys
from pathlib import Path

import pytest

from retrieval.memory import MappedMemory


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells")
def test_what_is_mapped_and_read_counts_and_what_is_given_back_does_not(tmp_path: Path) -> None:
    path, size = tmp_path / "file", 8 << 20
    path.write_bytes(bytes(size))
    memory = MappedMemory()
    before = memory.size()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert not any(mapped[:: mmap.PAGESIZE])
        assert memory.size() - before > size / 2
        mapped.madvise(mmap.MADV_DONTNEED)
        assert memory.size() - before < size / 2
