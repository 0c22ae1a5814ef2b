"""A process that refreshes a store slowly, so that it can be killed: STORE CORPUS WORKERS."""

import sys
import time
from pathlib import Path

from corpus.store import Store
from corpus.types import Page, Segmentation
from tests.corpus.paragraph_segmenter import segment


def slowly(page: Page) -> Segmentation:
    time.sleep(0.005)
    return segment(page)


def main() -> None:
    store, corpus, workers = sys.argv[1:]
    print("ready", flush=True)
    Store(Path(store)).refresh(
        [Path(corpus)], lambda *_: print("busy", flush=True), slowly, workers=int(workers), patience=20
    )
    print("done", flush=True)


if __name__ == "__main__":
    main()
