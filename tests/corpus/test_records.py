import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import RecordError
from corpus.records import article_record, read_record
from corpus.types import Article, Author, Kind, article_id

words = st.text(st.sampled_from("云溪区新建公园今年以来，。“”A1"), min_size=1, max_size=12)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    headline = draw(st.none() | words)
    date = draw(st.none() | st.dates())
    paragraphs = tuple(draw(st.lists(words, min_size=1, max_size=4)))
    return Article(
        id=article_id(headline, date, paragraphs),
        headline=headline,
        paragraphs=paragraphs,
        source="a.jsonl#1",
        subheadline=draw(st.none() | words),
        kind=draw(st.sampled_from(Kind)),
        authors=tuple(draw(st.lists(st.builds(Author, words, st.none() | words), max_size=3))),
        date=date,
        edition=draw(st.none() | words),
        page=draw(st.none() | st.integers(1, 99)),
    )


@given(articles())
def test_what_is_written_is_read_again(article: Article) -> None:
    line = json.dumps(article_record(article) | {"paragraphs": article.paragraphs}, ensure_ascii=False)
    assert read_record(json.loads(line), "a.jsonl#1") == article


def test_only_paragraphs_are_needed() -> None:
    article = read_record({"paragraphs": ["云溪区 新建公园。", " "]}, "a.jsonl#1")
    assert article.paragraphs == ("云溪区新建公园。",)
    assert (article.headline, article.date, article.authors, article.kind) == (None, None, (), Kind.NEWS)


def test_authors_are_names_or_objects_and_dates_and_pages_of_any_notation() -> None:
    record = {
        "paragraphs": ["x"],
        "authors": ["林晓", {"name": "王田", "role": "通讯员"}],
        "date": "2023年7月28日",
        "page": "A03",
    }
    article = read_record(record, "a.jsonl#1")
    assert article.authors == (Author("林晓"), Author("王田", "通讯员"))
    assert (article.date, article.page) == (datetime.date(2023, 7, 28), 3)


@pytest.mark.parametrize("key", ["headline", "subheadline", "date", "edition", "kind", "authors", "page"])
@pytest.mark.parametrize("value", [3.5, True, {"a": 1}, "x" * 100_000])
def test_a_wrong_value_is_named_in_one_short_line(key: str, value: object) -> None:
    if isinstance(value, str) and key in ("headline", "subheadline", "edition"):
        return
    with pytest.raises(RecordError, match=f'"{key}"') as raised:
        read_record({"paragraphs": ["x"], key: value}, "a.jsonl#1")
    assert len(str(raised.value)) < 150
