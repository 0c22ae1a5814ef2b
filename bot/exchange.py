"""A question asked again of something else: 苇溪桥 takes the place of 汀河大桥, never of a piece of a word."""

import re

from corpus.surnames import DOUBLE, SINGLE
from retrieval.fold import fold
from retrieval.lexicon import any_of, read_groups, read_words
from retrieval.values import Tagger

TIME = re.compile(
    r"(?:(?:19|20)\d{2}年?(?:上半年|下半年|\d{1,2}月(?:份)?(?:\d{1,2}[日号號])?)?"
    r"|[一二三四五六七八九十]{1,2}月(?:份)?|\d{1,2}月(?:份)?(?:\d{1,2}[日号號])?"
    r"|今年|去年|前年|明年|上半年|下半年|今天|昨天|明天|本月|上月|上个月|上個月|下个月|下個月"
    r"|第?[一二三四]季度|周[一二三四五六日末]|星期[一二三四五六日])"
)
# What a question ends in, so that the noun before it can be exchanged and the rest kept.
TAIL = re.compile(
    r"(?:一共|总共|總共|共|大约|大約|都|又)?(?:是|为|為|有|达到|達到|达|達|要|在|叫|由)?"
    r"(?:多少|几|幾|谁|誰|哪|什么|什麼|怎|如何|何时|何時|多大|多高|多长|多長|多久|吗|嗎).*$"
)
PUNCTUATION = " \t\u3000？?！!。.，,、…~～“”\"'：:；;"
_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_NUMBERED = re.compile(r"[0-9一二三四五六七八九十百]+(?P<counted>[一-龥]+)")
# What is told of a thing, and is not a thing.
_TOLD = (
    r"(?:数量|數量|收入|支出|投资|投資|面积|面積|时间|時間|日期|地址|地点|地點|电话|電話|人数|人數"
    r"|利润|产量|產量|规模|長度|长度|高度|宽度|工资|结果|結果|原因|名单|名單|要求|条件|條件|标准|標準)"
)
_ATTRIBUTE = re.compile(rf".*(?:[费價价钱錢票金率]|{_TOLD})")
# Characters of a title that a shorter one of the same first character stands against: 区委书记, 区长.
_LONGEST_TITLE = 5
_RANKS = ("[市区县]", "镇|乡|街道", "村|社区")


def exchange(question: str, topic: str, tag: Tagger) -> str:
    """Return the question with `topic` in the place of what it stands against.

    A year takes the place of a year, any time that of a time; a number that of a number of the same; a name that of
    one that ends in the same kind of thing (绘画班, 书法班; 小学, 学校); a title that of one that begins alike
    (区委书记, 区长); a person that of a person; what is told of something that of what was told (收入, 支出). What
    stands against nothing is asked of the same thing (夜市 摊位费), or put in front.
    """
    year = _YEAR.search(question)
    if year and _YEAR.fullmatch(topic):
        return question.replace(year[1], topic.rstrip("年"), 1)
    if TIME.fullmatch(topic):
        return TIME.sub(topic, question, count=1) if TIME.search(question) else f"{topic}{_space(topic)}{question}"
    if topic in question:
        return question
    stem, tail = split_tail(question.strip(PUNCTUATION))
    if is_han(topic) and len(topic) > 1:
        if place := _counterpart(stem, tail, topic, tag):
            return stem[: place[0]] + topic + stem[place[1] :] + tail
        if tail and _ATTRIBUTE.fullmatch(topic):
            return stem + topic
    return f"{topic} {question}"


def split_tail(question: str) -> tuple[str, str]:
    """Return a question as what it is about and how it asks: 财政收入, 是多少; the second is "" where nothing asks."""
    match = TAIL.search(question)
    return (question[: match.start()], match[0]) if match and match.start() else (question, "")


def is_han(text: str) -> bool:
    """Tell whether a Chinese character is in a text."""
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def _counterpart(stem: str, tail: str, topic: str, tag: Tagger) -> tuple[int, int] | None:
    """Return the span of the stem that a topic stands against."""
    if numbered := _NUMBERED.fullmatch(topic):
        match = re.search(rf"[0-9一二三四五六七八九十百]+{numbered['counted']}", stem)
        if match or topic[0].isdigit():
            return match.span() if match else None
    words = tag(fold(stem))
    edges = _edges(stem, words)
    return (
        _same_kind(stem, topic, edges)
        or _same_ending(stem, topic, edges)
        or _same_rank(stem, topic, edges)
        or (_same_title(stem, topic, edges) if tail else None)
        or _person(stem, topic, edges, tag)
        or (_last_told(stem, topic, edges) if tail else None)
    )


