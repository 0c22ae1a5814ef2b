"""Bytes to text: UTF-8, UTF-16, GB18030 (with GBK) and Big5, told apart without being told.

Every encoding reads the bytes; the one whose text is the most ordinary Chinese wins. The measure is a code length:
a character costs about the negative logarithm of its frequency, so that candidates compare on the same bytes and a
headline of eight characters is enough. (Detectors that count bytes need some hundred characters to be sure.)
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from corpus.common import COMMON
from corpus.errors import EncodingError, SourceError


@dataclass(frozen=True, slots=True)
class Text:
    """What bytes say, the encoding they were in, and what an admin should know about it."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


# Equal costs fall to the earlier one. cp950 is Big5 as Windows writes it; its Hong Kong form is tried where it fails.
_ENCODINGS = ("utf-8", "gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SHOWN = {"utf-8": "UTF-8", "gb18030": "GB18030", "cp950": "Big5", "big5hkscs": "Big5"}

# Natural logarithms. Measured on the texts that COMMON was counted on: rank 10 costs 5.1, 400 6.9, 1200 8.4.
_COST = {char: 5 + rank / 450 for rank, char in enumerate(COMMON)}
_ASCII, _LETTER, _HAN, _OTHER, _DEBRIS = 4.5, 10.0, 11.0, 13.0, 16.0
# UTF-8 hardly ever decodes by chance: two bytes a character and no common one among them, as in Cyrillic, is rare too.
_PRIOR = 7.0
# Mean cost of what is not ASCII, news against the same bytes misread: in 200 characters at most 7.3, at least 10.1; in
# 20 at most 9.5 (one in a thousand 8.9), at least 9.1 (one in twenty 9.8); in 4 it may be 11, whence the lenience.
_PLAUSIBLE, _LENIENCE = 9.6, 6.0
_SAMPLE = 1 << 16
_TOLERATED = 1000  # bytes for each broken one: a page with a scratch is a page, half a page is not

_KINDS = (
    (b"%PDF-", "a PDF", "extract its text first, e.g. pdftotext -raw"),
    (b"PK\x03\x04", "a ZIP archive or an Office document", "unpack it, or save it as plain text"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "save it as plain text"),
    (b"{\\rtf", "an RTF document", "save it as plain text"),
    (b"\x89PNG", "a PNG image", "run text recognition over it first"),
    (b"\xff\xd8\xff", "a JPEG image", "run text recognition over it first"),
    (b"GIF8", "a GIF image", "run text recognition over it first"),
    (b"II*\x00", "a TIFF image", "run text recognition over it first"),
    (b"MM\x00*", "a TIFF image", "run text recognition over it first"),
    (b"\x1f\x8b", "a gzip archive", "unpack it"),
    (b"BZh", "a bzip2 archive", "unpack it"),
    (b"\xfd7zXZ", "an xz archive", "unpack it"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it"),
    (b"Rar!", "a RAR archive", "unpack it"),
    (b"SQLite format 3\x00", "an SQLite database", "export its text"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_THREE_BYTES = re.compile("[\u0800-\U0010ffff]")
_EUROPEAN = re.compile("[\u00a0-\u017f\u0386-\u03ce\u0400-\u045f]")  # of two bytes in UTF-8, and in real use
_HIGH = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, name: str, encoding: str | None = None) -> Text:
    """Return the text of a file called `name`, its byte order mark gone; line ends stay as they are.

    Up to one broken byte in a thousand, or a last character cut in two, becomes U+FFFD with a warning.
    Raises SourceError for what is no text (it says what it is), EncodingError for text in no encoding of ours or
    not in the `encoding` that was named.
    """
    for magic, kind, advice in _KINDS:
        if data.startswith(magic):
            raise SourceError(name, f"this is {kind}, not text; {advice}")
    if encoding is not None:
        return _read(data, name, _known(encoding, name))
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _not_binary(_read(data[len(mark) :], name, codec), name)
    if _surely_utf8(data):
        return Text(data.decode("utf-8"), "utf-8")
    return _not_binary(_read(data, name, _guess(data, name)), name)


def _known(encoding: str, name: str) -> str:
    try:
        codec = codecs.lookup(encoding).name
        b"".decode(codec)
    except (LookupError, ValueError):
        raise EncodingError(name, f"no encoding is called {encoding!r}; try utf-8, gb18030, big5, utf-16") from None
    return {"gbk": "gb18030", "gb2312": "gb18030", "big5": "cp950", "utf-8-sig": "utf-8"}.get(codec, codec)


def _surely_utf8(data: bytes) -> bool:
    """Tell UTF-8 that needs no second look: plain ASCII, or characters of three bytes, and no control characters."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text) and (text.isascii() or bool(_THREE_BYTES.search(text)))


def _guess(data: bytes, name: str) -> str:
    """Return the encoding that reads `data` as the most ordinary text."""
    sample = _sample(data)
    costs = {codec: _cost(sample, codec) + (0 if codec == "utf-8" else _PRIOR) for codec in _ENCODINGS}
    best = min(_ENCODINGS, key=lambda codec: costs[codec])
    if not _plausible(sample, best):
        raise _unreadable(data, name)
    return best


def _sample(data: bytes) -> bytes:
    """Return the first bytes, or those from the first high one on where a long stretch of ASCII comes before it."""
    high = _HIGH.search(data)
    start = high.start() & ~1 if high and high.start() > _SAMPLE // 2 else 0
    return data[start : start + _SAMPLE]


def _cost(sample: bytes, codec: str) -> float:
    counts = Counter(sample.decode(codec, "replace"))
    return sum(_char_cost(char) * count for char, count in counts.items())


def _plausible(sample: bytes, codec: str) -> bool:
    """Tell text from noise by the mean cost of its characters beyond ASCII; UTF-8 without a fault needs no proof."""
    text = sample.decode(codec, "replace")
    if codec == "utf-8" and "\ufffd" not in text:
        return True
    counts = Counter(char for char in text if not char.isascii())
    counts["\ufffd"] -= sample.count(_printed(codec))
    total = max(sum(counts.values()), 1)
    return sum(_char_cost(char) * count for char, count in counts.items()) / total <= _PLAUSIBLE + _LENIENCE / total


def _printed(codec: str) -> bytes:
    """Return the bytes of U+FFFD, which extractors print themselves; where it has none, bytes that never occur."""
    return "\ufffd".encode(codec, "ignore") or b"\xff" * 8


def _char_cost(char: str) -> float:
    if char in _COST:
        return _COST[char]
    if _CONTROL.match(char) or char == "\ufffd" or "\ue000" <= char <= "\uf8ff":
        return _DEBRIS
    if char.isascii():
        return _ASCII
    if _EUROPEAN.match(char):
        return _LETTER
    return _HAN if "\u4e00" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" else _OTHER


def _read(data: bytes, name: str, codec: str) -> Text:
    try:
        return Text(data.decode(codec).removeprefix("\ufeff"), codec)
    except UnicodeDecodeError as error:
        return _mend(data, name, codec, error)


def _mend(data: bytes, name: str, codec: str, error: UnicodeDecodeError) -> Text:
    """Return text with its few broken bytes replaced, or raise EncodingError where they are not few."""
    text = data.decode(codec, "replace").removeprefix("\ufeff")
    broken = text.count("\ufffd") - data.count(_printed(codec))
    cut_short = error.end == len(data) and error.start > 0
    shown = _SHOWN.get(codec, codec.upper())
    line = data.count(b"\n", 0, error.start) + 1
    where = f"byte {error.start:,} (line {line:,})"
    if broken * _TOLERATED > len(data) and not cut_short:
        raise EncodingError(name, f"broken {shown}, first at {where}; convert the file to UTF-8 or fetch it anew")
    if cut_short:
        return Text(text, codec, (f"the last character is cut off at {where}; the file may be incomplete",))
    count = "1 broken character stands" if broken == 1 else f"{broken} broken characters stand"
    return Text(text, codec, (f"{shown}: {count} as U+FFFD, the first at {where}",))


def _not_binary(text: Text, name: str) -> Text:
    if len(_CONTROL.findall(text.text)) * 3 > len(text.text):
        raise SourceError(name, "this is binary data, not text; only text files can be read")
    return text


def _unreadable(data: bytes, name: str) -> SourceError:
    if len(_CONTROL.findall(data[:_SAMPLE].decode("latin-1"))) * 50 > len(data[:_SAMPLE]):
        return SourceError(name, "this is binary data, not text; only text files can be read")
    try:
        data.decode("utf-8")
        position = 0
    except UnicodeDecodeError as error:
        position = error.start
    return EncodingError(
        name,
        f"not text in UTF-8, UTF-16, GB18030 or Big5 (UTF-8 breaks at byte {position:,}); convert the file to UTF-8",
    )
