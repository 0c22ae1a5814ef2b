"""Articles that come segmented: `.jsonl` files, a JSON object a line."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO, NoReturn

from corpus.decode import decode
from corpus.errors import CorpusError, RecordError, SourceError
from corpus.records import read_record
from corpus.types import Article, Reading, Refusal, Source

_BATCH = 1_000
_REFUSALS = 100
_LONGEST_LINE = 50_000_000


class JsonlReader:
    """Reads a file line by line, so that its size does not matter; a line that is no article is refused alone."""

    suffixes = (".jsonl",)
    limit = 4_000_000_000

    def read(self, source: Source) -> Iterator[Reading]:
        """Yield the articles, a thousand at a time."""
        with source.path.open("rb") as file:
            results = _few_refusals(_results(file, source.name), source.name)
            empty = True
            while batch := list(islice(results, _BATCH)):
                empty = False
                yield Reading(
                    articles=tuple(item for item in batch if isinstance(item, Article)),
                    refusals=tuple(item for item in batch if isinstance(item, Refusal)),
                )
        if empty:
            raise SourceError(source.name, "no article: the file is empty")


def _few_refusals(results: Iterator[Article | Refusal], name: str) -> Iterator[Article | Refusal]:
    """Yield the results; past the first hundred refusals are counted: a file of the wrong kind is nothing else."""
    refused = 0
    for result in results:
        refused += isinstance(result, Refusal)
        if refused <= _REFUSALS or isinstance(result, Article):
            yield result
    if refused > _REFUSALS:
        yield Refusal(name, f"{refused - _REFUSALS:,} more lines are no articles")


def _results(file: BinaryIO, name: str) -> Iterator[Article | Refusal]:
    for number, line in enumerate(_lines(file, name), 1):
        if not line.strip():
            continue
        where = f"{name}#{number}"
        try:
            yield read_record(_parse(line, where), where)
        except SourceError as error:
            yield Refusal(where, error.reason)
        except CorpusError as error:
            yield Refusal(where, str(error))


def _lines(file: BinaryIO, name: str) -> Iterator[bytes]:
    """Yield the lines, UTF-16 made UTF-8, others as they are; one that is too long comes cut, so that it is refused."""
    start = file.read(4)
    file.seek(0)
    if start[:2] in (b"\xff\xfe", b"\xfe\xff", b"{\x00", b"\x00{"):
        yield from decode(file.read(), name).text.encode("utf-8", "surrogatepass").split(b"\n")
        return
    while line := file.readline(_LONGEST_LINE + 1):
        yield line
        while len(line) > _LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(_LONGEST_LINE + 1)


def _parse(line: bytes, where: str) -> object:
    if len(line) > _LONGEST_LINE:
        raise RecordError(f"the line is longer than {_LONGEST_LINE:,} bytes; an article is a line of its own")
    try:
        text = line.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        text = decode(line, where).text
    try:
        return _DECODER.decode(text.strip())
    except json.JSONDecodeError as error:
        raise RecordError(f"not JSON: {error.msg} at character {error.pos + 1:,}") from None
    except RecursionError:
        raise RecordError("not an article: it is nested too deep") from None
    except ValueError as error:
        raise RecordError(f"not JSON: {error}") from None


def _refuse_constant(name: str) -> NoReturn:
    raise RecordError(f"not JSON: {name} is no JSON value; write null")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
