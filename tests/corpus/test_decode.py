import codecs
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.common import COMMON
from corpus.decode import decode
from corpus.errors import EncodingError, SourceError

SIMPLIFIED = "市区新建十二处口袋公园"
TRADITIONAL = "圖書館週末延長開放"
PAGE = f"{SIMPLIFIED}\n\n本报讯（记者 林晓 通讯员 王田）今年以来，云溪区投入3200万元，新增绿地45公顷。\n" * 40


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"])
@pytest.mark.parametrize("text", [SIMPLIFIED, "关于调整公交线路的通告", "2023年7月28日 星期五 第3版", PAGE])
def test_simplified_text_is_read_in_every_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "x").text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "big5", "big5hkscs", "gb18030"])
@pytest.mark.parametrize("text", [TRADITIONAL, "臺北捷運新線通車", "民國一百一十二年七月二十八日", TRADITIONAL * 50])
def test_traditional_text_is_read_in_every_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "x").text == text


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf16_is_read_by_its_byte_order_mark(mark: bytes) -> None:
    encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    assert decode(mark + "云溪 abc".encode(encoding), "x").text == "云溪 abc"


def test_a_mostly_ascii_file_is_read_as_gbk() -> None:
    text = "Bus line 12, 06:00-22:00\n" * 200 + "云溪公交公司\n" + "Tel 0394-1234567\n" * 200
    assert decode(text.encode("gbk"), "x").text == text


def test_a_long_stretch_of_ascii_does_not_hide_what_follows() -> None:
    text = "Bus line 12, 06:00-22:00\n" * 5000 + "云溪公交公司"
    assert decode(text.encode("gbk"), "x").text == text


@pytest.mark.parametrize("text", ["联通", "café", "A·B", "Москва сегодня", "25℃", "", "plain words\n"])
def test_utf8_and_gbk_that_look_alike_are_told_apart(text: str) -> None:
    encoding = "gbk" if text == "联通" else "utf-8"
    assert decode(text.encode(encoding), "x").text == text


common = st.text(st.sampled_from(COMMON), min_size=10, max_size=60)


@given(common)
def test_utf8_is_the_identity(text: str) -> None:
    assert decode(text.encode("utf-8"), "x").text == text


@given(common)
def test_gb18030_is_the_identity_for_common_characters(text: str) -> None:
    assert decode(text.encode("gb18030"), "x").text == text


@given(st.text(st.sampled_from(COMMON.encode("cp950", "ignore").decode("cp950")), min_size=10, max_size=60))
def test_big5_is_the_identity_for_common_characters(text: str) -> None:
    assert decode(text.encode("cp950"), "x").text == text


@given(st.text(min_size=1), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_any_text_with_a_byte_order_mark_is_read_or_called_binary(text: str, encoding: str) -> None:
    try:
        read = decode(text.encode(encoding), "x").text
    except SourceError as error:
        read = error.reason
    assert read == text.removeprefix("\ufeff") or "binary" in read


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_source_error(data: bytes) -> None:
    with contextlib.suppress(SourceError):
        assert isinstance(decode(data, "x").text, str)


def test_a_named_encoding_is_believed() -> None:
    assert decode("联".encode("gbk"), "x", encoding="gbk").text == "联"
    with pytest.raises(EncodingError, match="no encoding is called"):
        decode(b"abc", "x", encoding="klingon")
    with pytest.raises(EncodingError, match=r"broken UTF-8, first at byte 0 \(line 1\)"):
        decode(PAGE.encode("gbk"), "x", encoding="utf-8")


def test_u_fffd_that_a_page_prints_is_no_broken_byte() -> None:
    text = "������本报讯 云溪区"
    assert decode(text.encode("utf-8"), "x").text == text
    assert decode(text.encode("utf-8"), "x").warnings == ()


def test_a_few_broken_bytes_in_a_long_page_are_told_not_refused() -> None:
    data = PAGE.encode("utf-8")
    read = decode(data[:300] + b"\xff" + data[300:], "x")
    assert read.text.replace("\ufffd", "") == PAGE
    assert read.warnings == ("UTF-8: 1 broken character stands as U+FFFD, the first at byte 300 (line 7)",)


def test_a_last_character_cut_in_two_is_told() -> None:
    read = decode(PAGE.encode("gbk").rstrip(b"\n")[:-3], "x")
    assert read.text.startswith(SIMPLIFIED)
    assert "cut off" in read.warnings[0]


def test_a_page_broken_throughout_is_refused_with_the_position() -> None:
    data = bytearray(PAGE.encode("utf-8"))
    data[50::50] = b"\xff" * len(data[50::50])
    with pytest.raises(EncodingError, match=r"page\.txt: .*byte 50"):
        decode(bytes(data), "page.txt")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1", "Office"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\x7fELF" + bytes(200), "binary data"),
        (bytes(4096), "binary data"),
        (bytes(range(256)) * 4, "binary data"),
    ],
)
def test_binary_files_are_refused_by_what_they_are(data: bytes, kind: str) -> None:
    with pytest.raises(SourceError, match=kind):
        decode(data, "x")


def test_a_few_nul_bytes_do_not_make_a_page_binary() -> None:
    assert decode(b"\x00\x00" + PAGE.encode("gbk"), "x").text == "\x00\x00" + PAGE
