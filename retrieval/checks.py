"""Near misses told from answers: what a question asks for or supposes, looked for where the answer should stand.

A near miss shares its words with a report that does not tell what is asked: another year, another village, no price.
Each check finds one kind of it, from general knowledge of how such questions are built, and names what is missing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from corpus.surnames import SINGLE
from retrieval.absent import absent_words, companies, fees, nameless, unheard_words
from retrieval.another import (
    denied,
    only_before,
    other_kindred,
    other_levels,
    other_months,
    other_of_group,
    other_rates,
    other_share,
    other_speakers,
    other_topics,
    other_years,
)
from retrieval.asking import Ask, Asked
from retrieval.cues import cues_of, needs_of
from retrieval.latin import is_short_for, other_models, squeeze
from retrieval.lexicon import any_of, read_groups, read_words
from retrieval.numbers import read_numbers
from retrieval.offices import other_offices, vacant_roles
from retrieval.places import names_in
from retrieval.questions import Question
from retrieval.scenes import Scene
from retrieval.uncounted import uncounted
from retrieval.units import Dimension, read_values
from retrieval.values import Tagger

# Numbers of these dimensions carry their unit wherever they are printed; a count may stand without (三早, 两堂).
_WITH_UNIT = frozenset(Dimension) - {
    Dimension.SPEED,
    Dimension.COUNT,
    Dimension.PEOPLE,
    Dimension.SPAN,
    Dimension.TIMES,
    Dimension.DATE,
}
# Kinds whose noun stands where the answer does.
_NAMED = (Asked.AMOUNT, Asked.PERSON, Asked.THING)
_FREE = re.compile(r"免费|免收|不要钱|不收[费钱取]|分文不取|公益")
# A sum without its unit, or a vague one: 代理一般2000-5000, 能卖七八万, 数千美元.
_BARE = re.compile(
    r"(?:费用?|价格?|[卖售值花要收]|代理|均价)[^。,;!?\d]{0,6}(?:\d{2,}|[一二两三四五六七八九十]{1,3}[百千万]|\d+(?:\.\d+)?万)"
    r"[左多]?(?=[右,。;、~～至到-])|[数几上][十百千万亿]+余?(?:元|块|美元|欧元|英镑|日元)"
)
# The year that a span of years ends with need not be told.
_YEAR = re.compile(r"(?<!\d)(?<!\d[到至~-])(?<!年[到至~-])([12]\d{3})年(?!代)")
# 2020考研国家线 where 2019年 is printed; not 2016步.
_BARE_YEAR = re.compile(
    r"(?<![\d.])(20(?:0[1-9]|[12]\d|3[0-9]))(?=[一-龥])(?![年多余个名人元米万亿块度期届号路次平公吨克斤只步字台辆套张户亩的])"
)
_ANY_YEAR = re.compile(r"(?<!\d)20\d\d(?=年|[一-龥]{2})")
_HAN_YEAR = re.compile(r"[一二][零〇一二三四五六七八九]{3}(?=年)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]")
# A day reckoned from today, which no paper of yesterday can mean: will it rain tomorrow?
_AHEAD = re.compile(r"(?<![说表证光文声透发])明[天日晚早]|(?<![天年月日战雨])后天")
_TOLD_AHEAD = re.compile(r"明[天日晚早晨起后]|今明|后天")
_ORDINAL = re.compile(
    r"第([0-9一二三四五六七八九十百]+)([次届期批轮季号版集站局])"
    r"|((?:(?:[0-9]+|[一二三四五六七八九十百]+)年?[、,和及至到/-])*(?:[0-9]+|[一二三四五六七八九十百]+))(英?寸|年期|号线)"
)
# 首届 and 头一批 are the first; 首次 tells when, not which; 街头批发 is none.
_FIRST = re.compile(r"(?:首|(?<![街码源带龙])头一?)([届期批轮季])(?![发次节])")
_SCORE = re.compile(r"几比几|比分[是为]?(?:多少|几|什么|啥)")
_PRINTED_SCORE = re.compile(
    r"\d\s?[比:∶—-]\s?\d|[零〇一二两三四五六七八九十]比(?!赛|较)[零〇一二两三四五六七八九十]|平局|[战打]平"
)


@dataclass(frozen=True, slots=True)
class Lack:
    """Something a question needs and its report lacks; `check` is the kind of lack, `words` are the question's."""

    check: str
    words: str


CHECKS = (
    "year",
    "day",
    "ordinal",
    "unit",
    "role",
    "office",
    "place",
    "name",
    "speaker",
    "called",
    "attribute",
    "words",
    "unheard",
    "noun",
    "opposite",
    "topic",
    "letters",
)


