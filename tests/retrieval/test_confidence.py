from hypothesis import given
from hypothesis import strategies as st

from retrieval.answers import Answerer
from retrieval.checks import CHECKS
from retrieval.confidence import LACKING, RULING_OUT, probability
from retrieval.embedded import index_articles
from retrieval.tokens import Tokenizer
from retrieval.weights import own_weights

from .conftest import PAPER, make_article

SHARES = ("words_best", "words_near", "words_article", "pairs_near", "pairs_article", "known", "typed", "untyped_near")


@given(shares=st.lists(st.floats(0, 1), min_size=len(SHARES), max_size=len(SHARES)), score=st.floats(-5, 20))
def test_what_rules_an_answer_out_outweighs_all_that_fits(shares: list[float], score: float) -> None:
    weights = own_weights().confidence
    seen = {f"lacks_{check}": 0.0 for check in CHECKS} | dict(zip(SHARES, shares, strict=True)) | {"score": score}
    whole = probability(seen, weights)
    assert 0 <= whole <= 1
    for check in RULING_OUT:
        assert probability({**seen, f"lacks_{check}": 1.0}, weights) <= LACKING * whole + 1e-12


def test_every_lack_speaks_against_an_answer() -> None:
    weights = own_weights().confidence
    assert all(weights[f"lacks_{check}"] < 0 for check in CHECKS)


def test_a_question_that_the_papers_answer_is_quoted_and_its_near_miss_refused(answerer: Answerer) -> None:
    assert answerer.answer("青柳渡口改造总投资多少？").answered
    missed = answerer.answer("青柳渡口改造占地多少亩？")
    assert not missed.answered
    assert missed.missing == "多少亩"


def test_a_question_of_another_world_is_not_answered_for_a_word_that_any_report_has(tokenizer: Tokenizer) -> None:
    today = make_article("晨跑的人", "“憋了一冬，就等今天。”陈师傅说，他一个人跑了12公里，花了70元买鞋。")
    answerer = Answerer(index_articles([*PAPER, today], tokenizer), tokenizer)
    assert not answerer.answer("以太坊今天多少钱一个").answered
