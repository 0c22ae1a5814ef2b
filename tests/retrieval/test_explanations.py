"""Why a sentence won: the words the answer was found by, and the sentence that is quoted, with its features."""

from bot.library import Library
from retrieval.explanations import explain

DYKE = "雁落湖大堤加固花了多少钱？"


def test_the_quoted_sentence_leads_with_what_speaks_for_it(sample_library: Library) -> None:
    answerer = sample_library.loaded.answerer
    told = explain(answerer, DYKE)
    first = next(line for line in told.splitlines() if line[:6].strip().startswith(("0.", "1.")))
    assert first[8:] in answerer.answer(DYKE).quotes[0].text
    assert "asked: amount" in told
    assert "confidence:" in told


def test_what_a_report_lacks_is_told(sample_library: Library) -> None:
    told = explain(sample_library.loaded.answerer, "2019年的汀河龙舟赛谁是冠军？")
    assert "missing: year 2019年" in told


def test_a_question_without_a_known_word_is_told_so(sample_library: Library) -> None:
    assert "no passage" in explain(sample_library.loaded.answerer, "xyzzy")
    assert "no passage" in explain(sample_library.loaded.answerer, "")
