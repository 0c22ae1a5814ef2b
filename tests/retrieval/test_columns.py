from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.columns import BLOCK, DAMAGED, Column, ColumnWriter, map_column
from retrieval.errors import DamagedIndexError

VALUES = np.arange(50_000, dtype=np.uint32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "values"


def written(path: Path) -> Column[np.uint32]:
    writer = ColumnWriter(path)
    writer.write(VALUES)
    return map_column(path, np.uint32, writer.size, writer.close())


SPANS = st.lists(st.tuples(st.integers(0, 50_000), st.integers(0, 50_000)).map(sorted).map(tuple), max_size=5)


@given(spans=SPANS)
def test_spans_are_the_same_in_memory_mapped_and_read(
    spans: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    mapped = written(tmp_path_factory.mktemp("column") / "values")
    wanted = [list(range(*span)) for span in spans]
    for column in (Column(VALUES), mapped):
        assert [part.tolist() for part in column.parts(spans)] == wanted
        assert column.read(spans).tolist() == [value for part in wanted for value in part]


def test_only_what_is_asked_for_is_checked_and_damage_leaves_a_mark(path: Path) -> None:
    column = written(path)
    with path.open("r+b") as file:
        file.seek(BLOCK + 5)
        file.write(b"\xff")
    per_block = BLOCK // 4
    assert column.read([(0, per_block)]).tolist() == list(range(per_block))
    for damaged in (
        lambda: column.read([(per_block, per_block + 1)]),
        lambda: column.part(0, per_block + 1),
        lambda: column.take(np.array([3, per_block + 1])),
    ):
        with pytest.raises(DamagedIndexError, match="damaged at byte 65,536"):
            damaged()
    assert path.with_name(DAMAGED).exists()


def test_a_file_cut_while_it_is_read_is_damaged(path: Path) -> None:
    column = written(path)
    path.write_bytes(path.read_bytes()[:BLOCK])
    assert column.read([(0, 5)]).tolist() == [0, 1, 2, 3, 4]
    with pytest.raises(DamagedIndexError, match="cut short"):
        column.read([(40_000, 40_001)])
