"""The table of fixed words: complete in both languages, with the same placeholders, and no dead entry."""

from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from hamgara import documents
from hamgara.documents.labels import LABELS, Labels
from hamgara.documents.labels_drafting import DRAFTING_LABELS, DraftingLabels

NAMES = [(LABELS, f.name) for f in fields(Labels)] + [(DRAFTING_LABELS, f.name) for f in fields(DraftingLabels)]


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name)


@pytest.mark.parametrize(("table", "name"), NAMES, ids=str)
def test_both_languages_say_it_with_the_same_placeholders(table: Any, name: str) -> None:
    fa, en = getattr(table["fa"], name), getattr(table["en"], name)
    assert fa.strip()
    assert en.strip()
    assert placeholders(fa) == placeholders(en)


@pytest.mark.parametrize(("table", "name"), NAMES, ids=str)
def test_persian_is_in_persian_letters_and_english_has_none(table: Any, name: str) -> None:
    fa, en = getattr(table["fa"], name), getattr(table["en"], name)
    assert not set(fa) & set("يكةى٠١٢٣٤٥٦٧٨٩0123456789") or "SHA-256" in fa
    assert not any("\u0600" <= character <= "\u06ff" for character in en)
    assert "\u200c " not in fa
    assert " \u200c" not in fa


def test_every_label_is_used() -> None:
    root = files("hamgara.documents")
    source = "\n".join(f.read_text("utf-8") for f in Path(str(root)).rglob("*.py") if not f.name.startswith("labels"))
    unused = [name for _, name in NAMES if f"label.{name}" not in source and f"].{name}" not in source]
    assert unused == [] or unused == ["page"], unused
    assert "labels[0].page" in source


def test_exports_are_sorted_and_there() -> None:
    assert documents.__all__ == sorted(documents.__all__, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
    assert all(hasattr(documents, name) for name in documents.__all__)
