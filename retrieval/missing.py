"""What a question asks for that the report found does not tell, in the reader's own words."""

import re

from retrieval.asking import Asked
from retrieval.confidence import Scene, role_conflict
from retrieval.features import Tagger
from retrieval.questions import Question
from retrieval.units import read_values

_YEAR = re.compile(r"[12]\d{3}年")
_KINDS = {Asked.TIME: "时间", Asked.PERSON: "人名", Asked.PLACE: "地点", Asked.REASON: "原因"}


def name_missing(question: Question, scene: Scene, tag: Tagger) -> str | None:
    """Return the words of a question that its best article lacks, the most telling first; None where it lacks none.

    A year, a name or an office that stands nowhere; the asked attribute; an amount of the unit asked for.
    """
    text = scene.article
    for year in _YEAR.findall(question.content):
        if year[:4] not in text and float(year[:4]) not in scene.dates:
            return str(year)
    if office := role_conflict(question, scene.everything):
        return office
    for word, part in tag(question.content):
        if part.startswith(("nr", "ns", "nt", "eng")) and len(word) > 1 and word not in text:
            return word
    for ask in question.asks:
        if len(ask.focus) > 1 and ask.focus not in text:
            return ask.focus
    for ask in question.asks:
        if ask.kind is Asked.AMOUNT and ask.dimension and not _measured(ask.dimension, text):
            return question.folded[ask.start : ask.end + len(ask.unit)].lstrip("有是约达共为占")
        if ask.kind in _KINDS and not question.asks[0].focus:
            return _KINDS[ask.kind]
    return next((word for word in question.words if len(word) > 1 and word not in text), None)


def _measured(dimension: str, text: str) -> bool:
    return any(value.dimension == dimension for value in read_values(text))
