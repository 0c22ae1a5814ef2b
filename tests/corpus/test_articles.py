"""Pages become articles, and nothing on them vanishes."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.articles import segment
from corpus.types import Kind, Page
from tests.corpus.composing import compose, random_style
from tests.corpus.newsroom import edition

PAGE = """2031年1月3日 星期五 第02版 综合

雪夜里的清扫队

本报讯 （记者 陆青禾 通讯员 白
小满） 昨夜大雪，云州环卫处三百
名工人连夜上路，到天亮时主干道
已经畅通。

处长何山说，今冬备下了八百
吨融雪剂。

又讯 （记者 陆青禾） 南岭县的
学校今天停课一天。

雪后的老城墙上，游人正在拍照。图为城楼一角。 记者 何山 摄
"""


def test_a_page_becomes_its_articles_in_order() -> None:
    furniture, news, further, caption = segment(Page("a.txt", PAGE)).articles
    assert furniture.kind is Kind.OTHER
    assert (news.headline, news.kind, len(news.paragraphs)) == ("雪夜里的清扫队", Kind.NEWS, 2)
    assert [author.name for author in news.authors] == ["陆青禾", "白小满"]
    assert news.paragraphs[0].startswith("昨夜大雪，云州环卫处三百名工人")
    assert (further.kind, further.parent, further.headline) == (Kind.FOLLOW_UP, news.id, None)
    assert (caption.kind, caption.authors[0].credit) == (Kind.PHOTO_CAPTION, "摄")


def test_nothing_on_a_page_vanishes() -> None:
    assert segment(Page("a.txt", PAGE)).coverage == 1.0


def test_an_empty_page_has_no_articles() -> None:
    assert segment(Page("a.txt", " \n\ufffd\n")).articles == ()


@given(st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_no_character_of_any_page_vanishes(seed: int) -> None:
    rng = random.Random(seed)
    assert segment(Page("a.txt", compose(edition(rng), random_style(rng), rng))).coverage == 1.0


@given(
    st.lists(st.text(alphabet="一二讯报本记者（）。，”“ 12月日摄图为\u3000\ufffd\x01#—□■ \n", max_size=30), max_size=12)
)
@settings(max_examples=150, deadline=None)
def test_odd_text_is_held_too(lines: list[str]) -> None:
    result = segment(Page("a.txt", "\n".join(lines)))
    assert result.coverage == 1.0
    assert all(article.paragraphs for article in result.articles)


def test_headings_that_a_person_wrote_mark_the_articles() -> None:
    first_text = "# 雪夜里的清扫队\n\n## 三百人干到天亮\n\n昨夜大雪，工人连夜上路。\n\n“干到天亮。”他说。\n\n"
    text = first_text + "# 灯会开张\n\n正月十五，灯会开张，门票不收钱"
    first, second = segment(Page("a.md", text)).articles
    assert (first.headline, first.subheadline, len(first.paragraphs)) == ("雪夜里的清扫队", "三百人干到天亮", 2)
    assert (second.headline, second.paragraphs) == ("灯会开张", ("正月十五，灯会开张，门票不收钱",))


def test_a_page_of_one_line_paragraphs_needs_no_headings() -> None:
    long = "昨夜大雪，云州环卫处三百名工人连夜上路，到天亮时主干道已经畅通。"
    text = f"雪夜里的清扫队\n\n{long}\n\n{long}\n\n老城墙下办起灯会\n\n{long}\n\n{long}\n"
    assert [article.headline for article in segment(Page("a.txt", text)).articles] == [
        "雪夜里的清扫队",
        "老城墙下办起灯会",
    ]


def test_lines_of_several_columns_side_by_side_are_warned_of() -> None:
    text = "\n".join("昨夜大雪，环卫工人连夜上路          灯会开张，头一晚来了两万人" for _ in range(12))
    [warning] = segment(Page("a.txt", text)).warnings
    assert "side by side" in warning
    assert "a.txt" not in warning, "whoever shows it names the file"
