import pytest

from retrieval.answers import Answerer


@pytest.mark.parametrize(
    ("typed", "searched"),
    [("qingliudukou", "青柳渡口"), ("baishuzhen", "柏树镇"), ("文化站站涨", None), ("步到", None)],
)
def test_pinyin_is_read_as_what_the_paper_prints(answerer: Answerer, typed: str, searched: str | None) -> None:
    repairs = answerer.understand(f"{typed} 改造投资多少").repairs
    assert ((typed, searched) in repairs) == (searched is not None)


def test_a_wrong_character_is_replaced_by_one_that_sounds_alike(answerer: Answerer) -> None:
    assert answerer.understand("农技员指导玉米管里").folded.endswith("管理")


def test_words_of_another_world_are_left_alone(answerer: Answerer) -> None:
    assert answerer.understand("比特币昨夜暴跌引发恐慌性抛售").repairs == ()


def test_a_question_the_paper_can_spell_is_not_touched(answerer: Answerer) -> None:
    assert answerer.understand("青柳渡口改造总投资多少？").repairs == ()
