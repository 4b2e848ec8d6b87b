"""WordprocessingML by its words: runs and paragraphs, each in its direction (ECMA-376 part 1, section 17).

Word processors lay out a run by its own direction and take neutral marks with it, so a text is divided into runs where
its direction turns. Elements within properties stand in the order that the schema asks for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

from lxml import etree

from hamgara.dates import Language
from hamgara.documents.labels import DIRECTIONS

__all__ = ["XML", "Element", "W", "break_lines", "name", "paragraph", "run", "runs", "w"]

Element: TypeAlias = etree._Element

XML = "http://www.w3.org/XML/1998/namespace"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAP = {"w": W}
_LANGUAGES: dict[Language, str] = {"fa": "fa-IR", "en": "en-US"}
_ISOLATED = re.compile("([\u2066-\u2068][^\u2066-\u2069]*\u2069)")
_BREAKS = re.compile("(\n|\t)")
_TAGS = {"\n": "br", "\t": "tab"}


def name(tag: str) -> str:
    """The qualified name of an element or attribute of WordprocessingML."""
    return f"{{{W}}}{tag}"


def w(tag: str, *children: Element | None, **attributes: str) -> Element:
    """An element of WordprocessingML; every attribute is of the same namespace. A child of None is left out."""
    element = etree.Element(name(tag), nsmap=_MAP)
    for key, value in attributes.items():
        element.set(name(key), value)
    element.extend(child for child in children if child is not None)
    return element


def break_lines(text: str, tag: str = "t") -> Iterator[Element]:
    """The content of a run: its text, line feeds as breaks and tabs as tabs."""
    for piece in filter(None, _BREAKS.split(text)):
        if piece in _TAGS:
            yield w(_TAGS[piece])
            continue
        held = w(tag)
        held.set(f"{{{XML}}}space", "preserve")
        held.text = piece
        yield held


def run(text: str, *, rtl: bool, style: str = "", tag: str = "t", marks: Sequence[Element] = ()) -> Element:
    """One run in one direction; `style` is a character style, `marks` further properties that come before `rtl`."""
    language = w("lang", bidi=_LANGUAGES["fa"]) if rtl else w("lang", val=_LANGUAGES["en"])
    properties = w("rPr", w("rStyle", val=style) if style else None, *marks, w("rtl") if rtl else None, language)
    return w("r", properties, *break_lines(text, tag))


def runs(
    text: str, language: Language, *, style: str = "", tag: str = "t", verbatim: bool = False
) -> Iterator[Element]:
    """The runs of a text in a paragraph of that language. Isolated stretches are runs by themselves; their marks are
    left out, for the run says it, unless every character must stay (`verbatim`).
    """
    base = DIRECTIONS[language] == "rtl"
    for part in filter(None, _ISOLATED.split(text)):
        if _ISOLATED.fullmatch(part):
            yield run(part if verbatim else part[1:-1], rtl=_first_strong(part, base), style=style, tag=tag)
            continue
        for rtl, stretch in _stretches(part, base):
            yield run(stretch, rtl=rtl, style=style, tag=tag)


def _first_strong(text: str, base: bool) -> bool:
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return base


def _stretches(text: str, base: bool) -> Iterator[tuple[bool, str]]:
    """Stretches with their direction: what is neutral goes with both neighbours where they agree, else with the
    paragraph; Western digits go with what comes before them.
    """
    strong: list[bool | None] = []
    before = base
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            before = kind != "L"
        strong.append(before if kind in ("L", "R", "AL", "EN", "NSM", "BN") else None)
    after = [base] * (len(text) + 1)
    for i in range(len(text) - 1, -1, -1):
        found = strong[i]
        after[i] = after[i + 1] if found is None else found
    before = base
    directions: list[bool] = []
    for i, found in enumerate(strong):
        if found is not None:
            before = found
        directions.append(found if found is not None else before if before == after[i] else base)
    for rtl, group in groupby(zip(directions, text, strict=True), lambda pair: pair[0]):
        yield rtl, "".join(character for _, character in group)


def paragraph(
    content: Iterable[Element],
    language: Language,
    style: str = "",
    *,
    properties: Sequence[Element] = (),
    mark: Element | None = None,
) -> Element:
    """One paragraph in the direction of its language. `properties` stand between the style and the direction (such as
    a list's number), `mark` is what is said of the paragraph mark (its run properties).
    """
    rtl = DIRECTIONS[language] == "rtl"
    held = (w("pStyle", val=style) if style else None, *properties, w("bidi") if rtl else None, mark)
    return w("p", w("pPr", *held), *content)
