"""The remote index: passages in a search service, OpenSearch or another with Elasticsearch's interface.

The composition root reads INDEX_URL, opens one service for the whole run and lets every reload build from it:

    address = read_address("https://user:password@host:9200/wenbao")    # ValueError says what is allowed
    with Service(address) as service:                                   # one pool of connections, for all threads
        index = build_remote(service, articles, tokenizer, progress)    # retrieval/remote.py; RemoteError
        snapshot = Snapshot(index, articles)

Requests and answers are those of https://docs.opensearch.org/latest/api-reference/.
"""

import heapq
import json
import math
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypedDict, TypeVar

import httpx

from corpus.types import Article, ArticleId, Passage, PassageId
from retrieval.address import Address
from retrieval.bm25 import Okapi
from retrieval.errors import RemoteError
from retrieval.types import Hit

# Seconds: a reader waits for a search, nobody for a batch of passages.
PATIENCE = 10.0
# Before the one retry, long enough for a full queue to move on.
PAUSE = 0.5
# The service's own limits, as it is shipped: clauses of one query, hits of one search.
CLAUSES = 1024
WINDOW = 10_000
# Characters of a term that count; the service refuses terms of more than 32,766 bytes.
LONGEST_TERM = 1000
# Frequencies kept of a generation, about 10 MB; the words of a few thousand questions.
REMEMBERED = 50_000

Json = Mapping[str, object]
_Reply = TypeVar("_Reply")
_Result = TypeVar("_Result")

_BUSY = (429, 503)
_ADVICE = {
    401: "check the user and the password in INDEX_URL",
    403: "check what the user in INDEX_URL may do",
    404: "reload, which builds again what is gone",
    413: "raise http.max_content_length there",
    429: "try again in a moment",
    503: "try again in a moment, or look whether the service is well",
}


class Service:
    """A search service over HTTP; may be used by several threads at once.

    A request is sent a second time, after a pause, where the connection failed or the service was busy (429, 503);
    not where an answer is overdue. All that is sent here may be sent twice. A certificate of one's own authority is
    trusted where SSL_CERT_FILE names it.
    """

    def __init__(self, address: Address, patience: float = PATIENCE, pause: float = PAUSE) -> None:
        self.prefix = address.prefix
        self.where = f"{address.base}/{address.prefix}"
        self.pause = pause
        auth = (address.user, address.password) if address.user else None
        self._client = httpx.Client(base_url=address.base, auth=auth, timeout=patience)

    def __enter__(self) -> "Service":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; nothing can be asked afterwards."""
        self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        body: Json | Sequence[Json] | None = None,
        *,
        read: Callable[[_Reply], _Result],
        patience: float | None = None,
    ) -> _Result:
        """Return what `read` finds in the answer to a request; a sequence is sent as lines of JSON.

        Raises RemoteError where there is no answer, a refusal, or one `read` stumbles over.
        """
        content, kind = _encode(body)
        timeout = httpx.USE_CLIENT_DEFAULT if patience is None else patience
        headers = {"Content-Type": kind} if content else {}
        request = self._client.build_request(method, path, content=content, headers=headers, timeout=timeout)
        try:
            response = self._send(request)
        except httpx.TimeoutException as error:
            raise self.error("no answer in time", "look whether the service is well, or overloaded") from error
        except httpx.HTTPError as error:
            raise self.error(f"cannot be reached ({error})", "check INDEX_URL, and that the service runs") from error
        if not response.is_success:
            raise self._refusal(response)
        try:
            return read(response.json())
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise self.error("the answer is none of OpenSearch's", "check that INDEX_URL names one") from error

    def error(self, reason: str, advice: str, status: int | None = None, kind: str = "") -> RemoteError:
        """Return an error that says where it happened; the address is shown without user and password."""
        return RemoteError(self.where, reason, advice, status, kind)

    def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            response = self._client.send(request)
        except (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout):
            pass
        else:
            if response.status_code not in _BUSY:
                return response
        time.sleep(self.pause)
        return self._client.send(request)

    def _refusal(self, response: httpx.Response) -> RemoteError:
        kind, reason = _complaint(response)
        status = response.status_code
        advice = _ADVICE.get(status, "look into the service's log")
        return self.error(f"refused with {status} ({reason[:200]})", advice, status, kind)


def _encode(body: Json | Sequence[Json] | None) -> tuple[bytes | None, str]:
    if body is None:
        return None, ""
    if isinstance(body, Mapping):
        return _line(body), "application/json"
    return b"".join(_line(item) for item in body), "application/x-ndjson"


def _line(item: Json) -> bytes:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _complaint(response: httpx.Response) -> tuple[str, str]:
    """Return the service's name for what is wrong and its sentence; a proxy before it may answer anything."""
    try:
        error = response.json()["error"]
        return str(error["type"]), str(error["reason"])
    except (ValueError, LookupError, TypeError):
        return "", " ".join(response.text.split()) or response.reason_phrase


class _Place(TypedDict):
    article: str
    start: int
    end: int


class _Found(TypedDict):
    _id: str
    _score: float
    _source: _Place


