"""The index and its peers, measured: `python -m tests.bench 1000 58000 227000 --folder BENCH --peers tantivy,bm25s`.

Every figure comes from a process of its own, one after the other, in one run. Peers are given our terms ready made,
and asked for 10 passages; our searches return the passages themselves, with their articles.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from corpus.stored import StoredCorpus
from retrieval.crew import work_ahead
from retrieval.embedded import batches
from retrieval.questions import query_terms, understand
from retrieval.tokens import Tokenizer
from tests.bench.archive import NEWS, read_questions, terms_of, write_archive
from tests.bench.measure import Figures

_MODULES = {"rank-bm25": "rank_bm25", "bm25s": "bm25s", "tantivy": "tantivy", "FTS5": "sqlite3"}
# rank_bm25 needs over 3 GB and a second a question at this size; larger ones tell nothing more.
_RANK_BM25_UP_TO = 250_000
Results = dict[int, dict[str, Figures]]


def run(module: str, *arguments: str) -> Figures:
    """Return the figures that a module of this package prints, run by itself."""
    command = [sys.executable, "-m", f"tests.bench.{module}", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        print(f"{' '.join(command[2:])}: failed", file=sys.stderr)
        return {}
    figures: Figures = json.loads(done.stdout)
    return figures


def measure(folder: Path, passages: int, peers: Sequence[str]) -> dict[str, Figures]:
    """Return the figures of the index, as "wenbao", and of its peers, for an archive of so many passages."""
    write_archive(folder / "pages", passages)
    ours: Figures = {}
    for what in ("store", "build", "serve", "reload"):
        if what != "store" or not (folder / "corpus.db").exists():
            ours |= run("measure", what, str(folder))
    results = {"wenbao": ours}
    if peers:
        terms, questions = write_terms(folder)
        for peer in peers:
            if peer != "rank-bm25" or passages <= _RANK_BM25_UP_TO:
                results[peer] = run("peers", peer, str(terms), str(questions))
        terms.unlink()
    return results


def write_terms(folder: Path) -> tuple[Path, Path]:
    """Write the terms of all passages, and of all questions, a line each."""
    terms, questions = folder / "terms.txt", folder / "questions.txt"
    records = (record for _, record in StoredCorpus(folder / "corpus.db").records())
    with terms.open("w", encoding="utf-8") as file:
        file.writelines(work_ahead(terms_of, batches(records), 2))
    tokenizer = Tokenizer()
    asked = [" ".join(query_terms(understand(question, tokenizer))) for question in read_questions()]
    questions.write_text("\n".join(asked), "utf-8")
    return terms, questions


def table(results: Results) -> str:
    """Return all figures as lines of Markdown, a column a size, peers with their ratio to ours."""
    sizes = sorted(results)
    lines = ["| | " + " | ".join(f"{size:,}" for size in sizes) + " |", "|---" * (len(sizes) + 1) + "|"]
    names = dict.fromkeys(
        (engine, figure) for size in sizes for engine in results[size] for figure in results[size][engine]
    )
    for engine, figure in names:
        cells = [_cell(results[size], engine, figure) for size in sizes]
        lines.append(f"| {engine}: {figure} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(results: dict[str, Figures], engine: str, figure: str) -> str:
    value, ours = results.get(engine, {}).get(figure), results["wenbao"].get(figure)
    if value is None:
        return ""
    shown = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return shown if engine == "wenbao" or not ours else f"{shown} ({value / ours:,.1f}×)"


def plot(results: Results, path: Path) -> None:
    """Draw the median time of a search against the size of the archive."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.5))
    for engine in dict.fromkeys(engine for each in results.values() for engine in each):
        points = [(size, results[size].get(engine, {}).get("search 10 p50 ms")) for size in sorted(results)]
        known = [point for point in points if point[1]]
        axes.plot(*zip(*known, strict=True), marker="o", label=engine) if known else None
    axes.set(xscale="log", yscale="log", xlabel="passages", ylabel="search, median, ms")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1000, 10_000, 58_000], help="passages")
    parser.add_argument("--folder", type=Path, default=Path("bench"), help="where archives and results are kept")
    parser.add_argument("--peers", default=",".join(_MODULES), help="comma-separated; those not installed are left out")
    options = parser.parse_args()
    if not NEWS.exists():
        parser.error(f"{NEWS} is not here; WENBAO_SHARED names its folder")
    peers = [peer for peer in options.peers.split(",") if peer in _MODULES and find_spec(_MODULES[peer])]
    kept = options.folder / "results.json"
    results: Results = {int(size): each for size, each in json.loads(kept.read_text()).items()} if kept.exists() else {}
    for size in options.sizes:
        results[size] = measure(options.folder / str(size), size, peers)
        kept.write_text(json.dumps(results, indent=1))
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(table(results))
    if find_spec("matplotlib"):
        plot(results, options.folder / "search.png")


if __name__ == "__main__":
    main()
