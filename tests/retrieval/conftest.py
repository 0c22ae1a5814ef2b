import pytest

from corpus.types import Article, Author, article_id
from retrieval.answers import Answerer
from retrieval.checks import Lack, lacks_of
from retrieval.embedded import index_articles
from retrieval.ranking import find
from retrieval.scenes import scene_of
from retrieval.tokens import Tokenizer


def make_article(headline: str | None, *paragraphs: str, authors: tuple[Author, ...] = ()) -> Article:
    return Article(article_id(headline, None, paragraphs), headline, paragraphs, "test.txt", authors=authors)


PAPER = (
    make_article(
        "老渡口改造完工 市民散步有了新去处",
        "本月初，历时两年的青柳渡口改造工程完工，沿岸新添步道3.6公里、凉亭12座。",
        "工程由区水务局实施，总投资4200万元。区水务局局长孟庆和说，渡口夜间照明要到年底才能装好。",
        "“以前这里下雨就积水，现在好走多了。”住在附近的赵女士说，她每天早晚各来一趟。",
        authors=(Author("田小禾", "记者"), Author("卢一鸣", "通讯员")),
    ),
    make_article(
        "少儿书画展开到乡下",
        "7月18日，柏树镇文化站举办少儿书画展，展出作品180余幅，接待观众2300人次。",
        "文化站站长许文静介绍，展览免费，一直办到8月底。因为天气炎热，开放时间改为上午8时至11时。",
        authors=(Author("田小禾", "记者"),),
    ),
    make_article(
        "玉米长势好 农技员进田头",
        "连日来，柏树镇组织农技员40名，分六组到田间指导玉米管理，防治病虫害面积1.2万亩。",
        "农技站建议，抽穗期要及时浇水，每亩追施尿素15公斤。",
        authors=(Author("安平", "通讯员"),),
    ),
    make_article("夜校开班", "区总工会职工夜校秋季班开班，设剪纸、太极、声乐、插花四门课，学员每人收费100元。"),
    make_article("公交线路调整", "自9月1日起，6路公交车改经文化宫、实验小学、青柳渡口，末班车延至21时30分。"),
    make_article("献血", "8月2日，区直机关136人献血，总量4.1万毫升。"),
)


def lacks(answerer: Answerer, text: str) -> list[Lack]:
    """Return what the best report lacks of a question, which must find one."""
    question = answerer.understand(text)
    ranked = find(question, answerer.index, answerer.tokenizer.tag, answerer.weights)
    assert ranked is not None
    return lacks_of(question, scene_of(ranked), answerer.tokenizer.tag)


def paper_lacks(text: str, tokenizer: Tokenizer, *more: Article) -> list[Lack]:
    """Return what the best report of the paper, with more articles in it, lacks of a question."""
    return lacks(Answerer(index_articles([*PAPER, *more], tokenizer), tokenizer), text)


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    return Tokenizer()


@pytest.fixture(scope="session")
def answerer(tokenizer: Tokenizer) -> Answerer:
    return Answerer(index_articles(PAPER, tokenizer), tokenizer)