class _FoundList(TypedDict):
    hits: list[_Found]


class _Search(TypedDict):
    hits: _FoundList


class _Term(TypedDict, total=False):
    doc_freq: int


class _Terms(TypedDict):
    terms: dict[str, _Term]


class _TermVectors(TypedDict):
    term_vectors: dict[str, _Terms]


class OpenSearchIndex:
    """One generation in a search service, found by Lucene's BM25 with k1=1.5, b=0.75.

    score = Σ weight · idf(n) · tf (k1 + 1) / (tf + k1 (1 - b + b · length / mean length)), idf as in `retrieval.bm25`.
    That is the embedded index's formula, with three differences, none of which moves a passage far: Lucene keeps a
    length of 40 terms or more to 4 bits of precision only (at most 1/8 too short), scores are 32-bit floats, and
    OpenSearch from 3.0 on leaves out the constant k1 + 1, which changes every score and no order.
    Of a question with more than 1,024 known terms the heaviest count; at most 10,000 hits are returned.

    It asks for its own generation by name, never for the newest, so that one question is answered from one.
    Frequencies are asked for once a term, a search's all together. Raises RemoteError where the service fails.
    """

    def __init__(self, service: Service, generation: str, passages: int, articles: Mapping[ArticleId, Article]) -> None:
        self.generation = generation
        self._service = service
        self._path = f"/{service.prefix}-{generation}"
        self._passages = passages
        self._model = Okapi(passages, 1.0)
        self._articles = articles
        self._frequency: dict[str, int] = {}

    def __len__(self) -> int:
        return self._passages

    def frequency(self, term: str) -> int:
        return self._frequencies((term,))[term]

    def frequencies(self, terms: Sequence[str]) -> list[int]:
        counted = self._frequencies(terms)
        return [counted[term] for term in terms]

    def search(self, terms: Mapping[str, float], limit: int) -> list[Hit]:
        frequencies = self._frequencies(term for term, weight in terms.items() if weight > 0)
        known = {term: terms[term] for term, frequency in frequencies.items() if frequency}
        if not known or limit < 1:
            return []
        gains = {term: weight * self._model.idf_of(frequencies[term]) for term, weight in known.items()}
        heaviest = heapq.nlargest(CLAUSES, known, key=gains.__getitem__)
        body = {
            "query": {
                "bool": {"should": [_clause(term, gains[term] / self._theirs(frequencies[term])) for term in heaviest]}
            },
            "sort": [{"_score": "desc"}, {"passage": "asc"}],
            "size": min(limit, WINDOW),
            "_source": ["article", "start", "end"],
            "track_total_hits": False,
        }
        return self._service.ask("POST", f"{self._path}/_search", body, read=self._hits)

    def _hits(self, answer: _Search) -> list[Hit]:
        return [self._hit(found["_id"], found["_score"], found["_source"]) for found in answer["hits"]["hits"]]

    def _hit(self, passage: str, score: float, place: _Place) -> Hit:
        article = self._articles[ArticleId(place["article"])]
        start, end = place["start"], place["end"]
        return Hit(Passage(PassageId(passage), article.id, start, end, article.body[start:end]), article, float(score))

    def _theirs(self, frequency: int) -> float:
        """Return the idf that Lucene gives a term, which the weight sent with it takes back."""
        return math.log(1 + (self._passages - frequency + 0.5) / (frequency + 0.5))

    def _frequencies(self, terms: Iterable[str]) -> dict[str, int]:
        """Return in how many passages each term stands; those not known yet are asked for, all at once."""
        frequencies = {term: self._frequency.get(term, -1) for term in terms}
        new = [term for term, frequency in frequencies.items() if frequency < 0]
        if not new:
            return frequencies
        counted = dict.fromkeys(new, 0) | self._count([term for term in new if term])
        if len(self._frequency) + len(new) > REMEMBERED:
            self._frequency.clear()
        self._frequency.update(counted)
        return frequencies | counted

    def _count(self, terms: list[str]) -> dict[str, int]:
        """Ask for the frequencies of terms: as the service has it, for the statistics of a document made of them."""
        if not terms or not self._passages:
            return {}
        stored = {term: stored_term(term) for term in terms}
        body = {
            "doc": {"terms": list(stored.values())},
            "fields": ["terms"],
            "term_statistics": True,
            "field_statistics": False,
            "positions": False,
            "offsets": False,
        }

        def counts(answer: _TermVectors) -> dict[str, int]:
            told = answer["term_vectors"]["terms"]["terms"]
            return {term: int(told.get(stored[term], {}).get("doc_freq", 0)) for term in terms}

        return self._service.ask("POST", f"{self._path}/_termvectors", body, read=counts)


def stored_term(term: str) -> str:
    """Return a term as the service keeps it: cut where it is longer than any word, "?" for half a surrogate pair."""
    return term[:LONGEST_TERM].encode("utf-8", "replace").decode()


def _clause(term: str, weight: float) -> Json:
    return {"term": {"terms": {"value": stored_term(term), "boost": weight}}}
