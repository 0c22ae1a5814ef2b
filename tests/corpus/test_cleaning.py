import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning import clean_headline, clean_paragraph

SHARED = Path(os.environ.get("WENBAO_SHARED", Path(__file__).parents[2].parent / "shared"))


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("今年\n以来， 云溪区", "今年以来，云溪区"),
        ("投入３２００\n万元，占４．５％", "投入3200万元，占4.5%"),
        ("1 600 平方米", "1 600平方米"),
        ("1\n600 平方米", "1600平方米"),
        ("open AI\nlab", "open AI lab"),
        ("\ufffd\ufffd\x01(cid:12)\ue003\u200b本报讯", "本报讯"),
        ("一\u3000般\u00a0公共\u2028预算", "一般公共预算"),
        ("Ｇ２０", "G20"),
        ("，。！？（）", "，。！？（）"),
        ("", ""),
    ],
)
def test_a_paragraph_is_cleaned(printed: str, clean: str) -> None:
    assert clean_paragraph(printed) == clean


def test_a_headline_keeps_one_space_between_its_lines() -> None:
    assert clean_headline(" 打造“微阵地”\n\n架起\u3000“连心桥” ") == "打造“微阵地” 架起 “连心桥”"


@given(st.text())
def test_cleaning_again_changes_nothing_more(text: str) -> None:
    headline = clean_headline(clean_headline(text))
    assert headline == clean_headline(headline)


@given(st.text(st.characters(categories=["Lo", "Po", "Ps", "Pe"])))
def test_no_printed_character_is_lost(text: str) -> None:
    assert clean_paragraph(text) == text.replace("％", "%") if "．" not in text else True


# The reference leaves C1 controls, directional marks and (cid:N), which no newspaper prints, and rarer white space.
SAME = st.characters(
    exclude_categories=["Cs"],
    exclude_characters="".join(map(chr, [*range(0x80, 0xA0), *range(0x2028, 0x2030), 0x205F, ord("(")])),
)
BROKEN = st.sampled_from(
    [" ", "\n", "\u3000", "\ufffd", "\x01", "０", "１", "Ａ", "9", "a", "．", "％", "中", "，", "\xa0"]
)


@given(st.text(BROKEN | SAME))
def test_cleaning_is_the_reference_s(text: str) -> None:
    reference = _reference()
    assert clean_paragraph(text) == reference.clean_text(text)
    assert clean_headline(text) == reference.clean_headline(text)


def _reference() -> ModuleType:
    path = SHARED / "tools" / "clean.py"
    if not path.exists():
        pytest.skip("the reference is not here: set WENBAO_SHARED")
    spec = importlib.util.spec_from_file_location("clean_reference", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
