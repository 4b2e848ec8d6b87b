"""The phrases: the same places to fill in both languages, Persian in Persian letters, none that nothing says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hamgara.documents.counts as package
from hamgara.documents.counts.methods import describe_count, describe_paper, describe_ties, name_method
from hamgara.documents.counts.words import PHRASES
from hamgara.elections import METHODS

SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path(package.__file__).parent.glob("*.py")
    if not path.name.endswith("words.py")
)


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_both_languages_have_the_same_places(key: str) -> None:
    fa, en = PHRASES[key]
    assert set(re.findall(r"\{(\w+)\}", fa)) == set(re.findall(r"\{(\w+)\}", en))
    assert not re.search("[يكۀ0-9]", re.sub("SHA-256", "", fa))
    latin = set(re.findall("[A-Za-z]{2,}", re.sub(r"\{\w+\}", "", fa)))
    assert latin <= {"SHA", "JSON", "EJR", "PJR"}
    assert not re.search("[\u0600-\u06ff]", en)


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_every_phrase_is_said_somewhere(key: str) -> None:
    family, _, part = key.partition(":")
    if part in ("holds", "fails"):
        # A certificate's statement is found by the property that the engine names.
        assert {f"{family}:holds", f"{family}:fails"} <= set(PHRASES)
        return
    found = (f'"{key}"', f"'{key}'", f'"{family}"', f'"{family}:')
    assert any(form in SOURCES for form in found) or key.endswith("-hash")


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_method_is_described_in_both_languages(method: str) -> None:
    for describe in (name_method, describe_paper, describe_count, describe_ties):
        fa, en = describe(method, "fa"), describe(method, "en")
        assert re.search("[\u0600-\u06ff]", fa), describe
        assert en.isprintable()
        assert en
        assert not re.search("[\u0600-\u06ff]", en)
