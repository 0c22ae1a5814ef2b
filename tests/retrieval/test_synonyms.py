from pathlib import Path

import pytest

from retrieval.errors import SynonymsError
from retrieval.synonyms import own_synonyms, read_synonyms


def test_every_word_left_of_the_colon_is_searched_as_those_right_of_it(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text("# note\n錢袋子 荷包: 财政收入 预算\n荷包: 工资\n", encoding="utf-8")
    assert read_synonyms(path) == {"钱袋子": ("财政收入", "预算"), "荷包": ("财政收入", "预算", "工资")}


def test_a_line_without_a_colon_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    path.write_text("好: 坏\n没有冒号\n", encoding="utf-8")
    with pytest.raises(SynonymsError, match=r"own\.txt:2"):
        read_synonyms(path)


def test_the_package_has_its_own() -> None:
    assert "财政收入" in own_synonyms()["钱袋子"]
