"""Bylines, leads and credits: who wrote it, as newspapers print it.

A byline is roles with names behind them (记者 韩某 通讯员 李某某), on a line of its own, in the brackets of a lead
(本报讯（记者 …）), or before a credit at the end (记者 … 摄). Roles and names break over lines, lose their spaces or
gain some.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.cleaning import clean_paragraph
from corpus.surnames import DOUBLE, starts_name
from corpus.types import Author

BULLETS = "□■●○◆◇▲△▼◎★☆◼◻▪•·▶►※"


def _loose(word: str) -> str:
    """Return a pattern for a word whose characters may stand apart or on two lines."""
    return r"\s*".join(word)


_PREFIX = "|".join(
    map(
        _loose,
        (
            "特约",
            "特派",
            "见习",
            "实习",
            "首席",
            "高级",
            "全媒体",
            "融媒体",
            "全媒",
            "融媒",
            "新媒体",
            "摄影",
            "本报",
            "本刊",
            "本网",
        ),
    )
)
_ROLE = re.compile(
    rf"(?P<house>(?:[\u4e00-\u9fff]{{2,5}}(?:日报|晚报|早报|时报|商报|网|社)|新\s*华\s*社|本\s*[报刊台网])?(?:驻[\u4e00-\u9fff]{{2,6}})?)\s*"
    rf"(?P<role>(?:(?:{_PREFIX})\s*)*(?:{_loose('记者')}|{_loose('通讯员')}|{_loose('通訊員')}|{_loose('記者')}|{_loose('评论员')}"
    rf"|{_loose('实习生')}|{_loose('摄影师')}|{_loose('作者')}|{_loose('撰文')}|{_loose('摄影')}(?=[：:/\s])|[文图](?=\s*[/：:]\s*(?![文图]))))\s*[：:/／]?"
)
_CREDIT_WORDS = (
    r"文\s*[/／、]?\s*图|图\s*[/／]\s*文|摄\s*影\s*报\s*道|图\s*文\s*报\s*道|摄\s*影|摄"
    r"|供\s*图|供\s*稿|(?<=\s)[文图]|报\s*道|整\s*理|采\s*写"
)
_CREDIT = re.compile(rf"\s*(?P<credit>{_CREDIT_WORDS})\s*$")
_HAN = "\u3400-\u9fff\U00020000-\U0002ffff"
_NAME = re.compile(rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,7}}(?:[·•・][{_HAN}]{{1,8}})+")
_NOT_NAMES = re.compile(
    "获悉|采访|了解|来到|走进|看到|发现|从|在|报道|说|表示|介绍|调查|随机|日前|近日|今|昨|注意|见到|证|们|的|了|是|和|与|就|将|对|向|把"
)


@dataclass(frozen=True, slots=True)
class Lead:
    """What opens an article before its first word: `printed` as it stands, who is named in it, what is left."""

    printed: str
    rest: str
    authors: tuple[Author, ...] = ()
    agency: str | None = None
    follow_up: bool = False


def is_byline(text: str) -> bool:
    """Tell whether a line is a byline and nothing else."""
    stripped = text.strip()
    if re.fullmatch(rf"[{_HAN}]\s+[{_HAN}]", stripped):
        return starts_name(stripped)
    if not 3 <= len(stripped) <= 90 or not re.search("[者员員生师图文影摄" + BULLETS + "]", stripped):
        return False
    return bool(parse_byline(stripped, strict=True))


def is_credit(text: str) -> bool:
    """Tell whether a line is only the credit of a picture or text (记者 … 摄)."""
    return len(text) <= 60 and bool(re.search(r"摄\s*影?[）)]?\s*$|供\s*图[）)]?\s*$", text)) and is_byline(text)


def parse_byline(text: str, strict: bool = False) -> tuple[Author, ...]:
    """Return the authors that a byline names, in order; none where the text is not a byline.

    `strict` asks for what a line that stands alone must show: a role or a bullet before names that look like names.
    """
    text = text.strip().strip("（）()【】[]")
    bulleted = text[:1] in BULLETS and text[:1] != ""
    text = text.lstrip(BULLETS + " \u3000")
    roles = list(_ROLE.finditer(text))
    if not roles and not bulleted and not _CREDIT.search(text):
        lone = re.fullmatch(rf"[{_HAN}]\s+[{_HAN}]", text)
        return (Author(clean_paragraph(text)),) if lone and starts_name(text) else ()
    if strict and not roles and len(text) > 16:
        return ()
    if strict and roles and roles[0].start() > 0 and not _only_names(text[: roles[0].start()]):
        return ()
    authors: list[Author] = []
    for role, field in _fields(text, roles):
        found = _field_authors(role, field, strict)
        if found is None:
            return ()
        authors.extend(found)
    return _share_credit(authors)


def _fields(text: str, roles: list[re.Match[str]]) -> Iterator[tuple[re.Match[str] | None, str]]:
    """Yield each role with the text up to the next one; names before the first role come with None."""
    first = roles[0].start() if roles else len(text)
    if first:
        yield None, text[:first]
    for index, role in enumerate(roles):
        yield role, text[role.end() : roles[index + 1].start() if index + 1 < len(roles) else len(text)]


def _field_authors(match: re.Match[str] | None, field: str, strict: bool) -> list[Author] | None:
    credit = None
    if ending := _CREDIT.search(field):
        credit, field = clean_paragraph(ending.group("credit")), field[: ending.start()]
    names = split_names(field)
    if strict and not _plausible(field, names, match is not None):
        return None
    role = None
    if match is not None:
        role = re.sub("^本[报刊网]", "", clean_paragraph(match.group("role"))) or None
        if role in ("文", "图"):
            credit, role = role, None
    return [Author(name, role, credit) for name in names]


def _plausible(field: str, names: list[str], has_role: bool) -> bool:
    if re.search(r"[。，；：“”？！,;:?!\d]", field) or _NOT_NAMES.search(field):
        return False
    if not names:
        return has_role and not field.strip()
    return (
        all(starts_name(name) or "·" in name for name in names)
        if not has_role
        else starts_name(names[0]) or (len(names[0]) <= 3 and bool(re.match(r"\s", field)))
    )


def _only_names(text: str) -> bool:
    names = split_names(text)
    return bool(names) and _plausible(text, names, False)


def _share_credit(authors: list[Author]) -> tuple[Author, ...]:
    """Give a credit that stands after several names to all of them, back to the one before."""
    shared: list[Author] = []
    credit: str | None = None
    for author in reversed(authors):
        credit = author.credit or credit
        shared.append(Author(author.name, author.role, credit))
    return tuple(reversed(shared))


def split_names(field: str) -> list[str]:
    """Return the names of one role, also where spaces were lost, added, or a line ended inside a name."""
    pieces = [piece for piece in re.split(r"[、，,/／;；]|\s*和\s*", field) if piece.strip()]
    return [name for piece in pieces for name in _split_piece(piece)]


def _split_piece(piece: str) -> list[str]:
    tokens = re.sub(r"\s*[·•・]\s*", "·", piece).split()
    names: list[str] = []
    run = ""
    for token in tokens:
        if len(run) == 1 or (len(run) == 2 and len(token) == 1) or (run in DOUBLE and len(token) <= 2):
            run += token
            continue
        names.extend(_segment(run))
        run = token
    names.extend(_segment(run))
    return [name for name in names if _NAME.fullmatch(name)]


def _segment(run: str) -> Iterator[str]:
    """Cut a run of characters into names by their surnames; three characters are likelier than two."""
    if len(run) <= 3 or "·" in run or (len(run) == 4 and run[:2] in DOUBLE):
        if run:
            yield run
        return
    best: list[tuple[float, int] | None] = [(0.0, 0)] + [None] * len(run)
    for end in range(2, len(run) + 1):
        options = [
            (before[0] + _name_score(run[start:end]), start)
            for start in range(max(0, end - 4), end - 1)
            if (before := best[start]) is not None
        ]
        best[end] = max(options, default=None)
    cuts: list[int] = [len(run)]
    while cuts[-1] > 0 and (cell := best[cuts[-1]]) is not None:
        cuts.append(cell[1])
    cuts.reverse()
    for start, end in pairwise(cuts):
        yield run[start:end]


def _name_score(name: str) -> float:
    length = {2: -0.4, 3: 0.0, 4: 0.0 if name[:2] in DOUBLE else -2.5}[len(name)]
    return length + (1.0 if starts_name(name) else -2.0)


_BRACKET = r"(?:\s*[（(【\[]\s*(?P<bracket>[^（()）】\]]{0,160})\s*[）)】\]])?"
_REPORT = re.compile(
    rf"\s*[【\[（(]?\s*(?P<word>本\s*报\s*(?:综\s*合\s*)?讯|又\s*讯|本\s*[台刊网]\s*讯|[{_HAN}]{{2,6}}[报网]\s*讯|讯)\s*[】\]）)]?{_BRACKET}[：:]?\s*"
)
_AGENCY = r"新\s*华\s*社|新\s*华\s*网|中\s*新\s*[社网]|中\s*国\s*新\s*闻\s*网|人\s*民\s*网|央\s*视|本\s*报"
_DAY = r"(?:\s*[\d０-９]\s*[\d０-９]?\s*月)?\s*[\d０-９]\s*[\d０-９]?\s*日"
_WIRE = re.compile(
    rf"\s*(?P<word>(?:综\s*合\s*)?(?:据\s*)?(?:{_AGENCY})[{_HAN}\s]{{0,14}}?"
    rf"(?:{_DAY}\s*(?:专\s*)?[电讯]|(?:专\s*)?电(?=\s*[（(]|\s)))"
    rf"{_BRACKET}[：:]?\s*"
)
_ANY_ROLE = _ROLE.pattern.replace("(?P<house>", "(?:").replace("(?P<role>", "(?:")
_BARE = re.compile(rf"\s*[（(]\s*(?P<bracket>{_ANY_ROLE}[^（()）]{{2,160}})[）)]\s*")
_TAIL = re.compile(rf"[（(]\s*((?:[^（()）]*?(?:记者|通讯员)[^（()）。]{{2,40}})|[{_HAN}\s]{{2,8}})\s*[）)]\s*$")
_END_CREDIT = re.compile(
    rf"(?:(?<=[。！？…”’」）)])|(?<=[\s])|^)\s*(?P<credit>[（(]?\s*(?:(?:新\s*华\s*社|本\s*报)\s*[发供]?\s*[（(]?\s*)?"
    rf"(?:[{_HAN}·\s、]{{2,70}}?)(?:摄\s*影\s*报\s*道|图\s*文\s*报\s*道|文\s*[/／、]\s*图|摄\s*影|摄|供\s*图)\s*[）)]?)\s*$"
)


# The leads that are no part of the body, as the hand-made truth of a real page has it.
_OWN = re.compile("本报(?:综合)?讯|又讯|讯|(?:综合)?据?新华社")


def take_lead(text: str) -> Lead:
    """Part the lead (本报讯（记者 …）, 又讯, 新华社…电, a byline in brackets) from the article's first paragraph."""
    for pattern in (_REPORT, _WIRE, _BARE):
        match = pattern.match(text)
        if match is None or (lead := _read_lead(match, text)) is None:
            continue
        return lead
    return Lead("", text)


