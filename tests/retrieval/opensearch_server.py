"""A small search service over loopback HTTP, with as much of OpenSearch's interface as an index needs.

It knows the paths and bodies named here and refuses every other with 400, as the real one refuses what it cannot
parse. Documents are found after a refresh only. Scores are Lucene's BM25: lengths in one byte, 32-bit floats.
"""

import base64
import json
import math
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

JSON = "application/json"
LINES = "application/x-ndjson"
INDEX = r"([a-z0-9][a-z0-9_.-]*)"
MAX_CLAUSES = 1024
MAX_WINDOW = 10_000


class Fault(Enum):
    """What goes wrong with a request, instead of its answer or after it."""

    BUSY = "503"
    HASTY = "429"
    HASTY_ITEMS = "every document of a bulk turned away with 429"
    FULL_ITEMS = "every document of a bulk refused with 403, the disk is full"
    HANG = "no answer before the client has gone"
    GARBAGE = "an answer cut off in the middle"
    FOREIGN = "an answer of something that is no search service"
    DROP = "the connection closed without an answer"
    DROP_AFTER = "the request done, its answer lost"


class Refused(Exception):  # noqa: N818 - an answer, not an error
    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.answer = {"error": {"root_cause": [], "type": kind, "reason": reason}, "status": status}
        self.status = status


def require(allowed: bool, reason: str, kind: str = "parsing_exception") -> None:
    if not allowed:
        raise Refused(400, kind, reason)


@dataclass
class Stored:
    """One index: what was sent, and what of it can be found since the last refresh."""

    settings: dict[str, Any]
    mapping: dict[str, Any]
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    visible: dict[str, dict[str, Any]] = field(default_factory=dict)
    aliases: set[str] = field(default_factory=set)
    frequency: Counter[str] = field(default_factory=Counter)
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def refresh(self) -> None:
        self.visible = dict(self.documents)
        self.counts = {key: Counter(document["terms"]) for key, document in self.visible.items()}
        self.frequency = Counter(term for counts in self.counts.values() for term in counts)

    def score(self, key: str, clauses: list[tuple[str, float]]) -> float:
        similarity = self.settings["index"]["similarity"][self.mapping["properties"]["terms"]["similarity"]]
        k1, b = similarity["k1"], similarity["b"]
        mean = sum(counts.total() for counts in self.counts.values()) / len(self.counts)
        counts = self.counts[key]
        norm = k1 * (1 - b + b * kept_length(counts.total()) / mean)
        total = 0.0
        for term, boost in clauses:
            if tf := counts[term]:
                n = self.frequency[term]
                idf = math.log(1 + (len(self.counts) - n + 0.5) / (n + 0.5))
                total += boost * idf * tf * (k1 + 1) / (tf + norm)
        return float(np.float32(total))


def kept_length(length: int) -> int:
    """Return the length Lucene scores by, of the byte it keeps: exact to 39 (SmallFloat.intToByte4)."""
    rest = max(0, length - 24)
    shift = max(0, rest.bit_length() - 4)
    return min(length, 24) + (rest >> shift << shift)


