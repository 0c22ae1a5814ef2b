import datetime
import json
import os
import time
from pathlib import Path

import pytest

from corpus.load import load
from corpus.store import Store
from corpus.types import Corpus, Page, Segmentation
from tests.corpus.paragraph_segmenter import segment

GOOD = "云溪区新建十二处口袋公园\n\n本报讯 今年以来，云溪区新增绿地45公顷。\n"


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def read(*paths: Path) -> Corpus:
    return load(paths, segment=segment)


def refusals(corpus: Corpus) -> dict[str, str]:
    return {refusal.source: refusal.reason for refusal in corpus.refusals}


def line(**record: object) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def test_a_page_knows_its_imprint(tmp_path: Path) -> None:
    write(tmp_path / "2023-07-28_03版.txt", GOOD.encode("gbk"))
    [article] = read(tmp_path).articles
    assert (article.date, article.page, article.source) == (datetime.date(2023, 7, 28), 3, "2023-07-28_03版.txt")


def test_front_matter_wins_over_the_name_and_the_name_over_the_page(tmp_path: Path) -> None:
    front = "---\ndate: 2023-07-01\nedition: 河东版\ntitle: 无\n---\n"
    write(tmp_path / "2023-07-28_03版.md", f"{front}2023年7月30日 第5版 要闻\n\n{GOOD}")
    [article] = read(tmp_path).articles
    assert (article.date, article.edition, article.page) == (datetime.date(2023, 7, 1), "河东版", 3)
    assert article.paragraphs[0] == "2023年7月30日第5版要闻"


def test_a_wrong_value_in_front_matter_is_told(tmp_path: Path) -> None:
    write(tmp_path / "1.txt", f"---\ndate: 2023-02-30\n---\n{GOOD}")
    assert "'2023-02-30'" in read(tmp_path).reports[0].warnings[0]


@pytest.mark.parametrize("front", ["---\n" + "a: b\n" * 100_000, "---\n没有冒号\n---\n", "---\n"])
def test_what_is_no_front_matter_is_text(tmp_path: Path, front: str) -> None:
    write(tmp_path / "1.txt", front + GOOD)
    [article] = read(tmp_path).articles
    assert article.body.startswith("---")


def test_form_feeds_separate_pages(tmp_path: Path) -> None:
    pages = [
        f"2023年7月28日 第{n}版\n\n{GOOD}\n第{n}版的稿件讲的是这一版自己的事情，与别的版面没有关系，读者一看就明白。"
        for n in (1, 2)
    ]
    write(tmp_path / "dump.txt", "\f\n".join([*pages, ""]))
    articles = read(tmp_path).articles
    assert [(article.page, article.date) for article in articles] == [
        (1, datetime.date(2023, 7, 28)),
        (2, datetime.date(2023, 7, 28)),
    ]


def test_what_the_name_tells_holds_for_every_page_but_its_number_for_the_first(tmp_path: Path) -> None:
    page = f"{GOOD}\n这一版的稿件讲的是这一版自己的事情，与别的版面没有关系，读者一看就明白，不必再翻前面的那一版。"
    write(tmp_path / "2023-07-28_03版.txt", f"{page}甲\f2023年7月1日 第5版\n{page}乙\f{page}丙")
    articles = read(tmp_path).articles
    assert [article.page for article in articles] == [3, 5, None]
    assert {article.date for article in articles} == {datetime.date(2023, 7, 28)}


def test_a_scrap_after_a_form_feed_stays_with_its_page(tmp_path: Path) -> None:
    write(tmp_path / "1.txt", f"{GOOD}\f\n尾行\n\f")
    [article] = read(tmp_path).articles
    assert "尾行" in article.body


def test_the_same_article_is_kept_once_and_told(tmp_path: Path) -> None:
    record = line(headline="公园", paragraphs=["云溪区新建公园。"])
    write(tmp_path / "a.jsonl", record * 2)
    write(tmp_path / "b.jsonl", record)
    corpus = read(tmp_path)
    assert [article.source for article in corpus.articles] == ["a.jsonl#1"]
    assert [report.articles for report in corpus.reports] == [(corpus.articles[0].id,), ()]
    assert all("kept once" in report.warnings[0] for report in corpus.reports)
    assert "b.jsonl#1 has the words of a.jsonl#1" in corpus.reports[1].warnings[0]


