"""Floors under the quality of answers; raise them when the figures rise, lower them with a reason in the message."""

import json
import os
from pathlib import Path

import pytest

import corpus
from corpus.load import load
from corpus.records import read_record
from retrieval.answers import Answerer
from retrieval.embedded import index_articles
from retrieval.quality import figures, read_expected, run
from retrieval.tokens import Tokenizer

SHARED = Path(os.environ.get("WENBAO_SHARED", Path(__file__).parents[2].parent / "shared"))


def test_the_sample_paper_answers_its_questions(tokenizer: Tokenizer) -> None:
    answerer = Answerer(index_articles(load([Path(corpus.__file__).parent / "sample"]).articles, tokenizer), tokenizer)
    lines = (Path(__file__).parents[1] / "data" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    measured = figures(run([read_expected(json.loads(line)) for line in lines], answerer.answer))
    assert measured["shown"] is not None
    assert measured["shown"] >= 0.86
    assert measured["refused"] is not None
    assert measured["refused"] >= 0.66
    assert measured["auroc"] is not None
    assert measured["auroc"] >= 0.85


@pytest.mark.parametrize(("name", "first", "shown"), [("cmrc_trial", 0.80, 0.86), ("drcd_dev", 0.83, 0.87)])
def test_encyclopaedia_questions_are_answered(name: str, first: float, shown: float, tokenizer: Tokenizer) -> None:
    path = SHARED / "questions" / f"{name}.articles.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    articles = [
        read_record(json.loads(line), f"{name}#{number}")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]
    answerer = Answerer(index_articles(articles, tokenizer), tokenizer)
    lines = (SHARED / "questions" / f"{name}.questions.jsonl").read_text(encoding="utf-8").splitlines()[:300]
    measured = figures(run([read_expected(json.loads(line)) for line in lines], answerer.answer))
    assert measured["first"] is not None
    assert measured["first"] >= first
    assert measured["shown"] is not None
    assert measured["shown"] >= shown
