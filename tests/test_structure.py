"""The shape of the program: who may import whom, and which module alone may know a heavy package."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {"corpus": {"corpus"}, "retrieval": {"retrieval", "corpus"}, "bot": {"bot", "retrieval", "corpus"}}
ONLY_IN = {
    "jieba": {"retrieval/tokens.py"},
    "rjieba": {"retrieval/tokens.py"},
    "rank_bm25": {"retrieval/bm25.py"},
    "opencc": {"retrieval/fold.py"},
    "httpx": {"retrieval/opensearch.py"},
}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the full names of the modules a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module or ""


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_go_one_way(package: str) -> None:
    for path in modules(package):
        ours = {name.split(".")[0] for name in imported(path)} & set(ALLOWED)
        assert ours <= ALLOWED[package], f"{path} imports {ours - ALLOWED[package]}"


def test_heavy_packages_are_known_to_one_module() -> None:
    for package in ALLOWED:
        for path in modules(package):
            where = path.relative_to(ROOT).as_posix()
            for name in {name.split(".")[0] for name in imported(path)}:
                if not (name == "httpx" and where.startswith("bot/telegram/")):
                    assert where in ONLY_IN.get(name, {where}), f"{where} imports {name}"
                if name == "telegram":
                    assert where.startswith("bot/telegram/"), f"{where} imports telegram"


@pytest.mark.parametrize("package", ALLOWED)
def test_no_module_outgrows_400_lines(package: str) -> None:
    for path in modules(package):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path
