"""Long trials: `python -m tests.bench.robust kills 100` and `python -m tests.bench.robust threads 10000 20`."""

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import numpy as np

from retrieval.snapshot import Snapshot
from retrieval.terms import text_terms
from retrieval.tokens import Tokenizer
from tests.retrieval.test_building import DOINGS, SUBJECTS, Paper, kill_loaders, write_page


def kills(times: int) -> str:
    """Kill a process that loads a paper at random moments; raises where what it leaves is not whole and right."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        found = kill_loaders(Paper(Path(folder), Tokenizer()), times)
    return (
        f"{times} processes killed in {time.monotonic() - began:.0f} s: {found['none']} left no index yet,"
        f" {found['old']} the one of before, {found['new']} a newer one, each whole; {found['half made']} were making"
        f" another; the reload after it answered as a fresh build"
    )


def threads(questions: int, reloads: int) -> str:
    """Ask from 8 threads, in quiet and over reloads; every answer must be that of the generation it was asked of."""
    with tempfile.TemporaryDirectory() as folder:
        paper = Paper(Path(folder), Tokenizer(), days=60)
        held = [paper.reload()]
        right = {held[0].generation: found(held[0], paper.tokenizer)}
        quiet = ask(held, right, paper.tokenizer, questions)
        loading = Thread(target=load, args=(paper, held, right, reloads))
        loading.start()
        busy = ask(held, right, paper.tokenizer, questions, loading)
    return (
        f"{len(busy):,} questions from 8 threads over {len(right) - 1} reloads: p99 {np.percentile(busy, 99):.1f} ms; "
        f"in quiet {np.percentile(quiet, 99):.1f} ms ({np.percentile(busy, 99) / np.percentile(quiet, 99):.1f}×)"
    )


def load(paper: Paper, held: list[Snapshot], right: dict[str, list[object]], reloads: int) -> None:
    for number in range(reloads):
        write_page(paper.pages, 1 + number % 50, times=number + 2)
        snapshot = paper.reload()
        right[snapshot.generation] = found(snapshot, paper.tokenizer)
        held[0] = snapshot
        time.sleep(0.2)


def terms(number: int, tokenizer: Tokenizer) -> dict[str, float]:
    text = SUBJECTS[number % len(SUBJECTS)] + DOINGS[number % len(DOINGS)].format(number % 24)
    return dict.fromkeys(text_terms(text, tokenizer), 1.0)


def found(snapshot: Snapshot, tokenizer: Tokenizer) -> list[object]:
    return [snapshot.index.search(terms(number, tokenizer), 10) for number in range(24)]


def ask(
    held: list[Snapshot],
    right: dict[str, list[object]],
    tokenizer: Tokenizer,
    questions: int,
    until: Thread | None = None,
) -> list[float]:
    """Return the milliseconds of each search; asks on until a thread ends."""

    def one(number: int) -> float:
        snapshot, began = held[0], time.perf_counter()
        hits = snapshot.index.search(terms(number % 24, tokenizer), 10)
        spent = time.perf_counter() - began
        assert hits == right[snapshot.generation][number % 24]
        return spent * 1000

    with ThreadPoolExecutor(8) as pool:
        spent = list(pool.map(one, range(questions)))
        while until is not None and until.is_alive():
            spent += pool.map(one, range(100))
    return spent


if __name__ == "__main__":
    print(globals()[sys.argv[1]](*map(int, sys.argv[2:])))
