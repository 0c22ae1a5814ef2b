import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import Imprint, imprint_of_name, imprint_of_page, parse_date, parse_page

DAY = datetime.date(2023, 7, 28)


@pytest.mark.parametrize(
    ("name", "imprint"),
    [
        ("2023-07-28_03版.txt", Imprint(DAY, None, 3)),
        ("20230728-A03.txt", Imprint(DAY, "A", 3)),
        ("云溪日报_2023年7月28日_第3版.txt", Imprint(DAY, None, 3)),
        ("云溪日报·河东版20230728 A3版.txt", Imprint(DAY, "河东版", 3)),
        ("2023/07/28/3版.txt", Imprint(DAY, None, 3)),
        ("2023-07-28/A03.txt", Imprint(DAY, "A", 3)),
        ("2023072803.txt", Imprint(DAY, None, 3)),
        ("20230728_03.txt", Imprint(DAY, None, 3)),
        ("yxrb20230728p03.txt", Imprint(DAY, None, 3)),
        ("2023.7.28第12版要闻.txt", Imprint(DAY, "要闻", 12)),
        ("2023-07-28-第A03版：民生.txt", Imprint(DAY, "A 民生", 3)),
        ("２０２３－０７－２８_０３版.txt", Imprint(DAY, None, 3)),
        ("二〇二三年七月二十八日 第十二版.txt", Imprint(DAY, None, 12)),
        ("2023-07-28 头版.md", Imprint(DAY, None, 1)),
        ("2023-02-30_03版.txt", Imprint(None, None, 3)),
        ("第三版.txt", Imprint(None, None, 3)),
        ("page_04.mutool.txt", Imprint()),
        ("20230728101500.txt", Imprint()),
        ("G20峰会.txt", Imprint()),
    ],
)
def test_a_file_name_tells_date_edition_and_page(name: str, imprint: Imprint) -> None:
    assert imprint_of_name(name) == imprint


@pytest.mark.parametrize(
    ("line", "imprint"),
    [
        ("2023年7月28日 星期五 第3版", Imprint(DAY, None, 3)),
        ("2023年7月28日 星期五 责任编辑 林晓 美术编辑 王田 第03版 要闻", Imprint(DAY, "要闻", 3)),
        ("２０２３年７月２８日　星期五", Imprint(DAY)),
        ("2 0 2 3 年 7 月 2 8 日 星 期 五", Imprint(DAY)),
        ("二〇二三年七月二十八日", Imprint(DAY)),
        ("云溪日报2023年7月28日星期五", Imprint(DAY)),
        ("2023-07-28 第 3 版", Imprint(DAY, None, 3)),
        ("癸卯年六月十一 2023年7月28日", Imprint(DAY)),
        ("第03版 要闻", Imprint(None, "要闻", 3)),
        ("2023年7月28日 星期五 第03版 教育·生活", Imprint(DAY, "教育·生活", 3)),
        ("今日芦汀　2023年7月28日　星期五　第04版　深度", Imprint(DAY, "深度", 4)),
        ("第02版 民生 今日芦汀 2023年7月28日", Imprint(DAY, "民生", 2)),
        ("第03版：副刊", Imprint(None, "副刊", 3)),
        ("要闻 A03", Imprint(None, "A 要闻", 3)),
        ("A03", Imprint(None, "A", 3)),
        ("责任编辑 林晓 第02版", Imprint(None, None, 2)),
        ("第2版 责任编辑 林晓", Imprint(None, None, 2)),
        ("河东版", Imprint(None, "河东版")),
        ("2023年2月30日 第3版", Imprint(None, None, 3)),
    ],
)
def test_a_line_of_the_imprint_is_read(line: str, imprint: Imprint) -> None:
    assert imprint_of_page(f"{line}\n\n云溪区新建公园\n本报讯 今年以来") == imprint


@pytest.mark.parametrize(
    "line",
    [
        "2023年7月28日，记者从市政府获悉",
        "2023年7月28日云溪区空气质量日报",
        "截至2023年7月28日 全区共有",
        "（下转第3版）",
        "上接 第3版",
        "今日8版",
        "责任编辑 林晓",
        "云溪区第三届运动会开幕",
    ],
)
def test_a_date_or_page_in_running_text_is_not_the_page_s(line: str) -> None:
    assert imprint_of_page(line) == Imprint()


def test_only_the_first_lines_are_the_imprint() -> None:
    assert imprint_of_page("一行新闻\n" * 20 + "2023年7月28日 星期五 第3版") == Imprint()


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_every_date_is_read_in_every_notation(date: datetime.date) -> None:
    year, month, day = date.year, date.month, date.day
    for text in (
        date.isoformat(),
        f"{year}年{month}月{day}日",
        f"{year}.{month}.{day}",
        f"{year}/{month:02}/{day:02}",
        f"{date:%Y%m%d}",
        _in_chinese(date),
    ):
        assert parse_date(text) == date


def _in_chinese(date: datetime.date) -> str:
    digits = "〇一二三四五六七八九"

    def count(number: int) -> str:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")

    return f"{''.join(digits[int(d)] for d in str(date.year))}年{count(date.month)}月{count(date.day)}日"


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    imprint_of_name(text)
    imprint_of_page(text)
    parse_date(text)
    parse_page(text)


def test_a_page_is_read_from_front_matter_s_notations() -> None:
    assert [parse_page(text) for text in ("3", "第3版", "A03", "ten")] == [
        Imprint(page=3),
        Imprint(page=3),
        Imprint(None, "A", 3),
        Imprint(),
    ]
