"""What people say to a bot that is no question of the news: thanks, goodbye, that's wrong, show me the second one."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from retrieval.fold import fold, readable
from retrieval.numbers import read_numbers

# Phrases said in one message: 好的，谢谢，再见.
SAID_AT_ONCE = 3
_POINTING = {"最后一": "last", "下一": "next", "上一": "previous", "这": "this", "那": "this"}
# What any phrase may end with.
_END = r"[呀啊呢吗么哦啦了哈吧呗的哟呦嘛!?。~,.、\s]*"
_OPEN = re.compile(
    r"(?:我?[想要]?(?:看看?|读|打开|点开|发我?|给我(?:看看?)?|来|换|把)(?:一下)?)?"
    r"(?:(?:上面|刚才)?的?(?P<counted>第?(?P<number>-?\d{1,9}|[一二三四五六七八九十百零]{1,5}|最后一|下一|上一|这|那)[篇条则]"
    r"(?:报道|文章|新闻|稿子)?)的?)?"
    r"(?:(?P<whole>(?:报道|文章)?(?:全文|原文|整篇|全篇|完整(?:报道|内容|版)?|详情|详细内容|详细报道|具体内容)"
    r"|(?:说|讲|再)?(?:详细|具体)(?:一?点|一?些|说说|讲讲)|展开(?:说说|讲讲)|出处|来源(?:是什么)?)"
    # Of an article that is pointed at only.
    r"|(?P<told>内容|发给我|[讲说写]了?(?:什么|啥)|是?谁写的|(?:是|从)?哪(?:里?来|一?[天版期])的?))?"
)


def talk_of(text: str) -> str | None:
    """Return the key of the bot's own words that answer a text which is no question, None for a question."""
    keys, rest = _said(fold(readable(text)).strip())
    # 可以吗 and 对不对 are questions.
    if not keys or rest or (keys[0] in ("fine", "sorry") and re.search("[吗么]|对不对|是不是", text)):
        return None
    return next((key for key in reversed(keys) if key != "fine"), "fine")


def without_talk(text: str) -> str:
    """Return a question without the greetings and thanks before it: 谢谢，那学费呢."""
    keys, rest = _said(fold(readable(text)).strip(), parted=True)
    return text.strip()[-len(rest) :] if keys and rest else text


def article_wanted(text: str) -> int | str | None:
    """Return which article of those last shown is to be shown whole: 2 for 看第二篇, "next", "previous" and "last" for
    下一篇, 上一篇 and 最后一篇, "this" for 全文; None for none."""
    match = _OPEN.fullmatch(re.sub(r"[\s,.?!。~]+", "", fold(readable(text))).rstrip("呢吗吧啊呀了!。"))
    if match is None or not (match["counted"] or match["whole"]):
        return None
    number = match["number"] or "这"
    if number in _POINTING:
        # 这篇 alone points at nothing to be done.
        return _POINTING[number] if match["whole"] or match["told"] or number not in "这那" else None
    if number.lstrip("-").isdecimal():
        return int(number)
    return int(next((read.value for read in read_numbers(number)), 0))


def _said(said: str, *, parted: bool = False) -> tuple[list[str], str]:
    """Return the keys of the phrases a folded text begins with, and what follows them; `parted`: by a mark or space."""
    keys: list[str] = []
    while len(keys) < SAID_AT_ONCE and (match := _phrases().match(said)):
        if parted and match.end() < len(said) and not re.search(r"[\s,.!?。~、]$", match.group()):
            break
        keys.append(str(match.lastgroup))
        said = said[match.end() :]
    return keys, said


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
