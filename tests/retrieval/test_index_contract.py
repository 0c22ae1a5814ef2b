"""What every index must do, whichever engine counts: the same tests over the embedded and the remote one."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.passages import split_passages
from corpus.types import Article, ArticleId, Corpus, article_id
from retrieval.address import read_address
from retrieval.answers import Answerer
from retrieval.index import Index
from retrieval.opensearch import CLAUSES, LONGEST_TERM, Service
from retrieval.remote import build_remote
from retrieval.snapshot import snapshot_of
from retrieval.terms import passage_terms, text_terms
from retrieval.tokens import Tokenizer
from tests.retrieval.conftest import PAPER, make_article
from tests.retrieval.opensearch_server import FakeOpenSearch

MakeIndex = Callable[[Sequence[Article]], Index]


def mapped(articles: Sequence[Article]) -> dict[ArticleId, Article]:
    return {article.id: article for article in articles}


@pytest.fixture(scope="module")
def embedded(tokenizer: Tokenizer) -> MakeIndex:
    return lambda articles: snapshot_of(Corpus(tuple(articles)), tokenizer).index


@pytest.fixture(scope="module")
def remote(tokenizer: Tokenizer) -> Iterator[MakeIndex]:
    with FakeOpenSearch() as fake, Service(read_address(f"http://{fake.place}/paper")) as service:

        def make(articles: Sequence[Article]) -> Index:
            return build_remote(service, mapped(articles), tokenizer)

        yield make


@pytest.fixture(params=["embedded", "remote"])
def make_index(request: pytest.FixtureRequest) -> MakeIndex:
    made: MakeIndex = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def paper(make_index: MakeIndex) -> Index:
    return make_index(PAPER)


def query(text: str, tokenizer: Tokenizer) -> dict[str, float]:
    return dict.fromkeys(text_terms(text, tokenizer), 1.0)


def test_the_best_passage_comes_first_with_its_article_and_its_place(paper: Index, tokenizer: Tokenizer) -> None:
    hits = paper.search(query("少儿书画展接待多少观众", tokenizer), 5)
    assert hits[0].article == PAPER[1]
    assert hits[0].passage in split_passages(PAPER[1])
    assert all(before.score >= after.score > 0 for before, after in pairwise(hits))


def test_no_more_than_the_limit_are_returned_and_they_are_the_best(paper: Index) -> None:
    terms = {"的": 1.0, "8": 1.0, "公交车": 1.0, "·柏树": 1.0}
    every = paper.search(terms, 100)
    assert len(every) > 2
    assert paper.search(terms, 2) == every[:2]
    assert paper.search(terms, 0) == []


def test_a_limit_beyond_what_is_held_is_no_error(paper: Index) -> None:
    assert len(paper.search({"公交车": 1.0}, 1_000_000)) == 1


def test_a_term_no_passage_has_adds_nothing(paper: Index) -> None:
    assert paper.search({"公交车": 1.0, "火星": 9.0}, 5) == paper.search({"公交车": 1.0}, 5)
    assert paper.search({"火星": 1.0}, 5) == []


def test_an_empty_query_finds_nothing(paper: Index) -> None:
    assert paper.search({}, 5) == []
    assert paper.search({"": 1.0}, 5) == []
    assert paper.frequency("") == 0


def test_a_term_without_weight_finds_nothing(paper: Index) -> None:
    assert paper.search({"公交车": 0.0}, 5) == []


def test_the_weights_of_terms_decide_between_passages(paper: Index) -> None:
    assert paper.search({"公交车": 3.0, "献血": 1.0}, 2)[0].article == PAPER[4]
    assert paper.search({"公交车": 1.0, "献血": 3.0}, 2)[0].article == PAPER[5]


def test_equal_scores_are_ordered_by_passage_id(make_index: MakeIndex) -> None:
    days = [datetime.date(2024, 5, day) for day in range(1, 9)]
    text = ("河道清淤工程完工。",)
    articles = [Article(article_id(None, day, text), None, text, "a.txt", date=day) for day in days]
    hits = make_index([*articles, *PAPER]).search({"清淤": 1.0}, 5)
    assert len({hit.score for hit in hits}) == 1
    assert [hit.passage.id for hit in hits] == sorted(f"{article.id}-0" for article in articles)[:5]


def test_a_frequency_counts_passages_not_occurrences(paper: Index, tokenizer: Tokenizer) -> None:
    passages = [set(passage_terms(article, p, tokenizer)) for article in PAPER for p in split_passages(article)]
    for term in {term for passage in passages for term in passage}:
        assert paper.frequency(term) == sum(term in passage for passage in passages)
    assert paper.frequency("火星") == 0


def test_only_passages_with_a_term_are_counted(make_index: MakeIndex) -> None:
    index = make_index([make_article(None, "……！"), make_article("书展", "书展开幕。")])
    assert len(index) == 1
    assert [hit.article.headline for hit in index.search({"书展": 1.0}, 5)] == ["书展"]


@pytest.mark.parametrize("articles", [(), (make_article(None, "……"),)])
def test_an_index_of_nothing_finds_nothing(make_index: MakeIndex, articles: tuple[Article, ...]) -> None:
    index = make_index(articles)
    assert len(index) == 0
    assert index.search({"书展": 1.0}, 5) == []
    assert index.frequency("书展") == 0


def test_one_passage_and_a_term_in_half_of_two_still_score(make_index: MakeIndex) -> None:
    one, other = make_article(None, "书展周六开幕。"), make_article(None, "河道清淤工程完工。")
    assert make_index([one]).search({"书展": 1.0}, 5)[0].score > 0
    assert make_index([one, other]).search({"书展": 1.0}, 5)[0].score > 0


def test_the_generation_names_the_passages_in_any_order(make_index: MakeIndex) -> None:
    assert make_index(PAPER).generation == make_index(PAPER[::-1]).generation
    assert make_index(PAPER).generation != make_index(PAPER[1:]).generation


def test_a_word_longer_than_any_is_found_by_itself(make_index: MakeIndex) -> None:
    word = "z" * (3 * LONGEST_TERM)
    index = make_index([make_article(f"他说{word}", "话太长。"), *PAPER])
    assert index.frequency(word) == 1
    assert len(index.search({word: 1.0}, 5)) == 1


def test_words_with_spaces_quotes_and_line_ends_are_searched_for_as_they_are(paper: Index) -> None:
    for term in ("公 交", "公\n交", '"公交"', "公*", "\\", "\ud800", "𠮷", "公交 OR 献血"):
        assert paper.search({term: 1.0}, 5) == []


def test_a_question_of_thousands_of_terms_is_answered(make_index: MakeIndex, tokenizer: Tokenizer) -> None:
    words = [f"zq{number}" for number in range(2 * CLAUSES)]
    articles = [make_article(None, f"编号{' '.join(words[at : at + 16])}。") for at in range(0, len(words), 16)]
    hits = make_index([*articles, *PAPER]).search({**dict.fromkeys(words, 1.0), "献血": 99.0}, 3)
    assert hits[0].article == PAPER[5]


def test_several_threads_get_the_answers_of_one(paper: Index, tokenizer: Tokenizer) -> None:
    questions = [query(article.body[:40], tokenizer) for article in PAPER]
    alone = [paper.search(terms, 5) for terms in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda terms: paper.search(terms, 5), questions * 10)) == alone * 10


WORDS = ["书展", "河道", "清淤", "公交", "献血", "夜校", "照明", "操场"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), min_size=1, max_size=12)
WEIGHTS = st.dictionaries(st.sampled_from([*WORDS, "火星"]), st.floats(0.1, 10), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, weights=WEIGHTS)
def test_short_passages_score_the_same_in_both_engines(
    embedded: MakeIndex, remote: MakeIndex, texts: list[list[str]], weights: dict[str, float]
) -> None:
    # Up to 39 terms, the length to which Lucene's is exact.
    articles = list(mapped([make_article(None, "，".join(text)) for text in texts]).values())
    ours, theirs = (
        {hit.passage.id: hit.score for hit in make(articles).search(weights, 20)} for make in (embedded, remote)
    )
    assert theirs == pytest.approx(ours, rel=1e-6)


def test_both_engines_agree_on_real_passages_but_for_lengths_kept_in_a_byte(
    embedded: MakeIndex, remote: MakeIndex, tokenizer: Tokenizer
) -> None:
    for article in PAPER:
        terms = query(article.body[:60], tokenizer)
        ours, theirs = (make(PAPER).search(terms, 10) for make in (embedded, remote))
        assert theirs[0].passage == ours[0].passage
        scores = {hit.passage.id: hit.score for hit in ours}
        assert {hit.passage.id: hit.score for hit in theirs} == pytest.approx(scores, rel=0.1)


def test_questions_are_answered_the_same_over_both_engines(
    embedded: MakeIndex, remote: MakeIndex, tokenizer: Tokenizer
) -> None:
    for question in ("渡口改造总投资多少？", "书画展展出多少幅作品？", "献血的有多少人？", "谁发明了蒸汽机？"):
        ours, theirs = (Answerer(make(PAPER), tokenizer).answer(question) for make in (embedded, remote))
        assert theirs.answered == ours.answered
        assert [quote.text for quote in theirs.quotes] == [quote.text for quote in ours.quotes]
