"""Page dumps: `.txt` and `.md` files, a page each, or several with form feeds between."""

import re
from collections.abc import Iterator

from corpus.cleaning import clean_paragraph
from corpus.dates import Imprint, imprint_of_name, imprint_of_page
from corpus.decode import decode
from corpus.errors import SourceError
from corpus.readers.front_matter import read_front_matter
from corpus.types import Page, Reading, Source

# Less than this between two form feeds is no page but the end of one: a folio, a last line.
_SMALLEST_PAGE = 60


class TextReader:
    """Reads the text of pages in any of the encodings; a `.md` file is read as it stands."""

    suffixes = (".txt", ".md")
    limit = 50_000_000

    def read(self, source: Source) -> Iterator[Reading]:
        """Yield the pages of one file; what front matter says wins over the file's name, and that over the page."""
        data = source.path.read_bytes()
        if not data:
            raise SourceError(source.name, "the file is empty")
        text = decode(data, source.name)
        content = re.sub(r"\r\n?", "\n", text.text)
        front = read_front_matter(content)
        told = front.imprint.or_else(imprint_of_name(source.name))
        pages = tuple(_pages(source.name, content[front.end :], told))
        if not pages:
            raise SourceError(source.name, "no article: the page has no printed text")
        yield Reading(pages=pages, warnings=text.warnings + front.warnings)


def _pages(source: str, text: str, told: Imprint) -> Iterator[Page]:
    """Yield the pages of a file; what is told of the file holds for all, but for the number: that is the first one's.

    A later page that shows no date is of the day of the page before it.
    """
    day = None
    for part in _parts(text):
        imprint = told.or_else(imprint_of_page(part)).or_else(Imprint(day))
        told, day = Imprint(told.date, told.edition), imprint.date
        yield Page(source, part, imprint.date, imprint.edition, imprint.page)


def _parts(text: str) -> list[str]:
    """Return the text between form feeds; a scrap goes to the page before it, or after it where there is none."""
    parts: list[list[str]] = []
    size = 0  # printed characters of the last part, kept so that thousands of scraps are not measured again and again
    for piece in text.split("\f"):
        printed = _printed(piece)
        if parts and min(size, printed) < _SMALLEST_PAGE:
            parts[-1].append(piece)
            size += printed
        else:
            parts.append([piece])
            size = printed
    joined = ("\n".join(part).strip("\n") for part in parts)
    return [part for part in joined if _printed(part)]


def _printed(text: str) -> int:
    return len(clean_paragraph(text))
