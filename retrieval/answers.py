"""Question to answer, in the newspaper's own words, or to none."""

import datetime
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from corpus.types import Article, ArticleId, Kind
from retrieval.bylines import asked_authors
from retrieval.checks import Lack, lacks_of
from retrieval.confidence import RULING_OUT, evidence, probability
from retrieval.contents import Catalogue, Contents, articles_of, read_contents
from retrieval.index import Index
from retrieval.latin import squeeze
from retrieval.questions import Question, understand
from retrieval.quotes import Run, adds, choose_runs, latest_first, quote, whole_sentences, year_first
from retrieval.ranking import CLOSE, Ranked, find, next_report, weigh
from retrieval.scenes import Scene, scene_of
from retrieval.sentences import opening_of
from retrieval.synonyms import Synonyms, own_synonyms
from retrieval.tokens import Tokenizer
from retrieval.types import Answer, Hit, Quote
from retrieval.weights import Weights, own_weights

QUOTES, MORE, RELATED, SUGGESTIONS, LISTED = 3, 5, 2, 3, 50
# Articles that are counted where what the papers print is asked for; of more it is said that there are more.
MOST = LISTED + 1
# How likely a report must be, beside the best, that has the very model or year which the best has not: of the 343
# questions of drcd_dev with a year 6 more are shown; of 314 with another year 4 fewer are refused.
_FAR = {"letters": 0.0, "year": 0.1, "name": 0.1}
# Passages among which the articles of a topic are looked for.
OF_TOPIC = 300
# Probability below which nothing is quoted. With weights fitted on other sets that loses 0.5 % of the answerable
# questions of cmrc_trial, 0.8 % of drcd_dev and 2.4 % of news; tests/bench/README.md has the table.
ENOUGH = 0.12


@dataclass(frozen=True, slots=True)
class Answerer:
    """Answers questions from an index; `tokenizer` is the one the index was built with.

    Below a confidence of `enough` nothing is quoted. `catalogue` is asked what the papers print; without one, that is
    a question like another.
    """

    index: Index
    tokenizer: Tokenizer
    synonyms: Synonyms = field(default_factory=own_synonyms)
    weights: Weights = field(default_factory=own_weights)
    enough: float = ENOUGH
    catalogue: Catalogue | None = None

    def search(self, question: str, limit: int) -> list[Hit]:
        """Return the passages that fit a question best, best first."""
        ranked = find(self.understand(question), self.index, self.tokenizer.tag, self.weights, limit)
        return list(ranked.hits[:limit]) if ranked else []

    def understand(self, question: str) -> Question:
        """Return a question as it will be searched."""
        return understand(question, self.tokenizer, self.synonyms, self.index)

    def answer(self, question: str) -> Answer:
        """Return what the papers say to a question, whatever its text; raises only what the index does."""
        began = time.perf_counter()
        answer = self._contents(question) or self._told(question)
        return replace(answer, elapsed_ms=round((time.perf_counter() - began) * 1000, 2))

    def fitting(self, question: Question, ranked: Ranked) -> tuple[Ranked, Scene, list[Lack]]:
        """Return the ranked sentences, the scene of the best and what it lacks.

        Where that rules the best report out, and the next is about as likely and lacks nothing such, it comes first;
        where the best has another model, year or name than asked for, the first that has the very one.
        """
        scene = scene_of(ranked)
        lacks = lacks_of(question, scene, self.tokenizer.tag)
        found = {lack.check for lack in lacks}
        # A name alone rules nothing out, but another report may have it.
        ruling = found & {*RULING_OUT} or found & {"name"}
        far = _FAR.get(next(iter(ruling))) if len(ruling) == 1 else None
        passed = frozenset[ArticleId]()
        while ruling and (other := next_report(ranked, CLOSE if far is None else far, passed)):
            told = scene_of(other)
            missing = lacks_of(question, told, self.tokenizer.tag)
            named = far is None or all(_names(told, lack) for lack in lacks if lack.check in ruling)
            if named and not any(lack.check in (*RULING_OUT, *ruling) for lack in missing):
                return other, told, missing
            if far is None:
                break
            passed |= {other.sentences[int(other.scores.argmax())].article.id}
        return ranked, scene, lacks

    def _contents(self, question: str) -> Answer | None:
        """Answer what the papers print by how the articles begin; None where something else is asked for.

        Where there is no such paper or page, what reports tell of that day is not asked for.
        """
        if self.catalogue is None:
            return None
        contents = read_contents(question, self.catalogue, datetime.date.today())
        if contents is None:
            return None
        found = tuple(
            islice(self._of_topic(contents) if contents.topic else articles_of(contents, self.catalogue), MOST)
        )
        if found:
            begun = tuple(_openings(found))
            return Answer(question, True, 1.0, begun[:QUOTES], begun[QUOTES:], (), found[:LISTED], listed=len(found))
        if contents.surely and not contents.topic and (contents.dated or contents.page):
            newest = tuple(islice(articles_of(Contents(), self.catalogue), SUGGESTIONS))
            return Answer(question, False, 0.0, suggestions=newest, listed=0)
        return None

    def _of_topic(self, contents: Contents) -> Iterator[Article]:
        """Yield the articles of a topic that are asked for, the most fitting first."""
        hits = self.search(contents.topic or "", OF_TOPIC)
        for article in {hit.article.id: hit.article for hit in hits}.values():
            if contents.has(article) and (not contents.dated or contents.of(article.date)):
                yield article

    def _told(self, question: str) -> Answer:
        understood = self.understand(question)
        ranked = find(understood, self.index, self.tokenizer.tag, self.weights)
        return self._answer(understood, ranked) if ranked else Answer(question, False, 0.0)

    def _answer(self, question: Question, ranked: Ranked) -> Answer:
        ranked, scene, lacks = self.fitting(question, ranked)
        seen = evidence(question, weigh(question, self.index), ranked, scene, lacks, len(self.index))
        confidence = probability(seen, self.weights.confidence)
        if question.byline and (cited := _byline(question, ranked, max(confidence, self.enough))):
            return cited
        runs = choose_runs(question, ranked, QUOTES + MORE)
        if confidence < self.enough:
            # What other reports have is not said to be missing.
            missing = next((lack.words for lack in lacks if lack.words not in scene.everything), None)
            return _refusal(question, ranked, runs, confidence, missing)
        shown = [run for number, run in enumerate(runs[:QUOTES]) if number == 0 or adds(ranked, run)]
        ordered = year_first(question, ranked, latest_first(question, ranked, shown))
        return Answer(
            question.text,
            True,
            round(confidence, 4),
            quotes=tuple(quote(question, ranked, run) for run in whole_sentences(question, ranked, ordered)),
            more=tuple(quote(question, ranked, run) for run in runs if run not in shown)[:MORE],
            understood=question.repairs,
        )


