"""Text to words: the one module that knows jieba."""

import logging
from pathlib import Path

import jieba

from retrieval.errors import DictionaryError
from retrieval.fold import fold

jieba.setLogLevel(logging.WARNING)


class Tokenizer:
    """Cuts folded text into words with jieba's dictionary and, where given, the admin's own.

    `identity` names the tokenizer and its dictionaries: two that cut differently have different identities.
    The dictionary has jieba's format, a word a line, then perhaps its frequency and part of speech.
    """

    def __init__(self, dictionary: Path | None = None) -> None:
        self._jieba = jieba.Tokenizer()
        self.identity = f"jieba-{jieba.__version__}"
        if dictionary is not None:
            self._load(dictionary)

    def cut(self, text: str) -> list[str]:
        """Return fold(text) in pieces, words and all that stands between them; joined they are fold(text)."""
        return self._jieba.lcut(fold(text))  # type: ignore[no-any-return]

    def words(self, text: str) -> list[str]:
        """Return the words of text, folded, in order: the pieces that have a letter, a digit or a Han character."""
        return [piece for piece in self.cut(text) if is_word(piece)]

    def _load(self, dictionary: Path) -> None:
        try:
            content = dictionary.read_text(encoding="utf-8-sig")
            self._jieba.load_userdict([fold(line) for line in content.splitlines() if line.strip()])
        except (OSError, ValueError) as error:
            raise DictionaryError(
                f"{dictionary}: cannot be read as a dictionary ({error}); write a word a line in UTF-8"
            ) from error


def is_word(piece: str) -> bool:
    """Tell whether a piece carries meaning: a letter, a digit or a Han character stands in it."""
    return any(char.isalnum() for char in piece)
