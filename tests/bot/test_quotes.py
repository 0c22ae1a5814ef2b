"""Further quotes are as verbatim as the answer's own, and none says the same twice."""

import pytest

from bot.library import Library
from bot.quotes import LONGEST, all_quotes
from retrieval.types import Quote


@pytest.mark.parametrize("question", ["图书馆几点开门？", "龙舟赛有多少支队伍", "记者", "汀河大桥"])
def test_more_passages_give_more_quotes_of_the_papers_own_words(sample_library: Library, question: str) -> None:
    answerer = sample_library.loaded.answerer
    answer = answerer.answer(question)
    quotes = all_quotes(answerer, question)
    assert quotes[: len(answer.quotes)] == answer.quotes
    assert all(quote.text in quote.article.paragraphs[paragraph_of(quote)] for quote in quotes)
    further = quotes[len(answer.quotes) + len(answer.more) :]
    assert all(0 < len(quote.text) <= LONGEST for quote in further)
    assert all(
        one.article.id != other.article.id or one.end <= other.start or other.end <= one.start
        for number, one in enumerate(further)
        for other in quotes[: len(quotes) - len(further) + number]
    )


def test_without_an_answer_there_are_none(sample_library: Library) -> None:
    assert all_quotes(sample_library.loaded.answerer, "量子色动力学") == ()


def paragraph_of(quote: Quote) -> int:
    return quote.article.body.count("\n", 0, quote.start)
