"""The remote index against a service that misbehaves in every way it can."""

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.types import Article, ArticleId
from retrieval.address import Address, read_address
from retrieval.errors import RemoteError, RetrievalError
from retrieval.index import Index
from retrieval.opensearch import OpenSearchIndex, Service
from retrieval.remote import BATCH, build_remote
from retrieval.rules import rules
from retrieval.tokens import Tokenizer
from tests.retrieval.conftest import PAPER, make_article
from tests.retrieval.opensearch_server import FakeOpenSearch, Fault, Stored

ARTICLES = {article.id: article for article in PAPER}
LATER = {article.id: article for article in PAPER[1:]}
LAST = {article.id: article for article in PAPER[2:]}
MANY = {
    article.id: article for article in (make_article(None, f"第{number}号通知。") for number in range(2 * BATCH + 1))
}

Build = Callable[[Mapping[ArticleId, Article]], Index]


@pytest.fixture
def fake() -> Iterator[FakeOpenSearch]:
    with FakeOpenSearch("reader", "p@ss/word") as fake:
        yield fake


@pytest.fixture
def address(fake: FakeOpenSearch) -> Address:
    return read_address(f"http://reader:p%40ss%2Fword@{fake.place}/paper")


@pytest.fixture
def service(address: Address) -> Iterator[Service]:
    with Service(address, patience=3.0, pause=0.01) as service:
        yield service


@pytest.fixture
def build(service: Service, tokenizer: Tokenizer) -> Build:
    return lambda articles: build_remote(service, articles, tokenizer)


def name_of(index: Index) -> str:
    return f"paper-{index.generation}"


def test_a_generation_is_an_index_of_its_own_and_the_alias_names_it(fake: FakeOpenSearch, build: Build) -> None:
    index = build(ARTICLES)
    assert fake.aliased("paper") == [name_of(index)]
    assert len(fake.indices[name_of(index)].visible) == len(index)


def test_a_whole_generation_is_used_again_and_nothing_is_sent(fake: FakeOpenSearch, build: Build) -> None:
    first = build(ARTICLES)
    fake.requests.clear()
    again = build(ARTICLES)
    assert (again.generation, len(again)) == (first.generation, len(first))
    assert {request.split()[0] for request in fake.requests} == {"GET"}


def test_the_generation_before_stays_for_questions_under_way_and_older_ones_go(
    fake: FakeOpenSearch, build: Build
) -> None:
    first, second = build(ARTICLES), build(LATER)
    assert set(fake.indices) == {name_of(first), name_of(second)}
    assert first.search({"献血": 1.0}, 1)[0].article == PAPER[5]
    third = build(LAST)
    assert set(fake.indices) == {name_of(second), name_of(third)}
    assert fake.aliased("paper") == [name_of(third)]


def test_a_return_to_the_generation_before_sends_nothing_and_moves_the_alias(
    fake: FakeOpenSearch, build: Build
) -> None:
    first = build(ARTICLES)
    build(LATER)
    fake.requests.clear()
    assert build(ARTICLES).generation == first.generation
    assert fake.aliased("paper") == [name_of(first)]
    assert not any(request.endswith("_bulk") for request in fake.requests)


def test_indices_that_are_not_its_own_are_left_alone(
    fake: FakeOpenSearch, build: Build, tokenizer: Tokenizer, address: Address
) -> None:
    with Service(Address(address.base, "paper-night", address.user, address.password)) as other:
        night = build_remote(other, LAST, tokenizer)
    for articles in (ARTICLES, LATER, LAST):
        build(articles)
    assert fake.aliased("paper-night") == [f"paper-night-{night.generation}"]


STEPS = ["PUT _mapping", "POST _bulk", "POST _refresh", "GET _count", "GET _alias", "POST _aliases"]


@pytest.mark.parametrize(("step", "fault"), [("GET _count", Fault.HANG), *((step, Fault.GARBAGE) for step in STEPS)])
def test_an_interrupted_build_leaves_the_old_generation_in_use_and_the_next_completes_it(
    fake: FakeOpenSearch, build: Build, step: str, fault: Fault
) -> None:
    old = build(ARTICLES)
    fake.faults.append((step, fault))
    with pytest.raises(RemoteError):
        build(MANY)
    assert name_of(old) in fake.indices
    if step != "POST _aliases":
        assert fake.aliased("paper") == [name_of(old)]
    assert old.search({"献血": 1.0}, 1)[0].article == PAPER[5]
    new = build(MANY)
    assert len(new) == len(MANY) == len(fake.indices[name_of(new)].visible)
    assert fake.aliased("paper") == [name_of(new)]


def test_a_build_begun_again_writes_no_passage_twice(fake: FakeOpenSearch, build: Build) -> None:
    fake.faults.append(("POST _refresh", Fault.GARBAGE))
    with pytest.raises(RemoteError):
        build(MANY)
    documents = {key: id(document) for key, document in next(iter(fake.indices.values())).documents.items()}
    index = build(MANY)
    assert {key: id(document) for key, document in fake.indices[name_of(index)].documents.items()} == documents