def lacks_of(question: Question, scene: Scene, tag: Tagger) -> list[Lack]:
    """Return what a question's best report lacks, the most telling kind first."""
    found = [
        *_years(question, scene),
        *_days(question, scene),
        *(Lack("day", words) for words in other_months(question, scene)),
        *_ordinals(question, scene),
        *(Lack("office", words) for words in other_offices(question, scene)),
        *(Lack("speaker", f"{words}的话") for words in other_speakers(question, scene, tag)),
        *_places(question, scene, tag),
        *(Lack("place", words) for words in other_levels(question, scene, tag)),
        *(Lack("place", words) for words in other_kindred(question, scene, tag)),
        *_names(question, scene, tag),
        *(Lack("role", words) for words in vacant_roles(question, scene)),
        *(Lack("called", f"{words}的名字") for words in nameless(question, scene, tag)),
        *(Lack("called", words) for words in companies(question, scene)),
        *_units(question, scene),
        *(Lack("unit", words) for words in other_rates(question, scene)),
        *(Lack("unit", words) for words in uncounted(question, scene)),
        *_ages(question, scene, tag),
        *_scores(question, scene),
        *_attributes(question, scene, tag),
        *(Lack("attribute", words) for words in fees(question, scene)),
        *_opposites(question, scene),
        *(Lack("opposite", words) for words in other_of_group(question, scene)),
        *(Lack("opposite", words) for words in other_share(question, scene)),
        *(Lack("opposite", words) for words in only_before(question, scene)),
        *(Lack("opposite", words) for words in denied(question, scene, tag)),
        *(Lack("opposite", words) for words in other_years(question, scene)),
        *_reported(question, scene, tag),
        *(Lack("words", words) for words in absent_words(question, scene, tag)),
        *(Lack("unheard", words) for words in unheard_words(question, scene, tag)),
    ]
    return list(dict.fromkeys(found))


def _reported(question: Question, scene: Scene, tag: Tagger) -> Iterator[Lack]:
    """What only reports can lack: an entry of a reference work says of what it is by its headline."""
    if not scene.entry:
        yield from (Lack("attribute", words) for words in needs_of(question, scene.article))
        yield from (Lack("topic", words) for words in other_topics(question, scene, tag))


def _years(question: Question, scene: Scene) -> Iterator[Lack]:
    """Another year: it stands neither in the report nor over it."""
    spelt = {number.value for match in _HAN_YEAR.findall(scene.article) for number in read_numbers(match)}
    bare = _BARE_YEAR.findall(question.content) if _ANY_YEAR.search(scene.article) else []
    for year in (*_YEAR.findall(question.content), *bare):
        if year not in scene.article and float(year) not in scene.dates | spelt:
            yield Lack("year", f"{year}年")


def _days(question: Question, scene: Scene) -> Iterator[Lack]:
    """Another day: the report has neither its date nor that day of a month it leaves out, nor was it printed then."""
    for match in _DAY.finditer(question.content):
        month, day = match.groups()
        printed = scene.date is not None and (scene.date.month, scene.date.day) == (int(month), int(day))
        # 6月22日, 22日, 6.22; 6月22、23日.
        told = (
            rf"(?<!\d)(?:(?:{month}月(?:\d+日?[、,])*|(?<!月)){day}(?:[日号]|(?=[、,至到~-]))|{month}[·.]{day}(?!\d))"
        )
        if not printed and not re.search(told, scene.article) and not _within(int(month), int(day), scene.article):
            yield Lack("day", match.group())
    ahead = _AHEAD.search(question.content)
    if ahead and not _TOLD_AHEAD.search(scene.article):
        yield Lack("day", ahead.group())


def _within(month: int, day: int, article: str) -> bool:
    """Tell whether a day lies in a span of days that is printed: 6月22日至26日."""
    spans = re.findall(r"(\d{1,2})月(\d{1,2})日?[至到~-](?:(\d{1,2})月)?(\d{1,2})[日号]", article)
    return any((int(a), int(b)) <= (month, day) <= (int(c or a), int(d)) for a, b, c, d in spans)


def _ordinals(question: Question, scene: Scene) -> Iterator[Lack]:
    """Another of a series: the report tells of the 38th meeting and not of the 39th."""
    told = [(_value(number), counted) for number, counted, _ in _counted(scene.article)]
    told += [(1, counted) for counted in _FIRST.findall(scene.article)]
    asked = [(_value(number), counted, words) for number, counted, words in _counted(question.content)]
    asked += [(1, match[1], match.group()) for match in _FIRST.finditer(question.content)]
    for value, counted, words in asked:
        wanted = (value, counted)
        # 第一次 tells when, not which.
        if wanted != (1, "次") and wanted not in told and wanted[1] in {counted for _, counted in told}:
            yield Lack("ordinal", words)


