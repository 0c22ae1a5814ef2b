"""What a headline looks like, and what the words of one say about its article."""

import re

_NOTICE = re.compile(
    r"(?:公告|启事|声明|通告|讣告|公示|通知书?|招标|更正|致歉|告示|遗失)(?:（.{1,20}）)?$|^(?:遗失声明|公告|启事|通告|讣告|更正|公示)$"
)
_FLOW = re.compile(r"[的和与在把被对为是将从及或并以等]$")
_NO_START = re.compile(r"[，。、；：？！）》〉】」』”’％%,.;:?!)\]…]")
_PARTICLE = re.compile(r"[的了们着过地得及与和等性化率]")
_TALK = re.compile(
    r"^(?:据了解|据悉|据介绍|此外|同时|目前|截至|随后|其中|另外|与此同时|下一步|记者(?:了解|从|看|在)|接下来|为此|对此|该[校局市区县镇乡村社街公院所厂项]|此[次前外]|[他她它]们?|其[中次他])"
)


def is_notice(headline: str) -> bool:
    """Tell whether a headline announces a notice (公告, 启事, 声明, 讣告 …)."""
    return bool(_NOTICE.search(headline))


def forbidden_start(dense: str) -> bool:
    """Tell whether a text starts with a character that no paragraph, headline or byline starts with."""
    return bool(_NO_START.match(dense))


def particle_start(dense: str) -> bool:
    """Tell whether a text starts with a particle or suffix, as the rest of a broken word group does."""
    return bool(_PARTICLE.match(dense))


def runs_on(dense: str) -> bool:
    """Tell whether a text ends in a word that asks for more (的, 和, 在 …) or opens a bracket it does not close."""
    return bool(_FLOW.search(dense)) or _unclosed(dense)


def _unclosed(dense: str) -> bool:
    return any(dense.count(opening) > dense.count(closing) for opening, closing in ("“”", "《》", "（）", "‘’", "()"))


def balanced(dense: str) -> bool:
    """Tell whether every bracket that a text opens or closes has its fellow, full-width or not."""
    return sum(dense.count(mark) for mark in "（(") == sum(dense.count(mark) for mark in "）)")


def closes(dense: str) -> bool:
    """Tell whether a text closes a bracket before it opens one."""
    return bool(re.match(r"[^（(]*[）)]", dense))


def closes_tail(before: str, dense: str) -> bool:
    """Tell whether a text ends with a bracket that the line before it opened after a sentence: （某⏎某）."""
    return bool(re.search(r"[。！？”][（(][^（()）]{0,14}$", before) and re.fullmatch(r"[^（()）]{1,12}[）)]", dense))


def headline_odds(text: str, dense: str, stretched: bool) -> float:
    """Return the log-odds that a line's words are (a line of) a headline rather than a line of body text."""
    length = len(dense)
    if length < 2 or length > 60 or forbidden_start(dense) or re.fullmatch(r"[（(【][^（()）】]+[）)】]", dense):
        return -12.0
    odds = 0.0
    if dense[-1] in "。，、；,;":
        odds -= 5.0
    elif dense[-1] in "：:":
        odds -= 4.0
    elif dense[-1] in "！？":
        odds -= 1.0
    if "。" in dense[:-1]:
        odds -= 7.0
    commas = len(re.findall("[，,；;]", dense[:-1]))
    odds += 0.08 * min(length, 16) if not commas else -1.5 * commas
    if length < 4:
        odds -= 2.0
    elif length > 34:
        odds -= 0.2 * (length - 34)
    if runs_on(dense):
        odds -= 2.5
    if particle_start(dense):
        odds -= 5.5
    if _TALK.match(dense):
        odds -= 2.0
    if is_notice(dense) and length <= 20:
        odds += 2.5
    if not stretched and length >= 8 and re.search(r"[\u4e00-\u9fff”》？！][ \u3000]+[\u4e00-\u9fff“《]", text):
        odds += 2.0 if not re.search("[，。、]", dense) else 0.3
    return odds


def overlap(headline: str, body: str) -> float:
    """Return the share of a headline's pairs of Chinese characters that a body has too."""
    pairs = [pair for k in range(len(headline) - 1) if re.fullmatch(r"[\u4e00-\u9fff]{2}", pair := headline[k : k + 2])]
    return sum(pair in body for pair in pairs) / len(pairs) if pairs else 0.0