def test_an_index_that_lost_passages_is_filled_up(fake: FakeOpenSearch, build: Build) -> None:
    index = build(ARTICLES)
    stored = fake.indices[name_of(index)]
    stored.documents.popitem()
    stored.refresh()
    assert len(build(ARTICLES)) == len(stored.visible) == len(index)


def test_an_index_with_more_than_its_passages_is_refused(fake: FakeOpenSearch, build: Build) -> None:
    index = build(ARTICLES)
    fake.indices[name_of(index)].documents["stray"] = {"passage": "stray", "terms": []}
    fake.indices[name_of(index)].refresh()
    with pytest.raises(RemoteError, match=rf"index {name_of(index)} holds 7 passages, not 6; delete {name_of(index)}"):
        build(ARTICLES)


def test_an_index_that_vanished_while_it_was_written_is_never_put_in_use(
    fake: FakeOpenSearch, service: Service, tokenizer: Tokenizer
) -> None:
    def meddle(done: int, _total: int, _what: str) -> None:
        if not done:
            fake.indices.clear()

    with pytest.raises(RemoteError, match="was deleted by something else while it was written; see that one"):
        build_remote(service, ARTICLES, tokenizer, meddle)
    assert fake.aliased("paper") == []
    assert build_remote(service, ARTICLES, tokenizer).search({"献血": 1.0}, 1)


def test_what_was_indexed_by_other_rules_is_another_generation(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(ARTICLES).generation
    with monkeypatch.context() as later:
        later.setattr("retrieval.rules.FORMAT", 99)
        rules.cache_clear()
        assert build(ARTICLES).generation != first
    rules.cache_clear()
    assert build(ARTICLES).generation == first


def test_another_dictionary_or_subheadline_is_another_generation(
    service: Service, build: Build, tmp_path: Path
) -> None:
    (tmp_path / "words.txt").write_text("青柳渡口\n", encoding="utf-8")
    own = build_remote(service, ARTICLES, Tokenizer(tmp_path / "words.txt"))
    assert own.frequency("青柳渡口") == 2
    retitled = {key: replace(article, subheadline="副题") for key, article in ARTICLES.items()}
    assert len({own.generation, build(ARTICLES).generation, build(retitled).generation}) == 3


def test_progress_counts_the_passages_sent(service: Service, tokenizer: Tokenizer) -> None:
    told: list[tuple[int, int, str]] = []
    build_remote(service, MANY, tokenizer, lambda *step: told.append(step))
    total = len(MANY)
    assert told == [(done, total, "passages") for done in (0, BATCH, 2 * BATCH, total)]


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.HASTY, Fault.DROP, Fault.DROP_AFTER])
@pytest.mark.parametrize("step", ["GET _mapping", *STEPS])
def test_every_request_of_a_build_is_sent_once_more(
    fake: FakeOpenSearch, build: Build, step: str, fault: Fault
) -> None:
    build(LATER)
    fake.faults.append((step, fault))
    index = build(ARTICLES)
    assert fake.faults == []
    assert fake.aliased("paper") == [name_of(index)]
    assert len(fake.indices[name_of(index)].visible) == len(ARTICLES)


def test_documents_turned_away_for_haste_are_sent_once_more(fake: FakeOpenSearch, build: Build) -> None:
    fake.faults.append(("POST _bulk", Fault.HASTY_ITEMS))
    assert len(build(ARTICLES)) == len(ARTICLES)
    fake.faults += [("POST _bulk", Fault.HASTY_ITEMS)] * 2
    with pytest.raises(RemoteError, match=r"a passage was refused with 429 \(queue is full\); look whether"):
        build(LATER)


def test_documents_that_are_refused_end_the_build_with_the_reason(fake: FakeOpenSearch, build: Build) -> None:
    fake.faults.append(("POST _bulk", Fault.FULL_ITEMS))
    with pytest.raises(RemoteError, match=r"refused with 403 \(disk usage exceeded\)"):
        build(ARTICLES)
    assert fake.aliased("paper") == []


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.HASTY, Fault.DROP, Fault.DROP_AFTER])
@pytest.mark.parametrize("step", ["POST _termvectors", "POST _search"])
def test_a_search_is_sent_once_more_and_only_once(fake: FakeOpenSearch, build: Build, step: str, fault: Fault) -> None:
    index = build(ARTICLES)
    fake.faults.append((step, fault))
    assert index.search({"献血": 1.0}, 1)[0].article == PAPER[5]
    fake.faults += [(step, fault)] * 2
    with pytest.raises(RemoteError):
        index.search({"献血": 1.0, "公交车": 1.0}, 1)
    assert fake.faults == []


def test_a_busy_service_is_named_as_such(fake: FakeOpenSearch, build: Build) -> None:
    index = build(ARTICLES)
    fake.faults += [("POST _search", Fault.BUSY)] * 2
    with pytest.raises(RemoteError, match=r"refused with 503 \(all shards failed\); try again in a moment") as caught:
        index.search({"献血": 1.0}, 1)
    assert caught.value.status == 503