class FakeOpenSearch:
    """The service, started by entering it; a fault meets the next request of its verb and path's end: "GET _count"."""

    def __init__(self, user: str = "", password: str = "") -> None:
        self.indices: dict[str, Stored] = {}
        self.requests: list[str] = []
        self.faults: list[tuple[str, Fault]] = []
        self.released = threading.Event()
        self.authorization = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode() if user else ""
        self._lock = threading.Lock()

    def __enter__(self) -> "FakeOpenSearch":
        handler = type("Handler", (_Handler,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def aliased(self, alias: str) -> list[str]:
        return [name for name, index in self.indices.items() if alias in index.aliases]

    def fault(self, method: str, path: str) -> Fault | None:
        for number, (request, fault) in enumerate(self.faults):
            verb, _, end = request.partition(" ")
            if verb == method and path.endswith(end):
                del self.faults[number]
                return fault
        return None

    def answer(self, method: str, path: str, kind: str, body: bytes, fault: Fault | None) -> object:
        with self._lock:
            for verb, pattern, serve in ROUTES:
                match = re.fullmatch(pattern, path)
                if match and verb == method:
                    return serve(self, *match.groups(), _parse(kind, body, lines=path.endswith("/_bulk")), fault)
        raise Refused(400, "illegal_argument_exception", f"no handler found for uri [{path}] and method [{method}]")

    def index(self, name: str) -> Stored:
        if name not in self.indices:
            raise Refused(404, "index_not_found_exception", f"no such index [{name}]")
        return self.indices[name]

    def create(self, name: str, body: dict[str, Any], _: object) -> object:
        require(name not in self.indices, f"index [{name}] already exists", "resource_already_exists_exception")
        require(set(body) == {"settings", "mappings"}, "unknown key for create index")
        settings = body["settings"]["index"]
        known = {"number_of_shards", "refresh_interval", "similarity"}
        require(set(settings) <= known, "unknown setting", "illegal_argument_exception")
        for similarity in settings["similarity"].values():
            require(similarity["type"] == "BM25" and set(similarity) <= {"type", "k1", "b"}, "unknown similarity")
        _check_mapping(body["mappings"], set(settings["similarity"]))
        self.indices[name] = Stored(body["settings"], body["mappings"])
        return {"acknowledged": True, "shards_acknowledged": True, "index": name}

    def remove(self, name: str, _: object, __: object) -> object:
        self.index(name)
        del self.indices[name]
        return {"acknowledged": True}

    def mapping(self, name: str, _: object, __: object) -> object:
        return {name: {"mappings": self.index(name).mapping}}

    def put_mapping(self, name: str, body: dict[str, Any], _: object) -> object:
        index = self.index(name)
        _check_mapping(body, set(index.settings["index"].get("similarity", ())))
        for key, properties in body.get("properties", {}).items():
            same = index.mapping["properties"].get(key, properties) == properties
            require(same, f"Mapper for [{key}] conflicts with existing mapper", "illegal_argument_exception")
        index.mapping = {**index.mapping, **body}
        return {"acknowledged": True}

    def bulk(self, name: str, lines: list[dict[str, Any]], fault: Fault | None) -> object:
        require(len(lines) % 2 == 0 and bool(lines), "The bulk request must be terminated by a newline")
        # The real service makes an index that is not there, of whatever fields it meets.
        guessed = {"properties": {"terms": {"type": "text"}, "passage": {"type": "text"}}}
        index = self.indices.setdefault(name, Stored({"index": {}}, guessed))
        items = []
        for action, document in zip(lines[::2], lines[1::2], strict=True):
            require(set(action) == {"create"} and set(action["create"]) == {"_id"}, "Malformed action/metadata line")
            items.append({"create": _create(index, action["create"]["_id"], document, fault)})
        return {"took": 1, "errors": any(item["create"]["status"] != 201 for item in items), "items": items}

    def refresh(self, name: str, _: object, __: object) -> object:
        self.index(name).refresh()
        return {"_shards": {"total": 1, "successful": 1, "failed": 0}}

    def count(self, name: str, _: object, __: object) -> object:
        return {"count": len(self.index(name).visible), "_shards": {"total": 1, "successful": 1, "failed": 0}}

    def term_vectors(self, name: str, body: dict[str, Any], _: object) -> object:
        index = self.index(name)
        known = {"doc", "fields", "term_statistics", "field_statistics", "positions", "offsets", "payloads"}
        require(set(body) <= known and set(body["doc"]) == {"terms"}, "unknown key for term vectors")
        require(body["fields"] == ["terms"] and body["term_statistics"] is True, "asks for no statistics")
        terms = {term: {"term_freq": freq} for term, freq in Counter(body["doc"]["terms"]).items()}
        for term, told in terms.items():
            if index.frequency[term]:
                told |= {"doc_freq": index.frequency[term], "ttf": sum(c[term] for c in index.counts.values())}
        return {"_index": name, "found": True, "took": 1, "term_vectors": {"terms": {"terms": terms}}}

    def search(self, name: str, body: dict[str, Any], _: object) -> object:
        index = self.index(name)
        require(set(body) <= {"query", "sort", "size", "_source", "track_total_hits"}, "unknown key for search")
        require(set(body["query"]) == {"bool"} and set(body["query"]["bool"]) == {"should"}, "unknown query")
        require(body["sort"] == [{"_score": "desc"}, {"passage": "asc"}], "unknown order")
        require(index.mapping["properties"]["passage"]["type"] == "keyword", "Text fields are not sortable")
        require(0 <= body["size"] <= MAX_WINDOW, "Result window is too large", "illegal_argument_exception")
        clauses = [_clause(clause) for clause in body["query"]["bool"]["should"]]
        require(len(clauses) <= MAX_CLAUSES, f"maxClauseCount is set to {MAX_CLAUSES}", "too_many_clauses")
        matching = [key for key, counts in index.counts.items() if any(counts[term] for term, _ in clauses)]
        scored = sorted((-index.score(key, clauses), index.visible[key]["passage"], key) for key in matching)
        hits = [
            {
                "_index": name,
                "_id": key,
                "_score": -score,
                "_source": {wanted: index.visible[key][wanted] for wanted in body["_source"]},
                "sort": [-score, passage],
            }
            for score, passage, key in scored[: body["size"]]
        ]
        return {"took": 1, "timed_out": False, "hits": {"max_score": None, "hits": hits}}

    def aliases(self, pattern: str, _: object, __: object) -> object:
        return {
            name: {"aliases": {alias: {} for alias in index.aliases}}
            for name, index in self.indices.items()
            if fnmatch(name, pattern)
        }

    def move_aliases(self, body: dict[str, Any], _: object) -> object:
        require(set(body) == {"actions"} and bool(body["actions"]), "No action specified")
        moves = [(verb, move["index"], move["alias"]) for act in body["actions"] for verb, move in act.items()]
        for verb, name, alias in moves:
            require(verb in ("add", "remove"), f"[alias_action] unknown field [{verb}]", "x_content_parse_exception")
            require(alias not in self.indices, "an index exists with the alias's name", "invalid_alias_name_exception")
            self.index(name)
        for verb, name, alias in moves:
            (self.indices[name].aliases.add if verb == "add" else self.indices[name].aliases.discard)(alias)
        return {"acknowledged": True}


ROUTES: list[tuple[str, str, Callable[..., object]]] = [
    ("PUT", f"/{INDEX}", FakeOpenSearch.create),
    ("DELETE", f"/{INDEX}", FakeOpenSearch.remove),
    ("GET", f"/{INDEX}/_mapping", FakeOpenSearch.mapping),
    ("PUT", f"/{INDEX}/_mapping", FakeOpenSearch.put_mapping),
    ("POST", f"/{INDEX}/_bulk", FakeOpenSearch.bulk),
    ("POST", f"/{INDEX}/_refresh", FakeOpenSearch.refresh),
    ("GET", f"/{INDEX}/_count", FakeOpenSearch.count),
    ("POST", f"/{INDEX}/_termvectors", FakeOpenSearch.term_vectors),
    ("POST", f"/{INDEX}/_search", FakeOpenSearch.search),
    ("GET", r"/([a-z0-9*_.-]+)/_alias", FakeOpenSearch.aliases),
    ("POST", "/_aliases", FakeOpenSearch.move_aliases),
]


def _parse(kind: str, body: bytes, lines: bool) -> object:
    """Return the body of a request: an object, a list of objects sent as lines, or None."""
    if not body:
        return None
    if kind != (LINES if lines else JSON):
        raise Refused(406, "content_type_header_exception", f"Content-Type header [{kind}] is not supported")
    try:
        if lines:
            require(body.endswith(b"\n"), "The bulk request must be terminated by a newline [\\n]")
            return [json.loads(line) for line in body.decode().split("\n")[:-1]]
        return json.loads(body)
    except ValueError as error:
        raise Refused(400, "parsing_exception", str(error)) from error


def _check_mapping(mapping: dict[str, Any], similarities: set[str]) -> None:
    require(set(mapping) <= {"dynamic", "_source", "_meta", "properties"}, "unknown key for mapping")
    for properties in mapping.get("properties", {}).values():
        known = {"keyword": {"type"}, "text": {"type", "analyzer", "similarity", "index_options"}}
        require(set(properties) <= known.get(properties["type"], set()), "unknown mapping parameter")
        if properties["type"] == "text":
            require(properties["analyzer"] == "keyword", "this fake cuts nothing into terms")
            require(properties["similarity"] in similarities, "Unknown Similarity type")


def _create(index: Stored, key: str, document: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
    if fault is Fault.HASTY_ITEMS:
        return {"status": 429, "error": {"type": "rejected_execution_exception", "reason": "queue is full"}}
    if fault is Fault.FULL_ITEMS:
        return {"status": 403, "error": {"type": "cluster_block_exception", "reason": "disk usage exceeded"}}
    if key in index.documents:
        return {"status": 409, "error": {"type": "version_conflict_engine_exception", "reason": "already exists"}}
    if any(len(term.encode()) > 32_766 for term in document["terms"]):
        return {"status": 400, "error": {"type": "illegal_argument_exception", "reason": "immense term"}}
    index.documents[key] = document
    return {"status": 201, "result": "created"}


def _clause(clause: dict[str, Any]) -> tuple[str, float]:
    require(set(clause) == {"term"} and set(clause["term"]) == {"terms"}, "unknown clause")
    term = clause["term"]["terms"]
    require(set(term) == {"value", "boost"} and term["boost"] >= 0, "negative [boost] is not allowed")
    return term["value"], float(term["boost"])


class _Handler(BaseHTTPRequestHandler):
    fake: FakeOpenSearch
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path, _, query = self.path.partition("?")
        self.fake.requests.append(f"{self.command} {path}")
        fault = self.fake.fault(self.command, path)
        if fault is Fault.DROP:
            self.close_connection = True
            return
        if fault is Fault.HANG:
            self.fake.released.wait(30)
            self.close_connection = True
            return
        status, answer = self._answer(path, query, body, fault)
        if fault is Fault.DROP_AFTER:
            self.close_connection = True
            return
        if fault is Fault.GARBAGE:
            answer = answer[: len(answer) // 2]
        if fault is Fault.FOREIGN:
            answer = b'["hello"]'
        self.send_response(status)
        self.send_header("Content-Type", JSON)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _answer(self, path: str, query: str, body: bytes, fault: Fault | None) -> tuple[int, bytes]:
        if self.fake.authorization and self.headers.get("Authorization") != self.fake.authorization:
            return 401, b"Unauthorized"
        if fault in (Fault.BUSY, Fault.HASTY):
            return int(fault.value), b'{"error":{"type":"x","reason":"all shards failed"},"status":503}'
        try:
            require(not query, f"unrecognized parameter: [{query}]", "illegal_argument_exception")
            answer = self.fake.answer(self.command, path, self.headers.get("Content-Type", ""), body, fault)
            return 200, json.dumps(answer).encode()
        except Refused as refused:
            return refused.status, json.dumps(refused.answer).encode()
        except (KeyError, TypeError, AttributeError) as error:
            return 400, json.dumps(Refused(400, "parsing_exception", repr(error)).answer).encode()

    do_GET = do_PUT = do_POST = do_DELETE = _serve  # noqa: N815 - the names the server looks for

    def log_message(self, *_: object) -> None:
        """Say nothing."""
