"""Terms found in texts by their folded words with an ending, and what is said of a language that lacks them."""

from __future__ import annotations

import pytest

from hamgara.drafting import Term, TermHint, check_terms, find_term


@pytest.mark.parametrize(
    ("text", "forms", "found"),
    [
        ("از حق كارگران دفاع می‌کنیم.", ("کارگر",), "كارگران"),
        ("طبقۀ کارگر و دیگران", ("طبقهٔ کارگر",), "طبقۀ کارگر"),
        ("زندان‌ها پر است.", ("زندان",), "زندان‌ها"),
        ("کارگردان فیلم", ("کارگر",), ""),
        ("The Workers of the world", ("worker",), "Workers"),
        ("The worker's right", ("worker",), "worker's"),
        ("a workerless plant", ("worker",), ""),
        ("working women, the working class", ("working class", "women"), "women"),
        ("anything", (), ""),
        ("", ("worker",), ""),
    ],
)
def test_terms_are_found_as_readers_find_them(text: str, forms: tuple[str, ...], found: str) -> None:
    assert find_term(text, forms) == found


def test_a_hint_where_one_language_lacks_the_term() -> None:
    term = Term("workers", {"fa": ("کارگر", "زحمتکش"), "en": ("worker",)})
    texts = {"fa": "حق زحمتکشان", "en": "the right of labourers"}
    assert check_terms(texts, [term]) == (TermHint("workers", "fa", "زحمتکشان", "en"),)
    assert check_terms({**texts, "fa": "حق زنان", "en": "workers"}, [term]) == (
        TermHint("workers", "en", "workers", "fa"),
    )
    assert check_terms({**texts, "en": "workers"}, [term]) == ()
    assert check_terms({"fa": texts["fa"]}, [term]) == ()
    assert check_terms(texts, [Term("only", {"fa": ("زحمتکش",)})]) == ()
