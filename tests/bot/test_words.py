"""The catalogue of the bot's own words: complete in every language, every key used."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.settings import LANGUAGES
from bot.words import Words, catalogue, nearest_language

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("key", catalogue())
def test_every_text_is_there_in_every_language_with_the_same_places(key: str) -> None:
    texts = catalogue()[key]
    assert tuple(texts) == LANGUAGES
    places = {frozenset(re.findall(r"\{(\w+)\}", text)) for text in texts.values()}
    assert len(places) == 1


def test_every_key_is_used_and_every_used_key_is_there() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    used = set(re.findall(r'(?<!read_)words\(\s*"(\w+)"', code))
    talk = tomllib.loads((ROOT / "bot" / "talk.toml").read_text(encoding="utf-8"))
    assert (used | set(talk)) - set(catalogue()) == {"new"}  # a command
    for key in set(catalogue()) - used - set(talk):
        assert f'"{key}"' in code, key


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh", "zh-hans"),
        ("zh-CN", "zh-hans"),
        ("zh-TW", "zh-hant"),
        ("zh_HK", "zh-hant"),
        ("zh-Hant", "zh-hant"),
        ("en-GB", "en"),
        ("fr", "zh-hans"),
        ("", "zh-hans"),
    ],
)
def test_a_language_tag_finds_its_catalogue(tag: str, language: str) -> None:
    assert nearest_language(tag) == language


def test_a_readers_braces_are_shown_as_typed() -> None:
    assert "{0} {x}" in Words("en")("no_answer", question="{0} {x}")