def _counted(text: str) -> list[tuple[str, str, str]]:
    """Return the numbers that tell one of a series in folded text, what they count, and both as printed; of a row, 1、2
    号线, each."""
    return [
        (number, series or kind.removeprefix("英"), match.group())
        for match in _ORDINAL.finditer(text)
        for first, series, row, kind in [match.groups()]
        for number in re.findall(r"[0-9]+|[一二三四五六七八九十百]+", first or row)
    ]


def _value(number: str) -> float | None:
    return next((read.value for read in read_numbers(number)), None)


def _units(question: Question, scene: Scene) -> Iterator[Lack]:
    """An amount whose unit no number of the report has: no price, no area."""
    for ask in question.asks:
        if ask.dimension is Dimension.MONEY and (_FREE.search(scene.best) or _BARE.search(scene.best)):
            continue
        if ask.dimension in _WITH_UNIT and not any(
            value.dimension is ask.dimension and scene.passage[value.start : value.end] not in question.content
            for value in read_values(scene.passage)
        ):
            after = ask.unit if question.folded.startswith(ask.unit, ask.end) else ""
            asked = (question.folded[ask.start : ask.end] + after).lstrip("有是约达共为占")
            yield Lack("unit", ask.focus if ask.dimension is Dimension.PHONE or not asked else asked)


def _ages(question: Question, scene: Scene, tag: Tagger) -> Iterator[Lack]:
    """The age of somebody beside whose name, or after it, the report has none; 张国强的女儿 is somebody else."""
    if not any(ask.dimension is Dimension.AGE for ask in question.asks):
        return
    asked = re.sub("今年|现在|如今|现年", " ", question.content).rstrip(" 了呢呀?")
    names = {word for word, part in tag(question.content) if part.startswith("nr") and 1 < len(word) < 4}
    # 那个骆佳宁 is a name as far as it is printed.
    names |= {asked[-length:] for length in (2, 3) if asked[-length : 1 - length] in SINGLE}
    sentences = [one for one in re.split(r"[。!?;\n]", scene.article) if one]
    for name in names:
        near = [f"{one} {after}" for one, after in pairwise([*sentences, ""]) if name in one]
        told = any(value.dimension is Dimension.AGE for one in near for value in read_values(one))
        if near and not told and asked.endswith(name):
            yield Lack("unit", f"{name}的年龄")


def _scores(question: Question, scene: Scene) -> Iterator[Lack]:
    """The score of a match that the report does not tell."""
    if _SCORE.search(question.folded) and not _PRINTED_SCORE.search(scene.passage):
        yield Lack("unit", "比分")


def _places(question: Question, scene: Scene, tag: Tagger) -> Iterator[Lack]:
    """A particular place or body that the report does not name."""
    alike = dict(question.alike)
    for name, head in names_in(question.content, tag, scene.everything, question.asks):
        if name not in scene.article:
            yield Lack("place", name + head)
    for head in re.findall(any_of(read_groups("heads")["body"]), question.content):
        if len(head) > 2 and not any(one in scene.article for one in (head, *alike.get(head, ()))):
            yield Lack("place", head)


def _names(question: Question, scene: Scene, tag: Tagger) -> Iterator[Lack]:
    """A name, as jieba tags it, of which the report has no part: it knows 崇祯 where 明崇祯 is asked for."""
    alike, article = dict(question.alike), scene.article.replace("、", "")
    for word, part in tag(question.content):
        person = part.startswith("nr") and word[0] in SINGLE and len(word) < 4
        named = (part.startswith(("ns", "nt")) or person) and not _begun(word, tag)
        parts = {first + second for first, second in pairwise(word)} | {word}
        # 补身汤会 is no name; 辽金 may be printed 辽、金; 港珠澳大桥 has a part of 澳大利亚, too little.
        plain = len(word) < 2 or word in alike or word in read_words("common") or word[-1] in "会能在有是为"
        if named and not plain and sum(part in article for part in parts) < (2 if len(word) > 3 else 1):
            yield Lack("name", word)
    # Small letters without a vowel are no pinyin: hpv.
    for word in re.findall(r"[A-Z]{2,5}|(?<![a-z])[b-df-hj-np-tv-z]{2,5}(?![a-z0-9])", question.text):
        told = any(one in squeeze(scene.article) for one in (word.lower(), *alike.get(word.lower(), ())))
        if (
            not told
            and not scene.untitled
            and not is_short_for(word.lower(), scene.article)
            and word.lower() in question.content
        ):
            yield Lack("letters", word)
    for name in other_models(question.content, scene.article):
        if not any(one in scene.article for one in alike.get(name, ())):
            yield Lack("letters", name)


