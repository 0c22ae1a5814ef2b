from corpus.passages import split_passages
from corpus.types import Article, ArticleId
from retrieval.terms import PAIR, pairs, passage_terms, text_terms
from retrieval.tokens import Tokenizer


def test_pairs_hold_a_han_character_and_stop_at_punctuation() -> None:
    assert pairs("招商,会abc3月") == ["·招商", "·会a", "·3月"]


def test_a_pair_never_meets_the_word_of_the_same_characters() -> None:
    terms = text_terms("招商", Tokenizer())
    assert sorted(terms) == ["·招商", "招商"]
    assert PAIR == "·"


def test_headline_and_subheadline_count_with_each_passage() -> None:
    article = Article(ArticleId("a"), "庙会开门", ("今天晴。",), "s", subheadline="游人如织")
    terms = passage_terms(article, split_passages(article)[0], Tokenizer())
    assert {"庙会", "游人如织", "·天晴"} <= set(terms)


def test_a_number_in_any_notation_is_a_term_in_plain_digits() -> None:
    tokenizer = Tokenizer()
    for text in ("1.2万人", "一万二千人", "12,000人"):
        assert "12000" in text_terms(text, tokenizer)
    assert text_terms("12000人", tokenizer).count("12000") == 1
