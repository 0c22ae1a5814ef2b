"""Questions for what the papers print, not for what they say: today's articles, those of page 3, of a reporter."""

import datetime
import re
from dataclasses import dataclass, replace
from typing import Protocol

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
_TODAY = "今天|今日|今儿|今早|今晚|当天|本期|这一?期|最新(?:一期)?|最近|近期|新近|近来|这[几两]天|现在|目前|刚刚"
# What such a question is made of, piece by piece; whatever else stands in one, it asks for something else.
_PIECE = re.compile(
    rf"""(?P<newest>{_TODAY})|(?P<past>昨[天日儿]|前天|[本这上]个?(?:周|星期|月)|[今去前]年)
    |(?P<year>\d{{4}})[-./年]?(?:0?(?P<month>\d{{1,2}})(?:[-./月]0?(?P<day>\d{{1,2}})[日号]?|月份?))?
    |0?(?P<month_only>\d{{1,2}})月(?:0?(?P<day_only>\d{{1,2}})[日号]|份)?
    |第?0?(?P<page>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})版|(?P<front>头版|头条)
    |(?P<paper>新闻(?![发中热奖出联工记媒网报])|报道(?![称说])|文章|消息(?![人称])|稿[子件]?|要闻(?!版)|报纸(?!亭))|(?P<thing>大事|内容|东西|作品|照片|图片)
    |(?P<ask>(?:都|又|还)?(?:有|登|刊|写|采写|撰写|拍|拍摄|发|发表|报道|刊登|刊发|讲|说|是)?(?:了|过|出|的)?
        (?:什么|哪些|哪几?[条篇个]|啥|几[条篇个]|多少[条篇个]?|哪一?[天期]|几月几[号日]|几[号日])(?:的|呢|样的)?)
    |(?P<wrote>(?:都|又|还)?(?:写|采写|撰写|拍|拍摄|发表|署名|采访)(?:了|过|的)?)
    |(?P<wish>有没有|有|关于|有关|相关|看[看一下]*|查[查一下]*|找[找一下]*|列[出一下]*)
    |(?P<filler>请问|请|麻烦|帮[我忙]|给我|我?想[要看]?|说说|讲讲|一下|方面
        |[本贵](?:报|刊)|你们|咱们|的|都|所有|全部|一?共|总共|[条篇张]|[呢吗啊呀吧了嘛么哪])
    |(?P<slight>报上?|纸|上面?|里面?|中|主要|重要|大|新)
    |(?P<edition>[一-龥·]{{1,6}}?版)""",
    re.VERBOSE,
)
_ENGLISH = re.compile(
    r"(?:what(?:'s| is| are)?(?: the)? (?:new|in the (?:paper|news))|(?:what(?:'s| are)? )?(?:the )?"
    r"(?:latest|today's|newest) (?:news|articles|reports))(?: today)?"
)
_WORTH_A_LOOK = re.compile(r"新闻|报道|文章|消息|稿|要闻|报纸|大事|作品|写|拍|登|刊|版|头条|发表|署名")
_DATED = {"newest", "past", "year", "month_only"}
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
        """Return the names of the authors of the newest articles, the longest first."""
        ...


@dataclass(frozen=True, slots=True)
class Contents:
    """What articles a question asks for; what is None is left open.

    `since` and `until` are the first and last day of 上周, `edition` is part of a section's name (教育), `topic` words
    that stand in the articles, `surely` tells that articles are asked for and not what happened on that day.
    """

    newest: bool = False
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
    if _ENGLISH.fullmatch(folded):
        return Contents(newest=True)
    if len(folded) > _LONGEST or not _WORTH_A_LOOK.search(folded):
        return None
    found, rest = _pieces(folded)
    if not rest:
        return _contents(found, today) if _sought(found) else None
    for name in map(fold, catalogue.authors()):
        if name in folded:
            found, rest = _pieces(re.sub(rf"(?:{_ROLES})?{re.escape(name)}(?:老师|记者|同志)?", "", folded, count=1))
            asks = found.keys() & {"ask", "paper", "thing", "wrote"}
            return replace(_contents(found, today), author=name) if asks and not rest else None
    if "paper" in found and found.keys() & {"ask", "wish"} and 1 < len(rest) <= _TOPIC:
        return replace(_contents(found, today), topic=rest)
    return None


def articles_of(contents: Contents, catalogue: Catalogue) -> tuple[Article, ...]:
    """Return the articles asked for, newest day first; none where the papers have no such.

    Where no day is asked for, those of the newest that has some.
    """
    if contents.author is not None and not contents.dated:
        return tuple(filter(contents.has, catalogue.latest(SEARCHED)))
    if contents.dated:
        days = [day for day in catalogue.days() if contents.of(day)]
        return tuple(article for day in days for article in catalogue.on(day) if contents.has(article))
    each = (tuple(filter(contents.has, catalogue.on(day))) for day in catalogue.days()[:DAYS])
    return next(filter(None, each), ())


def _pieces(folded: str) -> tuple[dict[str, str], str]:
    """Return the pieces that a question is made of, by kind, and the one run of words that is none of them."""
    found, at, before = _read(folded)
    if at == len(folded):
        return found, ""
    for end in range(at + 1, len(folded) + 1):
        more, stop, _ = _read(folded[end:])
        if stop == len(folded) - end:
            return found | more, folded[before:end]
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
    if found.keys() & _DATED:
        return bool(found.keys() & {"ask", "paper", "thing"})
    return "paper" in found and "ask" in found and not re.search("几|多少", found["ask"])


def _contents(found: dict[str, str], today: datetime.date) -> Contents:
    since, until = _span(found.get("past"), today)
    return Contents(
        newest="newest" in found,
        since=since,
        until=until,
        year=_number(found.get("year")),
        month=_number(found.get("month", found.get("month_only"))),
        day=_number(found.get("day", found.get("day_only"))),
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
        first = today - day * (1 if last else 2)
        return first, first
    if past[-1] in "周期":
        first = today - day * (today.weekday() + 7 * last)
        return first, first + 6 * day
    if past.endswith("月"):
        first = today.replace(day=1)
        return ((first - day).replace(day=1), first - day) if last else (first, today)
    year = today.year - (1 if last else 2 if past[0] == "前" else 0)
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def _number(text: str | None) -> int | None:
    if text is None or text.isdecimal():
        return None if text is None else int(text)
    first, ten, last = text.rpartition("十")
    return (_HAN.get(first, 1) * 10 if ten else 0) + _HAN.get(last, 0)
