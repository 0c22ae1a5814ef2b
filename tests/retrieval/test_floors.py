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
from retrieval.quality import Quality, judge, measure, read_expectation
from retrieval.tokens import Tokenizer

SHARED = Path(os.environ.get("WENBAO_SHARED", Path(__file__).parents[2].parent / "shared"))


def measured_on(questions: Path, answerer: Answerer, count: int | None = None) -> Quality:
    lines = questions.read_text(encoding="utf-8").splitlines()[:count]
    return measure([judge(read_expectation(json.loads(line)), answerer) for line in lines])


def above(figure: float | None, floor: float) -> bool:
    return figure is not None and figure >= floor


# The confidence was fitted on most of these very questions, so this guards against falling, it tells little of others.
@pytest.mark.parametrize(
    ("name", "shown", "refused", "auroc"), [("questions", 0.96, 0.9, 0.96), ("questions_more", 0.95, 0.66, 0.92)]
)
def test_the_sample_paper_answers_its_questions(
    name: str, shown: float, refused: float, auroc: float, tokenizer: Tokenizer
) -> None:
    answerer = Answerer(index_articles(load([Path(corpus.__file__).parent / "sample"]).articles, tokenizer), tokenizer)
    measured = measured_on(Path(__file__).parents[1] / "data" / f"{name}.jsonl", answerer)
    assert above(measured.shown, shown)
    assert above(measured.refused, refused)
    assert above(measured.auroc, auroc)


# A third to a half of these are not fitted on. They were why fewer near misses of the sample paper are refused now: of
# papers never seen, one answerable question in six was lost.
@pytest.mark.parametrize(
    ("name", "shown", "lost", "refused"),
    [
        ("county", 0.89, 0.06, 0.55),
        ("daily", 0.88, 0.09, 0.6),
        ("evening", 0.94, 0.04, 0.45),
        ("province", 0.84, 0.08, 0.36),
        ("street", 0.93, 0.06, 0.45),
        ("web", 0.87, 0.06, 0.4),
        ("web2", 0.93, 0.04, 0.14),
        ("web3", 0.92, 0.04, 0.2),
        ("web4", 0.94, 0.04, 0.3),
    ],
)
def test_other_papers_answer_their_questions(
    name: str, shown: float, lost: float, refused: float, tokenizer: Tokenizer
) -> None:
    folder = Path(__file__).parents[1] / "data" / "papers"
    answerer = Answerer(index_articles(load([folder / f"{name}.articles.jsonl"]).articles, tokenizer), tokenizer)
    measured = measured_on(folder / f"{name}.questions.jsonl", answerer)
    assert above(measured.shown, shown)
    assert above(measured.refused, refused)
    assert measured.lost is not None
    assert measured.lost <= lost


@pytest.mark.parametrize(
    ("name", "first", "shown", "lost"), [("cmrc_trial", 0.88, 0.92, 0.02), ("drcd_dev", 0.84, 0.94, 0.025)]
)
def test_encyclopaedia_questions_are_answered(
    name: str, first: float, shown: float, lost: float, tokenizer: Tokenizer
) -> None:
    path = SHARED / "questions" / f"{name}.articles.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    articles = [
        read_record(json.loads(line), f"{name}#{number}")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]
    answerer = Answerer(index_articles(articles, tokenizer), tokenizer)
    measured = measured_on(SHARED / "questions" / f"{name}.questions.jsonl", answerer, 300)
    assert above(measured.first, first)
    assert above(measured.shown, shown)
    assert measured.lost is not None
    assert measured.lost <= lost
