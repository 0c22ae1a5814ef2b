import pytest

from retrieval.answers import Answerer
from retrieval.catchwords import is_catchword, spelled_out
from retrieval.embedded import index_articles
from retrieval.tokens import Tokenizer

from .conftest import PAPER, make_article


@pytest.mark.parametrize(
    ("word", "text", "spelled"),
    [
        ("三早", "做到早发现、早报告、早处置。", "早发现、早报告、早处置"),
        ("四不", "不打招呼、不听汇报、不用陪同和不看材料", "不打招呼、不听汇报、不用陪同和不看材料"),
        ("三个必须", "要求必须到岗,必须登记,必须上报。", "必须到岗,必须登记,必须上报"),
        ("三早", "做到早发现、早报告。", ""),
        ("三早", "三早工作开了头", ""),
        ("大桥", "大桥、大桥", ""),
    ],
)
def test_a_catchword_is_spelled_out_in_as_many_parts_as_it_counts(word: str, text: str, spelled: str) -> None:
    assert "".join(text[start:end] for start, end in spelled_out(word, text)) == spelled


def test_only_a_number_and_what_it_counts_is_a_catchword() -> None:
    assert [word for word in ("三早", "五个一", "六不准", "三早工作法", "大桥", "三", "") if is_catchword(word)] == [
        "三早",
        "五个一",
        "六不准",
    ]


def test_what_a_catchword_stands_for_is_quoted_and_marked(tokenizer: Tokenizer) -> None:
    duty = make_article("防汛值班", "区里要求各闸站早巡查、早预警、早转移，汛期不断人。", "值班室电话24小时有人接听。")
    quote = Answerer(index_articles([duty, *PAPER], tokenizer), tokenizer).answer("防汛值班的“三早”是哪三早").quotes[0]
    assert "早巡查、早预警、早转移" in [quote.text[start:end] for start, end in quote.highlights]
