"""A segment: some articles with their passages and postings, made once and never changed."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.packing import unpack_article
from corpus.passages import passage_spans, split_passages
from corpus.types import Article, Passage
from retrieval.columns import Column, Mapped
from retrieval.harvest import harvest
from retrieval.merging import merge, merged_lengths, parts_of
from retrieval.postings import Postings, invert
from retrieval.terms import passage_terms
from retrieval.tokens import Tokenizer
from retrieval.vocabulary import hash_terms

# The columns of a segment: of its postings, of its passages and articles.
_POSTINGS: dict[str, type[np.generic]] = {
    "hashes": np.uint64,
    "ends": np.int64,
    "rows": np.uint32,
    "counts": np.uint8,
    "many": np.int64,
    "many_counts": np.int64,
    "common": np.int64,
    "tops": np.uint8,
    "lengths": np.uint32,
    "pivot": np.float64,
}
_TABLES: dict[str, type[np.generic]] = {
    "owners": np.uint32,
    "begins": np.uint32,
    "finishes": np.uint32,
    "ids": np.uint64,
    "digests": np.uint64,
    "record_ends": np.int64,
    "records": np.uint8,
}
KINDS = _POSTINGS | _TABLES


@dataclass(frozen=True, slots=True)
class Segment:
    """Passage of row r is `begins[r]:finishes[r]` of the body of article number `owners[r]`.

    Article number n is packed in `records` up to `record_ends[n]`, from where the one before ends; `ids` are the
    hashes of the articles' ids, `digests` of all their bytes.
    """

    postings: Postings
    owners: Column[np.uint32]
    begins: Column[np.uint32]
    finishes: Column[np.uint32]
    ids: Column[np.uint64]
    digests: Column[np.uint64]
    record_ends: Column[np.int64]
    records: Column[np.uint8]

    def files(self) -> list[Mapped]:
        """Return the files that its columns are in, none of one in memory."""
        columns = (getattr(self if name in _TABLES else self.postings, name) for name in KINDS)
        return [column.mapped for column in columns if isinstance(column, Column) and column.mapped]

    def article(self, number: int) -> Article:
        """Return an article by its number."""
        [ends] = self.record_ends.parts(((max(0, number - 1), number + 1),))
        return unpack_article(self.records.bytes(int(ends[0]) if number else 0, int(ends[-1])))

    def places(self, rows: NDArray[np.int64]) -> list[tuple[int, int, int]]:
        """Return where passages are: the number of the article, start and end in its body."""
        columns = (column.take(rows).tolist() for column in (self.owners, self.begins, self.finishes))
        return list(zip(*columns, strict=True))


def passages_of(article: Article, tokenizer: Tokenizer) -> Iterator[tuple[Passage, list[str]]]:
    """Yield the passages of an article that have a term, with their terms."""
    for passage in split_passages(article):
        if terms := passage_terms(article, passage, tokenizer):
            yield passage, terms


def make_segment(records: Sequence[bytes], tokenizer: Tokenizer) -> Segment:
    """Return a segment in memory of articles that are packed; of some 10,000 passages, more are better merged."""
    articles = [unpack_article(record) for record in records]
    spans = [passage_spans(article) for article in articles]
    hashes, rows = harvest(articles, spans, tokenizer)
    places = np.array(
        [(number, start, end) for number, each in enumerate(spans) for start, end in each], dtype=np.uint32
    ).reshape(-1, 3)
    has_terms = np.bincount(rows, minlength=len(places)) > 0
    if not has_terms.all():
        places, rows = places[has_terms], (np.cumsum(has_terms, dtype=np.uint32) - np.uint32(1))[rows]
    owners, begins, finishes = places.T
    return Segment(
        invert(hashes, rows, len(places)),
        Column(np.ascontiguousarray(owners)),
        Column(np.ascontiguousarray(begins)),
        Column(np.ascontiguousarray(finishes)),
        Column(hash_terms([article.id for article in articles])),
        Column(np.array([digest_of(record) for record in records], dtype=np.uint64)),
        Column(np.cumsum([len(record) for record in records], dtype=np.int64)),
        Column(np.frombuffer(b"".join(records), dtype=np.uint8)),
    )


def digest_of(record: bytes) -> int:
    """Return a number of 64 bits that tells a packed article from any other."""
    return int.from_bytes(hashlib.blake2b(record, digest_size=8).digest(), "little")


def assemble(columns: Mapping[str, Column[Any]]) -> Segment:
    """Return a segment of its columns by name; each has the kind its name stands for, which no type says of a dict."""
    pivot = float(columns["pivot"].whole()[0])
    postings = Postings(**{name: columns[name] for name in _POSTINGS if name != "pivot"}, pivot=pivot)
    return Segment(postings, **{name: columns[name] for name in _TABLES})


def columns_of(segment: Segment) -> Iterator[tuple[str, NDArray[np.generic]]]:
    """Yield the columns of a segment, whole and checked, with their names."""
    for name in KINDS:
        column = getattr(segment if name in _TABLES else segment.postings, name)
        yield name, np.array([column]) if name == "pivot" else column.whole()


@dataclass(frozen=True, slots=True)
class Kept:
    """A segment, and which of its articles are to be kept."""

    segment: Segment
    articles: NDArray[np.bool_]

    @classmethod
    def whole(cls, segment: Segment) -> "Kept":
        return cls(segment, np.ones(len(segment.ids), dtype=bool))

    @property
    def rows(self) -> NDArray[np.bool_]:
        """Which of its passages are to be kept."""
        kept: NDArray[np.bool_] = self.articles[self.segment.owners.whole()]
        return kept


class Union:
    """Several segments about to become one: the articles of one after those of the other, dropped ones left out."""

    def __init__(self, kept: Sequence[Kept]) -> None:
        self._kept = kept
        self._parts = parts_of([each.segment.postings for each in kept], [each.rows for each in kept])
        self._lengths = merged_lengths(self._parts)
        self.pivot = float(self._lengths.mean()) if len(self._lengths) else 1.0

    def columns(self) -> Iterator[tuple[str, NDArray[np.generic]]]:
        """Yield the columns of the new segment, part by part, each part with the name of its column."""
        if len(self._kept) == 1 and self._kept[0].articles.all():
            yield from columns_of(self._kept[0].segment)
            return
        for piece in merge(self._parts, self._lengths, self.pivot):
            yield from ((field.name, getattr(piece, field.name)) for field in fields(piece))
        yield "lengths", self._lengths
        yield "pivot", np.array([self.pivot])
        first = end = 0
        for each in self._kept:
            yield from _passage_columns(each, first)
            yield from _article_columns(each, end)
            first += int(each.articles.sum())
            end += int(_record_sizes(each.segment)[each.articles].sum())

    def segment(self) -> Segment:
        """Return the new segment, in memory."""
        parts: dict[str, list[NDArray[np.generic]]] = {name: [] for name in KINDS}
        for name, values in self.columns():
            parts[name].append(values)
        return assemble({name: Column(np.concatenate(values)) for name, values in parts.items()})


def _passage_columns(kept: Kept, first: int) -> Iterator[tuple[str, NDArray[np.generic]]]:
    rows, segment = kept.rows, kept.segment
    numbers = np.cumsum(kept.articles) - 1 + first
    yield "owners", numbers[segment.owners.whole()[rows]].astype(np.uint32)
    yield "begins", segment.begins.whole()[rows]
    yield "finishes", segment.finishes.whole()[rows]


def _article_columns(kept: Kept, end: int) -> Iterator[tuple[str, NDArray[np.generic]]]:
    segment, sizes = kept.segment, _record_sizes(kept.segment)
    yield "ids", segment.ids.whole()[kept.articles]
    yield "digests", segment.digests.whole()[kept.articles]
    yield "record_ends", np.cumsum(sizes[kept.articles]) + end
    ends = segment.record_ends.whole()
    steps = np.searchsorted(ends, np.arange(COPIED, ends[-1] if len(ends) else 0, COPIED)).tolist()
    for first, last in zip([0, *steps], [*steps, len(ends)], strict=True):
        start, stop = (int(ends[number - 1]) if number else 0 for number in (first, last))
        records = segment.records.part(start, stop)
        yield "records", records[np.repeat(kept.articles[first:last], sizes[first:last])]


# So many bytes of articles are copied at once.
COPIED = 1 << 24


def _record_sizes(segment: Segment) -> NDArray[np.int64]:
    return np.diff(segment.record_ends.whole(), prepend=0)