def _begun(name: str, tag: Tagger) -> bool:
    """Tell whether what jieba takes for a name of three characters begins with a word that is none: 花钱|买."""
    first = tag(name[:2]) if len(name) == 3 else []
    return len(first) == 1 and not first[0][1].startswith(("nr", "ns", "nt"))


def _attributes(question: Question, scene: Scene, tag: Tagger) -> Iterator[Lack]:
    """The noun of what is asked, where neither it nor a word like it stands in the passage: 房租, 司机.

    What is counted or measured is named beside its number; who or what it is may be told without the noun, so that is
    another check. What kind of thing is asked for (哪种技术, 什么活动) need not be said at all.
    """
    alike = dict(question.alike)
    plain = {word for word, part in tag(question.content) if part in ("n", "nz", "vn", "an", "v")} & {*question.nouns}
    plain -= question.guessed
    slight = read_words("light")
    for number, ask in enumerate(question.asks):
        # The web has as many words for a noun as it has writers.
        if scene.untitled and scene.answers and scene.answers[number]:
            continue
        if ask.kind in _NAMED and not ask.names_kind(question.folded) and len(ask.focus) > 1 and ask.focus in plain:
            counted = ask.kind is Asked.AMOUNT
            money = ask.dimension is Dimension.MONEY and ask.focus.endswith("钱")  # 工钱 and 现钱 have other names
            # Who is how old or how big may be called otherwise; 一针 is a measure; a number to call shows by itself.
            big = counted and question.folded.startswith(("多大", "多高", "多长", "多重", "多宽", "多远"), ask.start)
            other = big or money or ask.dimension in (Dimension.AGE, Dimension.PHONE) or ask.focus[0] == "一"
            if counted and (other or not _beside(ask, question.content)):
                continue
            words = (
                *(first + second for first, second in pairwise(ask.focus)), *alike.get(ask.focus, ()), *_root(ask.focus)
            )  # fmt: skip
            # Where several things are asked, the passage that tells one of them need not tell the others.
            held = any(word in (scene.article if question.asks[1:] else scene.passage) for word in words)
            # 96课 counts 课文, 4子2女 儿女.
            held |= counted and bool(
                re.search(rf"[0-9一二两三四五六七八九十百千万余多][{re.escape(ask.focus)}]", scene.passage)
            )
            if (
                not held
                and not _miscut(ask.focus, question.content, scene.passage)
                and (counted or not (ask.focus in slight or cues_of(question).tells(ask.focus, scene.best)))
            ):
                yield Lack("attribute" if counted else "noun", ask.focus)


def _beside(ask: Ask, content: str) -> bool:
    """Tell whether a noun stands right before or after what asks how much of it: not 公家 in 公家给补多少."""
    before = re.sub("[是有达约共为的]$", "", content[: ask.start].rstrip())
    return before.endswith(ask.focus) or content[ask.end :].removeprefix(ask.unit).lstrip("的 ").startswith(ask.focus)


def _root(noun: str) -> tuple[str, ...]:
    """The character that says what a colloquial noun is, the rest of it nothing: 管 of 管子, 册 of 小册子."""
    bare = noun.removeprefix("小").removeprefix("老")
    return (bare[0],) if len(bare) == 2 and bare[1] in "子头" and bare[0] not in "电分原种女男孩妻才弟" else ()


def _miscut(noun: str, content: str, passage: str) -> bool:
    """Tell whether a noun is none: the passage ends a word where it begins (门诊楼|花了), or counts by it (册|书)."""
    before = content[: content.find(noun)][-1:].strip()
    ends = bool(before) and before + noun[0] in passage
    return len(noun) == 2 and (ends or (not before and bool(re.search(rf"[0-9万亿千百余多]{noun[0]}", passage))))


def _opposites(question: Question, scene: Scene) -> Iterator[Lack]:
    """What the question supposes, where the report says the contrary."""
    alike = dict(question.alike)
    for word, others in read_groups("opposites").items():
        told = any(one in scene.article for one in (word, *alike.get(word, ())))
        if word in question.content and not told and any(other in scene.near for other in others):
            yield Lack("opposite", word)
