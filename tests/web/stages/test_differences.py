"""Differences of texts: whole words in Persian and English, nothing lost, nothing that is not text."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from hamgara.web.stages.differences import compare_texts, mark_up

TEXTS = st.text(alphabet="اب‌یٔ آ.، no\nAB<&", max_size=60)


def marked(old: str, new: str) -> str:
    return str(mark_up(compare_texts(old, new)))


def test_words_with_a_joiner_or_a_mark_above_stay_whole() -> None:
    assert marked("کتاب‌ها می‌رود", "کتاب‌های می‌رود") == "<del>کتاب‌ها</del> <ins>کتاب‌های</ins> می‌رود"


def test_what_is_gone_stands_before_what_is_new() -> None:
    assert marked("we work for peace", "we strive for peace") == "we <del>work</del> <ins>strive</ins> for peace"
    assert marked("peace", "peace and bread") == "peace <ins>and bread</ins>"
    assert marked("same", "same") == "same"
    assert marked("", "all") == "<ins>all</ins>"
    assert marked("all", "") == "<del>all</del>"


def test_a_short_word_between_two_changes_belongs_to_them() -> None:
    assert marked("معلمان و پرستاران ما", "کارگران و رانندگان ما") == (
        "<del>معلمان و پرستاران</del> <ins>کارگران و رانندگان</ins> ما"
    )


def test_what_a_reader_takes_for_the_same_is_no_change() -> None:
    assert marked("كتاب‌هاي ما", "کتاب‌های شما") == "کتاب‌های <del>ما</del> <ins>شما</ins>"
    # Where nothing else differs, that is what was asked for.
    assert marked("كتاب‌هاي ما", "کتاب‌های ما") == "<del>كتاب‌هاي</del> <ins>کتاب‌های</ins> ما"


def test_a_sentence_that_moved_is_marked_as_moved() -> None:
    first, second = "ما برای آزادی با هم کار می‌کنیم.", "هیچ‌کس به سبب باورش از حقی محروم نیست."
    found = marked(f"{first} {second}", f"{second} {first}")
    assert found.count('class="moved"') == 2


def test_paragraphs_are_kept_and_markup_is_text() -> None:
    assert marked("one\ntwo", "one\n<b>two</b>").startswith("one<br>")
    assert "<b>" not in marked("one", "<b>one</b>")


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_parts(old: str, new: str) -> None:
    parts = compare_texts(old, new)
    assert "".join(p.old for p in parts) == old
    assert "".join(p.new for p in parts) == new


def test_long_texts_made_to_be_slow_are_compared_soon() -> None:
    old, new = "a b " * 1500, "b a c " * 1000
    start = time.perf_counter()
    compare_texts(old, new)
    assert time.perf_counter() - start < 2
