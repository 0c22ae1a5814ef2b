import json
import os
import pickle
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import DictionaryError
from retrieval.fold import fold
from retrieval.tokens import JiebaCutter, RustCutter, Tokenizer, make_cutter, preload, read_dictionary

SHARED = Path(os.environ.get("WENBAO_SHARED", Path(__file__).parents[2].parent / "shared"))
JIEBA, RUST = JiebaCutter(), RustCutter()

PRESS = "区图书馆新馆本周六开放，读者可凭身份证办理借阅证；国家发展改革委表示，研究生命起源的大家都来了。"
# What once cut differently, or is known to: rare Han, letters with marks, decimals, per cent, breaks, c++ within a run.
ODD = [
    "㐂",
    "龦",
    "𠮷",
    "\u9fd6",
    "γ",
    "é",
    "\r\n",
    "\r",
    "\n",
    " ",
    "·",
    "“",
    "c++",
    "c#",
    "low-e",
    "2.6ghz",
    "1-6",
    "%",
]
ODD += [".", "..", "&", "_", "3.5%", "ab", "a股", "http://a.cn", "😀", "t恤", "+", "#", "卡拉ok", "④", "٣", "が", "ㄅ"]
HAN = st.text(st.sampled_from(PRESS) | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=12)
TEXT = st.lists(HAN | st.sampled_from(ODD) | st.text(max_size=4), max_size=8).map("".join)


@settings(max_examples=500, deadline=None)
@given(TEXT)
def test_the_port_cuts_any_folded_text_as_jieba_does(text: str) -> None:
    assert RUST.cut(fold(text)) == JIEBA.cut(fold(text))


WORDS = st.lists(
    st.tuples(
        st.text(st.sampled_from(PRESS.translate({ord(mark): None for mark in "，。；"})), min_size=1, max_size=5),
        st.none() | st.integers(1, 10**6),
        st.none() | st.just("nz"),
    ),
    min_size=1,
    max_size=4,
).map(tuple)


@settings(max_examples=8, deadline=None)
@given(WORDS, st.lists(st.sampled_from(re.split("[，；。]", PRESS)) | HAN, max_size=8))
def test_an_admins_words_are_cut_alike_by_both(
    words: tuple[tuple[str, int | None, str | None], ...], runs: list[str]
) -> None:
    text = "，".join([*runs, *(word for word, _, _ in words), PRESS])
    assert make_cutter(words).cut(text) == JiebaCutter(words).cut(text)


def test_a_word_given_another_frequency_is_left_to_jieba() -> None:
    words = (("书新", None, None), ("了", 1, None))
    assert isinstance(make_cutter(words), JiebaCutter)
    assert isinstance(make_cutter((("书新", None, None), ("葛湾村", 3, None))), RustCutter)


@pytest.mark.parametrize("name", ["cmrc_trial", "drcd_dev"])
def test_the_port_cuts_real_paragraphs_as_jieba_does(name: str) -> None:
    path = SHARED / "questions" / f"{name}.articles.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            for paragraph in json.loads(line)["paragraphs"]:
                text = fold(paragraph)
                assert RUST.cut(text) == JIEBA.cut(text)


@given(TEXT)
def test_the_pieces_joined_are_the_folded_text(text: str) -> None:
    assert "".join(Tokenizer().cut(text)) == fold(text)


def test_words_have_a_letter_a_digit_or_a_han_character() -> None:
    assert Tokenizer().words("图书馆，开放 24 小时！") == ["图书馆", "开放", "24", "小时"]


def write(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "words.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("cutter", [RUST, JiebaCutter()])
def test_how_often_a_word_was_met_is_told(cutter: RustCutter | JiebaCutter) -> None:
    assert cutter.frequency("日本") > 20_000
    assert 40 <= cutter.frequency("芦笋") <= 60
    assert cutter.frequency("青渡区") <= 1


def test_an_admins_word_is_held_together_and_changes_the_identity(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeff西溪桥头\n\n書香驛站 20 nz\n")
    tokenizer = Tokenizer(path)
    assert tokenizer.words("西溪桥头的书香驿站") == ["西溪桥头", "的", "书香驿站"]
    assert tokenizer.identity.startswith(Tokenizer().identity + "+")
    assert read_dictionary(path) == (("西溪桥头", None, None), ("书香驿站", 20, "nz"))


def test_a_tokenizer_that_was_sent_to_a_worker_cuts_the_same_and_is_loaded_once(tmp_path: Path) -> None:
    tokenizer = Tokenizer(write(tmp_path, "西溪桥头\n"))
    sent = pickle.dumps(tokenizer)
    first, second = pickle.loads(sent), pickle.loads(sent)
    assert first is second
    assert (first.identity, first.words("西溪桥头的路")) == (tokenizer.identity, ["西溪桥头", "的", "路"])


def test_words_the_port_is_not_trusted_with_are_cut_by_jieba(tmp_path: Path) -> None:
    assert isinstance(make_cutter((("g60科创走廊", None, None),)), JiebaCutter)
    assert isinstance(make_cutter((("图书馆", 0, None),)), JiebaCutter)
    assert isinstance(make_cutter((("图书馆", 9, None),)), RustCutter)
    assert Tokenizer(write(tmp_path, "G60科创走廊\n")).words("建设G60科创走廊") == ["建设", "g60科创走廊"]


def test_a_dictionary_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError, match=r"words\.txt"):
        Tokenizer(write(tmp_path, b"\xff\xfe\xff"))
    with pytest.raises(DictionaryError, match="nowhere"):
        Tokenizer(tmp_path / "nowhere")


def test_without_the_port_jieba_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    preload()
    tokenizer = Tokenizer()
    assert tokenizer.identity.startswith("jieba-")
    assert tokenizer.words("新馆周六开放") == RUST.cut("新馆周六开放")
