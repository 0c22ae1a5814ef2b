"""Reply → messages: the newspaper's words in blockquotes, the bot's own as plain lines, buttons under the last."""

from itertools import pairwise

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.replies import Block, Button, Cite, Extract, Reply, Say, byline, printed, source_line, title
from bot.telegram.rich import Page, Run, Section, pages, units
from bot.words import Words
from corpus.types import Article
from retrieval.types import Quote

COPY_UNITS = 256
LABEL = 48
SHORT = 4  # characters of a label
ROW_BUTTONS = 4


def render(reply: Reply, words: Words) -> tuple[Page, ...]:
    """Return the messages of a reply, in order; together they hold every character of its blocks."""
    return pages(section for block in reply.blocks for section in _sections(block, words))


def quote_sections(quote: Quote, words: Words) -> tuple[Section, ...]:
    """Return a quote in its blockquote, the words that answer in bold, and its source below.

    The blockquote holds the printed words and nothing else, so what marks a cut quote stands in the source line.
    """
    runs = []
    ends = [0, *(end for span in quote.highlights for end in span), len(quote.text)]
    for number, (start, end) in enumerate(pairwise(ends)):
        if start < end:
            runs.append(Run(quote.text[start:end], bold=number % 2 == 1))
    excerpt = words("excerpt") + " " if any(quote.cut) else ""
    source = f"{source_line(quote.article, words)}"
    return (
        Section(tuple(runs), quoted=True, gap=True),
        Section((Run(excerpt + title(quote.article, words)),)),
        Section((Run(source),)),
    )


def keyboard(reply: Reply, words: Words) -> InlineKeyboardMarkup | None:
    """Return the buttons under a reply: what the conversation offers, then one to copy each quote."""
    rows = [[_button(button) for button in row] for row in _rows(reply.buttons)]
    quotes = [block.quote for block in reply.blocks if isinstance(block, Cite)]
    copies = [
        InlineKeyboardButton(
            words("copy") if len(quotes) == 1 else words("copy_number", number=number),
            copy_text=CopyTextButton(_copied(quote.text)),
        )
        for number, quote in enumerate(quotes[:ROW_BUTTONS], 1)
    ]
    rows += [copies] if copies else []
    return InlineKeyboardMarkup(rows) if rows else None


def _sections(block: Block, words: Words) -> tuple[Section, ...]:
    match block:
        case Say(text):
            return (Section((Run(text.strip("\n")),), gap=True),)
        case Cite(quote):
            return quote_sections(quote, words)
        case Extract(article, paragraphs, number, total):
            head = _head(article, words) if number == 1 else ()
            body = tuple(Section((Run(paragraph),), gap=index == 0) for index, paragraph in enumerate(paragraphs))
            foot = (Section((Run(f"({number}/{total})"),), gap=True),) if total > 1 else ()
            return (*head, *body, *foot)


def _head(article: Article, words: Words) -> tuple[Section, ...]:
    lines = (article.subheadline or "", byline(article), printed(article, words))
    return (
        Section((Run(title(article, words), bold=True),), gap=True),
        *(Section((Run(line),)) for line in lines if line),
    )


def _button(button: Button) -> InlineKeyboardButton:
    label = button.label.strip() or "…"
    return InlineKeyboardButton(label if len(label) <= LABEL else label[: LABEL - 1] + "…", callback_data=button.action)


def _rows(buttons: tuple[Button, ...]) -> list[list[Button]]:
    """Put short buttons, such as 👍 and 👎, side by side, keeping their order."""
    rows: list[list[Button]] = []
    for button in buttons:
        short = len(button.label) <= SHORT
        if short and rows and len(rows[-1]) < ROW_BUTTONS and len(rows[-1][-1].label) <= SHORT:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def _copied(text: str) -> str:
    while units(text) > COPY_UNITS:
        text = text[:-1]
    return text
