"""How well pages are segmented: floors on composed pages, on the sample paper, and on the development pages.

The composed pages are new on every change of the newsroom; a floor is what was measured, less about two hundredths.
"""

import importlib.util
import json
import random
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from corpus.articles import segment
from corpus.types import Article, Kind, Page
from tests.corpus.composing import MARKS, Story, Style, compose, random_style
from tests.corpus.newsroom import edition

EXTRACTORS = ("mutool", "pdfium", "pdftotext-raw", "pdfminer")


def articles_of(text: str) -> tuple[Article, ...]:
    return segment(Page("page.txt", text)).articles


def found(stories: Iterable[Story], articles: Iterable[Article]) -> tuple[int, int]:
    """Return how many stories came out whole, and how many of these under their own headline."""
    bodies = {"".join(article.paragraphs).replace(" ", ""): article for article in articles}
    whole = [(story, bodies.get("".join(story.paragraphs).replace(" ", ""))) for story in stories]
    headed = sum(a is not None and (a.headline or "") == " ".join(story.headline) for story, a in whole)
    return sum(a is not None for _, a in whole), headed


def composed(style: Style | None, seeds: range) -> tuple[float, float]:
    """Return the shares of whole stories and of rightly headed ones over composed pages."""
    stories = whole = headed = 0
    for seed in seeds:
        rng = random.Random(seed)
        page = edition(rng)
        one, two = found(page, articles_of(compose(page, style or random_style(rng), rng)))
        stories, whole, headed = stories + len(page), whole + one, headed + two
    return whole / stories, headed / stories


def test_composed_pages_of_all_styles_come_out_whole() -> None:
    whole, headed = composed(None, range(100, 160))
    assert whole >= 0.94, whole
    assert headed >= 0.92, headed


@pytest.mark.parametrize("mark", MARKS[1:])
def test_any_indent_mark_is_the_same_cue(mark: str) -> None:
    whole, _ = composed(Style(mark=mark, gaps="none"), range(12))
    assert whole >= 0.91, whole


@pytest.mark.parametrize("gaps", ["none", "mutool", "pdfminer", "random"])
def test_pages_without_marks_stand_on_the_other_cues(gaps: str) -> None:
    whole, _ = composed(Style(gaps=gaps, slack="punct"), range(20, 36))
    assert whole >= 0.87, whole


def test_spaces_may_be_lost() -> None:
    whole, _ = composed(Style(dense=True), range(40, 52))
    assert whole >= 0.9, whole


def test_wide_columns_without_indents_still_part_into_articles() -> None:
    whole, _ = composed(Style(indent=0, widths=(24, 40)), range(60, 72))
    assert whole >= 0.85, whole


def scorer(shared: Path) -> ModuleType:
    path = shared / "tools" / "segment_score.py"
    spec = importlib.util.spec_from_file_location("segment_score", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predicted(text: str) -> list[dict[str, object]]:
    return [
        {
            "headline": article.headline,
            "authors": [{"name": author.name, "role": author.role} for author in article.authors],
            "paragraphs": list(article.paragraphs),
        }
        for article in articles_of(text)
    ]


def summary(module: ModuleType, pages: Iterable[tuple[Path, str]]) -> Mapping[str, float]:
    total: dict[str, float] = {}
    for gold, text in pages:
        counts, _ = module.score(json.loads(gold.read_text("utf-8"))["articles"], predicted(text))
        total = {key: total.get(key, 0) + counts[key] for key in counts}
    result: Mapping[str, float] = module.summary(total)
    return result


def seed_texts(shared: Path) -> dict[str, str]:
    page = (shared / "seed" / "page.txt").read_text("utf-8")
    bare = "\n".join(line for line in page.replace("\ufffd", "").split("\n") if line.strip())
    return {"as it is": page, "no marks, no blank lines": bare, "no spaces either": bare.replace(" ", "")}


def test_the_seed_page_comes_out_as_printed(shared: Path) -> None:
    for name, text in seed_texts(shared).items():
        score = summary(scorer(shared), [(shared / "seed" / "gold.json", text)])
        assert (score["strict_f1"], score["headline_exact"], score["invented"]) == (1, 1, 0), name
        assert score["byline_exact"] == 1, name
        assert score["paragraph_f1"] >= 0.98, name


def test_development_pages_come_out_as_printed(shared: Path) -> None:
    pages = [
        (gold, gold.with_name(gold.name.replace("gold.json", f"{extractor}.txt")).read_text("utf-8"))
        for gold in sorted((shared / "pages").glob("*.gold.json"))
        for extractor in EXTRACTORS
    ]
    score = summary(scorer(shared), pages)
    assert score["article_f1"] >= 0.97
    assert score["strict_f1"] >= 0.93
    assert score["headline_exact"] >= 0.95
    assert score["byline_exact"] >= 0.95


def test_pages_mixed_up_by_pdftotext_are_warned_of(shared: Path) -> None:
    def warned(extractor: str) -> int:
        texts = [path.read_text("utf-8") for path in sorted((shared / "pages").glob(f"*.{extractor}.txt"))]
        return sum(bool(segment(Page("page.txt", text)).warnings) for text in texts)

    assert warned("pdftotext") >= 12
    assert warned("pdftotext-raw") + warned("mutool") + warned("pdfium") <= 2


def test_a_page_takes_well_under_a_second_and_a_long_one_linear_time() -> None:
    rng = random.Random(7)
    pages = [compose(edition(rng), replace(random_style(rng), glue=0.0), rng) for _ in range(40)]
    start = time.perf_counter()
    for page in pages[:10]:
        segment(Page("page.txt", page))
    some = (time.perf_counter() - start) / sum(map(len, pages[:10]))
    start = time.perf_counter()
    segment(Page("page.txt", "\n".join(pages)))
    assert (time.perf_counter() - start) / sum(map(len, pages)) < 4 * some


def test_captions_and_follow_ups_are_told_from_news() -> None:
    rng = random.Random(3)
    kinds = {Kind.NEWS: 0, Kind.FOLLOW_UP: 0, Kind.PHOTO_CAPTION: 0}
    right = 0
    for _ in range(50):
        page = edition(rng)
        told = {
            "".join(a.paragraphs).replace(" ", ""): a.kind for a in articles_of(compose(page, random_style(rng), rng))
        }
        for story in page:
            kinds[Kind(story.kind)] += 1
            right += told.get("".join(story.paragraphs)) == story.kind
    assert min(kinds.values()) > 5
    assert right >= 0.88 * sum(kinds.values()), right
