"""Short elliptic questions, understood from the turns before them: "那支出呢？" after "财政收入是多少？".

`follow_up(question, turns, tag)` returns None for a question that stands by itself, and that is the rule: only a shape
known to be elliptic is ever completed, so a full question is never bent by what was asked before it. "还有呢" asks
for further quotes of the same answer, which `wants_more` tells.
"""

import re
from collections.abc import Sequence

from bot.exchange import PUNCTUATION, TIME, exchange, is_han, split_tail
from bot.history import Turn
from retrieval.fold import fold
from retrieval.values import Tagger

# A question longer than this says what it wants; "那少儿绘画班的书法课呢" has 11.
LONGEST = 16
# Characters of a verb after asking words: 什么时候通车.
LONGEST_VERB = 4
# Verbs that jieba takes for nouns.
VERBS = ("通车", "开业", "开馆", "开工", "完工", "竣工", "投用", "报名", "开课", "开赛", "颁奖")

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
    r"为什么|為什麼|为何|為何|怎么|怎麼|多少钱|多少錢|多少人|多少|几个|幾個|多久|多大|多长|多長|哪些|哪个|哪個|结果|結果)"
    r"(?:写的|寫的|说的|說的|开始|開始|结束|結束|呢|啊|呀)?"
)
BARE_ENGLISH = re.compile(r"(?:and )?(?:who|when|where|why|how many|how much|how long)", re.IGNORECASE)

HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}(?:·[\u4e00-\u9fff]{1,8})*")


def wants_more(question: str) -> bool:
    """Tell whether this asks for further quotes of the last answer: "还有呢", "还有吗？", "more"."""
    bare = question.strip(PUNCTUATION)
    return bool(MORE.fullmatch(bare) or MORE_ENGLISH.fullmatch(bare))


def follow_up(question: str, turns: Sequence[Turn], tag: Tagger) -> str | None:
    """Return the elliptic question completed from the last turns, or None where it stands by itself.

    `turns` are oldest first and their questions as understood, so that a chain of follow-ups keeps its thread; `tag`
    cuts a folded text into words with their parts of speech.
    """
    bare = question.strip(PUNCTUATION)
    if not turns or not bare or len(bare) > (LONGEST if is_han(bare) else 3 * LONGEST) or wants_more(question):
        return None
    last = turns[-1]
    return _bare_asking(bare, last, tag) or _what_about(bare, last, tag) or _pronoun(bare, turns)


def _what_about(bare: str, last: Turn, tag: Tagger) -> str | None:
    match = WHAT_ABOUT.fullmatch(bare)
    if match and not re.search(ASKING, match["topic"]) and not PRONOUN.fullmatch(match["topic"]):
        return exchange(last.question, match["topic"], tag)
    if TIME.fullmatch(bare):
        return exchange(last.question, bare, tag)
    match = WHAT_ABOUT_ENGLISH.fullmatch(bare)
    if match:
        topic = match["topic"] or match["time"]
        year = TIME.search(topic)
        return exchange(last.question, year[0] if year and not is_han(topic) else topic, tag)
    return None


def _bare_asking(bare: str, last: Turn, tag: Tagger) -> str | None:
    asked = BARE.match(bare)
    # 什么时候通车 asks of what was asked before, 什么时候高考 of something else.
    verbs = asked is not None and len(bare) - asked.end() <= LONGEST_VERB and _only_verbs(bare[asked.end() :], tag)
    if verbs or BARE_ENGLISH.fullmatch(bare):
        return f"{_subject_of(last.question)} {bare}"
    return None


def _only_verbs(text: str, tag: Tagger) -> bool:
    verbs = ("v", "vn") if text.endswith("的") else ("v",)  # 谁设计的
    return all(part[0] in "ud" or part in verbs or word in VERBS for word, part in tag(fold(text)))


def _pronoun(bare: str, turns: Sequence[Turn]) -> str | None:
    match = PRONOUN.match(bare) or PRONOUN_ENGLISH.search(bare)
    if match is None:
        return None
    rest = (bare[: match.start("who")] + bare[match.end("who") :]).strip(PUNCTUATION)
    for turn in reversed(turns):
        if turn.subject and HAN_NAME.fullmatch(turn.subject.replace(" ", "")):
            return bare[: match.start("who")] + turn.subject + bare[match.end("who") :]
    return f"{_subject_of(turns[-1].question)} {rest}" if rest.strip("那么麼呢吗嗎") else None


def _subject_of(question: str) -> str:
    return split_tail(question.strip(PUNCTUATION))[0] or question
