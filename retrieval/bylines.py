"""Questions about the byline and the date of an article: who wrote it, who took the picture, which day's paper."""

import re
from dataclasses import dataclass

from corpus.types import Article, Author

# 记者 and 通讯员 are asked for only with an asking word close by: 市民告诉记者什么 asks for no reporter.
_ROLE = re.compile(
    r"(?P<role>通讯员|记者|作者|撰稿人?|摄影(?:师|者|记者)?|编辑|供稿人?|笔者)(?:们)?(?:又|都|分别)?(?:是|叫|有|为|名字)*(?:谁|哪|什么|啥|姓|几位|吗|呢|[?？]|$)"
    r"|(?:谁|哪几?[位名个]|哪些)(?:的)?(?P<role2>通讯员|记者|作者|摄影师|编辑)"
)
_WROTE = re.compile(
    r"谁(?:写|撰写|报道|采写|采访|供稿|投稿|摄影)|(?:由谁|是谁)(?:写|撰写|报道|采写|采访)的?(?!信|歌|诗)"
    r"|(?:稿子?|报道|文章|消息)[一-龥]{0,2}(?:谁|哪几个人|哪些人)署名|(?<!部)署(?:名的?)?(?:是|了)?(?:谁|哪些人|哪几个人)"
)
_SHOT = re.compile(
    r"(?:照片|图片|图|相片|摄影).{0,4}谁.{0,2}(?:拍|摄|照)|谁.{0,2}(?:拍|摄|照)(?:的|下)?.{0,6}(?:照片|图片|图|相片|$|[?？])"
)
_ABOUT_PAPER = re.compile(r"报道|文章|新闻|稿|这篇|那篇|照片|图片|消息|又讯")
_ALIKE = {"作者": "记者", "撰稿人": "记者", "撰稿": "记者", "笔者": "记者", "供稿": "通讯员", "供稿人": "通讯员"}


@dataclass(frozen=True, slots=True)
class AskedByline:
    """A question the byline answers; `role` is what was asked for, "摄" for a photographer, "" for any author."""

    role: str
    start: int
    end: int


def read_byline(folded: str) -> AskedByline | None:
    """Return what a folded question asks of the byline, None where it asks for something else."""
    for pattern, role in ((_SHOT, "摄"), (_ROLE, None), (_WROTE, "")):
        match = pattern.search(folded)
        if match and (pattern is not _WROTE or _ABOUT_PAPER.search(folded)):
            if role is None:
                asked = match["role"] or match["role2"]
                role = "摄" if asked.startswith("摄影") else _ALIKE.get(asked, asked)
            return AskedByline(role, match.start(), match.end())
    return None


def asked_authors(article: Article, asked: AskedByline) -> tuple[Author, ...]:
    """Return the authors of an article whom a question asks for; none where its byline does not name them."""
    if asked.role == "摄":
        return tuple(author for author in article.authors if author.credit and "摄" in author.credit) or article.authors
    return tuple(author for author in article.authors if not asked.role or asked.role in (author.role or ""))
