"""Terms in bulk against terms one by one: the same, or an index would answer otherwise than questions are asked."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.passages import passage_spans, split_passages
from corpus.types import Article, ArticleId
from retrieval.fold import BORDER, fold, fold_all
from retrieval.harvest import harvest, hash_texts
from retrieval.terms import passage_terms, text_terms
from retrieval.tokens import JiebaCutter, RustCutter, Tokenizer
from retrieval.vocabulary import Stretches, hash_terms
from tests.retrieval.test_tokens import TEXT

# What lies outside of 16 bits, is the border itself, reads as a number, or is as long no more when it is simplified.
ODD = ["1.2万", "12,000", "一万二", "二〇二三", "12\n万", BORDER, "\0", "乾隆", "乾", "㎡", "\U000e0100", "𠮷3", "ＡＢ"]
TEXTS = st.lists(st.lists(TEXT | st.sampled_from(ODD), max_size=4).map("".join), max_size=6)
TOKENIZER = Tokenizer()


def terms_of(text: str) -> Counter[int]:
    return Counter(hash_terms(text_terms(text, TOKENIZER)).tolist())


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_texts_have_the_terms_that_each_has_by_itself(texts: list[str]) -> None:
    hashes, owners = hash_texts(texts, TOKENIZER)
    for number, text in enumerate(texts):
        assert Counter(hashes[owners == number].tolist()) == terms_of(text)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_texts_are_folded_together_as_each_by_itself(texts: list[str]) -> None:
    assert fold_all(texts) == BORDER.join(map(fold, texts))


@pytest.mark.parametrize("cutter", [RustCutter(), JiebaCutter()])
@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_the_ends_are_those_of_the_pieces(cutter: RustCutter | JiebaCutter, texts: list[str]) -> None:
    text = fold_all(texts)
    assert cutter.ends(text).tolist() == np.cumsum([len(piece) for piece in cutter.cut(text)]).tolist()


@given(st.text(max_size=30), st.data())
def test_a_stretch_has_the_hash_of_the_term_it_is(text: str, data: st.DataObject) -> None:
    text = text.replace("\0", "")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    places = np.array([start]), np.array([end])
    stretches = Stretches(text)
    assert stretches.hash(*places).tolist() == hash_terms([text[start:end]]).tolist()
    assert stretches.hash(*places, "·").tolist() == hash_terms(["·" + text[start:end]]).tolist()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.none() | TEXT, st.none() | TEXT, st.lists(TEXT.map(lambda t: t * 40), max_size=3))))
def test_passages_have_the_terms_of_their_headlines_too(papers: list[tuple[str | None, str | None, list[str]]]) -> None:
    articles = [
        Article(ArticleId(str(number)), headline, tuple(filter(None, paragraphs)), "t", subheadline=subheadline)
        for number, (headline, subheadline, paragraphs) in enumerate(papers)
    ]
    passages = [(article, passage) for article in articles for passage in split_passages(article)]
    spans = [passage_spans(article) for article in articles]
    assert [(passage.start, passage.end) for _, passage in passages] == [span for each in spans for span in each]
    hashes, rows = harvest(articles, spans, TOKENIZER)
    for row, (article, passage) in enumerate(passages):
        expected = hash_terms(passage_terms(article, passage, TOKENIZER)).tolist()
        assert Counter(hashes[rows == row].tolist()) == Counter(expected)
