import pytest

from retrieval.checks import Lack
from retrieval.tokens import Tokenizer

from .conftest import make_article, paper_lacks

COUNCIL = make_article(
    "柳荫社区选出新主任",
    "10月30日，柳荫社区换届，周桂兰当选主任。街道副书记贺建民到场，民政局副局长庾国梁颁发证书。",
)


def lacks(text: str, tokenizer: Tokenizer) -> list[Lack]:
    return paper_lacks(text, tokenizer, COUNCIL)


@pytest.mark.parametrize(
    ("text", "lack"),
    [
        ("柳荫社区换届到场的民政局局长叫什么", Lack("role", "局长")),
        ("到柳荫社区的贺建民是街道主任几年了", Lack("office", "主任")),
        ("柳荫社区换届主任贺建民来了吗", Lack("office", "主任")),
    ],
)
def test_another_s_office_is_missed(text: str, lack: Lack, tokenizer: Tokenizer) -> None:
    assert lack in lacks(text, tokenizer)


@pytest.mark.parametrize(
    "text",
    [
        "柳荫社区换届到场的民政局副局长叫什么",
        "到柳荫社区的贺建民是街道副书记吗",
        "柳荫社区换届谁当选主任",
    ],
)
def test_the_very_office_is_not(text: str, tokenizer: Tokenizer) -> None:
    assert not [lack for lack in lacks(text, tokenizer) if lack.check in ("role", "office")]
