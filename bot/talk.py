"""What people say to a bot that is no question of the news: thanks, goodbye, that's wrong, show me the second one."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from retrieval.fold import fold, readable

# Phrases said in one message: 好的，谢谢，再见.
SAID_AT_ONCE = 3
# What any phrase may end with.
_END = r"[呀啊呢吗么哦啦了哈吧呗的哟呦嘛!?。~,.、\s]*"
_COUNT = {char: number for number, char in enumerate("一二三四五六七八九十", 1)}
_OPEN = re.compile(
    r"我?[想要]?(?:看看?|读|打开|发我?|给我(?:看看?)?|来)?(?:一下)?"
    r"(?:(?:上面|刚才)?的?(?:第(?P<number>[一二三四五六七八九十]|\d{1,2})|这|那|上一)[篇条个则](?:报道|文章|新闻|稿子)?的?)?"
    r"(?P<whole>(?:报道|文章)?(?:全文|原文|整篇|全篇|完整(?:报道|内容|版)?|详情|详细内容|详细报道|具体内容)"
    r"|(?:说|讲|再)?(?:详细|具体)(?:一?点|一?些)|展开(?:说说|讲讲))?"
)


def talk_of(text: str) -> str | None:
    """Return the key of the bot's own words that answer a text which is no question, None for a question."""
    said = fold(readable(text)).strip()
    keys: list[str] = []
    for _ in range(SAID_AT_ONCE):
        if not (match := _phrases().match(said)):
            return None
        keys.append(str(match.lastgroup))
        said = said[match.end() :]
        if not said:  # thanks tell more than the 好的 before them
            return next((key for key in reversed(keys) if key != "fine"), "fine")
    return None


def article_wanted(text: str) -> int | None:
    """Return which article of the last reply is to be shown whole, from 1: 2 for 看第二篇, 1 for 全文; else None."""
    match = _OPEN.fullmatch(re.sub(r"[\s,.?!。~]+", "", fold(readable(text))).rstrip("呢吗吧啊呀了"))
    if match is None or not (match["number"] or match["whole"]):
        return None
    number = match["number"] or "1"
    return int(number) if number.isdecimal() else _COUNT[number]


@cache
def _phrases() -> re.Pattern[str]:
    """A phrase, said once or more, with what it may end with; the group is its key."""
    said = tomllib.loads(files("bot").joinpath("talk.toml").read_text(encoding="utf-8"))
    # The longest first; what follows begins a phrase or nothing: 好 says nothing in 好多人.
    groups = (
        rf"(?P<{key}>(?:(?:{'|'.join(map(re.escape, sorted(phrases, key=len, reverse=True)))}){_END})+)"
        for key, phrases in said.items()
    )
    return re.compile("|".join(groups))
