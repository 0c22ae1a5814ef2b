"""Questions for what the papers print: which are read as such, and which articles they get."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Article, Author, Corpus, Kind, article_id
from retrieval.answers import Answerer
from retrieval.contents import Contents, read_contents
from retrieval.snapshot import Snapshot, snapshot_of
from retrieval.tokens import Tokenizer

TODAY = datetime.date(2024, 9, 11)  # a Wednesday
MAY, SEPTEMBER = datetime.date(2024, 5, 10), datetime.date(2024, 9, 6)


def make_article(
    headline: str, body: str, day: datetime.date, page: int, section: str, author: str = "", kind: Kind = Kind.NEWS
) -> Article:
    authors = (Author(author, "记者"),) if author else ()
    id = article_id(headline, day, (body,))
    return Article(id, headline, (body,), "a.txt", authors=authors, date=day, page=page, edition=section, kind=kind)


PAPER = (
    make_article("渡口改造完工", "青柳渡口改造工程完工，新添步道3.6公里。", MAY, 1, "要闻", "田小禾"),
    make_article("少儿书画展", "柏树镇文化站举办少儿书画展。", MAY, 2, "教育·生活", "安平"),
    make_article("今日青柳", "2024年5月10日星期五第01版", MAY, 1, "要闻", kind=Kind.OTHER),
    make_article("渡口通航", "青柳渡口9月5日恢复通航。" * 20, SEPTEMBER, 1, "要闻", "田小禾"),
    make_article("玉米长势好", "柏树镇组织农技员到田间指导。", SEPTEMBER, 3, "综合", "安平"),
)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return snapshot_of(Corpus(PAPER), Tokenizer())


@pytest.fixture(scope="module")
def answerer(snapshot: Snapshot) -> Answerer:
    return Answerer(snapshot.index, Tokenizer(), catalogue=snapshot)


@pytest.mark.parametrize(
    ("question", "headlines"),
    [
        ("今天有什么新闻", ["渡口通航", "玉米长势好"]),
        ("給我看看今天的報紙", ["渡口通航", "玉米长势好"]),
        ("最近有什么大事？", ["渡口通航", "玉米长势好"]),
        ("what's new", ["渡口通航", "玉米长势好"]),
        ("头版头条是什么", ["渡口通航"]),
        ("5月10号的报纸登了什么", ["渡口改造完工", "少儿书画展"]),
        ("2024年5月10日第1版", ["渡口改造完工"]),
        ("第二版有哪些文章", ["少儿书画展"]),
        ("教育版有什么", ["少儿书画展"]),
        ("5月有什么新闻", ["渡口改造完工", "少儿书画展"]),
        ("田小禾写过哪些报道", ["渡口通航", "渡口改造完工"]),
        ("记者安平5月写了什么", ["少儿书画展"]),
        ("青柳渡口的报道有哪些", ["渡口通航", "渡口改造完工"]),
        ("9月有没有关于渡口的新闻", ["渡口通航"]),
        ("書畫展的報導有哪些", ["少儿书画展"]),
        ("书画展的消息", ["少儿书画展"]),
        ("哪些报道提到了步道", ["渡口改造完工"]),
        ("田小禾关于步道的报道", ["渡口改造完工"]),
        ("记者田小禾", ["渡口通航", "渡口改造完工"]),
        ("五月十日的报纸", ["渡口改造完工", "少儿书画展"]),
        ("20240510", ["渡口改造完工", "少儿书画展"]),
        ("5.10的报纸", ["渡口改造完工", "少儿书画展"]),
        ("最新一期", ["渡口通航", "玉米长势好"]),
        ("有啥新闻没", ["渡口通航", "玉米长势好"]),
        ("最近发生了什么", ["渡口通航", "玉米长势好"]),
    ],
)
def test_what_the_papers_print_is_listed(answerer: Answerer, question: str, headlines: list[str]) -> None:
    answer = answerer.answer(question)
    assert answer.answered
    assert sorted(headlines) == sorted(article.headline or "" for article in answer.suggestions)
    assert answer.listed == len(headlines)
    for quote in answer.quotes:
        assert quote.start == 0
        assert quote.article.body.startswith(quote.text)
        assert len(quote.text) <= 120


@pytest.mark.parametrize(
    "question",
    [
        "渡口哪天恢复通航",
        "有新闻发布会吗",
        "报道里说的步道多长",
        "这篇报道是谁写的",
        "市民告诉记者什么",
        "一共有多少篇报道",
        "今天几号",
        "田小禾今年多大",
        "新生几号报道",
        "哪几篇文章获得一等奖",
        "许文静写过哪些报道",
        "最近有什么活动",
        "",
    ],
)
def test_a_question_of_what_they_say_is_not_one_of_what_they_print(snapshot: Snapshot, question: str) -> None:
    assert read_contents(question, snapshot, TODAY) is None


@pytest.mark.parametrize("question", ["昨天有什么新闻", "2023年5月10日的报纸", "去年的报道", "十二版有什么"])
def test_a_paper_that_is_not_there_is_said_to_be_missing(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    assert not answer.answered
    assert answer.suggestions  # the newest there is


@pytest.mark.parametrize(
    ("past", "first", "last"),
    [
        ("昨天", "2024-09-10", "2024-09-10"),
        ("前天", "2024-09-09", "2024-09-09"),
        ("本周", "2024-09-09", "2024-09-15"),
        ("上个星期", "2024-09-02", "2024-09-08"),
        ("这个月", "2024-09-01", "2024-09-11"),
        ("上个月", "2024-08-01", "2024-08-31"),
        ("今年", "2024-01-01", "2024-12-31"),
        ("去年", "2023-01-01", "2023-12-31"),
        ("大前天", "2024-09-08", "2024-09-08"),
        ("上上周", "2024-08-26", "2024-09-01"),
        ("上上个月", "2024-07-01", "2024-07-31"),
        ("前年", "2022-01-01", "2022-12-31"),
    ],
)
def test_times_are_reckoned_from_today(snapshot: Snapshot, past: str, first: str, last: str) -> None:
    contents = read_contents(f"{past}的新闻", snapshot, TODAY)
    assert contents is not None
    assert (str(contents.since), str(contents.until)) == (first, last)


def test_only_days_of_the_span_are_of_it() -> None:
    contents = Contents(since=MAY, until=SEPTEMBER)
    assert contents.of(MAY)
    assert contents.of(SEPTEMBER)
    assert not contents.of(SEPTEMBER + datetime.timedelta(days=1))
    assert not contents.of(None)


def test_the_authors_are_those_of_bylines_the_longest_first(snapshot: Snapshot) -> None:
    assert snapshot.authors() == ("田小禾", "安平")


def test_a_question_that_names_nobody_does_not_read_the_authors() -> None:
    class Unread:
        """A catalogue that fails where it is asked for anything."""

    for question in ("渡口哪天恢复通航", "书画展在哪", "图书馆", "a" * 39):
        assert read_contents(question, Unread(), TODAY) is None  # type: ignore[arg-type]


def test_an_author_whose_name_a_topic_holds_hides_no_article() -> None:
    county = make_article("安平县通车", "安平县的公路通车。", MAY, 1, "要闻", "安平")
    snapshot = snapshot_of(Corpus((county,)), Tokenizer())
    contents = read_contents("安平县的报道有哪些", snapshot, TODAY)
    assert contents is not None
    assert contents.topic == "安平县"


def test_an_article_without_words_is_not_quoted() -> None:
    blank = make_article("图片新闻", " \n", SEPTEMBER, 1, "要闻")
    empty = Article(article_id("空", SEPTEMBER, ()), "空", (), "a.txt", date=SEPTEMBER)
    snapshot = snapshot_of(Corpus((blank, empty, *PAPER)), Tokenizer())
    answer = Answerer(snapshot.index, Tokenizer(), catalogue=snapshot).answer("今天有什么新闻")
    assert answer.listed == 4
    assert all(quote.text.strip() for quote in answer.quotes)


def test_more_articles_than_a_list_holds_are_counted_as_more() -> None:
    many = tuple(make_article(f"消息{n}", f"青柳渡口第{n}次通航。", SEPTEMBER, 1, "要闻") for n in range(80))
    snapshot = snapshot_of(Corpus(many), Tokenizer())
    answer = Answerer(snapshot.index, Tokenizer(), catalogue=snapshot).answer("今天有什么新闻")
    assert (len(answer.suggestions), answer.listed) == (50, 51)


@given(text=st.text(alphabet="今天昨5月10日第三版有什么新闻报道田小禾写了大渡口的？ '/-", max_size=39))
def test_whatever_is_typed_asks_for_articles_or_does_not(snapshot: Snapshot, text: str) -> None:
    contents = read_contents(text, snapshot, TODAY)
    assert contents is None or contents.topic or contents == read_contents(f"请{text}"[:40], snapshot, TODAY)
