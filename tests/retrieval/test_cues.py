import pytest

from retrieval.answers import Answerer
from retrieval.cues import cues_of, needs_of
from retrieval.embedded import index_articles
from retrieval.lexicon import read_groups
from retrieval.questions import understand
from retrieval.tokens import Tokenizer

from .conftest import make_article


@pytest.mark.parametrize(
    ("question", "told", "other"),
    [
        ("青柳渡口在哪里", "青柳渡口位于区境西南", "青柳渡口改造完工"),
        ("苦楝树的别名叫什么", "苦楝树又名紫花树", "苦楝树春天开花"),
        ("柳溪大桥有多长", "大桥全长1.2公里", "大桥投资1.2亿元"),
        ("柳溪大桥有多长", "大桥长约八百米", "市长来到大桥"),
        ("老区长是怎么去世的", "当晚病故", "当晚下雨"),
    ],
)
def test_a_question_tells_the_words_of_its_answer(question: str, told: str, other: str, tokenizer: Tokenizer) -> None:
    cued = cues_of(understand(question, tokenizer))
    assert cued.told(told)
    assert not cued.told(other)


def test_what_is_asked_of_an_event_has_no_name_in_the_headline(tokenizer: Tokenizer) -> None:
    cued = cues_of(understand("许文静在哪里办书画展", tokenizer))
    assert not cued.named("柏树镇文化站")
    assert cues_of(understand("柏树镇文化站在哪里", tokenizer)).named("柏树镇文化站")


@pytest.mark.parametrize("listed", ["cues", "needs"])
def test_every_cue_says_what_asks_and_what_tells(listed: str) -> None:
    for name, words in read_groups(listed).items():
        assert words.count(">") == 1, name
        assert words[0] != ">" != words[-1], name


@pytest.mark.parametrize(
    ("question", "needed", "without", "told"),
    [
        ("偷电瓶的那人判了几年", "判了", "鲁某某因盗窃被刑事拘留。", "鲁某某被判处有期徒刑一年。"),
        ("接送车是谁捐的", "谁捐", "居民说起爱心接送车，连连点赞。", "爱心接送车由商会捐赠。"),
        ("体育馆坐得下多少人", "坐得下", "联赛在体育馆收官，48支队伍报名。", "体育馆可容纳5000人。"),
        ("石磊为什么被罚下", "罚下", "石磊连入两球。", "石磊两黄变一红。被红牌罚下。"),
        ("那两个人谈了五年恋爱才结婚吗", "谈了五年恋爱", "18对新人乘船出嫁。", "两人相识于一次相亲，昨天成婚。"),
    ],
)
def test_what_cannot_be_told_without_its_words_is_missed_without_them(
    question: str, needed: str, without: str, told: str, tokenizer: Tokenizer
) -> None:
    understood = understand(question, tokenizer)
    assert needed in needs_of(understood, without)
    assert not [*needs_of(understood, told)]


@pytest.mark.parametrize(
    "question",
    ["村委会谈判了几轮才成", "一天喝多少水好", "这种几块钱一碗", "玉屏山哪里人多", "牛肉面卖多少钱"],
)
def test_what_only_looks_like_such_a_question_needs_no_words(question: str, tokenizer: Tokenizer) -> None:
    assert not [*needs_of(understand(question, tokenizer), "面馆开在山下。")]


def test_the_thing_named_in_the_headline_is_told_without_its_name(tokenizer: Tokenizer) -> None:
    museum = make_article(
        "雁滩博物馆",
        "雁滩博物馆的展览天天都有人来看，雁滩博物馆的讲解员说周末人最多。",
        "1986年建成开放，地处老城墙南侧，现有藏品3200件。",
        "雁滩博物馆今年要办十场讲座，雁滩博物馆还收到市民捐来的老照片。",
    )
    answer = Answerer(index_articles([museum], tokenizer), tokenizer).answer("雁滩博物馆在哪里")
    assert "老城墙南侧" in answer.quotes[0].text
