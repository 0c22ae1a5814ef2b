"""Telegram's HTML, parsed as strictly as the server does: text, entities in UTF-16 units, or a refusal."""

import re
from dataclasses import dataclass
from html import unescape

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "blockquote": "blockquote", "tg-spoiler": "spoiler",
}  # fmt: skip
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)?((?:\s+[a-zA-Z-]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*>")
REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


class MarkupError(ValueError):
    """What Telegram says after "can't parse entities: "."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted run: `offset` and `length` in UTF-16 units."""

    type: str
    offset: int
    length: int


def units(text: str) -> int:
    """Return the length in UTF-16 units, which is how Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(markup: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the text without its tags and the entities; raises MarkupError where Telegram refuses."""
    text: list[str] = []
    length = 0
    open_tags: list[tuple[str, str, int]] = []
    entities: list[Entity] = []
    position = 0
    while position < len(markup):
        if markup[position] != "<":
            end = markup.find("<", position)
            end = len(markup) if end < 0 else end
            piece = REFERENCE.sub(lambda match: unescape(match[0]), markup[position:end])
            text.append(piece)
            length += units(piece)
            position = end
            continue
        offset = len(markup[:position].encode())
        match = TAG.match(markup, position)
        if match is None:
            raise MarkupError(f"Unclosed start tag at byte offset {offset}")
        closing, name, attributes = match[1], (match[2] or "").lower(), match[3]
        position = match.end()
        if not closing:
            if name not in TAGS:
                raise MarkupError(f'Unsupported start tag "{name}" at byte offset {offset}')
            if name == "blockquote" and any(tag == "blockquote" for tag, _, _ in open_tags):
                raise MarkupError(f"Blockquotes can't be nested at byte offset {offset}")
            kind = "expandable_blockquote" if name == "blockquote" and "expandable" in attributes else TAGS[name]
            open_tags.append((name, kind, length))
            continue
        if not open_tags:
            raise MarkupError(f"Unexpected end tag at byte offset {offset}")
        opened, kind, start = open_tags.pop()
        if name and name != opened:
            raise MarkupError(f'Unmatched end tag at byte offset {offset}, expected "</{opened}>", found "</{name}>"')
        if length > start:
            entities.append(Entity(kind, start, length - start))
    if open_tags:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return "".join(text), tuple(sorted(entities, key=lambda entity: (entity.offset, -entity.length)))


def cut(text: str, entity: Entity) -> str:
    """Return the characters an entity covers."""
    raw = text.encode("utf-16-le")
    return raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
