"""One file to what it gives: read by its reader, its pages segmented, and told of what went wrong."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from corpus.errors import SourceError
from corpus.readers import reader_for
from corpus.sources import why_not
from corpus.types import Article, Page, Reading, Refusal, Segmentation, Source

Segment = Callable[[Page], Segmentation]


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file, or a part of it, gave; `coverage` is of the `characters` of its pages.

    `lasting` is False where the file could not be read today: the same bytes may give more tomorrow.
    """

    articles: tuple[Article, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()
    coverage: float = 1.0
    characters: int = 0
    lasting: bool = True


def take_in(source: Source, segment: Segment) -> Iterator[Intake]:
    """Yield what a file gives, part by part; what is wrong with the file is the last part's refusal, never raised."""
    reader = reader_for(source.path)
    try:
        if reader is None:
            raise SourceError(source.name, "no reader knows its ending")
        if (size := source.path.stat().st_size) > reader.limit:
            raise SourceError(source.name, f"{size:,} bytes; at most {reader.limit:,} are read; split the file")
        for reading in reader.read(source):
            yield _intake(reading, segment)
    except SourceError as error:
        yield Intake(refusals=(Refusal(source.name, error.reason),))
    except OSError as error:
        yield unread(source, error)


def unread(source: Source, error: OSError) -> Intake:
    """Return the intake of a file that cannot be read today."""
    gone = isinstance(error, FileNotFoundError)
    reason = "the file was removed while the corpus was read; load again" if gone else why_not(error)
    return Intake(refusals=(Refusal(source.name, reason),), lasting=False)


def _intake(reading: Reading, segment: Segment) -> Intake:
    segmented = [(page, segment(page)) for page in reading.pages]
    refusals = tuple(Refusal(page.source, _without(page)) for page, result in segmented if not result.articles)
    characters = sum(len(page.text) for page, _ in segmented)
    covered = sum(len(page.text) * result.coverage for page, result in segmented)
    return Intake(
        articles=reading.articles + tuple(article for _, result in segmented for article in result.articles),
        refusals=reading.refusals + refusals,
        warnings=reading.warnings + tuple(warning for _, result in segmented for warning in result.warnings),
        coverage=covered / characters if characters else 1.0,
        characters=characters,
    )


def _without(page: Page) -> str:
    return f"no article on page {page.number}" if page.number else "no article: no words on the page"


def whole(parts: Iterable[Intake]) -> Intake:
    """Return the parts of a file as one."""
    parts = list(parts)
    characters = sum(part.characters for part in parts)
    return Intake(
        articles=tuple(article for part in parts for article in part.articles),
        refusals=tuple(refusal for part in parts for refusal in part.refusals),
        warnings=tuple(warning for part in parts for warning in part.warnings),
        coverage=sum(part.coverage * part.characters for part in parts) / characters if characters else 1.0,
        characters=characters,
        lasting=all(part.lasting for part in parts),
    )
