"""Two peers that judge what the bot sent: aiogram's models of the methods, Telethon's HTML parser."""

import inspect
import json
from typing import Any

import aiogram.methods
from aiogram.types import BufferedInputFile
from telethon.extensions import html as telethon_html

from tests.botapi.markup import parse, units
from tests.botapi.server import Call

MODELS = {name.lower(): model for name, model in vars(aiogram.methods).items() if inspect.isclass(model)}
JSON_PARAMETERS = ("reply_markup", "reply_parameters", "link_preview_options", "commands", "scope", "results",
                   "allowed_updates", "button", "reaction")  # fmt: skip
FILES = ("document", "photo", "certificate")


def judge(calls: list[Call]) -> None:
    """Raise where a request is not one that the Bot API knows, or its HTML is read differently by a peer."""
    for call in calls:
        _judge_model(call)
        for result in call.json("results") or []:
            judge_html(result["input_message_content"]["message_text"])
        mode = str(call.params.get("parse_mode", ""))
        if mode.upper() == "HTML":
            judge_html(str(call.params.get("text") or call.params.get("caption") or ""))


def _judge_model(call: Call) -> None:
    model = MODELS[call.method.lower()]
    given: dict[str, Any] = dict(call.params)
    unknown = set(given) - set(model.model_fields)
    assert not unknown, f"{call.method} has no parameters {unknown}"
    for name in JSON_PARAMETERS:
        if isinstance(given.get(name), str):
            given[name] = json.loads(given[name])
    for name in FILES:
        if name in given or name in call.files:
            given[name] = BufferedInputFile(b"x", "x")
    model.model_validate(given)


def judge_html(text: str) -> None:
    plain, entities = parse(text)
    theirs, their_entities = telethon_html.parse(text)
    assert theirs.strip() == plain.strip()
    lead = units(plain) - units(plain.lstrip())
    ours = {(entity.offset - lead, entity.length) for entity in entities}
    assert {(entity.offset, entity.length) for entity in their_entities} == ours, text
    assert units(plain) <= 4096
    assert len(entities) <= 100
