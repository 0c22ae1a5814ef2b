"""What can go wrong with newspaper files.

CorpusError
├── SourceError             a path or file cannot be taken in: it is missing, unreadable, too large, binary …
│   └── EncodingError       a file's bytes are text in no encoding we know
├── RecordError             one line of a .jsonl file is not an article
└── StoreError              the store cannot be used: no permission, no space
    ├── StoreDamagedError   its file is not as it was written; the next refresh builds it anew
    └── StoreBusyError      another process is writing to it
"""


class CorpusError(Exception):
    """Anything this package raises."""


class SourceError(CorpusError):
    """A path or file cannot be taken in; `source` names it, `reason` says why and what to do."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class EncodingError(SourceError):
    """A file is not text in UTF-8, UTF-16, GB18030 or Big5."""


class RecordError(CorpusError):
    """One line of a .jsonl file is not an article; the message says what is wrong with it."""


class StoreError(CorpusError):
    """The store cannot be opened, read or written; the message names its file and says what to do."""


class StoreDamagedError(StoreError):
    """The store's file is not as it was written."""


class StoreBusyError(StoreError):
    """Another process is writing to the store."""
