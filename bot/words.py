"""The bot's own words to readers, from one catalogue (`words.toml`) in three languages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

DEFAULT = "zh-hans"
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "yue")


class Words:
    """The catalogue in one language; `language` is a BCP 47 tag, anything unknown reads Simplified Chinese."""

    def __init__(self, language: str = DEFAULT) -> None:
        self.language = nearest_language(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return one text with its places filled; KeyError for a key or place the catalogue does not have."""
        return catalogue()[key][self.language].format(**values)


def nearest_language(tag: str) -> str:
    """Return the catalogue's language for a BCP 47 tag such as `zh-TW`."""
    tag = tag.replace("_", "-").casefold()
    if tag.startswith(_TRADITIONAL):
        return "zh-hant"
    return "en" if tag == "en" or tag.startswith("en-") else DEFAULT


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return every text by key and language."""
    return tomllib.loads(files("bot").joinpath("words.toml").read_text(encoding="utf-8"))
