"""Words: every text comes back whole, and what readers take for the same is the same, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.drafting.corpus import texts

from hamgara.drafting import fold, sentences, split_words

ALPHABET = "abA1 .,\n،؛؟«»()'’-یيىکكآا\u200c\u0640\u064b\u0654\u200f\u2067۱١میها/\t\r\u2028"
TEXTS = st.one_of(st.text(ALPHABET, max_size=60), st.text(max_size=40), st.sampled_from(texts("fa") + texts("en")))


@given(TEXTS)
def test_words_and_blanks_are_the_text(text: str) -> None:
    words = split_words(text)
    whole = "".join(words.gap(i) + item for i, item in enumerate(words.items)) + words.gap(len(words))
    assert whole == text
    assert all(not words.gap(i).strip() for i in range(len(words) + 1))
    covered = [i for start, end in sentences(words) for i in range(start, end)]
    assert covered == list(range(len(words)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مي‌شود", "می‌شود"),
        ("میشود", "می‌شود"),
        ("می شود", "می‌شود"),
        ("كتاب ها", "کتاب‌ها"),
        ("بزرگ تر", "بزرگ‌تر"),
        ("مُهر", "مهر"),
        ("خانۀ", "خانهٔ"),
        ("همگـــرا", "همگرا"),
        ("۱۲٬۵۰۰", "12,500"),
        ("١٢", "۱۲"),
        ("،", ","),
        ("people’s", "people's"),
        ("\u2067NATO\u2069", "NATO"),
        ("\ufe8e", "ا"),
    ],
)
def test_readers_take_these_for_the_same(one: str, other: str) -> None:
    assert split_words(one).keys == split_words(other).keys
    assert len(split_words(one)) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("آن", "ان"), ("We", "we"), ("résumé", "resume"), ("مسئول", "مسول"), ("«", "»")]
)
def test_these_are_different_words(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("People's short-term aims, 1,248.5!", ["People's", "short-term", "aims", ",", "1,248.5", "!"]),
        ("کتاب‌ها را می خوانیم؛ نمی شود.", ["کتاب‌ها", "را", "می خوانیم", "؛", "نمی شود", "."]),
        ("قدیمی شد", ["قدیمی", "شد"]),
        ("wait... (no)", ["wait", "...", "(", "no", ")"]),
        ("یک\n \nدو", ["یک", "\n \n", "دو"]),
    ],
)
def test_division(text: str, items: list[str]) -> None:
    assert list(split_words(text).items) == items


def test_sentences_end_at_marks_and_breaks() -> None:
    words = split_words("He said «yes.» آیا هست؟ آری\n\nThird 2.5 is one.")
    found = [words.between(start, end) for start, end in sentences(words)]
    assert found == ["He said «yes.»", "آیا هست؟", "آری", "\n\n", "Third 2.5 is one."]
