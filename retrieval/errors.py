"""What can go wrong with finding answers.

RetrievalError
├── DictionaryError        the admin's own dictionary file cannot be used
├── SynonymsError          a line of the synonyms cannot be used
├── ExpectationError       a line of a question set cannot be used
├── RemoteError            the search service does not do what it is asked
└── StoredIndexError       the index on the disk cannot be used
    ├── MissingIndexError  there is none
    ├── DamagedIndexError  files of it are missing, cut or changed
    ├── ForeignIndexError  it was built by another version or with another tokenizer
    └── BusyIndexError     another process is writing it
"""


class RetrievalError(Exception):
    """Anything this package raises."""


class DictionaryError(RetrievalError):
    """The admin's own dictionary file cannot be used; the message names the file and the line."""


class SynonymsError(RetrievalError):
    """A line of the synonyms cannot be used; the message names the file and the line."""


class ExpectationError(RetrievalError):
    """A line of a question set cannot be used; the message says what is wrong with it."""


class RemoteError(RetrievalError):
    """The search service cannot be reached, refuses, or answers nonsense; the message says where and what to do.

    `status` is the HTTP status of a refusal and `kind` the service's name for it; None and "" where there was none.
    """

    def __init__(self, where: str, reason: str, advice: str, status: int | None = None, kind: str = "") -> None:
        super().__init__(f"{where}: {reason}; {advice}")
        self.where = where
        self.reason = reason
        self.status = status
        self.kind = kind


class StoredIndexError(RetrievalError):
    """The index on the disk cannot be used; building it anew helps."""


class MissingIndexError(StoredIndexError):
    """There is no index yet."""


class DamagedIndexError(StoredIndexError):
    """Files of the index are missing, cut or changed; the message names the file."""


class ForeignIndexError(StoredIndexError):
    """The index was built by another version of the program, or with another tokenizer or dictionary."""


class BusyIndexError(StoredIndexError):
    """Another process is writing the index."""
