"""The seam behind which passages are counted and found."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from retrieval.types import Hit


class Index(Protocol):
    """What a search engine must do for Wenbao; `generation` names the passages and settings it was built from."""

    @property
    def generation(self) -> str: ...

    def __len__(self) -> int:
        """Return the number of passages."""
        ...

    def search(self, terms: Mapping[str, float], limit: int) -> list[Hit]:
        """Return the best passages for weighted terms, best first, equal scores by passage id.

        A term no passage has adds nothing; with none known the list is empty.
        """
        ...

    def frequency(self, term: str) -> int:
        """Return in how many passages a term stands."""
        ...

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        """Return in how many passages each of many terms stands, in their order: one look-up for all of them."""
        ...
