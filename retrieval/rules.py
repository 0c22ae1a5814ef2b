"""What decides how passages are indexed, by name."""

import hashlib
from functools import cache
from importlib.resources import files

# To be raised whenever what is stored has another form.
FORMAT = 2
# Where it is said how articles are cut into passages, passages into terms, and how terms become numbers.
_RULES = {
    "corpus": ("packing.py", "passages.py", "sentences.py"),
    "retrieval": ("characters.py", "fold.py", "harvest.py", "numbers.py", "terms.py", "tokens.py", "vocabulary.py"),
}


@cache
def rules() -> str:
    """Return what names the rules: the form of the index and a digest of their code, so that no change is forgotten."""
    digest = hashlib.blake2b(digest_size=4)
    for package, names in _RULES.items():
        for name in names:
            digest.update((files(package) / name).read_bytes())
    return f"{FORMAT}-{digest.hexdigest()}"
