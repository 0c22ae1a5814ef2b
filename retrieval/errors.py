"""What can go wrong with finding answers.

RetrievalError
└── DictionaryError  the admin's own dictionary file cannot be used
"""


class RetrievalError(Exception):
    """Anything this package raises."""


class DictionaryError(RetrievalError):
    """The admin's own dictionary file cannot be used; the message names the file and the line."""
