"""A composing room for tests: stories set in columns and read back as extractors would, with the truth beside them."""

import random
import re
from dataclasses import dataclass

NO_START = "，。、；：？！）》〉】」』”’％%"
NO_END = "（《〈【「『“‘"
MARKS = ("", "\ufffd" * 6, "\x01" * 5 + " ", "(cid:1)" * 6, "\ue5e5" * 4, "□□", "\u3000\u3000")


@dataclass(frozen=True)
class Story:
    """A story as its editor hands it in; `form` says where its byline stands."""

    paragraphs: tuple[str, ...]
    headline: tuple[str, ...] = ()
    subheadline: str | None = None
    authors: tuple[tuple[str, str], ...] = ()
    form: str = "in-text"
    kind: str = "news"

    def truth(self) -> dict[str, object]:
        return {
            "headline": " ".join(self.headline) or None,
            "authors": [{"name": name, "role": role} for name, role in self.authors],
            "paragraphs": list(self.paragraphs),
            "kind": self.kind,
        }


@dataclass(frozen=True)
class Style:
    """How a page is set and how an extractor spoils it."""

    mark: str = ""
    mark_paragraphs: bool = False
    indent: float = 2
    gaps: str = "none"
    slack: str = "none"
    brackets: str = "（）"
    lead_space: bool = True
    wide_digits: float = 0.0
    stretch: float = 0.0
    glue: float = 0.0
    widths: tuple[float, float] = (11, 18)
    changing_width: float = 0.1
    masthead: tuple[str, ...] = ()
    dense: bool = False


def random_style(rng: random.Random) -> Style:
    gaps = rng.choice(("mutool", "none", "none", "pdfminer", "random"))
    mark = rng.choice(MARKS) if rng.random() < 0.55 else ""
    low = rng.choice((9, 11, 14, 18, 24))
    return Style(
        mark=mark,
        mark_paragraphs=mark == "\u3000\u3000" or rng.random() < 0.1,
        indent=0 if mark == "\u3000\u3000" or rng.random() < 0.1 else 2,
        gaps=gaps,
        slack=rng.choice(("none", "punct", "around", "all")),
        brackets=rng.choice(("（）", "()", "（）")),
        lead_space=rng.random() < 0.5,
        wide_digits=rng.choice((0.0, 0.2, 1.0)),
        stretch=rng.choice((0.0, 0.03, 0.08)),
        glue=0.1 if gaps == "none" and rng.random() < 0.5 else 0.0,
        widths=(low, low + rng.choice((2, 6, 12))),
        masthead=rng.choice(((), (), ("2031年5月6日 星期二", "责任编辑 何小山  美术编辑 陆青", "第03版 城事"))),
    )


def compose(stories: list[Story], style: Style, rng: random.Random) -> str:
    """Return the page's text as an extractor gives it."""
    return "\n".join(line for line, _ in compose_lines(stories, style, rng)) + "\n"


def compose_lines(stories: list[Story], style: Style, rng: random.Random) -> list[tuple[str, str]]:
    """Return the page's lines, each with its role's letter (blank lines have none)."""
    lines: list[tuple[str, str]] = []
    if style.masthead:
        masthead = [" ".join(style.masthead)] if style.gaps == "none" else list(style.masthead)
        lines += [(line, "X") for line in masthead]
        lines += [("", "")] if style.gaps != "none" else []
    for story in stories:
        lines += _set_story(story, style, rng)
    return [(line.replace(" ", "") if style.dense else line, role) for line, role in lines]