def _edges(text: str, words: list[tuple[str, str]]) -> list[int]:
    """Return where words begin and end; every place where folding changed the length of the text."""
    if len(fold(text)) != len(text):
        return list(range(len(text) + 1))
    edges = [0]
    for word, _ in words:
        edges.append(edges[-1] + len(word))
    return edges


def _same_kind(stem: str, topic: str, edges: list[int]) -> tuple[int, int] | None:
    """A body that the other is one of too: 育秀小学 for 汀北学校."""
    ending = any_of(head for head in read_groups("heads")["body"] if len(head) > 1)
    match = re.search(ending, fold(stem))
    if match and re.search(f"(?:{ending})$", fold(topic)) and len(fold(stem)) == len(stem):
        return _nearest(stem, topic, match.end(), edges)
    return None


def _same_ending(stem: str, topic: str, edges: list[int]) -> tuple[int, int] | None:
    ends = [end for end in edges if end > 1 and stem[end - 1] == topic[-1]]
    return _nearest(stem, topic, ends[-1], edges) if ends else None


def _same_rank(stem: str, topic: str, edges: list[int]) -> tuple[int, int] | None:
    """A place for one of another kind of the same rank: 临溪区 for 白鹭县, 三里社区 for 七星村."""
    for kinds in _RANKS:
        if re.fullmatch(f"[一-龥]{{2,4}}(?:{kinds})", fold(topic)):
            match = re.search(f"[一-龥]{{2,4}}?(?:{kinds})(?![长里民])", fold(stem))
            if match:  # jieba cuts 七星|村夜校
                return _nearest(stem, topic, match.end(), edges) if match.end() in edges else match.span()
    return None


def _nearest(stem: str, topic: str, end: int, edges: list[int]) -> tuple[int, int] | None:
    """Return the span of whole words up to an end that is most nearly as long as a topic, the longer of two."""
    starts = [start for start in edges if end - len(topic) - 2 <= start <= end - 2]
    # A character left over is of the name (汀|河大桥), unless it is a kind of place (区|财政局).
    kinds = {head for heads in read_groups("heads").values() for head in heads} | read_words("stop")
    starts = [start for start in starts if start - 1 not in edges or stem[start - 1] in kinds] or starts
    start = min(starts, key=lambda each: (abs(end - each - len(topic)), each), default=None)
    return (start, end) if start is not None else None


def _same_title(stem: str, topic: str, edges: list[int]) -> tuple[int, int] | None:
    starts = [start for start in edges[:-1] if stem[start] == topic[0] and 1 < len(stem) - start <= _LONGEST_TITLE]
    return (starts[-1], len(stem)) if starts and is_han(stem[starts[-1] :]) else None


def _person(stem: str, topic: str, edges: list[int], tag: Tagger) -> tuple[int, int] | None:
    """The name that a stem begins with, where the topic is one: 龙海棠 for 仇望山."""
    surely = fold(topic)[:2] in DOUBLE or tag(fold(topic))[0][1].startswith("nr")
    if not (_is_name(topic) and _is_name(stem[: len(topic)]) and surely):
        return None
    ends = [end for end in edges if 2 <= end <= 4]
    return 0, (len(topic) if len(topic) in ends or not ends else min(ends, key=lambda end: abs(end - len(topic))))


def _is_name(text: str) -> bool:
    folded = fold(text)
    return 2 <= len(folded) <= 4 and (folded[0] in SINGLE or folded[:2] in DOUBLE)


def _last_told(stem: str, topic: str, edges: list[int]) -> tuple[int, int] | None:
    """What a stem ends with that is told of something, where the topic is such too: 收入 of 财政收入 for 支出."""
    told = re.search(rf"{_TOLD}$", stem)
    last = told.start() if told else edges[-2] if len(edges) > 1 else 0
    return (last, len(stem)) if last and _ATTRIBUTE.fullmatch(topic) and _ATTRIBUTE.fullmatch(stem[last:]) else None


def _space(topic: str) -> str:
    return "" if is_han(topic) else " "
