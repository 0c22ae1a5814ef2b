"""Who is asked for in an office, held against the offices that the reports give: 区长 where the 副区长 is named."""

import re
from collections.abc import Iterator
from functools import cache

from corpus.surnames import SINGLE
from retrieval.asking import Asked
from retrieval.lexicon import any_of, read_words
from retrieval.questions import Question
from retrieval.scenes import Scene

# Surnames that more often join what stands before and after: 校长和老师.
_JOINING = "和与向于有都应在"
_NAME = re.compile(r"叫什么|姓什么|姓啥|叫啥|是谁|谁是|名字")


def vacant_roles(question: Question, scene: Scene) -> Iterator[str]:
    """Yield the roles that somebody is asked for in and nobody has in the report: a head who is not named.

    A deputy is no head.
    """
    if not any(ask.kind is Asked.PERSON for ask in question.asks) and not _NAME.search(question.folded):
        return
    alike = dict(question.alike)
    kinds = {ask.focus for ask in question.asks if ask.names_kind(question.folded)}
    for role in re.findall(any_of(read_words("roles")), question.content):
        deputy = "" if f"副{role}" in question.content else "(?<!副)"
        if role not in kinds and not re.search(f"{deputy}(?:{any_of((role, *alike.get(role, ())))})", scene.article):
            yield role


def other_offices(question: Question, scene: Scene) -> Iterator[str]:
    """Yield an office that somebody is said to have where the reports give him another: 区长 for the 书记 it is."""
    for office, name in [*_titled().findall(question.folded), *((b, a) for a, b in _said().findall(question.folded))]:
        if name[0] not in SINGLE or name[0] in _JOINING:
            continue
        for short in dict.fromkeys((name, name[:2])):
            rows = re.findall(rf"((?:(?:{_offices()})[、兼和])*(?:{_offices()})){re.escape(short)}", scene.everything)
            given = [each for row in rows for each in re.findall(_offices(), row)]
            if given and not any(office.endswith(other) or other.endswith(office) for other in given):
                yield office
                break


@cache
def _offices() -> str:
    return any_of(read_words("roles"))


@cache
def _titled() -> re.Pattern[str]:
    """区长罗定邦."""
    return re.compile(rf"(?=({_offices()})([一-龥]{{2,3}}))")


@cache
def _said() -> re.Pattern[str]:
    """罗定邦是区长, 罗定邦当上街道主任."""
    return re.compile(rf"(?=([一-龥]{{2,3}})(?:是|当上?|做|任|担任)了?[一-龥]{{0,6}}?({_offices()}))")
