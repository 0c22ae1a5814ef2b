from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from retrieval.answers import Answerer
from retrieval.embedded import index_articles
from retrieval.index import Index
from retrieval.tokens import Tokenizer
from retrieval.types import Hit

from .conftest import make_article


class Counting:
    """An index that counts the terms it is asked for."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.generation = index.generation
        self.asked, self.calls = 0, 0

    def __len__(self) -> int:
        return len(self._index)

    def search(self, terms: Mapping[str, float], limit: int) -> list[Hit]:
        return self._index.search(terms, limit)

    def frequency(self, term: str) -> int:
        return self.frequencies((term,))[0]

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        self.asked += len(terms)
        self.calls += 1
        return self._index.frequencies(terms)


@pytest.mark.parametrize(
    ("typed", "searched"),
    [("qingliudukou", "青柳渡口"), ("baishuzhen", "柏树镇"), ("文化站站涨", None), ("步到", None)],
)
def test_pinyin_is_read_as_what_the_paper_prints(answerer: Answerer, typed: str, searched: str | None) -> None:
    repairs = answerer.understand(f"{typed} 改造投资多少").repairs
    assert ((typed, searched) in repairs) == (searched is not None)


@pytest.mark.parametrize("typed", ["a b c d e f ", "ni ", "xi an "])
def test_letters_without_end_are_soon_looked_up(answerer: Answerer, typed: str) -> None:
    index = Counting(answerer.index)
    replace(answerer, index=index).understand(typed * 50)
    assert index.asked < 250_000  # at most 195,000; with every run of words by itself 1,490,000, and two seconds


def test_a_wrong_character_is_replaced_by_one_that_sounds_alike(answerer: Answerer) -> None:
    assert answerer.understand("农技员指导玉米管里").folded.endswith("管理")


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        ("石埔区新签了多少定单", ("石埔区", "石浦区")),
        ("西院社区放学没人管的娃咋办", ("西院社区", "西苑社区")),
        ("上平村吃顿饭掏几块", ("上平村", "上坪村")),
        ("轻麻桥的口咋不让走", ("轻麻桥", "青麻桥")),
        ("卢雁公园的厕所几点锁", ("卢雁公园", "芦雁公园")),
        ("石留园街道的厕所在哪", ("石留园街道", "石榴园街道")),
        ("西苑社区的门开着没", None),
        ("四号桥什么时候修好", None),
        # Names of their own, to a dictionary or to the ear.
        ("西院社区的路灯谁管", None),
        ("师范学校有多少学生", None),
        ("东庄村有多少户", None),
    ],
)
def test_a_place_no_passage_has_is_one_that_sounds_alike(
    text: str, repair: tuple[str, str] | None, tokenizer: Tokenizer
) -> None:
    printed = "石浦区西苑社区、石榴园街道、柳沟镇上坪村、青麻桥、十号桥和芦雁公园都有厕所，放学后也开门。"
    article = make_article("街谈", printed, "示范学校、董庄村没有。")
    repairs = Answerer(index_articles([article], tokenizer), tokenizer).understand(text).repairs
    assert repairs == ((repair,) if repair else ())


def test_names_without_end_are_soon_looked_up(answerer: Answerer) -> None:
    index = Counting(answerer.index)
    replace(answerer, index=index).understand("清江镇李家桥张家村王家湾小学" * 20)
    assert index.calls < 200  # 45


def test_words_of_another_world_are_left_alone(answerer: Answerer) -> None:
    assert answerer.understand("比特币昨夜暴跌引发恐慌性抛售").repairs == ()


def test_a_question_the_paper_can_spell_is_not_touched(answerer: Answerer) -> None:
    assert answerer.understand("青柳渡口改造总投资多少？").repairs == ()


@pytest.mark.parametrize("text", ["此剧的作者是谁", "第十届书画展评出几个奖", "巴路车的作者是谁"])
def test_neither_what_points_nor_a_number_is_misspelt(text: str, tokenizer: Tokenizer) -> None:
    article = make_article("评奖", "第四届书画展评出四个奖，此举的作者受到欢迎。此举的意义何在？")
    assert Answerer(index_articles([article], tokenizer), tokenizer).understand(text).repairs == ()


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("下埠镇的人口数是多少", None),
        ("君士坦丁去过哪条街", None),
        ("下埠镇的小龙虾分捡中心在哪条街", ("分捡", "分拣")),
        ("小龙虾节的奖今多少", ("奖今", "奖金")),
        ("谁是世界冠军", None),
        ("步行街有多少sale", None),
        ("rukou有几个", ("rukou", "入口")),
        ("gongdi有几个", ("gongdi", "工地")),
    ],
)
def test_a_word_no_passage_has_is_not_misspelt_for_that(
    text: str, repaired: tuple[str, str] | None, tokenizer: Tokenizer
) -> None:
    printed = "下埠镇步行街的入口有三个，小龙虾分拣中心在南街，军士坦然出街，奖金三万，洒了两瓶，世界观变了，工地停了。"
    article = make_article("步行街", printed)
    repairs = Answerer(index_articles([article], tokenizer), tokenizer).understand(text).repairs
    assert repairs == ((repaired,) if repaired else ())


def test_of_many_unknown_words_only_one_that_is_none_is_mended(tokenizer: Tokenizer) -> None:
    article = make_article("用药", "阿莫西林胶囊，成人一天最多4克。")
    answerer = Answerer(index_articles([article], tokenizer), tokenizer)
    assert answerer.understand("阿莫西淋一天最多吃多少").repairs == (("阿莫西淋", "阿莫西林"),)


def test_a_word_in_latin_letters_is_mended_but_not_pinyin(tokenizer: Tokenizer) -> None:
    article = make_article("办公", "Excel筛选的快捷键是Ctrl+Shift+L，Linux没有。临溪图书馆开课。")
    answerer = Answerer(index_articles([article], tokenizer), tokenizer)
    assert answerer.understand("exel筛选快捷键").repairs == (("exel", "excel"),)
    assert answerer.understand("linxi图书馆").repairs == (("linxi", "临溪"),)
    assert answerer.understand("word筛选快捷键").repairs == ()