def _names(scene: Scene, lack: Lack) -> bool:
    """Tell whether a report names the model, the year or the name that another lacks."""
    return lack.words.lower() in squeeze(scene.article) or lack.words.removesuffix("年") in scene.article


def _openings(articles: Iterable[Article]) -> list[Quote]:
    return [
        Quote(article.body[start:end], article, start, end, 1.0, cut=cut)
        for article in articles
        for start, end, cut in [opening_of(article) or (0, 0, (False, False))]
        if end
    ]


def _refusal(question: Question, ranked: Ranked, runs: list[Run], confidence: float, missing: str | None) -> Answer:
    return Answer(
        question.text,
        False,
        round(confidence, 4),
        related=tuple(quote(question, ranked, run) for run in runs[:RELATED]),
        suggestions=_articles(ranked)[:SUGGESTIONS],
        understood=question.repairs,
        missing=missing,
    )


def _byline(question: Question, ranked: Ranked, confidence: float) -> Answer | None:
    """Answer with the opening of the best article whose source line names whom the question asks for, if it does.

    Who wrote that report is not asked of a picture of the same event.
    """
    assert question.byline is not None
    written = question.byline.role != "摄"
    for article in sorted(_articles(ranked)[:3], key=lambda each: written and each.kind is Kind.PHOTO_CAPTION):
        if asked_authors(article, question.byline):
            numbers = [at for at, each in enumerate(ranked.sentences) if each.article.id == article.id]
            first = min(numbers, key=lambda at: ranked.sentences[at].start, default=None)
            if first is not None:
                cited: Quote = quote(question, ranked, Run(first, first))
                return Answer(question.text, True, round(confidence, 4), (cited,), understood=question.repairs)
    return None


def _articles(ranked: Ranked) -> tuple[Article, ...]:
    return tuple({hit.article.id: hit.article for hit in ranked.hits}.values())
