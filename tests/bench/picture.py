"""The example of both READMEs: a real question to the sample paper and its answer, as the console shows them.

`python -m tests.bench.picture` draws the picture and writes the quotes anew.
"""

import re
import tempfile
from dataclasses import replace
from html import escape
from pathlib import Path

from bot.app import open_library
from bot.console import Style, render
from bot.conversation import Conversation, Incoming
from bot.history import History
from bot.progress import cells
from bot.replies import Reply
from bot.settings import Settings
from bot.words import Words

ROOT = Path(__file__).parents[2]
PICTURE, READMES = ROOT / ".github" / "answer.svg", (ROOT / "README.md", ROOT / "README.zh-CN.md")
EXAMPLE = re.compile(r"(?:^>.*\n)+", re.MULTILINE)
QUESTION = "汀河大桥哪天通车？"
COLUMNS, CELL, LINE, MARGIN = 84, 8, 25, 22  # a Chinese character is two cells wide
BOLD, QUIET, PLAIN = "#e5b567", "#8a919e", "#e6e8ec"
Run = tuple[str, str]  # text, colour


def ask(question: str) -> Reply:
    """Return the reply to a question, without the votes."""
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Settings(data_dir=Path(folder)), ())
        reply = Conversation(library, History()).reply(Incoming(question))
    return replace(reply, buttons=tuple(button for button in reply.buttons if button.action[0] not in "gb"))


def quoted(question: str, reply: Reply) -> str:
    """Return a question and its answer as a quote in Markdown, marked words in bold, lines broken as on a terminal."""
    text = render(replace(reply, buttons=()), Words(), Style(colour=True))
    text = re.sub(r"\x1b\[33m\x1b\[1m(.*?)\x1b\[0m", r"**\1**", text)
    lines = [line.strip() for line in re.sub(r"\x1b\[\d+m", "", text).split("\n")]
    broken = [f"{line}\\" if line and after else line for line, after in zip(lines, [*lines[1:], ""], strict=True)]
    return "".join(f"> {line}".rstrip() + "\n" for line in (f"**{question}**", "", *broken))


def runs(question: str, reply: Reply) -> list[list[Run]]:
    """Return the console's lines for a question, each as runs of one colour, cut at the terminal's width."""
    text = render(reply, Words(), Style(colour=True))
    lines: list[list[Run]] = [[("问> ", QUIET), (question, PLAIN)], []]
    colour = PLAIN
    for line in text.split("\n"):
        lines.append([])
        width = 0
        for piece in line.replace("\x1b[", "\x00\x1b").split("\x00"):
            if piece.startswith("\x1b"):
                code, _, piece = piece[1:].partition("m")
                colour = {"0": PLAIN, "2": QUIET}.get(code, BOLD)
            for char in piece:
                width += cells(char)
                if width > COLUMNS:
                    lines.append([])
                    width = cells(char)
                lines[-1].append((char, colour))
    return lines


def draw(lines: list[list[Run]]) -> str:
    """Return lines of coloured runs as an SVG of a terminal."""
    width, height = COLUMNS * CELL + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    rows = []
    for number, line in enumerate(lines):
        x, y = float(MARGIN), MARGIN + (number + 0.75) * LINE
        for text, colour in merged(line):
            weight = ' font-weight="bold"' if colour == BOLD else ""
            length = sum(map(cells, text)) * CELL
            rows.append(
                f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}"{weight} textLength="{length:.1f}"'
                f' xml:space="preserve">{escape(text)}</text>'
            )
            x += length
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}">',
            '<rect width="100%" height="100%" rx="10" fill="#1d2026"/>',
            '<g font-family="Noto Sans Mono CJK SC, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, monospace"'
            ' font-size="16">',
            *rows,
            "</g>",
            "</svg>",
            "",
        ]
    )


def merged(line: list[Run]) -> list[Run]:
    out: list[Run] = []
    for text, colour in line:
        if out and out[-1][1] == colour:
            out[-1] = (out[-1][0] + text, colour)
        else:
            out.append((text, colour))
    return out


def main() -> None:
    reply = ask(QUESTION)
    PICTURE.write_text(draw(runs(QUESTION, reply)), encoding="utf-8")
    for readme in READMES:
        text = readme.read_text(encoding="utf-8")
        readme.write_text(EXAMPLE.sub(lambda _: quoted(QUESTION, reply), text, count=1), encoding="utf-8")


if __name__ == "__main__":
    main()
