"""The simplest segmenter there is: a page is one article, a blank line ends a paragraph."""

from corpus.cleaning import clean_paragraph
from corpus.types import Article, Page, Segmentation, article_id


def segment(page: Page) -> Segmentation:
    paragraphs = tuple(text for part in page.text.split("\n\n") if (text := clean_paragraph(part)))
    if not paragraphs:
        return Segmentation(())
    article = Article(
        id=article_id(None, page.date, paragraphs),
        headline=None,
        paragraphs=paragraphs,
        source=page.source,
        date=page.date,
        edition=page.edition,
        page=page.number,
    )
    return Segmentation((article,))
