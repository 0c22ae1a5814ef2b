"""The JSON that programs read: what `--json` prints, one object a line. Its keys are a promise, held by tests."""

import json
from collections.abc import Iterable

from corpus.records import article_record
from corpus.types import Article, SourceReport
from retrieval.types import Answer, Hit, Quote


def line(record: dict[str, object]) -> str:
    """Return a record as one line of JSON, Chinese as it is."""
    return json.dumps(record, ensure_ascii=False)


def answer_record(answer: Answer) -> dict[str, object]:
    """Return what `ask --json` prints for one question."""
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": round(answer.confidence, 4),
        "quotes": [quote_record(quote) for quote in answer.quotes],
        "related": [quote_record(quote) for quote in answer.related],
        "suggestions": [article.headline or article.opening for article in answer.suggestions],
        "elapsed_ms": round(answer.elapsed_ms, 2),
    }


def quote_record(quote: Quote) -> dict[str, object]:
    """Return one quote; `highlights` are half-open character spans in its text."""
    return {
        "text": quote.text,
        "highlights": [list(span) for span in quote.highlights],
        "score": round(quote.score, 4),
        "article": article_record(quote.article),
    }


def hits_record(question: str, hits: Iterable[Hit]) -> dict[str, object]:
    """Return what `search --json` prints for one question."""
    return {
        "question": question,
        "hits": [
            {"text": hit.passage.text, "score": round(hit.score, 4), "article": article_record(hit.article)}
            for hit in hits
        ],
    }


def whole_article_record(article: Article) -> dict[str, object]:
    """Return what `articles --json` prints for one article."""
    return {**article_record(article), "paragraphs": list(article.paragraphs)}


def report_record(report: SourceReport) -> dict[str, object]:
    """Return what `articles --stats --json` prints for one file."""
    return {
        "source": report.source,
        "articles": len(report.articles),
        "coverage": round(report.coverage, 4),
        "warnings": list(report.warnings),
    }
