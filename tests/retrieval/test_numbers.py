import pytest

from retrieval.numbers import plain, read_numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一万二", 12_000),
        ("1.2万", 12_000),
        ("12,000", 12_000),
        ("12000", 12_000),
        ("一百二十", 120),
        ("一百零二", 102),
        ("三百二", 320),
        ("二〇二三", 2023),
        ("两千三百万", 23_000_000),
        ("1.5亿", 150_000_000),
        ("一亿二千万", 120_000_000),
        ("十", 10),
    ],
)
def test_one_value_in_every_notation(text: str, value: float) -> None:
    assert [number.value for number in read_numbers(text)] == [value]


def test_a_number_knows_where_it_stands() -> None:
    text = "清运3600余立方米,成立十四支"
    assert [text[number.start : number.end] for number in read_numbers(text)] == ["3600", "十四"]


def test_plain_digits_are_what_a_reader_would_type() -> None:
    assert [plain(12000.0), plain(0.5), plain(53.1)] == ["12000", "0.5", "53.1"]


def test_a_number_ends_before_whatever_space_stands_after_it() -> None:
    for space in (" ", "\n", "\x1f", "\u3000"):
        assert [number.value for number in read_numbers(f"12{space}")] == [12]
        assert [number.value for number in read_numbers(f"12{space}万")] == [120_000]