def test_a_service_that_hangs_is_given_up_in_time_and_not_asked_again(fake: FakeOpenSearch, build: Build) -> None:
    index = build(ARTICLES)
    fake.faults.append(("POST _search", Fault.HANG))
    started = time.monotonic()
    with pytest.raises(RemoteError, match="no answer in time; look whether the service is well"):
        index.search({"献血": 1.0}, 1)
    assert time.monotonic() - started < 10
    assert index.search({"献血": 1.0}, 1)


@pytest.mark.parametrize("fault", [Fault.GARBAGE, Fault.FOREIGN])
@pytest.mark.parametrize("step", ["POST _termvectors", "POST _search"])
def test_an_answer_that_is_none_is_an_error_with_a_way_out(
    fake: FakeOpenSearch, build: Build, step: str, fault: Fault
) -> None:
    index = build(ARTICLES)
    fake.faults.append((step, fault))
    with pytest.raises(RemoteError, match="the answer is none of OpenSearch's; check that INDEX_URL names one"):
        index.search({"献血": 1.0}, 1)
    assert index.search({"献血": 1.0}, 1)


def test_a_wrong_password_is_told_without_telling_it(fake: FakeOpenSearch, tokenizer: Tokenizer) -> None:
    wrong = read_address(f"http://reader:secret@{fake.place}/paper")
    with Service(wrong) as service, pytest.raises(RemoteError) as caught:
        build_remote(service, ARTICLES, tokenizer)
    assert str(caught.value) == (
        f"http://{fake.place}/paper: refused with 401 (Unauthorized); check the user and the password in INDEX_URL"
    )
    assert "secret" not in repr(wrong) + repr(caught.value)
    assert fake.indices == {}


def test_a_service_that_is_not_there_is_told_with_its_place(tokenizer: Tokenizer) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = read_address(f"http://127.0.0.1:{held.getsockname()[1]}/paper")
        with (
            Service(address, pause=0.01) as service,
            pytest.raises(RetrievalError, match=r"paper: cannot be reached \(.*refused.*\); check INDEX_URL"),
        ):
            build_remote(service, ARTICLES, tokenizer)


def test_an_index_that_is_gone_is_told_and_built_again(fake: FakeOpenSearch, build: Build) -> None:
    index = build(ARTICLES)
    fake.indices.clear()
    with pytest.raises(RemoteError, match=r"refused with 404 \(no such index .*\); reload"):
        index.search({"献血": 1.0}, 1)
    assert build(ARTICLES).search({"献血": 1.0}, 1)


def test_an_index_where_the_alias_should_be_is_told_in_the_services_words(fake: FakeOpenSearch, build: Build) -> None:
    fake.indices["paper"] = Stored({"index": {}}, {"properties": {}})
    with pytest.raises(RemoteError, match=r"refused with 400 \(an index exists with the alias's name\)"):
        build(ARTICLES)


def test_a_search_asks_for_all_frequencies_at_once_and_for_none_twice(fake: FakeOpenSearch, build: Build) -> None:
    index = build(ARTICLES)
    fake.requests.clear()
    terms = {"献血": 1.0, "公交车": 1.0, "火星": 1.0}
    index.search(terms, 5)
    assert [index.frequency(term) for term in terms] == [1, 1, 0]
    index.search(terms, 5)
    kinds = [request.rpartition("/")[2] for request in fake.requests]
    assert kinds == ["_termvectors", "_search", "_search"]


def test_terms_nobody_has_are_not_searched_for(fake: FakeOpenSearch, build: Build) -> None:
    index = build(ARTICLES)
    index.search({"火星": 1.0}, 5)
    assert not any(request.endswith("_search") for request in fake.requests)


def test_no_more_frequencies_are_kept_than_fit(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.opensearch.REMEMBERED", 300)
    index = build(ARTICLES)
    assert isinstance(index, OpenSearchIndex)
    for start in range(0, 600, 200):
        index.search({f"zq{start + number}": 1.0 for number in range(200)}, 1)
        assert len(index._frequency) <= 300
    assert index.search({"献血": 1.0}, 1)


@pytest.mark.parametrize(
    ("url", "base", "prefix"),
    [
        ("https://u:p@host:9200/wenbao", "https://host:9200", "wenbao"),
        ("http://[::1]:9200/search/wenbao/", "http://[::1]:9200/search", "wenbao"),
        ("https://host/a.b-c_1", "https://host", "a.b-c_1"),
    ],
)
def test_an_address_is_a_service_and_a_prefix(url: str, base: str, prefix: str) -> None:
    address = read_address(url)
    assert (address.base, address.prefix) == (base, prefix)


@pytest.mark.parametrize(
    "url",
    [
        "", "host:9200/wenbao", "ftp://host/wenbao", "https://host", "https://host/", "https:///wenbao",
        "https://u:secret@host:port/wenbao", "https://host:99999/wenbao", "https://[::1/wenbao",
        "https://host/Wenbao", "https://host/问报", "https://host/_all", "https://host/a*", "https://host/wenbao?x=1",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(ValueError, match="allowed is ") as caught:
        read_address(url)
    assert "secret" not in str(caught.value)
