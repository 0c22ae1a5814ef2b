"""Passages sent to a search service, a generation at a time.

    PREFIX-<generation>  an index with the passages of one generation, never changed once its mapping is marked whole
    PREFIX               an alias of the one built last, moved in one step when all its passages are there

Whatever interrupts a build, the alias and its index stay as they were, and the same build begun again adds only what
is missing. A prefix is for one corpus, built by one process at a time; any number may search.
"""

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TypedDict

from corpus.passages import split_passages
from corpus.types import Article, ArticleId
from retrieval.errors import RemoteError
from retrieval.index import Index
from retrieval.opensearch import Json, OpenSearchIndex, Service, stored_term
from retrieval.rules import rules
from retrieval.terms import passage_terms
from retrieval.tokens import Tokenizer

Progress = Callable[[int, int, str], None]

# To be raised whenever passages are sent in another form than before: an index of another form is another generation.
FORMAT = 1
# About 4 MB of passages a request; the service's manual advises 5 to 15 MB, its limit is 100.
BATCH = 500
# Seconds a request of a build may take.
PATIENCE = 60.0

# Shards count their own frequencies, so one shard makes them the corpus's; it is good for tens of gigabytes. Nothing is
# found before the one refresh at the end.
_SETTINGS: Json = {
    "index": {
        "number_of_shards": 1,
        "refresh_interval": "-1",
        "similarity": {"okapi": {"type": "BM25", "k1": 1.5, "b": 0.75}},
    }
}
# Every term is sent as a value of its own and kept as it is: nothing there cuts, folds or counts otherwise than here.
_MAPPING: Json = {
    "dynamic": False,
    "_source": {"excludes": ["terms"]},
    "properties": {
        "passage": {"type": "keyword"},
        "terms": {"type": "text", "analyzer": "keyword", "similarity": "okapi", "index_options": "freqs"},
    },
}
_CREATED, _THERE = (200, 201), 409


class _Mark(TypedDict):
    passages: int


class _Mapping(TypedDict, total=False):
    _meta: _Mark


class _Mappings(TypedDict):
    mappings: _Mapping


class _Count(TypedDict):
    count: int


class _Complaint(TypedDict):
    reason: str


class _Outcome(TypedDict, total=False):
    status: int
    error: _Complaint


class _Item(TypedDict):
    create: _Outcome


class _Bulk(TypedDict):
    items: list[_Item]


class _Aliases(TypedDict):
    aliases: dict[str, object]


def build_remote(
    service: Service, articles: Mapping[ArticleId, Article], tokenizer: Tokenizer, progress: Progress | None = None
) -> Index:
    """Return the index of articles in a service, which is sent their passages unless it has them all.

    The alias then names this generation. The one it named before stays until the next build, for questions still
    under way; older ones are deleted. `articles` are what hits are made of and must stay as they are; `progress` is
    called with (passages sent, all, "passages"). Raises RemoteError.
    """
    generation, total = _generation(articles.values(), tokenizer)
    name = f"{service.prefix}-{generation}"
    passages = _whole(service, name)
    if passages is None:
        passages = _write(service, name, articles.values(), tokenizer, _reporter(progress, total))
    _publish(service, name)
    return OpenSearchIndex(service, generation, passages, articles)


def _generation(articles: Iterable[Article], tokenizer: Tokenizer) -> tuple[str, int]:
    """Return the generation's name, whatever the order of articles, and its number of passages."""
    lines = [
        f"{passage.id} {passage.end} {article.subheadline or ''}"
        for article in articles
        for passage in split_passages(article)
    ]
    content = "\n".join([f"opensearch {FORMAT} {rules()} {tokenizer.identity}", *sorted(lines)])
    return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest(), len(lines)


def _reporter(progress: Progress | None, total: int) -> Callable[[int], None]:
    def report(done: int) -> None:
        if progress:
            progress(done, total, "passages")

    return report


def _whole(service: Service, name: str) -> int | None:
    """Return how many passages an index holds, None where it is not there or not whole."""

    def mark(answer: dict[str, _Mappings]) -> int | None:
        meta = answer[name]["mappings"].get("_meta")
        return meta["passages"] if meta else None

    try:
        marked = service.ask("GET", f"/{name}/_mapping", read=mark)
    except RemoteError as error:
        if error.status != 404:
            raise
        return None
    return marked if marked is not None and marked == _count(service, name) else None


def _count(service: Service, name: str) -> int:
    def count(answer: _Count) -> int:
        return answer["count"]

    return service.ask("GET", f"/{name}/_count", read=count)