def _set_story(story: Story, style: Style, rng: random.Random) -> list[tuple[str, str]]:
    width = rng.uniform(*style.widths)
    if story.kind == "photo-caption":
        width = rng.uniform(width, width * 2.5)
    lines: list[tuple[str, str]] = []
    blank = (
        [("", "")] if style.gaps in ("mutool", "pdfminer") or (style.gaps == "random" and rng.random() < 0.5) else []
    )
    for part in story.headline:
        lines += [(part, "H")]
        lines += blank if rng.random() < 0.5 else []
    lines += [(story.subheadline, "S")] if story.subheadline else []
    lines += blank
    byline = "  ".join(_roles(story)) if rng.random() < 0.3 else " ".join(_roles(story))
    if story.form == "line":
        lines += [(byline, "B"), *blank]
    elif story.form == "mark-line":
        lines += [(rng.choice("□■●") + " 本报" + byline, "B"), *blank]
    paragraphs = list(story.paragraphs)
    paragraphs[0] = _lead(story, style, rng) + paragraphs[0]
    if story.form == "credit":
        paragraphs[-1] += " " + byline + " 摄"
    for index, paragraph in enumerate(paragraphs):
        if style.changing_width and rng.random() < style.changing_width / 4:
            width = rng.uniform(*style.widths)
        marked = bool(style.mark) and (index == 0 or style.mark_paragraphs)
        if rng.random() < 0.05 and not style.mark_paragraphs:
            marked = False
        set_paragraph = _set_paragraph(paragraph, width, style, marked, rng)
        if index == 0:
            set_paragraph[0] = (set_paragraph[0][0], "F")
        lines += set_paragraph
    if style.glue and lines and rng.random() < style.glue and len(story.headline) == 1 and story.form == "in-text":
        lines[:2] = [(lines[0][0] + " " + lines[1][0], "HF")]
    return lines


def _roles(story: Story) -> list[str]:
    words: list[str] = []
    last = None
    for name, role in story.authors:
        words += [role] if role != last else []
        words += [name]
        last = role
    return words


def _lead(story: Story, style: Style, rng: random.Random) -> str:
    left, right = style.brackets
    pad = " " if style.brackets == "()" else ""
    word = {"follow-up": "又讯"}.get(story.kind, "本报讯")
    if story.form == "wire":
        signed = f"{left}{' '.join(_roles(story))}{right}" if story.authors else " "
        return f"新华社云州{rng.randint(1, 12)}月{rng.randint(1, 28)}日电{signed}"
    if story.form != "in-text":
        return ""
    if not story.authors:
        return word + " "
    gap = " " if style.lead_space else ""
    return f"{word}{gap}{left}{pad}{' '.join(_roles(story))}{pad}{right}{gap}"


def set_lines(text: str, width: float, indent: float) -> list[list[str]]:
    """Return a paragraph's atoms line by line: no closing mark starts a line, no opening one ends it."""
    atoms = re.findall(r"[0-9A-Za-z.%]+|\s|.", text)
    lines: list[list[str]] = [[]]
    left = width - indent
    for atom in atoms:
        size = sum(0.5 if ch.isascii() else 1.0 for ch in atom)
        if size > left and lines[-1] and not (atom in NO_START and left > -0.6):
            carry: list[str] = []
            while lines[-1] and (lines[-1][-1] in NO_END or (atom in NO_START and not carry)):
                carry.insert(0, lines[-1].pop())
            lines.append(carry)
            left = width - sum(0.5 if ch.isascii() else 1.0 for word in carry for ch in word)
        lines[-1].append(atom)
        left -= size
    return [line for line in lines if line]


def _set_paragraph(text: str, width: float, style: Style, marked: bool, rng: random.Random) -> list[tuple[str, str]]:
    if style.wide_digits and rng.random() < style.wide_digits:
        text = re.sub(r"\d", lambda m: chr(ord(m.group()) + 0xFEE0), text)
    lines = set_lines(text, width, style.indent)
    printed: list[tuple[str, str]] = []
    for index, atoms in enumerate(lines):
        last = index == len(lines) - 1
        line = _space(atoms, style, last, rng).strip()
        printed.append(((style.mark if marked and index == 0 else "") + line, "C" if index else "P"))
        if (not last and style.gaps == "mutool" and index == 0 and not marked and style.indent) or (
            not last and style.gaps in ("mutool", "pdfminer", "random") and rng.random() < 0.08
        ):
            printed.append(("", ""))
    if (
        style.gaps == "mutool"
        or (style.gaps == "pdfminer" and rng.random() < 0.65)
        or (style.gaps == "random" and rng.random() < 0.3)
    ):
        printed.append(("", ""))
    return printed


def _space(atoms: list[str], style: Style, last: bool, rng: random.Random) -> str:
    if not last and rng.random() < style.stretch:
        return " ".join(atom for atom in atoms if atom.strip())
    text = ""
    for atom in atoms:
        if atom in "，。、；" and style.slack == "around" and rng.random() < 0.2:
            text += " " + atom + " "
        elif atom in "，。、；：" and style.slack in ("punct", "all") and rng.random() < 0.25:
            text += atom + " "
        elif re.fullmatch(r"[0-9.%]+", atom) and style.slack in ("all", "around"):
            text += " " + atom + " "
        else:
            text += atom
    return re.sub(" +", " ", text)
