import datetime

import pytest

from corpus.types import Article, Corpus, Refusal, SourceReport, article_id
from retrieval.snapshot import Counts, Snapshot, snapshot_of
from retrieval.tokens import Tokenizer

DAYS = [datetime.date(2024, 3, 2), None, datetime.date(2024, 3, 5), datetime.date(2024, 3, 2)]
TEXTS = ["图书馆新馆周六开放。", "河道清淤工程完工。", "菜市场改造后重新营业。", "小学操场铺上了新草皮。"]


def make_article(text: str, day: datetime.date | None = None, source: str = "a.txt") -> Article:
    return Article(article_id(None, day, (text,)), None, (text,), source, date=day)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    articles = tuple(make_article(text, day) for text, day in zip(TEXTS, DAYS, strict=True))
    report = SourceReport("a.txt", tuple(article.id for article in articles))
    return snapshot_of(Corpus(articles, (report,), (Refusal("b.txt", "empty"),)), Tokenizer())


def test_a_snapshot_counts_what_it_holds(snapshot: Snapshot) -> None:
    assert snapshot.counts == Counts(sources=1, articles=4, passages=4)


def test_an_article_is_found_by_its_id_and_an_unknown_id_is_none(snapshot: Snapshot) -> None:
    article = make_article(TEXTS[0], DAYS[0])
    assert snapshot.article(article.id) == article
    assert snapshot.article("0000000000") is None


def test_the_latest_articles_come_newest_first_a_day_in_order_and_the_undated_last(snapshot: Snapshot) -> None:
    assert [article.body for article in snapshot.latest(9)] == [TEXTS[2], TEXTS[0], TEXTS[3], TEXTS[1]]
    assert [article.body for article in snapshot.latest(1)] == [TEXTS[2]]
    assert snapshot.days() == (DAYS[2], DAYS[0], None)
    assert [article for day in snapshot.days() for article in snapshot.on(day)] == list(snapshot.latest(9))


def test_sources_and_refusals_are_those_of_the_corpus(snapshot: Snapshot) -> None:
    assert [report.source for report in snapshot.sources()] == ["a.txt"]
    assert [refusal.source for refusal in snapshot.refusals()] == ["b.txt"]


def test_an_article_that_was_read_twice_is_held_once() -> None:
    twice = Corpus((make_article(TEXTS[0]), make_article(TEXTS[0], source="again.txt")))
    assert snapshot_of(twice, Tokenizer()).counts == Counts(sources=0, articles=1, passages=1)


def test_an_empty_corpus_is_a_snapshot_that_finds_nothing() -> None:
    empty = snapshot_of(Corpus(()), Tokenizer())
    assert empty.index.search({"图书馆": 1.0}, 5) == []
    assert empty.latest(5) == ()