def _write(
    service: Service, name: str, articles: Iterable[Article], tokenizer: Tokenizer, report: Callable[[int], None]
) -> int:
    """Fill an index with all passages that have a term, see that they are there, mark it whole; return their number."""
    _create(service, name)
    documents, sent, done = _documents(articles, tokenizer), 0, 0
    report(0)
    while batch := list(islice(documents, BATCH)):
        filled = [document for document in batch if document["terms"]]
        _send(service, name, filled)
        sent, done = sent + len(filled), done + len(batch)
        report(done)
    service.ask("POST", f"/{name}/_refresh", read=_nothing, patience=PATIENCE)
    held = _count(service, name)
    if held != sent:
        raise service.error(f"index {name} holds {held} passages, not {sent}", f"delete {name} and reload")
    _mark_whole(service, name, sent)
    return sent


def _mark_whole(service: Service, name: str, passages: int) -> None:
    """Write the mark an index is known to be whole by.

    Sent with it, the mapping is refused where the service made the index by itself, of fields it guessed, because
    something deleted the one made for it.
    """
    mark: Json = {**_MAPPING, "_meta": {"passages": passages}}
    try:
        service.ask("PUT", f"/{name}/_mapping", mark, read=_nothing, patience=PATIENCE)
    except RemoteError as error:
        if error.status != 400:
            raise
        _delete(service, name)
        reason = f"index {name} was deleted by something else while it was written"
        raise service.error(reason, "see that one process at a time builds there, then reload") from error


def _create(service: Service, name: str) -> None:
    body: Json = {"settings": _SETTINGS, "mappings": _MAPPING}
    try:
        service.ask("PUT", f"/{name}", body, read=_nothing, patience=PATIENCE)
    except RemoteError as error:
        if error.kind != "resource_already_exists_exception":
            raise


def _documents(articles: Iterable[Article], tokenizer: Tokenizer) -> Iterator[dict[str, object]]:
    for article in articles:
        for passage in split_passages(article):
            terms = [stored_term(term) for term in passage_terms(article, passage, tokenizer)]
            place = {"article": article.id, "start": passage.start, "end": passage.end}
            yield {"passage": passage.id, **place, "terms": terms}


def _send(service: Service, name: str, documents: Sequence[Json]) -> None:
    """Add documents; one that is there already counts as added, those turned away for haste are sent once more."""
    outcomes = _add(service, name, documents)
    hasty = [document for document, outcome in zip(documents, outcomes, strict=True) if outcome["status"] == 429]
    outcomes = [outcome for outcome in outcomes if outcome["status"] != 429]
    if hasty:
        time.sleep(service.pause)
        outcomes += _add(service, name, hasty)
    for outcome in outcomes:
        if outcome["status"] not in (*_CREATED, _THERE):
            reason = f"a passage was refused with {outcome['status']} ({outcome['error']['reason'][:200]})"
            raise service.error(reason, "look whether the service is well, then reload", outcome["status"])


def _add(service: Service, name: str, documents: Sequence[Json]) -> list[_Outcome]:
    """Return what became of each document; written twice, a deleted first copy would count in the frequencies."""

    def outcomes(answer: _Bulk) -> list[_Outcome]:
        found = [item["create"] for item in answer["items"]]
        if len(found) != len(documents) or not all(isinstance(outcome["status"], int) for outcome in found):
            raise ValueError("not an outcome for each document")
        return found

    if not documents:
        return []
    lines = [line for document in documents for line in ({"create": {"_id": document["passage"]}}, document)]
    return service.ask("POST", f"/{name}/_bulk", lines, read=outcomes, patience=PATIENCE)


def _publish(service: Service, name: str) -> None:
    """Point the alias at an index, unless it is there, and delete the generations older than the one it leaves."""
    aliases = service.ask("GET", f"/{service.prefix}-*/_alias", read=_aliases)
    named = [index for index, held in aliases.items() if service.prefix in held]
    if named == [name]:
        return
    moves: list[Json] = [{"remove": {"index": index, "alias": service.prefix}} for index in named if index != name]
    moves.append({"add": {"index": name, "alias": service.prefix}})
    service.ask("POST", "/_aliases", {"actions": moves}, read=_nothing, patience=PATIENCE)
    ours = re.compile(re.escape(service.prefix) + "-[0-9a-f]{8}")
    for index in aliases:
        if ours.fullmatch(index) and index not in (name, *named):
            _delete(service, index)


def _delete(service: Service, name: str) -> None:
    try:
        service.ask("DELETE", f"/{name}", read=_nothing, patience=PATIENCE)
    except RemoteError as error:
        if error.status != 404:
            raise


def _aliases(answer: dict[str, _Aliases]) -> dict[str, set[str]]:
    return {index: set(held["aliases"]) for index, held in answer.items()}


def _nothing(answer: Json) -> None:
    """Read nothing: that the service did not refuse is answer enough."""
