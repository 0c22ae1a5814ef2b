"""Short elliptic questions, understood from the turns before them: "那支出呢？" after "财政收入是多少？".

`follow_up(question, turns)` returns None for a question that stands by itself, and that is the rule: only a shape
known to be elliptic is ever completed, so a full question is never bent by what was asked before it. "还有呢" asks
for further quotes of the same answer, which `wants_more` tells.
"""

import re
from collections.abc import Sequence

from bot.history import Turn

# A question longer than this says what it wants; "那少儿绘画班的书法课呢" has 11.
LONGEST = 16
# Characters of a title or noun that a shorter one of the same first character stands against: 区委书记, 区长.
LONGEST_TITLE = 5

ASKING = "什么|什麼|谁|誰|哪|怎|几|幾|多少|为何|為何|为什|為什|吗|嗎|多大|多长|多長|多久|多高|是不是|有没有|有沒有"
MORE = re.compile(
    r"(?:那)?(?:还有|還有|还有没有|還有沒有|别的|別的|其他的?|更多|再来|再來|继续|繼續|接着|接著)"
    r"(?:呢|吗|嗎|更多|别的|別的|其他的?|一些|点|點|几条|几個|什么|什麼)*",
)
MORE_ENGLISH = re.compile(r"(?:and )?(?:more|anything else|what else|more please|go on|continue)", re.IGNORECASE)
WHAT_ABOUT = re.compile(
    r"(?:那么|那麼|那|可是|但是|还有|還有|至于|至於)?(?P<topic>.{1,12}?)(?:方面)?(?:呢|又如何|怎么样呢|如何呢)"
)
WHAT_ABOUT_ENGLISH = re.compile(
    r"(?:(?:and )?(?:what about|how about)|and|but) (?P<topic>.{1,40})|(?P<time>(?:in|on|for|during|at) .{1,30})",
    re.IGNORECASE,
)
PRONOUN = re.compile(
    r"(?:那|那么|那麼)?(?P<who>他们|他們|她们|她們|它们|它們|他|她|它|牠|此人|这个人|這個人|这人|這人)"
)
PRONOUN_ENGLISH = re.compile(r"\b(?P<who>he|she|they|it|him|her|them|his|their|its)\b", re.IGNORECASE)
BARE = re.compile(
    r"(?:那|那么|那麼)?(?:是|在|到|从|從|由|有|又)?"
    r"(?:谁|誰|什么时候|什麼時候|何时|何時|哪天|哪一天|哪年|几点|幾點|哪里|哪裡|哪儿|哪兒|在哪|什么地方|什麼地方|"
    r"为什么|為什麼|为何|為何|怎么|怎麼|多少|多少钱|多少錢|多少人|几个|幾個|多久|多大|多长|多長|哪些|哪个|哪個|结果|結果)"
    r"(?:写的|寫的|说的|說的|开始|開始|结束|結束|呢|啊|呀)?"
)
BARE_ENGLISH = re.compile(r"(?:and )?(?:who|when|where|why|how many|how much|how long)", re.IGNORECASE)

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
YEAR = re.compile(r"((?:19|20)\d{2})年?")
HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,8})*")
PUNCTUATION = " \t\u3000？?！!。.，,、…~～“”\"'：:；;"


def wants_more(question: str) -> bool:
    """Tell whether this asks for further quotes of the last answer: "还有呢", "还有吗？", "more"."""
    bare = question.strip(PUNCTUATION)
    return bool(MORE.fullmatch(bare) or MORE_ENGLISH.fullmatch(bare))


def follow_up(question: str, turns: Sequence[Turn]) -> str | None:
    """Return the elliptic question completed from the last turns, or None where it stands by itself.

    `turns` are oldest first and their questions as understood, so that a chain of follow-ups keeps its thread.
    """
    bare = question.strip(PUNCTUATION)
    if not turns or not bare or len(bare) > (LONGEST if _han(bare) else 3 * LONGEST) or wants_more(question):
        return None
    last = turns[-1]
    return _bare_asking(bare, last) or _what_about(bare, last) or _pronoun(bare, turns)


def _what_about(bare: str, last: Turn) -> str | None:
    match = WHAT_ABOUT.fullmatch(bare)
    if match and not re.search(ASKING, match["topic"]) and not PRONOUN.fullmatch(match["topic"]):
        return exchange(last.question, match["topic"])
    if TIME.fullmatch(bare):
        return exchange(last.question, bare)
    match = WHAT_ABOUT_ENGLISH.fullmatch(bare)
    if match:
        topic = match["topic"] or match["time"]
        year = TIME.search(topic)
        return exchange(last.question, year[0] if year and not _han(topic) else topic)
    return None


def _bare_asking(bare: str, last: Turn) -> str | None:
    if BARE.fullmatch(bare) or BARE_ENGLISH.fullmatch(bare):
        return f"{_subject_of(last.question)} {bare}"
    return None


def _pronoun(bare: str, turns: Sequence[Turn]) -> str | None:
    match = PRONOUN.match(bare) or PRONOUN_ENGLISH.search(bare)
    if match is None:
        return None
    rest = (bare[: match.start("who")] + bare[match.end("who") :]).strip(PUNCTUATION)
    for turn in reversed(turns):
        if turn.subject and HAN_NAME.fullmatch(turn.subject.replace(" ", "")):
            return bare[: match.start("who")] + turn.subject + bare[match.end("who") :]
    return f"{_subject_of(turns[-1].question)} {rest}" if rest.strip("那么麼呢吗嗎") else None


def exchange(question: str, topic: str) -> str:
    """Return the question with `topic` in the place of what it stands against.

    A year takes the place of a year, any time that of a time; else the word of the same length that ends in the
    same character (绘画班, 书法班), or the one that begins with it (区委书记, 区长); else the noun right before the
    asking words (收入是多少); else it is put in front.
    """
    year = YEAR.search(question)
    if year and YEAR.fullmatch(topic):
        return question.replace(year[1], topic.rstrip("年"), 1)
    if TIME.fullmatch(topic):
        return TIME.sub(topic, question, count=1) if TIME.search(question) else f"{topic}{_space(topic)}{question}"
    stem, tail = _split_tail(question.strip(PUNCTUATION))
    if _han(topic) and len(topic) > 1:
        end = stem.rfind(topic[-1])
        if end + 1 >= len(topic) and topic not in stem:
            return stem[: end + 1 - len(topic)] + topic + stem[end + 1 :] + tail
        start = stem.rfind(topic[0])
        if tail and topic not in stem and 1 < len(stem) - start <= LONGEST_TITLE and start >= 0 and _han(stem[start:]):
            return stem[:start] + topic + tail
        noun = re.search(r"[\u4e00-\u9fff]+$", stem)
        if noun and tail and topic not in stem and 2 <= len(topic) <= len(noun[0]):
            return stem[: -len(topic)] + topic + tail
    return f"{topic} {question}" if topic not in question else question


def _subject_of(question: str) -> str:
    return _split_tail(question.strip(PUNCTUATION))[0] or question


def _split_tail(question: str) -> tuple[str, str]:
    match = TAIL.search(question)
    return (question[: match.start()], match[0]) if match and match.start() else (question, "")


def _han(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def _space(topic: str) -> str:
    return "" if _han(topic) else " "
