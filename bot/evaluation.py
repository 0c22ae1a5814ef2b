"""How `wenbao eval` shows the quality of answers: a table and a row for each failure, or one JSON object."""

from collections.abc import Sequence
from dataclasses import asdict

from retrieval.quality import Outcome, Quality, measure

SHARES = ("first", "shown", "source", "lost", "refused", "score", "auroc", "r1", "r5")
MEANING = {
    "first": "all facts in the first quote",
    "shown": "all facts in the quotes shown",
    "source": "first quote from the right article",
    "lost": "answerable, but refused",
    "refused": "not answerable, and refused",
    "score": "right, of all questions",
    "auroc": "confidence, answerable against not",
    "r1": "a right article found first",
    "r5": "a right article among the first five",
}


def quality_record(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Return the figures, and the failures with what was shown, as one JSON object."""
    failures = [
        {
            "question": outcome.expectation.question,
            "answerable": outcome.expectation.answerable,
            "confidence": round(outcome.answer.confidence, 4),
            "quotes": [quote.text for quote in outcome.answer.quotes],
        }
        for outcome in outcomes
        if not outcome.right
    ]
    return {**{name: _rounded(value) for name, value in asdict(measure(outcomes)).items()}, "failures": failures}


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    return [_rounded(item) for item in value] if isinstance(value, (tuple, list)) else value


def quality_table(outcomes: Sequence[Outcome]) -> str:
    """Return the figures as lines of text, the reliability of confidence, and the failures."""
    quality = measure(outcomes)
    lines = [f"{'questions':10} {quality.questions:6}"]
    for name in SHARES:
        value = getattr(quality, name)
        if value is not None:
            lines.append(f"{name:10} {value:6.3f}  {MEANING[name]}")
    lines.append(f"{'ms':10} {quality.p50:6.1f}  an answer, p95 {quality.p95:.1f}")
    return "\n".join([*lines, "", *_reliability(quality), "", *_failures(outcomes)]).rstrip()


def _reliability(quality: Quality) -> list[str]:
    rows = [f"    {count:6}  {mean:6.2f}  {right:6.2f}" for count, mean, right in quality.bins if count]
    return ["confidence: questions, mean, share answerable and right", *rows]


def _failures(outcomes: Sequence[Outcome]) -> list[str]:
    rows = []
    for outcome in outcomes:
        if outcome.right:
            continue
        wanted = outcome.expectation
        kind = ("wrong" if outcome.answer.answered else "lost") if wanted.answerable else "answered"
        shown = " | ".join(quote.text for quote in outcome.answer.quotes) or "–"
        facts = " + ".join("/".join(group) for group in wanted.facts)
        rows.append(f"{kind:8} {outcome.answer.confidence:4.2f}  {wanted.question}  [{facts}]  {shown}")
    return rows
