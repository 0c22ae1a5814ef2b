"""Words of readers to words of the press, from a list anybody can edit."""

from functools import cache
from importlib.resources import files

from retrieval.errors import SynonymsError
from retrieval.fold import fold

Synonyms = dict[str, tuple[str, ...]]


@cache
def own_synonyms() -> Synonyms:
    """Return the synonyms that come with the package."""
    text = files("retrieval.lexicon").joinpath("synonyms.txt").read_text(encoding="utf-8")
    return parse_synonyms(text, "synonyms.txt")


def parse_synonyms(text: str, name: str) -> Synonyms:
    """Return synonyms from a text in the format of `lexicon/synonyms.txt`; raises SynonymsError, naming the line."""
    synonyms: Synonyms = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        asked, colon, printed = fold(line).partition(":")
        if not colon or not asked.split() or not printed.split():
            raise SynonymsError(f"{name}:{number}: write ASKED: PRINTED PRINTED …, not {line.strip()!r}")
        for word in asked.split():
            others = (*synonyms.get(word, ()), *(other for other in printed.split() if other != word))
            synonyms[word] = tuple(dict.fromkeys(others))
    return synonyms
