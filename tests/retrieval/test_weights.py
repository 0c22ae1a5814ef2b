import datetime
from dataclasses import replace

import numpy as np
import pytest

from corpus.types import Article, Author
from retrieval.embedded import index_articles
from retrieval.features import NAMES
from retrieval.questions import query_terms, understand
from retrieval.sentences import is_entry, sentences_of
from retrieval.tokens import Tokenizer
from retrieval.weights import Ranker, read_weights

from .conftest import PAPER, make_article

ENTRY = make_article("青柳渡口", "青柳渡口在青柳河下游，历来是运粮的码头。")


@pytest.mark.parametrize(
    ("article", "entry"),
    [
        (ENTRY, True),
        (make_article("许文静 (足球运动员)", "许文静是足球运动员。"), True),
        (make_article("2008年柳溪龙舟公开赛", "2008年柳溪龙舟公开赛是一项赛事。"), True),
        (PAPER[0], False),
        (make_article(None, "青柳渡口在青柳河下游。"), False),
        (make_article("夜校开班", "职工夜校秋季班昨晚开了班。"), False),
        (make_article("夜校开班", "夜校开班了。", authors=(Author("安平", "通讯员"),)), False),
        (replace(make_article("夜校开班", "夜校开班了。"), date=datetime.date(2024, 9, 1)), False),
    ],
)
def test_an_entry_is_headed_by_the_name_of_a_thing(article: Article, entry: bool, tokenizer: Tokenizer) -> None:
    assert is_entry(article, tokenizer.tag) is entry


def test_sentences_of_entries_and_of_reports_are_weighed_apart(tokenizer: Tokenizer) -> None:
    index = index_articles([ENTRY, PAPER[0]], tokenizer)
    sentences = sentences_of(index.search(query_terms(understand("青柳渡口", tokenizer)), 5), tokenizer.tag)
    assert {sentence.entry for sentence in sentences} == {True, False}
    ranker = Ranker(np.full(len(NAMES), 2.0), np.full(len(NAMES), -1.0))
    scores = ranker.score(np.ones((len(sentences), len(NAMES))), sentences)
    assert scores.tolist() == [(2.0 if sentence.entry else -1.0) * len(NAMES) for sentence in sentences]
    assert all(ranker.weights(one)[0] == (2.0 if one.entry else -1.0) for one in sentences)


def test_a_feature_without_a_weight_weighs_nothing() -> None:
    weights = read_weights('{"entries": {"words": 1.5}, "reports": {}, "confidence": {"bias": 1}}')
    assert weights.ranker.entries[NAMES.index("words")] == weights.ranker.entries.sum() == 1.5
    assert not weights.ranker.reports.any()
