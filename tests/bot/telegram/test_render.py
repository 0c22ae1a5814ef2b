"""A reply as messages: the newspaper's words in blockquotes and nothing else there, buttons that Telegram takes."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.replies import Button, Cite, Extract, Reply, Say
from bot.telegram.render import keyboard, render
from bot.telegram.rich import units
from bot.words import Words
from corpus.types import Article, ArticleId, Author
from retrieval.types import Quote
from tests.botapi.markup import cut, parse

WORDS = Words("zh-hans")
TEXT = '他说："<匾>要刻三十天，a & b"😀，一刀也急不得。'


def article(text: str = TEXT, headline: str | None = "老街里的<匾>铺") -> Article:
    day = datetime.date(2023, 7, 21)
    return Article(
        ArticleId("0a1b2c3d4e"), headline, (text,), "x.txt", authors=(Author("方小禾", "记者"),), date=day, page=3
    )


def quote(text: str = TEXT, highlights: tuple[tuple[int, int], ...] = (), **more: tuple[bool, bool]) -> Quote:
    return Quote(text, article(text), 0, len(text), 1.0, highlights, **more)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\x00"), min_size=1, max_size=300), st.data())
def test_the_blockquote_is_the_quote_and_the_bold_its_highlights(text: str, data: st.DataObject) -> None:
    ends = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = tuple(zip(ends[::2], ends[1::2], strict=False))
    (page,) = render(Reply((Cite(quote(text, spans)),)), WORDS) or [None]
    if page is None:
        assert not text.strip()
        return
    shown, entities = parse(page.html)
    quoted = [cut(shown, e) for e in entities if "blockquote" in e.type]
    assert quoted == ([text] if text.strip() else [])
    bold = [cut(shown, e) for e in entities if e.type == "bold"]
    assert bold == [text[start:end] for start, end in spans if text[start:end].strip()]


def test_under_a_quote_stand_headline_byline_date_and_page() -> None:
    (page,) = render(Reply((Cite(quote()),)), WORDS)
    assert page.plain.split("\n")[1:] == ["老街里的<匾>铺", "记者 方小禾 · 2023-07-21 第3版"]


def test_a_cut_quote_is_marked_outside_of_its_words() -> None:
    (page,) = render(Reply((Cite(quote(cut=(True, False))),)), WORDS)
    assert page.plain.split("\n")[1] == "〔节选〕 老街里的<匾>铺"
    assert "<blockquote>" + page.html.split("<blockquote>")[1].split("</blockquote>")[0] in page.html


def test_a_whole_article_has_its_head_on_the_first_part_only() -> None:
    first, second = (render(Reply((Extract(article(), (TEXT,), n, 2),)), WORDS)[0].plain for n in (1, 2))
    assert first.startswith("老街里的<匾>铺\n记者 方小禾")
    assert second.startswith("他说")
    assert first.endswith("(1/2)")


def test_votes_stand_side_by_side_and_long_labels_alone() -> None:
    buttons = (Button("全文：老街里的匾铺", "a:1:1"), Button("👍", "g:1"), Button("👎", "b:1"))
    shown = keyboard(Reply((Say("x"),), buttons), WORDS)
    assert shown is not None
    assert [[button.text for button in row] for row in shown.inline_keyboard] == [["全文：老街里的匾铺"], ["👍", "👎"]]


def test_a_long_quote_is_copied_as_far_as_a_button_can() -> None:
    shown = keyboard(Reply((Cite(quote("😀长" * 200)),)), WORDS)
    assert shown is not None
    copied = shown.inline_keyboard[-1][0].copy_text
    assert copied is not None
    assert 250 < units(copied.text) <= 256


def test_a_reply_without_buttons_has_no_keyboard() -> None:
    assert keyboard(Reply((Say("x"),)), WORDS) is None
