"""Questions for what the papers print, not for what they say: today's articles, those of page 3, of a reporter."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.surnames import DOUBLE, SINGLE
from corpus.types import Article, Kind
from retrieval.fold import fold, readable

# Articles, newest first, among which those of an author are looked for.
SEARCHED = 2000
# Days, newest first, among which that of a page or section is looked for.
DAYS = 60
# Characters: no question for articles is longer, nor the topic in one.
_LONGEST = 40
_TOPIC = 12
_HAN = {char: value for value, char in enumerate("一二三四五六七八九十", 1)}
_TODAY = "今天|今日|今儿|今早|今晚|当天|本期|这一?期|最新(?:[这一]?期)?|最近|近期|新近|近来|这[几两]天|现在|目前|刚刚"
# What such a question is made of, piece by piece; whatever else stands in one, it asks for something else.
_PIECE = re.compile(
    rf"""(?P<newest>{_TODAY})|(?P<past>昨[天日儿]|大?前天|(?:[本这]|上{{1,2}})个?(?:周|星期|月)|[今去前]年)
    |(?P<whole>20\d{{6}})|(?P<year>\d{{4}})[-./年]?(?:0?(?P<month>\d{{1,2}})(?:[-./月]0?(?P<day>\d{{1,2}})[日号]?|月份?))?
    |0?(?P<month_only>\d{{1,2}})(?:月(?:0?(?P<day_only>\d{{1,2}})[日号]?|份)?|[./-]0?(?P<day_point>\d{{1,2}})(?=$|的|[有报]))
    |第?0?(?P<page>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})版|(?P<front>头版|头条)
    |(?P<paper>新闻(?![发中热奖出联工记媒网报])|报道(?![称说])|文章|消息(?![人称])|稿[子件]?|要闻(?!版)|报纸(?!亭))|(?P<thing>大事|内容|东西|作品|照片|图片|新鲜事|动态)
    |(?P<ask>(?:都|又|还)?(?:有|登|刊|写|采写|撰写|拍|拍摄|发|发表|报道|刊登|刊发|讲|说|是)?(?:了|过|出|的)?
        (?:什么|哪些|哪几?[条篇个]|啥|几[条篇个]|多少[条篇个]?|哪一?[天期]|几月几[号日]|几[号日])(?:的|呢|样的)?)
    |(?P<happened>(?:都|又|还)?发生(?:了|过)?(?:什么|哪些|啥)事?)
    |(?P<wrote>(?:都|又|还)?(?:写|采写|撰写|拍|拍摄|发表|署名|采访)(?:了|过|的)?)
    |(?P<about>关于|有关|提到了?|说到了?|写到了?|讲到了?|涉及)|(?P<wish>有没有|有|相关|看[看一下]*|查[查一下]*|找[找一下]*|列[出一下]*)
    |(?P<filler>请问|请|麻烦|帮[我忙]|给我|我?想[要看]?|说说|讲讲|一下|方面
        |[本贵](?:报|刊)|你们|咱们|的|都|所有|全部|一?共|总共|随便|推荐|来|[一几]?[条篇张]|[呢吗啊呀吧了嘛么哪没])
    |(?P<slight>报上?|纸|上面?|里面?|中|主要|重要|大|新)
    |(?P<edition>[一-龥·]{{1,6}}?版)""",
    re.VERBOSE,
)
_ENGLISH = re.compile(
    r"(?:news|what(?:'s| is| are)?(?: the)? (?:new|in the (?:paper|news))|(?:what(?:'s| are)? )?(?:the )?"
    r"(?:latest|today's|newest) (?:news|articles|reports))(?: today)?"
)
_WORTH_A_LOOK = re.compile(
    r"^[\d./年月日号-]{4,11}$|一期|新鲜事|动态|发生|新闻|报道|文章|消息|稿|要闻|报纸|大事|作品|写|拍|登|刊|版|头条|发表|署名"
)
_DATED = {"past", "year", "month_only"}
_ROLES = "记者|通讯员|作者|编辑|摄影师?|撰稿人"


class Catalogue(Protocol):
    """What is known of the articles by the days of their papers."""

    def days(self) -> tuple[datetime.date | None, ...]:
        """Return the days that papers are of, newest first; None, last, for those of no known day."""
        ...

    def on(self, day: datetime.date | None) -> tuple[Article, ...]:
        """Return the articles of a day, in the order they were read."""
        ...

    def latest(self, limit: int) -> tuple[Article, ...]:
        """Return the newest articles, newest day first."""
        ...

    def authors(self) -> tuple[str, ...]:
        """Return the names of the authors of the newest articles, folded, the longest first."""
        ...


@dataclass(frozen=True, slots=True)
class Contents:
    """What articles a question asks for; what is None is left open.

    `since` and `until` are the first and last day of 上周, `edition` is part of a section's name (教育), `topic` words
    that stand in the articles, `surely` tells that articles are asked for and not what happened on that day.
    """

    since: datetime.date | None = None
    until: datetime.date | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    page: int | None = None
    edition: str | None = None
    author: str | None = None
    topic: str | None = None
    surely: bool = True

    @property
    def dated(self) -> bool:
        """Whether papers of some days only are asked for."""
        return self.since is not None or self.year is not None or self.month is not None

    def has(self, article: Article) -> bool:
        """Tell whether an article is on the page, in the section, by the author, of the topic asked for.

        A masthead is no article.
        """
        return (
            article.kind is not Kind.OTHER
            and (self.page is None or article.page == self.page)
            and (self.edition is None or self.edition in fold(article.edition or ""))
            and (self.author is None or any(fold(author.name) == self.author for author in article.authors))
            and (self.topic is None or self.topic in fold(f"{article.headline or ''}\n{article.body}"))
        )

    def of(self, day: datetime.date | None) -> bool:
        """Tell whether a paper of a day is asked for."""
        if day and self.since and self.until and not self.since <= day <= self.until:
            return False
        wanted = (self.year, self.month, self.day)
        return day is not None and all(
            want is None or want == have for want, have in zip(wanted, (day.year, day.month, day.day), strict=True)
        )


def read_contents(question: str, catalogue: Catalogue, today: datetime.date) -> Contents | None:
    """Return what articles a question asks for, None where it asks for something else, as nearly all do."""
    folded = re.sub(r"[^\w·'./-]+", "" if re.search("[一-龥]", question) else " ", fold(readable(question))).strip()
    # 報導 is folded to 报导; 六月 is 6月.
    folded = re.sub(
        f"[{''.join(_HAN)}]{{1,3}}(?=[月日号])", lambda han: str(_number(han[0])), folded.replace("报导", "报道")
    )
    if _ENGLISH.fullmatch(folded):
        return Contents()
    if len(folded) > _LONGEST:
        return None
    alone = re.sub(f"^(?:{_ROLES})", "", folded)
    # The names are only asked for where one could stand: the first time, that reads 2,000 articles.
    if 1 < len(alone) < 5 and (alone[0] in SINGLE or alone[:2] in DOUBLE) and alone in catalogue.authors():
        return Contents(author=alone)
    if not _WORTH_A_LOOK.search(folded):
        return None
    found, rest = _pieces(folded)
    if not rest:
        return _contents(found, today) if _sought(found) else None
    for name in catalogue.authors():
        if name in folded:
            without = re.sub(rf"(?:{_ROLES})?{re.escape(name)}(?:老师|记者|同志)?", "", folded, count=1)
            written, of_topic = _pieces(without)
            asks = not without or written.keys() & {"ask", "paper", "thing", "wrote"}
            if asks and (not of_topic or _is_topic(written, of_topic)):
                return replace(_contents(written, today), author=name, topic=of_topic or None)
    # 沈嘉禾写过哪些报道: nobody of that name writes.
    if (
        _is_topic(found, rest)
        and "wrote" not in found
        and not re.match("[都又还]?(?:采?写|撰写|拍)", found.get("ask", ""))
    ):
        return replace(_contents(found, today), topic=rest)
    return None


def _is_topic(found: dict[str, str], rest: str) -> bool:
    """Tell whether the words that stand beside the pieces of a question are what articles are asked for about: before
    them, or after 关于; which of the articles won a prize, and the day of a report, are questions."""
    asks = not re.search("[天期号日]", found.get("ask", ""))
    return "paper" in found and asks and 1 < len(rest) <= _TOPIC and ("after" in found or "about" in found)


def articles_of(contents: Contents, catalogue: Catalogue) -> Iterator[Article]:
    """Yield the articles asked for, newest day first; none where the papers have no such.

    Where no day is asked for, those of the newest that has some, or of papers without dates the first.
    """
    if contents.author is not None and not contents.dated:
        yield from filter(contents.has, catalogue.latest(SEARCHED))
        return
    days = [day for day in catalogue.days() if day is not None]
    if contents.dated:
        for day in filter(contents.of, days):
            yield from filter(contents.has, catalogue.on(day))
        return
    each = (list(filter(contents.has, catalogue.on(day))) for day in days[:DAYS])
    yield from next(filter(None, each), None) or (() if days else filter(contents.has, catalogue.latest(SEARCHED)))


def _pieces(folded: str) -> tuple[dict[str, str], str]:
    """Return the pieces that a question is made of, by kind, and the one run of words that is none of them; `after`
    is a piece for articles that stands behind it."""
    found, at, before = _read(folded)
    if at == len(folded):
        return found, ""
    for end in range(at + 1, len(folded) + 1):
        more, stop, _ = _read(folded[end:])
        if stop == len(folded) - end:
            after = {"after": more["paper"]} if "paper" in more else {}
            return found | more | after, folded[before:end]
    return found, folded


def _read(folded: str) -> tuple[dict[str, str], int, int]:
    """Return the pieces a text begins with, where they end, and where what follows may begin: 大 is of 大桥."""
    found: dict[str, str] = {}
    at = before = 0
    while at < len(folded) and (piece := _PIECE.match(folded, at)) and piece[0]:
        found |= {kind: text for kind, text in piece.groupdict().items() if text is not None}
        at, before = piece.end(), piece.start() if piece["slight"] else piece.end()
    return found, at, before


def _sought(found: dict[str, str]) -> bool:
    """Tell whether pieces ask for articles: of a day or a page, or for any, but not for how many there are in all."""
    if "wrote" in found:
        return False
    if found.keys() & {"page", "front", "edition"}:
        return True
    if "whole" in found or "day" in found or "day_point" in found:
        return True
    if "newest" in found:
        return bool(found.keys() & {"ask", "paper", "thing", "happened"}) or "期" in found["newest"]
    if found.keys() & _DATED:
        return bool(found.keys() & {"ask", "paper", "thing"})
    return "paper" in found and not re.search("[几天期]|多少", found.get("ask", ""))


def _contents(found: dict[str, str], today: datetime.date) -> Contents:
    since, until = _span(found.get("past"), today)
    whole = found.get("whole")
    if whole:
        found = found | {"year": whole[:4], "month": whole[4:6], "day": whole[6:]}
    return Contents(
        since=since,
        until=until,
        year=_number(found.get("year")),
        month=_number(found.get("month", found.get("month_only"))),
        day=_number(found.get("day", found.get("day_only", found.get("day_point")))),
        page=1 if "front" in found else _number(found.get("page")),
        edition=found["edition"][:-1] if "edition" in found else None,
        surely="paper" in found or bool(found.keys() & {"page", "front"}),
    )


def _span(past: str | None, today: datetime.date) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the first and last day of 昨天, 上周, 本月, 去年, as seen from today."""
    if past is None:
        return None, None
    day, last = datetime.timedelta(days=1), past[0] in "上去昨"
    if past[-1] in "天日儿":
        first = today - day * (1 if last else 3 if past[0] == "大" else 2)
        return first, first
    if past[-1] in "周期":
        first = today - day * (today.weekday() + 7 * past.count("上"))
        return first, first + 6 * day
    if past.endswith("月"):
        first = today.replace(day=1)
        for _ in range(past.count("上")):
            first, today = (first - day).replace(day=1), first - day
        return first, today
    year = today.year - (1 if last else 2 if past[0] == "前" else 0)
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def _number(text: str | None) -> int | None:
    if text is None or text.isdecimal():
        return None if text is None else int(text)
    first, ten, last = text.rpartition("十")
    return (_HAN.get(first, 1) * 10 if ten else 0) + _HAN.get(last, 0)
