"""The measure itself: it agrees with the reference scorers, and says no where it should."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.contract import answer_record
from bot.evaluation import quality_record, quality_table
from bot.library import Library
from retrieval.errors import ExpectationError
from retrieval.quality import auroc, judge, measure, read_expectation

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpus" / "sample" / "questions.jsonl"


def records(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_figures_are_the_reference_scorers(sample_library: Library, shared: Path, tmp_path: Path) -> None:
    answerer = sample_library.loaded.answerer
    outcomes = [judge(read_expectation(record), answerer) for record in records(SAMPLE)]
    answers = tmp_path / "answers.jsonl"
    answers.write_text("".join(json.dumps(answer_record(outcome.answer)) + "\n" for outcome in outcomes), "utf-8")
    command = [sys.executable, str(shared / "tools" / "quote_score.py"), str(SAMPLE), str(answers), "--json"]
    reference = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    quality = measure(outcomes)
    for name in ("questions", "first", "shown", "source", "lost", "refused", "score"):
        assert getattr(quality, name) == pytest.approx(reference[name], abs=1e-4), name


def test_what_is_printed_has_the_figures_and_every_failure(sample_library: Library) -> None:
    wrong = {"question": "区图书馆每周哪天闭馆？", "facts": [["没有人印过的一句话"]]}
    outcomes = [judge(read_expectation(wrong), sample_library.loaded.answerer)]
    table = quality_table(outcomes)
    assert "没有人印过的一句话" in table
    assert "shown       0.000" in table
    record = quality_record(outcomes)
    assert record["shown"] == 0
    assert len(record["failures"]) == 1  # type: ignore[arg-type]
    json.dumps(record)


@pytest.mark.parametrize(
    "record", [3, [], {}, {"question": 1}, {"question": "x", "facts": "y"}, {"question": "x", "gold": ["a"]}]
)
def test_a_record_that_is_no_expectation_is_refused(record: object) -> None:
    with pytest.raises(ExpectationError):
        read_expectation(record)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.lists(st.integers(0, 9), min_size=1, max_size=30))
def test_auroc_is_the_share_of_pairs_in_the_right_order(positive: list[int], negative: list[int]) -> None:
    pairs = [(p > n) + (p == n) / 2 for p in positive for n in negative]
    assert auroc(positive, negative) == pytest.approx(sum(pairs) / len(pairs))
