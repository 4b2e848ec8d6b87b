"""The texts of the founding meeting: both languages, Persian as it is properly written, nothing said twice."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from tests.demo.memory import Told

from hamgara.demo import open_conversation, open_founding
from hamgara.demo.founding.material import read_rows

#: What Persian text must not have, with the reason.
FAULTS = {
    "Arabic yeh, kaf or alef maksura": "[يكى]",
    "digits of another script": "[0-9٠-٩]",
    "punctuation of another script": "[,;?%]",
    "space before punctuation": r"\s[،؛.:!؟»)]",
    "no space after punctuation": r"[،؛:!؟](?=[^\s»)])",
    "a joiner beside a space or at an end": r"(^|[\s«(])\u200c|\u200c([\s،؛.:!؟»)]|$)",
    "two joiners": "\u200c\u200c",
    "a verb's prefix apart": r"(?<!\w)ن?می \w",
    "a plural's ending apart": r"\w ها(ی|یی|یشان)?(?!\w)",
    "a comparative's ending apart": r"\w تر(ین)?(?!\w)",
    "two spaces": "  ",
    "hamza of ezafe as yeh": r"ه ی(?!\w)",
}


def _texts(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if isinstance(value.get("fa"), str):
            yield value
        else:
            for held in value.values():
                yield from _texts(held)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from _texts(held)


def _told_texts(told: Told) -> Iterator[tuple[str, dict[str, str]]]:
    for entry in told.scene.entries:
        for text in _texts(entry.data):
            yield entry.act, text
    for fa, en in told.scene.names.values():
        yield "directory", {"fa": fa, "en": en}


def test_persian_is_written_as_it_should_be(told: Told) -> None:
    found = [
        (why, text["fa"])
        for _, text in _told_texts(told)
        for why, pattern in FAULTS.items()
        if re.search(pattern, text["fa"])
    ]
    assert found == []


@pytest.mark.parametrize(
    "wrong",
    [
        "كتاب",
        "علي",
        "در سال 2010",
        "آری,نه",
        "آری ، نه",
        "آری،نه",
        "می شود",
        "کتاب ها",
        "بزرگ تر",
        "خانه ی ما",
        "می‌‌شود",
        "کار‌ ",
    ],
)
def test_the_check_of_persian_finds_faults(wrong: str) -> None:
    assert any(re.search(pattern, wrong) for pattern in FAULTS.values())


def test_every_text_is_there_in_both_languages_and_composed(told: Told) -> None:
    # An amendment may come in the authoritative language alone: its translation is made afterwards.
    for kind, text in _told_texts(told):
        if kind != "amendment.proposed" or "en" in text:
            assert set(text) == {"fa", "en"}, text
        for language, words in text.items():
            assert unicodedata.is_normalized("NFC", words)
            assert words == words.strip()
            letters = Counter("fa" if "\u0600" <= c <= "\u06ff" else "en" for c in words if c.isalpha())
            assert set(letters) == {language}, words


def test_nothing_is_said_twice(told: Told) -> None:
    said: Counter[str] = Counter()
    for kind, text in _told_texts(told):
        if kind not in ("resolution.signed", "charter.adopted"):
            said.update(text.values())
    assert [words for words, times in said.items() if times > 1] == []


def test_organisations_and_people_have_names_of_their_own() -> None:
    rows = [*read_rows("organisations"), *read_rows("people")]
    for column in ("fa", "en"):
        names = [row[column] for row in rows]
        assert len(names) == len(set(names))
    surnames = [row["en"].split()[-1] for row in read_rows("people")]
    assert len(surnames) == len(set(surnames))


def test_the_first_page_says_what_is_invented_and_what_is_real() -> None:
    founding, conversation = open_founding().purpose, open_conversation().purpose
    assert "invented" in founding["en"].split("\n")[0]
    assert "ساختگی" in founding["fa"].split("\n")[0]
    for language in ("fa", "en"):
        assert "CC BY 4.0" in conversation[language]
        assert "The Computational Democracy Project" in conversation[language]
        assert "https://pol.is/5mnfxu85hx" in conversation[language]
