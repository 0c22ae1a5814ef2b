"""Text is cut to Telegram's limits without losing a character, and its HTML always parses to what was meant."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.rich import ENTITIES, Run, Section, pages, units
from tests.botapi import markup
from tests.botapi.peers import judge_html

odd = st.sampled_from('<>&"😀👨\u200d👧。！\n b/')
texts = st.text(st.one_of(st.characters(codec="utf-8", exclude_characters="\x00"), odd))
sections = st.lists(
    st.builds(
        Section,
        st.lists(st.builds(Run, texts, st.booleans()), max_size=5).map(tuple),
        st.booleans(),
        st.booleans(),
    ),
    max_size=6,
)


def bare(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=200, deadline=None)
@given(sections, st.integers(1, 60))
def test_nothing_is_lost_and_no_page_is_too_long(given_sections: list[Section], limit: int) -> None:
    limit = max(limit, 2)
    shown = []
    for page in pages(given_sections, limit):
        text, entities = markup.parse(page.html)
        assert text == page.plain
        assert units(text) <= limit
        assert markup.units(text) == units(text)
        assert text.strip()
        assert len(entities) <= ENTITIES
        shown.append(text)
    wanted = "".join(run.text for section in given_sections for run in section.runs)
    assert bare("".join(shown)) == bare(wanted)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.text("甲乙丙<>&😀", min_size=1, max_size=9), st.booleans()), min_size=1, max_size=20))
def test_telethon_reads_the_same_text_and_entities(runs: list[tuple[str, bool]]) -> None:
    (page,) = pages([Section(tuple(Run(text, bold) for text, bold in runs), quoted=True)])
    judge_html(page.html)


def test_a_long_quote_folds_and_a_short_one_does_not() -> None:
    assert "<blockquote expandable>" in pages([Section((Run("长" * 200),), quoted=True)])[0].html
    assert "<blockquote>" in pages([Section((Run("短"),), quoted=True)])[0].html


def test_a_message_has_at_most_a_hundred_entities() -> None:
    runs = tuple(Run("字", bold=n % 2 == 0) for n in range(500))
    found = pages([Section(runs)])
    assert len(found) == 3
    assert "".join(page.plain for page in found) == "字" * 500


def test_cuts_fall_after_sentences() -> None:
    sentence = "这是一句不长的话。"
    found = pages([Section((Run(sentence * 1000),))])
    assert all(page.plain.endswith("。") for page in found)


def test_lone_surrogates_and_nul_are_replaced() -> None:
    assert pages([Section((Run("a\ud800b\x00c"),))])[0].plain == "a\ufffdb\ufffdc"
