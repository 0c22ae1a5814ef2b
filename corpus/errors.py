"""What can go wrong with newspaper files.

CorpusError
├── SourceError        a path or file cannot be taken in: it is missing, unreadable, too large, binary …
│   └── EncodingError  a file's bytes are text in no encoding we know
└── RecordError        one line of a .jsonl file is not an article
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
