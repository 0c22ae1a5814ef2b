import pytest

from retrieval.errors import SynonymsError
from retrieval.synonyms import own_synonyms, parse_synonyms


def test_every_word_left_of_the_colon_is_searched_as_those_right_of_it() -> None:
    text = "# note\n錢袋子 荷包: 财政收入 预算\n荷包: 工资\n"
    assert parse_synonyms(text, "own.txt") == {"钱袋子": ("财政收入", "预算"), "荷包": ("财政收入", "预算", "工资")}


def test_a_line_without_a_colon_is_named() -> None:
    with pytest.raises(SynonymsError, match=r"own\.txt:2"):
        parse_synonyms("好: 坏\n没有冒号\n", "own.txt")


def test_the_package_has_its_own() -> None:
    assert "财政收入" in own_synonyms()["钱袋子"]
