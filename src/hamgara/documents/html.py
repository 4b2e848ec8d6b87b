"""Sheets as HTML: one page that asks nothing of any other server, for screens in light and dark and for print.

The page is built as a tree and serialised by the standard library, which escapes every text; no string of markup is
put together here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from xml.etree.ElementTree import Element, SubElement, tostring

from hamgara.dates import Language, digits
from hamgara.documents.drawing import draw_svg
from hamgara.documents.labels import DIRECTIONS
from hamgara.documents.qr import draw_qr
from hamgara.documents.sheet import (
    Block,
    Endnotes,
    Figure,
    Heading,
    Marked,
    Masthead,
    Note,
    Prose,
    Roll,
    Seal,
    Sheet,
    Table,
)
from hamgara.documents.texts import Wording

__all__ = ["write_fragment", "write_html"]

#: Tables of so many columns fit any screen; wider ones can be scrolled, also by keyboard.
_NARROW = 4


def write_html(sheet: Sheet) -> str:
    """The whole page of a sheet, with its style in it."""
    leading = sheet.languages[0]
    page = Element("html", _in(leading))
    head = SubElement(page, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    SubElement(head, "meta", {"name": "referrer", "content": "no-referrer"})
    SubElement(head, "meta", {"name": "color-scheme", "content": "light dark"})
    SubElement(head, "meta", {"name": "dcterms.date", "content": sheet.dated})
    SubElement(head, "title").text = f"{sheet.title} · {sheet.whose}"
    SubElement(head, "style").text = _style(leading)
    main = SubElement(SubElement(page, "body"), "main")
    main.append(_article(sheet))
    return "<!doctype html>\n" + tostring(page, encoding="unicode", method="html") + "\n"


def write_fragment(sheet: Sheet) -> str:
    """The same document as one `article` element without style, for a page that has its own."""
    return tostring(_article(sheet), encoding="unicode", method="html")


@cache
def _style(language: Language) -> str:
    style = files("hamgara.documents").joinpath("templates/sheet.css").read_text("utf-8")
    return style.replace("counter(page)", "counter(page, persian)") if language == "fa" else style


def _in(language: Language) -> dict[str, str]:
    return {"lang": language, "dir": DIRECTIONS[language]}


def _article(sheet: Sheet) -> Element:
    article = Element("article", {"class": "sheet pair" if len(sheet.sides) > 1 else "sheet"})
    place = article
    for row in sheet.rows():
        match row[0]:
            case Masthead():
                _write_masthead(article, sheet, row)
                continue
            case Heading(level=2):
                place = SubElement(article, "section")
            case Seal():
                _write_seal(place, sheet, row)
                continue
            case Endnotes():
                _write_notes(article, sheet, row)
                continue
        _write_row(place, sheet, row)
    return article


def _sides(
    parent: Element, sheet: Sheet, tag: str, write: Callable[[Element, int, Language], None], side: str = "div"
) -> None:
    """One element, or in a pair one element that holds both sides, each with its language."""
    if len(sheet.sides) == 1:
        write(SubElement(parent, tag), 0, sheet.languages[0])
        return
    row = SubElement(parent, tag, {"class": "row"})
    for i, language in enumerate(sheet.languages):
        write(SubElement(row, side, {"class": "side", **_in(language)}), i, language)


def _write_masthead(article: Element, sheet: Sheet, row: Sequence[Block]) -> None:
    heads = [block for block in row if isinstance(block, Masthead)]
    header = SubElement(article, "header")
    if any(head.warning for head in heads):
        _sides(header, sheet, "p", lambda e, i, _: _text(e, heads[i].warning, "warning"), "span")
    _sides(header, sheet, "p", lambda e, i, _: _text(e, heads[i].whose, "whose"), "span")
    _sides(header, sheet, "h1", lambda e, i, language: _wording(e, heads[i].title, language), "span")

    def lines(element: Element, i: int, _: Language) -> None:
        for line in heads[i].lines:
            _text(SubElement(element, "p"), line, "line")

    _sides(header, sheet, "div", lines)


def _write_row(place: Element, sheet: Sheet, row: Sequence[Block]) -> None:
    block = row[0]
    if isinstance(block, Heading):
        _sides(place, sheet, f"h{block.level}", lambda e, i, language: _heading(e, row[i], language), "span")
    else:
        _sides(place, sheet, "div", lambda e, i, language: _content(e, row[i], language))


def _heading(element: Element, block: Block, language: Language) -> None:
    assert isinstance(block, Heading)
    if block.number:
        number = SubElement(element, "span", {"class": "number"})
        number.text = f"{block.number}."
        number.tail = " "
    _wording(SubElement(element, "span"), block.wording, language)


def _content(element: Element, block: Block, language: Language) -> None:
    match block:
        case Prose():
            _prose(element, block, language)
        case Marked():
            _marked(element, block, language)
        case Roll():
            _roll(element, block, language)
        case Table():
            _table(element, block)
        case Figure():
            _figure(element, block)


def _prose(element: Element, block: Prose, language: Language) -> None:
    _class(element, block.style)
    paragraphs = block.wording.paragraphs
    for i, paragraph in enumerate(paragraphs):
        p = SubElement(element, "p")
        if block.wording.language != language:
            p.attrib.update(_in(block.wording.language))
        _lines(p, paragraph)
        if i == len(paragraphs) - 1:
            for note in block.notes:
                mark = SubElement(SubElement(p, "sup"), "a", _call(note, language))
                mark.text = digits(str(note.number), language)
    if block.remark:
        _text(SubElement(element, "p"), block.remark, "remark")


def _call(note: Note, language: Language) -> dict[str, str]:
    return {
        "id": f"call-{note.number}-{language}",
        "href": f"#note-{note.number}-{language}",
        "role": "doc-noteref",
    }


def _marked(element: Element, block: Marked, language: Language) -> None:
    _class(element, "marked")
    for paragraph in block.paragraphs:
        p = SubElement(element, "p")
        if block.language != language:
            p.attrib.update(_in(block.language))
        for run in paragraph:
            tag = {"same": "span", "gone": "del", "new": "ins", "spelling": "u"}[run.kind]
            _lines(SubElement(p, tag), run.text)


def _roll(element: Element, block: Roll, language: Language) -> None:
    listed = SubElement(element, "ol" if block.numbered else "ul", {"class": "roll"})
    for item in block.items:
        line = SubElement(listed, "li")
        name = SubElement(line, "span") if block.sentences else SubElement(line, "bdi", {"class": "name"})
        _wording(name, item.wording, language)
        if item.detail:
            name.tail = " "
            _text(SubElement(line, "span"), item.detail, "detail")


def _table(element: Element, block: Table) -> None:
    if len(block.header) > _NARROW:
        _class(element, "scroll")
        element.attrib.update({"tabindex": "0", "role": "region", "aria-label": block.caption})
    table = SubElement(element, "table")
    SubElement(table, "caption").text = block.caption
    head = SubElement(SubElement(table, "thead"), "tr")
    for i, name in enumerate(block.header):
        _text(SubElement(head, "th", {"scope": "col"}), name, "figure" if i in block.figures else "")
    body = SubElement(table, "tbody")
    for row in block.rows:
        line = SubElement(body, "tr")
        for i, text in enumerate(row):
            cell = SubElement(line, "td") if i else SubElement(line, "th", {"scope": "row"})
            _text(cell, text, "figure" if i in block.figures else "")


def _figure(element: Element, block: Figure) -> None:
    figure = SubElement(element, "figure")
    frame = SubElement(figure, "div")
    if not block.drawing.fluid:
        frame.attrib.update({"class": "scroll", "tabindex": "0", "role": "region", "aria-label": block.caption})
    frame.append(draw_svg(block.drawing, block.description))
    SubElement(figure, "figcaption").text = block.caption


def _write_seal(place: Element, sheet: Sheet, row: Sequence[Block]) -> None:
    seals = [block for block in row if isinstance(block, Seal)]
    box = SubElement(place, "div", {"class": "seal"})
    if seals[0].text:
        _qr(box, seals[0].text, " / ".join(seal.description for seal in seals))
    facts = SubElement(box, "dl")
    for i, fact in enumerate(seals[0].facts):
        if not fact.label:
            command = Element("p", {"class": "command"})
            _code(command, fact.value)
            place.insert(list(place).index(box), command)
            continue
        pair = SubElement(facts, "div")
        term = SubElement(pair, "dt")
        for j, (seal, language) in enumerate(zip(seals, sheet.languages, strict=True)):
            label = SubElement(term, "span", _in(language))
            label.text = seal.facts[i].label
            label.tail = " · " if j < len(seals) - 1 else None
        _code(SubElement(pair, "dd"), fact.value)


def _code(element: Element, value: str) -> None:
    SubElement(element, "code", {"dir": "ltr"}).text = value


def _qr(box: Element, text: str, description: str) -> None:
    side, path = draw_qr(text)
    picture = SubElement(
        box, "svg", {"viewBox": f"0 0 {side} {side}", "role": "img", "class": "qr", "shape-rendering": "crispEdges"}
    )
    SubElement(picture, "title").text = description
    SubElement(picture, "rect", {"width": str(side), "height": str(side), "fill": "#fff"})
    SubElement(picture, "path", {"d": path, "fill": "#000"})


def _write_notes(article: Element, sheet: Sheet, row: Sequence[Block]) -> None:
    headings = [block.heading for block in row if isinstance(block, Endnotes)]
    section = SubElement(article, "section", {"role": "doc-endnotes", "class": "notes"})
    _sides(section, sheet, "h2", lambda e, i, _: _text(e, headings[i]), "span")
    for notes in sheet.notes():

        def write(element: Element, i: int, language: Language, notes: tuple[Note, ...] = notes) -> None:
            _note(element, notes[i], language)

        _sides(section, sheet, "div", write)


def _note(element: Element, note: Note, language: Language) -> None:
    element.set("id", f"note-{note.number}-{language}")
    lead = SubElement(element, "p", {"class": "lead"})
    back = SubElement(lead, "a", {"href": f"#call-{note.number}-{language}", "role": "doc-backlink"})
    back.text = digits(str(note.number), language)
    back.tail = ". "
    SubElement(lead, "strong").text = note.lead.strip()
    for paragraph in note.wording.paragraphs:
        p = SubElement(element, "p")
        if note.wording.language != language:
            p.attrib.update(_in(note.wording.language))
        _lines(p, paragraph)


def _wording(element: Element, wording: Wording, language: Language) -> None:
    if wording.language != language:
        element.attrib.update(_in(wording.language))
    element.text = wording.line


def _lines(element: Element, paragraph: str) -> None:
    """The lines of a paragraph, each after the first behind a line break."""
    first, *others = paragraph.split("\n")
    element.text = first
    for line in others:
        SubElement(element, "br").tail = line


def _text(element: Element, text: str, name: str = "") -> None:
    _class(element, name)
    element.text = text


def _class(element: Element, name: str) -> None:
    if name:
        element.set("class", f"{element.get('class', '')} {name}".strip())
