"""The blocks of a page: labelled lines gathered into one block an article."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from corpus.bylines import is_credit, take_credit, take_lead
from corpus.headlines import overlap
from corpus.lines import Line
from corpus.roles import Role


@dataclass(slots=True)
class Block:
    """The raw text of one article; paragraphs and bylines keep their line breaks. `other` marks page furniture."""

    headline: list[str] = field(default_factory=list)
    subheadline: list[str] = field(default_factory=list)
    byline: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    other: bool = False


def gather(lines: Sequence[Line], roles: Sequence[Role]) -> list[Block]:
    """Return the blocks that labelled lines make, in page order.

    Page furniture, and headlines and bylines that lost their text, make one block together, where the first stood.
    """
    blocks: list[Block] = []
    current = Block()
    last = Role.OTHER
    for line, role in zip(lines, roles, strict=True):
        if role is Role.OTHER:
            blocks.append(Block(paragraphs=[line.text], other=True))
            last = role if last is Role.HEADLINE else last
            continue
        if _opens(role, last, current, blocks):
            current = Block()
            blocks.append(current)
        _add(current, line, role)
        last = role
    return _gather_others(_return_headlines([part for block in blocks for part in _part_captions(block)]))


def _opens(role: Role, last: Role, current: Block, blocks: Sequence[Block]) -> bool:
    if role is Role.HEADLINE:
        return last is not Role.HEADLINE or not blocks
    if role in (Role.SUBHEADLINE, Role.BYLINE, Role.FIRST):
        return bool(current.paragraphs) or not any(current is block for block in blocks[-1:])
    return not any(current is block for block in blocks)


def _add(block: Block, line: Line, role: Role) -> None:
    if role is Role.HEADLINE:
        block.headline.append(line.text)
    elif role is Role.SUBHEADLINE:
        block.subheadline.append(line.text)
    elif role is Role.BYLINE or (role is Role.TAIL and not is_credit(line.text)):
        block.byline.append(line.text)
    elif role in (Role.MORE, Role.TAIL) and block.paragraphs:
        block.paragraphs[-1] += "\n" + line.text
    else:
        block.paragraphs.append(line.text)


def _part_captions(block: Block) -> Iterable[Block]:
    """Yield a block and, apart from it, the picture captions that stand in it (paragraphs that end in 记者 … 摄)."""
    captions = [] if block.other or len(block.paragraphs) < 2 else [p for p in block.paragraphs if _is_caption(p)]
    rest = replace(block, paragraphs=[p for p in block.paragraphs if p not in captions])
    first = bool(captions) and captions[0] is block.paragraphs[0] and not (block.headline or block.byline)
    parts = [Block(paragraphs=[caption]) for caption in captions]
    if first:
        yield parts.pop(0)
    if rest.paragraphs or rest.headline or rest.byline or rest.subheadline:
        yield rest
    yield from parts


def _is_caption(paragraph: str) -> bool:
    authors, _ = take_credit(paragraph)
    return any(author.credit and "摄" in author.credit for author in authors)


def _return_headlines(blocks: list[Block]) -> list[Block]:
    """Give back a headline that an extractor printed above its neighbour's: the lines whose words its text repeats."""
    for block, after in pairwise(blocks):
        if len(block.headline) < 2 or after.headline or after.other or not after.paragraphs or not block.paragraphs:
            continue
        if not take_lead(after.paragraphs[0]).printed or take_lead(after.paragraphs[0]).follow_up:
            continue
        if cut := _misplaced(block, after):
            block.headline, after.headline = block.headline[:cut], block.headline[cut:]
    return blocks


def _misplaced(block: Block, after: Block) -> int | None:
    """Return from which line on a headline is the next block's, by the pairs of characters it shares with each."""
    own, others = (re.sub(r"\s", "", "".join(one.paragraphs))[:300] for one in (block, after))
    for cut in range(1, len(block.headline)):
        tail = re.sub(r"\s", "", "".join(block.headline[cut:]))
        if overlap(tail, others) >= 0.3 and overlap(tail, others) > overlap(tail, own) + 0.2:
            return cut
    return None


def _gather_others(blocks: Sequence[Block]) -> list[Block]:
    gathered: list[Block] = []
    others = Block(other=True)
    for block in blocks:
        if not block.other and any(paragraph.strip() for paragraph in block.paragraphs):
            gathered.append(block)
            continue
        if not others.paragraphs:
            gathered.append(others)
        others.paragraphs += [*block.headline, *block.subheadline, *block.byline, *block.paragraphs]
    return gathered
