"""Replies: nothing of an article is lost over its parts, buttons fit, the source line says what is known."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import ELLIPSIS, PART, Button, byline, extracts, marked_runs, source_line, title
from bot.words import Words
from corpus.types import Article, ArticleId, Author
from retrieval.types import Quote


def article(*paragraphs: str, **known: object) -> Article:
    return Article(ArticleId("0" * 10), paragraphs=paragraphs, source="a.txt", **{"headline": None, **known})  # type: ignore[arg-type]


@given(st.lists(st.text(alphabet="甲乙丙。！，”“", min_size=1, max_size=4000), min_size=1, max_size=6))
def test_the_parts_of_an_article_joined_are_its_words(paragraphs: list[str]) -> None:
    parts = extracts(article(*paragraphs))
    assert "".join(piece for part in parts for piece in part) == "".join(paragraphs)
    assert all(sum(map(len, part)) <= PART for part in parts)
    assert all(all(part) for part in parts)


def test_a_paragraph_of_20000_characters_is_paged_between_sentences() -> None:
    parts = extracts(article("今天的会开得很长。" * 2222))
    assert len(parts) > 10
    assert all(piece.endswith("。") for part in parts for piece in part)


def test_an_action_takes_64_bytes_and_no_more() -> None:
    Button("x", "a" * 64)
    for action in ("", "a" * 65, "文" * 22):
        with pytest.raises(ValueError, match="64 bytes"):
            Button("x", action)


def test_the_source_line_has_byline_date_and_page() -> None:
    known = article(
        "甲。",
        authors=(Author("程望", "记者"), Author("米粒", "通讯员"), Author("石一", "通讯员")),
        date=datetime.date(2031, 3, 4),
        edition="长堤日报",
        page=2,
    )
    assert source_line(known, Words()) == "记者 程望 通讯员 米粒 石一 · 2031-03-04 长堤日报 第2版"
    assert source_line(article("甲。"), Words()) == "a.txt"
    assert byline(article("甲。", authors=(Author("程望"), Author("米粒")))) == "程望 米粒"


def test_a_lost_headline_shows_the_first_words_marked_as_such() -> None:
    assert title(article("今年以来，全区新建桥梁三座，改造道路十二条，群众出行更方便。"), Words()).startswith(
        "〔无标题〕今年以来"
    )


def test_a_cut_quote_is_marked_where_words_were_left_out() -> None:
    whole = article("甲乙丙丁戊")
    quote = Quote("乙丙丁", whole, 1, 4, 1.0, highlights=((1, 2),), cut=(True, True))
    assert marked_runs(quote) == [(ELLIPSIS, False), ("乙", False), ("丙", True), ("丁", False), (ELLIPSIS, False)]


def test_a_quote_that_is_not_the_articles_words_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="not the words"):
        Quote("乙丙", article("甲乙丙"), 0, 2, 1.0)
    with pytest.raises(ValueError, match="not the words"):
        Quote("乙\n丙", article("甲乙", "丙"), 1, 4, 1.0)
