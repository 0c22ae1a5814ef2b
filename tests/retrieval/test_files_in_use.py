"""Files of an index cut, emptied or changed in place while a program answers from them: it says so, and lives."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.errors import DamagedIndexError
from retrieval.snapshot import Snapshot
from retrieval.tokens import Tokenizer
from tests.retrieval.test_building import ROOT, Paper, answers, files_of, flip


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def shorten(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def empty(path: Path) -> None:
    os.truncate(path, 0)


DAMAGES: dict[str, Callable[[Path], None]] = {"cut": cut, "shortened": shorten, "emptied": empty, "flipped": flip}


def answers_or_refusal(snapshot: Snapshot, tokenizer: Tokenizer) -> object:
    try:
        return answers(snapshot, tokenizer)
    except DamagedIndexError as error:
        return error


def damage_each_in_turn(folder: Path, damage: str) -> int:
    """Damage one file after the other under an index that answers; return how often it was refused from then on."""
    paper, refused = Paper(folder, Tokenizer()), 0
    right = answers(paper.reload(), paper.tokenizer)
    for number in range(len(files_of(paper))):
        snapshot = paper.reload()
        assert answers(snapshot, paper.tokenizer) == right
        path = files_of(paper)[number]
        if path.stat().st_size:
            DAMAGES[damage](path)
            found = answers_or_refusal(snapshot, paper.tokenizer)
            assert found == right or path.name in str(found)
            refused += found != right
            assert answers(paper.reload(), paper.tokenizer) == right
    return refused


@pytest.mark.parametrize("damage", DAMAGES)
def test_no_damage_to_a_file_in_use_ends_the_program_or_changes_an_answer(tmp_path: Path, damage: str) -> None:
    code = f"""
from pathlib import Path
from tests.retrieval.test_files_in_use import damage_each_in_turn
print(damage_each_in_turn(Path({str(tmp_path)!r}), {damage!r}))
"""
    # In a process of its own: a page of a mapped file that is gone ends whoever touches it.
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10
