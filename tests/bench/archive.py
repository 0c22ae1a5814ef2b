"""A newspaper's archive of any size, made of real news, so that its words are spread as words of news are.

The first articles are the news as it is. Every further copy of it is new text: sentences of two articles take turns,
so no passage repeats; characters that are rare in news, and digits, are exchanged for others as rare, differently in
every copy, so that names and numbers differ and the vocabulary goes on growing as it does in real text.
"""

import json
import lzma
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from corpus.sentences import split_sentences

SHARED = Path(os.environ.get("WENBAO_SHARED", Path(__file__).parents[2].parent / "shared"))
NEWS = SHARED / "questions" / "news.articles.jsonl.xz"
QUESTIONS = SHARED / "questions" / "news.questions.jsonl"
# Characters up to this rank make 95 % of news, and all that holds its sentences together.
_COMMON = 1200
# Articles in a file: about 300 passages, a day of a large paper.
_FILE = 100


def read_news() -> list[dict[str, object]]:
    """Return the records of the real news."""
    with lzma.open(NEWS, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_questions() -> list[str]:
    """Return the readers' questions to the real news."""
    return [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]


def make_records(news: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Yield records without end: the news, then copy after copy of it."""
    yield from news
    texts = ["\n".join(record["paragraphs"]) for record in news]  # type: ignore[arg-type]
    sentences = [[text[start:end] for start, end in split_sentences(text)] for text in texts]
    counts = Counter("".join(texts))
    rare = [char for char, _ in counts.most_common() if "\u4e00" <= char <= "\u9fff"][_COMMON:]
    copy = 0
    while True:
        copy += 1
        table = _exchange(rare, copy)
        for number, record in enumerate(news):
            other = sentences[(number * 7 + copy * 4999) % len(news)]
            mixed = [*sentences[number][::2], *other[1::2]]
            Random(number * 1000 + copy).shuffle(mixed)
            yield record | {"paragraphs": ["".join(mixed).replace("\n", "").translate(table)]}


def _exchange(rare: list[str], copy: int) -> dict[int, str]:
    """Return what is exchanged in a copy: rare characters for neighbours in frequency, digits for digits."""
    random, table = Random(copy), {}
    for start in range(0, len(rare), 100):
        some = rare[start : start + 100]
        table |= dict(zip(map(ord, some), random.sample(some, len(some)), strict=True))
    digits = list("123456789")
    return table | dict(zip(map(ord, digits), random.sample(digits, 9), strict=True))


def write_archive(folder: Path, passages: int) -> None:
    """Write the files of an archive of so many passages or a few more, unless they are there."""
    from corpus.passages import split_passages
    from corpus.records import read_record

    done = folder / "complete"
    if done.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    made = file = 0
    for record in make_records(read_news()):
        made += len(split_passages(read_record(record, "")))
        lines.append(json.dumps(record, ensure_ascii=False))
        if len(lines) == _FILE or made >= passages:
            (folder / f"{file:05}.jsonl").write_text("\n".join(lines), "utf-8")
            lines, file = [], file + 1
        if made >= passages:
            break
    done.touch()


def terms_of(records: list[bytes]) -> str:
    """Return the terms of the passages of some articles that are packed, a line a passage; workers run it."""
    from corpus.packing import unpack_article
    from retrieval.segments import passages_of
    from retrieval.tokens import Tokenizer

    tokenizer = Tokenizer()
    passages = (terms for record in records for _, terms in passages_of(unpack_article(record), tokenizer))
    return "".join(" ".join(term.replace(" ", "") for term in terms) + "\n" for terms in passages)


def need_news() -> None:
    """Skip a test where the news is not here."""
    import pytest  # costs 7 MB, which is not what the bench measures

    if not NEWS.exists():
        pytest.skip(f"{NEWS} is not here")