def _read_lead(match: re.Match[str], text: str) -> Lead | None:
    """Return the lead that a pattern found. Another paper's or agency's stays in the text, told in `agency`."""
    bracket = match.group("bracket")
    word = clean_paragraph(match.groupdict().get("word") or "")
    authors = parse_byline(bracket) if bracket else ()
    if word == "讯" and not authors:
        return None
    if word and not _OWN.match(word):
        return Lead("", text, authors, word)
    end = match.end()
    if bracket and not authors and not re.search("记者|通讯员|综合|整理|者", clean_paragraph(bracket)):
        end = match.start("bracket") - 1
    agency = word if "新华社" in word else None
    return Lead(text[:end], text[end:], authors, agency, word == "又讯")


def take_credit(text: str) -> tuple[tuple[Author, ...], str]:
    """Part a trailing credit (记者 … 摄) from a paragraph; no authors where it has none."""
    tail = text[-110:]
    match = _END_CREDIT.search(tail)
    if match is None:
        return (), text
    printed = re.sub(r"^[（(]?\s*(?:新\s*华\s*社|本\s*报)\s*[发供]\s*[（(]?", "", match.group("credit"))
    authors = parse_byline(printed, strict=True)
    if not authors:
        return (), text
    return authors, text[: len(text) - len(tail) + match.start("credit")]


def tail_authors(text: str) -> tuple[Author, ...]:
    """Return the authors named in brackets at the end of an article: （记者 …） or a bare （name）."""
    match = _TAIL.search(text)
    if match is None:
        return ()
    inner = match.group(1)
    if re.search("记者|通讯员", inner):
        return parse_byline(inner[re.search("(?:本报)?(?:记者|通讯员)", inner).start() :])  # type: ignore[union-attr]
    names = split_names(inner)
    return tuple(map(Author, names)) if all(starts_name(name) and len(name) <= 3 for name in names) else ()
