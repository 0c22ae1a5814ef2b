"""Bylines as newspapers print them and as extractors leave them."""

import pytest

from corpus.bylines import is_byline, parse_byline, take_credit, take_lead


def named(text: str) -> list[tuple[str, str | None]]:
    return [(author.name, author.role) for author in parse_byline(text)]


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("记者 陆青禾 通讯员 白小满", [("陆青禾", "记者"), ("白小满", "通讯员")]),
        ("记者陆青禾通讯员白小满", [("陆青禾", "记者"), ("白小满", "通讯员")]),
        ("● 本报记者 陆青禾 通讯\n员 白小满 何山", [("陆青禾", "记者"), ("白小满", "通讯员"), ("何山", "通讯员")]),
        ("记者 陆青\n禾 通讯员 白\n小满", [("陆青禾", "记者"), ("白小满", "通讯员")]),
        ("通讯员 白小满\n何山", [("白小满", "通讯员"), ("何山", "通讯员")]),
        ("记者 何 山", [("何山", "记者")]),
        ("□ 欧阳青 何山", [("欧阳青", None), ("何山", None)]),
        ("通讯员白小满何山陆青禾", [("白小满", "通讯员"), ("何山", "通讯员"), ("陆青禾", "通讯员")]),
        ("全媒体记者 陆青禾 文/图", [("陆青禾", "全媒体记者")]),
    ],
)
def test_a_byline_names_its_authors_with_their_roles(text: str, authors: list[tuple[str, str | None]]) -> None:
    assert named(text) == authors
    assert is_byline(text)


@pytest.mark.parametrize(
    "text",
    [
        "记者从区水利局获悉，今年",
        "记者了解到",
        "记者 在现场看到",
        "责任编辑 陆青禾",
        "王者归来",
        "老城新貌",
        "通讯员队伍成立",
    ],
)
def test_a_line_that_only_starts_like_a_byline_is_none(text: str) -> None:
    assert not is_byline(text)


@pytest.mark.parametrize(
    ("text", "rest", "agency", "names"),
    [
        ("本报讯 （记者 陆青禾 通讯员\n\n白小满） 昨夜大雪", "昨夜大雪", None, ["陆青禾", "白小满"]),
        ("本报讯( 记者 陆青禾 ) 昨夜大雪", "昨夜大雪", None, ["陆青禾"]),
        ("本报讯 昨夜大雪", "昨夜大雪", None, []),
        ("新华社云州１月２日电（记者 何山）昨夜大雪", "昨夜大雪", "新华社云州1月2日电", ["何山"]),
        ("新华社云州1月\n2日电 昨夜大雪", "昨夜大雪", "新华社云州1月2日电", []),
        ("（通讯员 白小满）昨夜大雪", "昨夜大雪", None, ["白小满"]),
        ("新华社电视台昨夜", "新华社电视台昨夜", None, []),
    ],
)
def test_a_lead_is_parted_from_the_first_words(text: str, rest: str, agency: str | None, names: list[str]) -> None:
    lead = take_lead(text)
    assert (lead.rest, lead.agency, [author.name for author in lead.authors]) == (rest, agency, names)
    assert lead.printed + lead.rest == text


def test_a_further_report_is_a_follow_up() -> None:
    assert take_lead("又讯（记者 何山）昨夜").follow_up
    assert not take_lead("本报讯（记者 何山）昨夜").follow_up


@pytest.mark.parametrize(
    ("text", "rest", "credit"),
    [
        ("图为雪后的老城。 记者 陆青禾 通讯员 何\n山 摄", "图为雪后的老城。", "摄"),
        ("图为雪后的老城。（何山 摄）", "图为雪后的老城。", "摄"),
        ("图为雪后的老城。新华社发（何山摄）", "图为雪后的老城。", "摄"),
    ],
)
def test_a_credit_is_parted_from_the_last_words(text: str, rest: str, credit: str) -> None:
    authors, left = take_credit(text)
    assert left.strip() == rest
    assert {author.credit for author in authors} == {credit}


def test_a_sentence_about_pictures_is_no_credit() -> None:
    assert take_credit("他从小喜欢拍摄") == ((), "他从小喜欢拍摄")
