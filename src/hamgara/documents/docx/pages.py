"""What every DOCX file of ours has: its page, running head and foot, styles, notes and properties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from lxml import etree

from hamgara.dates import Language
from hamgara.documents.docx.elements import Element, name, paragraph, run, runs, w
from hamgara.documents.docx.package import (
    OFFICE,
    Part,
    core_properties,
    custom_properties,
    relation_id,
    serialise,
    write_package,
)
from hamgara.documents.labels import DIRECTIONS, LABELS

__all__ = ["WIDTH", "bind", "field"]

#: Between the margins of an A4 page, in twentieths of a point.
WIDTH = 9070
_SHORT = 60


def bind(
    body: Sequence[Element],
    *,
    title: str,
    whose: str,
    dated: str,
    languages: tuple[Language, ...],
    footnotes: Sequence[Sequence[Element]] = (),
    pictures: Mapping[str, bytes] | None = None,
    properties: Mapping[str, str] | None = None,
) -> bytes:
    """The file with that body. `footnotes` are paragraphs by number from 1."""
    leading = languages[0]
    parts = [
        core_properties(title, whose, dated, languages),
        Part("word/document.xml", serialise(w("document", w("body", *body, _section(leading))))),
        Part("word/header.xml", serialise(w("hdr", _head(title, whose, languages)))),
        Part("word/footer.xml", serialise(w("ftr", _foot(leading)))),
        Part("word/footnotes.xml", serialise(w("footnotes", *_footnotes(footnotes)))),
        *(_template(part) for part in ("fontTable", "numbering", "settings", "styles")),
        *(Part(f"word/media/{key}.png", data) for key, data in (pictures or {}).items()),
    ]
    if properties:
        parts.append(custom_properties(properties))
    return write_package(parts)


def field(code: str, shown: str, *, rtl: bool) -> Iterator[Element]:
    """A field that a word processor computes, such as the number of the page; `shown` stands there until it does."""
    yield w("r", w("fldChar", fldCharType="begin"))
    held = w("instrText")
    held.text = f" {code} "
    yield w("r", held)
    yield w("r", w("fldChar", fldCharType="separate"))
    yield run(shown, rtl=rtl)
    yield w("r", w("fldChar", fldCharType="end"))


def _template(part: str) -> Part:
    data = files("hamgara.documents").joinpath(f"templates/docx/{part}.xml").read_bytes()
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, no_network=True)
    return Part(f"word/{part}.xml", serialise(etree.fromstring(data, parser)))


def _section(leading: Language) -> Element:
    def reference(kind: str, part: str) -> Element:
        held = w(f"{part}Reference", type=kind)
        held.set(f"{{{OFFICE}}}id", relation_id(f"{part}.xml"))
        return held

    margins = {"top": "1474", "right": "1418", "bottom": "1418", "left": "1418"}
    return w(
        "sectPr",
        reference("default", "header"),
        reference("default", "footer"),
        reference("first", "footer"),
        w("pgSz", w="11906", h="16838"),
        w("pgMar", **margins, header="709", footer="709", gutter="0"),
        w("titlePg"),
        w("bidi") if DIRECTIONS[leading] == "rtl" else None,
    )


def _head(title: str, whose: str, languages: tuple[Language, ...]) -> Element:
    language = languages[0]
    tab = w("tabs", w("tab", val="right", pos=str(WIDTH)))
    content = list(runs(_shorten(whose), language))
    if len(languages) == 1:
        content += [w("r", w("tab")), *runs(_shorten(title), language)]
    return paragraph(content, language, "Header", properties=[tab])


def _shorten(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 2].rstrip() + "…"


def _foot(language: Language) -> Element:
    rtl = DIRECTIONS[language] == "rtl"
    before, between = LABELS[language].page.split("{page}")
    between, after = between.split("{pages}")
    content = [*runs(before, language), *field("PAGE", "1", rtl=rtl), *runs(between, language)]
    return paragraph([*content, *field("NUMPAGES", "1", rtl=rtl), *runs(after, language)], language, "Footer")


def _footnotes(notes: Sequence[Sequence[Element]]) -> Iterator[Element]:
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        yield w("footnote", w("p", w("r", w(kind))), type=kind, id=str(number))
    for number, paragraphs in enumerate(notes, 1):
        reference = w("r", w("rPr", w("rStyle", val="FootnoteReference")), w("footnoteRef"))
        first = paragraphs[0]
        first.insert(1 if first.find(name("pPr")) is not None else 0, reference)
        yield w("footnote", *paragraphs, id=str(number))
