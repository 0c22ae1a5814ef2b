"""What a question asks for: who, where, when, how many of what, why, how, which ones."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from corpus.surnames import SINGLE
from retrieval.lexicon import any_of, read_groups, read_words
from retrieval.units import Dimension, dimension_of, unit_at


class Asked(StrEnum):
    """The kind of thing that answers."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    TIME = "time"
    AMOUNT = "amount"
    WORK = "work"
    REASON = "reason"
    MANNER = "manner"
    LIST = "list"
    MEANING = "meaning"
    WHETHER = "whether"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked: its kind, the noun or verb that names it (体重, 收费, 书记), and for amounts what is measured.

    `start` and `end` are the span of the asking words in the folded question; they are not searched for.
    """

    kind: Asked
    start: int
    end: int
    focus: str = ""
    dimension: Dimension | None = None
    unit: str = ""

    def names_kind(self, folded: str) -> bool:
        """Tell whether the noun only says what kind of thing is asked for: 哪位国王, 什么活动."""
        return bool(self.focus) and self.kind is not Asked.AMOUNT and folded.startswith(self.focus, self.end)


# Asking words, the most telling first. A named group is the noun that says what is asked; {person} and its like stand
# for the nouns of lexicon/nouns.txt. 作为什么 and 称为什么 ask for no reason; 区别 and 处理 are no places; 几乎 counts
# nothing; 几年 asks for a year in 建于几年 and 几年建成的, else for so many years.
_PATTERNS: dict[Asked, str] = {
    Asked.REASON: r"""
        (?<![称作成视认定命改名誉译叫以之]) 是?因?为(?:什么|甚么|何)(?!而|所|称) | 为啥 | 因何 | 缘何 | 何以 | 怎么会
        | [由出]于什么(?P<n1>{reason}|目的|考虑)? | 什么(?P<n2>{reason}) | (?P<n3>{reason})(?:是什么|为何|有哪些)
        | 是?因为(?=\s*[?？]*$) | \bwhy\b""",
    Asked.TIME: r"""
        [在于是到从]?(?:(?:什么|何|哪一?个?|哪几个?)(?P<n1>{time})|几(?P<n3>[月号日]|世纪|年代|月份))
            (?!轻|纪|级|常|后|程|码)
        | (?:[在于是]|公元|西元|民国)几几?年(?!级) | 几几年 | (?<!了)几年(?=[一-龥]{1,3}的[?？]?$)
        | (?<![一每本两上这下首])(?:星期|礼拜|周)几(?![个节次场天点家小课堂]) | 何时(?!期|代) | 几时 | 啥时候? | 多会儿
        | (?P<n2>时间|日期|年份|时期)[是为](?:何时|什么)?(?=[?？。]|$) | \bwhen\b""",
    Asked.PERSON: r"""
        [是由被跟与和给让归请为向]?(?:谁|哪一?[位名](?P<n1>{person})?
            |(?:什么|哪一?个|哪几个|哪两个|哪些|何种|哪几[位名]|哪[两三四][位名])(?P<n2>{person}))(?!工|员|群|类|口)
        | 何人 | 姓(?:什么|啥|甚) | 姓甚名谁 | \bwho\b""",
    Asked.PLACE: r"""
        (?:[在于从到自是往去]|位于)?(?:(?:什么|哪一?[个条座片]?|哪几[个条座]?|哪些|哪[两三][个条座]?|何)
            (?P<n1>{place})(?!型|式|线|方面|面|块|长|分|别|理|境|罚|于|政)
        | 哪里 | 哪儿 | 哪边 | 何处(?!理) | 何地 | 啥地方 | 哪块(?:地方)? | (?<=在)哪(?=[?？。]|$)
        | (?<=[在去到上])哪(?=报名|举[行办]|召开|[办领买看交考住吃玩坐停打取换学租借查拍放拿缴申登挂])) | \bwhere\b""",
    Asked.ORGANISATION: r"""
        [是由被跟与和给归为]?(?:哪一?[家个所支间座]|哪几[家个所支]|哪些|什么|哪[两三四][家个所支]|何种|何)
            (?P<n1>{organisation}) | 哪一?家(?!族) | 哪一?所""",
    Asked.WORK: r"""
        (?:哪一?[本部首篇份个张项]|什么|哪些|何种|哪几[本部首篇份个]|哪[两三][本部首篇份个])(?P<n1>{work})
        | 哪一?[本部首篇]""",
    Asked.AMOUNT: r"""
        [有是约达共为占]?(?:多少|几多|第几|(?<!哪)好?几(?=[一-龥])(?!乎|何|率|内|家人|经|位于)|若干)
        | (?<![许很众诸更增最较])多(?:[大长远久](?!数|校|等|中|层|铁|速|温|度)|[高重深宽厚快](?![一-龥])
            |[高重深宽厚快](?=[的才呢了啊吗能多]))
        | 百分之几 | 几分之几 | 几成
        | (?P<share>比例|百分比|比率|占比)[是为有占]?(?:多少|什么|几)?(?=[?？。]|$)
        | \bhow\ (?:many|much|long|far|old|large|big)\b""",
    Asked.LIST: r"""
        (?:有|是|包括|包含|分为|分)?(?:哪些|哪几[个种项类样名件方面]*|哪[两三四五六七八][个种项类样名件大方面]*
        | (?:都|分别)(?:有|是)些?(?:什么|啥) | 有些?(?:什么|啥)(?=[?？。]|$) | 些什么 | 些啥)""",
    Asked.MANNER: r"""
        如何 | 怎么着?样? | 怎样 | 咋样? | (?:何种|什么)(?P<n1>{manner})
        | (?:通过|采取|采用|[以用靠])(?:什么|何种?|啥)(?:样的)?(?P<n2>{manner}|工具|材料)? | \bhow\b""",
    Asked.MEANING: r"""
        ^(?:什么是|何谓|何为|啥是)
        | (?:指的?是?什么|是指什么|(?:的|是什么|什么)(?:意思|含义)(?:是什么)?)(?=[?？。]|$)""",
    Asked.THING: r"""
        [是为叫有了做]?(?:什么(?:样的?|种类?|类型?|名字?)?|甚么|啥子?
            |(?<!书记)(?<!主任)(?<!局长)(?<!校长)(?<!老师)(?<!记者)(?<!队长)(?<!院长)(?<!所长)(?<!负责人)
                何(?:种|等|物|事|项|类)?(?![一-龥]?(?:况|必|氏|某|家|姓))(?![一-龥]{1,2}(?:今年|电话|手机|多大|几岁|老师|先生|女士|是谁|是哪))
            |哪一?(?:种|个|类|项|条|款|座|架|场|届|次|只|艘|级|门|份|样|方|支|台|颗|组|件|名|位|间|辆|块|面|列|片|道|层|档|批|代|股)?)
        | (?:[为是叫於于]|被称为)(?=\s*[?？]*$) | \b(?:what|which)\b""",
    Asked.WHETHER: r"""
        是否 | 是不是 | 有没有 | 能不能 | 可不可以 | 会不会 | 能否 | 可否 | 有无 | 要不要
        | (?:[吗么呢]|没有?)(?=[?？。!]*$)""",
}
# 打哪个电话, 拨什么号码报名, 电话几号; not 哪个号码中奖.
_NUMBER = re.compile(
    r"(?:哪一?个|什么|啥)(?P<n1>(?:咨询|联系|服务|举报|报名|客服|投诉|抢修|预约|订票)?"
    r"(?:电话|号码|热线|手机号|号(?=问|咨询)))"
    r"(?=[?？,，]|$|[报预咨问投举联约叫订找求能]|可以)|(?<=电话)几号(?=[?？]?$)"
)
# 多少钱, 几个钱; not 几块钱, whose unit is money's own.
_MONEY = re.compile(r"个?价?钱")
# 一斤卖多少, 一回收多少: money, as is 几块 after a price, and in 几块一斤; 几块菜地 and 金牌拿了几块 count.
_PRICED = re.compile(r"一(?:公?斤|[两只个份碗张包箱袋瓶盒把条头棵亩])(?:[卖掏]|得花)$|一[回次位人张辆月场](?:[收要])$")
_DEAR = re.compile(r"(?:[票费价钱卖收掏花补罚赔挣赚]|一[一-龥])$")
# 翼尖小翼是什么 asks what that is, 校训是什么 may, and 学校的校训是什么 does not.
_DEFINED = re.compile(r"[^的,，]{2,8}是(?:什么|啥)(?:东西|意思)?[?？]?$")
# 给几个村提的是哪三条 asks for one thing; 给几天假 asks too.
_SOME = re.compile(
    r"(?<=[给对向把让跟被])几|几[个位种家座所名]?[一-龥]{1,4}?(?:(?<![高初职])中|(?<!公)里|当中|之中)(?=[,，])"
)
# 亮点在哪里 asks for no place.
_ABSTRACT = re.compile(
    r"(?:体现|表现|区别|不同|差别|差异|特点|特色|关键|原因|问题|意义|优势|好处|价值|魅力|亮点|重点|难点)在哪[里儿]?$"
)
# 级别有多高 measures no length.
_RATED = re.compile(
    r"(?:级别?|等级|水平|地位|温|(?<!高)度|率|分数|学历|[价值金薪资额费量比险压糖]格?|待遇|要求|成本|收入|性)有?$"
)
_LARGE = {
    "大": None, "高": Dimension.LENGTH, "长": None, "远": Dimension.LENGTH, "重": Dimension.MASS, "久": Dimension.SPAN,
    "深": Dimension.LENGTH, "宽": Dimension.LENGTH, "厚": Dimension.LENGTH, "快": Dimension.SPEED,
}  # fmt: skip


def read_asks(folded: str) -> tuple[Ask, ...]:
    """Return what a folded question asks, in order; empty where nothing is asked for in so many words.

    Where patterns overlap the more telling one wins: 哪个国家 asks for a place, not for a thing.
    """
    asks = [
        Ask(Asked.AMOUNT, match.start(), match.start("n1") if match["n1"] else match.end(), "电话", Dimension.PHONE)
        for match in _NUMBER.finditer(folded)
    ]
    for kind, pattern in _patterns().items():
        for match in pattern.finditer(folded):
            if not any(ask.start < match.end() and match.start() < ask.end for ask in asks):
                asks.append(_ask(kind, match, folded))
    asks.sort(key=lambda ask: ask.start)
    kept = tuple(ask for ask in asks if ask is asks[-1] or not _SOME.match(folded, ask.start))
    return kept or _named_last(folded)


def _named_last(folded: str) -> tuple[Ask, ...]:
    """Return what a question without asking words asks for by its last noun, which stays to be searched for."""
    for kind, nouns in read_groups("attributes").items():
        if match := re.search(rf"(?<=[一-龥a-z0-9 ])(?:{any_of(nouns)})(?=\s*[?？]?$)", folded):
            asked = Asked(kind) if kind in ("time", "place") else Asked.AMOUNT
            dimension = Dimension(kind) if asked is Asked.AMOUNT else None
            return (Ask(asked, match.end(), match.end(), match.group(), dimension),)
    name = re.search(r"(?<=[一-龥]) ?(?:名字|姓名)(?=\s*[?？]?$)", folded)
    return (Ask(Asked.THING, name.start(), name.end()),) if name else ()


@cache
def _patterns() -> dict[Asked, re.Pattern[str]]:
    nouns = {f"{{{kind}}}": any_of(words) for kind, words in read_groups("nouns").items()}
    compiled = {}
    for kind, pattern in _PATTERNS.items():
        for name, words in nouns.items():
            pattern = pattern.replace(name, words)
        compiled[kind] = re.compile(pattern, re.VERBOSE)
    return compiled


def _ask(kind: Asked, match: re.Match[str], folded: str) -> Ask:
    if kind is Asked.THING and _DEFINED.match(folded):
        kind = Asked.MEANING
    if kind is Asked.PLACE and _ABSTRACT.search(folded[: match.end()]):
        kind = Asked.THING
    named = next((text for text in match.groupdict().values() if text), "")
    if kind is not Asked.AMOUNT:
        # The asking word goes, the noun it asks about stays to be searched for: 哪个国家 leaves 国家.
        end = match.end() - len(named) if named and match.group().endswith(named) else match.end()
        return Ask(kind, match.start(), end, named)
    if named:
        return Ask(kind, match.start("share") + len(named), match.end(), named, Dimension.SHARE, "%")
    words = match.group()
    if words[-1] in _LARGE and words[-2:-1] == "多":
        if words[-1] == "大" and _is_age(folded[: match.start()], folded[match.end() :]):
            return Ask(kind, match.start(), match.end(), "", Dimension.AGE)
        rated = words[-1] == "高" and _RATED.search(folded[: match.start()])
        return Ask(kind, match.start(), match.end(), "", None if rated else _LARGE[words[-1]])
    if words.endswith(("百分之几", "几分之几", "几成")):
        return Ask(kind, match.start(), match.end(), "", Dimension.SHARE, "%")
    return _counted(match, folded)


def _is_age(before: str, after: str) -> bool:
    """Tell whether 多大 asks how old somebody is: after 今年, a name or an office, about 年纪."""
    name = re.search(r"(?:^|[,，;； ])([一-龥]{3})$", before)
    named = name is not None and name[1][0] in SINGLE and name[1][-1] not in "园馆场院校楼厅库湖河江山岛村镇县市区省"
    office = re.search(f"(?:{any_of(read_words('roles'))})$", before)
    told = re.search(r"(?:年纪|岁数|年龄)最[大小][^,，;；。?？ ]{0,6}$", before)
    return bool(re.match("年纪|岁数|年龄|岁", after) or before.endswith(("今年", "现年")) or told or named or office)


def _counted(match: re.Match[str], folded: str) -> Ask:
    """Tell what 多少 and 几 count: the unit after them, or the noun: 多少钱, 多少场, 几点, 多少志愿者."""
    at = match.end()
    scale = re.compile(r"[十百千万亿]*").match(folded, at)
    at = scale.end() if scale else at
    if folded.startswith("点", at) and folded[at - 1] == "几":
        return Ask(Asked.TIME, match.start(), at + 1, "", Dimension.CLOCK, "点")
    if money := _MONEY.match(folded, at):
        # Nor is 钱 searched for: the press prints yuan.
        return Ask(Asked.AMOUNT, match.start(), money.end(), "", Dimension.MONEY)
    unit = unit_at(folded, at)
    dimension = dimension_of(unit)
    before, rest = folded[: match.start()], folded[at + len(unit) :]
    priced = unit == "" and _PRICED.search(before) and not rest.strip("的呢啊?？ ")
    if priced or (
        unit == "块" and (rest.startswith("一") or (_DEAR.search(before) and not rest.lstrip("的呢啊")[:1].isalnum()))
    ):
        return Ask(Asked.AMOUNT, match.start(), at + len(unit), "", Dimension.MONEY)
    return Ask(Asked.AMOUNT, match.start(), at, "", dimension, unit)