def test_progress_is_told_before_each_file_and_at_the_end(tmp_path: Path) -> None:
    write(tmp_path / "1.txt", GOOD)
    write(tmp_path / "2.txt", GOOD)
    heard: list[tuple[int, int, str]] = []
    load([tmp_path], lambda *step: heard.append(step), segment)
    assert heard == [(0, 2, "1.txt"), (1, 2, "2.txt"), (2, 2, "")]


def test_bad_files_are_refused_each_with_a_line_and_the_rest_is_served(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    write(folder / "good.txt", GOOD)
    write(folder / "empty.txt", b"")
    write(folder / "blank.txt", " \n\u3000\n\ufffd\ufffd\n\f\n")
    write(folder / "scan.txt", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    write(folder / "broken.txt", b"\xff\xfa\xfb" * 200)
    write(folder / "empty.jsonl", b"\n\n")
    (folder / "folder.txt").mkdir()
    with write(folder / "huge.txt", b"").open("r+b") as huge:
        huge.truncate(200_000_000)
    started = time.perf_counter()
    corpus = read(folder, tmp_path / "missing", folder / "folder.txt")
    assert time.perf_counter() - started < 2
    assert [article.source for article in corpus.articles] == ["good.txt"]
    assert [report.source for report in corpus.reports] == ["good.txt"]
    found = refusals(corpus)
    for name, words in {
        "empty.txt": "the file is empty",
        "blank.txt": "no article",
        "scan.txt": "a PDF",
        "broken.txt": "UTF-8",
        "empty.jsonl": "no article",
        "huge.txt": "200,000,000 bytes",
        str(tmp_path / "missing"): "no such file",
    }.items():
        assert words in found[name]
    assert all("\n" not in reason for reason in found.values())


def test_a_file_that_vanishes_during_the_load_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "1.txt", GOOD)
    last = write(tmp_path / "2.txt", GOOD)

    def segment_and_remove(page: Page) -> Segmentation:
        last.unlink(missing_ok=True)
        return segment(page)

    corpus = load([tmp_path], segment=segment_and_remove)
    assert len(corpus.articles) == 1
    assert "was removed" in refusals(corpus)["2.txt"]


def test_a_page_whose_segmentation_is_empty_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "第3版.txt", GOOD)
    corpus = load([tmp_path], segment=lambda page: Segmentation(()))
    assert refusals(corpus) == {"第3版.txt": "no article on page 3"}


def test_nul_bytes_in_a_page_are_debris(tmp_path: Path) -> None:
    write(tmp_path / "1.txt", b"\x00\x00" + GOOD.encode())
    assert read(tmp_path).articles[0].paragraphs[0] == "云溪区新建十二处口袋公园"


def test_pages_are_segmented_into_articles_unless_told_otherwise(tmp_path: Path) -> None:
    write(tmp_path / "1.txt", "云溪区新建十二处口袋公园\n\n本报讯（记者 林晓）今年以来，云溪区新增绿地45公顷。\n")
    [article] = load([tmp_path]).articles
    assert article.headline == "云溪区新建十二处口袋公园"


def test_an_empty_corpus_has_refusals(tmp_path: Path) -> None:
    assert read(tmp_path) == Corpus((), (), read(tmp_path).refusals)
    assert read(tmp_path).refusals


