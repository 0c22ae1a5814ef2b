"""How much of files that are mapped counts as this program's memory."""

import mmap
import os
import weakref


class MappedMemory:
    """Asks the system, where it tells, in 2 µs; opening what tells it anew would take 6."""

    def __init__(self) -> None:
        self._told: int | None = None
        try:
            self._told = os.open("/proc/self/statm", os.O_RDONLY)
        except OSError:
            return
        weakref.finalize(self, os.close, self._told)

    def size(self) -> int:
        """Return the bytes of files that are mapped and in memory now, libraries among them; 0 if no system tells."""
        return 0 if self._told is None else int(os.pread(self._told, 200, 0).split()[2]) * mmap.PAGESIZE
