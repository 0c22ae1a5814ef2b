"""Pages become articles, and nothing on them vanishes."""

from corpus.articles import segment
from corpus.types import Kind, Page

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
