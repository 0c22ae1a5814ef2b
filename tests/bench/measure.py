"""What the index costs, each figure taken in a process of its own: `python -m tests.bench.measure WHAT FOLDER …`."""

import json
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

Figures = dict[str, float]
# Hits that a question's ranking asks for (`retrieval.ranking`).
HITS = 20


def percentiles(name: str, seconds: Sequence[float]) -> Figures:
    """Return the 50th, 95th and 99th percentile in milliseconds."""
    return {f"{name} p{p} ms": float(np.percentile(seconds, p)) * 1000 for p in (50, 95, 99)}


def peak_memory() -> float:
    """Return the most memory this process held and two workers as large as its largest, in MB; mapped files count."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    workers = 2 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (int(status["VmHWM"].split()[0]) + workers) / 1024


def cpu_seconds() -> float:
    """Return the seconds of processor that this process and its workers took: others share the machine."""
    return sum(os.times()[:4])


def timed(work: Callable[[], object], times: int = 1) -> float:
    """Return the seconds that something takes, the median of some times."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return float(np.median(spent))


def store(folder: Path) -> Figures:
    """Read the archive's files into the store."""
    from corpus.store import Store

    spent = timed(lambda: Store(folder / "corpus.db").refresh([folder / "pages"], workers=2))
    return {"store s": spent}


def build(folder: Path) -> Figures:
    """Build the index of the store, as a first start does after the files were read."""
    from corpus.store import Store
    from retrieval.snapshot import build_snapshot
    from retrieval.tokens import Tokenizer

    tokenizer, corpus = Tokenizer(), Store(folder / "corpus.db").corpus()
    shutil.rmtree(folder / "index", ignore_errors=True)
    began = time.perf_counter()
    snapshot = build_snapshot(corpus, folder / "index", tokenizer, progress=_tell, workers=2)
    spent = time.perf_counter() - began
    size = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    articles = sum(path.stat().st_size for path in (folder / "index").rglob("records"))
    passages = len(snapshot.index)
    return {
        "passages": passages,
        "build s": spent,
        "build passages/s": passages / spent,
        "build passages/s of 2 free cores": 2 * passages / cpu_seconds(),
        "build peak MB": peak_memory(),
        "index MB": (size - articles) / 1e6,
        "articles MB": articles / 1e6,
    }


def _tell(done: int, total: int, name: str) -> None:
    print(f"\r{done:,} of {total:,} articles, {name} ", end="", file=sys.stderr, flush=True)


def serve(folder: Path) -> Figures:
    """Open the index and answer all questions, twice; the second time is counted."""
    began = time.perf_counter()
    from corpus.stored import StoredCorpus
    from retrieval.answers import Answerer
    from retrieval.questions import query_terms, understand
    from retrieval.snapshot import open_snapshot
    from retrieval.tokens import Tokenizer
    from tests.bench.archive import read_questions

    tokenizer = Tokenizer()
    snapshot = open_snapshot(StoredCorpus(folder / "corpus.db"), folder / "index", tokenizer)
    answerer, questions = Answerer(snapshot.index, tokenizer), read_questions()
    answerer.answer(questions[0])
    first = time.perf_counter() - began
    terms = [query_terms(understand(question, tokenizer)) for question in questions]
    figures: Figures = {"open and answer s": first}
    for hits in (10, HITS):
        for each in terms:
            snapshot.index.search(each, hits)
        searches = [timed(lambda each=each, hits=hits: snapshot.index.search(each, hits), 3) for each in terms]  # type: ignore[misc]
        figures |= percentiles(f"search {hits}", searches)
    for question in questions[:50]:
        answerer.answer(question)
    figures |= percentiles("answer", [timed(lambda q=question: answerer.answer(q), 3) for question in questions])  # type: ignore[misc]
    return figures | {"terms a question": float(np.median([len(each) for each in terms])), "serve MB": peak_memory()}


def reload(folder: Path) -> Figures:
    """Load again with nothing changed, then with one page changed, store and index together; the page is put back."""
    from corpus.store import Store
    from retrieval.snapshot import build_snapshot
    from retrieval.tokens import Tokenizer

    tokenizer, stored = Tokenizer(), Store(folder / "corpus.db")

    def load() -> None:
        stored.refresh([folder / "pages"])
        build_snapshot(stored.corpus(), folder / "index", tokenizer)

    load()
    nothing = min(timed(load) for _ in range(3))
    page = folder / "pages" / "00000.jsonl"
    lines = page.read_text("utf-8").splitlines()
    page.write_text("\n".join([lines[0].replace("2023", "2024"), *lines[1:20]]), "utf-8")
    changed = timed(load)
    page.write_text("\n".join(lines), "utf-8")
    back = timed(load)
    return {"reload nothing s": nothing, "reload a page s": max(changed, back)}


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](Path(sys.argv[2]))))
