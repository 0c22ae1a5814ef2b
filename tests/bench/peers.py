"""Other engines over the very terms of ours: `python -m tests.bench.peers NAME TERMS QUESTIONS`.

TERMS has a line of terms for each passage, QUESTIONS one for each question.
"""

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.measure import Figures, peak_memory, percentiles, timed

HITS = 10
# A slow engine is asked as many questions as it answers in so many seconds, three times each.
_PATIENCE = 60
Search = Callable[[list[str]], object]


def read_terms(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.split()


def rank_bm25(path: Path, folder: Path) -> Search:
    from rank_bm25 import BM25Okapi

    engine = BM25Okapi(read_terms(path))
    return lambda terms: engine.get_top_n(terms, range(engine.corpus_size), HITS)


def bm25s(path: Path, folder: Path) -> Search:
    import bm25s
    from bm25s.tokenization import Tokenized

    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(term, len(vocabulary)) for term in terms] for terms in read_terms(path)]
    engine = bm25s.BM25(method="atire", k1=1.5, b=0.75)
    engine.index(Tokenized(ids=ids, vocab=vocabulary), show_progress=False)
    return lambda terms: engine.retrieve([terms], k=HITS, show_progress=False)


def tantivy(path: Path, folder: Path) -> Search:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    schema = builder.build()
    engine = tantivy.Index(schema, path=str(folder))
    writer = engine.writer(heap_size=300_000_000, num_threads=2)
    for terms in read_terms(path):
        writer.add_document(tantivy.Document(terms=" ".join(terms)))
    writer.commit()
    writer.wait_merging_threads()
    engine.reload()
    searcher = engine.searcher()

    def search(terms: list[str]) -> object:
        each = [tantivy.Query.term_query(schema, "terms", term) for term in terms]
        return searcher.search(tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in each]), HITS)

    return search


def fts5(path: Path, folder: Path) -> Search:
    """SQLite's tokenizers cut pairs apart, so terms go in as hexadecimal digits."""
    database = sqlite3.connect(folder / "fts5.db")
    database.execute("CREATE VIRTUAL TABLE passages USING fts5(terms, content='', tokenize='ascii')")
    rows = ((" ".join(term.encode().hex() for term in terms),) for terms in read_terms(path))
    database.executemany("INSERT INTO passages (terms) VALUES (?)", rows)
    database.execute("INSERT INTO passages (passages) VALUES ('optimize')")
    database.commit()
    statement = f"SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT {HITS}"
    return lambda terms: database.execute(statement, (" OR ".join(term.encode().hex() for term in terms),)).fetchall()


def _times(search: Search, questions: Sequence[list[str]]) -> Iterator[float]:
    """Yield the seconds of one question after the other, the median of three times, after some for practice."""
    until = time.perf_counter() + _PATIENCE / 4
    for terms in questions[:100]:
        search(terms)
        if time.perf_counter() > until:
            break
    until = time.perf_counter() + _PATIENCE
    for terms in questions:
        yield timed(lambda terms=terms: search(terms), 3)  # type: ignore[misc]
        if time.perf_counter() > until:
            break


PEERS = {"rank-bm25": rank_bm25, "bm25s": bm25s, "tantivy": tantivy, "FTS5": fts5}


def measure(name: str, path: Path, questions: Sequence[list[str]]) -> Figures:
    """Return what a peer costs: it is given terms ready made, while our own build cuts them from the text."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        began = time.perf_counter()
        search = PEERS[name](path, Path(folder))
        spent = time.perf_counter() - began
        size = sum(each.stat().st_size for each in Path(folder).rglob("*") if each.is_file())
        figures = percentiles("search 10", list(_times(search, questions)))
        return figures | {"build s": spent, "index MB": size / 1e6, "build peak MB": peak_memory()}


if __name__ == "__main__":
    _, peer, terms_file, questions_file = sys.argv
    asked = [line.split() for line in Path(questions_file).read_text("utf-8").splitlines()]
    print(json.dumps(measure(peer, Path(terms_file), asked)))
