"""The promise: whatever is asked, every quote is a run of characters of one printed paragraph."""

from hypothesis import given
from hypothesis import strategies as st

from bot.library import Library
from retrieval.types import Quote

WORDS = [
    "图书馆",
    "闭馆",
    "时间",
    "区委书记",
    "谁",
    "多少",
    "钱",
    "龙舟赛",
    "冠军",
    "几点",
    "哪里",
    "为什么",
    "停水",
    "苇塘镇",
    "2024年",
    "电梯",
    "通讯员",
    "记者",
    "拍的",
    "大桥",
    "圖書館",
    "學校",
    "ｗｅｎ",
    "Who",
    "how",
    "many",
    "２０２４",
    "教师",
    "？",
    "《",
    "“",
    "\u200b",
    "😀",
    "\x00",
    "\ud800",
    "123",
    "三伏贴",
    "怎么",
    "有哪些",
    "吗",
    "呢",
    "第",
    "条",
]


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=12).map("".join))
def test_every_quote_of_any_question_is_a_substring_of_a_paragraph(sample_library: Library, question: str) -> None:
    answer = sample_library.loaded.answerer.answer(question)
    assert answer.answered == bool(answer.quotes)
    assert len(answer.quotes) <= 3
    assert len(answer.related) <= 2
    assert 0 <= answer.confidence <= 1
    for quote in (*answer.quotes, *answer.more, *answer.related):
        check(quote)


def check(quote: Quote) -> None:
    assert any(quote.text in paragraph for paragraph in quote.article.paragraphs)
    assert 0 < len(quote.text) <= 130
    position = 0
    for start, end in quote.highlights:
        assert position <= start < end <= len(quote.text)
        position = end
