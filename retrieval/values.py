"""What in a sentence could be the answer, by the kind that is asked for: a name, a date, so many of something."""

import re
from collections.abc import Callable
from functools import cache

from retrieval.asking import Ask, Asked
from retrieval.lexicon import any_of, read_groups, read_kinds
from retrieval.types import Span
from retrieval.units import Dimension, Value, read_values

# A word with its part of speech as jieba tags it: nr a person's name, ns a place, nt an organisation.
Tagged = tuple[str, str]
Tagger = Callable[[str], list[Tagged]]
# Parts of speech that names and what is like them have: nouns, verbal nouns, idioms, adjectives, abbreviations.
_NAMING = "nviljamb"

_PERSON = re.compile(r"[一-龥]{1,8}·[一-龥]{1,8}(?:·[一-龥]{1,8})*|[一-龥](?=某|先生|女士|大爷|大妈|阿姨|奶奶|爷爷)")
_PLACE = re.compile(
    r"[一-龥]{1,8}?(?:[省市县区镇乡村州岛洲港湾]|街道|社区|大道|广场|公园|车站|机场|大厦|中心|小区|学校|中学|小学|大学|医院)"
    r"|[东西南北中]+[部面方]|(?:位于|地处|坐落|在)[一-龥]{2,12}"
)
_ORGANISATION = re.compile(
    r"[一-龥a-z0-9]{2,16}?(?:公司|集团|银行|大学|学院|中学|小学|医院|法院|委员会|协会|联合会|研究[所院]|出版社|电视台|报社?|俱乐部|基金会|总署?|政府"
    r"|[党局厅部署院所队馆社]|办事处|街道办|[省市县区]委)"
)
# Times that tell nobody when.
_VAGUE = frozenset(("近日", "日前", "近期", "时期", "时代"))
# How long, which tells no day: 宁可晚几天.
_SPAN = re.compile(r"[0-9几一二两三四五六七八九十百半每整多数]+[天年日周]")
_WORK = re.compile(r"[《〈「『“\"][^》〉」』”\"]{1,30}[》〉」』”\"]")
_NAMES = {Asked.PERSON: "nr", Asked.PLACE: "ns", Asked.ORGANISATION: "nt"}
_PATTERNS = {Asked.PERSON: _PERSON, Asked.PLACE: _PLACE, Asked.ORGANISATION: _ORGANISATION, Asked.WORK: _WORK}


def find_answers(ask: Ask, folded: str, values: list[Value], tagged: list[Tagged]) -> list[Span]:
    """Return the spans of folded text that are of the kind asked for, in no order; `values` are those of the text."""
    if ask.kind is Asked.TIME:
        wanted = (Dimension.CLOCK,) if ask.dimension is Dimension.CLOCK else (Dimension.DATE, Dimension.CLOCK)
        spans = [(value.start, value.end) for value in values if value.dimension in wanted]
        return [(start, end) for start, end in spans if folded[start:end] not in _VAGUE]
    if ask.kind is Asked.AMOUNT:
        return [(value.start, value.end) for value in values if measures(ask, value)]
    spans = [match.span() for match in _PATTERNS[ask.kind].finditer(folded)] if ask.kind in _PATTERNS else []
    if ask.kind in _NAMES:
        spans += named(tagged, _NAMES[ask.kind])
    return spans


def find_kind(ask: Ask, folded: str, tagged: list[Tagged]) -> list[Span]:
    """Return the spans of the words of folded text that end as things of the kind asked for do: 葛湾村 for 哪个村."""
    endings, spans, at = endings_of(ask.focus), [], 0
    if not any(ending in folded for ending in endings):
        return []
    for word, part in tagged:
        named = len(word) > 1 and word != ask.focus and part[0] in _NAMING
        if named and word.endswith(endings) and not (ask.kind is Asked.TIME and _SPAN.fullmatch(word)):
            spans.append((at, at + len(word)))
        at += len(word)
    return spans


@cache
def endings_of(noun: str) -> tuple[str, ...]:
    """Return how names of a kind end: as listed, else as the noun for the kind does."""
    if not noun:
        return ()
    kinds = read_kinds()
    listed = [noun[at:] for at in range(len(noun)) if noun[at:] in kinds and (at == 0 or at < len(noun) - 1)]
    return kinds[listed[0]] if listed else (noun[-2:] if len(noun) > 2 else noun[-1],)


def measures(ask: Ask, value: Value) -> bool:
    """Tell whether a value is of the dimension an amount is asked in."""
    if value.dimension in (Dimension.DATE, Dimension.CLOCK):
        return False
    return ask.dimension in (None, value.dimension)


def named(tagged: list[Tagged], tag: str) -> list[Span]:
    """Return the spans of the words whose part of speech begins with a tag; a single character is no name."""
    spans, at = [], 0
    for word, part in tagged:
        if part.startswith(tag) and len(word) > 1:
            spans.append((at, at + len(word)))
        at += len(word)
    return spans


def sign_of(kind: Asked, folded: str) -> bool:
    """Tell whether folded text has a word that comes with an answer of a kind: 由于 with a reason."""
    pattern = _signs().get(kind.value)
    return bool(pattern and pattern.search(folded))


@cache
def _signs() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile(any_of(words)) for kind, words in read_groups("signs").items()}


__all__ = ["Tagged", "Tagger", "endings_of", "find_answers", "find_kind", "measures", "named", "read_values", "sign_of"]
