"""Members' text on a page: nothing hidden, nothing that reaches beyond its line, and nothing else changed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamgara.documents.texts import clean_line, find_wording, isolate, split_paragraphs

CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u200c\x00\x07\ue000\ufdd0\U000e0041"
hostile = st.text(st.one_of(st.sampled_from(CONTROLS), st.characters(exclude_categories=["Cs"])), max_size=60)


def depth_never_below_zero(text: str) -> int:
    depth = 0
    for character in text:
        depth += (character in "\u2066\u2067\u2068") - (character == "\u2069")
        assert depth >= 0
    return depth


@given(hostile)
def test_a_clean_line_is_balanced_and_shows_all(line: str) -> None:
    clean = clean_line(line)
    assert depth_never_below_zero(clean) == 0
    assert not any("\u202a" <= c <= "\u202e" or unicodedata.category(c) in ("Cc", "Co", "Cs") for c in clean)
    assert clean_line(clean) == clean


@given(st.text("ابپ‌ی abc.,«»", max_size=80))
def test_plain_text_is_left_as_it_is(line: str) -> None:
    assert clean_line(line) == line.strip()


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("یک\n\nدو", ("یک", "دو")),
        ("یک\r\n \t\r\nدو\r\nسه", ("یک", "دو\nسه")),
        ("one\u2029two\u2028three", ("one", "two\nthree")),
        ("\n\n  \n\n", ()),
        ("a\x0bb", ("a\nb",)),
        ("\u202eevil\u202c fine", ("evil fine",)),
        ("open \u2067 never closed", ("open \u2067 never closed\u2069",)),
        ("closed\u2069 never opened", ("closed never opened",)),
        ("bell\x07", ("bell\ufffd",)),
    ],
)
def test_paragraphs(text: str, paragraphs: tuple[str, ...]) -> None:
    assert split_paragraphs(text) == paragraphs


def test_wordings_say_how_they_stand() -> None:
    assert find_wording({"fa": "سلام", "en": "hello"}, "en").standing == "current"
    assert find_wording({"fa": "سلام", "en": "hello"}, "en", stale=("en",)).standing == "stale"
    missing = find_wording({"fa": "سلام"}, "en")
    assert (missing.language, missing.standing, missing.line) == ("fa", "missing", "سلام")
    with pytest.raises(ValueError, match="at least one language"):
        find_wording({}, "en")


def test_only_what_runs_against_the_line_is_isolated() -> None:
    assert isolate("تهران ۱۲", "fa") == "تهران ۱۲"
    assert isolate("Toronto", "en") == "Toronto"
    assert isolate("Toronto", "fa") == "\u2068Toronto\u2069"
    assert isolate("تهران", "en") == "\u2068تهران\u2069"
    assert isolate("", "fa") == ""
