"""Lists of words the retrieval goes by, one file a list, for an editor to change: `NAME: WORD WORD …` a line."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def read_groups(name: str) -> dict[str, tuple[str, ...]]:
    """Return the groups of a list by name; a line that begins with two spaces goes on with the group above."""
    groups: dict[str, tuple[str, ...]] = {}
    group = ""
    for line in files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith("  "):
            group, _, line = line.partition(": ")
        groups[group] = (*groups.get(group, ()), *line.split())
    return groups


@cache
def read_kinds() -> dict[str, tuple[str, ...]]:
    """Return how the names of things of a kind end, by the noun for the kind."""
    return {noun: endings for nouns, endings in read_groups("kinds").items() for noun in nouns.split()}


@cache
def read_words(name: str) -> frozenset[str]:
    """Return all words of a list."""
    return frozenset(word for words in read_groups(name).values() for word in words)


def any_of(words: Iterable[str]) -> str:
    """Return the source of a regular expression that matches any of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