def test_malformed_lines_are_refused_alone(tmp_path: Path) -> None:
    good = line(headline="公园", paragraphs=["云溪区新建公园。"], date="2023-07-28", authors=["林晓"])
    bad = {
        "{": "not JSON",
        "[]": "not a JSON object",
        '"text"': "not a JSON object",
        line(headline="x"): '"paragraphs"',
        line(paragraphs=[]): "holds no text",
        line(paragraphs=[" ", "\ufffd"]): "holds no text",
        line(paragraphs="text"): '"paragraphs"',
        line(paragraphs=["x"], headline=3): '"headline"',
        line(paragraphs=["x"], date="2023-02-30"): '"date"',
        line(paragraphs=["x"], authors="林晓"): '"authors"',
        line(paragraphs=["x"], page="x"): '"page"',
        line(paragraphs=["x"], kind="poem"): '"kind"',
        '{"paragraphs": ["x"], "page": NaN}': "NaN",
        "[" * 100_000: "nested too deep",
        '{"paragraphs": ["x"], "page": ' + "9" * 5000 + "}": "not JSON",
        "\udcff\udcfa" * 40: "UTF-8",
    }
    content = good + "".join(text.rstrip("\n") + "\n" for text in bad)
    write(tmp_path / "a.jsonl", content.encode("utf-8", "surrogateescape"))
    corpus = read(tmp_path)
    assert [article.source for article in corpus.articles] == ["a.jsonl#1"]
    found = refusals(corpus)
    assert list(found) == [f"a.jsonl#{number}" for number in range(2, len(bad) + 2)]
    for reason, words in zip(found.values(), bad.values(), strict=True):
        assert words in reason
        assert len(reason) < 200


def test_a_file_of_the_wrong_kind_is_told_in_a_hundred_lines(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", line(question="谁？") * 250 + line(paragraphs=["短讯"]))
    corpus = read(tmp_path)
    assert len(corpus.articles) == 1
    assert len(corpus.refusals) == 101
    assert corpus.refusals[-1].reason == "150 more lines are no articles"


def test_a_line_of_ten_megabytes_is_an_article_like_any_other(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", line(paragraphs=["云溪" * 1_700_000]) + line(paragraphs=["短讯"]))
    assert [len(article.body) for article in read(tmp_path).articles] == [3_400_000, 2]


def test_a_line_longer_than_any_article_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    with write(tmp_path / "a.jsonl", b"").open("r+b") as file:
        file.truncate(120_000_000)
        file.seek(0, os.SEEK_END)
        file.write(b"\n" + line(paragraphs=["短讯"]).encode())
    corpus = read(tmp_path)
    assert refusals(corpus)["a.jsonl#1"].startswith("the line is longer")
    assert [article.source for article in corpus.articles] == ["a.jsonl#2"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_jsonl_is_read_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    text = line(headline="云溪区新建公园", paragraphs=["今年以来，云溪区新增绿地。"]) * 2 + line(
        paragraphs=["短讯一则"]
    )
    write(tmp_path / "a.jsonl", text.encode(encoding))
    assert [article.source for article in read(tmp_path).articles] == ["a.jsonl#1", "a.jsonl#3"]


def test_twenty_thousand_articles_load_in_three_seconds(tmp_path: Path) -> None:
    paragraph = "今年以来，云溪区投入３２００万元，新增绿地 45 公顷，让居民推窗见绿、出门进园。" * 4
    with write(tmp_path / "a.jsonl", b"").open("w", encoding="utf-8") as file:
        for number in range(20_000):
            file.write(line(headline=f"第{number}号公园", date="2023-07-28", paragraphs=[paragraph] * 4))
    started = time.process_time()
    assert len(read(tmp_path).articles) == 20_000
    assert time.process_time() - started < 3


def test_sixty_thousand_form_feeds_are_not_measured_again_and_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\f".join(["一行字。"] * 20_000), encoding="utf-8")
    started = time.process_time()
    load([tmp_path])
    assert time.process_time() - started < 60


def test_progress_is_told_between_the_parts_of_a_large_file(tmp_path: Path) -> None:
    lines = (json.dumps({"paragraphs": [f"第{number}条消息。"]}) for number in range(2500))
    (tmp_path / "all.jsonl").write_text("\n".join(lines), "utf-8")
    calls: list[tuple[int, int, str]] = []
    load([tmp_path], lambda *call: calls.append(call))
    told = ["all.jsonl", "all.jsonl: 1,000 articles", "all.jsonl: 2,000 articles"]
    assert calls == [*((0, 1, what) for what in told), (1, 1, "")]
    calls.clear()
    Store(tmp_path / "corpus.db").refresh([tmp_path / "all.jsonl"], lambda *call: calls.append(call))
    assert calls == [*((0, 1, what) for what in told), (1, 1, "")]
